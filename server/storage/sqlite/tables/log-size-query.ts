// How large a log is, day by day. Counting reads no bytes of updates: SQLite keeps their length before them.
import type { DatabaseSync } from 'node:sqlite'
import { DAY_MS } from '../../../../shared/time/durations.ts'
import type { DocumentKey, LogSize, SnapshotSize } from '../../store.ts'
import type { Log } from './log-table.ts'

const DAYS = `
  SELECT last_at / ${DAY_MS} AS day, count(*) AS rows, coalesce(sum(length(bytes)), 0) AS bytes`

export function sizeCalls(database: DatabaseSync, { documentKey }: Pick<Log, 'documentKey'>) {
  const filed = database.prepare(
    `${DAYS} FROM filed CROSS JOIN log USING (sequence) WHERE filed.document = ? GROUP BY day`,
  )
  const recent = database.prepare(
    `${DAYS} FROM log WHERE sequence > (SELECT filed FROM marks) AND document = ? GROUP BY day`,
  )
  const snapshots = database.prepare(
    `SELECT world, kind, length(state) AS bytes FROM snapshots JOIN documents ON documents.key = document
     ORDER BY world, kind`,
  )
  return {
    snapshotSizes: (): SnapshotSize[] =>
      snapshots.all().map((row) => ({ ...(row as unknown as SnapshotSize) })),
    size(key: DocumentKey, since: number): LogSize {
      const document = documentKey(key)
      const rows = [...filed.all(document), ...recent.all(document)]
      return logSize(rows as unknown as { day: number; rows: number; bytes: number }[], since)
    },
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
