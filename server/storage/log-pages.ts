// A log as it is told: page by page, and how large it is, day by day.
import { DAY_MS } from '../../shared/time/durations.ts'
import type { LogSize } from './store.ts'

/** Bytes after which a page of a log ends: bounds what a reader holds, however large the rows are. */
export const PAGE_BYTES_MAX = 8 * 1024 * 1024

/** The first rows, until there are as many as fit a page; at least one. */
export function* pageOf<Row extends { readonly bytes: Uint8Array }>(rows: Iterable<Row>): Generator<Row> {
  let bytes = 0
  for (const row of rows) {
    yield row
    bytes += row.bytes.length
    if (bytes >= PAGE_BYTES_MAX) return
  }
}

/** Sums parts of a log; `day` counts days of UTC since 1970. */
export function logSize(
  parts: Iterable<{ readonly day: number; readonly rows: number; readonly bytes: number }>,
  since: number,
): LogSize {
  const days = new Map<number, { rows: number; bytes: number }>()
  let rows = 0
  let bytes = 0
  for (const part of parts) {
    rows += part.rows
    bytes += part.bytes
    const day = days.get(part.day) ?? { rows: 0, bytes: 0 }
    days.set(part.day, { rows: day.rows + part.rows, bytes: day.bytes + part.bytes })
  }
  const from = Math.floor(since / DAY_MS)
  const grown = [...days].filter(([day]) => day >= from).toSorted(([a], [b]) => a - b)
  return { rows, bytes, days: grown.map(([day, size]) => ({ at: day * DAY_MS, ...size })) }
}
