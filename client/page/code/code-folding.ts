// Live code that nobody here writes is folded: one strip in the room of its source, so that nothing on the
// page moves. It is open while the cursor is in it, or a word that is looked for, and from
// when it was pasted until the cursor goes on. Its letters stay where they
// are, without colour.
import { RangeSet, RangeSetBuilder, StateEffect, StateField, type Extension } from '@codemirror/state'
import {
  Decoration,
  EditorView,
  gutter,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view'
import { syntaxTree } from '@codemirror/language'
import { foundIn } from '../find/find-in-page.ts'
import { pageProgramField } from './page-program.ts'
import { pastedField } from './pasted-code.ts'
import { liveBlocks, touches, type LiveBlock } from './live-blocks.ts'
import { keepFocus, FoldStrip } from './fold-strip.ts'
import '../../lines/code-strip.css'

const come = StateEffect.define<boolean>()

/** Whether the cursor was put where it is: one that nobody has moved stands at the start of every page. */
const cameField = StateField.define<boolean>({
  create: () => false,
  update(has, { effects, selection, startState, state }) {
    const told = effects.findLast((effect) => effect.is(come))
    if (told) return told.value
    // A person who stops writing here leaves it.
    if (startState.facet(EditorView.editable) && !state.facet(EditorView.editable)) return false
    return has || selection !== undefined
  },
})

/** Help with code comes when one is writing already. */
const comeAtFirst = ViewPlugin.define((view) => {
  queueMicrotask(() => {
    if (view.dom.isConnected && view.hasFocus) view.dispatch({ effects: come.of(true) })
  })
  return {}
})

class Folding {
  lines: DecorationSet = Decoration.none
  strips: RangeSet<FoldStrip> = RangeSet.empty
  #folded: readonly LiveBlock[] = []

  constructor(view: EditorView) {
    this.#set(view)
  }

  update(update: ViewUpdate): void {
    const { docChanged, viewportChanged, selectionSet, state, startState, view } = update
    const isOther =
      docChanged ||
      viewportChanged ||
      selectionSet ||
      syntaxTree(startState) !== syntaxTree(state) ||
      startState.field(pageProgramField) !== state.field(pageProgramField) ||
      startState.field(cameField) !== state.field(cameField) ||
      startState.field(pastedField, false) !== state.field(pastedField, false) ||
      foundIn({ state: startState }) !== foundIn({ state })
    if (!isOther) return
    keepFocus(view, update.changes)
    this.#set(view)
  }

  isFolded(at: number): boolean {
    return this.#folded.some((block) => touches({ from: at, to: at }, block))
  }

  #set(view: EditorView): void {
    const { state, visibleRanges } = view
    const blocks = new Map(
      visibleRanges.flatMap((piece) => liveBlocks(state, piece)).map((block) => [block.from, block]),
    )
    const sorted = [...blocks.values()].toSorted((a, b) => a.from - b.from)
    this.#folded = sorted.filter((block) => !isOpen(view, block))
    const { code } = state.field(pageProgramField)
    const strips = new RangeSetBuilder<FoldStrip>()
    const lines = new RangeSetBuilder<Decoration>()
    for (const block of sorted) {
      const isFolded = this.#folded.includes(block)
      strips.add(block.from, block.from, new FoldStrip(block, code, isFolded, press))
      if (!isFolded) continue
      for (let at = block.from; at <= block.to; at = state.doc.lineAt(at).to + 1)
        if (isDrawn(view, at)) lines.add(at, at, FOLDED)
    }
    this.strips = strips.finish()
    this.lines = lines.finish()
  }
}

// Nobody sees how it is spelt.
const FOLDED = Decoration.line({ class: 'page-folded', attributes: { spellcheck: 'false' } })

const isDrawn = ({ viewport }: EditorView, at: number): boolean => at >= viewport.from && at <= viewport.to

function isOpen({ state }: EditorView, block: LiveBlock): boolean {
  const found = foundIn({ state })
  const here = found?.places[found.at]
  if (here && touches(here, block)) return true
  const pasted = state.field(pastedField, false)
  if (pasted && touches(pasted, block)) return true
  return state.field(cameField) && state.selection.ranges.some((range) => touches(range, block))
}

/** Opens a block by the cursor; one that is open is left. */
function press(view: EditorView, { from, lines }: LiveBlock, isFolded: boolean): void {
  const { doc } = view.state
  const first = doc.lineAt(from)
  const anchor = lines > 0 ? doc.line(first.number + 1).from : first.to
  view.dispatch(isFolded ? { selection: { anchor }, effects: come.of(true) } : { effects: come.of(false) })
  if (isFolded && !view.state.readOnly) view.focus()
}

const folding = ViewPlugin.fromClass(Folding, { decorations: ({ lines }) => lines })

/** Whether what stands there is not seen. */
export const isFoldedAt = (view: EditorView, at: number): boolean =>
  view.plugin(folding)?.isFolded(at) ?? false

/** Before the margins of the page: they ask it for strips. */
export const foldedCode: Extension = [
  cameField,
  EditorView.focusChangeEffect.of((_state, isFocused) => (isFocused ? come.of(true) : null)),
  comeAtFirst,
  folding,
  gutter({
    class: 'strip-margin',
    side: 'after',
    markers: (view) => view.plugin(folding)?.strips ?? RangeSet.empty,
  }),
]
