// Worlds come and go: made, imported, moved, begun anew, put on another line, destroyed.
import { nodeOf, type Address, type WorldId } from '../../../../shared/world/address.ts'
import { missingWorld } from '../../store-faults.ts'
import type { NewWorldRecord, PublishedWorld, RestartedWorld } from '../../store.ts'
import { KINDS } from '../../update-packing.ts'
import type { NewLine } from '../../history-store.ts'
import type { WorldKey, WorldRecord } from '../../../contracts/world-record.ts'
import type { Sql } from '../connection/connection.ts'
import { storable, texts } from '../connection/sql-lists.ts'
import { documentOf, makeDocuments } from './document-table.ts'
import { lockWorlds } from './lease-table.ts'
import { addUpdates, assertStaged, dropDocuments, restartDocument } from './log-changes.ts'
import { dropWords } from './word-table.ts'
import { findByAddress, findById, FOREIGN, setLiving, worldAt } from './world-table.ts'

const NEXT = 'UPDATE store SET worlds = worlds + 1 RETURNING worlds AS key'
const INSERT = 'INSERT INTO worlds (key, created_at, changed_at) VALUES ($1, $2, $2)'

/** A new world that nobody finds. */
export async function stageWorld(sql: Sql, createdAt: number): Promise<WorldKey> {
  const [next] = await sql.rows<{ key: WorldKey }>(NEXT)
  if (next === undefined) throw new Error('The table of the store is empty.')
  await sql.run(INSERT, [next.key, createdAt])
  await makeDocuments(sql, next.key)
  return next.key
}

const IDENTIFY = `
  UPDATE worlds SET id = $2, line = $3, address = $4, title = $5, owner = $6 WHERE key = $1 AND address IS NULL`

const identify = (sql: Sql, key: WorldKey, as: Omit<PublishedWorld, 'names'>): Promise<number> =>
  sql.run(IDENTIFY, [key, as.id, as.line, as.address, storable(as.title), as.owner ?? null])

const isTaken = async (sql: Sql, address: Address, id: WorldId): Promise<boolean> =>
  (await findByAddress(sql, address)) !== null || (await findById(sql, id)) !== null

export async function createWorld(sql: Sql, given: NewWorldRecord): Promise<WorldRecord | null> {
  const { at, scene, isLiving } = given
  if (await isTaken(sql, given.address, given.id)) return null
  const world = await stageWorld(sql, at)
  await identify(sql, world, given)
  const before = await addUpdates(sql, { world, kind: 'scene' }, scene)
  if (isLiving !== undefined) await setLiving(sql, world, isLiving, before + scene.length)
  return worldAt(sql, world)
}

const NAME = `
  INSERT INTO members (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = coalesce(members.name, excluded.name)`

export async function publishWorld(
  sql: Sql,
  world: WorldKey,
  as: PublishedWorld,
): Promise<WorldRecord | null> {
  await assertStaged(sql, world)
  if (await isTaken(sql, as.address, as.id)) return null
  await identify(sql, world, as)
  for (const { id, name } of as.names) await sql.run(NAME, [id, storable(name)])
  return worldAt(sql, world)
}

const MOVE = 'UPDATE worlds SET address = $2 WHERE key = $1'

export async function renameWorld(sql: Sql, key: WorldKey, address: Address): Promise<WorldRecord | null> {
  await worldAt(sql, key)
  const holder = await findByAddress(sql, address)
  if (holder !== null && holder.key !== key) return null
  await sql.run(MOVE, [key, address])
  return worldAt(sql, key)
}

const LOCK_GONE = `
  SELECT key FROM worlds WHERE key = $1 AND (address IS NULL OR binned_at IS NOT NULL) FOR UPDATE`
const DOCUMENTS = 'SELECT key FROM documents WHERE world = $1'

/** Deletes a binned or staged world; any other counts as missing. */
export async function destroyWorld(sql: Sql, key: WorldKey): Promise<void> {
  if ((await sql.rows(LOCK_GONE, [key])).length === 0) throw missingWorld(key)
  const documents = await sql.rows<{ key: number }>(DOCUMENTS, [key])
  await dropDocuments(
    sql,
    documents.map((document) => document.key),
  )
  await sql.run('DELETE FROM worlds WHERE key = $1', [key])
}

/** Destroys the worlds whose import did not come to an end. */
export async function sweepStaged(sql: Sql): Promise<void> {
  const staged = await sql.rows<{ key: WorldKey }>(
    'SELECT key FROM worlds WHERE address IS NULL ORDER BY key',
  )
  for (const { key } of staged) await destroyWorld(sql, key)
}

const RESTART = `
  UPDATE worlds SET id = $2, line = $3, title = $4, is_living = NULL, looked_to = 0, words_to = 0
  WHERE key = $1 AND ${FOREIGN}`

export async function restartWorld(sql: Sql, key: WorldKey, as: RestartedWorld): Promise<WorldRecord | null> {
  const world = await worldAt(sql, key)
  if (nodeOf(world.address) === null) throw missingWorld(key)
  await lockWorlds(sql, [{ world: key, ...(as.epoch !== undefined && { epoch: as.epoch }) }])
  const holder = await findById(sql, as.id)
  if (holder !== null && holder.key !== key) return null
  await sql.run(RESTART, [key, as.id, as.line, storable(as.title)])
  await dropWords(sql, key)
  await restartDocument(sql, { world: key, kind: 'scene' }, as.scene, as.at)
  await restartDocument(sql, { world: key, kind: 'live' }, as.live, as.at)
  return worldAt(sql, key)
}

const REHOME = 'UPDATE documents SET world = $1 WHERE world = $2 AND kind = ANY ($3::text[])'
// It changed last when the last row of its scene was written. Sequences go on after both.
const RELINE = `
  UPDATE worlds SET line = $3, is_living = NULL, looked_to = 0, words_to = 0, holder = NULL,
    last = greatest(worlds.last, staged.last), scene_last = staged.scene_last,
    changed_at = CASE WHEN staged.scene_last = 0 THEN worlds.created_at ELSE staged.changed_at END
  FROM worlds AS staged WHERE worlds.key = $1 AND staged.key = $2`

/** The documents of a staged world take the place of a world's own. */
export async function replaceLog(sql: Sql, { world, staged, line, epoch }: NewLine): Promise<WorldRecord> {
  const record = await worldAt(sql, world)
  if (nodeOf(record.address) !== null) throw missingWorld(world)
  await assertStaged(sql, staged)
  await lockWorlds(sql, [{ world, ...(epoch !== undefined && { epoch }) }])
  const before: number[] = []
  for (const kind of KINDS) before.push(await documentOf(sql, { world, kind }))
  await dropDocuments(sql, before)
  await sql.run(REHOME, [world, staged, texts(KINDS)])
  await sql.run(RELINE, [world, staged, line])
  await dropWords(sql, world)
  await sql.run('DELETE FROM worlds WHERE key = $1', [staged])
  return worldAt(sql, world)
}
