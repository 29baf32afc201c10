// A record of the node's own, as the store keeps it, and the store's methods that the tables of records use.

/**
 * A small value that the node itself keeps: an account, a session, a right. JSON under a kind and an id; only
 * its owner knows the shape.
 */
export interface StoredRecord {
  /** At most 200 characters; the order of ids is that of their UTF-8 bytes. */
  readonly id: string
  readonly value: JsonValue
}

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/** A record is stored, in place of an old one; stored if none is there; or removed. */
export type RecordChange =
  | (StoredRecord & { readonly kind: string; readonly isNew?: boolean })
  | { readonly kind: string; readonly id: string; readonly forget: true }

export interface RecordStore {
  /** All records of a kind, by id. */
  records(kind: string): Promise<StoredRecord[]>
  /**
   * Changes records in one transaction; false, and nothing is changed, when one that `isNew` is there
   * already.
   */
  changeRecords(changes: readonly RecordChange[]): Promise<boolean>
}
