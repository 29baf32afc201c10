// The drawings that are fetched with the first thing that has one of them.
import type { ReactNode } from 'react'
import type { Sprite } from '../../shared/world/sprites.ts'
import type { DRAWINGS } from './thing-shapes.tsx'
import { INDOORS } from './indoor-shapes.tsx'
import { OUTDOORS } from './outdoor-shapes.tsx'

const REST: Readonly<Record<Exclude<Sprite, keyof typeof DRAWINGS>, ReactNode>> = { ...INDOORS, ...OUTDOORS }

export default function Rest({ sprite }: { readonly sprite: keyof typeof REST }) {
  return REST[sprite]
}
