// A record of the node's own, as the store keeps it, and the store's methods that the tables of records use.

/**
 * A small value that the node itself keeps: an account, a session, a right. JSON under a kind and an id; only
 * its owner knows the shape.
 */
export interface StoredRecord {
  /** At most 200 characters; the order of ids is that of their UTF-8 bytes. */
  readonly id: string
  readonly value: JsonValue
  /**
   * Names this state of the record: whoever writes it makes up a number that no other state ever had, so that
   * they can read afterwards whether they wrote. 0: the writer did not say.
   */
  readonly version: number
}

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

export interface StoredRecordKey {
  readonly kind: string
  readonly id: string
}

/**
 * A record is stored, in place of an old one; stored if none is there; or removed. With `after` the change
 * rests on that version (null: on none being there), and is refused when the record has moved on. Without
 * `after` it is made whatever is there.
 */
export type RecordChange = StoredRecordKey &
  (
    | { readonly value: JsonValue; readonly version?: number; readonly isNew: true }
    | {
        readonly value: JsonValue
        readonly version?: number
        readonly isNew?: false
        readonly after?: number | null
      }
    | { readonly forget: true; readonly after?: number | null }
  )

export interface RecordStore {
  /** All records of a kind, by id. */
  records(kind: string): Promise<StoredRecord[]>
  /** Those of these records that are there, in the order of the keys. */
  recordsBy(keys: readonly StoredRecordKey[]): Promise<(StoredRecord & StoredRecordKey)[]>
  /**
   * Changes records in one transaction, one after the other; false, and nothing is changed, when one that
   * `isNew` is there already. Rejects with a RecordMoved, and changes nothing, when one is not at the version
   * that it was to come after.
   */
  changeRecords(changes: readonly RecordChange[]): Promise<boolean>
}
