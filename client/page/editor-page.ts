// An editor as a page: what others do with a page, done by its editor.
import { Compartment, RangeSet, StateEffect, StateField, type Extension } from '@codemirror/state'
import { Decoration, EditorView, runScopeHandlers, type DecorationSet } from '@codemirror/view'
import { elementOfOut, type PageMark } from '../../shared/page/page-lines.ts'
import { linesDownTo, type PageView, type ShownMarks } from '../world/page-view.ts'
import { addBlankLinesTo } from './binding/blank-lines.ts'
import { borderAt, borderNear } from './space/line-space.ts'
import { ShownNode } from './rendering/shown-node.ts'

export function pageOf(view: EditorView): PageView {
  const { contentDOM } = view
  return {
    get isReadOnly() {
      // Gone is as good as only read.
      return view.state.readOnly || !view.dom.isConnected
    },
    get hasFocus() {
      return view.hasFocus
    },
    isDrawn: false,
    get letterSize() {
      return parseFloat(getComputedStyle(contentDOM).fontSize) * view.scaleX
    },
    text: () => view.state.sliceDoc(),
    selection: () => view.state.selection.main,
    borderAt: (line) => borderAt(view, line),
    borderNear: (y) => borderNear(view, y),
    placeAt: (spot) => view.posAtCoords(spot),
    placeNear: (spot) => view.posAtCoords(spot, false),
    bringIntoSight: (place, block) =>
      view.dispatch({ effects: EditorView.scrollIntoView(kept(view, place), { y: block }) }),
    select: (place) =>
      view.dispatch({ selection: { anchor: kept(view, place) }, userEvent: 'select.pointer' }),
    focus: () => view.focus(),
    writeBelow: (lines) => addBlankLinesTo(view, lines),
    writeBelowTo(y) {
      const lines = linesBelow(view, y)
      if (lines > 0) addBlankLinesTo(view, lines)
      return lines > 0
    },
    replace: (from, to, insert, anchor) =>
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor },
        effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
        userEvent: 'input.paste',
      }),
    press: (key) => void runScopeHandlers(view, new KeyboardEvent('keydown', key), 'editor'),
    mark: (marks) => shownMarks(view, marks),
    onPlace: (tell) => shown(view, toldPlaces(tell)),
  }
}

const kept = ({ state }: EditorView, place: number): number => Math.min(place, state.doc.length)

function linesBelow(view: EditorView, y: number): number {
  const end = view.documentTop + view.lineBlockAt(view.state.doc.length).bottom
  return linesDownTo(y, end, parseFloat(getComputedStyle(view.contentDOM).lineHeight) * view.scaleY)
}

/** Adds to an editor for as long as it is wanted. */
function shown(view: EditorView, extension: Extension): () => void {
  const place = new Compartment()
  view.dispatch({ effects: StateEffect.appendConfig.of(place.of(extension)) })
  return () => {
    if (view.dom.isConnected) view.dispatch({ effects: place.reconfigure([]) })
  }
}

const toldPlaces = (tell: (place: number | null) => void): Extension => [
  EditorView.domEventHandlers({
    mousemove: ({ clientX, clientY }, view) => tell(view.posAtCoords({ x: clientX, y: clientY })),
    mouseleave: (_event, view) => tell(view.hasFocus ? view.state.selection.main.head : null),
  }),
  EditorView.updateListener.of(({ view, selectionSet, focusChanged }) => {
    if ((selectionSet || focusChanged) && view.hasFocus) tell(view.state.selection.main.head)
  }),
]

function shownMarks(view: EditorView, marks: readonly PageMark[]): ShownMarks {
  const indexes = new Map<Decoration, number>()
  const field = StateField.define<DecorationSet>({
    create: ({ doc }) =>
      RangeSet.of(
        marks.flatMap((mark, index) => {
          const to = Math.min(doc.length, 'at' in mark ? mark.at : mark.to)
          const from = Math.min(to, 'at' in mark ? mark.at : mark.from)
          if (from === to && !('at' in mark)) return []
          const decoration = decorationOf(mark)
          indexes.set(decoration, index)
          return [decoration.range(from, to)]
        }),
        true,
      ),
    update: (set, { changes }) => set.map(changes),
    provide: (own) => EditorView.decorations.from(own),
  })
  return {
    indexAt(place) {
      let found: number | null = null
      view.state.field(field, false)?.between(place, place, (from, to, decoration) => {
        if (from <= place && (place < to || found === null)) found = indexes.get(decoration) ?? null
      })
      return found
    },
    end: shown(view, field),
  }
}

const decorationOf = (mark: PageMark): Decoration =>
  'at' in mark
    ? Decoration.widget({ widget: new ShownNode(elementOfOut(mark)), side: -1 })
    : Decoration.mark({
        class: mark.class,
        ...(mark.color !== undefined && { attributes: { style: `--who: ${mark.color}` } }),
      })
