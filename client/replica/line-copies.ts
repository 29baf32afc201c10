// How unsaved work becomes a copy: refused edits, edits made on another line of the world, and edits that
// closed tabs left on such a line. A copy is in memory before anything is dropped, and on disk in the
// transaction that drops it.
import * as Y from 'yjs'
import type { UndoneEdits } from '../../shared/wire/frames/sync-frames.ts'
import type { Address } from '../../shared/world/address.ts'
import { metaOf } from '../../shared/world/scene/scene.ts'
import type { Device } from './storage/device.ts'
import { leavePlace, placesWithUnsaved } from './storage/stored-documents.ts'
import type { DroppedEdits } from './unsaved-ledger.ts'
import { mergeUpdates } from './storage/merge-updates.ts'
import { makeCopyId, placeOf, undoneCopyId, worldAt, type WorldIdentity } from './storage/stored-rows.ts'
import type { Copy, CopyId } from './contract/replica.ts'

/** Why work on another line of the same world is a copy. */
export const RESTORED =
  'This world was restored from a backup. Your unsaved changes were made before that, so they are kept as a copy.'
/** Why work on another world of the same address is a copy. */
export const REPLACED =
  'Another world now has this address. Your unsaved changes belong to the old one, so they are kept as a copy.'

/** Why work on an older copy of another node's world is a copy. */
export const BEGUN_ANEW =
  'This node has fetched this world again. Your unsaved changes were made before that, so they are kept as a copy.'

/** Why there is a copy in a file, of work that nobody dropped. */
export const SAVED_APART = 'You saved these changes as a file before they were on the server.'

/** A copy's facts beside the work itself. */
export interface CopyAbout {
  readonly world: WorldIdentity
  readonly address: Address
  readonly title: string
  readonly why: string
}

/** Makes a copy of the dropped edits, and holds it until its writer has it on disk. */
export function makeAndHoldCopy(
  device: Device,
  about: CopyAbout,
  states: Omit<DroppedEdits, 'records'>,
): Copy {
  const copy = makeCopy(device, about, states)
  device.copies.hold(copy)
  return copy
}

/** A copy of edits that the host of a world undid; false if this device's disk does not take it. */
export function keepUndone(
  device: Device,
  about: Omit<CopyAbout, 'title' | 'why'>,
  { upTo, why, theirs, mine }: UndoneEdits,
): { readonly id: CopyId; readonly stored: Promise<boolean> } {
  const scene = new Y.Doc()
  Y.applyUpdate(scene, mine)
  const { title } = metaOf(scene)
  scene.destroy()
  const id = undoneCopyId(about.world, upTo)
  const copy = { ...makeCopy(device, { ...about, title, why }, { mine, theirs }), id }
  return { id, stored: device.copies.keep(copy) }
}

/** A copy that is nowhere yet. */
export function makeCopy(
  device: Device,
  about: CopyAbout,
  { mine, theirs }: Omit<DroppedEdits, 'records'>,
): Copy {
  const { random, clock } = device.outside
  const { world, address, title, why } = about
  return { id: makeCopyId(random), world: world.id, address, title, why, at: clock.now(), mine, theirs }
}

/**
 * Deletes the device's data of a line that is no more. `copy` is this tab's copy of the work that it knew to
 * be unsaved there (`dropped`); work that other tabs left behind goes into it. Rejects with a DeviceFault,
 * and then all of it is still there for the next try.
 */
export async function leaveLine(
  device: Device,
  about: CopyAbout,
  dropped: DroppedEdits | null,
  copy: Copy | null,
): Promise<void> {
  const known = new Set(dropped?.records.map(({ key }) => key))
  await leavePlace(device.database, placeOf(about.world, 'scene'), ({ rows, unsaved }) => {
    const held = copy && device.copies.holds(copy.id) ? copy : null
    const strays = unsaved.filter(({ key }) => !known.has(key)).map(({ bytes }) => bytes)
    if (strays.length === 0) return held
    if (held) {
      const larger = { ...held, mine: mergeUpdates([held.mine, ...strays]) }
      device.copies.hold(larger)
      return larger
    }
    const theirs = dropped?.theirs ?? mergeUpdates(rows)
    return makeAndHoldCopy(device, about, { mine: mergeUpdates([theirs, ...strays]), theirs })
  })
  await leavePlace(device.database, placeOf(about.world, 'live'), () => null)
  device.copies.announce()
}

/**
 * Makes copies of edits that closed tabs left unsaved on other lines of this world. Rejects with a
 * DeviceFault.
 */
export async function leaveOtherLines(device: Device, about: Omit<CopyAbout, 'why'>): Promise<void> {
  for (const place of await placesWithUnsaved(device.database, about.world.id)) {
    const world = worldAt(place)
    if (!world || world.line === about.world.line) continue
    await leaveLine(device, { ...about, world, why: RESTORED }, null, null)
  }
}
