// Enter where it does more than begin a line. In an empty line of a quotation or a list it leaves that; in a
// table it makes a row; in an empty row it leaves the table. Markdown needs a blank line between these and
// the text below.
import { syntaxTree } from '@codemirror/language'
import type { EditorState, Extension, Line, TransactionSpec } from '@codemirror/state'
import { keymap, type EditorView } from '@codemirror/view'
import type { PageNode } from '../rendering/setting-sheet.ts'

export const enterKeys: Extension = keymap.of([{ key: 'Enter', run: onEnter }])

function onEnter(view: EditorView): boolean {
  const { state } = view
  const { main } = state.selection
  if (!main.empty || state.selection.ranges.length > 1 || state.readOnly) return false
  const line = state.doc.lineAt(main.head)
  const change = left(state, line, main.head) ?? rowAfter(state, line, main.head)
  if (!change) return false
  view.dispatch(change, { userEvent: 'input', scrollIntoView: true })
  return true
}

/** Signs of quotations and nothing else, or with one empty item of a list that is in no other. */
const QUOTED = /^((?: {0,3}> ?)*) {0,3}> ?$/
const ITEM = /^(?:[-*+]|\d+[.)])[ \t]+(?:\[ \][ \t]*)?$/

function left(state: EditorState, line: Line, head: number): TransactionSpec | null {
  if (head !== line.to || line.number === 1) return null
  const quoted = QUOTED.exec(line.text)
  if (quoted && isIn(state, line.to, 'Blockquote')) {
    const outer = quoted[1] ?? ''
    return written(line, `${outer.trimEnd()}\n${outer}`)
  }
  const above = state.doc.line(line.number - 1)
  const isLast = ITEM.test(line.text) && isIn(state, line.to, 'ListItem') && above.text.trim() !== ''
  return isLast && !isFollowed(state, line) ? written(line, '\n') : null
}

/** Whether the list goes on below: then Enter splits it, as the editor does. */
function isFollowed({ doc }: EditorState, { number }: Line): boolean {
  return number < doc.lines && doc.line(number + 1).text.trim() !== ''
}

function rowAfter(state: EditorState, line: Line, head: number): TransactionSpec | null {
  const table = isIn(state, head, 'Table')
  if (!table) return null
  const outer = /^(?: {0,3}> ?)*\s*/.exec(line.text)?.[0] ?? ''
  const cells = cellsOf(state, table)
  const isBlank = /^[\s|]*$/.test(line.text.slice(outer.length))
  if (isBlank && line.to >= table.to) return written(line, `${outer.trimEnd()}\n${outer}`)
  const delimiter = table.getChild('TableDelimiter')
  // Below the head comes the line that parts it from the rows.
  const above = delimiter && line.from < delimiter.to ? state.doc.lineAt(delimiter.to) : line
  return {
    changes: { from: above.to, insert: `\n${outer}|${'  |'.repeat(cells)}` },
    selection: { anchor: above.to + 1 + outer.length + 2 },
  }
}

/** How many columns a table has, by its head. */
function cellsOf(state: EditorState, table: PageNode): number {
  const head = table.getChild('TableHeader')
  const text = head ? state.sliceDoc(head.from, head.to).trim() : ''
  const inner = text.replace(/^\|/, '').replace(/(?<!\\)\|$/, '')
  return inner.split(/(?<!\\)\|/).length
}

/** The line becomes this, with the cursor at its end. */
const written = ({ from, to }: Line, insert: string): TransactionSpec => ({
  changes: { from, to, insert },
  selection: { anchor: from + insert.length },
})

/** The node of a name that a place is in, or behind. */
function isIn(state: EditorState, at: number, name: string): PageNode | null {
  for (let node: PageNode | null = syntaxTree(state).resolveInner(at, -1); node; node = node.parent)
    if (node.name === name) return node
  return null
}
