// What changed of that which the processes of a node have in memory, by kind and id. Those who note something
// come one after the other, until they are committed: so whoever sees a change sees all before it.
import type { NotedChange } from '../../node-database.ts'
import type { StoredRecordKey } from '../../../records/stored-record.ts'
import type { Sql } from '../connection/connection.ts'
import { texts } from '../connection/sql-lists.ts'

/** How many changes are kept for those who read them late. */
const KEPT = 20_000

const NOTE = `
  WITH counted AS (UPDATE change_count SET last = last + $3::bigint RETURNING last)
  INSERT INTO changes (sequence, kind, id) SELECT counted.last - $3::bigint + place, kind, each.id
  FROM counted, unnest($1::text[], $2::text[]) WITH ORDINALITY AS each (kind, id, place)`

/** Last in a transaction. */
export async function noteChanges(sql: Sql, changed: readonly StoredRecordKey[]): Promise<void> {
  if (changed.length === 0) return
  const [kinds, ids] = [changed.map(({ kind }) => kind), changed.map(({ id }) => id)]
  await sql.run(NOTE, [texts(kinds), texts(ids), changed.length])
}

export async function lastChange(sql: Sql): Promise<number> {
  const [row] = await sql.rows<{ last: number }>('SELECT last FROM change_count')
  return row?.last ?? 0
}

/** The one that is known already comes along: where it is gone, others may be, too. */
const FROM = 'SELECT sequence, kind, id FROM changes WHERE sequence >= $1 ORDER BY sequence'

/** The changes after that one; null where not all of them are kept any more. */
export async function changesAfter(sql: Sql, after: number): Promise<readonly NotedChange[] | null> {
  const found = await sql.rows<NotedChange>(FROM, [after])
  if (after === 0) return found[0] !== undefined && found[0].sequence > 1 ? null : found
  return found[0]?.sequence === after ? found.slice(1) : null
}

const FORGET = 'DELETE FROM changes WHERE sequence < (SELECT last FROM change_count) - $1::bigint'

export const forgetChanges = async (sql: Sql): Promise<void> => void (await sql.run(FORGET, [KEPT]))
