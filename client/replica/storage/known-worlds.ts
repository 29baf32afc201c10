// The address book: which worlds this device knows, by address and by identity, so that one opens without a
// network and is still the same world after it was renamed. And in which of them something is nowhere else.
import type { Address } from '../../../shared/world/address.ts'
import { answer, unlessFault } from './database.ts'
import type { Device } from './device.ts'
import { parseAll, knownWorldSchema, worldAt, type KnownWorld } from './stored-rows.ts'

/** The worlds that were opened on this device, last opened first; none when the device cannot keep things. */
export async function knownWorlds({ database }: Device): Promise<KnownWorld[]> {
  const reading = database.read(['worlds'], (transaction) =>
    answer<unknown[]>(transaction.objectStore('worlds').getAll()),
  )
  const worlds = parseAll(await unlessFault(reading, []), knownWorldSchema)
  return worlds.toSorted((one, other) => other.openedAt - one.openedAt)
}

/** The world that was last found at an address, or null. */
export async function findKnown(device: Device, address: Address): Promise<KnownWorld | null> {
  return (await knownWorlds(device)).find((world) => world.address === address) ?? null
}

/** Enters a world, or its changes; no other has its address then. Rejects with a DeviceFault. */
export async function remember({ database }: Device, world: KnownWorld): Promise<void> {
  await database.write(['worlds'], async (transaction) => {
    const worlds = transaction.objectStore('worlds')
    const known = parseAll(await answer<unknown[]>(worlds.getAll()), knownWorldSchema)
    const before = known.filter(({ id, address }) => address === world.address && id !== world.id)
    await Promise.all([answer(worlds.put(world)), ...before.map(({ id }) => answer(worlds.delete(id)))])
  })
}

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
  const places = keys.flatMap((key) => (Array.isArray(key) && typeof key[0] === 'string' ? [key[0]] : []))
  return [...Map.groupBy(places, (place) => worldAt(place)?.id ?? place)]
    .map(([id, edits]) => {
      return { id, changes: edits.length, world: known.find((world) => world.id === id) ?? null }
    })
    .toSorted((one, other) => other.changes - one.changes)
}
