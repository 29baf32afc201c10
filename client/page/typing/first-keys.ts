// Keys that change lines, for as long as the page's tools are not there. Left to itself, a browser joins two
// lines with styles of its own, which the server's policy forbids.
import { Prec, type Extension } from '@codemirror/state'
import { keymap, type Command } from '@codemirror/view'

const breakLine: Command = (view) => {
  const { state } = view
  if (state.readOnly) return false
  view.dispatch(state.update(state.replaceSelection('\n'), { userEvent: 'input', scrollIntoView: true }))
  return true
}

/** Deletes what is selected, or the end of a line before or after the caret; letters the browser deletes. */
const joinLines =
  (step: -1 | 1): Command =>
  (view) => {
    const { state } = view
    const { head, from, to, empty } = state.selection.main
    const line = state.doc.lineAt(head)
    if (state.readOnly || (empty && head !== (step < 0 ? line.from : line.to))) return false
    const changes = {
      from: empty && step < 0 ? Math.max(0, from - 1) : from,
      to: empty && step > 0 ? Math.min(state.doc.length, to + 1) : to,
    }
    view.dispatch(state.update({ changes, userEvent: 'delete', scrollIntoView: true }))
    return true
  }

/** Below all other keys. */
export const firstKeys: Extension = Prec.lowest(
  keymap.of([
    { key: 'Enter', run: breakLine },
    { key: 'Backspace', run: joinLines(-1) },
    { key: 'Delete', run: joinLines(1) },
  ]),
)
