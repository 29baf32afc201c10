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

/** Drawings with words on them are as high as the others, and this wide. */
export const WORDED_WIDTH = 112

const WORDED: ReadonlySet<string> = new Set<Sprite>(['board', 'card'])

/** Whether the first line of its page stands on it. */
export const isWorded = (name: string): boolean => WORDED.has(name)
