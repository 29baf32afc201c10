// Takes lines of a world from this device for good: once the next one is here, or where somebody removes the
// world. Unsaved edits that closed tabs left there, and what was saved there and the next one lacks, become a
// copy in the transaction that drops it.
import * as Y from 'yjs'
import { withinTime } from '../../shared/time/time-limit.ts'
import { forkOf, nodeOf, type Address, type WorldId } from '../../shared/world/address.ts'
import { metaOf } from '../../shared/world/scene/scene.ts'
import type { UndoneEdits } from '../../shared/wire/frames/sync-frames.ts'
import { isMark } from '../../shared/yjs/empty-struct.ts'
import { makePlainDocument } from '../../shared/yjs/plain-document.ts'
import { hasSnapshot } from '../../shared/yjs/snapshots.ts'
import { countWaiting } from '../../shared/yjs/waiting-updates.ts'
import { openTabs } from './connection/tab-channel.ts'
import { basePlaces, deleteBases, readBase } from './storage/base.ts'
import { putCopy, type CopyAbout } from './storage/conflict-copies.ts'
import { answer, deleteAll, DeviceFault, unlessFault } from './storage/database.ts'
import type { Device } from './storage/device.ts'
import { leavePlace, readPlace, readUnsaved, type StoredDocument } from './storage/places.ts'
import type { LeftLine } from './unsaved-work.ts'
import { EMPTY_UPDATE, mergeUpdates } from './storage/merge-updates.ts'
import {
  placeOf,
  worldAt,
  type StoredPlace,
  type WorldIdentity,
  type Copy,
  type CopyId,
  type KnownWorld,
} from './storage/stored-rows.ts'

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
/** Why work on a world that was removed from the device is a copy. */
const REMOVED =
  'You removed this world from this device before these changes were saved, so they are kept as a copy.'
/** Why all that was had on another line is a copy. */
const NEWER =
  'This world was restored from a backup. What you had here is newer than that backup, so it is kept as a copy.'
/** Why all that was had of another world of the same address is a copy. */
const REPLACED_WHOLE =
  'Another world now has this address. What you had here belongs to the old one, so it is kept as a copy.'

/** Why unsaved work on a line is a copy once the world at the address is on another one. */
export function whyLeft(address: Address, from: WorldIdentity, to: WorldIdentity): string {
  const isForeign = nodeOf(address) !== null
  if (from.id !== to.id) return isForeign ? BEGUN_ANEW : REPLACED
  if (forkOf(from.line) !== forkOf(to.line)) return RESTORED
  return isForeign ? BEGUN_ANEW : WENT_ON
}

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
    return device.copies.makeLineCopy({ ...about, why: REPLACED_WHOLE }, { mine, theirs: EMPTY_UPDATE })
  }
  if (forkOf(about.world.line) === forkOf(next.world.line) || !hasMore(mine, next.state)) return null
  const states = { mine, theirs: next.state }
  return { ...(unsaved ?? device.copies.makeLineCopy(about, states)), ...states, why: NEWER, isNewer: true }
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

/** How long a tab may take to say that it has the world open, in ms. */
const ANSWER_MS = 300

/** Whether another tab has this line of a world open; where tabs cannot hear each other, none has. */
async function isOpenElsewhere(device: Device, place: StoredPlace): Promise<boolean> {
  if (device.outside.openChannel === null) return false
  const answered = Promise.withResolvers<boolean>()
  const tabs = openTabs(device, place, ({ type }) => {
    if (type === 'here') answered.resolve(true)
  })
  tabs.post({ type: 'who' })
  const isOpen = await withinTime(device.outside.clock, ANSWER_MS, answered.promise, false)
  tabs.close()
  return isOpen
}

/**
 * Deletes the device's data of a line that is no more, once the next one is here. `left`: what this tab had
 * there, and its copy of the unsaved part; work that other tabs left behind goes into that. While another tab
 * has the line open, or base or what a newer version wrote cannot be read, the server's state stays for a
 * later try. Resolves with the copy, if there is one; where the disk does not take it, it is held, and all of
 * the data is still there for the next try.
 */
async function leaveLine(
  device: Device,
  about: CopyAbout,
  left: LeftLine | null,
  next: NextLine | null,
): Promise<Copy | null> {
  const { dropped, copy } = left ?? { dropped: null, copy: null }
  const known = new Set(dropped?.records.map(({ key }) => key))
  let made = dropped && next && copyOfNewer(device, about, { mine: dropped.mine, unsaved: copy }, next)
  if (made) device.copies.addCopy(made)
  made ??= copy
  const { database } = device
  const place = placeOf(about.world, 'scene')
  // Other tabs may have written there.
  const base = await readBase(device, place)
  let keepsState = base === null || (await isOpenElsewhere(device, place))
  // What unsaved edits rest on the next line may have, too.
  const saved = base ?? (next?.world.id === about.world.id ? [next.state] : [])
  try {
    const { rows: waiting, hasNewer } = await readPlace(database, place)
    keepsState ||= hasNewer
    await completeCopies(device, about.world.id, mergeUpdates([...saved, ...waiting]))
    const makeCopy = (stored: StoredDocument): Copy | null => {
      const rows = [...saved, ...stored.rows]
      const held = made && device.copies.isWanted(made.id) ? made : null
      const strays = stored.unsaved.filter(({ key }) => !known.has(key)).map(({ bytes }) => bytes)
      const theirs = dropped?.theirs ?? mergeUpdates(rows)
      const mine = mergeUpdates([...(dropped ? [dropped.mine] : []), ...rows, ...strays])
      const isAll = strays.length === 0 && (held === null || countWaiting(held.mine) === 0)
      const larger = isAll ? held : { ...(held ?? device.copies.makeLineCopy(about, { mine, theirs })), mine }
      const newer = next && copyOfNewer(device, about, { mine, unsaved: larger }, next)
      const kept = newer ?? larger
      if (kept && kept !== held) device.copies.addCopy(kept)
      return kept
    }
    made = await leavePlace(database, place, makeCopy, keepsState)
    // With what another tab had put into it.
    if (made) device.copies.addCopy(made)
    if (!keepsState) {
      for (const kind of ['live', 'absence'] as const)
        await leavePlace(database, placeOf(about.world, kind), () => null)
      await deleteBases(device, `${about.world.id}/${about.world.line}/`)
    }
    device.copies.announce()
  } catch (error) {
    if (!(error instanceof DeviceFault)) throw error
  }
  return made
}

/**
 * Copies that were made while base could not be read wait for what they rest on, and get from this state
 * what it has of that. Rejects with a DeviceFault.
 */
async function completeCopies(
  { copies, database }: Device,
  world: WorldId,
  state: Uint8Array,
): Promise<void> {
  for (const copy of await copies.list()) {
    const waiting = copy.world === world ? countWaiting(copy.mine) : 0
    if (waiting === 0) continue
    const mine = mergeUpdates([copy.mine, state])
    if (countWaiting(mine) >= waiting) continue
    copies.addCopy({ ...copy, mine })
    await database.write(['copies'], (transaction) => putCopy(transaction, { ...copy, mine }))
  }
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
  await unlessFault(completeCopies(device, next.world.id, next.state), undefined)
  let copy: Copy | null = null
  for (const line of left) {
    await line.kept
    copy = (await leaveLine(device, line.about, line, next)) ?? copy
  }
  // A device that cannot say what it has has nothing to give; later it may.
  for (const place of await unlessFault(placesOf(device, next.world.id), [])) {
    const world = worldAt(place)
    if (!world || world.line === next.world.line) continue
    const why = whyLeft(about.address, world, next.world)
    copy = (await leaveLine(device, { ...about, world, why }, null, next)) ?? copy
  }
  return copy
}

/** The places of a world where anything is, saved or not. Rejects with a DeviceFault. */
export async function placesOf(device: Device, world: WorldId): Promise<string[]> {
  const [places, bases] = await Promise.all([
    device.database.read(['rows', 'unsaved'], (transaction) =>
      Promise.all(['rows', 'unsaved'].map((store) => placesIn(transaction.objectStore(store)))),
    ),
    basePlaces(device),
  ])
  return [...new Set([...places.flat(), ...bases])].filter((place) => place.startsWith(`${world}/`))
}

/** Each place once, without reading what is there. */
function placesIn(store: IDBObjectStore): Promise<string[]> {
  const found: string[] = []
  return new Promise((resolve, reject) => {
    const request = store.index('place').openKeyCursor(null, 'nextunique')
    request.addEventListener('error', () => reject(request.error ?? new Error('request failed')))
    request.addEventListener('success', () => {
      const cursor = request.result
      if (cursor === null) return resolve(found)
      if (typeof cursor.key === 'string') found.push(cursor.key)
      cursor.continue()
    })
  })
}

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
  const tabs = openTabs(device, place, () => undefined)
  tabs.post({ type: 'removed' })
  tabs.close()
  return removed
}

async function copyUnsaved(device: Device, { id, address, title }: KnownWorld): Promise<void> {
  for (const one of await placesOf(device, id)) {
    const world = worldAt(one)
    if (world === null) continue
    const place = placeOf(world, 'scene')
    if ((await readUnsaved(device.database, place)).length === 0) continue
    // It goes next, and they rest on it.
    if ((await readBase(device, place)) === null) throw new DeviceFault('broken', {})
    await leaveLine(device, { world, address, title, why: REMOVED }, null, null)
  }
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
  const { world } = about
  // The same in all tabs that hear of it.
  const id = `undone-${world.id}-${world.line}-${upTo}` as CopyId
  const copy = device.copies.makeCopy({ ...about, title, why }, { mine, theirs }, id)
  return { id, stored: device.copies.saveCopy(copy) }
}
