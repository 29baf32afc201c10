// Keys in a table: Tab, Enter and the arrows go from cell to cell, Escape leaves it.
import { completionStatus } from '@codemirror/autocomplete'
import { Prec, type EditorState, type Extension, type TransactionSpec } from '@codemirror/state'
import { nodeAround } from '../rendering/syntax-at.ts'
import { keymap, type Command, type EditorView, type KeyBinding } from '@codemirror/view'
import { cellsIn } from '../../../shared/page/table-columns.ts'
import { addMissingCells, addRow, wholeEdit } from './table-edits.ts'
import { cellOf, isEmptyRow, placeAt, type PageTable, type TablePlace, type TableRow } from './table-model.ts'

/** What a key does where the caret is in a table. Null: what it does elsewhere. */
type TableKey = (state: EditorState, place: TablePlace, view: EditorView) => TransactionSpec | null

const inTable =
  (run: TableKey): Command =>
  (view) => {
    const { state } = view
    const place = state.readOnly ? null : placeAt(state, state.selection.main.head)
    const change = place && run(state, place, view)
    if (change) view.dispatch(change)
    return change !== null
  }

const NOTHING: TransactionSpec = {}

const caretTo = (at: number): TransactionSpec => ({
  selection: { anchor: at },
  userEvent: 'select',
  scrollIntoView: true,
})

/** To the end of what a cell holds; one that the row has not yet is added. */
function toCell(state: EditorState, table: PageTable, rowAt: number, columnAt: number) {
  const row = table.rows[rowAt]
  if (!row) return null
  const cell = row.cells[columnAt]
  return cell ? caretTo(cell.to) : addMissingCells(state, { table, row, rowAt, columnAt: 0 }, columnAt)
}

const nextCell: TableKey = (state, place) => {
  const { table, row, rowAt, columnAt } = place
  const columns = Math.max(table.width, row.cells.length)
  if (columnAt + 1 < columns) return toCell(state, table, rowAt, columnAt + 1) ?? NOTHING
  return toCell(state, table, rowAt + 1, 0) ?? addRow(state, { ...place, columnAt: 0 })
}

const cellBefore: TableKey = (_state, { table, row, rowAt, columnAt }) => {
  const cell = row.cells[columnAt - 1] ?? table.rows[rowAt - 1]?.cells.at(-1)
  return cell ? caretTo(cell.to) : NOTHING
}

/** Down in its column, to a new row under the last; from an empty last row below the table. */
const down: TableKey = (state, place) => {
  const { table, row, rowAt, columnAt } = place
  if (!state.selection.main.empty) return NOTHING
  const typed = rowAt === 1 ? dashesTyped(state, table, row) : null
  if (typed) return typed
  if (rowAt < table.rows.length - 1) return toCell(state, table, rowAt + 1, columnAt)
  // A row typed by hand ends behind its last bar: the next one begins in front.
  const isBehind = state.selection.main.head > (row.cells.at(-1)?.end ?? 0)
  if (rowAt === 0 || !isEmptyRow(row)) return addRow(state, isBehind ? { ...place, columnAt: 0 } : place)
  // Markdown needs a blank line between a table and the text below.
  const insert = `${table.lead.trimEnd()}\n${table.lead}`
  return wholeEdit({ from: row.lineFrom, to: row.to, insert }, row.lineFrom + insert.length)
}

const DASHES = /^\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$/

/** Who writes the line of dashes by hand, writes it under the one that was made: it takes its place. */
function dashesTyped(state: EditorState, { rule, width, lead }: PageTable, row: TableRow) {
  const words = state.sliceDoc(row.from, row.to)
  if (!DASHES.test(words) || row.cells.length !== width) return null
  const insert = `\n${lead}|${'  |'.repeat(width)}`
  const made = { from: rule.lineFrom, to: rule.to + 1 }
  const changes = [made, { from: row.to, insert }]
  return wholeEdit(changes, row.to - (made.to - made.from) + 1 + lead.length + 2)
}

/** Behind a head typed by hand, `| a | b |`, Enter makes the dashes and the first row. */
const makeTable: Command = (view) => {
  const { state } = view
  const { main } = state.selection
  const line = state.doc.lineAt(main.head)
  const [, lead = '', head = ''] = /^((?: {0,3}> ?)*\s*)(\|.*\|)\s*$/.exec(line.text) ?? []
  const cells = cellsIn(head)
  const isEnd = main.empty && state.sliceDoc(main.head, line.to).trim() === ''
  const isHead = cells.length > 1 && cells.every(({ from, to }) => from < to)
  if (state.readOnly || !isEnd || !isHead) return false
  if (nodeAround(state, line.to, -1, 'Table', 'FencedCode', 'InlineCode', 'CodeBlock', 'HTMLBlock'))
    return false
  const below = state.doc.lines > line.number ? state.doc.line(line.number + 1).text : ''
  const rule = `\n${lead}|${' --- |'.repeat(cells.length)}\n${lead}`
  const row = `|${'  |'.repeat(cells.length)}${below.replace(/^[\s>]+/, '') === '' ? '' : `\n${lead.trimEnd()}`}`
  view.dispatch(wholeEdit({ from: line.to, insert: rule + row }, line.to + rule.length + 2))
  return true
}

/** To the line below the table; a page that ends with it gets one. */
const leave: TableKey = (state, { table: { to } }) =>
  to < state.doc.length ? caretTo(to + 1) : wholeEdit({ from: to, insert: '\n' }, to + 1)

/** From the end of a cell to the one behind it, or from its start to the one before, or out of the table. */
const sideways =
  (by: -1 | 1): TableKey =>
  (state, { table, row, rowAt, columnAt }) => {
    const { empty, head } = state.selection.main
    const cell = row.cells[columnAt]
    if (!empty || !cell || (by > 0 ? head < cell.to : head > cell.from)) return null
    const next = row.cells[columnAt + by] ?? table.rows[rowAt + by]?.cells.at(by > 0 ? 0 : -1)
    if (next) return caretTo(by > 0 ? next.from : next.to)
    const outside = by > 0 ? table.to + 1 : table.from - 1
    return outside >= 0 && outside <= state.doc.length ? caretTo(outside) : NOTHING
  }

/** From the first or last line of a cell to the cell above or below it, at the caret's height in the text. */
const vertical =
  (by: -1 | 1): TableKey =>
  (state, { table, row, rowAt, columnAt }, view) => {
    const { main } = state.selection
    const cell = row.cells[columnAt]
    if (!main.empty || !cell) return null
    const moved = view.moveVertically(main, by > 0).head
    if (moved !== main.head && moved >= cell.from && moved <= cell.to) return null
    const next = table.rows[rowAt + by]
    const other = next?.cells[Math.min(columnAt, next.cells.length - 1)]
    if (!other) return null
    const [caret, edge] = [view.coordsAtPos(main.head), view.coordsAtPos(by > 0 ? other.from : other.to)]
    const at = caret && edge && view.posAtCoords({ x: caret.left, y: (edge.top + edge.bottom) / 2 }, false)
    return caretTo(Math.max(other.from, Math.min(at ?? other.to, other.to)))
  }

/** To the start or the end of the cell; with Shift it selects up to there. */
const edgeKey = (key: 'Home' | 'End'): KeyBinding => {
  const to = (isSelecting: boolean): Command =>
    inTable((state, place) => {
      const cell = cellOf(place)
      if (!cell) return null
      const at = key === 'Home' ? cell.from : cell.to
      return {
        ...caretTo(at),
        selection: { anchor: isSelecting ? state.selection.main.anchor : at, head: at },
      }
    })
  return { key, run: to(false), shift: to(true) }
}

/** Before the list of completions, which takes Escape also while it only looks for some. */
const leaveKey = Prec.highest(
  keymap.of([
    {
      key: 'Escape',
      run: (view) => completionStatus(view.state) !== 'active' && inTable(leave)(view),
      stopPropagation: true,
    },
  ]),
)

const cellKeys = keymap.of([
  { key: 'Tab', run: inTable(nextCell), shift: inTable(cellBefore) },
  { key: 'Enter', run: inTable(down) },
  { key: 'Enter', run: makeTable },
  { key: 'ArrowRight', run: inTable(sideways(1)) },
  { key: 'ArrowLeft', run: inTable(sideways(-1)) },
  { key: 'ArrowDown', run: inTable(vertical(1)) },
  { key: 'ArrowUp', run: inTable(vertical(-1)) },
  edgeKey('Home'),
  edgeKey('End'),
])

export const tableKeys: Extension = [cellKeys, leaveKey]
