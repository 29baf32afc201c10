// One table of records in memory, with the version of each. Records in another shape are left out of it, but
// their versions are known, so that they can be written over.
import type { z } from 'zod'
import type { MemberId } from '../../shared/world/address.ts'
import { RecordsFull } from './record-faults.ts'
import type { JsonValue, RecordChange, StoredRecord, StoredRecordKey } from './stored-record.ts'

/** One change of a table, to be made together with others. */
export interface TableChange extends StoredRecordKey {
  /** The version that the memory has of the record; null: none is there. */
  readonly before: () => number | null
  /** The change, of a record that is at version `after` and gets this one. */
  readonly record: (after: number | null, version: number) => RecordChange
  /** Who has a record more by this; null: nobody for whom it counts. */
  readonly newFor: () => MemberId | null
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
  /** Why somebody can have no record more of those that count for people; null: they can. */
  whyFull(by: MemberId | null): string | null
  /** Throws a RecordsFull where they cannot: to be asked before anything is done that needs a record more. */
  judgeRoom(by: MemberId | null): void
  /**
   * Calls `listener` after each change that is on the disk, and for the records at the start: for indexes.
   */
  watch(listener: RecordListener<T>): void
}

type RecordListener<T> = (id: string, now: T | null, before: T | null) => void

/** For whom the bytes of a record count; null: nobody. */
export type RecordHolder<T> = (value: T, id: string) => MemberId | null

/** For whom the records of a kind count. */
export interface RecordCount<T> {
  readonly holderOf: RecordHolder<T>
  /** The node owes its people these: they are made whatever room there is. */
  readonly isOwed: boolean
}

interface TableOptions<T> extends RecordCount<T> {
  readonly onUnreadable: (kind: string, id: string) => void
  /** So many bytes more, or less, count for somebody. */
  readonly onCounted: (by: MemberId, bytes: number) => void
  readonly whyFull: (by: MemberId | null) => string | null
}

/** The overhead of a record in memory and on the disk, in bytes. */
const RECORD_BYTES = 512

interface CountedRecord {
  readonly by: MemberId
  readonly bytes: number
}

export class LoadedTable<T extends JsonValue> implements RecordTable<T> {
  readonly #kind: string
  readonly #shape: z.ZodType<T>
  readonly #options: TableOptions<T>
  readonly #entries = new Map<string, T>()
  readonly #versions = new Map<string, number>()
  readonly #counted = new Map<string, CountedRecord>()
  readonly #listeners: RecordListener<T>[] = []

  constructor(kind: string, shape: z.ZodType<T>, options: TableOptions<T>) {
    this.#kind = kind
    this.#shape = shape
    this.#options = options
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

  whyFull(by: MemberId | null): string | null {
    return this.#options.whyFull(by)
  }

  judgeRoom(by: MemberId | null): void {
    const why = this.whyFull(by)
    if (why !== null) throw new RecordsFull(why)
  }

  watch(listener: RecordListener<T>): void {
    this.#listeners.push(listener)
    for (const [id, value] of this.#entries) listener(id, value, null)
  }

  /** Takes over a record as the disk has it; null: it is not there. */
  take(id: string, stored: Pick<StoredRecord, 'value' | 'version'> | null): void {
    if (stored !== null && stored.version !== 0 && stored.version === this.#versions.get(id)) return
    const read = stored && this.#shape.safeParse(stored.value)
    if (read?.success === false) this.#options.onUnreadable(this.#kind, id)
    this.#put(id, read?.success === true ? read.data : null, stored?.version ?? null)
  }

  #change(id: string, now: T | null, record: TableChange['record']): TableChange {
    return {
      kind: this.#kind,
      id,
      before: () => this.#versions.get(id) ?? null,
      record,
      newFor: () => {
        const { holderOf, isOwed } = this.#options
        return now === null || isOwed || this.#entries.has(id) ? null : holderOf(now, id)
      },
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
    this.#count(id, now)
    for (const listener of this.#listeners) listener(id, now, before)
  }

  #count(id: string, now: T | null): void {
    const { holderOf, onCounted } = this.#options
    const before = this.#counted.get(id)
    const by = now === null ? null : holderOf(now, id)
    const bytes = by === null ? 0 : Buffer.byteLength(JSON.stringify(now)) + RECORD_BYTES
    if (by === null) this.#counted.delete(id)
    else this.#counted.set(id, { by, bytes })
    if (before?.by === by) return by === null ? undefined : onCounted(by, bytes - (before?.bytes ?? 0))
    if (before !== undefined) onCounted(before.by, -before.bytes)
    if (by !== null) onCounted(by, bytes)
  }
}
