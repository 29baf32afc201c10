// True heights of a page's lines. An editor guesses the height of lines it has not drawn yet, and things
// stand beside lines: so here every line is drawn once, a slice at a time while hands rest, and its height is
// kept.
import { forceParsing, syntaxTreeAvailable } from '@codemirror/language'
import { Facet, type Extension } from '@codemirror/state'
import { ViewPlugin, type EditorView } from '@codemirror/view'
import { KnownHeights } from './known-heights.ts'
import { openMeasuring } from './editor-measuring.ts'
import { pause } from '../../../shared/time/time-limit.ts'
import { watchRest } from '../../device/rest-watch.ts'
import { systemClock } from '../../device/system-clock.ts'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import { sliced, sliceField } from '../rendering/page-setting.ts'
import { whenIdle } from '../../browser/later.ts'

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
export const trueHeights: Extension = ViewPlugin.define((view) => {
  const known = new KnownHeights(view.state.doc)
  for (const [line, height] of view.state.facet(drawnHeights).entries()) known.put(line, height)
  /** Null: it cannot be done. */
  const endMeasuring = openMeasuring(view, known, (state) => state.field(sliceField))
  const hands = watchRest()
  let isWorking = false
  /** They are asked for once. */
  let faces: Promise<unknown> | null = null
  let isDestroyed = false

  /** Measures slice after slice until every line is known. */
  async function work(): Promise<void> {
    if (isWorking || !endMeasuring || view.state.doc.lines > LINES_MAX) return
    isWorking = true
    // A face that cannot be had breaks lines elsewhere for this reader; there is nothing better to wait for.
    await (faces ??= Promise.allSettled(FACES.map((face) => document.fonts.load(face))))
    await pause(systemClock, PAUSE_MS)
    for (;;) {
      await hands.rest()
      await new Promise<void>((resolve) => whenIdle(() => resolve()))
      if (isDestroyed) return
      if (view.composing || !view.inView) {
        await pause(systemClock, PAUSE_MS)
        continue
      }
      look(view.viewport)
      const slice = nextUnknown(view, known)
      if (slice === null) break
      if (!isRead(view, slice.to)) continue
      view.dispatch({ effects: sliced.of(slice) })
      await nextMeasure(view)
      if (isDestroyed) return
      if (view.state.field(sliceField) === slice) look(slice)
    }
    isWorking = false
    if (view.state.field(sliceField) !== null) view.dispatch({ effects: sliced.of(null) })
  }
  /** Takes down the heights of lines that are drawn. */
  function look({ from, to }: PageRange): void {
    const { state, scaleY } = view
    for (let line = state.doc.lineAt(from); ; line = state.doc.line(line.number + 1)) {
      known.put(line.number - 1, view.lineBlockAt(line.from).height / scaleY)
      if (line.to >= to || line.number === state.doc.lines) return
    }
  }

  void work()
  return {
    update({ docChanged, changes, startState, state }) {
      if (!docChanged) return
      known.edit(startState.doc, changes, state.doc)
      void work()
    },
    destroy() {
      isDestroyed = true
      endMeasuring?.()
      hands.close()
    },
  }
})

/** The next lines that are not known; null: all are. */
function nextUnknown({ state: { doc }, viewport }: EditorView, known: KnownHeights): PageRange | null {
  const start = known.firstUnknown()
  if (start === -1) return null
  const first = doc.line(start + 1)
  let { to } = first
  let letters = lettersOf(first.text)
  for (let at = start + 1; at < Math.min(start + SLICE_LINES, doc.lines); at += 1) {
    const line = doc.line(at + 1)
    const isSeen = line.to >= viewport.from && line.from <= viewport.to
    letters += lettersOf(line.text)
    if (isSeen || letters > SLICE_LETTERS || !Number.isNaN(known.at(at))) break
    to = line.to
  }
  return { from: first.from, to }
}

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
