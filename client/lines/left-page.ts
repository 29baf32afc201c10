// What a page that was drawn as lines leaves to its editor, which takes its place without moving a letter.
import * as Y from 'yjs'
import type { PageView } from '../world/page-view.ts'
import { lineNear, scaleOf, selectedIn, type DrawnPlaces } from './drawn-places.ts'

export interface LeftNow {
  /** In its own pixels; 0: it was not drawn. */
  readonly height: number
  /** Of its lines from the first one on, as far as they were drawn. */
  readonly heights: readonly number[]
  /** The place up to which it is in sight. */
  readonly seenTo: number
  /** Where one has pressed, or what is selected; else the start. */
  readonly selection: PageSelection
  /** One has pressed so many lines below the last one. */
  readonly below: number
  /** One is about to write. */
  readonly hasFocus: boolean
  /** What waits for an editor. */
  readonly works: readonly ((page: PageView) => void)[]
}

type PageSelection = Readonly<Record<'anchor' | 'head', number>>

const UNDRAWN = { height: 0, heights: [], seenTo: 0, hasFocus: false }

/** It stays at its letters while others write. */
export type LeftSelection = Readonly<Record<keyof PageSelection, Y.RelativePosition>>

export type LeftPage = ReturnType<typeof createLeftPage>

/** Null: nobody writes in it, and nothing is selected. */
export function createLeftPage(text: Y.Text | null) {
  let drawn: Omit<LeftNow, 'selection' | 'below' | 'works'> = UNDRAWN
  const works = new Set<(page: PageView) => void>()
  let selected: LeftSelection | null = null
  let below = 0

  function select(anchor: number, head = anchor): void {
    // What others write beside selected letters is not selected.
    const position = (text: Y.Text, place: number, other: number): Y.RelativePosition =>
      Y.createRelativePositionFromTypeIndex(text, Math.min(place, text.length), place < other ? 0 : -1)
    selected = text && { anchor: position(text, anchor, head), head: position(text, head, anchor) }
    below = 0
  }
  const placeOf = (position: Y.RelativePosition | undefined): number =>
    (position && text?.doc && Y.createAbsolutePositionFromRelativePosition(position, text.doc)?.index) ?? 0
  const selection = (): PageSelection => ({
    anchor: placeOf(selected?.anchor),
    head: placeOf(selected?.head),
  })

  return {
    selected: () => selected,
    selection,
    select,
    below: () => below,
    /** The caret stands so many lines below the last one. */
    selectBelow(lines: number): void {
      select(Infinity)
      below = lines
    },
    /** Does something with the editor once it is there, unless the answer is called before. */
    wait(work: (page: PageView) => void): () => void {
      works.add(work)
      return () => works.delete(work)
    },
    /** Notes how the page is, just before it goes. */
    leave(places: DrawnPlaces): void {
      const { page, lines, startOf } = places
      const scale = scaleOf(page)
      const { from = 0, to = 0 } = selectedIn(places) ?? {}
      if (selected === null && from < to) select(from, to)
      drawn = {
        height: page.offsetHeight,
        heights: lines.map((line) => line.getBoundingClientRect().height / scale),
        seenTo: startOf(lineNear(lines, innerHeight) + 1),
        hasFocus: page.contains(document.activeElement),
      }
    },
    /** What is left, once. */
    take(): LeftNow {
      const now = { ...drawn, selection: selection(), below, works: [...works] }
      drawn = UNDRAWN
      works.clear()
      selected = null
      below = 0
      return now
    },
  }
}
