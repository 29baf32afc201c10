// Sets what is drawn of a page: shared/page works out how, and here that becomes decorations, with the signs
// shown that the caret is at.
import { syntaxTree } from '@codemirror/language'
import { StateEffect, StateField, type Extension, type Range } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view'
import type { PageElement } from '../../../shared/page/page-nodes.ts'
import { typesetPage } from '../../../shared/page/typeset-page.ts'
import type { PageRange, TypesetLine, TypesetLook, TypesetMark } from '../../../shared/page/typesetting.ts'
import { worldAround, worldChanged } from './editor-world.ts'
import { ShownNode } from './shown-node.ts'

/** How something is set on a page. */
interface PageSetting {
  readonly lines?: readonly TypesetLine[]
  readonly marks: readonly TypesetMark[]
  readonly standIns: readonly PageElement[]
  readonly formulas?: ReadonlyMap<number, PageElement>
}

interface DrawnDecorations {
  readonly inner: DecorationSet
  /** Around the others. */
  readonly outer: DecorationSet
  /** What a caret steps over. */
  readonly atoms: DecorationSet
}

const setPage = (view: EditorView): PageSetting =>
  typesetPage(syntaxTree(view.state), view.state.doc, drawnPieces(view), view.state.facet(worldAround))

function decorationsOf(view: EditorView, setting: PageSetting): DrawnDecorations {
  const { lines = [], marks, standIns, formulas } = setting
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
    ;(rank === 1 ? outer : inner).push(markOf(classOf(mark)).range(from, to))
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
  return {
    inner: Decoration.set(inner, true),
    outer: Decoration.set(outer, true),
    atoms: Decoration.set(atoms, true),
  }
}

/** Whether a caret is in a range or at its edge; only one that somebody has here counts. */
export const isTouched = ({ state, hasFocus }: EditorView, range: PageRange): boolean =>
  hasFocus && state.selection.ranges.some(({ from, to }) => from <= range.to && to >= range.from)

const ATOM = Decoration.mark({})
const marks = new Map<string, Decoration>()

/** One mark for each name, so that unchanged marks are seen to be the same. */
function markOf(name: string): Decoration {
  const known = marks.get(name)
  if (known) return known
  const made = Decoration.mark({ class: name })
  marks.set(name, made)
  return made
}

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
    const last = joined.at(-1)
    if (last && piece.from <= last.to + 1)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, piece.to) }
    else joined.push(piece)
  }
  return joined
}

/** Whether other lines are drawn now, or the same in another way. */
function isDrawnAnew(update: ViewUpdate): boolean {
  const { docChanged, viewportChanged, selectionSet, focusChanged, state, startState } = update
  const isRead = syntaxTree(startState) !== syntaxTree(state)
  const isSliced = startState.field(sliceField, false) !== state.field(sliceField, false)
  const isChanged = update.transactions.some(({ effects }) => effects.some((one) => one.is(worldChanged)))
  return docChanged || viewportChanged || selectionSet || focusChanged || isRead || isSliced || isChanged
}

/** An extension that decorates the lines that are drawn, and does so anew with them. */
export function setDrawn(settingOf: (view: EditorView) => PageSetting): Extension {
  const plugin = ViewPlugin.fromClass(
    class {
      made: DrawnDecorations
      constructor(view: EditorView) {
        this.made = decorationsOf(view, settingOf(view))
      }
      update(update: ViewUpdate): void {
        if (isDrawnAnew(update)) this.made = decorationsOf(update.view, settingOf(update.view))
      }
    },
    { decorations: ({ made }) => made.inner },
  )
  return [
    plugin,
    EditorView.outerDecorations.of((view) => view.plugin(plugin)?.made.outer ?? Decoration.none),
    EditorView.atomicRanges.of((view) => view.plugin(plugin)?.made.atoms ?? Decoration.none),
  ]
}

/** Sets the page. */
export const pageTypesetting: Extension = [
  sliceField,
  setDrawn(setPage),
  EditorView.perLineTextDirection.of(true),
  EditorView.contentAttributes.of({ class: 'page-lines' }),
]
