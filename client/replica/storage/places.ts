// The places of a world on this device, and leaving one for good: another line of the world has begun, or
// another world has its address, so that unsaved work there can only become a copy.
import type { WorldId } from '../../../shared/world/address.ts'
import type { Copy } from '../contract/replica.ts'
import { basePlaces } from './base-databases.ts'
import { putCopy } from './copy-shelf.ts'
import { deleteAll, type Database } from './database.ts'
import type { Device } from './device.ts'
import { readIn, type StoredDocument } from './stored-documents.ts'
import type { StoredPlace } from './stored-rows.ts'

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

/**
 * Takes unsaved edits from a place, and its rows unless `keepsRows`, in the transaction that keeps the copy
 * which `makeCopy` makes of it, if any. Rejects with a DeviceFault, and then all of it is still there.
 */
export function leavePlace(
  database: Database,
  place: StoredPlace,
  makeCopy: (stored: StoredDocument) => Copy | null,
  keepsRows = false,
): Promise<Copy | null> {
  return database.write(['rows', 'unsaved', 'copies'], async (transaction) => {
    const copy = makeCopy(await readIn(transaction, place))
    const [all] = await Promise.all([
      copy && putCopy(transaction, copy),
      keepsRows || deleteAll(transaction.objectStore('rows'), 'place', place),
      deleteAll(transaction.objectStore('unsaved'), 'place', place),
    ])
    return all
  })
}
