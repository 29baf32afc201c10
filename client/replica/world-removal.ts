// Removing a world's data from this device, and nothing else. Unsaved work is never removed, and a world that
// is open in a tab stays.
import { forget } from './storage/known-worlds.ts'
import type { Device } from './storage/device.ts'
import { placesOf } from './storage/stored-documents.ts'
import { leaveLine } from './line-copies.ts'
import { placeOf, worldAt } from './storage/stored-rows.ts'
import type { KnownWorld } from './contract/replica.ts'
import { openTabs, tabsName } from './connection/tab-channel.ts'
import type { WorldId } from '../../shared/world/address.ts'
import { withinTime } from '../../shared/time/time-limit.ts'

/** Why work on a world that was removed from the device is a copy. */
const REMOVED =
  'You removed this world from this device before these changes were saved, so they are kept as a copy.'

/** How long a tab may take to say that it has the world open, in ms. */
const ANSWER_MS = 300

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
  const isOpen = Promise.withResolvers<boolean>()
  const tabs = openTabs(device.outside, tabsName(device.member, placeOf(world, 'scene')), ({ type }) => {
    if (type === 'here') isOpen.resolve(true)
  })
  try {
    tabs.post({ type: 'who' })
    if (await withinTime(device.outside.clock, ANSWER_MS, isOpen.promise, false)) return 'open'
    if (asCopy) await copyUnsaved(device, world)
    if ((await forget(device, world.id)) === 'unsaved') return 'unsaved'
    await forgetSteps(device, world.id)
    // One that slept through the question writes again what it has open.
    tabs.post({ type: 'removed' })
    return 'removed'
  } finally {
    tabs.close()
  }
}

async function copyUnsaved(device: Device, { id, address, title }: KnownWorld): Promise<void> {
  for (const place of await placesOf(device, id)) {
    const world = worldAt(place)
    if (world) {
      await leaveLine(device, { world, address, title, why: REMOVED }, { dropped: null, copy: null }, null)
    }
  }
}
