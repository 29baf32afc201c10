// A page as it is shown, whoever draws it. A place is a count of the letters before it in the page's text;
// lines are counted from 1, spots and heights are those of the screen, in px.
import type { PageMark } from '../../shared/page/page-lines.ts'
import type { Point } from './geometry/viewport.ts'

/** Between two lines. `line`: the one below; one more than there are at the end of the page. */
export interface Border {
  readonly line: number
  /** From the top of the floor, in its pixels. */
  readonly y: number
}

/** Marks that are shown; they stay at their words when others write. */
export interface ShownMarks {
  /** Which of them covers a place, by its index; null: none. */
  indexAt(place: number): number | null
  end(): void
}

export interface PageView {
  readonly isReadOnly: boolean
  readonly hasFocus: boolean
  /** Its lines are drawn without an editor: what writes in it waits for that. */
  readonly isDrawn: boolean
  /** The height of its letters. */
  readonly letterSize: number
  text(): string
  /** `head`: where the caret is; behind the end of the text in blank lines that are not written yet. */
  selection(): { readonly from: number; readonly to: number; readonly head: number }
  /** The border above a line. */
  borderAt(line: number): Border
  /** The border nearest to a height. */
  borderNear(y: number): Border
  /** The place of the letter at a spot; null: there is none. */
  placeAt(spot: Point): number | null
  /** The place nearest to a spot. */
  placeNear(spot: Point): number
  bringIntoSight(place: number, block: 'center' | 'nearest'): void
  /** Puts the caret there. */
  select(place: number): void
  /** Gives it the keys, without scrolling. */
  focus(): void
  /** The caret in the last of so many blank lines below the text, which are written with the first letter. */
  writeBelow(lines: number): void
  /** Likewise, down to a height; false: that is not below the text. */
  writeBelowTo(y: number): boolean
  /** Writes words in place of others, as if they were pasted, with the caret at a place. */
  replace(from: number, to: number, words: string, caret: number): void
  /** As if these keys were pressed in it. */
  press(key: KeyboardEventInit): void
  mark(marks: readonly PageMark[]): ShownMarks
  /** Tells the place that the pointer, or else the caret, is at; null: neither is. */
  onPlace(tell: (place: number | null) => void): () => void
}

/** So far below a page, in lines, a press still leads. */
const BELOW_MAX = 2_000

/** How many lines of such a height lead from the end of a page down to `y`; 0: that is not below. */
export const linesDownTo = (y: number, end: number, lineHeight: number): number =>
  Math.min(BELOW_MAX, Math.max(0, Math.ceil((y - end) / lineHeight)))

const pages = new WeakMap<Element, PageView>()

/** That element shows a page from now on, until the answer is called. */
export function showPage(element: Element, page: PageView): () => void {
  pages.set(element, page)
  return () => {
    if (pages.get(element) === page) pages.delete(element)
  }
}

/** The page that an element is in, or is. */
export function pageAround(element: Element | null | undefined): PageView | null {
  const shown = element?.closest('.page')
  return (shown && pages.get(shown)) ?? null
}

/** The first page in an element. */
export const pageIn = (element: Element | null | undefined): PageView | null =>
  pageAround(element?.querySelector('.page'))
