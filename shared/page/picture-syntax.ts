// How a page writes of pictures: the words and the height of one, `![words|300](source)`, and which of them
// are shown. The room of a picture is what the text says: nothing moves when one arrives, or does not.
import { pictureSource } from './page-links.ts'
import { isPlain } from './page-parser.ts'

/** Height of a picture that does not say one: eight lines. */
export const HEIGHT = 240
export const HEIGHT_MIN = 30
export const HEIGHT_MAX = 2000

/** The words of a picture and its height, by the text between the brackets: `words|300`. */
export function wordsOf(label: string): {
  readonly words: string
  readonly height: number
  readonly isSet: boolean
} {
  const [, words = label, digits] = /^(.*?)(?:\|(\d{1,4}))?$/.exec(label) ?? []
  const height = digits === undefined ? HEIGHT : Math.max(HEIGHT_MIN, Math.min(Number(digits), HEIGHT_MAX))
  return { words, height, isSet: digits !== undefined }
}

/** A picture as it is shown, where in a line it is written, and how long that is. */
export interface FoundPicture {
  readonly source: string
  readonly words: string
  readonly height: number
  /** For a picture within a line; null: for one that has the line for itself. */
  readonly width: number | null
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
    if (source !== null) found.push({ source, width: null, ...wordsOf(label), index, length: all.length })
  }
  return found
}
