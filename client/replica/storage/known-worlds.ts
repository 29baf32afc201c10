// The address book: which worlds this device knows, by address and by identity, so that one opens without a
// network and is still the same world after it was renamed.
import type { Address } from '../../../shared/world/address.ts'
import { answer, unlessFault } from './database.ts'
import type { Device } from './device.ts'
import { parseAll, parseKnownWorld } from './stored-rows.ts'
import type { KnownWorld } from '../contract/replica.ts'

/** The worlds that were opened on this device, last opened first; none when the device cannot keep things. */
export async function knownWorlds({ database }: Device): Promise<KnownWorld[]> {
  const reading = database.read(['worlds'], (transaction) =>
    answer<unknown[]>(transaction.objectStore('worlds').getAll()),
  )
  const worlds = parseAll(await unlessFault(reading, []), parseKnownWorld)
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
    const known = parseAll(await answer<unknown[]>(worlds.getAll()), parseKnownWorld)
    const before = known.filter(({ id, address }) => address === world.address && id !== world.id)
    await Promise.all([answer(worlds.put(world)), ...before.map(({ id }) => answer(worlds.delete(id)))])
  })
}
