// y-indexeddb on a disk of a test: it opens the global one, in the turn in which it is made.
import { IDBKeyRange } from 'fake-indexeddb'
import { IndexeddbPersistence } from 'y-indexeddb'
import type { BrowserPlatform } from '../../../client/device/browser-platform.ts'

export function bindWith(disk: IDBFactory): BrowserPlatform['bindBase'] {
  return async (name, document) => {
    const before = Reflect.get(globalThis, 'indexedDB') as unknown
    Object.assign(globalThis, { IDBKeyRange, indexedDB: disk })
    const bound = new IndexeddbPersistence(name, document)
    Object.assign(globalThis, { indexedDB: before })
    return bound
  }
}
