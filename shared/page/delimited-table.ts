// Rows of a spreadsheet as a table of a page: what was copied in one, with tabs between the cells, and a CSV
// file, with commas, semicolons or tabs.

/** Line ends with the blanks around them are one blank each; those at the end are nothing. */
export function oneLine(text: string): string {
  const lines = text.split('\n')
  while (lines.length > 1 && lines.at(-1) === '') lines.pop()
  const last = lines.length - 1
  return lines
    .map((line, at) => {
      const start = at === 0 ? line : line.trimStart()
      return at === last ? start : start.trimEnd()
    })
    .filter((line, at) => line !== '' || at === 0 || at === last)
    .join(' ')
}

/** Whether letters end with a backslash that makes the next one a letter. */
export function isEscaping(text: string): boolean {
  let at = text.length
  while (at > 0 && text[at - 1] === '\\') at -= 1
  return (text.length - at) % 2 === 1
}

/** Words as they stand in a cell behind others: in one line, and bars as letters. */
export function cellText(before: string, text: string, isAtBar: boolean): string {
  let isEscape = isEscaping(before)
  let cell = ''
  for (const letter of oneLine(text)) {
    cell += letter === '|' && !isEscape ? '\\|' : letter
    isEscape = letter === '\\' && !isEscape
  }
  // A backslash would take the bar behind it into the cell.
  return `${cell}${isAtBar && isEscape ? ' ' : ''}`
}

const SEPARATORS = [',', ';', '\t'] as const
type Separator = (typeof SEPARATORS)[number]

/** A cell: in quotes, which are doubled in it, or up to the separator; and what ends it. */
const CELL: Readonly<Record<Separator, RegExp>> = {
  ',': /(?:"((?:[^"]|"")*)"(?=[,\n]|$)|([^,\n]*))(,|\n|$)/g,
  ';': /(?:"((?:[^"]|"")*)"(?=[;\n]|$)|([^;\n]*))(;|\n|$)/g,
  '\t': /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/g,
}

/**
 * The rows of what was copied in a spreadsheet, as they stand in cells: lines of words between tabs, and a
 * cell with lines in it has quotes. Null: there are no tabs.
 */
export function cellsFrom(copied: string): string[][] | null {
  const text = withPlainLines(copied)
  return text.includes('\t') ? rowsOf(text, '\t') : null
}

const withPlainLines = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/\n$/, '')

function rowsOf(text: string, separator: Separator): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain = '', end] of text.matchAll(CELL[separator])) {
    rows.at(-1)?.push(cellText('', quoted?.replaceAll('""', '"') ?? plain, true).trim())
    if (end === '\n') rows.push([])
    else if (end === '') break
  }
  return rows
}

/**
 * Rows of one length as a table of Markdown, the first as its head; null: it is something else, as lines that
 * begin with a tab are.
 */
export function tableFrom(copied: string): string | null {
  const rows = cellsFrom(copied)
  const width = rows?.[0]?.length ?? 0
  if (!rows || rows.length < 2 || rows.some(({ length }) => length !== width)) return null
  return rows.every(([first]) => first === '') ? null : tableOf(rows, width)
}

function tableOf(rows: readonly (readonly string[])[], width: number): string {
  const [head = '', ...rest] = rows.map(
    (cells) => `| ${Array.from({ length: width }, (_, at) => cells[at] ?? '').join(' | ')} |`,
  )
  return [head, `|${' --- |'.repeat(width)}`, ...rest].join('\n')
}

/** More would be no page to read or to write in: a table is drawn whole. */
const ROWS_MAX = 500
const COLUMNS_MAX = 50

interface CsvTable {
  readonly markdown: string
  /** What is not in it, for people; null: it is whole. */
  readonly leftOut: string | null
}

/** A CSV file as a table; the first row is its head. Null: nothing is in it. */
export function tableFromCsv(text: string): CsvTable | null {
  const [, told, body = ''] = /^(?:\uFEFF)?(?:sep=([,;\t])\n)?([\s\S]*)$/i.exec(withPlainLines(text)) ?? []
  const separator = SEPARATORS.find((one) => one === told) ?? separatorOf(body)
  const rows = rowsOf(body, separator).filter((cells) => cells.some((cell) => cell !== ''))
  const width = rows.reduce((most, { length }) => Math.max(most, length), 0)
  if (width === 0) return null
  const columns = Math.min(width, COLUMNS_MAX)
  const markdown = tableOf(rows.slice(0, ROWS_MAX), columns)
  const size = `${rows.length.toLocaleString('en')} rows and ${width.toLocaleString('en')} columns`
  const most = `the first ${ROWS_MAX} rows and ${COLUMNS_MAX} columns`
  const isWhole = rows.length <= ROWS_MAX && width <= COLUMNS_MAX
  return { markdown, leftOut: isWhole ? null : `It has ${size}. Only ${most} came along.` }
}

/** The lines that a separator is looked for in. */
const TRIED_LINES = 20

/** The one that makes most cells of the first lines, where they are alike; decimal commas differ. */
function separatorOf(text: string): Separator {
  const start = text.split('\n', TRIED_LINES).join('\n')
  const widths = SEPARATORS.map((separator) => {
    const counts = rowsOf(start, separator).map(({ length }) => length)
    const [first = 1] = counts
    return { separator, isEven: counts.every((count) => count === first), width: first }
  })
  const [best] = widths.toSorted(
    (a, b) => Number(b.isEven && b.width > 1) - Number(a.isEven && a.width > 1) || b.width - a.width,
  )
  return best?.separator ?? ','
}
