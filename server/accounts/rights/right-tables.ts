// The records of rights, opened once and indexed: by world, and by the person who has something there. The
// checks (right-checks.ts) and the changes (world-sharing.ts, links-and-knocks.ts) use them.
import type { MemberId, WorldId } from '../../../shared/world/address.ts'
import type { RecordTable, RecordTables, TableChange } from '../../records/record-tables.ts'
import type { JsonValue } from '../../records/stored-record.ts'
import { concerning, type AccessibleWorlds } from './accessible-worlds.ts'
import { KnockRecord, LinkRecord, NOT_SHARED, SharedRecord } from './right-records.ts'
import { accessOf, type AccessByWorld } from './world-access.ts'

export interface RightTables {
  readonly tables: RecordTables
  readonly shared: RecordTable<SharedRecord>
  readonly links: RecordTable<LinkRecord>
  readonly knocks: RecordTable<KnockRecord>
  /** The records of each world, ready to be asked for each frame. */
  readonly access: AccessByWorld
  /** In which worlds somebody has something. */
  readonly worlds: AccessibleWorlds
  /** The record of a world; an empty one where nobody was let in yet. */
  readonly recordOf: (world: WorldId) => SharedRecord
  /** The links of a world, by id. */
  readonly linksOf: (world: WorldId) => readonly [string, LinkRecord][]
  /** The knocks at a world, by id. */
  readonly knocksOf: (world: WorldId) => readonly [string, KnockRecord][]
  /** The changes that forget what somebody asked for at a world: it was answered. */
  readonly forgettingKnocks: (world: WorldId, member: MemberId) => TableChange[]
  /** The changes that forget all that was decided about a world. */
  readonly forgettingWorld: (world: WorldId) => TableChange[]
}

export async function openRightTables(tables: RecordTables): Promise<RightTables> {
  const shared = await tables.table('shared', SharedRecord)
  const links = await tables.table('link', LinkRecord, ({ by }) => by)
  const knocks = await tables.table('knock', KnockRecord)
  const linksOf = byWorld(links)
  const knocksOf = byWorld(knocks)

  return {
    tables,
    shared,
    links,
    knocks,
    access: accessOf(shared, links),
    worlds: concerning(shared, links),
    recordOf: (world) => shared.get(world) ?? NOT_SHARED,
    linksOf,
    knocksOf,
    forgettingKnocks: (world, member) =>
      knocksOf(world)
        .filter(([, knock]) => knock.member === member)
        .map(([id]) => knocks.forget(id)),
    forgettingWorld: (world) => [
      ...(shared.get(world) === null ? [] : [shared.forget(world)]),
      ...linksOf(world).map(([id]) => links.forget(id)),
      ...knocksOf(world).map(([id]) => knocks.forget(id)),
    ],
  }
}

/** Answers the records of a world, by their ids. */
function byWorld<T extends JsonValue & { readonly world: WorldId }>(
  table: RecordTable<T>,
): (world: WorldId) => readonly [string, T][] {
  const worlds = new Map<WorldId, Map<string, T>>()

  table.watch((id, now, before) => {
    if (before !== null) {
      const records = worlds.get(before.world)
      records?.delete(id)
      if (records?.size === 0) worlds.delete(before.world)
    }
    if (now === null) return
    const records = worlds.get(now.world) ?? new Map<string, T>()
    worlds.set(now.world, records.set(id, now))
  })

  return (world) => [...(worlds.get(world) ?? [])]
}
