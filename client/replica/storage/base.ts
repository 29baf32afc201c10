// What this device has of the server's state of one document. y-indexeddb keeps it, bound to a document that
// nobody sees: what throws in its handlers reaches no other. What it has not confirmed can lie in `rows` of
// the small database meanwhile, so that an edit finds there what it rests on. What both lose is fetched
// again.
import * as Y from 'yjs'
import type { IndexeddbPersistence } from 'y-indexeddb'
import { answerWithin, withinTime } from '../../../shared/time/time-limit.ts'
import { isEmpty, isWhole } from '../../../shared/yjs/document-state.ts'
import type { BrowserPlatform } from '../../device/browser-platform.ts'
import {
  answer,
  completed,
  databaseNames,
  DeviceFault,
  OPEN_MS,
  openStores,
  tellsNames,
  troubleIn,
  type Database,
  type DeviceTrouble,
} from './database.ts'
import { applyReadable, EMPTY_UPDATE, joinReadable } from './merge-updates.ts'
import type { StoredDocument } from './places.ts'
import { bytesSchema, type StoredPlace } from './stored-rows.ts'

/** How long other tabs have to let go of a database, in ms: they close it when they are told that it goes. */
const LETTING_GO_MS = 3_000
/** How long after the opening of a world the first write waits, in ms: what is looked at comes first. */
const FIRST_MS = 2_000
/** How long updates are gathered before they are written, in ms: the server has them, so nothing hurries. */
const GATHER_MS = 1_000
/** When a write that failed is tried again, in ms. */
const RETRY_MS = 3_000
/** Most updates that wait to be confirmed: more are joined to one. */
const WAITING_MAX = 200
/** Most rows before they are replaced by the whole state: y-indexeddb's own number. */
const ROWS_MAX = 500

/** An update that base is not known to have on its disk. */
interface UnconfirmedUpdate {
  readonly bytes: Uint8Array
  /** Keys of the rows that have it, or that it replaces. */
  rows: readonly IDBValidKey[]
  /** Whether a row has all of it. */
  isDown: boolean
  /** Whether the document has it. */
  isGiven: boolean
}

interface BaseEvents {
  /** It cannot be opened for now: rows are to have what it was given. */
  readonly keepInRows?: () => void
  /** Its disk takes nothing, or takes everything again. */
  readonly troubleChanged?: () => void
}

type BasePlatform = Pick<BrowserPlatform, 'clock' | 'indexedDB'>

/** A browser as a member uses it, as far as bases need to know. */
interface MemberBrowser {
  readonly member: string
  readonly outside: BasePlatform
}

interface BaseDevice extends MemberBrowser {
  readonly database: Database
  readonly outside: BasePlatform & Pick<BrowserPlatform, 'bindBase'>
}

export class DeviceBase {
  readonly #device: BaseDevice
  readonly #events: BaseEvents
  #place: StoredPlace | null = null
  #document = new Y.Doc()
  /** What was read from the disk; null once the document has it. */
  #read: readonly Uint8Array[] | null = []
  #unconfirmed: readonly UnconfirmedUpdate[] = []
  #bound: BoundBase | null = null
  #writing: Promise<unknown> = Promise.resolve()
  /** Deletions of rows and of the database. */
  #deleting: Promise<unknown> = Promise.resolve()
  /** Why the last write failed. */
  #fault: 'unopened' | DeviceTrouble | null = null
  #cancelTimer: (() => void) | null = null
  #isClosed = false

  constructor(device: BaseDevice, events: BaseEvents = {}) {
    this.#device = device
    this.#events = events
  }

  /** Why its disk does not take what it is given; null while it does. */
  get trouble(): DeviceTrouble | null {
    return this.#fault === 'unopened' ? null : this.#fault
  }

  /** Whether all that it was given is on its disk. */
  get isConfirmed(): boolean {
    return this.#unconfirmed.length === 0
  }

  /** Whether rows are to have what it was given, since it cannot be opened, and do not have all of it. */
  get isDue(): boolean {
    return this.#isAbsent && this.#unconfirmed.some(({ isDown }) => !isDown)
  }

  get #isAbsent(): boolean {
    return this.#fault === 'unopened' && this.#device.outside.indexedDB !== null
  }

  /**
   * Resolves with all that the device has of the server's state. What is on its disk is read after the rows:
   * what another tab takes from there is in base before. Where the device does not answer for those (null),
   * base is not waited for either. `cameLate` takes what its database has that opens late.
   */
  async read(
    place: StoredPlace,
    reading: Promise<Pick<StoredDocument, 'rows' | 'rowKeys'> | null>,
    cameLate: (updates: readonly Uint8Array[]) => void = () => undefined,
  ): Promise<readonly Uint8Array[]> {
    this.#place = place
    const after = reading.then((stored) => stored !== null)
    const document = this.#document
    const readLate = (updates: readonly Uint8Array[]): void => {
      // It began anew meanwhile: that is no longer the server's.
      if (this.#isClosed || document !== this.#document) return
      for (const update of updates) this.give(update)
      cameLate(updates)
    }
    const updates = (await readBase(this.#device, place, after, readLate)) ?? []
    const { rows, rowKeys } = (await reading) ?? { rows: [], rowKeys: [] }
    this.#read = updates
    rows.forEach((row, at) => this.give(row, rowKeys[at]))
    return [...updates, ...rows]
  }

  /** Keeps what the server has. `row`: the key of the row that has it. */
  give(bytes: Uint8Array, row: IDBValidKey | null = null): void {
    const update = { bytes, rows: row === null ? [] : [row], isDown: row !== null, isGiven: false }
    this.#unconfirmed = [...this.#unconfirmed, update]
    // What was read at the opening waits as it is: nothing holds that up.
    if (this.#read === null && this.#unconfirmed.length > WAITING_MAX) this.#joinUnconfirmed()
    if (this.#isAbsent) this.#events.keepInRows?.()
    this.#writeSoon()
  }

  /** All that it was given and has read, as one update. */
  state(): Uint8Array {
    const had = this.#read ?? [Y.encodeStateAsUpdate(this.#document)]
    const more = this.#unconfirmed.filter(({ isGiven }) => !isGiven)
    return joinReadable([...had, ...more.map(({ bytes }) => bytes)])
  }

  /**
   * The row, with this key, of what lies on no disk: for the transaction of an edit that may rest on it. Null
   * when there is nothing.
   */
  takeDue(key: IDBValidKey) {
    const due = this.#unconfirmed.filter(({ isDown }) => !isDown)
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
    const rows = rowsOf(this.#unconfirmed)
    this.#document.destroy()
    this.#document = new Y.Doc()
    this.#read = []
    this.#unconfirmed = []
    this.#deleting = this.#forget(rows, isKept, Promise.all([this.#deleting, this.#writing, this.#unbind()]))
  }

  /** Writes what is left, and no more after that. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelTimer?.()
    await this.#writing
    if (!this.isConfirmed) await this.#write()
    await this.#deleting
    await this.#unbind()
    this.#document.destroy()
  }

  /** Not one update counts as confirmed. */
  #doubtAll(): void {
    const bytes = this.state()
    const isGiven = this.#read === null && this.#unconfirmed.every((update) => update.isGiven)
    const all = { bytes, rows: rowsOf(this.#unconfirmed), isDown: false, isGiven }
    this.#unconfirmed = bytes.length > EMPTY_UPDATE.length ? [all] : []
  }

  /** The last of them is neither in a row nor in the document, so that all of it is not. */
  #joinUnconfirmed(): void {
    const bytes = joinReadable(this.#unconfirmed.map((update) => update.bytes))
    this.#unconfirmed = [{ bytes, rows: rowsOf(this.#unconfirmed), isDown: false, isGiven: false }]
  }

  #writeSoon(ms = this.#read === null ? GATHER_MS : FIRST_MS): void {
    if (this.#isClosed || this.#place === null || this.isConfirmed) return
    this.#cancelTimer ??= this.#device.outside.clock.after(ms, () => {
      this.#writing = this.#writeInTurn()
    })
  }

  async #writeInTurn(): Promise<void> {
    const isWritten = await this.#write()
    this.#cancelTimer = null
    this.#writeSoon(isWritten ? GATHER_MS : RETRY_MS)
  }

  /** False where not all that it was given before is on the disk. */
  async #write(): Promise<boolean> {
    await this.#deleting
    const document = this.#document
    const bound = await this.#open(document)
    // Another one began meanwhile.
    if (document !== this.#document) return false
    const isBound = bound instanceof BoundBase
    const due = this.#unconfirmed.filter(({ isGiven }) => !isGiven)
    const read = isBound && !isEmpty(document) ? null : this.#read
    this.#read = null
    for (const update of due) update.isGiven = true
    // It is known to be open in this turn: in a closed one the handler would throw.
    applyReadable(document, [...(read ?? []), ...due.map(({ bytes }) => bytes)])
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
    const rows = rowsOf(this.#unconfirmed)
    this.#unconfirmed = this.#unconfirmed.filter(({ isGiven }) => !isGiven)
    const needed = new Set(rowsOf(this.#unconfirmed))
    const done = rows.filter((row) => !needed.has(row))
    if (done.length > 0) this.#deleting = Promise.all([this.#deleting, this.#deleteRows(done)])
  }

  #noteFault(fault: 'unopened' | DeviceTrouble | null): void {
    const { trouble } = this
    const wasAbsent = this.#isAbsent
    this.#fault = fault
    if (this.#isAbsent && !wasAbsent) this.#events.keepInRows?.()
    if (this.trouble !== trouble) this.#events.troubleChanged?.()
  }

  async #forget(
    rows: readonly IDBValidKey[],
    isKept: Promise<boolean>,
    before: Promise<unknown>,
  ): Promise<void> {
    await before
    if (this.#place === null || !(await isKept)) return
    await this.#deleteRows(rows)
    await deleteDatabase(this.#device.outside, baseName(this.#device.member, this.#place))
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
    if (this.#place === null) return 'unopened'
    const { member, outside } = this.#device
    const gone = (): void => this.#doubtAll()
    const bound = await BoundBase.open(outside, baseName(member, this.#place), document, gone)
    if (document === this.#document && bound instanceof BoundBase) this.#bound = bound
    return bound
  }

  async #unbind(): Promise<void> {
    const bound = this.#bound
    this.#bound = null
    await bound?.leave()
  }
}

const rowsOf = (updates: readonly UnconfirmedUpdate[]): IDBValidKey[] => [
  ...new Set(updates.flatMap(({ rows }) => rows)),
]

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
    if (!(await opensInTime(outside, name))) return 'unopened'
    const inTime = <T>(coming: Promise<T>): Promise<T | null> => answerWithin(outside.clock, OPEN_MS, coming)
    // Without a network its code may not come, or late.
    const binding = outside.bindBase(name, document)
    const persistence = await inTime(binding)
    const database = persistence && (await inTime(persistence._db))
    const bound = database && new BoundBase(persistence, database, onGone)
    if (bound && (await inTime(bound.#persistence.whenSynced)) !== null && !bound.isClosed) return bound
    void binding.then((left) => left.destroy()).catch(() => undefined)
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

/** The database in which y-indexeddb keeps a document of a member. */
const baseName = (member: string, place: string): string => `inkland ${member} base ${place}`

/**
 * All that a base has on the disk, oldest first; null where it cannot be read. It is read after `after`:
 * false when the device does not answer, so that base is not waited for either. `late` takes what one has
 * that did not open in time.
 */
export async function readBase(
  { member, outside: { indexedDB, clock } }: MemberBrowser,
  place: string,
  after: Promise<boolean> = Promise.resolve(true),
  late: (updates: readonly Uint8Array[]) => void = () => undefined,
): Promise<readonly Uint8Array[] | null> {
  if (indexedDB === null || !tellsNames(indexedDB)) return []
  let isLate = false
  const reading = Promise.all([openStores(indexedDB, baseName(member, place), makeStores), after])
    .then(([database]) => readUpdates(database))
    .then((updates) => {
      if (isLate) late(updates)
      return updates
    })
    .catch(() => null)
  const isAnswering = await after
  const updates = await withinTime(clock, isAnswering ? OPEN_MS : 0, reading, null)
  isLate = updates === null
  return updates
}

async function readUpdates(database: IDBDatabase): Promise<readonly Uint8Array[]> {
  try {
    const rows: unknown[] = await answer(database.transaction('updates').objectStore('updates').getAll())
    return rows.flatMap((row) => bytesSchema.safeParse(row).data ?? [])
  } finally {
    database.close()
  }
}

/** The stores that y-indexeddb expects: it makes none in a database that is there. */
function makeStores(database: IDBDatabase): void {
  database.createObjectStore('updates', { autoIncrement: true })
  database.createObjectStore('custom')
}

/** The places of a member's bases. Rejects with a DeviceFault where the browser does not answer. */
export async function basePlaces({ member, outside }: MemberBrowser): Promise<string[]> {
  const { indexedDB, clock } = outside
  // What could not be found again to be deleted is not kept: there are no bases then.
  if (indexedDB === null || !tellsNames(indexedDB)) return []
  const start = baseName(member, '')
  const names = await databaseNames(indexedDB, clock)
  if (names === null) throw new DeviceFault('silent', {})
  return names.flatMap((name) => (name.startsWith(start) ? [name.slice(start.length)] : []))
}

/** Deletes a database; false where a tab holds on to it, so that it has to be done again. */
export async function deleteDatabase({ indexedDB, clock }: BasePlatform, name: string): Promise<boolean> {
  if (indexedDB === null) return true
  const deleted = answer(indexedDB.deleteDatabase(name)).then(() => true)
  return (await answerWithin(clock, LETTING_GO_MS, deleted)) ?? false
}

/**
 * Deletes a member's bases whose places begin so; false where one is left. Rejects with a DeviceFault where
 * the browser does not answer.
 */
export async function deleteBases(of: MemberBrowser, start = ''): Promise<boolean> {
  const places = (await basePlaces(of)).filter((place) => place.startsWith(start))
  const deleted = await Promise.all(
    places.map((place) => deleteDatabase(of.outside, baseName(of.member, place))),
  )
  return deleted.every((isGone) => isGone)
}

/** Tried first: y-indexeddb never says that it could not open one. */
async function opensInTime({ indexedDB, clock }: BasePlatform, name: string): Promise<boolean> {
  if (indexedDB === null || !tellsNames(indexedDB)) return false
  const opened = openStores(indexedDB, name, makeStores).then((database) => {
    database.close()
    return true
  })
  return (await answerWithin(clock, OPEN_MS, opened)) ?? false
}
