// An editor measures itself with each frame of a scroll, to draw the lines that come. It has drawn many more
// than are seen, so it is told only when these come to an end, and when the scroll is over. Then it draws
// lines ahead, in a frame that others leave to it.
import type { Extension } from '@codemirror/state'
import { showTooltip, ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view'
import { takeFrame } from '../../device/frame-turns.ts'
import { drawAhead } from './editor-measuring.ts'

/**
 * Lines of so many pixels of the screen are there ahead of what is seen, or of three steps of the scroll: it
 * is told a step later.
 */
const AHEAD = 96
/** So much of a thousand pixels more of lines is drawn ahead than behind. */
const BIAS = 700
/** So soon after its last step, in ms, a scroll is over. */
const OVER_MS = 100

/** Pixels of drawn lines that are out of sight, when the floor was scrolled so far. */
interface DrawnBeyond {
  readonly above: number
  readonly below: number
  readonly scrollTop: number
}

class ScrollFilter {
  readonly #view: EditorView
  readonly #window: HTMLElement | null
  readonly #endAhead: (() => void) | null
  #bias = 0
  /** It is told of the next step. */
  #isDue = false
  /**
   * It was not told of the last step: until it measures itself again it believes to be where one was before.
   */
  #isBehind = false
  #drawn: DrawnBeyond | null = null
  #scrollTop = 0
  #steppedAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView) {
    this.#view = view
    this.#window = view.dom.closest<HTMLElement>('.floor-window')
    this.#endAhead = drawAhead(view, () => (this.#isBehind ? 0 : this.#bias))
    // Before the editor, whose listener is on the same element; others there listen in this phase, too.
    this.#window?.addEventListener('scroll', this.#onScroll, { capture: true, passive: true })
  }

  update({ docChanged, viewportChanged, geometryChanged }: ViewUpdate): void {
    if (docChanged || viewportChanged || geometryChanged) this.#drawn = null
  }

  destroy(): void {
    clearTimeout(this.#timer)
    this.#endAhead?.()
    this.#window?.removeEventListener('scroll', this.#onScroll, { capture: true })
  }

  readonly #onScroll = (event: Event): void => {
    if (event.target !== this.#window || this.#window === null) return
    const { scrollTop } = this.#window
    const step = Math.abs(scrollTop - this.#scrollTop)
    const isUp = scrollTop < this.#scrollTop
    this.#bias = isUp ? -BIAS : BIAS
    this.#scrollTop = scrollTop
    this.#steppedAt = performance.now()
    this.#timer ??= setTimeout(this.#end, OVER_MS)
    this.#drawn ??= drawnBeyond(this.#view, this.#window)
    const by = scrollTop - this.#drawn.scrollTop
    const left = isUp ? this.#drawn.above + by : this.#drawn.below - by
    // What hangs at a place of the text, or at a thing, goes with it.
    if (hasCard(this.#view) || isMenuOpen() || this.#isDue || left < step) {
      this.#drawn = null
      this.#isDue = false
      this.#isBehind = false
      return
    }
    if (left < Math.max(AHEAD, 3 * step)) {
      this.#isDue = true
      takeFrame()
    }
    // What is written meanwhile has it draw lines around the place where it believes to be.
    this.#isBehind = true
    event.stopPropagation()
  }

  /** It is told of the last step. */
  readonly #end = (): void => {
    const left = this.#steppedAt + OVER_MS - performance.now()
    this.#timer = left > 0 ? setTimeout(this.#end, left) : undefined
    if (left > 0) return
    this.#bias = 0
    this.#isDue = false
    this.#view.requestMeasure()
  }
}

const hasCard = ({ state }: EditorView): boolean => state.facet(showTooltip).some((card) => card !== null)

/** Menus are put behind the screens, in elements of their own; they follow what they belong to. */
const isMenuOpen = (): boolean =>
  Array.from(document.body.children).some((element) => element.hasAttribute('data-base-ui-portal'))

function drawnBeyond(view: EditorView, window: HTMLElement): DrawnBeyond {
  const { viewport, viewportLineBlocks, documentTop, state } = view
  const { top, bottom } = window.getBoundingClientRect()
  const [first, last] = [viewportLineBlocks[0], viewportLineBlocks.at(-1)]
  return {
    above: viewport.from === 0 ? Infinity : top - documentTop - (first?.top ?? 0),
    below: viewport.to === state.doc.length ? Infinity : documentTop + (last?.bottom ?? 0) - bottom,
    scrollTop: window.scrollTop,
  }
}

export const scrollFilter: Extension = ViewPlugin.fromClass(ScrollFilter)
