// A guest's data on this device goes over to the account they signed in to, after the node has given that the
// guest's client ids. First all of it is written to the account's database in one transaction, then exactly
// that is deleted from the guest's. If this is stopped in between, it is done again, and puts the same rows
// in the same places.
import type { WorldId } from '../../../shared/world/address.ts'
import { basePlaces, deleteBases, readBase } from './base.ts'
import { answer, type StoreName } from './database.ts'
import type { Device } from './device.ts'
import { mergeUpdates } from './merge-updates.ts'
import { parseAll, knownWorldSchema, worldAt } from './stored-rows.ts'

const STORES: readonly StoreName[] = ['worlds', 'rows', 'unsaved', 'copies']

interface Row {
  readonly store: StoreName
  readonly key: IDBValidKey
  readonly value: unknown
}

/**
 * Moves what `from` keeps to `to`, on the same browser. Answers how many rows were moved; close the replicas
 * of `from` before, or do it again. Rejects with a DeviceFault, and then nothing is lost.
 */
export async function migrateGuestData(from: Device, to: Device): Promise<number> {
  const [stored, bases] = await Promise.all([readStores(from), readBases(from)])
  // They are read from there, until they are in bases of the other.
  const ofBases = bases.map((value): Row => ({ store: 'rows', key: `${value.place} ${from.member}`, value }))
  const rows = [...stored, ...ofBases]
  if (rows.length === 0) return 0
  await write(to, rows)
  await from.database.write(STORES, (transaction) =>
    Promise.all(rows.map(({ store, key }) => answer(transaction.objectStore(store).delete(key)))),
  )
  await Promise.all(bases.map(({ place }) => deleteBases(from, place)))
  from.copies.announce()
  to.copies.announce()
  return rows.length
}

/** What lies in bases, those excepted that cannot be read now: they stay for the next time. */
async function readBases(from: Device) {
  const bases: { readonly world: WorldId; readonly place: string; readonly bytes: Uint8Array }[] = []
  for (const place of await basePlaces(from)) {
    const world = worldAt(place)
    if (world === null) continue
    const updates = await readBase(from, place)
    if (updates === null || updates.length === 0) continue
    bases.push({ world: world.id, place, bytes: mergeUpdates(updates) })
  }
  return bases
}

function readStores({ database }: Device): Promise<Row[]> {
  return database.read(STORES, async (transaction) => {
    const rows = STORES.map(async (name) => {
      const store = transaction.objectStore(name)
      const [keys, values] = await Promise.all([
        answer(store.getAllKeys()),
        answer<unknown[]>(store.getAll()),
      ])
      return keys.map((key, at) => ({ store: name, key, value: values[at] }))
    })
    return (await Promise.all(rows)).flat()
  })
}

/**
 * Rows, unsaved edits and copies have random names, so that they meet none of the account's. Entries of
 * worlds that the account knows stay.
 */
function write({ database }: Device, rows: readonly Row[]): Promise<void> {
  return database.write(STORES, async (transaction) => {
    const known: unknown[] = await answer(transaction.objectStore('worlds').getAll())
    const taken = new Set<string>(
      parseAll(known, knownWorldSchema).flatMap(({ id, address }) => [id, address]),
    )
    const requests = rows.flatMap(({ store: name, key, value }) => {
      const world = name === 'worlds' ? knownWorldSchema.safeParse(value).data : undefined
      if (world && (taken.has(world.id) || taken.has(world.address))) return []
      const store = transaction.objectStore(name)
      return [answer(store.put(value, ...(store.keyPath === null ? [key] : [])))]
    })
    await Promise.all(requests)
  })
}
