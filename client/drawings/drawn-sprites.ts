// Which drawings come with the first view of a world; the others are fetched with the first thing that has
// one.
import type { Sprite } from '../../shared/world/sprites.ts'

export const FIRST_SPRITES = [
  'lamp',
  'bench',
  'tree',
  'chest',
  'sign',
  'door',
  'book',
  'key',
  'plant',
  'cat',
  'box',
  'table',
  'house',
  'ball',
] as const satisfies readonly Sprite[]

export type FirstSprite = (typeof FIRST_SPRITES)[number]
export type LaterSprite = Exclude<Sprite, FirstSprite>

const FIRST: ReadonlySet<string> = new Set(FIRST_SPRITES)

export const isFirst = (sprite: Sprite): sprite is FirstSprite => FIRST.has(sprite)

/** A board is as high as the other drawings, and this wide. */
export const BOARD_WIDTH = 112
