// Writes the unsaved edits of one world to the device, and beside them the rows of what they rest on and base
// has not confirmed. The edits of a turn are given to the browser at once, in a transaction that waits for no
// other one: a page may end at any moment, and the browser then still writes the edits that it was given.
// Edits that the disk refuses stay in memory and are tried again. It never throws at an editor.
import type { WorldId } from '../../../shared/world/address.ts'
import type { CopyStore } from './copy-shelf.ts'
import type { DeviceTrouble } from '../contract/replica.ts'
import { answer, DeviceFault, type Database } from './database.ts'
import { readPlace, type StoredDocument } from './stored-documents.ts'
import type { DeviceBase, DueRow } from './base.ts'
import type { UnconfirmedUpdate } from './held-updates.ts'
import type { Clock } from '../contract/outside-world.ts'
import type { StoredPlace, RecordKey, UnsavedRecord } from './stored-rows.ts'
import type { Copy } from '../contract/replica.ts'

/** How long what the server has is gathered before it is written: nothing hurries. */
const GATHER_MS = 1_000
/** How long a browser that clears what was kept is left to finish. */
const CLEARED_MS = 250
/** When a write that failed is tried again. */
const RETRY_MS = 3_000
/** Most transactions on their way to the disk: on a slower one, what comes meanwhile is written together. */
const WRITES_MAX = 16

interface DeviceLogOptions {
  readonly database: Database
  readonly clock: Clock
  readonly copies: CopyStore
  readonly world: WorldId
  readonly place: StoredPlace
  /** Names this journal among all that write rows. */
  readonly name: string
  readonly base: DeviceBase
  /** All that the server has not, of all tabs, for when the disk has missed something. */
  readonly unsaved: () => Iterable<UnsavedRecord>
  /** Called with the unsaved edits that are on the disk now. */
  readonly onStored: (keys: RecordKey[]) => void
  /** Called when all there is was written anew. */
  readonly onAnew: () => void
  /** Called when `trouble` changed. */
  readonly onTrouble: () => void
}

interface Batch {
  readonly unsaved: Map<RecordKey, UnsavedRecord>
  /** Edits that are unsaved no more: the server has them, or a copy has. */
  readonly done: Set<RecordKey>
  /** What the server has by some of these, and base may not have confirmed. */
  readonly settled: Set<UnconfirmedUpdate>
  readonly copies: Copy[]
}

export class DeviceLog {
  readonly #options: DeviceLogOptions
  #batch: Batch = emptyBatch()
  readonly #writing = new Set<Promise<void>>()
  /** Edits that are unsaved no more, and are on the disk until that is written. */
  readonly #leaving = new Set<RecordKey>()
  #isGathering = false
  #cancelTimer: (() => void) | null = null
  #trouble: DeviceTrouble | null = null
  readonly #stopListening: () => void
  #rowsWritten = 0
  /** Whether the disk has missed something, so that all is to be written anew. */
  #behind = false
  #isClosed = false

  constructor(options: DeviceLogOptions) {
    this.#options = options
    this.#stopListening = options.database.onCleared(() => this.writeAnew(CLEARED_MS))
  }

  /** Why this device does not keep what it is given; null while it does. */
  get trouble(): DeviceTrouble | null {
    return this.#trouble
  }

  /** The device's data; empty when it cannot say. */
  async load(): Promise<StoredDocument> {
    try {
      return await readPlace(this.#options.database, this.#options.place)
    } catch (error) {
      if (!(error instanceof DeviceFault)) throw error
      this.#fail(error)
      return { rows: [], rowKeys: [], unsaved: [] }
    }
  }

  /** Keeps an unsaved edit, at once. */
  keep(record: UnsavedRecord): void {
    this.#batch.unsaved.set(record.key, record)
    this.#writeAfter(0)
  }

  /** The server has these edits, and base is given this by them. */
  settle(keys: Iterable<RecordKey>, update: UnconfirmedUpdate): void {
    this.#leave(keys, true)
    this.#batch.settled.add(update)
    this.writeSoon()
  }

  /** Base has something for rows. */
  writeSoon(): void {
    this.#writeAfter(GATHER_MS)
  }

  /**
   * These edits are in this copy now, or in one of another tab (null), which takes them from the disk once it
   * has put that there.
   */
  moveToCopy(keys: Iterable<RecordKey>, copy: Copy | null): void {
    this.#leave(keys, copy !== null)
    if (copy) this.#batch.copies.push(copy)
    this.#writeAfter(0)
  }

  /** Whether the disk has an edit only because it is not written yet that it is unsaved no more. */
  isLeaving(key: RecordKey): boolean {
    return this.#leaving.has(key)
  }

  /** The disk has lost something: all there is, is written anew. */
  writeAnew(afterMs = 0): void {
    this.#behind = true
    this.#writeAfter(afterMs)
  }

  /** Resolves when earlier writes are on disk, or could not be. */
  async flush(): Promise<void> {
    this.#write()
    await Promise.all(this.#writing)
    if (this.#isDue() && !this.#trouble) await this.flush()
  }

  /** Writes what is left, and no more after that. */
  async close(): Promise<void> {
    await this.flush()
    this.#isClosed = true
    this.#stopListening()
    this.#cancelTimer?.()
  }

  #isDue(): boolean {
    const { unsaved, done, copies } = this.#batch
    return this.#behind || this.#options.base.isDue || unsaved.size + done.size + copies.length > 0
  }

  #leave(keys: Iterable<RecordKey>, isDone: boolean): void {
    for (const key of keys) {
      this.#batch.unsaved.delete(key)
      this.#leaving.add(key)
      if (isDone) this.#batch.done.add(key)
    }
  }

  #writeAfter(ms: number): void {
    // After a failure the timer that tries again is running.
    if (this.#isClosed || this.#trouble) return
    if (ms > 0) this.#cancelTimer ??= this.#options.clock.after(ms, () => this.#write())
    else if (!this.#isGathering) {
      this.#isGathering = true
      // Edits of the same turn are written together. No timer: a hidden tab's timers are slow, and it may
      // end.
      queueMicrotask(() => {
        this.#isGathering = false
        this.#write()
      })
    }
  }

  /** Gives what is due to the browser, unless too much is on its way already. */
  #write(): void {
    if (!this.#isDue() || this.#writing.size >= WRITES_MAX) return
    this.#cancelTimer?.()
    this.#cancelTimer = null
    const writing = this.#commit().finally(() => {
      this.#writing.delete(writing)
      if (!this.#trouble) this.#write()
    })
    this.#writing.add(writing)
  }

  async #commit(): Promise<void> {
    const batch = this.#batch
    const { base } = this.#options
    this.#batch = emptyBatch()
    const isAnew = this.#behind
    const records = this.#behind ? [...this.#options.unsaved()] : [...batch.unsaved.values()]
    const key = this.#newRowKey()
    // A copy alone rests on nothing.
    const restsOnBase = isAnew || base.isDue || records.length + batch.done.size > 0
    const row = restsOnBase ? base.takeDue(key, batch.settled) : null
    this.#behind = false
    try {
      await this.#put(batch, records, row && { key, ...row })
    } catch (error) {
      row?.undo()
      this.#batch = joined(batch, this.#batch)
      this.#fail(error)
      if (!(error instanceof DeviceFault)) throw error
      return
    }
    for (const key of batch.done) this.#leaving.delete(key)
    if (batch.copies.length > 0) this.#options.copies.announce()
    // Other writes may have failed meanwhile, but not this one. The device counts as keeping its data only
    // when everything is on disk.
    if (!this.#behind) this.#setTrouble(null)
    if (!this.#trouble && records.length > 0) this.#options.onStored(records.map(({ key }) => key))
    if (!this.#trouble && isAnew) this.#options.onAnew()
  }

  /** One transaction: an edit is never neither unsaved nor in rows nor in a copy. */
  #put(
    batch: Batch,
    records: readonly UnsavedRecord[],
    row: (Pick<DueRow, 'bytes' | 'replaced'> & { readonly key: IDBValidKey }) | null,
  ): Promise<void> {
    const { database, world, place, copies } = this.#options
    return database.write(['rows', 'unsaved', 'copies'], async (transaction) => {
      const rows = transaction.objectStore('rows')
      const unsaved = transaction.objectStore('unsaved')
      const stored = transaction.objectStore('copies')
      const requests = [
        ...(row ? [answer(rows.put({ world, place, bytes: row.bytes }, row.key))] : []),
        ...(row?.replaced ?? []).map((old) => answer(rows.delete(old))),
        ...records.map((record) => answer(unsaved.put({ ...record, world, place }))),
        ...[...batch.done].map((done) => answer(unsaved.delete([place, done]))),
        ...batch.copies.filter(({ id }) => copies.holds(id)).map((copy) => answer(stored.put(copy))),
      ]
      // Nothing more comes, so that the browser need not wait for this page to say so when the page goes
      // away.
      transaction.commit()
      await Promise.all(requests)
    })
  }

  /**
   * Named here and not by the database, so that a later transaction can delete it while this one is on its
   * way; in the order of time, so that a row seldom comes before one that it rests on.
   */
  #newRowKey(): string {
    const { clock, name } = this.#options
    this.#rowsWritten += 1
    return (
      [clock.now(), this.#rowsWritten].map((part) => String(part).padStart(15, '0')).join('.') + `.${name}`
    )
  }

  #fail(error: unknown): void {
    this.#behind = true
    this.#setTrouble(error instanceof DeviceFault ? error.trouble : 'broken')
    if (this.#isClosed) return
    this.#cancelTimer?.()
    this.#cancelTimer = this.#options.clock.after(RETRY_MS, () => this.#write())
  }

  #setTrouble(trouble: DeviceTrouble | null): void {
    if (this.#trouble === trouble) return
    this.#trouble = trouble
    this.#options.onTrouble()
  }
}

function emptyBatch(): Batch {
  return { unsaved: new Map(), done: new Set(), settled: new Set(), copies: [] }
}

/** A batch that failed and later edits. */
function joined(failed: Batch, since: Batch): Batch {
  const unsaved = new Map([...failed.unsaved, ...since.unsaved])
  for (const key of since.done) unsaved.delete(key)
  return {
    unsaved,
    done: new Set([...failed.done, ...since.done]),
    settled: new Set([...failed.settled, ...since.settled]),
    copies: [...failed.copies, ...since.copies],
  }
}
