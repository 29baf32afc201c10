// Writes one document of one world to the device: rows of the server's state, and unsaved edits. The edits of
// a turn are given to the browser at once, in a transaction that waits for no other one: a page may end at
// any moment, and the browser then still writes the edits that it was given. Edits that the disk refuses stay
// in memory and are tried again. It never throws at an editor.
import type { WorldId } from '../../../shared/world/address.ts'
import type { CopyStore } from './copy-shelf.ts'
import type { DeviceTrouble } from '../contract/replica.ts'
import { answer, DeviceFault, type Database } from './database.ts'
import { readPlace, type StoredDocument } from './stored-documents.ts'
import { mergeUpdates } from './merge-updates.ts'
import type { Clock } from '../contract/outside-world.ts'
import type { StoredPlace, RecordKey, UnsavedRecord } from './stored-rows.ts'
import type { Copy } from '../contract/replica.ts'

/** How long the server's updates are gathered before they are written: it has them, so nothing hurries. */
const GATHER_MS = 1_000
/** How long a browser that clears what was kept is left to finish. */
const CLEARED_MS = 250
/** When a write that failed is tried again. */
const RETRY_MS = 3_000
/** Most rows of one document before they are replaced by the whole state, so that opening stays quick. */
const ROWS_MAX = 200
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
  /** All that the server has, for when the rows are replaced by it. */
  readonly state: () => Uint8Array
  /** All that it has not, of all tabs, for when the disk has missed something. */
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
  readonly rows: Uint8Array[]
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
  /** The rows, on disk or on their way there, that this tab's base has in it. */
  #rowKeys: IDBValidKey[] = []
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
      const stored = await readPlace(this.#options.database, this.#options.place)
      this.#rowKeys = [...stored.rowKeys]
      return stored
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

  /** Keeps what the server sent. */
  add(row: Uint8Array): void {
    this.#batch.rows.push(row)
    // The first is written at once: without it nothing of the world opens here.
    this.#writeAfter(this.#rowKeys.length === 0 ? 0 : GATHER_MS)
  }

  /** The server has these edits; `row` is base's change by them. */
  settle(keys: Iterable<RecordKey>, row: Uint8Array): void {
    this.#done(keys)
    this.add(row)
  }

  /** These edits are in a copy now, of this tab or of another (null). */
  moveToCopy(keys: Iterable<RecordKey>, copy: Copy | null): void {
    this.#done(keys)
    if (copy) this.#batch.copies.push(copy)
    this.#writeAfter(0)
  }

  /** Whether the disk has an edit only because it is not written yet that it is unsaved no more. */
  isLeaving(key: RecordKey): boolean {
    return this.#leaving.has(key)
  }

  /** The server's state is another one, or the disk has lost it: all there is, is written anew. */
  writeAnew(afterMs = 0): void {
    this.#behind = true
    this.#batch.rows.length = 0
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
    const { unsaved, done, rows, copies } = this.#batch
    return this.#behind || unsaved.size + done.size + rows.length + copies.length > 0
  }

  #done(keys: Iterable<RecordKey>): void {
    for (const key of keys) {
      this.#batch.unsaved.delete(key)
      this.#batch.done.add(key)
      this.#leaving.add(key)
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
    this.#batch = emptyBatch()
    const isAnew = this.#behind
    const isWhole = this.#behind || this.#rowKeys.length >= ROWS_MAX
    const records = this.#behind ? [...this.#options.unsaved()] : [...batch.unsaved.values()]
    const replaced = isWhole ? this.#rowKeys.splice(0) : []
    this.#behind = false
    try {
      await this.#put(batch, records, isWhole ? this.#options.state() : merged(batch.rows), replaced)
    } catch (error) {
      this.#batch = joined(batch, this.#batch)
      this.#rowKeys.unshift(...replaced)
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

  /** One transaction: an edit is never neither unsaved nor in base nor in a copy. */
  #put(
    batch: Batch,
    records: readonly UnsavedRecord[],
    row: Uint8Array | null,
    replaced: readonly IDBValidKey[],
  ): Promise<void> {
    const { database, world, place, copies } = this.#options
    // Named here and not by the database, so that a later transaction can delete it while this one is on its
    // way.
    const rowKey = row && this.#newRowKey()
    if (rowKey) this.#rowKeys.push(rowKey)
    return database.write(['rows', 'unsaved', 'copies'], async (transaction) => {
      const rows = transaction.objectStore('rows')
      const unsaved = transaction.objectStore('unsaved')
      const stored = transaction.objectStore('copies')
      const requests = [
        ...(rowKey ? [answer(rows.put({ world, place, bytes: row }, rowKey))] : []),
        ...replaced.map((old) => answer(rows.delete(old))),
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

  /** Keys are in the order of time, so that a row seldom comes before one that it rests on. */
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

function merged(rows: readonly Uint8Array[]): Uint8Array | null {
  return rows.length > 0 ? mergeUpdates(rows) : null
}

function emptyBatch(): Batch {
  return { unsaved: new Map(), done: new Set(), rows: [], copies: [] }
}

/** A batch that failed and later edits; its rows are left out, since base has them and is written whole. */
function joined(failed: Batch, since: Batch): Batch {
  const unsaved = new Map([...failed.unsaved, ...since.unsaved])
  for (const key of since.done) unsaved.delete(key)
  return {
    unsaved,
    done: new Set([...failed.done, ...since.done]),
    rows: [],
    copies: [...failed.copies, ...since.copies],
  }
}
