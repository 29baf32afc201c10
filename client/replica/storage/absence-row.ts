// The absence that nobody has read yet, on the device's disk: one row for each line of a world, at a place of
// its own, so that it goes with the line, with the world and with the member.
import * as z from '../../../shared/json/schema.ts'
import type { Absence } from '../contract/replica.ts'
import { answer, deleteAll } from './database.ts'
import type { Device } from './device.ts'
import { bytesSchema, parseAll, placeOf, type WorldIdentity } from './stored-rows.ts'

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

/** Null: there is none. Rejects with a DeviceFault. */
export async function readAbsence({ database }: Device, world: WorldIdentity): Promise<Absence | null> {
  const rows: unknown[] = await database.read(['rows'], (transaction) =>
    answer(transaction.objectStore('rows').index('place').getAll(placeOf(world, 'absence'))),
  )
  // Of a guest who has signed in, and of the account.
  const all = parseAll(rows, (row) => rowSchema.safeParse(row).data?.absence ?? null).flat()
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
