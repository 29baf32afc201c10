// Sets what is drawn of a page: shared/page works out how, and here that becomes decorations, with the signs
// shown that the caret is at.
import { syntaxTree } from '@codemirror/language'
import { StateEffect, StateField, type Extension, type Range } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { typesetPage } from '../../../shared/page/typeset-page.ts'
import type { PageRange, TypesetLook, Typesetting } from '../../../shared/page/typesetting.ts'
import { worldAround, worldChanged } from './editor-world.ts'
import { ShownNode } from './shown-node.ts'

/** How something is set on a page. */
type PageSetting = Pick<Typesetting, 'marks' | 'standIns'> & Partial<Pick<Typesetting, 'lines' | 'formulas'>>

type SetPieces = (view: EditorView, pieces: readonly PageRange[]) => PageSetting

const setPage: SetPieces = ({ state }, pieces) =>
  typesetPage(syntaxTree(state), state.doc, pieces, state.facet(worldAround))

/** `outer`: around the others. `atoms`: what a caret steps over. */
function decorationsOf(view: EditorView, { lines = [], marks, standIns, formulas }: PageSetting) {
  const classOf = (look: TypesetLook): string =>
    look.touched && isTouched(view, look.touched) ? `${look.class} ${look.touched.class}` : look.class
  const inner: Range<Decoration>[] = []
  const outer: Range<Decoration>[] = []
  const atoms: Range<Decoration>[] = []
  for (const line of lines) {
    // Nobody sees how it is spelt.
    const attributes = { ...(line.dir && { dir: line.dir }), ...(line.isSign && { spellcheck: 'false' }) }
    inner.push(Decoration.line({ class: classOf(line), attributes }).range(line.from))
  }
  for (const mark of marks) {
    const { from, to, rank, isAtom } = mark
    // Around what is shown in place of its first or last letters, too.
    const made = Decoration.mark({ class: classOf(mark), inclusive: rank === 1 })
    ;(rank === 1 ? outer : inner).push(made.range(from, to))
    if (isAtom) atoms.push(ATOM.range(from, to))
  }
  for (const node of standIns) {
    const { from, to, shows } = node
    const widget = new ShownNode(node)
    if (from === to) inner.push(Decoration.widget({ widget, side: 1 }).range(from))
    else inner.push(Decoration.replace({ widget }).range(from, to))
    if (to > from && shows !== 'value') atoms.push(ATOM.range(from, to))
  }
  for (const node of formulas?.values() ?? [])
    inner.push(Decoration.widget({ widget: new ShownNode(node), side: -1 }).range(node.from))
  return { inner, outer, atoms }
}

/** Whether a caret is in a range or at its edge; only one that somebody has here counts. */
export const isTouched = ({ state, hasFocus }: EditorView, range: PageRange): boolean =>
  hasFocus && state.selection.ranges.some(({ from, to }) => from <= range.to && to >= range.from)

const ATOM = Decoration.mark({})

/** Has lines drawn, out of sight, only to be measured. */
export const sliced = StateEffect.define<PageRange | null>()

export const sliceField = StateField.define<PageRange | null>({
  create: () => null,
  update: (slice, { effects, docChanged }) => {
    const next = effects.findLast((effect) => effect.is(sliced))
    return next ? next.value : docChanged ? null : slice
  },
})

/**
 * The visible part, the lines of the cursor, which an editor always draws, and the part that is being
 * measured.
 */
function drawnPieces({ state, visibleRanges }: EditorView): readonly PageRange[] {
  const { anchor, head } = state.selection.main
  const slice = state.field(sliceField, false) ?? null
  const cursors = [anchor, head].map((at) => state.doc.lineAt(at))
  const pieces = [...visibleRanges, ...cursors, ...(slice ? [slice] : [])]
    .map(({ from, to }) => ({ from, to }))
    .sort((a, b) => a.from - b.from || b.to - a.to)
  const joined: PageRange[] = []
  for (const piece of pieces) {
    const last = joined.pop() ?? piece
    if (piece.from > last.to + 1) joined.push(last, piece)
    else joined.push({ from: last.from, to: Math.max(last.to, piece.to) })
  }
  return joined
}

/** Parts of some pieces that are in none of the others, in whole lines. */
const without = (pieces: readonly PageRange[], others: readonly PageRange[]): readonly PageRange[] =>
  others.reduce(
    (left, { from, to }) =>
      left
        .flatMap((one) => [
          { from: one.from, to: Math.min(one.to, from - 1) },
          { from: Math.max(one.from, to + 1), to: one.to },
        ])
        .filter((one) => one.from <= one.to),
    pieces,
  )

const isIn = (pieces: readonly PageRange[], from: number, to: number): boolean =>
  pieces.some((piece) => from <= piece.to && to >= piece.from)

/** Whether lines are drawn in another way than before. */
function isSetAnew({ docChanged, selectionSet, focusChanged, ...update }: ViewUpdate): boolean {
  const isRead = syntaxTree(update.startState) !== syntaxTree(update.state)
  const isChanged = update.transactions.some(({ effects }) => effects.some((one) => one.is(worldChanged)))
  return docChanged || selectionSet || focusChanged || isRead || isChanged
}

/** An extension that decorates the lines that are drawn; where one scrolls to, only those that come. */
export function setDrawn(settingOf: SetPieces): Extension {
  const plugin = ViewPlugin.fromClass(
    class {
      inner = Decoration.none
      outer = Decoration.none
      atoms = Decoration.none
      #pieces: readonly PageRange[] = []
      constructor(view: EditorView) {
        this.#draw(view, [])
      }
      update(update: ViewUpdate): void {
        const { view, viewportChanged, startState, state } = update
        const isSliced = startState.field(sliceField, false) !== state.field(sliceField, false)
        if (isSetAnew(update)) this.#draw(view, [])
        else if (viewportChanged || isSliced) this.#draw(view, this.#pieces)
      }
      #draw(view: EditorView, kept: readonly PageRange[]): void {
        this.#pieces = drawnPieces(view)
        const coming = without(this.#pieces, kept)
        const made = decorationsOf(view, settingOf(view, coming))
        for (const layer of ['inner', 'outer', 'atoms'] as const) {
          // What reaches into lines that stay is there already.
          const add = made[layer].filter(({ from, to }) => isIn(coming, from, to) && !isIn(kept, from, to))
          const before = kept.length > 0 ? this[layer] : Decoration.none
          this[layer] = before.update({ filter: (from, to) => isIn(this.#pieces, from, to), add, sort: true })
        }
      }
    },
    { decorations: ({ inner }) => inner },
  )
  return [
    plugin,
    EditorView.outerDecorations.of((view) => view.plugin(plugin)?.outer ?? Decoration.none),
    EditorView.atomicRanges.of((view) => view.plugin(plugin)?.atoms ?? Decoration.none),
  ]
}

/** Sets the page. */
export const pageTypesetting: Extension = [
  sliceField,
  setDrawn(setPage),
  EditorView.perLineTextDirection.of(true),
  EditorView.contentAttributes.of({ class: 'page-lines' }),
]
