// How large a log is, day by day. Counting reads no bytes of updates: SQLite keeps their length before them.
import type { DatabaseSync } from 'node:sqlite'
import { DAY_MS } from '../../../../shared/time/durations.ts'
import { logSize } from '../../log-pages.ts'
import type { DocumentKey, LogSize, SnapshotSize } from '../../store.ts'
import type { Log } from './log-table.ts'
import { PLACE } from './row-index.ts'

const DAYS = `
  SELECT last_at / ${DAY_MS} AS day, count(*) AS rows, coalesce(sum(length(bytes)), 0) AS bytes`

export function sizeCalls(database: DatabaseSync, { documentKey }: Pick<Log, 'documentKey'>) {
  const filed = database.prepare(
    `${DAYS} FROM filed CROSS JOIN log ON log.sequence = ${PLACE} WHERE filed.document = ? GROUP BY day`,
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
