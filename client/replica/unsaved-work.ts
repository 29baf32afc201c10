// The work on one line of a world, on this device: the ledger, its data on the disk, and the other tabs that
// work on it too. It knows the unsaved edits and their fate, and nothing of sockets.
import * as Y from 'yjs'
import type { Address } from '../../shared/world/address.ts'
import { isWhole } from '../../shared/yjs/document-state.ts'
import { metaOf } from '../../shared/world/scene/scene.ts'
import type { DeviceTrouble, SyncState, UnsavedState } from './contract/replica.ts'
import type { CopyAbout } from './storage/conflict-copies.ts'
import type { Device } from './storage/device.ts'
import { DeviceBase } from './storage/base.ts'
import { readUnsaved } from './storage/places.ts'
import { UnsavedJournal } from './unsaved-journal.ts'
import { UnsavedLedger, type DroppedEdits, type LeftLine } from './unsaved-ledger.ts'
import { placeOf, recordKeyOf, type Copy, type CopyId } from './contract/stored-rows.ts'
import type { RecordKey, UnsavedRecord, WorldIdentity } from './contract/stored-rows.ts'
import type { Presence } from './connection/awareness.ts'
import { openTabs, tabsName, type TabMessage, type Tabs } from './connection/tab-channel.ts'

/** How long a browser that clears what was kept is left to finish. */
const CLEARED_MS = 250

export type EditRefusal = Omit<Extract<SyncState, { state: 'refused' }>, 'state'>

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

interface SettledLine {
  readonly world: WorldIdentity
  readonly journal: UnsavedJournal
  readonly tabs: Tabs
}

export class UnsavedWork {
  readonly #host: LineHost
  readonly #base: DeviceBase
  readonly ledger: UnsavedLedger
  #settled: SettledLine | null = null
  #edits = 0
  /** Of the import that is being made. */
  #mark: string | null = null
  #clearings = 0
  #stopListening: () => void
  /** Edits that other tabs told of, and have put on the disk for all that this one knows. */
  readonly #hearsay = new Set<RecordKey>()
  /** What this tab took back: one that opens meanwhile may have read it from the disk as unsaved. */
  readonly #dropped: (TabMessage & { readonly type: 'dropped' })[] = []

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

  /** Which world and line this is; null as long as nobody has said. */
  get world(): WorldIdentity | null {
    return this.#settled?.world ?? null
  }

  get scene(): Y.Doc {
    return this.ledger.scene
  }

  /** Why the device cannot keep them; null when it can. */
  get trouble(): DeviceTrouble | null {
    if (this.#host.device.outside.indexedDB === null) return 'none'
    return this.#settled?.journal.trouble ?? this.#base.trouble
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
    const { device, tab } = this.#host
    const place = placeOf(world, 'scene')
    const journal = new UnsavedJournal(device, world, this.#base, this)
    const tabs = openTabs(device.outside, tabsName(device.member, place), (message) => this.#heard(message))
    this.#settled = { world, journal, tabs }
    const reading = journal.load()
    const updates = await this.#base.read(place, reading)
    for (const record of this.ledger.unsaved) if (record.tab === tab) journal.keep(record)
    this.ledger.load(updates, (await reading)?.unsaved ?? [])
    tabs.post({ type: 'hello' })
    this.#host.changed()
  }

  /**
   * The server has these edits on disk. Where another tab says so (`isTold`), they go from the disk as well:
   * this tab may have put them there after that one took them away.
   */
  settle(keys: ReadonlySet<RecordKey>, isTold = false): void {
    for (const key of keys) this.#hearsay.delete(key)
    if (!this.ledger.settle(keys)) return
    this.#settled?.journal.settle(keys)
    if (!isTold) this.#settled?.tabs.post({ type: 'saved', keys: [...keys] })
    this.#host.changed()
  }

  /**
   * The server will not have these edits: they become a copy, and the scene is made again without them. With
   * `fromNothing`, the server's state is forgotten, too, since it is no longer the server's. False when there
   * was nothing to take back.
   */
  takeBack(keys: ReadonlySet<RecordKey>, code: string, text: string, fromNothing: boolean): boolean {
    const settled = this.#settled
    if (!settled) return false
    const isKept = Promise.withResolvers<boolean>()
    const dropped = fromNothing ? this.ledger.startOver(isKept.promise) : this.ledger.drop(keys)
    if (!dropped) return false
    const copy = this.#copyOf(dropped, settled.world, text)
    settled.journal.moveToCopy(keysOf(dropped), copy)
    isKept.resolve(settled.journal.flush().then(() => settled.journal.trouble === null))
    const told = { type: 'dropped', keys: keysOf(dropped), code, text, copy: copy.id } as const
    this.#dropped.push(told)
    settled.tabs.post(told)
    this.#host.takenBack({ code, text, copy: copy.id })
    return true
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
    const { world } = this
    if (world === null || this.ledger.changes === 0) return null
    const states = { mine: Y.encodeStateAsUpdate(this.scene), theirs: this.ledger.baseState() }
    return this.#host.device.copies.makeCopy(this.#about(world, why), states)
  }

  /** Gives this line up for another: unsaved work becomes a copy at once, and none of it is sent. */
  leave(why: string): LeftLine | null {
    const settled = this.#settled
    if (!settled) return null
    const { copies } = this.#host.device
    const about = this.#about(settled.world, why)
    const dropped = this.ledger.abandon()
    this.#stopListening()
    const copy = dropped.records.length > 0 ? copies.makeLineCopy(about, dropped) : null
    const kept = Promise.all([copy && copies.saveCopy(copy), this.#closeStores(settled)])
    const told = { code: 'line', text: why, copy: copy?.id ?? null }
    settled.tabs.post({ type: 'dropped', keys: keysOf(dropped), ...told })
    settled.tabs.close()
    return { about, dropped, copy, kept }
  }

  /**
   * Makes sure that all tabs' unsaved edits are here and on the disk, also those of tabs that ended without a
   * word. Rejects with a DeviceFault.
   */
  async gather(): Promise<void> {
    const settled = this.#settled
    if (!settled) return
    await settled.journal.flush()
    const found = await readUnsaved(this.#host.device.database, placeOf(settled.world, 'scene'))
    // Learned again, a refused edit would be sent again, and become a second copy.
    const stored = found.filter(({ key }) => !settled.journal.isLeaving(key))
    this.#learn(stored.filter(({ tab }) => tab !== this.#host.tab))
    this.ledger.noteStored(stored.map(({ key }) => key))
    const onDisk = new Set(stored.map(({ key }) => key))
    for (const record of this.ledger.unsaved) if (!onDisk.has(record.key)) settled.journal.keep(record)
  }

  /** All there is, is put on the disk at once. */
  writeAnew(): void {
    this.#settled?.journal.writeAnew()
  }

  tellPresence(update: Uint8Array): void {
    this.#settled?.tabs.post({ type: 'presence', update })
  }

  /** Writes what is left to write, and leaves what is unsaved to the other tabs. */
  async close(): Promise<void> {
    const settled = this.#settled
    this.#stopListening()
    this.#keepHearsay()
    if (settled) await this.#closeStores(settled)
    settled?.tabs.post({ type: 'bye', tab: this.#host.tab })
    settled?.tabs.close()
    this.ledger.destroy()
  }

  /** What is unsaved first. */
  async #closeStores({ journal }: SettledLine): Promise<void> {
    await journal.close()
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
    this.#keepHearsay()
    this.#settled?.journal.keep(record)
    this.#settled?.tabs.tell(record)
    host.edited(record)
    host.changed()
  }

  /** Base's database opened late: this is what it had. */
  cameLate(updates: readonly Uint8Array[]): void {
    this.ledger.load(updates, [])
    this.#host.cameLate()
  }

  /** Base cannot be opened for now. */
  keepInRows(): void {
    this.#settled?.journal.writeSoon()
  }

  /**
   * These edits are on the disk. Where one waits for another that its tab could not keep either, nothing
   * counts as kept.
   */
  stored(keys: RecordKey[]): void {
    if (!isWhole(this.ledger.scene)) return
    this.ledger.noteStored(keys)
    this.#settled?.tabs.post({ type: 'kept', keys })
    this.#host.changed()
  }

  /** All there is was written to the disk anew. */
  writtenAnew(): void {
    void this.#host.remember()
  }

  /** The disk takes nothing, or takes everything again. */
  troubleChanged(): void {
    // What base does not take may be kept all the same.
    if (this.#settled?.journal.trouble) this.ledger.doubtStored()
    if (this.trouble === null) void this.#host.remember()
    this.#host.changed()
  }

  /** The disk has lost what it had: the journal and base write all there is again. */
  #lost(afterMs = 0): void {
    this.#base.doubt()
    this.#settled?.journal.writeAnew(afterMs)
    this.ledger.doubtStored()
    this.#host.changed()
  }

  #heard(message: TabMessage): void {
    const host = this.#host
    switch (message.type) {
      case 'hello': {
        const own = [...this.ledger.unsaved].filter((record) => record.tab === host.tab)
        if (own.length > 0) this.#settled?.tabs.post({ type: 'edits', records: own })
        for (const dropped of this.#dropped) this.#settled?.tabs.post(dropped)
        return host.people.announce()
      }
      case 'edits':
        for (const { key } of message.records) this.#hearsay.add(key)
        return this.#learn(message.records)
      case 'kept':
        this.ledger.noteStored(message.keys)
        return host.changed()
      case 'saved':
        return this.settle(new Set(message.keys), true)
      case 'dropped':
        return this.#droppedElsewhere(message)
      case 'who':
        return this.#settled?.tabs.post({ type: 'here' })
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

  #learn(records: readonly UnsavedRecord[]): void {
    if (this.ledger.learn(records)) this.#host.changed()
  }

  /**
   * An edit here may rest on another tab's: the one must not be on the disk without the other, should that
   * tab die.
   */
  #keepHearsay(): void {
    for (const key of this.#hearsay) {
      const record = this.ledger.find(key)
      if (record) this.#settled?.journal.keep(record)
    }
    this.#hearsay.clear()
  }

  /**
   * Another tab has taken edits back. This one puts them into the same copy, with edits here that rested on
   * them: it may have put them on the disk after that tab took them away.
   */
  #droppedElsewhere({ keys, code, text, copy }: TabMessage & { readonly type: 'dropped' }): void {
    const settled = this.#settled
    const dropped = settled && this.ledger.drop(keys)
    if (!dropped) return
    const own = this.#copyOf(dropped, settled.world, text, copy)
    settled.journal.moveToCopy(keysOf(dropped), own)
    this.#host.takenBack({ code, text, copy: own.id })
  }

  /** A copy of the dropped edits, held until its writer has it on disk. */
  #copyOf(dropped: DroppedEdits, world: WorldIdentity, why: string, id: CopyId | null = null): Copy {
    const { copies } = this.#host.device
    const copy = copies.makeCopy(this.#about(world, why), dropped, id)
    copies.addCopy(copy)
    return copy
  }

  #about(world: WorldIdentity, why: string): CopyAbout {
    return { world, address: this.#host.address, title: this.title, why }
  }
}

const keysOf = ({ records }: DroppedEdits): RecordKey[] => records.map(({ key }) => key)
