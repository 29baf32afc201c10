// One table of records in memory, with the version of each. Records in another shape are left out of it, but
// their versions are known, so that they can be written over.
import type { z } from 'zod'
import type { JsonValue, RecordChange, StoredRecord, StoredRecordKey } from './stored-record.ts'

/** One change of a table, to be made together with others. */
export interface TableChange extends StoredRecordKey {
  /** The version that the memory has of the record; null: none is there. */
  readonly before: () => number | null
  /** The change, of a record that is at version `after` and gets this one. */
  readonly record: (after: number | null, version: number) => RecordChange
  /** Brings the memory up to the disk, unless it has moved on from the version `before`. */
  readonly apply: (before: number | null, version: number) => void
}

export interface RecordTable<T extends JsonValue> {
  readonly size: number
  get(id: string): T | null
  entries(): IterableIterator<[string, T]>
  set(id: string, value: T): TableChange
  /** As `set`, but nothing is changed where something is there already. */
  add(id: string, value: T): TableChange
  forget(id: string): TableChange
  /**
   * Calls `listener` after each change that is on the disk, and for the records at the start: for indexes.
   */
  watch(listener: RecordListener<T>): void
}

type RecordListener<T> = (id: string, now: T | null, before: T | null) => void

export class LoadedTable<T extends JsonValue> implements RecordTable<T> {
  readonly #kind: string
  readonly #shape: z.ZodType<T>
  readonly #onUnreadable: (kind: string, id: string) => void
  readonly #entries = new Map<string, T>()
  readonly #versions = new Map<string, number>()
  readonly #listeners: RecordListener<T>[] = []

  constructor(kind: string, shape: z.ZodType<T>, onUnreadable: (kind: string, id: string) => void) {
    this.#kind = kind
    this.#shape = shape
    this.#onUnreadable = onUnreadable
  }

  get size(): number {
    return this.#entries.size
  }

  get(id: string): T | null {
    return this.#entries.get(id) ?? null
  }

  entries(): IterableIterator<[string, T]> {
    return this.#entries.entries()
  }

  set(id: string, value: T): TableChange {
    const record = { kind: this.#kind, id, value }
    return this.#change(id, value, (after, version) => ({ ...record, version, after }))
  }

  add(id: string, value: T): TableChange {
    const record = { kind: this.#kind, id, value, isNew: true } as const
    return this.#change(id, value, (_, version) => ({ ...record, version }))
  }

  forget(id: string): TableChange {
    const record = { kind: this.#kind, id, forget: true } as const
    return this.#change(id, null, (after) => ({ ...record, after }))
  }

  watch(listener: RecordListener<T>): void {
    this.#listeners.push(listener)
    for (const [id, value] of this.#entries) listener(id, value, null)
  }

  /** Takes over a record as the disk has it; null: it is not there. */
  take(id: string, stored: Pick<StoredRecord, 'value' | 'version'> | null): void {
    if (stored !== null && stored.version !== 0 && stored.version === this.#versions.get(id)) return
    const read = stored && this.#shape.safeParse(stored.value)
    if (read?.success === false) this.#onUnreadable(this.#kind, id)
    this.#put(id, read?.success === true ? read.data : null, stored?.version ?? null)
  }

  #change(id: string, now: T | null, record: TableChange['record']): TableChange {
    return {
      kind: this.#kind,
      id,
      before: () => this.#versions.get(id) ?? null,
      record,
      apply: (before, version) => {
        // What was read again meanwhile is this change, or a later one.
        if ((this.#versions.get(id) ?? null) === before) this.#put(id, now, now === null ? null : version)
      },
    }
  }

  #put(id: string, now: T | null, version: number | null): void {
    const before = this.get(id)
    if (now === null) this.#entries.delete(id)
    else this.#entries.set(id, now)
    if (version === null) this.#versions.delete(id)
    else this.#versions.set(id, version)
    if (now === null && before === null) return
    for (const listener of this.#listeners) listener(id, now, before)
  }
}
