// Documents that are gone while rows are left of them. A world may have millions: they are deleted some at a
// time, and so is what is kept beside a log.
import type { Sql } from '../connection/connection.ts'

/** Most rows that are deleted at once: some milliseconds. */
const ROWS_AT_ONCE = 1000

const FIRST = 'SELECT document FROM dropped ORDER BY document LIMIT 1'
const some = (table: string): string => `
  DELETE FROM ${table} WHERE document = $1 AND sequence IN
    (SELECT sequence FROM ${table} WHERE document = $1 ORDER BY sequence LIMIT ${ROWS_AT_ONCE})`
const PARTS = [some('row_summaries'), some('checkpoints'), some('log')]

/** Deletes some of what is left; false when nothing is. */
export async function deleteSome(sql: Sql): Promise<boolean> {
  const [next] = await sql.rows<{ document: number }>(FIRST)
  if (next === undefined) return false
  for (const part of PARTS) if ((await sql.run(part, [next.document])) > 0) return true
  await sql.run('DELETE FROM dropped WHERE document = $1', [next.document])
  return true
}
