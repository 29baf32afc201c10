// If somebody clicks on empty paper below the text, blank lines lead down to there. They are only shown: with
// the first letter they become a part of the page, in one step with it. A person who goes elsewhere without
// one leaves no trace.
import { Annotation, StateEffect, StateField, Transaction, type Extension } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin } from '@codemirror/view'

/** On changes that are not typed here, so that they are not written into the text. */
export const fromText = Annotation.define<boolean>()

export const setBelow = StateEffect.define<number>()

/** How many line ends at the end of the shown text are not in the text. */
export const belowField = StateField.define<number>({
  create: () => 0,
  update(lines, transaction) {
    for (const effect of transaction.effects) if (effect.is(setBelow)) return effect.value
    return transaction.docChanged && transaction.annotation(fromText) !== true ? 0 : lines
  },
  provide: (field) => [
    EditorView.editorAttributes.from(field, (lines) =>
      lines > 0 ? { class: 'page-has-below' } : NO_ATTRIBUTES,
    ),
    EditorView.decorations.compute([field, 'doc'], (state) => {
      const first = state.doc.lines - state.field(field)
      const numbers = Array.from({ length: state.field(field) }, (_, at) => first + at + 1)
      return Decoration.set(numbers.map((number) => BLANK.range(state.doc.line(number).from)))
    }),
  ],
})

const NO_ATTRIBUTES = {}
const BLANK = Decoration.line({ class: 'page-below' })

/** Shows so many blank lines below the text, with the caret in the last. */
export function addBlankLinesTo(view: EditorView, lines: number): void {
  closeBelow(view)
  const { length } = view.state.doc
  view.dispatch({
    changes: { from: length, insert: '\n'.repeat(lines) },
    selection: { anchor: length + lines },
    effects: setBelow.of(lines),
    annotations: [fromText.of(true), Transaction.remote.of(true)],
  })
}

function closeBelow(view: EditorView): void {
  const lines = view.state.field(belowField)
  const { length } = view.state.doc
  if (lines === 0) return
  view.dispatch({
    changes: { from: length - lines, to: length },
    effects: setBelow.of(0),
    annotations: [fromText.of(true), Transaction.remote.of(true)],
  })
}

/** Not in the middle of an update. */
const closeSoon = (view: EditorView): void => queueMicrotask(() => closeBelow(view))

const leaving: Extension = [
  ViewPlugin.define((view) => ({
    update({ selectionSet, state }) {
      const lines = state.field(belowField)
      const isOut = state.selection.main.head <= state.doc.length - lines
      if (lines > 0 && selectionSet && isOut) closeSoon(view)
    },
  })),
  // An update tells of it a moment later, and not at all where the focus came and went in that time.
  EditorView.domEventHandlers({ blur: (_, view) => closeSoon(view) }),
]

export const blankLinesBelow: Extension = [belowField, leaving]
