// How a page writes of pictures: the words and the height of one, `words|300`, and how those are found that
// are written by name.
import { Facet, StateEffect } from '@codemirror/state'

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

/** A picture as it is shown. */
export interface PictureSyntax {
  readonly source: string
  readonly words: string
  readonly height: number
  /** For a picture within a line; null: for one that has the line for itself. */
  readonly width: number | null
}

/** Where in a line a picture is shown by the name of its file, and the text there. */
export interface FoundPicture extends PictureSyntax {
  readonly index: number
  readonly length: number
}
type FindNamed = (line: string) => readonly FoundPicture[]

/** How pictures by name are found; that comes with a page's tools. */
export const namedPictures = Facet.define<FindNamed, FindNamed>({ combine: ([find]) => find ?? (() => []) })

type IsUnknown = (link: string) => boolean

/** Tells links by names that nothing in the world has; that comes with a page's tools. */
export const unknownNames = Facet.define<IsUnknown, IsUnknown>({ combine: ([is]) => is ?? (() => false) })

/** Says that something in the world came, went or is called otherwise. */
export const namesChanged = StateEffect.define()
