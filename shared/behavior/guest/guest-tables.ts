// Tables of a page as data: the rows under a heading of columns, each an object of texts by column.
import type { Builtins } from './builtins.ts'
import type { Checks } from './argument-checks.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Errors } from './guest-errors.ts'

type TableReading = ReturnType<typeof makeTableReading>
export type Tables = ReturnType<typeof makeTables>

/** Where a table stands among the lines of a page, from 0; `to` is the line after its last row. */
interface FoundTable {
  readonly columns: readonly string[]
  readonly from: number
  readonly to: number
}

export function makeTableReading({ split, match, hasOwn, defineProperty, create, lower }: Builtins) {
  const ruler = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/
  const heading = /^#{1,6}[ \t]+(.*?)[ \t]*#*$/
  const fence = /^ {0,3}(```|~~~)/

  /** The first table of a page, or the first under a heading. */
  function find(lines: readonly string[], under: string | undefined): FoundTable | null {
    let open: string | null = null
    let isUnder = under === undefined
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at] ?? ''
      const marks = match(fence, line)?.[1]
      if (marks !== undefined) open = open === null ? marks : marks === open ? null : open
      if (open !== null) continue
      const title = match(heading, line)?.[1]
      if (title !== undefined && under !== undefined) isUnder = lower(title) === lower(under)
      if (isUnder && hasPipe(line) && match(ruler, lines[at + 1] ?? '') !== null) return tableAt(lines, at)
    }
    return null
  }

  function hasPipe(line: string): boolean {
    return split(line, '|').length > 1
  }

  function tableAt(lines: readonly string[], from: number): FoundTable {
    let to = from + 2
    while (to < lines.length && hasPipe(lines[to] ?? '')) to++
    return { columns: cellsOf(lines[from] ?? ''), from, to }
  }

  /** The cells of a row. A pipe in a cell is written `\\|`. */
  function cellsOf(line: string): string[] {
    const cells: string[] = []
    let cell = ''
    let isFirst = true
    const end = (isLast: boolean): void => {
      const words = trimmed(cell)
      // What stands before the first pipe and after the last is no cell when there is nothing.
      if (!(words === '' && (isLast || isFirst))) cells[cells.length] = words
      isFirst = false
      cell = ''
    }
    for (let at = 0; at < line.length; at++) {
      const letter = line[at]
      if (letter === '\\' && (line[at + 1] === '|' || line[at + 1] === '\\')) {
        cell += line[at + 1] === '|' ? '|' : '\\\\'
        at++
      } else if (letter === '|') end(false)
      else cell += letter
    }
    end(true)
    return cells
  }

  function trimmed(words: string): string {
    return match(/^\s*([^]*?)\s*$/, words)?.[1] ?? ''
  }

  function rows(lines: readonly string[], under: string | undefined): object[] {
    const found = find(lines, under)
    if (found === null) return []
    const all: object[] = []
    for (let at = found.from + 2; at < found.to; at++) all[all.length] = rowOf(found.columns, lines[at] ?? '')
    return all
  }

  function rowOf(columns: readonly string[], line: string): object {
    const cells = cellsOf(line)
    const row: object = create(null)
    for (let at = 0; at < columns.length; at++) {
      const name = columns[at] ?? ''
      if (name !== '' && !hasOwn(row, name))
        defineProperty(row, name, {
          value: cells[at] ?? '',
          enumerable: true,
          configurable: true,
          writable: true,
        })
    }
    return row
  }

  /** Where a table comes that is not there yet: from 0; null: there is no such heading. */
  function placeFor(lines: readonly string[], under: string | undefined): number | null {
    if (under === undefined) return lines.length
    for (let at = 0; at < lines.length; at++) {
      const title = match(heading, lines[at] ?? '')?.[1]
      if (title !== undefined && lower(title) === lower(under)) return at + 1
    }
    return null
  }

  return { find, placeFor, rows }
}

export function makeTables(
  { split, slice, match, keys, each, get, hasOwn, isArray, isOneOf }: Builtins,
  errors: Errors,
  checks: Checks,
  bounds: GuestLimits,
  { find, placeFor, rows }: TableReading,
) {
  /**
   * A page whose table has these rows. Without one, it is added under the heading, or at the end.
   */
  function written(lines: readonly string[], given: unknown, under: string | undefined): string {
    if (!isArray(given)) throw checks.wrong('The rows of setRows', 'a list of objects', given)
    if (given.length > bounds.ROWS_MAX)
      throw errors.complaint(`A table can have at most ${bounds.ROWS_MAX} rows; this has ${given.length}.`)
    const found = find(lines, under)
    const columns = columnsOf(found?.columns ?? [], given)
    if (columns.length === 0) throw errors.complaint('A table needs at least one row to know its columns.')
    const made: string[] = found === null ? [lineOf(columns), ruled(columns)] : []
    if (found !== null) {
      made[0] = columns.length === found.columns.length ? (lines[found.from] ?? '') : lineOf(columns)
      made[1] = columns.length === found.columns.length ? (lines[found.from + 1] ?? '') : ruled(columns)
    }
    for (let at = 0; at < given.length; at++) {
      const row: unknown = given[at]
      made[made.length] = lineOf(cellsFrom(columns, row))
    }
    const place = found?.from ?? placeFor(lines, under)
    if (place === null) throw errors.complaint(`The page has no heading "${slice(under ?? '', 0, 60)}".`)
    return joined(lines, made, { from: place, to: found?.to ?? place })
  }

  /** Names that no column has yet become columns. */
  function columnsOf(known: readonly string[], given: readonly unknown[]): string[] {
    const columns: string[] = []
    for (let at = 0; at < known.length; at++) columns[at] = known[at] ?? ''
    for (let at = 0; at < given.length; at++) {
      const row: unknown = given[at]
      if (typeof row !== 'object' || row === null || isArray(row))
        throw checks.wrong(`Row ${at + 1} of setRows`, "an object such as { name: 'Ada' }", row)
      each(keys(row), (name) => {
        if (isOneOf(name, columns)) return
        columns[columns.length] = oneLine(name, 'The name of a column')
      })
    }
    if (columns.length > bounds.COLUMNS_MAX)
      throw errors.complaint(`A table can have at most ${bounds.COLUMNS_MAX} columns.`)
    return columns
  }

  function cellsFrom(columns: readonly string[], row: unknown): string[] {
    const cells: string[] = []
    for (let at = 0; at < columns.length; at++) {
      const name = columns[at] ?? ''
      const value: unknown =
        typeof row === 'object' && row !== null && hasOwn(row, name) ? get(row, name) : ''
      const isPlain = typeof value === 'number' || typeof value === 'boolean'
      cells[at] =
        value === null || value === undefined
          ? ''
          : oneLine(isPlain ? `${value}` : value, `"${name}" in a row`)
    }
    return cells
  }

  function oneLine(value: unknown, where: string): string {
    const words = checks.words(value, where, bounds.WORDS_MAX)
    if (match(/[\r\n]/, words) !== null) throw errors.complaint(`${where} must fit on one line.`)
    return words
  }

  function lineOf(cells: readonly string[]): string {
    let line = '|'
    for (let at = 0; at < cells.length; at++) {
      let cell = ''
      const parts = split(cells[at] ?? '', '|')
      for (let part = 0; part < parts.length; part++)
        cell += part === 0 ? (parts[0] ?? '') : `\\|${parts[part]}`
      line += ` ${cell} |`
    }
    return line
  }

  function ruled(columns: readonly string[]): string {
    let line = '|'
    for (let at = 0; at < columns.length; at++) line += ' --- |'
    return line
  }

  function joined(
    lines: readonly string[],
    made: readonly string[],
    { from, to }: { readonly from: number; readonly to: number },
  ): string {
    let page = ''
    let isFirst = true
    const put = (line: string): void => {
      page += isFirst ? line : `\n${line}`
      isFirst = false
    }
    const isNew = from === to
    for (let at = 0; at < from; at++) put(lines[at] ?? '')
    if (isNew && from > 0 && (lines[from - 1] ?? '') !== '') put('')
    for (let at = 0; at < made.length; at++) put(made[at] ?? '')
    if (isNew && to < lines.length && (lines[to] ?? '') !== '') put('')
    for (let at = to; at < lines.length; at++) put(lines[at] ?? '')
    return page
  }

  return { rows, written }
}
