// The node's own records, in memory as they are on the disk: tables of small records. A change is on the disk
// first, all of it or nothing of it, and changes that are made at once happen one after the other. Questions
// are answered at once. Where several processes have the store, a change that rests on a record which another
// one changed is refused there: the memory catches up, and the function that made the change is asked again.
import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { parseMemberId, type MemberId } from '../../shared/world/address.ts'
import { RecordMoved, RecordsFull, RecordTaken, StoreFault } from './record-faults.ts'
import {
  LoadedTable,
  type RecordCount,
  type RecordHolder,
  type RecordTable,
  type TableChange,
} from './loaded-table.ts'
import type { JsonValue, RecordChange, RecordStore, StoredRecord, StoredRecordKey } from './stored-record.ts'
import { Semaphore } from '../time/semaphore.ts'

export type { RecordCount, RecordTable, TableChange } from './loaded-table.ts'

/**
 * Records under a member's id, or under one and more after a blank, count for that member, and are made
 * whatever room they have.
 */
export const OF_MEMBER: RecordCount<unknown> = {
  holderOf: (_, id) => parseMemberId(id.split(' ', 1)[0]),
  isOwed: true,
}

/**
 * Changes, or a function that is asked for them when their turn has come, so that it changes what it reads;
 * null is a no. It may be asked again.
 */
export type TableChanges = readonly TableChange[] | (() => readonly TableChange[] | null)

export const changesOf = (changes: TableChanges): readonly TableChange[] | null =>
  typeof changes === 'function' ? changes() : changes

/**
 * Writes records, all or none; answers false as the store does, and rejects when nothing was written. It may
 * be called again after it rejected with a RecordMoved.
 */
export type RecordWrite = (records: readonly RecordChange[]) => Promise<boolean>

/** The room that people have for records: all records are in memory. */
export interface RecordRoom {
  /** So many bytes more, or less, are somebody's. */
  recordsChanged(by: MemberId, bytes: number): void
  /** Why somebody can have no record more, in words for them; null: they can. */
  whyNoRecord(by: MemberId): string | null
}

export interface RecordTables {
  /**
   * The records of a kind; records on the disk in another shape are left out, and stay there. `count`: for
   * whom each counts.
   */
  table<T extends JsonValue>(
    kind: string,
    shape: z.ZodType<T>,
    count?: RecordHolder<T> | RecordCount<T>,
  ): Promise<RecordTable<T>>
  /** From now on records count there, those that were read before, too. */
  countIn(room: RecordRoom): void
  /**
   * Makes changes, all or none. False: nothing was changed, on a no or since something that was added is
   * there already. Rejects with a RecordsFull where they add a record for somebody who has no room for one;
   * what is there may grow, since the node owes that, as what a draft needs after a merge. Rejects with a
   * StoreFault; then nothing was changed, either: with a RecordMoved when another process changed one of the
   * records, where there is no function to ask again. `write` writes them together with something else, in
   * one transaction.
   */
  change(changes: TableChanges, write?: RecordWrite): Promise<boolean>
  /** Reads records again that another process changed. Those of kinds without a table are left alone. */
  reload(keys: readonly StoredRecordKey[]): Promise<void>
}

/** How often records are read again that came into memory meanwhile; after that, in their turn. */
const READS_MAX = 10
/** How often a change is tried that meets those of other processes each time. */
const TRIES_MAX = 100

export function createRecordTables(options: {
  readonly store: RecordStore
  /** A record could not be read. */
  readonly onUnreadable: (kind: string, id: string) => void
}): RecordTables {
  const { store, onUnreadable } = options
  const turns = new Semaphore(1)
  /** How often something was brought into memory. */
  let states = 0
  const loaded = new Map<string, Pick<LoadedTable<JsonValue>, 'take'>[]>()
  const counted = new Map<MemberId, number>()
  let room: RecordRoom | null = null

  function onCounted(by: MemberId, bytes: number): void {
    counted.set(by, (counted.get(by) ?? 0) + bytes)
    room?.recordsChanged(by, bytes)
  }

  const whyFull = (by: MemberId | null): string | null => (by && room?.whyNoRecord(by)) ?? null

  async function open<T extends JsonValue>(
    kind: string,
    shape: z.ZodType<T>,
    count: RecordHolder<T> | RecordCount<T> = () => null,
  ): Promise<RecordTable<T>> {
    const counting = typeof count === 'function' ? { holderOf: count, isOwed: false } : count
    const table = new LoadedTable(kind, shape, { onUnreadable, ...counting, onCounted, whyFull })
    for (const record of await store.records(kind)) table.take(record.id, record)
    loaded.set(kind, [...(loaded.get(kind) ?? []), table])
    return table
  }

  async function reload(keys: readonly StoredRecordKey[]): Promise<void> {
    const wanted = keys.filter(({ kind }) => loaded.has(kind))
    if (wanted.length === 0) return
    take(wanted, await store.recordsBy(wanted))
  }

  function take(
    wanted: readonly StoredRecordKey[],
    records: readonly (StoredRecord & StoredRecordKey)[],
  ): void {
    states += 1
    const found = new Map(records.map((record) => [nameOf(record), record]))
    for (const key of wanted) {
      for (const table of loaded.get(key.kind) ?? []) table.take(key.id, found.get(nameOf(key)) ?? null)
    }
  }

  /**
   * Waits for no change that is under way here, which may itself wait until all processes have read it. What
   * was read counts where nothing came into memory meanwhile.
   */
  async function readAgain(keys: readonly StoredRecordKey[]): Promise<void> {
    const wanted = keys.filter(({ kind }) => loaded.has(kind))
    for (let tries = 0; wanted.length > 0 && tries < READS_MAX; tries += 1) {
      const before = states
      const records = await store.recordsBy(wanted)
      if (states === before) return take(wanted, records)
    }
    if (wanted.length > 0) await turns.take(() => reload(wanted))
  }

  async function make(from: TableChanges, write: RecordWrite | undefined, tries = 1): Promise<boolean> {
    const changes = changesOf(from)
    if (changes === null) return false
    if (changes.length === 0 && write === undefined) return true
    for (const { newFor } of changes) {
      const why = whyFull(newFor())
      if (why !== null) throw new RecordsFull(why)
    }
    const made = versioned(changes)
    const records = made.map(({ record }) => record)
    try {
      if (await (write?.(records) ?? store.changeRecords(records))) {
        states += 1
        for (const { change, before, version } of made) change.apply(before, version)
        return true
      }
      // It is known here from now on.
      await reload(changes)
      return false
    } catch (error) {
      const isMoved = error instanceof RecordMoved
      const isRefused = isMoved || error instanceof RecordTaken
      // Whether what goes with the records was stored is found out by whoever writes that.
      if (!isRefused && (write !== undefined || !(error instanceof StoreFault))) throw error
      if (!(await isCaughtUp(changes))) throw error
      if (isMoved && typeof from === 'function' && tries < TRIES_MAX) return make(from, write, tries + 1)
      // The answer may be lost, and not the change.
      if (isRefused || !areMade(made)) throw error
      return true
    }
  }

  /**
   * Whether the memory is as the disk; where that cannot be read it is told what to do by the next change.
   */
  const isCaughtUp = (changes: readonly TableChange[]): Promise<boolean> =>
    reload(changes).then(
      () => true,
      () => false,
    )

  return {
    table: open,
    countIn(now) {
      room = now
      for (const [by, bytes] of counted) now.recordsChanged(by, bytes)
    },
    change: (changes, write) => turns.take(() => make(changes, write)),
    reload: readAgain,
  }
}

interface VersionedChange {
  readonly change: TableChange
  readonly record: RecordChange
  readonly before: number | null
  readonly version: number
}

/** Each change rests on what the memory has, or on a change of the same record before it. */
function versioned(changes: readonly TableChange[]): VersionedChange[] {
  const after = new Map<string, number | null>()
  return changes.map((change) => {
    const name = nameOf(change)
    const known = after.get(name)
    const before = known === undefined ? change.before() : known
    const version = newVersion()
    const record = change.record(before, version)
    after.set(name, 'forget' in record ? null : version)
    return { change, record, before, version }
  })
}

/** Whether all records are as these changes left them: nobody else makes up the same versions. */
function areMade(made: readonly VersionedChange[]): boolean {
  const last = new Map(made.map((each) => [nameOf(each.change), each]))
  return [...last.values()].every(({ change, record, version }) => {
    return change.before() === ('forget' in record ? null : version)
  })
}

const nameOf = ({ kind, id }: StoredRecordKey): string => `${kind} ${id}`

/** Made up, so that no two processes have to agree on the next one. 0 says none. */
const newVersion = (): number => randomBytes(6).readUIntBE(0, 6) || 1
