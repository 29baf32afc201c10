// The server's state of one document on this device, kept by y-indexeddb. What it loses is fetched again. Its
// document is one that nobody sees, made when there is first something to write: what throws in its handlers
// reaches no other.
import * as Y from 'yjs'
import type { IndexeddbPersistence } from 'y-indexeddb'
import { withinTime } from '../../../shared/time/time-limit.ts'
import type { BrowserPlatform } from '../contract/outside-world.ts'
import { OPEN_MS, openBase, tellsNames } from './bases.ts'
import { answer, completed } from './database.ts'

/** How long after the opening of a world the first write waits, in ms: what is looked at comes first. */
const FIRST_MS = 2_000
/** How long updates are gathered before they are written, in ms: the server has them, so nothing hurries. */
const GATHER_MS = 1_000
/** When a write that failed is tried again, in ms. */
const RETRY_MS = 3_000
/** Most rows before they are replaced by the whole state: y-indexeddb's own number. */
const ROWS_MAX = 500

type BindingPlatform = Pick<BrowserPlatform, 'clock' | 'indexedDB' | 'bindBase'>

export class DeviceBase {
  readonly #platform: BindingPlatform
  readonly #name: string
  readonly #onConfirmed: () => void
  /** What the document was not given yet. */
  readonly #due: Uint8Array[] = []
  /** The document has more than is known to be on the disk. */
  #isBehind = false
  #document: Y.Doc | null = null
  #bound: BoundBase | null = null
  #cancelTimer: (() => void) | null = null
  #writing: Promise<void> | null = null
  #isFirst = true
  #isClosed = false

  /** `onConfirmed` is called when something is on the disk, and all that was given before it. */
  constructor(platform: BindingPlatform, name: string, onConfirmed: () => void) {
    this.#platform = platform
    this.#name = name
    this.#onConfirmed = onConfirmed
  }

  /** Keeps what the server has. */
  give(update: Uint8Array): void {
    const { indexedDB } = this.#platform
    if (this.#isClosed || indexedDB === null || !tellsNames(indexedDB)) return
    this.#due.push(update)
    this.#writeAfter(this.#isFirst ? FIRST_MS : GATHER_MS)
  }

  /** Writes what is left, and no more after that. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelTimer?.()
    await this.#writing
    if (this.#isDue) await this.#write().catch(() => false)
    this.#leave()
    this.#document?.destroy()
  }

  get #isDue(): boolean {
    return this.#isBehind || this.#due.length > 0
  }

  #writeAfter(ms: number): void {
    if (this.#isClosed || this.#writing !== null) return
    this.#cancelTimer ??= this.#platform.clock.after(ms, () => {
      this.#cancelTimer = null
      this.#writing = this.#writeOnce()
    })
  }

  async #writeOnce(): Promise<void> {
    // An update that cannot be read is left out: the server is asked again for what is missing.
    const isWritten = await this.#write().catch(() => false)
    this.#writing = null
    if (this.#isDue) this.#writeAfter(isWritten ? GATHER_MS : RETRY_MS)
  }

  /** Whether all that was given is on the disk. */
  async #write(): Promise<boolean> {
    this.#isFirst = false
    const document = (this.#document ??= new Y.Doc())
    // A database that went takes nothing more. Another is given all of the document when it is bound.
    if (this.#bound?.isClosed !== false) this.#leave()
    this.#isBehind = true
    applyAll(document, this.#due.splice(0))
    this.#bound ??= await this.#bind(document)
    if (this.#bound === null || !(await this.#bound.isWritten())) {
      this.#leave()
      return false
    }
    this.#isBehind = false
    this.#onConfirmed()
    return true
  }

  async #bind(document: Y.Doc): Promise<BoundBase | null> {
    const { bindBase, clock } = this.#platform
    // y-indexeddb never says that it could not open one.
    const probe = await openBase(this.#platform, this.#name)
    if (probe === null) return null
    probe.close()
    try {
      return await BoundBase.open(await bindBase(this.#name, document), clock)
    } catch {
      // Without a network its code may not come.
      return null
    }
  }

  #leave(): void {
    this.#bound?.leave()
    this.#bound = null
  }
}

/** y-indexeddb, with its database open. */
class BoundBase {
  readonly #persistence: IndexeddbPersistence
  readonly #database: IDBDatabase
  /** A write failed, or the database was closed or deleted: y-indexeddb itself tells of neither. */
  #isBroken = false

  private constructor(persistence: IndexeddbPersistence, database: IDBDatabase) {
    this.#persistence = persistence
    this.#database = database
    const breaks = (): void => {
      this.#isBroken = true
    }
    for (const type of ['abort', 'close', 'versionchange']) database.addEventListener(type, breaks)
  }

  /** Null where the database does not open in time. */
  static async open(
    persistence: IndexeddbPersistence,
    clock: BindingPlatform['clock'],
  ): Promise<BoundBase | null> {
    const database = await withinTime(clock, OPEN_MS, persistence._db, null).catch(() => null)
    const bound = database && new BoundBase(persistence, database)
    if (bound && (await withinTime(clock, OPEN_MS, persistence.whenSynced, null)) !== null) return bound
    void persistence.destroy().catch(() => undefined)
    return null
  }

  /**
   * Whether it takes nothing more: its handler would throw then, and the document tell nobody anything. Asked
   * in the turn in which that is written.
   */
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

  leave(): void {
    void this.#persistence.destroy().catch(() => undefined)
  }
}

/** In one transaction. */
function applyAll(document: Y.Doc, updates: readonly Uint8Array[]): void {
  document.transact(() => {
    for (const update of updates) Y.applyUpdate(document, update)
  })
}
