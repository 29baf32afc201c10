// How large logs and snapshots are. Counting reads no bytes of updates.
import { DAY_MS } from '../../../../shared/time/durations.ts'
import { logSize } from '../../log-pages.ts'
import type { DocumentKey, LogSize, PersonalLog, SnapshotSize } from '../../store.ts'
import type { Sql } from '../connection/connection.ts'
import { documentOf } from './document-table.ts'

const DAYS = `
  SELECT last_at / ${DAY_MS} AS day, count(*) AS rows, coalesce(sum(length(bytes)), 0)::bigint AS bytes
  FROM log WHERE document = $1 GROUP BY last_at / ${DAY_MS}`

export async function sizeOf(sql: Sql, key: DocumentKey, since: number): Promise<LogSize> {
  const document = await documentOf(sql, key)
  return logSize(await sql.rows<{ day: number; rows: number; bytes: number }>(DAYS, [document]), since)
}

const SNAPSHOTS = `
  SELECT world, kind, length(state)::bigint AS bytes FROM snapshots JOIN documents ON documents.key = document
  ORDER BY world, kind`

export const snapshotSizes = async (sql: Sql): Promise<SnapshotSize[]> => [
  ...(await sql.rows<SnapshotSize>(SNAPSHOTS)),
]

const PERSONAL = `
  SELECT world, kind, sum(updates)::bigint AS updates, sum(length(bytes))::bigint AS bytes
  FROM documents JOIN log ON log.document = documents.key
  WHERE kind LIKE '%:%' GROUP BY documents.key, world, kind ORDER BY world, kind`

export const personalLogs = async (sql: Sql): Promise<PersonalLog[]> => [
  ...(await sql.rows<PersonalLog>(PERSONAL)),
]
