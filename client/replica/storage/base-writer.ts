// Writes the server's state of one document to this device by y-indexeddb. Its document is one that nobody
// sees, made when there is first something to write: what throws in its handlers reaches no other.
import * as Y from 'yjs'
import type { IndexeddbPersistence } from 'y-indexeddb'
import { withinTime } from '../../../shared/time/time-limit.ts'
import { isEmpty, isWhole } from '../../../shared/yjs/document-state.ts'
import type { DeviceTrouble } from '../contract/replica.ts'
import { deleteDatabase, OPEN_MS, openBase } from './bases.ts'
import { answer, completed, troubleIn } from './database.ts'
import { joinReadable, rowsOf, type BaseDevice, type BaseEvents, type HeldUpdates } from './held-updates.ts'
import { applyReadable } from './merge-updates.ts'

/** Most updates that wait to be confirmed, and most rows of them: more are joined to one. */
const WAITING_MAX = 200
/** Most rows before they are replaced by the whole state: y-indexeddb's own number. */
const ROWS_MAX = 500

export class BaseWriter {
  readonly #device: BaseDevice
  readonly #name: string
  readonly #held: HeldUpdates
  readonly #events: BaseEvents
  readonly #onGone: () => void
  #document = new Y.Doc()
  /** Whether the document has what is on the disk. */
  #isRead = false
  #bound: BoundBase | null = null
  #writing: Promise<boolean> | null = null
  /** Deletions of rows and of the database. */
  #deleting: Promise<unknown> = Promise.resolve()
  /** Why the last write failed. */
  #fault: 'unopened' | DeviceTrouble | null = null

  /** `onGone`: the database was closed or deleted under this page. */
  constructor(device: BaseDevice, name: string, held: HeldUpdates, events: BaseEvents, onGone: () => void) {
    this.#device = device
    this.#name = name
    this.#held = held
    this.#events = events
    this.#onGone = onGone
  }

  /** Why the disk does not take what it is given; null while it does. */
  get trouble(): DeviceTrouble | null {
    return this.#fault === 'unopened' ? null : this.#fault
  }

  /** Whether rows are to have what it was given, since it cannot be opened, and do not have all of it. */
  get isDue(): boolean {
    return this.#isAbsent && this.#held.unconfirmed.some(({ isDown }) => !isDown)
  }

  get #isAbsent(): boolean {
    return this.#fault === 'unopened' && this.#device.outside.indexedDB !== null
  }

  /** All that it was given and has read; null before that is so. */
  state(): Uint8Array | null {
    return this.#isRead ? Y.encodeStateAsUpdate(this.#document) : null
  }

  /** It was given more, which is to be written soon. */
  noteGiven(): void {
    if (this.#held.unconfirmed.length > WAITING_MAX) this.#joinUnconfirmed()
    if (this.#isAbsent) this.#events.keepInRows?.()
  }

  /** Writes what is left; false where not all that it was given before is on the disk. */
  write(): Promise<boolean> {
    this.#writing ??= this.#writeOnce().finally(() => (this.#writing = null))
    return this.#writing
  }

  /** Forgets all, on the disk once `isKept` says that it may be, these rows of it too. */
  startOver(rows: readonly IDBValidKey[], isKept: Promise<boolean>): void {
    this.#document.destroy()
    this.#document = new Y.Doc()
    this.#isRead = false
    this.#deleting = this.#forget(rows, isKept, Promise.all([this.#deleting, this.#writing, this.#unbind()]))
  }

  /** Writes what is left. */
  async close(): Promise<void> {
    await this.#writing
    if (this.#held.unconfirmed.length > 0) await this.write()
    await this.#deleting
    await this.#unbind()
    this.#document.destroy()
  }

  async #writeOnce(): Promise<boolean> {
    await this.#deleting
    const document = this.#document
    const bound = await this.#open(document)
    // Another one began meanwhile.
    if (document !== this.#document) return false
    const isBound = bound instanceof BoundBase
    const due = this.#held.unconfirmed.filter(({ isGiven }) => !isGiven)
    const read = this.#isRead || (isBound && !isEmpty(document)) ? [] : this.#held.read
    this.#isRead = true
    this.#held.read = []
    for (const update of due) update.isGiven = true
    // It is known to be open in this turn: in a closed one the handler would throw.
    applyReadable(document, [...read, ...due.map(({ bytes }) => bytes)])
    const isWritten = isBound && (await bound.isWritten())
    if (document !== this.#document) return false
    // Yjs tells of no update that waits for a missing one: y-indexeddb has not written it.
    const isConfirmed = isWritten && isWhole(document)
    if (isConfirmed || this.#device.outside.indexedDB === null) this.#confirm()
    const fault = isBound ? bound.trouble : bound
    if (!isWritten) await this.#unbind()
    this.#noteFault(isWritten ? null : fault)
    return isConfirmed
  }

  /** What the document was given is on the disk: rows need not have it. */
  #confirm(): void {
    const { unconfirmed } = this.#held
    this.#held.unconfirmed = unconfirmed.filter(({ isGiven }) => !isGiven)
    const needed = new Set(rowsOf(this.#held.unconfirmed))
    const rows = rowsOf(unconfirmed).filter((row) => !needed.has(row))
    if (rows.length > 0) this.#deleting = Promise.all([this.#deleting, this.#deleteRows(rows)])
  }

  #noteFault(fault: 'unopened' | DeviceTrouble | null): void {
    const { trouble } = this
    const wasAbsent = this.#isAbsent
    this.#fault = fault
    if (this.#isAbsent && !wasAbsent) this.#events.keepInRows?.()
    if (this.trouble !== trouble) this.#events.troubleChanged?.()
  }

  #joinUnconfirmed(): void {
    const { unconfirmed } = this.#held
    const rows = rowsOf(unconfirmed)
    // Many rows become one with the next that is written.
    const isDown = rows.length <= WAITING_MAX && unconfirmed.every((update) => update.isDown)
    const isGiven = unconfirmed.every((update) => update.isGiven)
    const bytes = joinReadable(unconfirmed.map((update) => update.bytes))
    this.#held.unconfirmed = [{ bytes, rows, isDown, isGiven }]
  }

  async #forget(
    rows: readonly IDBValidKey[],
    isKept: Promise<boolean>,
    before: Promise<unknown>,
  ): Promise<void> {
    await before
    if (!(await isKept)) return
    await this.#deleteRows(rows)
    await deleteDatabase(this.#device.outside, this.#name)
  }

  /** What stays by a fault is given to base again at the next opening. */
  #deleteRows(keys: readonly IDBValidKey[]): Promise<unknown> {
    return this.#device.database
      .write(['rows'], (transaction) => {
        const rows = transaction.objectStore('rows')
        return Promise.all(keys.map((key) => answer(rows.delete(key))))
      })
      .catch(() => undefined)
  }

  /** Says why where it cannot be written. */
  async #open(document: Y.Doc): Promise<BoundBase | 'unopened' | DeviceTrouble> {
    // A database that went takes nothing more. Another is given all of the document when it is bound.
    if (this.#bound?.isClosed !== false) await this.#unbind()
    if (this.#bound !== null) return this.#bound
    const bound = await BoundBase.open(this.#device.outside, this.#name, document, this.#onGone)
    if (document === this.#document && bound instanceof BoundBase) this.#bound = bound
    return bound
  }

  async #unbind(): Promise<void> {
    const bound = this.#bound
    this.#bound = null
    await bound?.leave()
  }
}

/** y-indexeddb, with its database open. */
class BoundBase {
  readonly #persistence: IndexeddbPersistence
  readonly #database: IDBDatabase
  /** Why it does not have all on its disk: y-indexeddb itself tells of no failure. */
  trouble: DeviceTrouble = 'broken'
  #isBroken = false
  #isLeft = false

  private constructor(persistence: IndexeddbPersistence, database: IDBDatabase, onGone: () => void) {
    this.#persistence = persistence
    this.#database = database
    database.addEventListener('abort', ({ target }) => {
      this.#isBroken = true
      this.trouble = troubleIn(target !== null && 'error' in target ? target.error : null)
    })
    for (const type of ['close', 'versionchange']) {
      database.addEventListener(type, () => {
        this.#isBroken = true
        if (!this.#isLeft) onGone()
      })
    }
  }

  /** Says why where it does not come to the point of writing, in time. */
  static async open(
    outside: BaseDevice['outside'],
    name: string,
    document: Y.Doc,
    onGone: () => void,
  ): Promise<BoundBase | 'unopened' | DeviceTrouble> {
    // y-indexeddb never says that it could not open one.
    const probe = await openBase(outside, name)
    probe?.close()
    // Without a network its code may not come.
    const persistence = probe && (await outside.bindBase(name, document).catch(() => null))
    if (persistence === null) return 'unopened'
    const isInTime = <T>(opened: Promise<T>): Promise<T | null> =>
      withinTime(outside.clock, OPEN_MS, opened, null)
    const database = await isInTime(persistence._db).catch(() => null)
    const bound = database && new BoundBase(persistence, database, onGone)
    if (bound && (await isInTime(persistence.whenSynced)) !== null && !bound.isClosed) return bound
    void persistence.destroy().catch(() => undefined)
    return bound?.trouble ?? 'unopened'
  }

  /** Whether it takes nothing more. */
  get isClosed(): boolean {
    try {
      this.#database.transaction('updates')
      return this.#isBroken
    } catch {
      return true
    }
  }

  /** Whether all that the document had is on the disk: a reading comes after all writing that was begun. */
  async isWritten(): Promise<boolean> {
    try {
      const reading = this.#database.transaction('updates')
      const rows = await answer(reading.objectStore('updates').count())
      await completed(reading)
      if (this.#isBroken) return false
      // It joins them itself only after a second without news, which a busy world never has.
      if (rows >= ROWS_MAX) await (await import('y-indexeddb')).storeState(this.#persistence, true)
      return true
    } catch {
      return false
    }
  }

  async leave(): Promise<void> {
    this.#isLeft = true
    await this.#persistence.destroy().catch(() => undefined)
  }
}
