// The work on one line of a world, on this device: the ledger, its data on the disk, and the other tabs that
// work on it too. It knows the unsaved edits and their fate, and nothing of sockets. It never throws at an
// editor.
import * as Y from 'yjs'
import type { Address } from '../../shared/world/address.ts'
import { isWhole } from '../../shared/yjs/document-state.ts'
import { metaOf } from '../../shared/world/scene/scene.ts'
import type { EditRefusal, UnsavedState } from './sync-state.ts'
import { putCopy, type CopyAbout } from './storage/conflict-copies.ts'
import { answer, DeviceFault, type DeviceTrouble } from './storage/database.ts'
import type { Device } from './storage/device.ts'
import { DeviceBase } from './storage/base.ts'
import { readPlace, readUnsaved, type StoredDocument } from './storage/places.ts'
import { UnsavedLedger, type DroppedEdits } from './unsaved-ledger.ts'
import { keysOf, makeTabName, placeOf, recordKeyOf, type Copy, type CopyId } from './storage/stored-rows.ts'
import type { RecordKey, StoredPlace, UnsavedRecord, WorldIdentity } from './storage/stored-rows.ts'
import type { Presence } from './connection/awareness.ts'
import { openTabs, type TabMessage, type Tabs } from './connection/tab-channel.ts'

/** How long what the server has is gathered before it is written: nothing hurries. */
const GATHER_MS = 1_000
/** When a write that failed is tried again. */
const RETRY_MS = 3_000
/** Most transactions on their way to the disk: on a slower one, what comes meanwhile is written together. */
const WRITES_MAX = 16
/** How long a browser that clears what was kept is left to finish. */
const CLEARED_MS = 250

type DroppedMessage = TabMessage & { readonly type: 'dropped' }

/** The open world, as its work needs it. */
export interface LineHost {
  readonly device: Device
  readonly address: Address
  /** Names the open replica among all tabs. */
  readonly tab: string
  readonly people: Pick<Presence, 'fromTab' | 'announce'>
  /** An editor made this edit; it is noted already. */
  edited(record: UnsavedRecord): void
  /** The unsaved work, or whether the device keeps it, changed. */
  changed(): void
  /** What the device has of the server's state came late. */
  cameLate(): void
  /** Edits were taken back, in this tab or in another: the scene is another document. */
  takenBack(refusal: EditRefusal): void
  /** Somebody removed what the device kept of this world; it is given what is open here again. */
  removed(): void
  /** Enters the world in the device's book: all there is of it was written to the device anew. */
  remember(): Promise<void>
  /** Another tab closes. */
  tabClosed(tab: string): void
}

/**
 * What is to be written to the device, with the rows of what it rests on and base has not confirmed. The
 * edits of a turn are given to the browser with the frame that shows them, in a transaction that waits for no
 * other one: a page may end at any moment, and the browser then still writes the edits that it was given.
 * Edits that the disk refuses stay in memory and are tried again.
 */
interface Batch {
  readonly unsaved: Map<RecordKey, UnsavedRecord>
  /** Edits that are unsaved no more: the server has them, or a copy has. */
  readonly done: Set<RecordKey>
  readonly copies: Copy[]
}

/** A line that was given up, whose data the device has until the next one is here (line-removal.ts). */
export type LeftLine = NonNullable<ReturnType<UnsavedWork['leave']>>

export class UnsavedWork {
  readonly #host: LineHost
  readonly #base: DeviceBase
  readonly ledger: UnsavedLedger
  /** Which world and line this is; null as long as nobody has said. */
  world: WorldIdentity | null = null
  #tabs: Tabs | null = null
  #edits = 0
  /** Of the import that is being made. */
  #mark: string | null = null
  #clearings = 0
  #stopListening: () => void
  /** What was taken back here: a tab that opens meanwhile may have read it from the disk as unsaved. */
  readonly #dropped: DroppedMessage[] = []
  #batch: Batch = emptyBatch()
  readonly #writing = new Set<Promise<void>>()
  /** Edits that are unsaved no more, and are on the disk until that is written. */
  readonly #leaving = new Set<RecordKey>()
  #isGathering = false
  #cancelTimer: (() => void) | null = null
  /** Why the last write failed. */
  #trouble: DeviceTrouble | null = null
  /** Whether the disk has missed something, so that all is to be written anew. */
  #isBehind = false
  #isClosed = false

  constructor(host: LineHost) {
    const { device } = host
    this.#host = host
    this.#base = new DeviceBase(device, this)
    this.ledger = new UnsavedLedger(device.outside, this.#base, (update) => this.#edited(update))
    this.#stopListening = device.database.onCleared(() => {
      this.#clearings += 1
      this.#lost(CLEARED_MS)
    })
  }

  get scene(): Y.Doc {
    return this.ledger.scene
  }

  /** Why the device cannot keep them; null when it can. */
  get trouble(): DeviceTrouble | null {
    if (this.#host.device.outside.indexedDB === null) return 'none'
    return this.#trouble ?? this.#base.trouble
  }

  /** How the unsaved work stands. */
  get unsavedState(): Omit<UnsavedState, 'wasHere' | 'otherTabs'> {
    const { changes, stored, since } = this.ledger
    return { changes, stored, since, trouble: this.trouble, clearings: this.#clearings }
  }

  get title(): string {
    return metaOf(this.scene).title
  }

  /** Takes up what the device has of a line; edits that were made before are kept with it. Once. */
  async settleOn(world: WorldIdentity): Promise<void> {
    const { device } = this.#host
    const place = placeOf(world, 'scene')
    this.world = world
    this.#tabs = openTabs(device, place, (message) => this.#heard(message))
    this.#writeAfter(0)
    const reading = this.#readStored(place)
    const updates = await this.#base.read(place, reading, (late) => {
      this.ledger.load(late, [])
      this.#host.cameLate()
    })
    this.ledger.load(updates, (await reading)?.unsaved ?? [])
    this.#tabs.post({ type: 'hello' })
    this.#host.changed()
  }

  /**
   * The server has these edits on disk. Where another tab says so (`isTold`), they go from the disk as well:
   * this tab may have put them there after that one took them away.
   */
  settle(keys: readonly RecordKey[], isTold = false): void {
    if (!this.ledger.settle(keys)) return
    this.#leave(keys)
    this.#writeAfter(GATHER_MS)
    if (!isTold) this.#tabs?.post({ type: 'saved', keys: [...keys] })
    this.#host.changed()
  }

  /**
   * The server will not have these edits: they become a copy, and the scene is made again without them. With
   * `fromNothing`, the server's state is forgotten, too, since it is no longer the server's. False when there
   * was nothing to take back.
   */
  takeBack(keys: readonly RecordKey[], code: string, text: string, fromNothing: boolean): boolean {
    const { world } = this
    if (world === null) return false
    const isKept = Promise.withResolvers<boolean>()
    const isAnothers = code === 'identity'
    const dropped = fromNothing
      ? this.ledger.startOver(isKept.promise)
      : this.ledger.drop(keys, undefined, isAnothers)
    if (dropped) {
      const copy = fromNothing ? (`lost-${world.id}-${world.line}` as CopyId) : refusedCopyId(dropped)
      this.#moveToCopy(world, dropped, { code, text, copy })
    }
    isKept.resolve(this.#flush().then(() => this.#trouble === null))
    return dropped !== null
  }

  /** The edits of `make` are of an import that the server gave this mark; null: they are plain edits. */
  importing<Made>(mark: string | null, make: () => Made): Made {
    this.#mark = mark
    try {
      return make()
    } finally {
      this.#mark = null
    }
  }

  /** The unsaved work, as a copy for which nothing was dropped; null when there is none. */
  copy(why: string): Copy | null {
    if (this.world === null || this.ledger.changes === 0) return null
    const states = { mine: Y.encodeStateAsUpdate(this.scene), theirs: this.ledger.baseState() }
    return this.#host.device.copies.makeCopy(this.#about(this.world, why), states)
  }

  /** Gives this line up for another: unsaved work becomes a copy at once, and none of it is sent. */
  leave(why: string) {
    if (this.world === null) return null
    const { copies } = this.#host.device
    const about = this.#about(this.world, why)
    const dropped = this.ledger.abandon()
    this.#stopListening()
    const copy = dropped.records.length > 0 ? copies.makeLineCopy(about, dropped) : null
    /** Settles once that copy is kept, and the device's data is written no more. */
    const kept = Promise.all([copy && copies.saveCopy(copy), this.#closeStores()])
    const told = { code: 'line', text: why, copy: copy?.id ?? null }
    this.#tabs?.post({ type: 'dropped', keys: keysOf(dropped.records), ...told })
    this.#tabs?.close()
    return { about, dropped, copy, kept }
  }

  /**
   * Makes sure that all tabs' unsaved edits are here and on the disk, also those of tabs that ended without a
   * word. Rejects with a DeviceFault.
   */
  async gather(): Promise<void> {
    if (this.world === null) return
    await this.#flush()
    const found = await readUnsaved(this.#host.device.database, placeOf(this.world, 'scene'))
    // Learned again, a refused edit would be sent again, and become a second copy.
    const stored = found.filter(({ key }) => !this.#leaving.has(key))
    const learned = this.ledger.learn(stored.filter(({ tab }) => tab !== this.#host.tab))
    if (learned.length > 0) this.#host.changed()
    const onDisk = new Set(keysOf(stored))
    this.ledger.noteStored(onDisk)
    for (const record of this.ledger.unsaved) if (!onDisk.has(record.key)) this.#keep(record)
  }

  /** All there is, is put on the disk, at once unless told otherwise. */
  writeAnew(afterMs = 0): void {
    this.#isBehind = true
    this.#writeAfter(afterMs)
  }

  tellPresence(update: Uint8Array): void {
    this.#tabs?.post({ type: 'presence', update })
  }

  /** Writes what is left to write, and leaves what is unsaved to the other tabs. */
  async close(): Promise<void> {
    this.#stopListening()
    await this.#closeStores()
    this.#tabs?.post({ type: 'bye', tab: this.#host.tab })
    this.#tabs?.close()
    this.ledger.destroy()
  }

  /** What is unsaved first. */
  async #closeStores(): Promise<void> {
    await this.#flush()
    this.#isClosed = true
    this.#cancelTimer?.()
    await this.#base.close()
  }

  #edited(bytes: Uint8Array): void {
    const host = this.#host
    const { tab } = host
    this.#edits += 1
    const at = host.device.outside.clock.now()
    const mark = this.#mark === null ? {} : { mark: this.#mark }
    const record = { key: recordKeyOf(tab, this.#edits), tab, bytes, at, ...mark }
    this.ledger.note(record)
    this.#keep(record)
    this.#tabs?.tell(record)
    host.edited(record)
    host.changed()
  }

  /** Base cannot be opened for now. */
  keepInRows(): void {
    this.#writeAfter(GATHER_MS)
  }

  /** The disk takes nothing, or takes everything again. */
  troubleChanged(): void {
    // What base does not take may be kept all the same.
    if (this.#trouble) this.ledger.doubtStored()
    if (this.trouble === null) void this.#host.remember()
    this.#host.changed()
  }

  /** The disk has lost what it had: all there is, is written again. */
  #lost(afterMs = 0): void {
    this.#base.doubt()
    this.#batch.copies.push(...this.#host.device.copies.held())
    this.writeAnew(afterMs)
    this.ledger.doubtStored()
    this.#host.changed()
  }

  #heard(message: TabMessage): void {
    const host = this.#host
    switch (message.type) {
      case 'hello': {
        const own = [...this.ledger.unsaved].filter((record) => record.tab === host.tab)
        if (own.length > 0) this.#tabs?.post({ type: 'edits', records: own })
        for (const dropped of this.#dropped) this.#tabs?.post(dropped)
        return host.people.announce()
      }
      case 'edits':
        return this.#learn(message.records)
      case 'saved':
        return this.settle(message.keys, true)
      case 'dropped':
        return this.#droppedElsewhere(message)
      case 'who':
        return this.#tabs?.post({ type: 'here' })
      case 'here':
        return undefined
      case 'removed':
        host.removed()
        return this.#lost()
      case 'presence':
        return host.people.fromTab(message.update)
      case 'bye':
        return host.tabClosed(message.tab)
    }
  }

  /** An edit here may rest on them: it must not be on the disk without them, should their tab die. */
  #learn(records: readonly UnsavedRecord[]): void {
    const learned = this.ledger.learn(records)
    for (const record of learned) this.#keep(record)
    if (learned.length > 0) this.#host.changed()
  }

  /**
   * Another tab has taken edits back. This one puts them into the same copy, with edits here that rested on
   * them: it may have put them on the disk after that tab took them away.
   */
  #droppedElsewhere({ keys, ...refusal }: DroppedMessage): void {
    // What other tabs made on top of them, those take back themselves.
    const isAnothers = refusal.code === 'identity'
    const dropped = this.ledger.drop(keys, ({ tab }) => tab === this.#host.tab, isAnothers)
    if (this.world && dropped) this.#moveToCopy(this.world, dropped, refusal)
  }

  /** Into this copy, or a new one, which is held until it is on the disk. */
  #moveToCopy(world: WorldIdentity, dropped: DroppedEdits, { code, text, copy: id }: EditRefusal): void {
    const { copies } = this.#host.device
    const copy = copies.makeCopy(this.#about(world, text), dropped, id)
    copies.addCopy(copy)
    const keys = keysOf(dropped.records)
    this.#leave(keys)
    this.#batch.copies.push(copy)
    this.#writeAfter(0)
    const told: DroppedMessage = { type: 'dropped', keys, code, text, copy: copy.id }
    this.#dropped.push(told)
    this.#tabs?.post(told)
    this.#host.takenBack({ code, text, copy: copy.id })
  }

  #about(world: WorldIdentity, why: string): CopyAbout {
    return { world, address: this.#host.address, title: this.title, why }
  }

  /** The device's data of this world; null when it cannot say. */
  async #readStored(place: StoredPlace): Promise<StoredDocument | null> {
    try {
      return await readPlace(this.#host.device.database, place)
    } catch (error) {
      if (!(error instanceof DeviceFault)) throw error
      this.#fail(error)
      return null
    }
  }

  /** Keeps an unsaved edit, at once. */
  #keep(record: UnsavedRecord): void {
    this.#batch.unsaved.set(record.key, record)
    this.#writeAfter(0)
  }

  /** Resolves when earlier writes are on disk, or could not be. */
  async #flush(): Promise<void> {
    this.#write()
    await Promise.all(this.#writing)
    if (this.world && this.#isDue() && !this.#trouble) await this.#flush()
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
    if (ms > 0) this.#cancelTimer ??= this.#host.device.outside.clock.after(ms, () => this.#write())
    else if (!this.#isGathering) {
      this.#isGathering = true
      // Edits of the same turn are written together, when the key that made them is on the screen.
      this.#host.device.outside.afterFrame(() => {
        this.#isGathering = false
        this.#write()
      })
    }
  }

  /** Gives what is due to the browser, unless too much is on its way already. */
  #write(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
    const world = this.world
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
    const records = isAnew ? [...this.ledger.unsaved] : [...batch.unsaved.values()]
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
    if (batch.copies.length > 0) this.#host.device.copies.announce()
    // Other writes may have failed meanwhile, but not this one. The device counts as keeping its data only
    // when everything is on disk.
    if (!this.#isBehind) this.#setTrouble(null)
    if (!this.#trouble) this.#noteStored(records)
    if (!this.#trouble && isAnew) void this.#host.remember()
  }

  /** Where one waits for another that its tab could not keep either, nothing counts as kept. */
  #noteStored(records: readonly UnsavedRecord[]): void {
    if (records.length === 0 || !isWhole(this.ledger.scene)) return
    this.ledger.noteStored(keysOf(records))
    this.#host.changed()
  }

  /** One transaction: an edit is never neither unsaved nor in rows nor in a copy. */
  #put(
    world: WorldIdentity,
    { done, copies }: Batch,
    records: readonly UnsavedRecord[],
    due: ReturnType<DeviceBase['takeDue']>,
  ): Promise<void> {
    const { database, copies: all } = this.#host.device
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
    const { clock, random } = this.#host.device.outside
    return `${String(clock.now()).padStart(15, '0')}.${makeTabName(random)}`
  }

  #fail(error: unknown): void {
    this.#isBehind = true
    this.#setTrouble(error instanceof DeviceFault ? error.trouble : 'broken')
    if (this.#isClosed) return
    this.#cancelTimer?.()
    this.#cancelTimer = this.#host.device.outside.clock.after(RETRY_MS, () => this.#write())
  }

  #setTrouble(trouble: DeviceTrouble | null): void {
    if (this.#trouble === trouble) return
    this.#trouble = trouble
    this.troubleChanged()
  }
}

function emptyBatch(): Batch {
  return { unsaved: new Map(), done: new Set(), copies: [] }
}

/** The server tells each tab by itself: what two had of the same edits goes into one copy. */
function refusedCopyId({ records }: DroppedEdits): CopyId | null {
  const [oldest] = records.toSorted((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1))
  return oldest ? (`refused-${oldest.key}` as CopyId) : null
}
