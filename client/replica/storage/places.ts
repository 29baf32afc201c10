// What lies at the places of a world in the small database, and leaving one for good: another line of the
// world has begun, or another world has its address, so that unsaved work there can only become a copy.
import { putCopy } from './conflict-copies.ts'
import { answer, deleteAll, type Database } from './database.ts'
import {
  parseAll,
  rowSchema,
  unsavedSchema,
  type StoredPlace,
  type UnsavedRecord,
  type Copy,
} from './stored-rows.ts'

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
async function readIn(transaction: IDBTransaction, place: StoredPlace): Promise<StoredDocument> {
  const rows = transaction.objectStore('rows').index('place')
  const [stored, keys, unsaved] = await Promise.all([
    answer<unknown[]>(rows.getAll(place)),
    answer(rows.getAllKeys(place)),
    unsavedIn(transaction, place),
  ])
  // Base has only what can be read here, so only those go once it has confirmed.
  const rowKeys = keys.filter((_key, at) => rowSchema.safeParse(stored[at]).data !== undefined)
  return { rows: parseAll(stored, rowSchema).map(({ bytes }) => bytes), rowKeys, unsaved }
}

async function unsavedIn(transaction: IDBTransaction, place: StoredPlace): Promise<UnsavedRecord[]> {
  const rows: unknown[] = await answer(transaction.objectStore('unsaved').index('place').getAll(place))
  return parseAll(rows, unsavedSchema).toSorted((one, other) => one.at - other.at)
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
