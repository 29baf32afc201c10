// The documents of worlds, and personal logs beside them. Each has a number of its own, which goes along
// where a world begins a new line; it is made of the number of the world that it was made in.
import { missingWorld } from '../../store-faults.ts'
import { isPersonal, type DocumentKey } from '../../store.ts'
import { KINDS } from '../../update-packing.ts'
import type { WorldKey } from '../../../contracts/world-record.ts'
import type { Sql } from '../connection/connection.ts'
import { texts } from '../connection/sql-lists.ts'

/** More documents than a world ever has. */
export const DOCUMENTS_MAX = 2 ** 20

/** The number of no document. */
export const NEVER_WRITTEN = 0

const FIND = `
  SELECT coalesce((SELECT key FROM documents WHERE world = worlds.key AND kind = $2), 0) AS document
  FROM worlds WHERE key = $1`

/**
 * A document's number; rejects with a WorldMissing. That of a personal log which was never written to is 0.
 */
export async function documentOf(sql: Sql, { world, kind }: DocumentKey): Promise<number> {
  const [row] = await sql.rows<{ document: number }>(FIND, [world, kind])
  if (row === undefined || (row.document === NEVER_WRITTEN && !isPersonal(kind))) throw missingWorld(world)
  return row.document
}

const MAKE = `
  WITH kinds AS (
    SELECT kind, place FROM unnest($2::text[]) WITH ORDINALITY AS each (kind, place)
  ), grown AS (
    UPDATE worlds SET documents = documents + $3 WHERE key = $1 RETURNING key, documents - $3 AS before
  )
  INSERT INTO documents (key, world, kind)
  SELECT grown.key * ${DOCUMENTS_MAX} + grown.before + kinds.place, grown.key, kinds.kind FROM kinds, grown`

/** Makes documents of a world, if it is there. */
export const makeDocuments = (sql: Sql, world: WorldKey, kinds: readonly string[] = KINDS): Promise<number> =>
  sql.run(MAKE, [world, texts(kinds), kinds.length])

/** Makes those of these logs that are not there; answers those whose worlds are. */
export async function makePersonalLogs(sql: Sql, logs: readonly DocumentKey[]): Promise<DocumentKey[]> {
  const made: DocumentKey[] = []
  for (const log of logs) {
    if (!isPersonal(log.kind)) continue
    // Whoever makes one waits for others who do.
    await sql.rows('SELECT key FROM worlds WHERE key = $1 FOR UPDATE', [log.world])
    const [row] = await sql.rows<{ document: number }>(FIND, [log.world, log.kind])
    if (row === undefined) continue
    if (row.document === NEVER_WRITTEN) await makeDocuments(sql, log.world, [log.kind])
    made.push(log)
  }
  return made
}
