// Reads stretches of a log, and of its index, page by page: others are served between two pages.
import { SESSION_GAP_MS } from '../../shared/history/revision.ts'
import type { IndexedRow } from '../storage/history-store.ts'
import type { DocumentKey, LogRow, Store } from '../storage/store.ts'
import { INDEX_ROWS, PAGE_ROWS } from './history-limits.ts'
import type { AddedBy, AuthoredBytes } from './worker/history-jobs.ts'

export type RevisionStore = Pick<
  Store,
  | 'log'
  | 'size'
  | 'indexRows'
  | 'rowIndex'
  | 'indexedTo'
  | 'keepCheckpoint'
  | 'checkpointAt'
  | 'checkpointSizes'
  | 'dropCheckpoint'
>

/** The rows after one, up to another and with it. The store reads a page while somebody works on the last. */
export async function* logPages(
  store: Pick<RevisionStore, 'log'>,
  document: DocumentKey,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): AsyncIterable<readonly LogRow[]> {
  // Each row has a place of its own: no more rows than places are left.
  const pageAfter = (at: number) =>
    at < upTo ? store.log(document, at, Math.min(PAGE_ROWS, upTo - at)) : null
  let next = pageAfter(after)
  while (next !== null) {
    const page: readonly LogRow[] = await next
    const end = page.at(-1)?.sequence ?? upTo
    next = pageAfter(end)
    // Nobody may come back for it.
    next?.catch(() => undefined)
    const rows = page.filter(({ sequence }) => sequence <= upTo)
    if (rows.length > 0) yield rows
  }
}

/** The same of the index. */
export async function* indexPages(
  store: Pick<RevisionStore, 'rowIndex'>,
  document: DocumentKey,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): AsyncIterable<readonly IndexedRow[]> {
  for (let at = after; at < upTo;) {
    const page = await store.rowIndex(document, { after: at, limit: INDEX_ROWS })
    const rows = page.filter(({ sequence }) => sequence <= upTo)
    if (rows.length > 0) yield rows
    at = page.at(-1)?.sequence ?? upTo
  }
}

/** Rows with their authors, without those that nobody can read. */
export const authored = (rows: readonly LogRow[]): AuthoredBytes[] =>
  rows
    .filter(({ quarantined }) => !quarantined)
    .map(({ bytes, author, member }) => ({ bytes, author: author ?? member }))

/**
 * What each row up to one added, whose it is, and when it was written: the row itself where nobody noted it.
 */
export async function* writingPages(
  store: Pick<RevisionStore, 'rowIndex' | 'log'>,
  document: DocumentKey,
  upTo: number,
): AsyncIterable<readonly AddedBy[]> {
  for await (const page of indexPages(store, document, { after: 0, upTo })) {
    const bytes = page.every(({ summary }) => summary?.added) ? NONE : await bytesOf(store, document, page)
    yield page.flatMap((row) => {
      const ids = row.summary?.added ?? bytes.get(row.sequence)
      return ids === undefined ? [] : [{ ids, author: row.author ?? row.member, ...timeOf(row) }]
    })
  }
}

/**
 * When what a row has was written. A row that was joined over more than a pause knows it to within that time.
 */
function timeOf({ firstAt, lastAt, writtenAt }: Pick<LogRow, 'firstAt' | 'lastAt' | 'writtenAt'>): {
  readonly at: number
  readonly within?: number
} {
  const within = lastAt - firstAt
  if (writtenAt !== undefined || within <= SESSION_GAP_MS) return { at: writtenAt ?? lastAt }
  return { at: lastAt, within }
}

const NONE: ReadonlyMap<number, Uint8Array> = new Map()

async function bytesOf(
  store: Pick<RevisionStore, 'log'>,
  document: DocumentKey,
  page: readonly IndexedRow[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const bytes = new Map<number, Uint8Array>()
  const stretch = { after: (page.at(0)?.sequence ?? 1) - 1, upTo: page.at(-1)?.sequence ?? 0 }
  for await (const rows of logPages(store, document, stretch))
    for (const row of rows) if (!row.quarantined) bytes.set(row.sequence, row.bytes)
  return bytes
}

/**
 * The first row of the index that has reached something, which all later ones have too; null when none has.
 * Looks at some thirty rows.
 */
export async function firstRowThat(
  store: Pick<RevisionStore, 'rowIndex'>,
  document: DocumentKey,
  hasReached: (row: IndexedRow) => boolean,
): Promise<IndexedRow | null> {
  const [last] = await store.rowIndex(document, { before: null, limit: 1 })
  if (last === undefined || !hasReached(last)) return null
  let found = last
  /** No row up to `low` has; each from `found` on has; none is between `high` and `found`. */
  let [low, high] = [0, last.sequence - 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [row] = await store.rowIndex(document, { after: middle, limit: 1 })
    if (row === undefined || row.sequence > high) high = middle
    else if (hasReached(row)) [found, high] = [row, middle]
    else low = row.sequence
  }
  return found
}
