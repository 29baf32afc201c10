// A member's work on this browser that is nowhere else, and removing all data of the member from it.
import { systemClock } from '../../device/system-clock.ts'
import { deleteBases, deleteDatabase } from './bases.ts'
import { answer } from './database.ts'
import { knownWorlds } from './known-worlds.ts'
import type { Device } from './device.ts'
import { worldAt } from './stored-rows.ts'
import type { KnownWorld } from '../contract/replica.ts'

/** A world with edits that no server has. */
export interface UnsavedWorld {
  readonly id: string
  /** Null for one that this browser knows no address of. */
  readonly world: KnownWorld | null
  readonly changes: number
}

/** The worlds in which something is unsaved, most changes first. Rejects with a DeviceFault. */
export async function unsavedWorlds(device: Device): Promise<UnsavedWorld[]> {
  const [known, keys] = await Promise.all([
    knownWorlds(device),
    device.database.read(['unsaved'], (transaction) =>
      answer(transaction.objectStore('unsaved').getAllKeys()),
    ),
  ])
  const counts = new Map<string, number>()
  for (const key of keys) {
    const place = Array.isArray(key) ? key[0] : null
    const id = typeof place === 'string' ? (worldAt(place)?.id ?? place) : null
    if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return [...counts]
    .map(([id, changes]) => ({ id, changes, world: known.find((world) => world.id === id) ?? null }))
    .toSorted((one, other) => other.changes - one.changes)
}

/**
 * The databases that a browser keeps for one member: worlds, what can be undone, pictures that are not sent
 * yet, what was fetched of the past, words to find, and the order of the list of worlds.
 */
export const databasesOf = (member: string): readonly string[] =>
  ['', ' steps', ' pictures', ' history', ' words', ' order'].map((more) => `inkland ${member}${more}`)

/**
 * Deletes all that this browser keeps for a member; false when a tab holds on to it, so that it has to be
 * done again.
 */
export async function eraseMember(factory: IDBFactory, member: string): Promise<boolean> {
  const outside = { indexedDB: factory, clock: systemClock }
  const erased = await Promise.all([
    ...databasesOf(member).map((name) => deleteDatabase(outside, name)),
    deleteBases({ member, outside }),
  ])
  return erased.every((isGone) => isGone)
}
