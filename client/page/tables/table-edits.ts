// What is done to a table as a whole: rows and columns are added, moved and removed, and cells are filled. A
// row is a whole line that is added or taken; a column is one cell more or less in each line. So people who
// add and type at the same time never have a row twice.
import { Annotation, type ChangeSpec, type EditorState, type TransactionSpec } from '@codemirror/state'
import { cellsIn } from '../../../shared/page/table-columns.ts'
import type { PageTable, TablePlace, TableRow } from './table-model.ts'

/** On edits that keep a table whole by themselves: they are not looked through like typing. */
export const tableEdit = Annotation.define<boolean>()

/** The caret goes into a column of a line, as these are after the edit. */
function edit(
  state: EditorState,
  { lead }: PageTable,
  changes: ChangeSpec,
  { line, columnAt }: { readonly line: number; readonly columnAt: number },
): TransactionSpec {
  const { from, to, text } = state.changes(changes).apply(state.doc).line(line)
  const cells = cellsIn(text.slice(lead.length))
  const cell = cells[Math.min(columnAt, cells.length - 1)]
  return wholeEdit(changes, cell ? from + lead.length + cell.to : to, 'input.table')
}

/** An edit that keeps a table whole by itself, with the caret at a place of the page after it. */
export const wholeEdit = (changes: ChangeSpec, anchor: number, userEvent = 'input'): TransactionSpec => ({
  changes,
  selection: { anchor },
  annotations: tableEdit.of(true),
  userEvent,
  scrollIntoView: true,
})

/** Null: it cannot be done there. */
export type TableEdit = (state: EditorState, place: TablePlace) => TransactionSpec | null

const linesOf = ({ rows, rule }: PageTable): readonly TableRow[] => [...rows, rule]

const emptyRow = ({ lead, width }: PageTable): string => `${lead}|${'  |'.repeat(width)}`

/** Null: nothing comes above the head. */
export const addRowAbove: TableEdit = (state, { table, row, rowAt, columnAt }) => {
  if (rowAt === 0) return null
  const change = { from: row.lineFrom, insert: `${emptyRow(table)}\n` }
  return edit(state, table, change, { line: row.lineNumber, columnAt })
}

/** Under the head a row comes behind the line of dashes. */
export const addRow: TableEdit = (state, { table, row, rowAt, columnAt }) => {
  const { to, lineNumber } = rowAt === 0 ? table.rule : row
  return edit(state, table, { from: to, insert: `\n${emptyRow(table)}` }, { line: lineNumber + 1, columnAt })
}

/** Null: the head stays where it is, and so do the first row and the last. */
export const moveRow =
  (by: -1 | 1): TableEdit =>
  (state, { table, row, rowAt, columnAt }) => {
    const other = table.rows[rowAt + by]
    if (rowAt === 0 || rowAt + by === 0 || !other) return null
    const line = state.sliceDoc(row.lineFrom, row.to)
    const put =
      by < 0 ? { from: other.lineFrom, insert: `${line}\n` } : { from: other.to, insert: `\n${line}` }
    const changes = [{ from: row.lineFrom - 1, to: row.to }, put]
    return edit(state, table, changes, { line: other.lineNumber, columnAt })
  }

/** Null: a head is not taken alone. */
export const removeRow: TableEdit = (state, { table, row, rowAt, columnAt }) => {
  if (rowAt === 0) return null
  // The next row has its line then; where it was the last, the caret goes to the one before.
  const isLast = rowAt === table.rows.length - 1
  const line = !isLast ? row.lineNumber : (table.rows[rowAt - 1]?.lineNumber ?? 1)
  return edit(state, table, { from: row.lineFrom - 1, to: row.to }, { line, columnAt })
}

export const removeTable: TableEdit = (_state, { table: { from, to } }) =>
  wholeEdit({ from, to }, from, 'delete.table')

/** `by`: 0 adds a column before the caret's, 1 behind it. */
export const addColumn =
  (by: 0 | 1): TableEdit =>
  (state, { table, row, columnAt: here }) => {
    const columnAt = here + by
    const changes = linesOf(table).flatMap((one) =>
      columnAt > one.cells.length ? [] : [addCell(one, columnAt, one === table.rule ? ' --- ' : '  ')],
    )
    return edit(state, table, changes, { line: row.lineNumber, columnAt })
  }

function addCell(row: TableRow, at: number, words: string): ChangeSpec {
  const cell = row.cells[at]
  if (!cell) return moreCells(row, [words])
  // A row without its outer bar would lose an empty cell before the first.
  return { from: cell.start, insert: cell.start === row.from ? `|${words}| ` : `${words}|` }
}

/** More cells at the end of a row. */
function moreCells({ cells, to }: TableRow, words: readonly string[]): ChangeSpec {
  const last = cells.at(-1)
  const isClosed = last === undefined || last.end < to
  return {
    from: last && isClosed ? last.end + 1 : to,
    insert: `${isClosed ? '' : ' |'}${words.map((word) => `${word}|`).join('')}`,
  }
}

/** Null: the only column is the table. */
export const removeColumn: TableEdit = (state, { table, row, columnAt }) => {
  if (table.width < 2) return null
  const changes = linesOf(table).flatMap((one) => takeCell(one, columnAt))
  return edit(state, table, changes, { line: row.lineNumber, columnAt })
}

/** With the bar behind it. One bar stays: Markdown knows a table by it. */
function takeCell({ cells, from, to }: TableRow, at: number): ChangeSpec[] {
  const cell = cells[at]
  if (!cell) return []
  if (cell.start > from) return [{ from: cell.start, to: Math.min(cell.end + 1, to) }]
  const isUnclosed = cells.at(-1)?.end === to
  return [{ from: cell.start, to: cell.end }, ...(isUnclosed ? [{ from: to, insert: ' |' }] : [])]
}

/** It changes places with the column beside it, in each row; null: there is none. */
export const moveColumn =
  (by: -1 | 1): TableEdit =>
  (state, { table, row, columnAt: here }) => {
    const columnAt = here + by
    if (columnAt < 0 || columnAt >= table.width) return null
    const changes = linesOf(table).flatMap((one) => swapCells(state, one, Math.min(columnAt, here)))
    return edit(state, table, changes, { line: row.lineNumber, columnAt })
  }

function swapCells(state: EditorState, row: TableRow, left: number): ChangeSpec[] {
  const [a, b] = [row.cells[left], row.cells[left + 1]]
  if (!a) return []
  const words = state.sliceDoc(a.from, a.to)
  if (!b) return [{ from: a.from, to: a.to }, moreCells(row, [` ${words} `])]
  const others = state.sliceDoc(b.from, b.to)
  return words === others
    ? []
    : [
        { from: a.from, to: a.to, insert: others },
        { from: b.from, to: b.to, insert: words },
      ]
}

/** Adds the cells that a row has not, up to a column. */
export function addMissingCells(state: EditorState, place: TablePlace, columnAt: number): TransactionSpec {
  const { table, row } = place
  const words = Array.from({ length: columnAt + 1 - row.cells.length }, () => '  ')
  return edit(state, table, moreCells(row, words), { line: row.lineNumber, columnAt })
}

/** Writes rows of words into a table from a cell on; rows and columns that it has not are added. */
export function fillCells(
  state: EditorState,
  { table, row, rowAt, columnAt }: TablePlace,
  words: readonly (readonly string[])[],
): TransactionSpec {
  const width = words.reduce((most, { length }) => Math.max(most, columnAt + length), table.width)
  const changes = table.rows.flatMap((one, at) =>
    fillRow(one, columnAt, words[at - rowAt] ?? [], at === 0 ? width : 0),
  )
  const dashes = Array.from({ length: width - table.width }, () => ' --- ')
  if (dashes.length > 0) changes.push(moreCells(table.rule, dashes))
  const below = words.slice(table.rows.length - rowAt).map((cells) => {
    const padded = Array.from({ length: width }, (_, at) => ` ${cells[at - columnAt] ?? ''} |`)
    return `\n${table.lead}|${padded.join('')}`
  })
  changes.push({ from: table.to, insert: below.join('') })
  return edit(state, table, changes, { line: row.lineNumber, columnAt })
}

/** `least`: so many cells the row has then at least. */
function fillRow(row: TableRow, columnAt: number, words: readonly string[], least: number): ChangeSpec[] {
  const { cells } = row
  const filled = cells.slice(columnAt, columnAt + words.length)
  const wanted = Math.max(least, words.length > 0 ? columnAt + words.length : 0)
  const more = Array.from({ length: Math.max(0, wanted - cells.length) }, (_, at) => {
    return ` ${words[cells.length + at - columnAt] ?? ''} `
  })
  return [
    ...filled.map(({ from, to }, at) => ({ from, to, insert: words[at] ?? '' })),
    ...(more.length > 0 ? [moreCells(row, more)] : []),
  ]
}
