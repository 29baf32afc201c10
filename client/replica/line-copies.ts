// How work becomes a copy: refused edits, and what was had on another line of the world, in this tab or left
// by closed ones: unsaved edits, and all that was saved there and that the new line does not have. A copy is
// in memory before anything is dropped, and on disk in the transaction that drops it.
import * as Y from 'yjs'
import type { UndoneEdits } from '../../shared/wire/frames/sync-frames.ts'
import { forkOf, nodeOf, type Address } from '../../shared/world/address.ts'
import { metaOf } from '../../shared/world/scene/scene.ts'
import { isMark } from '../../shared/yjs/empty-struct.ts'
import { makePlainDocument } from '../../shared/yjs/plain-document.ts'
import { hasSnapshot } from '../../shared/yjs/snapshots.ts'
import { DeviceFault } from './storage/database.ts'
import type { Device } from './storage/device.ts'
import { deleteBases } from './storage/base.ts'
import { leavePlace, placesOf } from './storage/stored-documents.ts'
import type { DroppedEdits } from './unsaved-ledger.ts'
import { EMPTY_UPDATE, mergeUpdates } from './storage/merge-updates.ts'
import {
  lineCopyId,
  makeCopyId,
  placeOf,
  undoneCopyId,
  worldAt,
  type WorldIdentity,
} from './storage/stored-rows.ts'
import type { Copy, CopyId } from './contract/replica.ts'

/** Why work on another line of the same world is a copy. */
const RESTORED =
  'This world was restored from a backup. Your unsaved changes were made before that, so they are kept as a copy.'
/** Why all that was had on another line is a copy. */
const NEWER =
  'This world was restored from a backup. What you had here is newer than that backup, so it is kept as a copy.'
/** Why unsaved work is a copy where a world went on without it: after an erasure, or in an updated draft. */
const WENT_ON =
  'Something was erased from this world, or it was brought up to date, before your unsaved changes arrived. They are kept as a copy.'
/** Why work on another world of the same address is a copy. */
const REPLACED =
  'Another world now has this address. Your unsaved changes belong to the old one, so they are kept as a copy.'

/** Why all that was had of another world of the same address is a copy. */
const REPLACED_WHOLE =
  'Another world now has this address. What you had here belongs to the old one, so it is kept as a copy.'

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

/** The line that a world goes on with, and its whole state (a Yjs update). */
interface NextLine {
  readonly world: WorldIdentity
  readonly state: Uint8Array
}

/** Why unsaved work on a line is a copy once the world at the address is on another one. */
export function whyLeft(address: Address, from: WorldIdentity, to: WorldIdentity): string {
  if (nodeOf(address) !== null) return BEGUN_ANEW
  if (from.id !== to.id) return REPLACED
  return forkOf(from.line) === forkOf(to.line) ? WENT_ON : RESTORED
}

/** A line that was given up, whose data the device has still. */
export interface LeftLine {
  /** The copy of the unsaved work; null when there was none. */
  readonly copy: Copy | null
  /**
   * Once the next line is here: what that lacks becomes a copy, and the device's data is deleted. Resolves
   * with the copy of what was had, if there is one.
   */
  readonly finish: (next: NextLine) => Promise<Copy | null>
}

/** Gives a line up: what was unsaved is a copy at once. `closed`: the device's data is written no more. */
export function giveUpLine(
  device: Device,
  about: CopyAbout,
  dropped: DroppedEdits,
  closed: Promise<void>,
): LeftLine {
  const copy = dropped.records.length > 0 ? makeLineCopy(device, about, dropped) : null
  const kept = Promise.all([copy && device.copies.keep(copy), closed])
  return { copy, finish: (next) => kept.then(() => leaveLine(device, about, { dropped, copy }, next)) }
}

/** A copy of what was had on a line that is no more, which nothing holds yet. */
const makeLineCopy = (device: Device, about: CopyAbout, states: Omit<DroppedEdits, 'records'>): Copy => ({
  ...makeCopy(device, about, states),
  id: lineCopyId(about.world),
})

/**
 * The copy of `mine`, the whole state that was had on a line, if the next line lacks anything of it. Where
 * there is a copy of the unsaved part of it already, that becomes the copy of all. Null where it has it all,
 * or where it goes on from it and lacks what was taken out of it on purpose.
 */
function copyOfNewer(
  device: Device,
  about: CopyAbout,
  work: { readonly mine: Uint8Array; readonly unsaved: Copy | null },
  next: NextLine,
): Copy | null {
  const { mine, unsaved } = work
  const isSame = about.world.id === next.world.id
  if (!isSame) {
    if (unsaved !== null || nodeOf(about.address) !== null || !hasMore(mine, next.state)) return null
    return makeLineCopy(device, { ...about, why: REPLACED_WHOLE }, { mine, theirs: EMPTY_UPDATE })
  }
  if (forkOf(about.world.line) === forkOf(next.world.line) || !hasMore(mine, next.state)) return null
  const states = { mine, theirs: next.state }
  return { ...(unsaved ?? makeLineCopy(device, about, states)), ...states, why: NEWER, isNewer: true }
}

/** Whether anything was written or deleted in the one state that is not in the other. */
function hasMore(one: Uint8Array, other: Uint8Array): boolean {
  const [mine, theirs] = [one, other].map((state) => {
    const document = makePlainDocument()
    Y.applyUpdate(document, state)
    return document
  }) as [Y.Doc, Y.Doc]
  const had = Y.snapshot(mine)
  for (const clients of [had.sv, had.ds.clients]) {
    for (const client of clients.keys()) if (isMark(client)) clients.delete(client)
  }
  const isMore = !hasSnapshot(theirs, had)
  for (const document of [mine, theirs]) document.destroy()
  return isMore
}

/**
 * Deletes the device's data of a line that is no more, once the next one is here. `dropped`: what this tab
 * had there, and `copy` its copy of the unsaved part; work that other tabs left behind goes into that.
 * Resolves with the copy, if there is one; where the disk does not take it, it is held, and all of the
 * data is still there for the next try.
 */
export async function leaveLine(
  device: Device,
  about: CopyAbout,
  { dropped, copy }: { readonly dropped: DroppedEdits | null; readonly copy: Copy | null },
  next: NextLine | null,
): Promise<Copy | null> {
  const known = new Set(dropped?.records.map(({ key }) => key))
  let made = dropped && next && copyOfNewer(device, about, { mine: dropped.mine, unsaved: copy }, next)
  if (made) device.copies.hold(made)
  made ??= copy
  try {
    made = await leavePlace(device.database, placeOf(about.world, 'scene'), ({ rows, unsaved }) => {
      const held = made && device.copies.holds(made.id) ? made : null
      const strays = unsaved.filter(({ key }) => !known.has(key)).map(({ bytes }) => bytes)
      const theirs = dropped?.theirs ?? mergeUpdates(rows)
      const mine = mergeUpdates([...(dropped ? [dropped.mine] : []), ...rows, ...strays])
      const larger =
        strays.length === 0 ? held : { ...(held ?? makeLineCopy(device, about, { mine, theirs })), mine }
      const newer = next && copyOfNewer(device, about, { mine, unsaved: larger }, next)
      const kept = newer ?? larger
      if (kept && kept !== held) device.copies.hold(kept)
      return kept
    })
    const live = placeOf(about.world, 'live')
    await leavePlace(device.database, live, () => null)
    await deleteBases(device, live)
    device.copies.announce()
  } catch (error) {
    if (!(error instanceof DeviceFault)) throw error
  }
  return made
}

/** A device that cannot say what it has has nothing to give; later it may. */
function nothingHere(error: unknown): string[] {
  if (error instanceof DeviceFault) return []
  throw error
}

/**
 * Gives other lines of a world up for good, now that all of the next one is here: those that this tab `left`,
 * then those whose tabs were closed before they could. Resolves with a copy of what the next one lacks; null
 * when it lacks nothing.
 */
export async function leaveOtherLines(
  device: Device,
  about: Omit<CopyAbout, 'why' | 'world'>,
  next: NextLine,
  left: readonly LeftLine[],
): Promise<Copy | null> {
  let copy: Copy | null = null
  for (const line of left) copy = (await line.finish(next)) ?? copy
  for (const place of await placesOf(device, next.world.id).catch(nothingHere)) {
    const world = worldAt(place)
    if (!world || world.line === next.world.line) continue
    const why = whyLeft(about.address, world, next.world)
    copy = (await leaveLine(device, { ...about, world, why }, { dropped: null, copy: null }, next)) ?? copy
  }
  return copy
}
