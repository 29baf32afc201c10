// Removing a world's data from this device, and nothing else. Unsaved work is never removed, and a world that
// is open in a tab stays.
import { deleteBases } from './storage/bases.ts'
import { answer, deleteAll } from './storage/database.ts'
import type { Device } from './storage/device.ts'
import { placesOf } from './storage/places.ts'
import { isOpenElsewhere, leaveLine } from './other-lines.ts'
import { placeOf, worldAt, type KnownWorld } from './contract/stored-rows.ts'
import { openTabs, tabsName } from './connection/tab-channel.ts'
import type { WorldId } from '../../shared/world/address.ts'

/** Why work on a world that was removed from the device is a copy. */
const REMOVED =
  'You removed this world from this device before these changes were saved, so they are kept as a copy.'

export type Removed = 'removed' | 'open' | 'unsaved'

interface Removing {
  /** Forgets what can be undone in a world. */
  readonly forgetSteps: (device: Device, world: WorldId) => Promise<void>
  readonly asCopy?: boolean
}

/**
 * Removes a world, unless a tab has it `open`, or unless there is `unsaved` work in it; `asCopy` makes a copy
 * of that first. Rejects with a DeviceFault.
 */
export async function removeWorld(
  device: Device,
  world: KnownWorld,
  { forgetSteps, asCopy = false }: Removing,
): Promise<Removed> {
  const place = placeOf(world, 'scene')
  if (await isOpenElsewhere(device, place)) return 'open'
  if (asCopy) await copyUnsaved(device, world)
  if ((await forget(device, world.id)) === 'unsaved') return 'unsaved'
  await forgetSteps(device, world.id)
  // One that slept through the question writes again what it has open.
  const tabs = openTabs(device.outside, tabsName(device.member, place), () => undefined)
  tabs.post({ type: 'removed' })
  tabs.close()
  return 'removed'
}

/**
 * Deletes what this device keeps of a world, copies excepted. Answers `unsaved`, and deletes nothing, while
 * there is work that no server has, unless told to with `evenUnsaved`. Rejects with a DeviceFault. Close its
 * replicas before.
 */
export async function forget(
  device: Device,
  world: WorldId,
  { evenUnsaved = false } = {},
): Promise<'forgotten' | 'unsaved'> {
  const forgotten = await device.database.write(['worlds', 'rows', 'unsaved'], async (transaction) => {
    const unsaved = await answer(transaction.objectStore('unsaved').index('world').count(world))
    if (unsaved > 0 && !evenUnsaved) return 'unsaved'
    await Promise.all([
      deleteAll(transaction.objectStore('rows'), 'world', world),
      deleteAll(transaction.objectStore('unsaved'), 'world', world),
      answer(transaction.objectStore('worlds').delete(world)),
    ])
    return 'forgotten' as const
  })
  if (forgotten === 'forgotten') await deleteBases(device, `${world}/`)
  return forgotten
}

async function copyUnsaved(device: Device, { id, address, title }: KnownWorld): Promise<void> {
  for (const place of await placesOf(device, id)) {
    const world = worldAt(place)
    if (world) await leaveLine(device, { world, address, title, why: REMOVED }, null, null)
  }
}
