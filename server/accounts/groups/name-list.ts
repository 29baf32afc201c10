// A list of names, as somebody pastes it or a spreadsheet writes it (CSV): one person in each line, by a name
// and maybe an account. Each line that cannot be taken is told with a word about it.
import { GROUP_MEMBERS_MAX } from '../../../shared/wire/api/group-bodies.ts'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'

export interface NameLine {
  /** Which line of the list it is, from 1. */
  readonly line: number
  readonly name: string
  /** The text in place of an account's name; null: nothing. */
  readonly account: string | null
}

export interface LineProblem {
  readonly line: number
  readonly problem: string
}

interface NameList {
  readonly names: readonly NameLine[]
  readonly problems: readonly LineProblem[]
}

type ListColumn = 'name' | 'first' | 'last' | 'account'

/** The titles of columns, in the languages of most schools and their spreadsheets. */
const TITLES: Readonly<Record<ListColumn, readonly string[]>> = {
  name: 'name,names,full name,pupil,student,person,member,vor- und nachname,schüler,nom complet,nombre completo'.split(
    ',',
  ),
  first: 'first name,firstname,given name,forename,vorname,prénom,nombre'.split(','),
  last: 'last name,lastname,surname,family name,nachname,familienname,nom,apellido,apellidos'.split(','),
  account: 'account,account name,user,username,user name,login,konto,benutzername,compte,cuenta'.split(','),
}

/** Where in a line each of them stands. */
type Columns = Readonly<Partial<Record<ListColumn, number>>>

/** Without a header: a name, and maybe an account. */
const USUAL: Columns = { name: 0, account: 1 }

export function readNameList(text: string): NameList {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const first = lines.find((line) => line.trim() !== '') ?? ''
  const separator = separatorOf(text)
  const header = columnsIn(cellsOf(first, separator) ?? [])
  const columns = header ?? USUAL
  const names: NameLine[] = []
  const problems: LineProblem[] = []
  let isHeader = header !== null
  for (const [at, written] of lines.entries()) {
    const line = at + 1
    if (written.trim() === '') continue
    if (isHeader) {
      isHeader = false
      continue
    }
    // Lines that cannot be taken count, too: nobody is told thousands of them.
    if (names.length + problems.length >= GROUP_MEMBERS_MAX) {
      problems.push({
        line,
        problem: `A list can have ${GROUP_MEMBERS_MAX} lines. Bring the rest by itself.`,
      })
      break
    }
    const read = readLine(written, separator, columns)
    if (typeof read === 'string') problems.push({ line, problem: read })
    else if (read !== null) names.push({ line, ...read })
  }
  return { names, problems }
}

/** Answers what is wrong with it in words, and null for a line of empty cells. */
function readLine(
  written: string,
  separator: string,
  columns: Columns,
): Omit<NameLine, 'line'> | string | null {
  const cells = cellsOf(written, separator)
  if (cells === null) return 'A quotation mark is opened here and not closed.'
  if (cells.every((cell) => cell === '')) return null
  const at = (column: ListColumn): string => cells[columns[column] ?? -1] ?? ''
  const name = [at('name'), at('first'), at('last')].filter((part) => part !== '').join(' ')
  const account = at('account')
  if (name === '') return 'There is no name in this line.'
  if (name.length > PERSON_NAME_MAX)
    return `A name can have ${PERSON_NAME_MAX} characters, and this one has ${name.length}.`
  return { name, account: account === '' ? null : account }
}

/** The separator of cells: the one that the list has most of, outside of quotation marks. */
function separatorOf(text: string): string {
  const bare = text.replaceAll(/"[^"\r\n]*"/g, '')
  const counts = ['\t', ';', ','].map((mark) => ({ mark, count: bare.split(mark).length }))
  return counts.toSorted((one, other) => other.count - one.count)[0]?.mark ?? ','
}

/**
 * The cells of a line, without the space around them; null where a quotation mark is left open. A doubled one
 * within is one.
 */
function cellsOf(line: string, separator: string): readonly string[] | null {
  const cells: string[] = []
  let cell = ''
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] ?? ''
    if (isQuoted && sign === '"' && line[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (sign === '"' && (isQuoted || cell.trim() === '')) {
      isQuoted = !isQuoted
    } else if (sign === separator && !isQuoted) {
      cells.push(plain(cell))
      cell = ''
    } else cell += sign
  }
  return isQuoted ? null : [...cells, plain(cell)]
}

const plain = (cell: string): string => cell.toWellFormed().normalize('NFC').replace(/\s+/gu, ' ').trim()

/** The columns that a header names; null: the line is none. */
function columnsIn(cells: readonly string[]): Columns | null {
  const columns: Partial<Record<ListColumn, number>> = {}
  for (const [at, cell] of cells.entries()) {
    const column = columnCalled(cell.toLowerCase())
    if (column !== null) columns[column] ??= at
  }
  const isHeader = [columns.name, columns.first, columns.last].some((at) => at !== undefined)
  return isHeader ? columns : null
}

function columnCalled(title: string): ListColumn | null {
  for (const column of ['name', 'first', 'last', 'account'] as const)
    if (TITLES[column].includes(title)) return column
  return null
}
