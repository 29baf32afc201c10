// What this device has of the server's state of one document. y-indexeddb keeps it (base-writer.ts). What it
// has not confirmed can lie in `rows` of the small database meanwhile, so that an edit finds there what it
// rests on. What both lose is fetched again.
import type { DeviceTrouble } from '../contract/replica.ts'
import type { BaseWriter } from './base-writer.ts'
import { baseName, readBase } from './bases.ts'
import { joinReadable, rowsOf, type BaseDevice, type BaseEvents, type HeldUpdates } from './held-updates.ts'
import { EMPTY_UPDATE } from './merge-updates.ts'
import type { StoredDocument } from './places.ts'
import type { StoredPlace } from './stored-rows.ts'

/** How long after the opening of a world the first write waits, in ms: what is looked at comes first. */
const FIRST_MS = 2_000
/** How long updates are gathered before they are written, in ms: the server has them, so nothing hurries. */
const GATHER_MS = 1_000
/** When a write that failed is tried again, in ms. */
const RETRY_MS = 3_000

export class DeviceBase {
  readonly #device: BaseDevice
  readonly #events: BaseEvents
  readonly #held: HeldUpdates = { read: [], unconfirmed: [] }
  #place: StoredPlace | null = null
  #writer: BaseWriter | null = null
  #cancelTimer: (() => void) | null = null
  #isClosed = false

  constructor(device: BaseDevice, events: BaseEvents = {}) {
    this.#device = device
    this.#events = events
  }

  /** Why its disk does not take what it is given; null while it does. */
  get trouble(): DeviceTrouble | null {
    return this.#writer?.trouble ?? null
  }

  /** Whether all that it was given is on its disk. */
  get isConfirmed(): boolean {
    return this.#held.unconfirmed.length === 0
  }

  /** Whether rows are to have what it was given, and do not have all of it. */
  get isDue(): boolean {
    return this.#writer?.isDue === true
  }

  /**
   * Resolves with all that the device has of the server's state. What is on its disk is read after the rows:
   * what another tab takes from there is in base before. Where the device does not answer for those (null),
   * base is not waited for either.
   */
  async read(place: StoredPlace, reading: Promise<StoredDocument | null>): Promise<readonly Uint8Array[]> {
    const { member, outside } = this.#device
    this.#place = place
    const after = reading.then((stored) => stored !== null)
    const late = (updates: readonly Uint8Array[]): void => this.#readLate(updates)
    const updates = (await readBase(outside, baseName(member, place), { after, late })) ?? []
    const { rows, rowKeys } = (await reading) ?? { rows: [], rowKeys: [] }
    this.#held.read = updates
    rows.forEach((row, at) => this.give(row, rowKeys[at]))
    this.#writeSoon()
    return [...updates, ...rows]
  }

  /** Keeps what the server has. `row`: the key of the row that has it. */
  give(bytes: Uint8Array, row: IDBValidKey | null = null): void {
    const update = { bytes, rows: row === null ? [] : [row], isDown: row !== null, isGiven: false }
    this.#held.unconfirmed = [...this.#held.unconfirmed, update]
    this.#writeSoon()
  }

  /** All that it was given and has read, as one update. */
  state(): Uint8Array {
    const document = this.#writer?.state() ?? null
    const had = document === null ? this.#held.read : [document]
    const more = this.#held.unconfirmed.filter(({ isGiven }) => document === null || !isGiven)
    return joinReadable([...had, ...more.map(({ bytes }) => bytes)])
  }

  /**
   * The row, with this key, of what lies on no disk: for the transaction of an edit that may rest on it. Null
   * when there is nothing.
   */
  takeDue(key: IDBValidKey) {
    const due = this.#held.unconfirmed.filter(({ isDown }) => !isDown)
    if (due.length === 0) return null
    const before = due.map(({ rows }) => rows)
    const replaced = rowsOf(due)
    for (const update of due) Object.assign(update, { rows: [key], isDown: true })
    return {
      key,
      bytes: joinReadable(due.map(({ bytes }) => bytes)),
      /** Rows that have nothing beside what this one has. */
      replaced,
      /** It was not written. */
      undo: () => due.forEach((update, at) => Object.assign(update, { rows: before[at], isDown: false })),
    }
  }

  /** Nobody knows what its disk has: all of it is written anew. */
  doubt(): void {
    this.#doubtAll()
    this.#writeSoon()
  }

  /** It is no longer the server's: all of it is forgotten, on the disk once `isKept` says that it may be. */
  startOver(isKept: Promise<boolean>): void {
    const rows = rowsOf(this.#held.unconfirmed)
    Object.assign(this.#held, { read: [], unconfirmed: [] } satisfies HeldUpdates)
    void this.#load().then((writer) => writer?.startOver(rows, isKept))
  }

  /** Writes what is left, and no more after that. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelTimer?.()
    await (this.isConfirmed ? this.#writer : await this.#load())?.close()
  }

  #readLate(updates: readonly Uint8Array[]): void {
    if (this.#isClosed) return
    for (const update of updates) this.give(update)
    this.#events.cameLate?.(updates)
  }

  /** Not one update counts as confirmed. */
  #doubtAll(): void {
    const { unconfirmed } = this.#held
    const bytes = this.state()
    const isGiven = unconfirmed.every((update) => update.isGiven) && this.#writer?.state() != null
    const all = { bytes, rows: rowsOf(unconfirmed), isDown: false, isGiven }
    this.#held.unconfirmed = bytes.length > EMPTY_UPDATE.length ? [all] : []
  }

  #writeSoon(ms = this.#writer === null ? FIRST_MS : GATHER_MS): void {
    if (this.#isClosed || this.#place === null || this.isConfirmed) return
    this.#writer?.noteGiven()
    this.#cancelTimer ??= this.#device.outside.clock.after(ms, () => void this.#write())
  }

  async #write(): Promise<void> {
    // Its code may not come, as without a network.
    const writer = await this.#load()
    if (this.#isClosed) return
    const isWritten = (await writer?.write()) === true
    this.#cancelTimer = null
    this.#writeSoon(isWritten ? GATHER_MS : RETRY_MS)
  }

  /** Null where its code does not come. */
  async #load(): Promise<BaseWriter | null> {
    const loaded = await import('./base-writer.ts').catch(() => null)
    const place = this.#place
    if (loaded === null || place === null) return null
    const name = baseName(this.#device.member, place)
    const gone = (): void => this.#doubtAll()
    this.#writer ??= new loaded.BaseWriter(this.#device, name, this.#held, this.#events, gone)
    return this.#writer
  }
}
