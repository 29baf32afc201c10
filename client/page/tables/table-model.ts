// A table as the tools of tables see it: its rows, and where their cells are in the page's text.
import type { EditorState } from '@codemirror/state'
import { cellsIn, type RowCell } from '../../../shared/page/table-columns.ts'
import type { SyntaxNode } from '../../../shared/page/page-parser.ts'
import type { PageRange } from '../../../shared/page/typesetting.ts'
import { nodeAround } from '../rendering/syntax-at.ts'

/** A row from its first letter: signs of quotations and blanks of lists stand before it. */
export interface TableRow extends PageRange {
  readonly lineFrom: number
  readonly lineNumber: number
  /** In places of the page. */
  readonly cells: readonly RowCell[]
}

/** From the first line to the end of the last. */
export interface PageTable extends PageRange {
  /** The head is the first. */
  readonly rows: readonly TableRow[]
  /** The line of dashes. */
  readonly rule: TableRow
  readonly width: number
  /** What stands before each row. */
  readonly lead: string
}

export interface TablePlace {
  readonly table: PageTable
  readonly row: TableRow
  readonly rowAt: number
  readonly columnAt: number
}

/** The table that a line of the page is in. */
export function tableAt(state: EditorState, at: number): PageTable | null {
  const table = nodeAround(state, state.doc.lineAt(at).to, -1, 'Table')
  return table && readTable(state, table)
}

function readTable({ doc }: EditorState, node: SyntaxNode): PageTable | null {
  const rows: TableRow[] = []
  let rule: TableRow | null = null
  for (let child = node.firstChild; child; child = child.nextSibling) {
    // Signs of quotations are in a table, too.
    if (!child.name.startsWith('Table')) continue
    const line = doc.lineAt(child.from)
    const move = (at: number): number => child.from + at
    const cells = cellsIn(doc.sliceString(child.from, line.to)).map(({ start, end, from, to }) => ({
      start: move(start),
      end: move(end),
      from: move(from),
      to: move(to),
    }))
    const row = { lineFrom: line.from, lineNumber: line.number, from: child.from, to: line.to, cells }
    if (child.name === 'TableDelimiter') rule = row
    else rows.push(row)
  }
  const [head] = rows
  if (!head || !rule) return null
  return {
    from: head.lineFrom,
    to: Math.max(rule.to, rows.at(-1)?.to ?? 0),
    rows,
    rule,
    width: head.cells.length,
    lead: doc.sliceString(rule.lineFrom, rule.from),
  }
}

/** The cell that a place is in, or beside: bars belong to the cell before them. */
export function placeAt(state: EditorState, at: number): TablePlace | null {
  const table = tableAt(state, at)
  if (!table) return null
  const found = table.rows.findIndex(({ lineFrom, to }) => at >= lineFrom && at <= to)
  const rowAt = Math.max(0, found)
  const row = table.rows[rowAt]
  if (!row) return null
  const columnAt = row.cells.findIndex(({ end }) => at <= end)
  return { table, row, rowAt, columnAt: columnAt < 0 ? Math.max(0, row.cells.length - 1) : columnAt }
}

export const cellOf = ({ row, columnAt }: TablePlace): RowCell | undefined => row.cells[columnAt]

/** Whether more may be written at the end of a row: one typed by hand has not all its bars yet. */
export function isOpen({ width }: PageTable, { cells, to }: TableRow): boolean {
  const last = cells.at(-1)
  return last === undefined || last.end === to || cells.length < width
}

export const isEmptyRow = ({ cells }: TableRow): boolean => cells.every(({ from, to }) => from === to)

/** The place for a caret that is nearest: in a cell, never in a bar. */
export function caretPlace(place: TablePlace, at: number): number {
  const cell = cellOf(place)
  const { table, row } = place
  if (!cell || (at > cell.end && isOpen(table, row))) return row.to
  return Math.max(cell.from, Math.min(at, cell.to))
}
