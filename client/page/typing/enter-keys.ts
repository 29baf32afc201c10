// Enter where it does more than begin a line. In an empty line of a quotation or a list it leaves that.
// Markdown needs a blank line between these and the text below. In tables: tables/table-keys.ts.
import type { EditorState, Extension, Line, StateCommand, TransactionSpec } from '@codemirror/state'
import { keymap, type EditorView } from '@codemirror/view'
import { nodeAround } from '../rendering/syntax-at.ts'

export const enterKeys: Extension = keymap.of([{ key: 'Enter', run: onEnter }])

function onEnter(view: EditorView): boolean {
  const { state } = view
  const { main } = state.selection
  if (!main.empty || state.selection.ranges.length > 1 || state.readOnly) return false
  const line = state.doc.lineAt(main.head)
  const change = left(state, line, main.head)
  if (!change) return false
  view.dispatch(change, { userEvent: 'input', scrollIntoView: true })
  return true
}

/**
 * The editor's own Enter, which comes next, deletes blanks behind the cursor. Somebody else may be writing
 * them at this very place, so the cursor goes to their end first.
 */
export const passBlanks: StateCommand = ({ state, dispatch }) => {
  const { empty, head } = state.selection.main
  const [blanks = ''] = /^\s*/.exec(state.sliceDoc(head, state.doc.lineAt(head).to)) ?? []
  if (empty && blanks !== '') dispatch(state.update({ selection: { anchor: head + blanks.length } }))
  return false
}

/** Signs of quotations and nothing else, or with one empty item of a list that is in no other. */
const QUOTED = /^((?: {0,3}> ?)*) {0,3}> ?$/
const ITEM = /^(?:[-*+]|\d+[.)])[ \t]+(?:\[ \][ \t]*)?$/

function left(state: EditorState, line: Line, head: number): TransactionSpec | null {
  if (head !== line.to || line.number === 1) return null
  const quoted = QUOTED.exec(line.text)
  if (quoted && nodeAround(state, line.to, -1, 'Blockquote')) {
    const outer = quoted[1] ?? ''
    return written(line, `${outer.trimEnd()}\n${outer}`)
  }
  const above = state.doc.line(line.number - 1)
  const isLast =
    ITEM.test(line.text) && nodeAround(state, line.to, -1, 'ListItem') && above.text.trim() !== ''
  return isLast && !isFollowed(state, line) ? written(line, '\n') : null
}

/** Whether the list goes on below: then Enter splits it, as the editor does. */
function isFollowed({ doc }: EditorState, { number }: Line): boolean {
  return number < doc.lines && doc.line(number + 1).text.trim() !== ''
}

/** The line becomes this, with the cursor at its end. */
const written = ({ from, to }: Line, insert: string): TransactionSpec => ({
  changes: { from, to, insert },
  selection: { anchor: from + insert.length },
})
