// Alt+Enter opens a blank line under the cursor's, Alt+Backspace removes a blank one; the things below move
// along.
import type { Extension } from '@codemirror/state'
import { keymap, type EditorView } from '@codemirror/view'
import { borderAt, makeSpace, wishForOne } from './line-space.ts'
import type { PageContext } from '../../world/link-targets.ts'

export function spaceKeys(around: () => PageContext): Extension {
  return keymap.of([
    { key: 'Alt-Enter', run: (view) => openLine(view, around()), preventDefault: true },
    { key: 'Alt-Backspace', run: (view) => closeLine(view, around()) },
  ])
}

/** At the beginning of a line that is not blank: above it. */
function openLine(view: EditorView, around: PageContext): boolean {
  const { head } = view.state.selection.main
  const line = view.state.doc.lineAt(head)
  const isAbove = head === line.from && line.text !== ''
  const border = borderAt(view, isAbove ? line.number : line.number + 1)
  if (makeSpace(view, around, border, wishForOne(view, border, true)))
    view.dispatch({ selection: { anchor: isAbove ? line.from : line.to + 1 }, scrollIntoView: true })
  return true
}

function closeLine(view: EditorView, around: PageContext): boolean {
  const { main } = view.state.selection
  const line = view.state.doc.lineAt(main.head)
  if (!main.empty || line.text.trim() !== '') return false
  const border = borderAt(view, line.number + 1)
  if (!makeSpace(view, around, border, wishForOne(view, border, false))) return true
  const { doc } = view.state
  const above = line.number > 1 ? doc.line(Math.min(line.number - 1, doc.lines)) : null
  if (above?.text.trim() === '') view.dispatch({ selection: { anchor: above.to } })
  return true
}
