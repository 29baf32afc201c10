// How a thing is drawn and named, and how these values are read. Artifacts and avatars have them.
import { NAME_MAX, ORDER_MAX, SIZE_MAX, SPRITE_MAX } from './limits.ts'

/** How a thing is drawn. `width`, `height`: integer pixels. */
export interface Look {
  readonly sprite: string
  readonly width: number
  readonly height: number
  /**
   * A thing of higher order is drawn over one of lower order; among equals, the one further down the floor.
   */
  readonly order: number
}

/** Colours of an artifact's floor, `#rrggbb`; null: the reader's theme. */
export interface Colors {
  readonly paper: string | null
  readonly ink: string | null
  readonly title: string | null
}

export const DEFAULT_LOOK: Look = Object.freeze({ sprite: 'box', width: 64, height: 64, order: 0 })
export const DEFAULT_COLORS: Colors = Object.freeze({ paper: null, ink: null, title: null })

/** Reads a raw value; null when it is absent or malformed. */
export type Parse<T> = (raw: unknown) => T | null
export type Parsers<T> = { readonly [Key in keyof T]-?: Parse<NonNullable<T[Key]>> }

export const LOOK: Parsers<Look> = {
  sprite: parseSprite,
  width: parseSize,
  height: parseSize,
  order: parseOrder,
}
export const COLOR: Parsers<Colors> = { paper: parseColor, ink: parseColor, title: parseColor }

/** Reads a name, cut to its bound; null when it is no string. */
export function parseName(raw: unknown): string | null {
  return typeof raw === 'string' ? cut(raw, NAME_MAX) : null
}

function parseSize(raw: unknown): number | null {
  return typeof raw === 'number' && Number.isInteger(raw) && raw >= 1 && raw <= SIZE_MAX ? raw : null
}

function parseOrder(raw: unknown): number | null {
  return typeof raw === 'number' && Number.isInteger(raw) && Math.abs(raw) <= ORDER_MAX ? raw + 0 : null
}

function parseSprite(raw: unknown): string | null {
  return typeof raw === 'string' && raw !== '' && raw.length <= SPRITE_MAX ? raw.toWellFormed() : null
}

/** Half a character cannot be sent: it arrives as U+FFFD, so it is read as that here too. */
export function cut(text: string, max: number): string {
  return text.slice(0, max).toWellFormed()
}

/** Six digits alone: a colour goes into a style sheet, where other text could reach further. */
function parseColor(raw: unknown): string | null {
  return typeof raw === 'string' && /^#[0-9a-fA-F]{6}$/.test(raw) ? raw : null
}
