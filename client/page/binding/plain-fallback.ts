// A page whose editor fails is shown as plain text, in step with its text: an editor that missed a change
// would put letters into wrong places, and count them as saved.
import { Facet, type EditorState, type Transaction } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { fromText } from './blank-lines.ts'
import { notify } from '../../notices/notices.ts'
import { isBound, placeInText, writeTyped } from './text-binding.ts'

/** Makes the state in which the page is plain text; that one has none itself. */
export const plainState = Facet.define<() => EditorState>()

/** The state to begin with; plain where the other one cannot be made. */
export function stateOrPlain(make: () => EditorState, makePlain: () => EditorState): EditorState {
  try {
    return make()
  } catch (error) {
    tellPlain(error)
    return makePlain()
  }
}

/** Updates an editor; where that fails, what was typed is kept, and the page is plain text from then on. */
export function updateInStep(transactions: readonly Transaction[], view: EditorView): void {
  const { state } = view
  try {
    view.update(transactions)
    if (!isBound(view)) showPlain(view, view.state.selection.main.head, 'The editor lost its text.')
  } catch (error) {
    let { head } = state.selection.main
    // An update that failed while it was drawn has written what was typed.
    if (view.state === state) for (const one of transactions) head = keepTyped(view, one, head)
    showPlain(view, placeInText(view, head), error)
  }
}

/** Answers where the cursor is then. */
function keepTyped(view: EditorView, transaction: Transaction, head: number): number {
  const { changes, docChanged } = transaction
  if (!docChanged || transaction.annotation(fromText) === true) return head
  writeTyped(view, changes)
  return changes.mapPos(head, 1)
}

function showPlain(view: EditorView, head: number, error: unknown): void {
  const [makePlain] = view.state.facet(plainState)
  if (makePlain === undefined) throw error
  tellPlain(error)
  view.setState(makePlain())
  view.dispatch({ selection: { anchor: Math.min(head, view.state.doc.length) } })
}

function tellPlain(error: unknown): void {
  console.error('A page is shown as plain text.', error)
  notify({
    text: 'This page could not be shown as usual, so it is plain text until you open it again. Nothing is lost.',
  })
}
