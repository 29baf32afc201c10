// Writes the unsaved edits of one world to the device, and beside them the rows of what they rest on and base
// has not confirmed. The edits of a turn are given to the browser at once, in a transaction that waits for no
// other one: a page may end at any moment, and the browser then still writes the edits that it was given.
// Edits that the disk refuses stay in memory and are tried again. It never throws at an editor.
import type { DeviceBase } from './storage/base.ts'
import { putCopy } from './storage/conflict-copies.ts'
import { answer, DeviceFault, type DeviceTrouble } from './storage/database.ts'
import type { Device } from './storage/device.ts'
import { readPlace, type StoredDocument } from './storage/places.ts'
import type { UnsavedLedger } from './unsaved-ledger.ts'
import { keysOf, makeTabName, placeOf, type Copy } from './contract/stored-rows.ts'
import type { RecordKey, UnsavedRecord, WorldIdentity } from './contract/stored-rows.ts'

/** How long what the server has is gathered before it is written: nothing hurries. */
const GATHER_MS = 1_000
/** When a write that failed is tried again. */
const RETRY_MS = 3_000
/** Most transactions on their way to the disk: on a slower one, what comes meanwhile is written together. */
const WRITES_MAX = 16

interface JournalEvents {
  /** These unsaved edits are on the disk now. */
  stored(keys: readonly RecordKey[]): void
  /** All there is was written anew. */
  writtenAnew(): void
  /** `trouble` changed. */
  troubleChanged(): void
}

interface Batch {
  readonly unsaved: Map<RecordKey, UnsavedRecord>
  /** Edits that are unsaved no more: the server has them, or a copy has. */
  readonly done: Set<RecordKey>
  readonly copies: Copy[]
}

export class UnsavedJournal {
  readonly #device: Device
  readonly #base: DeviceBase
  /** All that the server has not, of all tabs, for when the disk has missed something. */
  readonly #ledger: UnsavedLedger
  readonly #events: JournalEvents
  /** Null until it is known: nothing is written before. */
  #world: WorldIdentity | null = null
  #batch: Batch = emptyBatch()
  readonly #writing = new Set<Promise<void>>()
  /** Edits that are unsaved no more, and are on the disk until that is written. */
  readonly #leaving = new Set<RecordKey>()
  #isGathering = false
  #cancelTimer: (() => void) | null = null
  #trouble: DeviceTrouble | null = null
  /** Whether the disk has missed something, so that all is to be written anew. */
  #isBehind = false
  #isClosed = false

  constructor(device: Device, base: DeviceBase, ledger: UnsavedLedger, events: JournalEvents) {
    this.#device = device
    this.#base = base
    this.#ledger = ledger
    this.#events = events
  }

  /** Why this device does not keep what it is given; null while it does. */
  get trouble(): DeviceTrouble | null {
    return this.#trouble
  }

  /** The device's data of this world; null when it cannot say. What was kept before is written. Once. */
  async load(world: WorldIdentity): Promise<StoredDocument | null> {
    this.#world = world
    this.#writeAfter(0)
    try {
      return await readPlace(this.#device.database, placeOf(world, 'scene'))
    } catch (error) {
      if (!(error instanceof DeviceFault)) throw error
      this.#fail(error)
      return null
    }
  }

  /** Keeps an unsaved edit, at once. */
  keep(record: UnsavedRecord): void {
    this.#batch.unsaved.set(record.key, record)
    this.#writeAfter(0)
  }

  /** The server has these edits, and base was given them. */
  settle(keys: Iterable<RecordKey>): void {
    this.#leave(keys)
    this.writeSoon()
  }

  /** Base has something for rows. */
  writeSoon(): void {
    this.#writeAfter(GATHER_MS)
  }

  /** These edits are in this copy now. */
  moveToCopy(keys: Iterable<RecordKey>, copy: Copy): void {
    this.#leave(keys)
    this.#batch.copies.push(copy)
    this.#writeAfter(0)
  }

  /** Whether the disk has an edit only because it is not written yet that it is unsaved no more. */
  isLeaving(key: RecordKey): boolean {
    return this.#leaving.has(key)
  }

  /** The disk has lost something: all there is, is written anew. */
  writeAnew(afterMs = 0): void {
    this.#isBehind = true
    this.#writeAfter(afterMs)
  }

  /** Resolves when earlier writes are on disk, or could not be. */
  async flush(): Promise<void> {
    this.#write()
    await Promise.all(this.#writing)
    if (this.#world && this.#isDue() && !this.#trouble) await this.flush()
  }

  /** Writes what is left, and no more after that. */
  async close(): Promise<void> {
    await this.flush()
    this.#isClosed = true
    this.#cancelTimer?.()
  }

  #isDue(): boolean {
    const { unsaved, done, copies } = this.#batch
    return this.#isBehind || this.#base.isDue || unsaved.size + done.size + copies.length > 0
  }

  #leave(keys: Iterable<RecordKey>): void {
    for (const key of keys) {
      this.#batch.unsaved.delete(key)
      this.#leaving.add(key)
      this.#batch.done.add(key)
    }
  }

  #writeAfter(ms: number): void {
    // After a failure the timer that tries again is running.
    if (this.#isClosed || this.#trouble) return
    if (ms > 0) this.#cancelTimer ??= this.#device.outside.clock.after(ms, () => this.#write())
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
    this.#cancelTimer?.()
    this.#cancelTimer = null
    const world = this.#world
    if (world === null || !this.#isDue() || this.#writing.size >= WRITES_MAX) return
    const writing = this.#commit(world).finally(() => {
      this.#writing.delete(writing)
      if (!this.#trouble) this.#write()
    })
    this.#writing.add(writing)
  }

  async #commit(world: WorldIdentity): Promise<void> {
    const batch = this.#batch
    const isAnew = this.#isBehind
    const records = isAnew ? [...this.#ledger.unsaved] : [...batch.unsaved.values()]
    this.#batch = emptyBatch()
    this.#isBehind = false
    // A copy alone rests on nothing.
    const restsOnBase = isAnew || this.#base.isDue || records.length + batch.done.size > 0
    const due = restsOnBase ? this.#base.takeDue(this.#newRowKey()) : null
    try {
      await this.#put(world, batch, records, due)
    } catch (error) {
      due?.undo()
      for (const key of batch.done) this.#batch.done.add(key)
      this.#batch.copies.unshift(...batch.copies)
      this.#fail(error)
      if (!(error instanceof DeviceFault)) throw error
      return
    }
    for (const key of batch.done) this.#leaving.delete(key)
    if (batch.copies.length > 0) this.#device.copies.announce()
    // Other writes may have failed meanwhile, but not this one. The device counts as keeping its data only
    // when everything is on disk.
    if (!this.#isBehind) this.#setTrouble(null)
    if (!this.#trouble && records.length > 0) this.#events.stored(keysOf(records))
    if (!this.#trouble && isAnew) this.#events.writtenAnew()
  }

  /** One transaction: an edit is never neither unsaved nor in rows nor in a copy. */
  #put(
    world: WorldIdentity,
    { done, copies }: Batch,
    records: readonly UnsavedRecord[],
    due: ReturnType<DeviceBase['takeDue']>,
  ): Promise<void> {
    const { database, copies: all } = this.#device
    const at = { world: world.id, place: placeOf(world, 'scene') }
    return database.write(['rows', 'unsaved', 'copies'], async (transaction) => {
      const rows = transaction.objectStore('rows')
      const unsaved = transaction.objectStore('unsaved')
      const requests = [
        ...(due ? [answer(rows.put({ ...at, bytes: due.bytes }, due.key))] : []),
        ...(due?.replaced ?? []).map((old) => answer(rows.delete(old))),
        ...records.map((record) => answer(unsaved.put({ ...record, ...at }))),
        ...[...done].map((key) => answer(unsaved.delete([at.place, key]))),
        ...copies.filter(({ id }) => all.isWanted(id)).map((copy) => putCopy(transaction, copy)),
      ]
      // Nothing more comes, unless a copy is first read, so that the browser need not wait for this page to
      // say so when the page goes away.
      if (copies.length === 0) transaction.commit()
      await Promise.all(requests)
    })
  }

  /**
   * Named here and not by the database, so that a later transaction can delete it while this one is on its
   * way; in the order of time, so that a row seldom comes before one that it rests on.
   */
  #newRowKey(): string {
    const { clock, random } = this.#device.outside
    return `${String(clock.now()).padStart(15, '0')}.${makeTabName(random)}`
  }

  #fail(error: unknown): void {
    this.#isBehind = true
    this.#setTrouble(error instanceof DeviceFault ? error.trouble : 'broken')
    if (this.#isClosed) return
    this.#cancelTimer?.()
    this.#cancelTimer = this.#device.outside.clock.after(RETRY_MS, () => this.#write())
  }

  #setTrouble(trouble: DeviceTrouble | null): void {
    if (this.#trouble === trouble) return
    this.#trouble = trouble
    this.#events.troubleChanged()
  }
}

function emptyBatch(): Batch {
  return { unsaved: new Map(), done: new Set(), copies: [] }
}
