// All that a store holds, read and written exactly, for a store that moves. It is a dozen lists of rows, each
// in an order that is the same in every store, so two stores can be compared as they are read. Rows name
// worlds, documents and members as everybody does: no store's own numbers are in them. Checksums are checked
// where a row is read, and made anew where it is written.

/** Text, a number (0 or 1 for yes or no), bytes, or nothing. */
export type ContentValue = string | number | Uint8Array | null

/** A row of a part, by the names of its columns. */
export type ContentRow = Readonly<Record<string, ContentValue>>

interface ContentPart {
  readonly columns: readonly string[]
  /** What identifies a row: rows are in the order of these, texts by their bytes. */
  readonly order: readonly string[]
}

const IN_DOCUMENT = ['world', 'kind', 'sequence'] as const
const ORIGIN = ['author', 'note', 'writtenAt'] as const
const TIMES = ['firstAt', 'lastAt', 'updates'] as const

/**
 * In the order in which they can be written. Left out is what nobody has in a stopped node (leases,
 * processes), and what is gone and only waits to be deleted. Titles and names have no letter NUL, which
 * PostgreSQL lacks.
 */
export const PARTS = {
  worlds: {
    columns: [
      'key',
      'id',
      'line',
      'address',
      'title',
      'createdAt',
      'changedAt',
      'binnedAt',
      'owner',
      'isLiving',
      'lookedTo',
      'epoch',
    ],
    order: ['key'],
  },
  documents: { columns: ['world', 'kind'], order: ['world', 'kind'] },
  clients: { columns: ['world', 'kind', 'client', 'member'], order: ['world', 'kind', 'client'] },
  log: {
    columns: [...IN_DOCUMENT, 'member', ...TIMES, 'quarantined', ...ORIGIN, 'bytes'],
    order: IN_DOCUMENT,
  },
  snapshots: { columns: [...IN_DOCUMENT, 'state'], order: IN_DOCUMENT },
  pins: { columns: [...IN_DOCUMENT, 'name'], order: [...IN_DOCUMENT, 'name'] },
  summaries: {
    columns: [...IN_DOCUMENT, 'revision', 'member', ...TIMES, ...ORIGIN, 'summary'],
    order: IN_DOCUMENT,
  },
  checkpoints: { columns: [...IN_DOCUMENT, 'revision', 'state'], order: IN_DOCUMENT },
  members: { columns: ['id', 'name'], order: ['id'] },
  people: { columns: ['member', 'account', 'body', 'look', 'home', 'at'], order: ['member'] },
  records: { columns: ['kind', 'id', 'value', 'version'], order: ['kind', 'id'] },
  secrets: { columns: ['name', 'bytes'], order: ['name'] },
} as const satisfies Record<string, ContentPart>

export type PartName = keyof typeof PARTS

/** In the order in which they can be written. */
export const PART_NAMES = Object.keys(PARTS) as readonly PartName[]

/** Where numbers that are never given twice have come to. */
export interface ContentCounters {
  /** The highest key that a world ever had. */
  readonly world: number
  /** The highest sequence that a row of a log ever had, in any world. */
  readonly sequence: number
}

/** How much there is, for telling how far a move is. */
export interface ContentSize {
  readonly worlds: number
  /** Rows of logs, and the bytes of these, of snapshots and of checkpoints. */
  readonly rows: number
  readonly bytes: number
}

/** A store as it can be read; nothing else writes to it meanwhile. */
export interface StoreContents {
  size(): Promise<ContentSize>
  counters(): Promise<ContentCounters>
  /**
   * The rows of a part in its order, in pages of at most some {@link PAGE_ROWS} rows and {@link PAGE_BYTES}
   * bytes, or of one larger row. Rejects with a Damaged where a row of a log is not what was written. What
   * can be made again from the log, and is damaged, is left out.
   */
  pages(part: PartName): AsyncIterable<readonly ContentRow[]>
}

/** A store that is being filled; it was empty. */
export interface FillingStore extends StoreContents {
  /** Adds rows after those that were added before: parts in their order, and rows in theirs. */
  put(part: PartName, rows: readonly ContentRow[]): Promise<void>
  /** Everything was put; from here on numbers go on after these. */
  finish(counters: ContentCounters): Promise<void>
}

export const PAGE_ROWS = 1_000
export const PAGE_BYTES = 1024 * 1024

/** About how many bytes a row takes in memory. */
export const bytesOf = (row: ContentRow): number =>
  Object.values(row).reduce<number>((sum, value) => sum + lengthOf(value), 0)

const lengthOf = (value: ContentValue): number =>
  typeof value === 'string' || value instanceof Uint8Array ? value.length : 8

/** PostgreSQL has no letter NUL: a title or a name cannot have it there. */
export function withoutNul(row: ContentRow): ContentRow {
  const isPlain = Object.values(row).every((value) => typeof value !== 'string' || !value.includes('\0'))
  if (isPlain) return row
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value,
    ]),
  )
}

/** Gathers rows into pages. */
export function* inPages(rows: Iterable<ContentRow>): Generator<readonly ContentRow[]> {
  let page: ContentRow[] = []
  let bytes = 0
  for (const row of rows) {
    const size = bytesOf(row)
    if (page.length === PAGE_ROWS || (page.length > 0 && bytes + size > PAGE_BYTES)) {
      yield page
      page = []
      bytes = 0
    }
    page.push(row)
    bytes += size
  }
  if (page.length > 0) yield page
}

/** A value of a row that is a text. */
export function textIn(row: ContentRow, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new TypeError(`${column} is no text`)
  return value
}

export function numberIn(row: ContentRow, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw new TypeError(`${column} is no number`)
  return value
}

export function bytesIn(row: ContentRow, column: string): Uint8Array {
  const value = row[column]
  if (!(value instanceof Uint8Array)) throw new TypeError(`${column} is not bytes`)
  return value
}

export const textOrNullIn = (row: ContentRow, column: string): string | null =>
  row[column] === null ? null : textIn(row, column)

export const numberOrNullIn = (row: ContentRow, column: string): number | null =>
  row[column] === null ? null : numberIn(row, column)
