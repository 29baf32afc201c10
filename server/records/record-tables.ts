// The node's own records, in memory as they are on the disk: tables of small records. A change is on the disk
// first, all of it or nothing of it, and changes that are made at once happen one after the other. Questions
// are answered at once.
import type { z } from 'zod'
import type { JsonValue, RecordChange, RecordStore } from './stored-record.ts'
import { Semaphore } from '../time/semaphore.ts'

/** One change of a table, to be made together with others. */
export interface TableChange {
  readonly record: RecordChange
  /** Brings the memory up to the disk. */
  readonly apply: () => void
}

/**
 * Changes, or a function that is asked for them when their turn has come, so that it changes what it reads;
 * null is a no.
 */
export type TableChanges = readonly TableChange[] | (() => readonly TableChange[] | null)

export const changesOf = (changes: TableChanges): readonly TableChange[] | null =>
  typeof changes === 'function' ? changes() : changes

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
  watch(listener: (id: string, now: T | null, before: T | null) => void): void
}

/** Writes records, all or none; answers false as the store does, and rejects when nothing was written. */
export type RecordWrite = (records: readonly RecordChange[]) => Promise<boolean>

export interface RecordTables {
  /** The records of a kind; records on the disk in another shape are left out, and stay there. */
  table<T extends JsonValue>(kind: string, shape: z.ZodType<T>): Promise<RecordTable<T>>
  /**
   * Makes changes, all or none. False: nothing was changed, on a no or since something that was added is
   * there already. Rejects with a StoreFault; then nothing was changed, either. `write` writes them together
   * with something else, in one transaction.
   */
  change(changes: TableChanges, write?: RecordWrite): Promise<boolean>
}

export function createRecordTables(options: {
  readonly store: RecordStore
  /** A record could not be read. */
  readonly onUnreadable: (kind: string, id: string) => void
}): RecordTables {
  const { store, onUnreadable } = options
  const turns = new Semaphore(1)

  async function load<T extends JsonValue>(kind: string, shape: z.ZodType<T>): Promise<Map<string, T>> {
    const loaded = new Map<string, T>()
    for (const { id, value } of await store.records(kind)) {
      const read = shape.safeParse(value)
      if (read.success) loaded.set(id, read.data)
      else onUnreadable(kind, id)
    }
    return loaded
  }

  async function make(from: TableChanges, write?: RecordWrite): Promise<boolean> {
    const changes = changesOf(from)
    if (changes === null) return false
    if (changes.length === 0 && write === undefined) return true
    const records = changes.map(({ record }) => record)
    if (!(await (write?.(records) ?? store.changeRecords(records)))) return false
    for (const { apply } of changes) apply()
    return true
  }

  return {
    table: async (kind, shape) => tableOf(kind, await load(kind, shape)),
    change: (changes, write) => turns.take(() => make(changes, write)),
  }
}

function tableOf<T extends JsonValue>(kind: string, entries: Map<string, T>): RecordTable<T> {
  const listeners: ((id: string, now: T | null, before: T | null) => void)[] = []

  function put(id: string, now: T | null): void {
    const before = entries.get(id) ?? null
    if (now === null) entries.delete(id)
    else entries.set(id, now)
    for (const listener of listeners) listener(id, now, before)
  }

  return {
    get size() {
      return entries.size
    },
    get: (id) => entries.get(id) ?? null,
    entries: () => entries.entries(),
    set: (id, value) => ({ record: { kind, id, value }, apply: () => put(id, value) }),
    add: (id, value) => ({ record: { kind, id, value, isNew: true }, apply: () => put(id, value) }),
    forget: (id) => ({ record: { kind, id, forget: true }, apply: () => put(id, null) }),
    watch(listener) {
      listeners.push(listener)
      for (const [id, value] of entries) listener(id, value, null)
    },
  }
}
