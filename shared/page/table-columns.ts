// The columns of a table: how they are set, by the row of dashes under its head, and the cells of a row.

export type Align = 'start' | 'center' | 'end'

/** How the columns are set, by the line of dashes. */
export function alignsOf(delimiter: string): Align[] {
  return delimiter
    .replace(/^\s*\|?|\|?\s*$/g, '')
    .split('|')
    .map((cell) => {
      const sign = cell.trim()
      if (!sign.endsWith(':')) return 'start'
      return sign.startsWith(':') ? 'center' : 'end'
    })
}

/** A cell, in letters of its row. */
export interface RowCell {
  /** Behind the bar before it, and at the bar behind it; where there is none, the row's edge. */
  readonly start: number
  readonly end: number
  /** Its first letter, and behind its last; without letters, both are behind one blank. */
  readonly from: number
  readonly to: number
}

/** The cells of a row. A bar behind a backslash is a letter; outer bars may be missing. */
export function cellsIn(row: string): RowCell[] {
  const cells: RowCell[] = []
  let start = 0
  for (let end = 0; end <= row.length; end += 1) {
    if (row[end] === '\\' && end < row.length - 1) end += 1
    else if (end === row.length || row[end] === '|') {
      const words = row.slice(start, end)
      const letters = words.trim().length
      const from = start + (letters > 0 ? words.length - words.trimStart().length : Math.min(1, words.length))
      const isOuter = start === 0 || end === row.length
      if (letters > 0 || !isOuter) cells.push({ start, end, from, to: from + letters })
      start = end + 1
    }
  }
  return cells
}
