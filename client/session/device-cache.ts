// Small databases of a device beside that of its replicas, each with one store of rows of worlds. They are
// caches: nothing rests on them, and what is lost of them comes again.
import type { WorldId } from '../../shared/world/address.ts'
import { Database, deleteAll, type DatabaseSchema } from '../replica/storage/database.ts'
import type { Device } from '../replica/storage/device.ts'

/** `kind` names it; its rows have a `key` and a `world`. */
export function createDeviceCache(kind: string) {
  const schema: DatabaseSchema = {
    durability: 'relaxed',
    makeStores: (database) =>
      database.createObjectStore(kind, { keyPath: 'key' }).createIndex('world', 'world'),
  }
  const databases = new WeakMap<Device, Database>()

  function within<T>(device: Device, work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    const { clock, indexedDB } = device.outside
    const name = `inkland ${device.member} ${kind}`
    const database = databases.get(device) ?? new Database(indexedDB, name, clock, schema)
    databases.set(device, database)
    return database.write([kind], (transaction) => work(transaction.objectStore(kind)))
  }

  return {
    /** Rejects with a DeviceFault. */
    within,
    /** A world goes from this device. Never rejects. */
    forget: (device: Device, world: WorldId): Promise<void> =>
      within(device, (store) => deleteAll(store, 'world', world)).catch(() => undefined),
  }
}
