// How a thing is drawn and named, and how these values are read. Artifacts and avatars have them.
import { NAME_MAX, ORDER_MAX, SCALE_MAX, SCALE_MIN, SIZE_MAX, SPRITE_MAX } from './limits.ts'

/** How a thing is drawn. `width`, `height`: integer pixels. */
export interface Look {
  readonly sprite: string
  readonly width: number
  readonly height: number
  /**
   * A thing of higher order is drawn over one of lower order; among equals, the one further down the floor.
   */
  readonly order: number
  /** `#rrggbb`: drawn in shades of this colour; null: in its own colours. */
  readonly tint: string | null
  /**
   * How the drawing alone is turned (whole degrees from 0 to 359, clockwise), how much of it shows, and how
   * large it is (percent). The room that the thing takes stays that of `width` and `height`.
   */
  readonly angle: number
  readonly opacity: number
  readonly scale: number
}

/** What changes the drawing alone, and nothing that stands around it. */
export type DrawnLook = Pick<Look, 'tint' | 'angle' | 'opacity' | 'scale'>

/** Colours of an artifact's floor, `#rrggbb`; null: the reader's theme. */
export interface Colors {
  readonly paper: string | null
  readonly ink: string | null
  readonly title: string | null
}

export const DEFAULT_LOOK: Look = Object.freeze({
  sprite: 'box',
  width: 64,
  height: 64,
  order: 0,
  tint: null,
  angle: 0,
  opacity: 100,
  scale: 100,
})
export const DEFAULT_COLORS: Colors = Object.freeze({ paper: null, ink: null, title: null })

/** Those of how it is drawn that are not as usual, as fields: they are written where they say something. */
export function drawnOtherwise({ tint, angle, opacity, scale }: DrawnLook) {
  return {
    ...(tint !== DEFAULT_LOOK.tint && { 'look.tint': tint }),
    ...(angle !== DEFAULT_LOOK.angle && { 'look.angle': angle }),
    ...(opacity !== DEFAULT_LOOK.opacity && { 'look.opacity': opacity }),
    ...(scale !== DEFAULT_LOOK.scale && { 'look.scale': scale }),
  } as const
}

/** Reads a raw value; null when it is absent or malformed. */
export type Parse<T> = (raw: unknown) => T | null
export type Parsers<T> = { readonly [Key in keyof T]-?: Parse<NonNullable<T[Key]>> }

export const LOOK: Parsers<Look> = {
  sprite: parseSprite,
  width: (raw) => parseWhole(raw, 1, SIZE_MAX),
  height: (raw) => parseWhole(raw, 1, SIZE_MAX),
  order: (raw) => parseWhole(raw, -ORDER_MAX, ORDER_MAX),
  tint: parseColor,
  angle: (raw) => parseWhole(raw, 0, 359),
  opacity: (raw) => parseWhole(raw, 0, 100),
  scale: (raw) => parseWhole(raw, SCALE_MIN, SCALE_MAX),
}
/** All of them, the best known first. */
export const LOOK_KEYS = Object.keys(DEFAULT_LOOK) as readonly (keyof Look)[]
export const COLOR: Parsers<Colors> = { paper: parseColor, ink: parseColor, title: parseColor }

/** Reads a name, cut to its bound; null when it is no string. */
export function parseName(raw: unknown): string | null {
  return typeof raw === 'string' ? cut(raw, NAME_MAX) : null
}

function parseWhole(raw: unknown, least: number, most: number): number | null {
  return typeof raw === 'number' && Number.isInteger(raw) && raw >= least && raw <= most ? raw + 0 : null
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
