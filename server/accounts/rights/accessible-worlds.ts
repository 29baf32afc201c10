// The worlds in which somebody may have a right by the records, found without looking at all worlds: a list
// is asked for by anybody, again and again, and a node has ten thousand worlds.
import type { GroupId, MemberId, NodeName, WorldId } from '../../../shared/world/address.ts'
import type { RecordTable } from '../../records/record-tables.ts'
import type { LinkRecord, SharedRecord } from './right-records.ts'

export interface AccessibleWorlds {
  /** Where somebody was given a right themselves, or holds a link. */
  given(member: MemberId): Iterable<WorldId>
  /** Where everybody of a node was given one. */
  givenTo(node: NodeName): Iterable<WorldId>
  /** Where everybody of a group was given one. */
  givenToGroup(group: GroupId): Iterable<WorldId>
  /** Worlds that are open to everyone signed in, or to anybody at all. */
  readonly open: ReadonlySet<WorldId>
  /** Those of them that search engines may find. */
  readonly found: ReadonlySet<WorldId>
}

/** The worlds of each, and how often: a right that is given twice and taken once is still given. */
class WorldIndex<Id> {
  readonly #worlds = new Map<Id, Map<WorldId, number>>()

  change(id: Id, world: WorldId, by: 1 | -1): void {
    const counts = this.#worlds.get(id) ?? new Map<WorldId, number>()
    const count = (counts.get(world) ?? 0) + by
    if (count > 0) counts.set(world, count)
    else counts.delete(world)
    if (counts.size > 0) this.#worlds.set(id, counts)
    else this.#worlds.delete(id)
  }

  of(id: Id): Iterable<WorldId> {
    return this.#worlds.get(id)?.keys() ?? []
  }
}

/** Follows the tables of rights and links. */
export function concerning(
  shared: RecordTable<SharedRecord>,
  links: RecordTable<LinkRecord>,
): AccessibleWorlds {
  const people = new WorldIndex<MemberId>()
  const nodes = new WorldIndex<NodeName>()
  const groups = new WorldIndex<GroupId>()
  const [open, found] = [new Set<WorldId>(), new Set<WorldId>()]

  function count(world: WorldId, record: SharedRecord | null, by: 1 | -1): void {
    for (const [member] of record?.people ?? []) people.change(member, world, by)
    for (const [node] of record?.nodes ?? []) nodes.change(node, world, by)
    for (const [group] of record?.groups ?? []) groups.change(group, world, by)
  }

  shared.watch((id, now, before) => {
    // The table is kept under ids of worlds alone.
    const world = id as WorldId
    count(world, before, -1)
    count(world, now, 1)
    if (now !== null && (now.public !== 'none' || now.everyone !== 'none')) open.add(world)
    else open.delete(world)
    if (now !== null && now.public !== 'none' && now.isFound) found.add(world)
    else found.delete(world)
  })
  links.watch((_id, now, before) => {
    for (const member of before?.people ?? []) if (before) people.change(member, before.world, -1)
    for (const member of now?.people ?? []) if (now) people.change(member, now.world, 1)
  })

  return {
    given: (member) => people.of(member),
    givenTo: (node) => nodes.of(node),
    givenToGroup: (group) => groups.of(group),
    open,
    found,
  }
}
