// Removing a world's data from this device, and nothing else. Unsaved work is never removed, and a world that
// is open in a tab stays.
import { deleteBases } from './storage/base.ts'
import { answer, deleteAll } from './storage/database.ts'
import type { Device } from './storage/device.ts'
import { isOpenElsewhere, leaveLine, placesOf } from './other-lines.ts'
import { placeOf, worldAt, type KnownWorld } from './contract/stored-rows.ts'
import { openTabs, tabsName } from './connection/tab-channel.ts'

/** Why work on a world that was removed from the device is a copy. */
const REMOVED =
  'You removed this world from this device before these changes were saved, so they are kept as a copy.'

export type Removed = 'removed' | 'open' | 'unsaved'

/**
 * Removes a world, copies excepted, unless a tab has it `open`, or unless there is `unsaved` work in it;
 * `asCopy` makes a copy of that first. Rejects with a DeviceFault.
 */
export async function removeWorld(device: Device, world: KnownWorld, asCopy = false): Promise<Removed> {
  const place = placeOf(world, 'scene')
  if (await isOpenElsewhere(device, place)) return 'open'
  if (asCopy) await copyUnsaved(device, world)
  const removed = await device.database.write(['worlds', 'rows', 'unsaved'], async (transaction) => {
    const unsaved = transaction.objectStore('unsaved')
    if ((await answer(unsaved.index('world').count(world.id))) > 0) return 'unsaved'
    await deleteAll(transaction.objectStore('rows'), 'world', world.id)
    await answer(transaction.objectStore('worlds').delete(world.id))
    return 'removed' as const
  })
  if (removed === 'unsaved') return removed
  await deleteBases(device, `${world.id}/`)
  // One that slept through the question writes again what it has open.
  const tabs = openTabs(device.outside, tabsName(device.member, place), () => undefined)
  tabs.post({ type: 'removed' })
  tabs.close()
  return removed
}

async function copyUnsaved(device: Device, { id, address, title }: KnownWorld): Promise<void> {
  for (const place of await placesOf(device, id)) {
    const world = worldAt(place)
    if (world) await leaveLine(device, { world, address, title, why: REMOVED }, null, null)
  }
}
