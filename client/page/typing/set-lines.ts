// Sets whole lines: headings and items of lists; or takes that back.
import type { ChangeSpec, EditorState, Line } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import type { LineFormat } from './formats.ts'

/** Signs of quotations around a line, and then its own. */
const START = /^((?:[ \t]*>)*[ \t]*)(?:(#{1,6}|[-*+](?: \[[ xX]\])?|\d{1,9}[.)])[ \t]+)?/

/** The sign of a line, and where it is, from the start of that. */
export function signBefore(line: string) {
  const [whole = '', around = '', sign = ''] = START.exec(line) ?? []
  return { sign, start: around.length, end: whole.length }
}

/** The lines of the selection that have words; an empty one, if it is all there is. */
function chosenLines({ doc, selection: { main } }: EditorState): readonly Line[] {
  const lines: Line[] = []
  for (let line = doc.lineAt(main.from); ; line = doc.line(line.number + 1)) {
    lines.push(line)
    if (line.to >= main.to) break
  }
  return lines.length === 1 ? lines : lines.filter(({ text }) => text.trim() !== '')
}

export const areLinesSo = (state: EditorState, { sign }: LineFormat): boolean => {
  const lines = chosenLines(state)
  return lines.length > 0 && lines.every(({ text }) => signBefore(text).sign === sign)
}

/** Puts a sign before each line in place of the one there; where all have it, takes it away. */
export function toggleLines(view: EditorView, format: LineFormat): void {
  const { state } = view
  if (state.readOnly) return
  const insert = areLinesSo(state, format) ? '' : `${format.sign} `
  const changes = chosenLines(state).map(({ from, text }): ChangeSpec => {
    const { start, end } = signBefore(text)
    return { from: from + start, to: from + end, insert }
  })
  view.dispatch({ changes, userEvent: 'input', scrollIntoView: true })
}
