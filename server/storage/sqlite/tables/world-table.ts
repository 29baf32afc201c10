// The worlds' table: the fields for lists and for finding a world. A world without an address is staged: it
// is being imported, and nobody finds it.
import type { DatabaseSync } from 'node:sqlite'
import {
  nodeOf,
  type AccountName,
  type Address,
  type MemberId,
  type WorldId,
} from '../../../../shared/world/address.ts'
import { missingWorld } from '../../store-faults.ts'
import { KINDS, unpackUpdates } from '../../update-packing.ts'
import type { NewWorldRecord, PublishedWorld, RestartedWorld, AddressOwner } from '../../store.ts'
import type { WorldKey, WorldRecord } from '../../../contracts/world-record.ts'
import type { Log } from './log-table.ts'

/** A world's row. An update that is not filed yet may have changed it later than the table says. */
const RECORD = `
  WITH recent AS (
    SELECT document, last_at, max(sequence) AS last FROM log
    WHERE sequence > (SELECT filed FROM marks) GROUP BY document
  )
  SELECT worlds.key, id, line, address, title, created_at AS createdAt, binned_at AS binnedAt,
    coalesce(recent.last_at, changed_at) AS changedAt, is_living AS isLiving, looked_to AS lookedTo, owner
  FROM worlds
    JOIN documents ON documents.world = worlds.key AND documents.kind = 'scene'
    LEFT JOIN recent ON recent.document = documents.key`

/** Of this node, and of another one; a staged world is neither. */
const OWN = "instr(address, '@') = 0"
const FOREIGN = "instr(address, '@') > 0"

/** A new world as it travels to the store's thread. */
type EncodedWorld = Omit<NewWorldRecord, 'scene'> & { readonly scene: Uint8Array }

/** The calls on worlds, as the store's thread answers them. */
export function worldCalls(database: DatabaseSync, log: Log) {
  const reading = worldReading(database)
  return { ...reading, ...worldWriting(database, log, reading) }
}

type WorldReading = ReturnType<typeof worldReading>

function worldReading(database: DatabaseSync) {
  const list = (condition: string) =>
    database.prepare(`${RECORD} WHERE ${condition} ORDER BY changedAt DESC, worlds.key DESC`)
  const lists = {
    here: list(`${OWN} AND binned_at IS NULL`),
    binned: list(`${OWN} AND binned_at IS NOT NULL`),
    foreign: list(FOREIGN),
  }
  const byIds = database.prepare(
    `${RECORD} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY changedAt DESC, worlds.key DESC LIMIT ?`,
  )
  // All that begin with an account's name and a slash come before those that begin with it and what follows a
  // slash.
  const under = database.prepare(
    `${RECORD} WHERE address >= ?1 || '/' AND address < ?1 || '0' ORDER BY address`,
  )
  const addressOwners = database.prepare(
    `SELECT DISTINCT substr(address, 1, instr(address, '/') - 1) AS account, owner FROM worlds WHERE address IS NOT NULL AND ${OWN}`,
  )
  const listLiving = database.prepare(
    `${RECORD} WHERE ${OWN} AND binned_at IS NULL AND (is_living IS NOT 0 OR looked_to < coalesce(
       recent.last, (SELECT max(sequence) FROM filed WHERE filed.document = documents.key), 0
     )) ORDER BY worlds.key`,
  )
  const byKey = database.prepare(`${RECORD} WHERE worlds.key = ? AND address IS NOT NULL`)
  const byAddress = database.prepare(`${RECORD} WHERE address = ?`)
  const byId = database.prepare(`${RECORD} WHERE id = ?`)

  return {
    worlds: (which: 'here' | 'binned' | 'foreign'): WorldRecord[] =>
      lists[which].all().flatMap((row) => recordOf(row) ?? []),
    worldsBy: (ids: readonly WorldId[], most: number): WorldRecord[] =>
      byIds.all(JSON.stringify(ids), most).flatMap((row) => recordOf(row) ?? []),
    standing: (): AddressOwner[] =>
      addressOwners.all().map((row) => ({ ...(row as unknown as AddressOwner) })),
    worldsUnder: (account: AccountName): WorldRecord[] =>
      under.all(account).flatMap((row) => recordOf(row) ?? []),
    find: (address: Address): WorldRecord | null => recordOf(byAddress.get(address)),
    findById: (id: WorldId): WorldRecord | null => recordOf(byId.get(id)),
    findByKey: (key: WorldKey): WorldRecord | null => recordOf(byKey.get(key)),
    living: (): WorldRecord[] => listLiving.all().flatMap((row) => recordOf(row) ?? []),
  }
}

function worldWriting(database: DatabaseSync, log: Log, reading: WorldReading) {
  const insert = database.prepare('INSERT INTO worlds (created_at, changed_at) VALUES (?1, ?1)')
  const insertDocument = database.prepare('INSERT INTO documents (world, kind) VALUES (?, ?)')
  const identify = database.prepare(
    'UPDATE OR IGNORE worlds SET id = ?, line = ?, address = ?, title = ?, owner = ? WHERE key = ? AND address IS NULL',
  )
  const move = database.prepare(
    'UPDATE OR IGNORE worlds SET address = ? WHERE key = ? AND address IS NOT NULL',
  )
  const retitle = database.prepare('UPDATE worlds SET title = ? WHERE key = ? AND address IS NOT NULL')
  const setLiving = database.prepare(
    `UPDATE worlds SET is_living = iif(looked_to <= ?2, ?1, is_living), looked_to = max(looked_to, ?2)
     WHERE key = ?3 AND address IS NOT NULL`,
  )
  const setOwner = database.prepare('UPDATE worlds SET owner = ? WHERE key = ? AND address IS NOT NULL')
  const passWorlds = database.prepare(`UPDATE worlds SET owner = ?2 WHERE owner IS ?1 AND ${OWN}`)
  const bin = database.prepare('UPDATE worlds SET binned_at = ? WHERE key = ? AND address IS NOT NULL')
  const destroy = database.prepare(
    'DELETE FROM worlds WHERE key = ? AND (address IS NULL OR binned_at IS NOT NULL)',
  )
  const documentsOf = database.prepare('SELECT key FROM documents WHERE world = ?')
  const restart = database.prepare(
    `UPDATE OR IGNORE worlds SET id = ?, line = ?, title = ?, is_living = NULL, looked_to = 0, words_to = 0
     WHERE key = ? AND ${FOREIGN}`,
  )
  const dropWords = database.prepare('DELETE FROM words WHERE world = ?')
  const staged = database.prepare('SELECT key FROM worlds WHERE address IS NULL')
  const isStaged = database.prepare('SELECT 1 FROM worlds WHERE key = ? AND address IS NULL')
  const name = database.prepare(
    'INSERT INTO members (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = coalesce(name, excluded.name)',
  )

  const stage = (createdAt: number): WorldKey => {
    const world = Number(insert.run(createdAt).lastInsertRowid) as WorldKey
    for (const kind of KINDS) insertDocument.run(world, kind)
    return world
  }
  const taken = (address: Address, id: WorldId) =>
    reading.find(address) !== null || reading.findById(id) !== null
  const found = (world: WorldKey) => {
    const record = reading.findByKey(world)
    if (!record) throw missingWorld(world)
    return record
  }
  const change = (world: WorldKey, changes: number | bigint) => {
    if (changes === 0) throw missingWorld(world)
  }
  const destroyWorld = (world: WorldKey): void => {
    const documents = documentsOf.all(world)
    change(world, destroy.run(world).changes)
    for (const { key } of documents) log.drop(Number(key))
  }

  return {
    create({
      id,
      line,
      address,
      title,
      at,
      scene,
      isLiving,
      owner = null,
    }: EncodedWorld): WorldRecord | null {
      if (taken(address, id)) return null
      const world = stage(at)
      identify.run(id, line, address, title, owner, world)
      const document = { world, kind: 'scene' } as const
      const updates = unpackUpdates(scene).map((update) => ({ ...update, document }))
      const last = log.append(updates) + updates.length - 1
      if (isLiving !== undefined) setLiving.run(isLiving ? 1 : 0, updates.length > 0 ? last : 0, world)
      return found(world)
    },
    rename(world: WorldKey, address: Address): WorldRecord | null {
      found(world)
      return move.run(address, world).changes === 0 ? null : found(world)
    },
    retitle: (world: WorldKey, title: string): void => change(world, retitle.run(title, world).changes),
    setOwner: (world: WorldKey, owner: MemberId | null): void =>
      change(world, setOwner.run(owner, world).changes),
    passWorlds(from: MemberId | null, to: MemberId): void {
      passWorlds.run(from, to)
    },
    bin: (world: WorldKey, at: number | null): void => change(world, bin.run(at, world).changes),
    destroy: destroyWorld,
    restart(world: WorldKey, as: RestartedWorld): WorldRecord | null {
      const { id, line, title, at, scene, live, epoch } = as
      if (nodeOf(found(world).address) === null) throw missingWorld(world)
      log.assertCurrent(world, epoch)
      if (restart.run(id, line, title, world).changes === 0) return null
      dropWords.run(world)
      log.restart({ world, kind: 'scene' }, scene, at)
      log.restart({ world, kind: 'live' }, live, at)
      return found(world)
    },
    setLiving: (world: WorldKey, isLiving: boolean, lookedTo: number): void =>
      change(world, setLiving.run(isLiving ? 1 : 0, lookedTo, world).changes),
    /** Destroys the worlds whose import did not come to an end. */
    sweep: (): void => {
      for (const { key } of staged.all()) destroyWorld(key as WorldKey)
    },
    stage,
    publish(world: WorldKey, as: PublishedWorld): WorldRecord | null {
      const { id, line, address, title, owner = null, names } = as
      if (!isStaged.get(world)) throw missingWorld(world)
      if (taken(address, id)) return null
      identify.run(id, line, address, title, owner, world)
      for (const member of names) name.run(member.id, member.name)
      return found(world)
    },
  }
}

function recordOf(row: unknown): WorldRecord | null {
  if (row === undefined) return null
  const { isLiving, ...record } = row as Omit<WorldRecord, 'isLiving'> & { readonly isLiving: number | null }
  return { ...record, isLiving: isLiving === null ? null : isLiving === 1 }
}
