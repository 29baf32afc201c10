// Reads a world's whole log, oldest row first, page by page: others are served between two pages.
import type { ServerClock } from '../../time/server-clock.ts'
import type { DocumentKey, LogRow, Store } from '../../storage/store.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'

/** Rows that are asked for at once: the store bounds their bytes. */
const PAGE_ROWS = 500
/**
 * Longest log that is read for one answer, in bytes: four scenes of the largest size, which is years of
 * writing.
 */
const LOG_BYTES_MAX = 256 * 1024 * 1024
/** How long reading one may take, in ms: its reader is still waiting. */
const LOG_MS = 60_000

const TOO_LONG = new HttpRefusal(
  413,
  'bound',
  'The history of this world is too long to search here. Export the world, or remove by hand what should not be there.',
)

export async function* logRows(
  store: Pick<Store, 'log'>,
  clock: Pick<ServerClock, 'now'>,
  document: DocumentKey,
  bytesMax: number = LOG_BYTES_MAX,
): AsyncIterable<LogRow> {
  const until = clock.now() + LOG_MS
  let bytes = 0
  for (let after = 0; ;) {
    const rows = await store.log(document, after, PAGE_ROWS)
    for (const row of rows) {
      bytes += row.bytes.length
      if (bytes > bytesMax || clock.now() > until) throw TOO_LONG
      yield row
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.sequence
  }
}
