// How work becomes a copy: refused edits, and unsaved work on another line of the world. A copy is in memory
// before anything is dropped, and on disk in the transaction that drops it.
import type { Address } from '../../shared/world/address.ts'
import type { Device } from './storage/device.ts'
import type { DroppedEdits } from './unsaved-ledger.ts'
import { makeCopyId, type WorldIdentity } from './storage/stored-rows.ts'
import type { Copy } from './contract/replica.ts'

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

/** A line that was given up, whose data the device has until the next one is here (other-lines.ts). */
export interface LeftLine {
  readonly about: CopyAbout
  readonly dropped: DroppedEdits
  /** The copy of the unsaved work; null when there was none. */
  readonly copy: Copy | null
  /** Settles once that copy is kept, and the device's data is written no more. */
  readonly kept: Promise<unknown>
}
