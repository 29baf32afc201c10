// Gives lines of a world up for good once the next one is here. Unsaved edits that closed tabs left there,
// and what was saved there and the next one lacks, become a copy in the transaction that drops it.
import * as Y from 'yjs'
import { forkOf, nodeOf } from '../../shared/world/address.ts'
import { isMark } from '../../shared/yjs/empty-struct.ts'
import { makePlainDocument } from '../../shared/yjs/plain-document.ts'
import { hasSnapshot } from '../../shared/yjs/snapshots.ts'
import { makeLineCopy, whyLeft, type CopyAbout, type LeftLine } from './line-copies.ts'
import { deleteBases } from './storage/bases.ts'
import { DeviceFault } from './storage/database.ts'
import type { Device } from './storage/device.ts'
import { leavePlace, placesOf } from './storage/stored-documents.ts'
import type { DroppedEdits } from './unsaved-ledger.ts'
import { EMPTY_UPDATE, mergeUpdates } from './storage/merge-updates.ts'
import { placeOf, worldAt, type WorldIdentity } from './storage/stored-rows.ts'
import type { Copy } from './contract/replica.ts'

/** Why all that was had on another line is a copy. */
const NEWER =
  'This world was restored from a backup. What you had here is newer than that backup, so it is kept as a copy.'
/** Why all that was had of another world of the same address is a copy. */
const REPLACED_WHOLE =
  'Another world now has this address. What you had here belongs to the old one, so it is kept as a copy.'

/** The line that a world goes on with, and its whole state (a Yjs update). */
interface NextLine {
  readonly world: WorldIdentity
  readonly state: Uint8Array
}

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
  for (const { about: leaving, dropped, copy: unsaved, kept } of left) {
    await kept
    copy = (await leaveLine(device, leaving, { dropped, copy: unsaved }, next)) ?? copy
  }
  for (const place of await placesOf(device, next.world.id).catch(nothingHere)) {
    const world = worldAt(place)
    if (!world || world.line === next.world.line) continue
    const why = whyLeft(about.address, world, next.world)
    copy = (await leaveLine(device, { ...about, world, why }, { dropped: null, copy: null }, next)) ?? copy
  }
  return copy
}
