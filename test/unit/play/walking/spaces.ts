// Things that stand on a floor, for tests that ask only where.
import type { ThingData } from '../../../../shared/behavior/sandbox-protocol.ts'
import { createSpace, type Space } from '../../../../shared/play/walking/floor-space.ts'
import { DEFAULT_PROPERTIES } from '../../../../shared/world/artifact.ts'
import { DEFAULT_COLORS, DEFAULT_LOOK } from '../../../../shared/world/look.ts'
import { id } from '../../world/made.ts'

export const ROOT = id('root')

export function thing(name: string, x: number, y: number, more: Partial<ThingData> = {}): ThingData {
  const usual = { ...DEFAULT_LOOK, ...DEFAULT_COLORS, ...DEFAULT_PROPERTIES }
  const place = { host: ROOT, x, y, facing: 'down', person: null, walk: null } as const
  return { ...usual, id: id(name), name, ...place, width: 40, height: 40, ...more }
}

export function spaceWith(...things: readonly ThingData[]): Space {
  const space = createSpace()
  for (const one of things) space.put(one)
  return space
}
