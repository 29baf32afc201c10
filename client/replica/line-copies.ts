// How work becomes a copy: refused edits, and unsaved work on another line of the world. A copy is in memory
// before anything is dropped, and on disk in the transaction that drops it.
import * as Y from 'yjs'
import type { UndoneEdits } from '../../shared/wire/frames/sync-frames.ts'
import { forkOf, nodeOf, type Address } from '../../shared/world/address.ts'
import { metaOf } from '../../shared/world/scene/scene.ts'
import type { Device } from './storage/device.ts'
import type { DroppedEdits } from './unsaved-ledger.ts'
import { lineCopyId, makeCopyId, undoneCopyId, type WorldIdentity } from './storage/stored-rows.ts'
import type { Copy, CopyId } from './contract/replica.ts'

/** Why work on another line of the same world is a copy. */
const RESTORED =
  'This world was restored from a backup. Your unsaved changes were made before that, so they are kept as a copy.'
/** Why unsaved work is a copy where a world went on without it: after an erasure, or in an updated draft. */
const WENT_ON =
  'Something was erased from this world, or it was brought up to date, before your unsaved changes arrived. They are kept as a copy.'
/** Why work on another world of the same address is a copy. */
const REPLACED =
  'Another world now has this address. Your unsaved changes belong to the old one, so they are kept as a copy.'

/** Why work on an older copy of another node's world is a copy. */
const BEGUN_ANEW =
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

/** Why unsaved work on a line is a copy once the world at the address is on another one. */
export function whyLeft(address: Address, from: WorldIdentity, to: WorldIdentity): string {
  const isForeign = nodeOf(address) !== null
  if (from.id !== to.id) return isForeign ? BEGUN_ANEW : REPLACED
  if (forkOf(from.line) !== forkOf(to.line)) return RESTORED
  return isForeign ? BEGUN_ANEW : WENT_ON
}

/** A line that was given up, whose data the device has until the next one is here (other-lines.ts). */
export interface LeftLine {
  readonly about: CopyAbout
  readonly dropped: DroppedEdits
  /** The copy of the unsaved work; null when there was none. */
  readonly copy: Copy | null
  /** Settles once that copy is kept, and the device's data is written no more. */
  readonly kept: Promise<unknown>
}

/** Gives a line up: what was unsaved is a copy at once. `closed`: the device's data is written no more. */
export function giveUpLine(
  device: Device,
  about: CopyAbout,
  dropped: DroppedEdits,
  closed: Promise<void>,
): LeftLine {
  const copy = dropped.records.length > 0 ? makeLineCopy(device, about, dropped) : null
  return { about, dropped, copy, kept: Promise.all([copy && device.copies.keep(copy), closed]) }
}

/** A copy of what was had on a line that is no more, which nothing holds yet. */
export const makeLineCopy = (
  device: Device,
  about: CopyAbout,
  states: Omit<DroppedEdits, 'records'>,
): Copy => ({
  ...makeCopy(device, about, states),
  id: lineCopyId(about.world),
})
