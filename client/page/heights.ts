// True heights of a page's lines. An editor guesses the height of lines it has not drawn yet, and things stand beside
// lines: so here every line is drawn once, when there is time, and its height is known from then on.
import { forceParsing } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view'

/** Longest page, in lines, that is measured whole: drawing more of them at once would be felt. */
const LINES_MAX = 5000
/** Frames that drawing may take: a guess that was too low shows in the next one. */
const FRAMES_MAX = 30
/** How long reading the syntax of the whole page may take. */
const PARSE_MS = 300
/** Faces that decide where lines break. */
const FACES = ['', 'italic ', '600 ', '700 ']
  .map((style) => `${style}19px "Literata Variable"`)
  .concat('16px "Source Code Pro Variable"')

/** Keeps the heights of all lines true. */
export const trueHeights: Extension = ViewPlugin.fromClass(
  class {
    #isWaiting = false
    #isDestroyed = false
    constructor(view: EditorView) {
      this.#soon(view)
    }

    update({ docChanged, changes, view }: ViewUpdate): void {
      if (!docChanged) return
      const { from, to } = view.viewport
      let isSeen = true
      changes.iterChangedRanges((_fromBefore, _toBefore, start, end) => {
        isSeen &&= start >= from && end <= to
      })
      if (!isSeen) this.#soon(view)
    }

    destroy(): void {
      this.#isDestroyed = true
    }

    #soon(view: EditorView): void {
      if (this.#isWaiting) return
      this.#isWaiting = true
      void this.#measure(view)
    }

    async #measure(view: EditorView): Promise<void> {
      // A face that cannot be had breaks lines elsewhere for this reader; there is nothing better to wait for.
      await Promise.allSettled(FACES.map((face) => document.fonts.load(face)))
      await idle()
      this.#isWaiting = false
      const print = printOf(view)
      if (this.#isDestroyed || print === null || view.state.doc.lines > LINES_MAX) return
      // Syntax decides what is a heading; it is read only as far as one has seen.
      forceParsing(view, view.state.doc.length, PARSE_MS)
      print(true)
      for (let frame = 0; frame < FRAMES_MAX && !isWhole(view) && !this.#isDestroyed; frame += 1) {
        await nextMeasure(view)
      }
      if (this.#isDestroyed) return
      await nextMeasure(view)
      print(false)
      view.requestMeasure()
    }
  },
)

/**
 * The editor's switch to draw every line, whatever is seen: what it does for print. It has no public name; where a
 * version has none at all (null), lines are measured when they are first seen.
 */
function printOf(view: EditorView): ((on: boolean) => void) | null {
  const state: unknown = Reflect.get(view, 'viewState')
  if (typeof state !== 'object' || state === null || !('printing' in state)) return null
  return (on) => {
    Reflect.set(state, 'printing', on)
  }
}

const isWhole = ({ viewport, state }: EditorView): boolean =>
  viewport.from === 0 && viewport.to === state.doc.length

/** Resolves when the editor has drawn and measured once more. */
function nextMeasure(view: EditorView): Promise<void> {
  return new Promise((resolve) => {
    view.requestMeasure({ read: () => undefined, write: () => resolve() })
  })
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 1000 })
    else setTimeout(resolve, 200)
  })
}
