// Sets what is drawn of a page: shared/page works out how, and here that becomes decorations, with the signs
// shown that the caret is at.
import { syntaxTree } from '@codemirror/language'
import type { Extension, Range } from '@codemirror/state'
import {
  Decoration,
  EditorView,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view'
import { typesetPage } from '../../../shared/page/typeset-page.ts'
import type { PageRange, TypesetLook } from '../../../shared/page/typesetting.ts'
import '../../lines/number-sheet.ts'
import { namedPictures, namesChanged, unknownNames } from './page-facets.ts'
import { sliceField } from './measured-slice.ts'

export interface DrawnDecorations {
  readonly inner: DecorationSet
  /** Around the others. */
  readonly outer?: DecorationSet
  /** What a caret steps over. */
  readonly atoms: DecorationSet
}

function setPage(view: EditorView): DrawnDecorations {
  const { state } = view
  const setting = typesetPage(syntaxTree(state), state.doc, drawnPieces(view), {
    origin: location.origin,
    isUnknown: state.facet(unknownNames),
    picturesByName: state.facet(namedPictures),
  })
  const classOf = classesAt(view)
  const inner = setting.lines.map((line) =>
    Decoration.line({ class: classOf(line), ...(line.dir && { attributes: { dir: line.dir } }) }).range(
      line.from,
    ),
  )
  const outer: Range<Decoration>[] = []
  const atoms: Range<Decoration>[] = []
  for (const mark of setting.marks) {
    const { from, to, rank, isAtom } = mark
    const name = classOf(mark)
    if (from === to) inner.push(Decoration.widget({ widget: new EmptyMark(name), side: 1 }).range(from))
    else (rank === 1 ? outer : inner).push(markOf(name).range(from, to))
    if (isAtom) atoms.push(ATOM.range(from, to))
  }
  return {
    inner: Decoration.set(inner, true),
    outer: Decoration.set(outer, true),
    atoms: Decoration.set(atoms, true),
  }
}

/** The class of something while the caret is where it is; only one that somebody has here counts. */
function classesAt({ state, hasFocus }: EditorView): (look: TypesetLook) => string {
  const { ranges } = state.selection
  return ({ class: name, touched }) =>
    hasFocus && touched && ranges.some(({ from, to }) => from <= touched.to && to >= touched.from)
      ? `${name} ${touched.class}`
      : name
}

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

/** Holds the place of a cell without a letter. */
class EmptyMark extends WidgetType {
  readonly #name: string

  constructor(name: string) {
    super()
    this.#name = name
  }

  override eq(other: EmptyMark): boolean {
    return other.#name === this.#name
  }

  override toDOM(): HTMLElement {
    const place = document.createElement('span')
    place.className = this.#name
    return place
  }

  override ignoreEvent(): boolean {
    return false
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
function isDrawnAnew(update: ViewUpdate): boolean {
  const { docChanged, viewportChanged, selectionSet, focusChanged, state, startState } = update
  const isRead = syntaxTree(startState) !== syntaxTree(state)
  const isSliced = startState.field(sliceField, false) !== state.field(sliceField, false)
  const isCalled =
    state.facet(unknownNames) !== startState.facet(unknownNames) ||
    update.transactions.some(({ effects }) => effects.some((effect) => effect.is(namesChanged)))
  return docChanged || viewportChanged || selectionSet || focusChanged || isRead || isSliced || isCalled
}

/** An extension that decorates the lines that are drawn, and does so anew with them. */
export function decorateDrawn(decorationsOf: (view: EditorView) => DrawnDecorations): Extension {
  const plugin = ViewPlugin.fromClass(
    class {
      made: DrawnDecorations
      constructor(view: EditorView) {
        this.made = decorationsOf(view)
      }
      update(update: ViewUpdate): void {
        if (isDrawnAnew(update)) this.made = decorationsOf(update.view)
      }
    },
    { decorations: ({ made }) => made.inner },
  )
  const madeOf = (view: EditorView): DrawnDecorations | undefined => view.plugin(plugin)?.made
  return [
    plugin,
    EditorView.outerDecorations.of((view) => madeOf(view)?.outer ?? Decoration.none),
    EditorView.atomicRanges.of((view) => madeOf(view)?.atoms ?? Decoration.none),
  ]
}

/** Sets the page. */
export const pageTypesetting: Extension = [
  sliceField,
  decorateDrawn(setPage),
  EditorView.perLineTextDirection.of(true),
  EditorView.contentAttributes.of({ class: 'page-lines' }),
]
