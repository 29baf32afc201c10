// Writes one document of one world to the device: rows of the server's state, and unsaved edits. Writes are grouped,
// one transaction at a time; what the disk refuses stays in memory and is tried again. It never throws at an editor.
import type { WorldId } from '../../shared/world/address.ts'
import type { CopyShelf } from './copies.ts'
import { answer, DeviceFault, type Database } from './database.ts'
import { readPlace, type Kept } from './kept.ts'
import { mergeAll } from './merge.ts'
import type { Clock } from './outside.ts'
import type { Place, RecordKey, UnsavedRecord } from './records.ts'
import type { Copy } from './replica.ts'

/** How long the server's updates are gathered before they are written: it has them, so nothing hurries. */
const GATHER_MS = 500
/** When a write that failed is tried again. */
const RETRY_MS = 3_000
/** Most rows of one document before they are replaced by the whole state, so that opening stays quick. */
const ROWS_MAX = 200

export interface JournalOptions {
  readonly database: Database
  readonly clock: Clock
  readonly copies: CopyShelf
  readonly world: WorldId
  readonly place: Place
  /** All that the server has, for when the rows are replaced by it. */
  readonly state: () => Uint8Array
  /** All that it has not, of all tabs, for when the disk has missed something. */
  readonly unsaved: () => Iterable<UnsavedRecord>
  /** Called when `keeps` changed. */
  readonly onKeeps: () => void
}

interface Batch {
  readonly unsaved: Map<RecordKey, UnsavedRecord>
  /** Edits that are unsaved no more: the server has them, or a copy has. */
  readonly done: Set<RecordKey>
  readonly rows: Uint8Array[]
  readonly copies: Copy[]
}

export class Journal {
  readonly #options: JournalOptions
  #batch: Batch = emptyBatch()
  #writing: Promise<void> | null = null
  #cancelTimer: (() => void) | null = null
  #keeps = true
  /** The rows on disk that this tab's base has in it. */
  #rowKeys: IDBValidKey[] = []
  /** Whether the disk has missed something, so that all is to be written anew. */
  #behind = false
  #isClosed = false

  constructor(options: JournalOptions) {
    this.#options = options
  }

  /** Whether this device keeps what it is given. */
  get keeps(): boolean {
    return this.#keeps
  }

  /** What the device has; nothing when it cannot say. */
  async load(): Promise<Kept> {
    try {
      const kept = await readPlace(this.#options.database, this.#options.place)
      this.#rowKeys = [...kept.rowKeys]
      return kept
    } catch (error) {
      if (!(error instanceof DeviceFault)) throw error
      this.#fail()
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

  /** The server has these edits; `row` is what base got by them. */
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

  /** The server's state is another one: it is written anew, all of it. */
  replaceRows(): void {
    this.#behind = true
    this.#batch.rows.length = 0
    this.#writeAfter(0)
  }

  /** Resolves when what was given before is on disk, or could not be. */
  async flush(): Promise<void> {
    await this.#writing
    if (this.#isDue()) await this.#write()
  }

  /** Writes what is left, and no more after that. */
  async close(): Promise<void> {
    await this.flush()
    this.#isClosed = true
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
    }
  }

  #writeAfter(ms: number): void {
    // After a failure the timer that tries again is running.
    if (this.#isClosed || !this.#keeps) return
    if (ms === 0) void this.#write()
    else this.#cancelTimer ??= this.#options.clock.after(ms, () => void this.#write())
  }

  #write(): Promise<void> {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null
    })
    return this.#writing
  }

  async #writeAll(): Promise<void> {
    // What is edited in the same turn is written together. No timer: a hidden tab's timers are slow, and it may end.
    await Promise.resolve()
    while (this.#isDue()) {
      const batch = this.#batch
      this.#batch = emptyBatch()
      try {
        await this.#commit(batch)
      } catch (error) {
        this.#batch = joined(batch, this.#batch)
        if (!(error instanceof DeviceFault)) throw error
        this.#fail()
        return
      }
      if (batch.copies.length > 0) this.#options.copies.announce()
      this.#setKeeps(true)
    }
  }

  /** One transaction: an edit is never neither unsaved nor in base nor in a copy. */
  async #commit(batch: Batch): Promise<void> {
    const { database, world, place, copies } = this.#options
    const records = this.#behind ? [...this.#options.unsaved()] : [...batch.unsaved.values()]
    const whole = this.#behind || this.#rowKeys.length >= ROWS_MAX
    const replaced = whole ? this.#rowKeys : []
    const row = whole ? this.#options.state() : batch.rows.length > 0 ? mergeAll(batch.rows) : null
    const rowKey = await database.write(['rows', 'unsaved', 'copies'], async (transaction) => {
      const rows = transaction.objectStore('rows')
      const unsaved = transaction.objectStore('unsaved')
      const kept = transaction.objectStore('copies')
      const [key] = await Promise.all([
        row && answer(rows.add({ world, place, bytes: row })),
        ...replaced.map((old) => answer(rows.delete(old))),
        ...records.map((record) => answer(unsaved.put({ ...record, world, place }))),
        ...[...batch.done].map((done) => answer(unsaved.delete([place, done]))),
        ...batch.copies.filter(({ id }) => copies.holds(id)).map((copy) => answer(kept.put(copy))),
      ])
      return key
    })
    this.#rowKeys = this.#rowKeys.slice(replaced.length)
    if (rowKey !== null) this.#rowKeys.push(rowKey)
    if (whole) this.#behind = false
  }

  #fail(): void {
    this.#behind = true
    this.#setKeeps(false)
    if (this.#isClosed) return
    this.#cancelTimer?.()
    this.#cancelTimer = this.#options.clock.after(RETRY_MS, () => void this.#write())
  }

  #setKeeps(keeps: boolean): void {
    if (this.#keeps === keeps) return
    this.#keeps = keeps
    this.#options.onKeeps()
  }
}

function emptyBatch(): Batch {
  return { unsaved: new Map(), done: new Set(), rows: [], copies: [] }
}

/** A batch that failed and what came since; its rows are left out, since base has them and is written whole. */
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
