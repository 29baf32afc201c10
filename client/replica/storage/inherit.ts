// A guest's data on this device goes over to the account they signed in to, after the node has given that the
// guest's client ids. First all of it is written to the account's database in one transaction, then exactly
// that is deleted from the guest's. If this is stopped in between, it is done again, and puts the same rows
// in the same places.
import { baseName, basePlaces, deleteBases, readBase } from './bases.ts'
import { answer, type StoreName } from './database.ts'
import type { Device } from './device.ts'
import { mergeUpdates } from './merge-updates.ts'
import { parseKnownWorld, worldAt, type StoredPlace } from './stored-rows.ts'

const STORES: readonly StoreName[] = ['worlds', 'rows', 'unsaved', 'copies']

interface Row {
  readonly key: IDBValidKey
  readonly value: unknown
}
type Estate = ReadonlyMap<StoreName, readonly Row[]>

/**
 * Moves what `from` keeps to `to`, on the same browser. Answers how many rows were moved; close the replicas
 * of `from` before, or do it again. Rejects with a DeviceFault, and then nothing is lost.
 */
export async function inherit(from: Device, to: Device): Promise<number> {
  const estate = await readEstate(from)
  const rows = [...estate.values()].reduce((sum, { length }) => sum + length, 0)
  if (rows === 0) return 0
  await write(to, estate)
  await erase(from, estate)
  await deleteBases(from)
  from.copies.announce()
  to.copies.announce()
  return rows
}

/** What lies in bases becomes rows: those are read from there, until they are in bases of the other. */
async function readEstate(from: Device): Promise<Estate> {
  const [estate, bases] = await Promise.all([readStores(from), rowsOfBases(from)])
  return new Map([...estate, ['rows', [...(estate.get('rows') ?? []), ...bases]]])
}

async function rowsOfBases({ member, outside }: Device): Promise<Row[]> {
  const rows: Row[] = []
  for (const place of await basePlaces({ member, outside })) {
    const world = worldAt(place)
    if (world === null) continue
    const updates = await readBase(outside, baseName(member, place as StoredPlace))
    if (updates === null || updates.length === 0) continue
    const value = { world: world.id, place, bytes: mergeUpdates(updates) }
    rows.push({ key: `${place} ${member}`, value })
  }
  return rows
}

function readStores({ database }: Device): Promise<Estate> {
  return database.read(STORES, async (transaction) => {
    const entries = STORES.map(async (name): Promise<[StoreName, Row[]]> => {
      const store = transaction.objectStore(name)
      const [keys, values] = await Promise.all([
        answer(store.getAllKeys()),
        answer<unknown[]>(store.getAll()),
      ])
      return [name, keys.map((key, at) => ({ key, value: values[at] }))]
    })
    return new Map(await Promise.all(entries))
  })
}

/**
 * Rows, unsaved edits and copies have random names, so that they meet none of the account's. Entries of
 * worlds that the account knows stay.
 */
function write({ database }: Device, estate: Estate): Promise<void> {
  return database.write(STORES, async (transaction) => {
    const known: unknown[] = await answer(transaction.objectStore('worlds').getAll())
    const taken = new Set(
      known.map(parseKnownWorld).flatMap((world) => (world ? [world.id, world.address] : [])),
    )
    const requests = [...estate].flatMap(([name, rows]) => {
      const store = transaction.objectStore(name)
      return rows
        .filter(({ value }) => name !== 'worlds' || !isTaken(value, taken))
        .map(({ key, value }) => answer(store.put(value, ...(store.keyPath === null ? [key] : []))))
    })
    await Promise.all(requests)
  })
}

function isTaken(row: unknown, taken: ReadonlySet<string>): boolean {
  const world = parseKnownWorld(row)
  return world !== null && (taken.has(world.id) || taken.has(world.address))
}

function erase({ database }: Device, estate: Estate): Promise<void> {
  return database.write(STORES, async (transaction) => {
    const requests = [...estate].flatMap(([name, rows]) => {
      const store = transaction.objectStore(name)
      return rows.map(({ key }) => answer(store.delete(key)))
    })
    await Promise.all(requests)
  })
}
