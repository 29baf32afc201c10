// How a page is set, as plain ranges of its text: the looks of its lines, and marks on its letters. Neither
// an editor nor a browser is known here: the editor makes decorations of the ranges, others nest them into
// elements. Signs of Markdown stay in the text; they take no room, or the same room, whether they are visible
// or not.
//
// Where the caret is, only the editor knows. A range says in which letters a caret changes its look, so that
// the setting of a page is one thing for its writer and for its readers.
import { htmlImagesIn } from './html-images.ts'
import type { PageElement } from './page-nodes.ts'
import { picturesIn, type FindPictures, type FoundPicture } from './picture-syntax.ts'

/** From one character of the page to before another. */
export interface PageRange {
  readonly from: number
  readonly to: number
}

/** The text of a page: that of an editor, or a string by its lines. */
export interface PageText {
  readonly length: number
  readonly sliceString: (from: number, to?: number) => string
  readonly lineAt: (at: number) => PageRange & { readonly text: string; readonly number: number }
}

/** What a page asks its surroundings while it is set. */
export interface TypesetWorld {
  /** This site's own, such as `https://my.one`. */
  readonly origin: string
  /** Whether nothing has the name that a link says. */
  readonly isUnknown: (link: string) => boolean
  /** Whether the words of a link by name stand before its name, as some programs write it. */
  readonly isTurned: (link: string) => boolean
  readonly picturesByName: FindPictures
  /** Whether lines show other pages. */
  readonly hasEmbeds: boolean
  /** Where a link leads, by what is written: an address, or a link by name; null: nowhere from here. */
  readonly hrefOf: (written: string) => string | null
}

/** The class of a line or a mark. */
export interface TypesetLook {
  readonly class: string
  /** A further class, while a caret is in a range or at its edge. */
  readonly touched?: PageRange & { readonly class: string }
}

export interface TypesetLine extends TypesetLook {
  /** The start of the line. */
  readonly from: number
  readonly dir?: 'ltr' | 'rtl'
  /** A row of a table. */
  readonly isRow?: true
  /** Nobody has to read it. */
  readonly isSign?: true
}

/** A mark on letters. */
export interface TypesetMark extends TypesetLook, PageRange {
  /**
   * Around the others is the one of the higher rank, then the longer one, then the earlier one. An editor
   * nests marks of one rank over the same letters in any order: what is as large as a cell has another rank.
   */
  readonly rank: 0 | 1
  /** Nobody has to read it. */
  readonly isSign?: true
  /** A caret steps over it. */
  readonly isAtom?: true
  /** Where its words lead: an address, a link by name, or a name in brackets that the page explains. */
  readonly href?: string
  readonly role?: 'cell' | 'columnheader' | 'checkbox'
  readonly isChecked?: boolean
  /** Of somebody, as `#rrggbb`. */
  readonly color?: string
}

/** The side of its words on which a sign stands. */
export type MarkSide = 'open' | 'close'

/** A longer piece of HTML shows no pictures: it is looked through for each key that somebody presses. */
const HTML_MAX = 20_000

/** Gathered while a page is set. */
export class Typesetting {
  readonly text: PageText
  readonly world: TypesetWorld
  readonly lines: TypesetLine[] = []
  readonly marks: TypesetMark[] = []
  /** In place of letters. */
  readonly standIns: PageElement[] = []
  /** Blocks of formulas, by the start of the line that they begin in: drawn over their source. */
  readonly formulas = new Map<number, PageElement>()
  #pictured: { readonly from: number; readonly found: readonly FoundPicture[] } | null = null

  constructor(text: PageText, world: TypesetWorld) {
    this.text = text
    this.world = world
  }

  /** The shown picture that begins at a place; a line with many is looked through once. */
  pictureAt(at: number): FoundPicture | null {
    const { from, text } = this.text.lineAt(at)
    if (this.#pictured?.from !== from)
      this.#pictured = { from, found: picturesIn(text, this.world.origin, this.world.picturesByName) }
    return this.#pictured.found.find(({ index }) => from + index === at) ?? null
  }

  /** The shown pictures of a piece of HTML, by where they begin. */
  taggedPictures({ from, to }: PageRange): readonly (readonly [at: number, picture: FoundPicture])[] {
    if (to - from > HTML_MAX) return []
    return htmlImagesIn(this.text.sliceString(from, to)).flatMap((tag) => {
      const picture = this.pictureAt(from + tag.from)
      return picture ? [[from + tag.from, picture] as const] : []
    })
  }

  mark(from: number, to: number, name: string, more: Partial<TypesetMark> = {}): void {
    if (to > from) this.marks.push({ from, to, class: name, rank: 0, ...more })
  }

  /** A sign that is seen while a caret is in `shown`. */
  sign(from: number, to: number, shown: PageRange | null, name = ''): void {
    this.mark(from, to, classes('page-sign', name), { isSign: true, ...(shown && seenIn(shown)) })
  }

  /** A sign at the side of its words, which takes no room: those stand as if it was not there. */
  tuck(from: number, to: number, side: MarkSide, shown: PageRange): void {
    this.sign(from, to, shown, `page-tuck page-tuck-${side}`)
  }

  /** Letters of no width. */
  fold(from: number, to: number, name = '', more: Partial<TypesetMark> = {}): void {
    // Only letters of the shipped face are all of one width, which is taken back.
    const isPlain = /^[ -~]*$/.test(this.text.sliceString(from, to))
    this.mark(from, to, classes('page-fold', isPlain ? '' : 'page-fold-none', name), {
      isSign: true,
      ...more,
    })
  }
}

export const classes = (...names: readonly string[]): string => names.filter((name) => name !== '').join(' ')

/** The look of a sign that is seen while a caret is in a range. */
export const seenIn = ({ from, to }: PageRange): Pick<TypesetMark, 'touched'> => ({
  touched: { from, to, class: 'page-shown' },
})

/** The text of a page by its lines. */
export function pageTextOf(page: string): PageText {
  const starts = [0]
  for (let at = page.indexOf('\n'); at !== -1; at = page.indexOf('\n', at + 1)) starts.push(at + 1)
  return {
    length: page.length,
    sliceString: (from, to) => page.slice(from, to),
    lineAt(at) {
      let [low, high] = [0, starts.length]
      while (low + 1 < high) {
        const middle = (low + high) >>> 1
        if ((starts[middle] ?? Infinity) <= at) low = middle
        else high = middle
      }
      const from = starts[low] ?? 0
      const to = (starts[low + 1] ?? page.length + 1) - 1
      return { from, to, number: low + 1, text: page.slice(from, to) }
    },
  }
}
