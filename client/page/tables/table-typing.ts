// Keeps a table whole while somebody writes in it. The caret stands in cells alone; what is typed, pasted and
// deleted stays within them: bars are letters there, lines are blanks, and no bar and no dash is ever taken.
import {
  EditorSelection,
  EditorState,
  Transaction,
  type SelectionRange,
  type TransactionSpec,
} from '@codemirror/state'
import { cellText, isEscaping, oneLine } from '../../../shared/page/delimited-table.ts'
import type { RowCell } from '../../../shared/page/table-columns.ts'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import { tableEdit, wholeEdit } from './table-edits.ts'
import { caretPlace, cellOf, isEmptyRow, isOpen, placeAt, tableAt, type TablePlace } from './table-model.ts'

interface TypedEdit extends PageRange {
  readonly insert: string
}

export const tableTyping = EditorState.transactionFilter.of((transaction) => {
  if (transaction.annotation(tableEdit) === true) return transaction
  if (!transaction.docChanged) return inCells(transaction)
  const isTyped = ['input', 'delete', 'move'].some((event) => transaction.isUserEvent(event))
  return (isTyped && withinCells(transaction)) || transaction
})

/** Puts a caret that would stand in a bar, or in the dashes, into a cell. */
function inCells(transaction: Transaction): Transaction | readonly TransactionSpec[] {
  const { selection, startState } = transaction
  if (!selection || selection.ranges.every((range) => caretOf(startState, range) === range.head))
    return transaction
  const ranges = selection.ranges.map((range) =>
    range.empty ? EditorSelection.cursor(caretOf(startState, range), range.assoc) : range,
  )
  return [transaction, { selection: EditorSelection.create(ranges, selection.mainIndex), sequential: true }]
}

function caretOf(state: EditorState, { empty, head }: SelectionRange): number {
  const place = empty ? placeAt(state, head) : null
  if (!place) return head
  const { rule, rows } = place.table
  const [next] = rows.slice(1)
  const isRule = head >= rule.lineFrom && head <= rule.to
  // Coming from above one goes on to the first row.
  if (isRule && next && state.selection.main.head < rule.lineFrom)
    return (next.cells[0] ?? { from: next.to }).from
  return caretPlace(place, head)
}

/** The edits as they may be; null: they may be as they are. */
function withinCells(transaction: Transaction): readonly TransactionSpec[] | null {
  const { startState: state, changes } = transaction
  const { main } = state.selection
  const safe: TypedEdit[] = []
  let isSame = true
  changes.iterChanges((from, to, _fromAfter, _toAfter, inserted) => {
    const edit = { from, to, insert: inserted.toString() }
    const better = editsFor(state, edit, main.empty)
    isSame &&= better === null
    safe.push(...(better ?? [edit]))
  })
  if (isSame) return null
  const made = state.changes(safe.filter(({ from, to, insert }) => to > from || insert !== ''))
  const { from, to, insert } = safe[0] ?? { from: main.head, to: main.head, insert: '' }
  const anchor = insert === '' ? made.mapPos(from, -1) : made.mapPos(to, 1)
  const userEvent = transaction.annotation(Transaction.userEvent) ?? 'input'
  return [wholeEdit(made, anchor, userEvent)]
}

/** `isCaret`: nothing was selected, so that only the caret's cell is meant. */
function editsFor(state: EditorState, edit: TypedEdit, isCaret: boolean): TypedEdit[] | null {
  const [first, last] = [placeAt(state, edit.from), placeAt(state, edit.to)]
  if (!first && !last) return edit.from === edit.to ? typedBelow(state, edit) : null
  const isWhole = [first, last].every(
    (place) => !place || (edit.from <= place.table.from && edit.to >= place.table.to),
  )
  if (isWhole && edit.to > edit.from) return null
  if (first && last && first.row.from === last.row.from) {
    const isInOne = first.columnAt === last.columnAt && isWithin(state, first, edit)
    if (edit.from === edit.to || isInOne) return typedInto(state, first, edit)
  }
  if (isCaret) return deletedAtCaret(state, edit)
  return emptied(state, edit)
}

/** In the line under a table, letters would be a row of it: a blank line comes between. */
function typedBelow(state: EditorState, { from, to, insert }: TypedEdit): TypedEdit[] | null {
  const line = state.doc.lineAt(from)
  const isUnder = line.text === '' && from > 0 && tableAt(state, from - 1) !== null
  return isUnder && /^[^\s|]/.test(insert) ? [{ from, to, insert: `\n${insert}` }] : null
}

/** How far a caret may go in a cell: blanks that are being typed count, one before a bar is the table's. */
function reachOf(state: EditorState, { from, to, end }: RowCell, rowTo: number): PageRange {
  const isPadded = end < rowTo && /\s/.test(state.sliceDoc(end - 1, end))
  return { from, to: Math.max(to, isPadded ? end - 1 : end) }
}

function isWithin(state: EditorState, place: TablePlace, { from, to }: PageRange): boolean {
  const cell = cellOf(place)
  if (!cell) return true
  const reach = reachOf(state, cell, place.row.to)
  return from >= reach.from && to <= reach.to
}

function typedInto(state: EditorState, place: TablePlace, edit: TypedEdit): TypedEdit[] | null {
  const { table, row, rowAt } = place
  const cell = cellOf(place)
  const isAtEnd = edit.to <= row.to && state.sliceDoc(edit.to, row.to).trim() === ''
  if (edit.from === edit.to && isAtEnd && isOpen(table, row) && !/\n/.test(edit.insert)) {
    const isBehind = !cell || edit.from > cell.end
    // By hand a row is typed bar by bar, up to the columns of the table.
    if (edit.insert === '|' || (isBehind && !edit.insert.includes('|'))) return null
  }
  if (!cell) return [{ from: edit.from, to: edit.to, insert: oneLine(edit.insert) }]
  if (edit.insert === '|' && rowAt > 0 && isEmptyRow(row) && place.columnAt === 0)
    return [{ from: row.from, to: row.to, insert: '|' }]
  // Behind a blank that was typed before a bar, more may be typed.
  const isAtBar = edit.from === edit.to && edit.from <= cell.end
  const reach = isAtBar ? { from: cell.from, to: cell.end } : reachOf(state, cell, row.to)
  const clamp = (at: number): number => Math.max(reach.from, Math.min(at, reach.to))
  const from = outOfEscape(state, cell, clamp(edit.from), -1)
  const to = edit.from === edit.to ? from : outOfEscape(state, cell, clamp(edit.to), 1)
  const before = state.sliceDoc(cell.from, from)
  const insert = cellText(before, edit.insert, state.sliceDoc(to, to + 1) === '|')
  return from === edit.from && to === edit.to && insert === edit.insert ? null : [{ from, to, insert }]
}

/** Between a backslash and its bar there is no place: they come and go together. */
function outOfEscape(state: EditorState, cell: RowCell, at: number, by: -1 | 1): number {
  const isInside = at < cell.end && state.sliceDoc(at, at + 1) === '|'
  return isInside && isEscaping(state.sliceDoc(cell.from, at)) ? at + by : at
}

/** Deletes up to the edge of the caret's cell; beside a table only a blank line goes. */
function deletedAtCaret(state: EditorState, edit: TypedEdit): TypedEdit[] {
  const { head } = state.selection.main
  const place = placeAt(state, head)
  const cell = place && cellOf(place)
  if (place && cell) {
    const { from, to } = reachOf(state, cell, place.row.to)
    const clamp = (at: number): number => Math.max(from, Math.min(at, to))
    const inside = { from: clamp(edit.from), to: clamp(edit.to), insert: edit.insert }
    return typedInto(state, place, inside) ?? [inside]
  }
  const isUnder = edit.to === head
  const table = tableAt(state, isUnder ? edit.from : edit.to)
  const beside = isUnder ? table?.rows.at(-1)?.cells.at(-1)?.to : table?.rows[0]?.cells[0]?.from
  const caret = { from: beside ?? head, to: beside ?? head, insert: '' }
  return isLooseLine(state, head, isUnder ? 1 : -1) ? [caret, edit] : [caret]
}

/** Whether a line is blank, and not the one that parts a table from words or from another table. */
function isLooseLine(state: EditorState, at: number, by: -1 | 1): boolean {
  const { doc } = state
  const line = doc.lineAt(at)
  if (line.text !== '') return false
  const number = line.number + by
  if (number < 1 || number > doc.lines) return true
  const beyond = doc.line(number)
  return by > 0 ? beyond.text.trim() === '' : tableAt(state, beyond.from) === null
}

/** Empties the cells that are selected, and deletes what is selected outside of tables. */
function emptied(state: EditorState, { from, to, insert }: TypedEdit): TypedEdit[] {
  const edits: TypedEdit[] = []
  let at = from
  while (at <= to) {
    const table = tableAt(state, at)
    if (!table) {
      const line = state.doc.lineAt(at)
      const next = line.to < state.doc.length && tableAt(state, line.to + 1) !== null
      const end = Math.min(to, next ? line.to : line.to + 1)
      if (end > at) edits.push({ from: at, to: end, insert: '' })
      at = line.to + 1
      continue
    }
    for (const { cells } of table.rows)
      for (const cell of cells) {
        const [start, end] = [
          outOfEscape(state, cell, Math.max(from, cell.from), -1),
          outOfEscape(state, cell, Math.min(to, cell.to), 1),
        ]
        if (end > start) edits.push({ from: start, to: end, insert: '' })
      }
    at = table.to + 1
    // What is left of the line that the selection ends in would be a row.
    if (at <= to && state.sliceDoc(to, state.doc.lineAt(to).to) !== '')
      edits.push({ from: at, to: at, insert: '\n' })
  }
  const [first] = edits
  if (!first || insert === '') return edits
  const place = placeAt(state, first.from)
  const words = place ? cellText(state.sliceDoc(cellOf(place)?.from, first.from), insert, false) : insert
  return [{ ...first, insert: `${first.insert}${words}` }, ...edits.slice(1)]
}
