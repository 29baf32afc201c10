// Holds the data for a report once the server was out of reach for long: the last state that both sides knew,
// one's own edits since, and theirs once they are here. The device keeps it until somebody has read it: one
// row for each line of a world, at a place of its own, so that it goes with the line, the world and the
// member.
import * as Y from 'yjs'
import type { AbsenceStates } from '../../shared/history/merge/compare-absence.ts'
import * as z from '../../shared/json/schema.ts'
import { countWaiting } from '../../shared/yjs/waiting-updates.ts'
import { Observable } from '../device/observable.ts'
import type { UnsavedWork } from './unsaved-work.ts'
import { answer, deleteAll } from './storage/database.ts'
import type { Device } from './storage/device.ts'
import { mergeUpdates } from './storage/merge-updates.ts'
import { bytesSchema, parseAll, placeOf, sameWorld, type WorldIdentity } from './storage/stored-rows.ts'

/** Most absences that are held while nobody reads of them: each holds two whole states. */
const ABSENCES_MAX = 4
/** Larger ones are told while the page lives, and not kept. */
const BYTES_MAX = 8_000_000

const rowSchema = z.object({
  absence: z.array(
    z.object({
      since: z.number,
      until: z.number,
      before: bytesSchema,
      mine: bytesSchema,
      theirs: bytesSchema,
    }),
  ),
})

/**
 * The changes missed while the server was out of reach, until they are read, oldest first. Changes between
 * two absences were seen as they happened.
 */
export type Absence = readonly AbsenceStates[]

export type AbsenceWatch = ReturnType<typeof watchAbsences>

export function watchAbsences(device: Device) {
  /** The missed changes, until they are forgotten. */
  const absence = new Observable<Absence | null>(null)
  /** Of which line the kept one was read. */
  let readOf: WorldIdentity | null = null
  let reading: Promise<void> = Promise.resolve()
  /**
   * The state when the server was met again; kept over further tries until all of the server's state is here.
   * `news`: those of the ledger until then.
   */
  let met: (Pick<AbsenceStates, 'since' | 'before' | 'mine'> & { news: number }) | null = null

  /** Takes up what the device has kept. */
  function read(world: WorldIdentity): void {
    if (readOf !== null && sameWorld(readOf, world)) return
    readOf = world
    reading = device.quietly(async () => {
      const kept = await readAbsence(device, world)
      if (kept === null || readOf !== world) return
      absence.set(kept)
    })
  }

  function become(next: Absence | null, world: WorldIdentity | null): void {
    absence.set(next)
    if (world) void device.quietly(() => keepAbsence(device, world, next))
  }

  async function add(missed: AbsenceStates): Promise<void> {
    const world = readOf
    await reading
    if (readOf === world) become([...(absence.now ?? []), missed].slice(-ABSENCES_MAX), world)
  }

  return {
    subscribe: absence.subscribe,
    get now(): Absence | null {
      return absence.now
    },
    read,
    /**
     * The server is met again, which was last there at `since`, and has not been heard yet: the present state
     * is the common one, and one's own edits.
     */
    met(since: number, { world, ledger }: UnsavedWork): void {
      if (met || world === null) return
      const mine = mergeUpdates([...ledger.unsaved].map((record) => record.bytes))
      met = { since, before: ledger.baseState(), mine, news: ledger.news }
      read(world)
    },
    /** All that the server has is here. Where it lost what this rests on, nothing can be compared. */
    arrived({ ledger }: UnsavedWork): void {
      const common = met
      met = null
      if (common === null || common.news === ledger.news) return
      const now = ledger.baseState()
      if (countWaiting(now) > 0) return
      const { since, before, mine } = common
      const theirs = Y.diffUpdate(now, Y.encodeStateVectorFromUpdate(before))
      void add({ since, until: device.outside.clock.now(), before, mine, theirs })
    },
    /** It was read; or the scene is another one, and nothing can be compared any more. */
    forget(): void {
      const world = readOf
      readOf = null
      met = null
      if (absence.now) become(null, world)
    },
  }
}

/** Null: there is none. Rejects with a DeviceFault. */
export async function readAbsence({ database }: Device, world: WorldIdentity): Promise<Absence | null> {
  const rows: unknown[] = await database.read(['rows'], (transaction) =>
    answer(transaction.objectStore('rows').index('place').getAll(placeOf(world, 'absence'))),
  )
  // Of a guest who has signed in, and of the account.
  const all = parseAll(rows, rowSchema).flatMap((row) => row.absence)
  return all.length === 0 ? null : all.toSorted((one, other) => one.until - other.until)
}

/** In the place of what was kept before; null, or too much: nothing is kept. Rejects with a DeviceFault. */
export async function keepAbsence(
  { database, member }: Device,
  world: WorldIdentity,
  absence: Absence | null,
): Promise<void> {
  const place = placeOf(world, 'absence')
  await database.write(['rows'], async (transaction) => {
    const rows = transaction.objectStore('rows')
    await deleteAll(rows, 'place', place)
    if (absence === null || bytesOf(absence) > BYTES_MAX) return
    await answer(rows.put({ world: world.id, place, absence }, `${place} ${member}`))
  })
}

const bytesOf = (absence: Absence): number =>
  absence.reduce((sum, { before, mine, theirs }) => sum + before.length + mine.length + theirs.length, 0)
