// The drawings that are fetched with the first thing that has one of them.
import type { ReactNode } from 'react'
import type { Sprite } from '../../shared/world/sprites.ts'
import type { DRAWINGS } from './drawings.tsx'
import { INDOORS } from './indoors.tsx'
import { OUTDOORS } from './outdoors.tsx'

const REST: Readonly<Record<Exclude<Sprite, keyof typeof DRAWINGS>, ReactNode>> = { ...INDOORS, ...OUTDOORS }

export default function Rest({ sprite }: { readonly sprite: keyof typeof REST }) {
  return REST[sprite]
}
