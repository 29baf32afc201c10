// What a page that was drawn as lines leaves to its editor, which takes its place without moving a letter.
import type { PageView } from '../world/page-view.ts'
import { lineNear, scaleOf, selectedIn, type DrawnPlaces } from './drawn-places.ts'

export interface LeftNow {
  /** In its own pixels; 0: it was not drawn. */
  readonly height: number
  /** Of its lines from the first one on, as far as they were drawn. */
  readonly heights: readonly number[]
  /** The place up to which it is in sight. */
  readonly seenTo: number
  /** Where one has pressed, or what is selected; null: nowhere. */
  readonly selection: { readonly anchor: number; readonly head: number } | null
  /** One is about to write. */
  readonly hasFocus: boolean
  /** What waits for an editor. */
  readonly works: readonly ((page: PageView) => void)[]
}

const NOTHING: LeftNow = {
  height: 0,
  heights: [],
  seenTo: 0,
  selection: null,
  hasFocus: false,
  works: [],
}

export class LeftPage {
  now = NOTHING

  note(more: Partial<LeftNow>): void {
    this.now = { ...this.now, ...more }
  }

  /** Does something with the editor once it is there, unless the answer is called before. */
  wait(work: (page: PageView) => void): () => void {
    this.note({ works: [...this.now.works, work] })
    return () => this.note({ works: this.now.works.filter((one) => one !== work) })
  }

  /** Notes how the page is, just before it goes. */
  leave(places: DrawnPlaces): void {
    const { page, lines, startOf } = places
    const scale = scaleOf(page)
    const { from = 0, to = 0 } = selectedIn(places) ?? {}
    this.note({
      height: page.offsetHeight,
      heights: lines.map((line) => line.getBoundingClientRect().height / scale),
      seenTo: startOf(lineNear(lines, innerHeight) + 1),
      hasFocus: page.contains(document.activeElement),
      selection: this.now.selection ?? (from < to ? { anchor: from, head: to } : null),
    })
  }

  /** What is left, once. */
  take(): LeftNow {
    const { now } = this
    this.now = NOTHING
    return now
  }
}
