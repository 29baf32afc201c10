// Reads the device's data of a document from the small database.
import { answer, type Database } from './database.ts'
import { parseAll, parseRow, parseUnsaved, type StoredPlace, type UnsavedRecord } from './stored-rows.ts'

export interface StoredDocument {
  /** The server's state, as Yjs updates, oldest first. */
  readonly rows: readonly Uint8Array[]
  readonly rowKeys: readonly IDBValidKey[]
  /** Oldest first. */
  readonly unsaved: readonly UnsavedRecord[]
}

/** The data at a place. Rejects with a DeviceFault. */
export function readPlace(database: Database, place: StoredPlace): Promise<StoredDocument> {
  return database.read(['rows', 'unsaved'], (transaction) => readIn(transaction, place))
}

/** The unsaved edits at a place. Rejects with a DeviceFault. */
export function readUnsaved(database: Database, place: StoredPlace): Promise<UnsavedRecord[]> {
  return database.read(['unsaved'], (transaction) => unsavedIn(transaction, place))
}

/** The data at a place, as a transaction has it. */
export async function readIn(transaction: IDBTransaction, place: StoredPlace): Promise<StoredDocument> {
  const rows = transaction.objectStore('rows').index('place')
  const [bytes, rowKeys, unsaved] = await Promise.all([
    answer(rows.getAll(place)),
    answer(rows.getAllKeys(place)),
    unsavedIn(transaction, place),
  ])
  return { rows: parseAll(bytes, parseRow), rowKeys, unsaved }
}

async function unsavedIn(transaction: IDBTransaction, place: StoredPlace): Promise<UnsavedRecord[]> {
  const rows: unknown[] = await answer(transaction.objectStore('unsaved').index('place').getAll(place))
  return parseAll(rows, parseUnsaved).toSorted((one, other) => one.at - other.at)
}
