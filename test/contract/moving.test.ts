// What a store can do with rows that came from another one: in PostgreSQL two worlds have rows of the same
// sequences, and in SQLite they keep them.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseRevision } from '../../shared/history/revision.ts'
import { parseLineId } from '../../shared/world/address.ts'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { contentsOf } from '../../server/storage/postgres/contents/postgres-contents.ts'
import { DatabaseConnection } from '../../server/storage/postgres/connection/connection.ts'
import { parseDatabaseAddress } from '../../server/storage/postgres/connection/database-address.ts'
import { openPostgresStore } from '../../server/storage/postgres/postgres-store.ts'
import { fillFolder } from '../../server/storage/sqlite/contents/folder-ends.ts'
import { inspectFolder } from '../../server/storage/sqlite/folder-inspection.ts'
import type { DocumentKey, Store } from '../../server/storage/store.ts'
import { hasPostgres, newDatabase } from '../support/postgres/shared-server.ts'
import { ada, documentOf, makeWorld, typed, update } from './made.ts'
import { copyAndCompare } from './moved-store.ts'
import { newFolder } from './stores.ts'

const LETTERS = 'abcdefghijkl'

/** Two worlds whose rows have the same sequences. */
async function makeTwins(store: Store): Promise<readonly DocumentKey[]> {
  const documents: DocumentKey[] = []
  for (const [n, name] of ['one', 'two'].entries()) {
    const document = documentOf(await makeWorld(store, name))
    await store.append(
      typed(n + 1, LETTERS).map((bytes, at) => ({ document, bytes, member: ada, at: 10 * at, claims: [] })),
    )
    documents.push(document)
  }
  return documents
}

/** All that is done to logs, to the first of two documents; answers what both say then. */
async function workOn(store: Store, [one, two]: readonly DocumentKey[]): Promise<unknown> {
  if (one === undefined || two === undefined) throw new Error('There are two.')
  const rows = await store.log(one, 0, 100)
  const [second, sixth, last] = [rows[1]!.sequence, rows[5]!.sequence, rows.at(-1)!.sequence]
  const { tail } = await store.open(one)
  await store.snapshot(one, sixth, tail[0]!.bytes)
  await store.quarantine(one, last)
  await store.pin(one, second, 'kept')
  await store.keepCheckpoint(one, { sequence: second, revision: parseRevision(2)!, state: Uint8Array.of(7) })
  await store.indexRows(one, [{ ...rows[1]!, revision: parseRevision(2)!, summary: null }])
  const compacted = await store.compact(one, { before: 1_000, gapMs: 100, bytesMax: 10_000 })
  const condensed = await store.condense(one)
  await store.append([update(one, 1), update(two, 2)])
  const after = await Promise.all(
    [one, two].map(async (key) => [
      (await store.log(key, 0, 100)).map(({ sequence, ...row }) => ({ ...row, isOld: sequence <= last })),
      await store.pins(key),
      await store.checkpointSizes(key),
      await store.rowIndex(key, { after: 0, limit: 9 }),
      await store.size(key, 0),
      (await store.open(key)).tail.map(({ bytes }) => bytes),
    ]),
  )
  const staged = await store.stage(5)
  await store.importLog({ world: staged, kind: 'scene' }, { rows: rows.slice(0, 2), clients: new Map() })
  const [replaced] = await store.replaceLogs([{ world: two.world, staged, line: parseLineId('anew')! }])
  await store.bin(one.world, 9)
  await store.destroy(one.world)
  await store.purge()
  return [compacted, condensed, after, replaced?.changedAt, (await store.log(two, 0, 9)).length]
}

test.skipIf(!hasPostgres)(
  '[L18] a log that came from PostgreSQL can be worked on in SQLite as there',
  async () => {
    await using folder = await newFolder()
    await using database = await newDatabase()
    const address = parseDatabaseAddress(database.url)
    const there = await openPostgresStore({ address })
    const twins = await makeTwins(there)
    const sequences = await Promise.all(
      twins.map(async (key) => (await there.log(key, 0, 100)).map(({ sequence }) => sequence)),
    )
    expect(sequences[0]).toEqual(sequences[1])

    const sql = await DatabaseConnection.open(address)
    await sql.say('BEGIN')
    const data = join(folder.path, 'data')
    const filled = fillFolder(data)
    await copyAndCompare(contentsOf(sql), filled.filling)
    filled.finish()
    await sql.end()
    expect(inspectFolder(data, { whole: true })).toBeNull()

    const here = await openSqliteStore({ folder: data })
    for (const [n, key] of twins.entries()) {
      expect((await here.log(key, 0, 100)).map(({ sequence }) => sequence)).toEqual(sequences[n])
    }
    const [asThere, asHere] = [await workOn(there, twins), await workOn(here, twins)]
    expect(asHere).toEqual(asThere)
    await Promise.all([there.close(), here.close()])
    expect(inspectFolder(data, { whole: true })).toBeNull()
  },
)
