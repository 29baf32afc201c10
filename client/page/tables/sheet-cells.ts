// Cells that were copied in a spreadsheet: lines of words between tabs. A cell with lines in it has quotes.
import { cellText } from './table-typing.ts'

/** The rows of what was copied, as they stand in cells; null: there are no tabs. */
export function cellsFrom(copied: string): string[][] | null {
  const text = copied.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  if (!text.includes('\t')) return null
  const rows: string[][] = [[]]
  for (const [, quoted, plain = '', end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/g,
  )) {
    rows.at(-1)?.push(cellText('', quoted?.replaceAll('""', '"') ?? plain, true).trim())
    if (end === '\n') rows.push([])
    else if (end === '') break
  }
  return rows
}

/** Rows of one length as a table of Markdown, the first as its head; null: it is something else. */
export function tableFrom(copied: string): string | null {
  const rows = cellsFrom(copied)
  const width = rows?.[0]?.length ?? 0
  if (!rows || rows.length < 2 || rows.some(({ length }) => length !== width)) return null
  const [head = '', ...rest] = rows.map((cells) => `| ${cells.join(' | ')} |`)
  return [head, `|${' --- |'.repeat(width)}`, ...rest].join('\n')
}
