// Sets what is drawn of a page, from its syntax: lines, letters and tables, in one walk over it.
import { syntaxTree } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view'
import { namesChanged, unknownNames } from '../../markdown/picture-syntax.ts'
import { LineSetting } from './line-setting.ts'
import { typesetAccents, typesetInline } from './inline-setting.ts'
import { TypesetMarks, type PageRange } from './setting-sheet.ts'
import { sliceField } from './measured-slice.ts'
import { typesetTable } from './table-setting.ts'

interface Set {
  readonly inner: DecorationSet
  readonly outer: DecorationSet
  readonly atoms: DecorationSet
}

function set(view: EditorView): Set {
  const sheet = new TypesetMarks(view.state, view.hasFocus)
  const lines = new LineSetting(sheet)
  const pieces = drawnPieces(view)
  for (const { from, to } of pieces) {
    lines.begin(from, to)
    typesetAccents(sheet, from, to)
    syntaxTree(view.state).iterate({
      from,
      to,
      enter({ name, node }) {
        if (name === 'Table') typesetTable(sheet, node, from, to)
        lines.enter(name, node)
        typesetInline(sheet, name, node)
      },
      leave: ({ name }) => lines.leave(name),
    })
  }
  lines.finish(pieces)
  return {
    inner: Decoration.set([...sheet.lines, ...sheet.marks], true),
    outer: Decoration.set(sheet.outer, true),
    atoms: Decoration.set(sheet.atoms, true),
  }
}

/**
 * The visible part, the lines of the cursor, which an editor always draws, and the part that is being
 * measured.
 */
export function drawnPieces({ state, visibleRanges }: EditorView): readonly PageRange[] {
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
export function isDrawnAnew(update: ViewUpdate): boolean {
  const { docChanged, viewportChanged, selectionSet, focusChanged, state, startState } = update
  const isRead = syntaxTree(startState) !== syntaxTree(state)
  const isSliced = startState.field(sliceField, false) !== state.field(sliceField, false)
  const isCalled =
    state.facet(unknownNames) !== startState.facet(unknownNames) ||
    update.transactions.some(({ effects }) => effects.some((effect) => effect.is(namesChanged)))
  return docChanged || viewportChanged || selectionSet || focusChanged || isRead || isSliced || isCalled
}

const setter = ViewPlugin.fromClass(
  class {
    set: Set
    constructor(view: EditorView) {
      this.set = set(view)
    }
    update(update: ViewUpdate): void {
      if (isDrawnAnew(update)) this.set = set(update.view)
    }
  },
  { decorations: (plugin) => plugin.set.inner },
)

const setOf = (view: EditorView): Set | undefined => view.plugin(setter)?.set

/** Sets the page. */
export const pageTypesetting: Extension = [
  sliceField,
  setter,
  EditorView.outerDecorations.of((view) => setOf(view)?.outer ?? Decoration.none),
  EditorView.atomicRanges.of((view) => setOf(view)?.atoms ?? Decoration.none),
  EditorView.perLineTextDirection.of(true),
]
