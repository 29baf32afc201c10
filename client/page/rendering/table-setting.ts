// Tables, row by row in their own lines: each column as wide as its words ask for, the same in every row.
import { Decoration, WidgetType } from '@codemirror/view'
import { directionOf } from '../../../shared/page/line-direction.ts'
import { alignsOf, cellsIn, type Align } from '../../../shared/page/table-columns.ts'
import type { PageNode, TypesetMarks } from './setting-sheet.ts'

/** How many rows are measured for the width of a column: later ones wrap. */
const ROWS_MAX = 200
/** Longest word of a column that counts, in letters, and the width of its blanks at both sides. */
const LETTERS_MAX = 40
const BLANKS = 4
/** How many letters fill a row; a table with fewer is not drawn out to the whole width. */
const WHOLE_ROW = 66

interface TableColumn {
  /**
   * Part of the width that it has, in percent, where there is room for all, and where the whole is shared
   * out.
   */
  readonly part: number
  readonly whole: number
  readonly align: Align
}

const NO_COLUMN: TableColumn = { part: 0, whole: 0, align: 'start' }

/** Sets a table; only the rows between two places of the text. */
export function typesetTable(sheet: TypesetMarks, table: PageNode, from: number, to: number): void {
  const columns = columnsOf(sheet, table)
  const isFromRight =
    directionOf(sheet.state.sliceDoc(table.from, Math.min(table.to, table.from + 500))) === 'rtl'
  for (let row = table.firstChild; row && row.from <= to; row = row.nextSibling) {
    // Signs of quotations are in a table, too.
    if (row.to < from || !row.name.startsWith('Table')) continue
    const line = sheet.state.doc.lineAt(row.from)
    const dir = isFromRight ? { attributes: { dir: 'rtl' } } : { attributes: { dir: 'ltr' } }
    if (row.name === 'TableDelimiter') {
      sheet.line(line.from, { class: 'page-row-line', ...dir })
      // Nobody has to see or write it: it is kept by the tools of tables.
      sheet.sign(row.from, row.to, false)
    } else {
      const name = row.name === 'TableHeader' ? 'page-row page-row-head' : 'page-row'
      sheet.line(line.from, { class: name, ...dir })
      setRow(sheet, row, columns)
    }
  }
}

function setRow(sheet: TypesetMarks, row: PageNode, columns: readonly TableColumn[]): void {
  const bar = sheet.isTouched(row) ? 'page-bar page-shown' : 'page-bar'
  let last = row.from
  for (const [at, { from, to, end }] of cellsIn(sheet.state.sliceDoc(row.from, row.to)).entries()) {
    sheet.fold(last, row.from + from, bar, false)
    last = row.from + end
    const column = columns[at] ?? NO_COLUMN
    // Blanks behind the last letter would stand between it and the edge.
    const edge = column.align === 'start' || to === from ? last : row.from + to
    if (end === from)
      sheet.marks.push(Decoration.widget({ widget: new EmptyCell(column), side: 1 }).range(last))
    else sheet.outer.push(cellMark(column).range(row.from + from, edge))
    sheet.fold(edge, last, '', false)
  }
  sheet.fold(last, row.to, bar, false)
}

/** Holds the place of a cell without a letter. */
class EmptyCell extends WidgetType {
  readonly #style: string

  constructor(column: TableColumn) {
    super()
    this.#style = styleOf(column)
  }

  override eq(other: EmptyCell): boolean {
    return other.#style === this.#style
  }

  override toDOM(): HTMLElement {
    const cell = document.createElement('span')
    cell.className = 'page-cell'
    cell.style.cssText = this.#style
    return cell
  }

  override ignoreEvent(): boolean {
    return false
  }
}

const styleOf = ({ part, whole, align }: TableColumn): string =>
  `--part: ${part}; --whole: ${whole}; text-align: ${align}`

const cellMarks = new Map<string, Decoration>()

function cellMark(column: TableColumn): Decoration {
  const style = styleOf(column)
  const known = cellMarks.get(style)
  if (known) return known
  const made = Decoration.mark({ class: 'page-cell', attributes: { style } })
  cellMarks.set(style, made)
  return made
}

function columnsOf(sheet: TypesetMarks, table: PageNode): TableColumn[] {
  const letters: number[] = []
  let aligns: readonly TableColumn['align'][] = []
  let rows = 0
  for (let row = table.firstChild; row && rows < ROWS_MAX; row = row.nextSibling, rows += 1) {
    if (row.name === 'TableDelimiter') aligns = alignsOf(sheet.state.sliceDoc(row.from, row.to))
    else if (row.name.startsWith('Table')) {
      const words = sheet.state.sliceDoc(row.from, row.to)
      for (const [at, { from, to }] of cellsIn(words).entries())
        letters[at] = Math.max(letters[at] ?? 0, lettersOf(words.slice(from, to)))
    }
  }
  const wishes = letters.map((count) => Math.min(count, LETTERS_MAX) + BLANKS)
  const parts = shared(wishes, WHOLE_ROW)
  const wholes = shared(
    wishes,
    wishes.reduce((sum, wish) => sum + wish, 0),
  )
  return wishes.map((_wish, at) => ({
    part: parts[at] ?? 0,
    whole: wholes[at] ?? 0,
    align: aligns[at] ?? 'start',
  }))
}

/** Shares a row of so many letters, in percent: a narrow column gets its width, the others share the rest. */
function shared(wishes: readonly number[], row: number): number[] {
  const widths: number[] = []
  let left = row
  const byWish = wishes.map((wish, at) => ({ wish, at })).sort((a, b) => a.wish - b.wish)
  for (const [turn, { wish, at }] of byWish.entries()) {
    const got = Math.min(wish, left / (byWish.length - turn))
    left -= got
    widths[at] = Math.floor((got / row) * 1000) / 10
  }
  return widths
}

/** How many letters of a cell are seen. */
const lettersOf = (cell: string): number => cell.replace(/\]\([^)]*\)|\*\*|[`[]/g, '').length
