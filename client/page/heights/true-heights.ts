// True heights of a page's lines. An editor guesses the height of lines it has not drawn yet, and things
// stand beside lines: so here every line is drawn once, a slice at a time while hands rest, and its height is
// kept.
import { forceParsing, syntaxTreeAvailable } from '@codemirror/language'
import { Facet, type Extension } from '@codemirror/state'
import { ViewPlugin, type EditorView, type ViewUpdate } from '@codemirror/view'
import { KnownHeights } from './known-heights.ts'
import { openMeasuring } from './editor-measuring.ts'
import { pause } from '../../../shared/time/time-limit.ts'
import { watchRest } from '../../device/rest-watch.ts'
import { systemClock } from '../../device/system-clock.ts'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import { sliced, sliceField } from '../rendering/page-setting.ts'

/** Longest page, in lines, that is measured whole. */
const LINES_MAX = 30_000
/** How many lines are drawn at once: so few are not felt. */
const SLICE_LINES = 60
const SLICE_LETTERS = 5000
/** A sign is drawn as an element of its own, which takes as long as so many letters. */
const SIGN_LETTERS = 10
/** How long reading the syntax may take at once, in ms. */
const PARSE_MS = 8
/** How long after an edit, in ms, the lines it changed out of sight are measured. */
const PAUSE_MS = 400
/** Faces that decide where lines break. */
const FACES = ['', 'italic ', '600 ', '700 ']
  .map((style) => `${style}19px "Literata Variable"`)
  .concat('16px "Source Code Pro Variable"')

/** The heights of the lines that were drawn before it, from the first one on, in pixels of the page. */
export const drawnHeights = Facet.define<readonly number[], readonly number[]>({
  combine: ([heights]) => heights ?? [],
})

/** Keeps the heights of all lines true. */
export const trueHeights: Extension = ViewPlugin.fromClass(
  class {
    readonly #view: EditorView
    /** Null: it cannot be done. */
    readonly #endMeasuring: (() => void) | null
    readonly #known: KnownHeights
    readonly #restWatch = watchRest()
    #isWorking = false
    /** They are asked for once. */
    #faces: Promise<unknown> | null = null
    #isDestroyed = false

    constructor(view: EditorView) {
      this.#view = view
      this.#known = new KnownHeights(view.state.doc)
      for (const [line, height] of view.state.facet(drawnHeights).entries()) this.#known.put(line, height)
      this.#endMeasuring = openMeasuring(view, this.#known, (state) => state.field(sliceField))
      void this.#work()
    }

    update({ docChanged, changes, startState, state }: ViewUpdate): void {
      if (!docChanged) return
      this.#known.edit(startState.doc, changes, state.doc)
      void this.#work()
    }

    destroy(): void {
      this.#isDestroyed = true
      this.#endMeasuring?.()
      this.#restWatch.close()
    }

    /** Measures slice after slice until every line is known. */
    async #work(): Promise<void> {
      const view = this.#view
      if (this.#isWorking || !this.#endMeasuring || view.state.doc.lines > LINES_MAX) return
      this.#isWorking = true
      // A face that cannot be had breaks lines elsewhere for this reader; there is nothing better to wait
      // for.
      await (this.#faces ??= Promise.allSettled(FACES.map((face) => document.fonts.load(face))))
      await pause(systemClock, PAUSE_MS)
      for (;;) {
        await this.#restWatch.rest()
        await idle()
        if (this.#isDestroyed) return
        if (view.composing || !view.inView) {
          await pause(systemClock, PAUSE_MS)
          continue
        }
        this.#look(view.viewport)
        const slice = this.#next()
        if (slice === null) break
        if (!isRead(view, slice.to)) continue
        view.dispatch({ effects: sliced.of(slice) })
        await nextMeasure(view)
        if (this.#isDestroyed) return
        if (view.state.field(sliceField) === slice) this.#look(slice)
      }
      this.#isWorking = false
      if (view.state.field(sliceField) !== null) view.dispatch({ effects: sliced.of(null) })
    }

    /** Takes down the heights of lines that are drawn. */
    #look({ from, to }: PageRange): void {
      const { state, scaleY } = this.#view
      for (let line = state.doc.lineAt(from); ; line = state.doc.line(line.number + 1)) {
        this.#known.put(line.number - 1, this.#view.lineBlockAt(line.from).height / scaleY)
        if (line.to >= to || line.number === state.doc.lines) return
      }
    }

    /** The next lines that are not known; null: all are. */
    #next(): PageRange | null {
      const { doc } = this.#view.state
      const { viewport } = this.#view
      const start = this.#known.firstUnknown()
      if (start === -1) return null
      const { from, text } = doc.line(start + 1)
      let { to } = doc.line(start + 1)
      let letters = lettersOf(text)
      for (let at = start + 1; at < Math.min(start + SLICE_LINES, doc.lines); at += 1) {
        const line = doc.line(at + 1)
        const isSeen = line.to >= viewport.from && line.from <= viewport.to
        letters += lettersOf(line.text)
        if (isSeen || letters > SLICE_LETTERS || !Number.isNaN(this.#known.at(at))) break
        to = line.to
      }
      return { from, to }
    }
  },
)

const lettersOf = (line: string): number => line.length + SIGN_LETTERS * (line.match(/[*_~`[]/g)?.length ?? 0)

/** Syntax decides what is a heading; it is read a little further at each call. */
const isRead = (view: EditorView, to: number): boolean =>
  syntaxTreeAvailable(view.state, to) || forceParsing(view, to, PARSE_MS)

/** Resolves when the editor has drawn and measured once more. */
function nextMeasure(view: EditorView): Promise<void> {
  return new Promise((resolve) => {
    view.requestMeasure({ read: () => undefined, write: () => resolve() })
  })
}

function idle(): Promise<void> {
  if (!('requestIdleCallback' in globalThis)) return pause(systemClock, 30)
  return new Promise((resolve) => {
    requestIdleCallback(() => resolve(), { timeout: 1000 })
  })
}
