// Homes of guests who come no more: a guest is as quickly made as a name is typed, and each gets a home. One
// that nobody wrote in goes away a day after its guest was here last; any other goes to the bin after as many
// days as the admins say, and from there after thirty more.
import { z } from 'zod'
import type { MemberId } from '../../../shared/world/address.ts'
import { DAY_MS, HOUR_MS } from '../../../shared/time/durations.ts'
import type { Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import type { Ages } from '../../records/age-clock.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import type { NodeSettings } from '../directory/node-settings.ts'

/** For a home that nobody wrote in, in ms: a guest who looked round and went to sleep finds it again. */
const UNWRITTEN_MS = DAY_MS
/** How long it can be had back from the bin, in ms. */
const BINNED_MS = 30 * DAY_MS
/** When a guest was here is written at most this often, in ms. */
const NOTED_MS = 6 * HOUR_MS
const LOOK_EVERY_MS = HOUR_MS

const SeenRecord = z.object({ at: z.number() })

export interface GuestHomes {
  /** A member who is a guest is here: their home comes out of the bin, should it be there. */
  seen(member: MemberId): void
  /** Looks now and each hour, until the answer is called. */
  begin(): () => void
  /** Puts away the homes that are over; resolves when all are, rejects with a StoreFault. */
  look(): Promise<void>
}

interface GuestHomesOptions {
  readonly tables: RecordTables
  readonly store: Pick<Store, 'worlds' | 'person' | 'findById' | 'bin' | 'destroy'>
  readonly settings: { now(): Pick<NodeSettings, 'guestHomeDays'> }
  /** The guest whose home a world is; null if it is none. */
  readonly guestOf: (world: WorldRecord) => MemberId | null
  /** Those who are connected now. */
  readonly here: () => ReadonlySet<MemberId>
  /** Whether things stand there that were brought. */
  readonly hasThings: (world: WorldRecord) => Promise<boolean>
  /** Puts a world in the bin, and sends away who is in it. */
  readonly putAway: (world: WorldRecord) => Promise<void>
  /** How many homes went for good, or to the bin. */
  readonly onGone: (count: number, where: 'for good' | 'to the bin') => void
  readonly ages: Ages
  readonly onFault: (error: unknown) => void
}

export async function openGuestHomes(options: GuestHomesOptions): Promise<GuestHomes> {
  const { tables, store, settings, guestOf, here, hasThings, putAway, onGone, ages, onFault } = options
  const table = await tables.table('guestSeen', SeenRecord)

  function seen(member: MemberId): void {
    const now = ages.now()
    if (now - (table.get(member)?.at ?? 0) < NOTED_MS) return
    tables.change(() => [table.set(member, { at: now })]).catch(onFault)
    bringBack(member).catch(onFault)
  }

  async function bringBack(member: MemberId): Promise<void> {
    const id = (await store.person(member))?.home ?? null
    const home = id === null ? null : await store.findById(id)
    if (home !== null && home.binnedAt !== null) await store.bin(home.key, null)
  }

  async function destroy(world: WorldRecord, guest: MemberId): Promise<void> {
    if (world.binnedAt === null) await putAway(world)
    await store.destroy(world.key)
    await tables.change(() => (table.get(guest) === null ? null : [table.forget(guest)]))
  }

  /** The fate of a home. */
  async function judge(world: WorldRecord, guest: MemberId): Promise<'for good' | 'to the bin' | null> {
    const last = table.get(guest)
    // They came when this was not noted yet, and may be here every day.
    if (last === null) seen(guest)
    const goneMs = last === null ? 0 : ages.ageOf(last.at)
    if (goneMs <= UNWRITTEN_MS) return null
    const isUnwritten = world.changedAt === world.createdAt && !(await hasThings(world))
    if (isUnwritten) {
      await destroy(world, guest)
      return 'for good'
    }
    if (goneMs <= settings.now().guestHomeDays * DAY_MS) return null
    await putAway(world)
    return 'to the bin'
  }

  async function look(): Promise<void> {
    const connected = here()
    for (const member of connected) seen(member)
    const counts = { 'for good': 0, 'to the bin': 0 }
    for (const world of await store.worlds('here')) {
      const guest = guestOf(world)
      if (guest === null || connected.has(guest)) continue
      const where = await judge(world, guest)
      if (where !== null) counts[where] += 1
    }
    for (const world of await store.worlds('binned')) {
      const guest = guestOf(world)
      if (guest === null || world.binnedAt === null) continue
      // A clock that was ahead for a while put it there: its time begins now.
      if (world.binnedAt > ages.now()) await store.bin(world.key, ages.now())
      if (ages.ageOf(world.binnedAt) <= BINNED_MS) continue
      await destroy(world, guest)
      counts['for good'] += 1
    }
    for (const where of ['for good', 'to the bin'] as const) {
      if (counts[where] > 0) onGone(counts[where], where)
    }
  }

  return {
    seen,
    look,
    begin: () => repeat(look, { everyMs: LOOK_EVERY_MS, isDueNow: true, onFault, clock: ages }),
  }
}
