// Live code that nobody here writes is folded: one strip in the room of its source, so that nothing on the
// page moves. It is open while the cursor is in it, or a word that is looked for, and from when it was pasted
// until the cursor goes on. Its letters stay where they are, without colour.
import {
  RangeSet,
  RangeSetBuilder,
  StateEffect,
  type ChangeDesc,
  type EditorState,
  type Extension,
} from '@codemirror/state'
import {
  Decoration,
  EditorView,
  gutter,
  GutterMarker,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view'
import { syntaxTree } from '@codemirror/language'
import { stripWords, type CodeNow } from '../../world/play/code-state.ts'
import { foundIn } from '../find/find-in-page.ts'
import { pageProgramField } from './page-program.ts'
import { liveBlocks, pastedField, touches, type LiveBlock } from './live-blocks.ts'

/** Opens what the cursor is in, or folds it. */
const come = StateEffect.define<boolean>()

interface ShownStrip {
  readonly block: Pick<LiveBlock, 'from' | 'lines'>
  readonly code: CodeNow
  readonly isFolded: boolean
}

/**
 * The strip of folded code: the thing's name, how many lines, whether it runs. It is a button beside the
 * text, not in it, so that it is not found, copied or written over. Open code has only a sign that folds it.
 */
class FoldStrip extends GutterMarker {
  readonly #shown: ShownStrip

  constructor(shown: ShownStrip) {
    super()
    this.#shown = shown
  }

  override eq(other: GutterMarker): boolean {
    return other instanceof FoldStrip && JSON.stringify(other.#shown) === JSON.stringify(this.#shown)
  }

  override toDOM(view: EditorView): HTMLElement {
    const { block, code, isFolded } = this.#shown
    const { name, runs } = code
    const strip = document.createElement('button')
    strip.type = 'button'
    strip.className = 'code-strip'
    strip.dataset['at'] = String(block.from)
    strip.dataset['runs'] = runs
    strip.setAttribute('aria-expanded', String(!isFolded))
    if (!isFolded) strip.setAttribute('aria-label', `Fold the code of ${name}`)
    for (const word of isFolded ? stripWords(code, block.lines) : []) {
      const part = strip.appendChild(document.createElement('span'))
      part.className = part.previousSibling === null ? 'unseen' : 'code-strip-part'
      part.textContent = word
      strip.append(' ')
    }
    strip.addEventListener('click', () => {
      press(view, block, isFolded)
      // Where nobody writes the focus stays at the strip, which is drawn anew.
      if (view.state.readOnly || !isFolded) focusOn(view, block.from)
    })
    return strip
  }
}

/** A strip is drawn anew when its words have changed: the keyboard's focus stays on it. */
function keepFocus(view: EditorView, changes: ChangeDesc): void {
  const active = view.root.activeElement
  const at = active instanceof HTMLElement && view.dom.contains(active) ? active.dataset['at'] : undefined
  if (at === undefined) return
  const from = changes.mapPos(Number(at), 1)
  queueMicrotask(() => {
    if (view.root.activeElement === view.dom.ownerDocument.body) focusOn(view, from)
  })
}

function focusOn(view: EditorView, from: number): void {
  view.dom.querySelector<HTMLElement>(`.code-strip[data-at="${from}"]`)?.focus({ preventScroll: true })
}

class Folding {
  lines: DecorationSet = Decoration.none
  strips: RangeSet<FoldStrip> = RangeSet.empty
  #folded: readonly LiveBlock[] = []
  /** Whether the cursor was put where it is: one that nobody has moved stands at the start of every page. */
  #hasCome: boolean

  constructor(view: EditorView) {
    this.#hasCome = view.hasFocus
    this.#set(view)
  }

  update(update: ViewUpdate): void {
    const { docChanged, viewportChanged, selectionSet, focusChanged, state, startState, view } = update
    const told = update.transactions.flatMap(({ effects }) => effects).findLast((one) => one.is(come))
    if (told) this.#hasCome = told.value
    // A person who stops writing here leaves it.
    else if (startState.facet(EditorView.editable) && !state.facet(EditorView.editable)) this.#hasCome = false
    else if (selectionSet || (focusChanged && view.hasFocus)) this.#hasCome = true
    const isOther =
      told ||
      focusChanged ||
      startState.facet(EditorView.editable) !== state.facet(EditorView.editable) ||
      docChanged ||
      viewportChanged ||
      selectionSet ||
      syntaxTree(startState) !== syntaxTree(state) ||
      startState.field(pageProgramField) !== state.field(pageProgramField) ||
      startState.field(pastedField, false) !== state.field(pastedField, false) ||
      foundIn({ state: startState }) !== foundIn({ state })
    if (!isOther) return
    keepFocus(view, update.changes)
    this.#set(view)
  }

  isFolded(at: number): boolean {
    return this.#folded.some((block) => touches({ from: at, to: at }, block))
  }

  #isOpen(state: EditorState, block: LiveBlock): boolean {
    const found = foundIn({ state })
    const here = found?.places[found.at]
    const pasted = state.field(pastedField, false)
    return (
      (here !== undefined && touches(here, block)) ||
      (pasted != null && touches(pasted, block)) ||
      (this.#hasCome && state.selection.ranges.some((range) => touches(range, block)))
    )
  }

  #set(view: EditorView): void {
    const { state, visibleRanges } = view
    const blocks = new Map(
      visibleRanges.flatMap((piece) => liveBlocks(state, piece)).map((block) => [block.from, block]),
    )
    const sorted = [...blocks.values()].toSorted((a, b) => a.from - b.from)
    this.#folded = sorted.filter((block) => !this.#isOpen(state, block))
    const { code } = state.field(pageProgramField)
    const strips = new RangeSetBuilder<FoldStrip>()
    const lines = new RangeSetBuilder<Decoration>()
    for (const block of sorted) {
      const { from } = block
      const isFolded = this.#folded.includes(block)
      strips.add(from, from, new FoldStrip({ block: { from, lines: block.lines }, code, isFolded }))
      if (!isFolded) continue
      for (let at = from; at <= block.to; at = state.doc.lineAt(at).to + 1)
        if (isDrawn(view, at)) lines.add(at, at, FOLDED)
    }
    this.strips = strips.finish()
    this.lines = lines.finish()
  }
}

// Nobody sees how it is spelt.
const FOLDED = Decoration.line({ class: 'page-folded', attributes: { spellcheck: 'false' } })

const isDrawn = ({ viewport }: EditorView, at: number): boolean => at >= viewport.from && at <= viewport.to

/** Opens a block by the cursor; one that is open is left. */
function press(view: EditorView, { from, lines }: ShownStrip['block'], isFolded: boolean): void {
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
  folding,
  gutter({
    class: 'strip-margin',
    side: 'after',
    markers: (view) => view.plugin(folding)?.strips ?? RangeSet.empty,
  }),
]
