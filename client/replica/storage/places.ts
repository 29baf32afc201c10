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
  /** Whether a newer version of this program wrote some of it, which cannot be read here. */
  readonly hasNewer: boolean
}

/** The data at a place. Rejects with a DeviceFault. */
export function readPlace(database: Database, place: StoredPlace): Promise<StoredDocument> {
  return database.read(['rows', 'unsaved'], (transaction) => readIn(transaction, place))
}

/** The unsaved edits at a place. Rejects with a DeviceFault. */
export function readUnsaved(database: Database, place: StoredPlace): Promise<UnsavedRecord[]> {
  return database.read(['unsaved'], async (transaction) => readable(await unsavedIn(transaction, place)))
}

/** The data at a place, as a transaction has it. */
async function readIn(transaction: IDBTransaction, place: StoredPlace): Promise<StoredDocument> {
  const index = transaction.objectStore('rows').index('place')
  const [stored, keys, edits] = await Promise.all([
    answer<unknown[]>(index.getAll(place)),
    answer(index.getAllKeys(place)),
    unsavedIn(transaction, place),
  ])
  // Base has only what can be read here, so only those go once it has confirmed.
  const rowKeys = keys.filter((_key, at) => rowSchema.safeParse(stored[at]).data !== undefined)
  const [rows, unsaved] = [parseAll(stored, rowSchema).map(({ bytes }) => bytes), readable(edits)]
  return { rows, rowKeys, unsaved, hasNewer: rows.length + unsaved.length < stored.length + edits.length }
}

const unsavedIn = (transaction: IDBTransaction, place: StoredPlace): Promise<unknown[]> =>
  answer<unknown[]>(transaction.objectStore('unsaved').index('place').getAll(place))

const readable = (edits: readonly unknown[]): UnsavedRecord[] =>
  parseAll(edits, unsavedSchema).toSorted((one, other) => one.at - other.at)

/**
 * Takes the unsaved edits that can be read from a place, and its rows unless `keepsRows`, in the transaction
 * that keeps the copy which `makeCopy` makes of it, if any. Rejects with a DeviceFault, and then all of it is
 * still there.
 */
export function leavePlace(
  database: Database,
  place: StoredPlace,
  makeCopy: (stored: StoredDocument) => Copy | null,
  keepsRows = false,
): Promise<Copy | null> {
  return database.write(['rows', 'unsaved', 'copies'], async (transaction) => {
    const stored = await readIn(transaction, place)
    const copy = makeCopy(stored)
    const unsaved = transaction.objectStore('unsaved')
    const [all] = await Promise.all([
      copy && putCopy(transaction, copy),
      keepsRows || deleteAll(transaction.objectStore('rows'), 'place', place),
      ...stored.unsaved.map(({ key }) => answer(unsaved.delete([place, key]))),
    ])
    return all
  })
}
