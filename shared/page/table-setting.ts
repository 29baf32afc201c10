// Tables, row by row in their own lines: each column as wide as its words ask for, the same in every row.
import { directionOf } from './line-setting.ts'
import type { SyntaxNode } from './page-parser.ts'
import { numberClass } from './number-classes.ts'
import { alignsOf, cellsIn, type Align } from './table-columns.ts'
import { classes, seenIn, type Typesetting } from './typesetting.ts'

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
export function typesetTable(sheet: Typesetting, table: SyntaxNode, from: number, to: number): void {
  const columns = columnsOf(sheet, table)
  const dir = directionOf(sheet.text.sliceString(table.from, Math.min(table.to, table.from + 500)))
  for (let row = table.firstChild; row && row.from <= to; row = row.nextSibling) {
    // Signs of quotations are in a table, too.
    if (row.to < from || !row.name.startsWith('Table')) continue
    const { from: start } = sheet.text.lineAt(row.from)
    const isHead = row.name === 'TableHeader'
    if (row.name === 'TableDelimiter') {
      sheet.lines.push({ from: start, class: 'page-row-line', dir, isSign: true })
      // Nobody has to see or write it: it is kept by the tools of tables.
      sheet.sign(row.from, row.to, null)
    } else {
      sheet.lines.push({
        from: start,
        class: classes('page-row', isHead ? 'page-row-head' : ''),
        dir,
        isRow: true,
      })
      setRow(sheet, row, columns, isHead ? 'columnheader' : 'cell')
    }
  }
}

function setRow(
  sheet: Typesetting,
  row: SyntaxNode,
  columns: readonly TableColumn[],
  role: 'cell' | 'columnheader',
): void {
  let last = row.from
  for (const [at, { from, to, end }] of cellsIn(sheet.text.sliceString(row.from, row.to)).entries()) {
    sheet.fold(last, row.from + from, 'page-bar', seenIn(row))
    last = row.from + end
    const column = columns[at] ?? NO_COLUMN
    // Blanks behind the last letter would stand between it and the edge.
    const edge = column.align === 'start' || to === from ? last : row.from + to
    const start = end === from ? last : row.from + from
    const cell = { from: start, to: edge, class: lookOf(column) }
    if (edge > start) sheet.marks.push({ ...cell, rank: 1, role })
    // One without a letter holds its place.
    else sheet.standIns.push({ tag: 'span', ...cell, attributes: { role }, children: [] })
    sheet.fold(edge, last)
  }
  sheet.fold(last, row.to, 'page-bar', seenIn(row))
}

const lookOf = ({ part, whole, align }: TableColumn): string =>
  classes(
    'page-cell',
    numberClass('part', part),
    numberClass('whole', whole),
    align === 'start' ? '' : `page-cell-${align}`,
  )

function columnsOf(sheet: Typesetting, table: SyntaxNode): TableColumn[] {
  const letters: number[] = []
  let aligns: readonly TableColumn['align'][] = []
  let rows = 0
  for (let row = table.firstChild; row && rows < ROWS_MAX; row = row.nextSibling, rows += 1) {
    if (row.name === 'TableDelimiter') aligns = alignsOf(sheet.text.sliceString(row.from, row.to))
    else if (row.name.startsWith('Table')) {
      const words = sheet.text.sliceString(row.from, row.to)
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
