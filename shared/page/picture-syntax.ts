// How a page writes of pictures: the words and the height of one, `![words|300](source)`, or its side, width
// and height, `![words|right|300x200](source)`; and which of them are shown. The room of a picture is what
// the text says: nothing moves when one arrives, or does not.
import { pictureSource } from './page-links.ts'
import { isPlain } from './page-parser.ts'

/** Height of a picture that does not say one: eight lines. */
export const HEIGHT = 240
export const HEIGHT_MIN = 30
export const HEIGHT_MAX = 2000

/** As wide as the text of a page, which has the same width everywhere. */
export const WIDTH_MAX = 620

/** On which side of its line a picture stands; the text does not flow around it. */
export type PictureSide = 'left' | 'middle' | 'right'

/** What the text between the brackets says of a picture. */
export interface PictureLabel {
  readonly words: string
  /** `left` and `right` are written; in the middle is where it stands else. */
  readonly side: PictureSide
  /** In pixels; null: as wide as its height has it. */
  readonly width: number | null
  /** Null: as high as usual. */
  readonly height: number | null
}

const LABEL = /^(.*?)(?:\\?\|(left|right))?(?:\\?\|(\d{1,4})(?:x(\d{1,4}))?)?$/

/** Of `words|300` the last is its height; of `words|right|300x200` its side, its width and its height. */
export function readPictureLabel(label: string): PictureLabel {
  const [, words = label, side, first, second] = LABEL.exec(label) ?? []
  const [width, height] = second === undefined ? [undefined, first] : [first, second]
  return {
    words,
    side: sideOf(side),
    width: width === undefined ? null : widthWithin(Number(width)),
    height: height === undefined ? null : heightWithin(Number(height)),
  }
}

const NAMED_LABEL = /^(?:(left|right)(?: |$))?(?:(\d{1,4})(?:x(\d{1,4}))?)?$/

/** Of `![[map.png|right 300x200]]`, where a height comes after a width alone; null: it is words. */
export function readNamedLabel(label: string): Omit<PictureLabel, 'words'> | null {
  const found = NAMED_LABEL.exec(label)
  if (found === null) return null
  const [, side, width, height] = found
  return { side: sideOf(side), width: pixelsOf(width), height: pixelsOf(height) }
}

const pixelsOf = (digits: string | undefined): number | null => (digits === undefined ? null : Number(digits))
const sideOf = (word: string | undefined): PictureSide =>
  word === 'left' || word === 'right' ? word : 'middle'

/** The text between the brackets; `bar` is `\|` in a table. */
export function writePictureLabel({ words, side, width, height }: PictureLabel, bar = '|'): string {
  const size = width !== null && height !== null ? [`${width}x${height}`] : height === null ? [] : [height]
  return [words, ...(side === 'middle' ? [] : [side]), ...size].join(bar)
}

/** The part of a picture by name that says how it stands, behind the bar; empty: as usual. */
export function writeNamedLabel({ side, width, height }: Omit<PictureLabel, 'words'>): string {
  const size = width === null ? [] : [height === null ? `${width}` : `${width}x${height}`]
  return [...(side === 'middle' ? [] : [side]), ...size].join(' ')
}

const within = (least: number, most: number) => (pixels: number) =>
  Math.max(least, Math.min(Math.round(pixels), most))
export const heightWithin = within(HEIGHT_MIN, HEIGHT_MAX)
export const widthWithin = within(HEIGHT_MIN, WIDTH_MAX)

/** A picture as it is shown, where in a line it is written, and how long that is. */
export interface FoundPicture {
  readonly source: string
  readonly words: string
  readonly height: number
  /** For a picture within a line; null: for one that has the line for itself. */
  readonly width: number | null
  readonly side: PictureSide
  /** How wide it is drawn at most on a line for itself; null: as its height has it. */
  readonly drawnWidth: number | null
  readonly index: number
  readonly length: number
}

/** Finds the pictures that a line shows by the names of their files. */
export type FindPictures = (line: string) => readonly FoundPicture[]

const WRITTEN = /!\[([^\]\n]*)\]\((<[^>\n]*>|[^\s()<>]*)(?:[ \t]+"[^"\n]*")?\)/g

/** What looks like a shown picture in a line, in code too. */
export function picturesIn(line: string, origin: string, byName: FindPictures): FoundPicture[] {
  if (!/!\[|<img/i.test(line) || isPlain(line)) return []
  const found = [...byName(line)]
  for (const { 0: all, 1: label = '', 2: written = '', index } of line.matchAll(WRITTEN)) {
    const source = pictureSource(written, origin)
    if (source === null) continue
    const { words, side, width, height } = readPictureLabel(label)
    const room = { width: null, drawnWidth: width, height: height ?? HEIGHT }
    found.push({ source, words, side, ...room, index, length: all.length })
  }
  return found
}
