// The work on one line of a world, on this device: the ledger, its data on the disk, and the other tabs that
// work on it too. It knows the unsaved edits and their fate, and nothing of sockets.
import * as Y from 'yjs'
import type { Address } from '../../shared/world/address.ts'
import { isWhole } from '../../shared/yjs/document-state.ts'
import { metaOf } from '../../shared/world/scene/scene.ts'
import type { DeviceTrouble } from './contract/replica.ts'
import type { Device } from './storage/device.ts'
import { DeviceBase } from './storage/base.ts'
import { DeviceLog } from './storage/device-log.ts'
import { readUnsaved } from './storage/stored-documents.ts'
import { makeAndHoldCopy, makeCopy } from './line-copies.ts'
import type { CopyAbout, LeftLine } from './line-copies.ts'
import type { giveUpLine } from './other-lines.ts'
import { UnsavedLedger, type DroppedEdits } from './unsaved-ledger.ts'
import { makeTabName, placeOf, recordKeyOf } from './storage/stored-rows.ts'
import type { RecordKey, StoredPlace, UnsavedRecord, WorldIdentity } from './storage/stored-rows.ts'
import type { Copy, CopyId } from './contract/replica.ts'
import type { EditRefusal } from './sync-state.ts'
import { openTabs, tabsName, type TabMessage, type Tabs } from './connection/tab-channel.ts'

interface WorkEvents {
  /** An editor made this edit; it is noted already. */
  readonly edited: (record: UnsavedRecord) => void
  /** The unsaved work, or whether the device keeps it, changed. */
  readonly changed: () => void
  /** What the device has of the server's state came late. */
  readonly cameLate: () => void
  /** Edits were taken back, in this tab or in another: the scene is another document. */
  readonly takenBack: (refusal: EditRefusal) => void
  /** Another tab makes this copy of edits; this one may put them on the disk after that took them away. */
  readonly copiedElsewhere: (place: StoredPlace, keys: readonly RecordKey[], copy: CopyId | null) => void
  /** Somebody removed what the device kept of this world; it is given what is open here again. */
  readonly removed: () => void
  /** All there is of this world was written to the device anew. */
  readonly writtenAnew: () => void
  /** A tab's messages about the people who are there, and that one has opened or closed. */
  readonly tabPresent: (update: Uint8Array) => void
  readonly tabOpened: () => void
  readonly tabClosed: (tab: string) => void
}

interface WorkOptions {
  readonly device: Device
  readonly address: Address
  /** Names the open replica. */
  readonly tab: string
  readonly events: WorkEvents
}

interface SettledLine {
  readonly world: WorldIdentity
  readonly journal: DeviceLog
  readonly tabs: Tabs
}

export class LineWork {
  readonly #options: WorkOptions
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

  constructor(options: WorkOptions) {
    this.#options = options
    this.#base = new DeviceBase(options.device, {
      cameLate: (updates) => {
        this.ledger.load(updates, [])
        options.events.cameLate()
      },
      isAbsent: () => this.#settled?.journal.writeSoon(),
      troubleChanged: () => {
        // What is unsaved may be kept all the same.
        if (this.#base.trouble === null) options.events.writtenAnew()
        options.events.changed()
      },
    })
    this.ledger = new UnsavedLedger(options.device.outside, this.#base, (update) => this.#edited(update))
    this.#stopListening = options.device.database.onCleared(() => this.#cleared())
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
    if (this.#options.device.outside.indexedDB === null) return 'none'
    return this.#settled?.journal.trouble ?? this.#base.trouble
  }

  /** When the oldest of the changes was made, in ms since 1970. */
  get since(): number | null {
    for (const { at } of this.ledger.unsaved) return at
    return null
  }

  /** How often the browser has cleared what this device kept, since this was opened. */
  get clearings(): number {
    return this.#clearings
  }

  get title(): string {
    return metaOf(this.scene).title
  }

  /** Takes up what the device has of a line; edits that were made before are kept with it. Once. */
  async settleOn(world: WorldIdentity): Promise<void> {
    const { device, tab, events } = this.#options
    const journal = new DeviceLog({
      database: device.database,
      copies: device.copies,
      clock: device.outside.clock,
      world: world.id,
      place: placeOf(world, 'scene'),
      name: makeTabName(device.outside.random),
      base: this.#base,
      unsaved: () => this.ledger.unsaved,
      onStored: (keys) => this.#stored(keys),
      onAnew: () => this.#options.events.writtenAnew(),
      onTrouble: () => this.#troubleChanged(),
    })
    const name = tabsName(device.member, placeOf(world, 'scene'))
    const tabs = openTabs(device.outside, name, (message) => this.#heard(message))
    this.#settled = { world, journal, tabs }
    const reading = journal.load()
    const isAnswering = reading.then(() => journal.trouble === null)
    const updates = await this.#base.read(placeOf(world, 'scene'), isAnswering)
    const stored = await reading
    for (const record of this.ledger.unsaved) if (record.tab === tab) journal.keep(record)
    stored.rows.forEach((row, at) => this.#base.give(row, stored.rowKeys[at]))
    this.ledger.load([...updates, ...stored.rows], stored.unsaved)
    tabs.post({ type: 'hello' })
    events.changed()
  }

  /** The server has these edits on disk. */
  settle(keys: ReadonlySet<RecordKey>): void {
    if (!this.#settle(keys)) return
    this.#settled?.tabs.post({ type: 'saved', keys: [...keys] })
    this.#options.events.changed()
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
    const dropped = fromNothing
      ? this.ledger.startOver(() => this.#base.startOver(isKept.promise))
      : this.ledger.drop(keys)
    if (!dropped) return false
    const copy = makeAndHoldCopy(this.#options.device, this.#about(settled.world, text), dropped)
    settled.journal.moveToCopy(keysOf(dropped), copy)
    isKept.resolve(settled.journal.flush().then(() => settled.journal.trouble === null))
    settled.tabs.post({ type: 'dropped', keys: keysOf(dropped), code, text, copy: copy.id })
    this.#options.events.takenBack({ code, text, copy: copy.id })
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
    const mine = Y.encodeStateAsUpdate(this.scene)
    return makeCopy(this.#options.device, this.#about(world, why), { mine, theirs: this.ledger.baseState() })
  }

  /** Gives this line up for another: unsaved work becomes a copy at once, and none of it is sent. */
  leave(why: string, giveUp: typeof giveUpLine): LeftLine | null {
    const settled = this.#settled
    if (!settled) return null
    const about = this.#about(settled.world, why)
    const dropped = this.ledger.abandon()
    this.#stopListening()
    const left = giveUp(this.#options.device, about, dropped, this.#closeStores(settled))
    const told = { code: 'line', text: why, copy: left.copy?.id ?? null }
    settled.tabs.post({ type: 'dropped', keys: keysOf(dropped), ...told })
    settled.tabs.close()
    return left
  }

  /**
   * Makes sure that all tabs' unsaved edits are here and on the disk, also those of tabs that ended without a
   * word. Rejects with a DeviceFault.
   */
  async gather(): Promise<void> {
    const settled = this.#settled
    if (!settled) return
    await settled.journal.flush()
    const found = await readUnsaved(this.#options.device.database, placeOf(settled.world, 'scene'))
    // Learned again, a refused edit would be sent again, and become a second copy.
    const stored = found.filter(({ key }) => !settled.journal.isLeaving(key))
    this.#learn(stored.filter(({ tab }) => tab !== this.#options.tab))
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
    settled?.tabs.post({ type: 'bye', tab: this.#options.tab })
    settled?.tabs.close()
    this.ledger.destroy()
  }

  /** What is unsaved first. */
  async #closeStores({ journal }: SettledLine): Promise<void> {
    await journal.close()
    await this.#base.close()
  }

  #edited(bytes: Uint8Array): void {
    const { device, tab, events } = this.#options
    this.#edits += 1
    const at = device.outside.clock.now()
    const mark = this.#mark === null ? {} : { mark: this.#mark }
    const record = { key: recordKeyOf(tab, this.#edits), tab, bytes, at, ...mark }
    this.ledger.note(record)
    this.#keepHearsay()
    this.#settled?.journal.keep(record)
    this.#settled?.tabs.tell(record)
    events.edited(record)
    events.changed()
  }

  /** Where an edit waits for one that another tab could not keep either, nothing counts as kept. */
  #stored(keys: RecordKey[]): void {
    if (!isWhole(this.ledger.scene)) return
    this.ledger.noteStored(keys)
    this.#settled?.tabs.post({ type: 'kept', keys })
    this.#options.events.changed()
  }

  #troubleChanged(): void {
    if (this.trouble) this.ledger.doubtStored()
    this.#options.events.changed()
  }

  /** The browser cleared what was kept: the journal and base write all they have again. */
  #cleared(): void {
    this.#clearings += 1
    this.#base.doubt()
    this.ledger.doubtStored()
    this.#options.events.changed()
  }

  #removed(): void {
    this.#base.doubt()
    this.writeAnew()
    this.ledger.doubtStored()
    this.#options.events.removed()
    this.#options.events.changed()
  }

  #heard(message: TabMessage): void {
    const { events, tab } = this.#options
    switch (message.type) {
      case 'hello': {
        const own = [...this.ledger.unsaved].filter((record) => record.tab === tab)
        if (own.length > 0) this.#settled?.tabs.post({ type: 'edits', records: own })
        return events.tabOpened()
      }
      case 'edits':
        for (const { key } of message.records) this.#hearsay.add(key)
        return this.#learn(message.records)
      case 'kept':
        this.ledger.noteStored(message.keys)
        return events.changed()
      case 'saved':
        return this.#settle(message.keys) ? events.changed() : undefined
      case 'dropped':
        return this.#droppedElsewhere(message.keys, message)
      case 'who':
        return this.#settled?.tabs.post({ type: 'here' })
      case 'here':
        return undefined
      case 'removed':
        return this.#removed()
      case 'presence':
        return events.tabPresent(message.update)
      case 'bye':
        return events.tabClosed(message.tab)
    }
  }

  #learn(records: readonly UnsavedRecord[]): void {
    if (this.ledger.learn(records)) this.#options.events.changed()
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
   * What another tab says is saved goes from the disk, too: this tab may have put it there after that one
   * took it away.
   */
  #settle(keys: Iterable<RecordKey>): boolean {
    for (const key of keys) this.#hearsay.delete(key)
    const update = this.ledger.settle(keys)
    if (update) this.#settled?.journal.settle(keys, update)
    return update !== null
  }

  /** Another tab has taken edits back. Edits here that rested on them go into a copy of their own. */
  #droppedElsewhere(keys: readonly RecordKey[], { code, text, copy }: EditRefusal): void {
    const settled = this.#settled
    const dropped = this.ledger.drop(keys)
    if (!settled || !dropped) return
    const theirs = new Set(keys)
    const isMore = dropped.records.some(({ key }) => !theirs.has(key))
    const own = isMore
      ? makeAndHoldCopy(this.#options.device, this.#about(settled.world, text), dropped)
      : null
    settled.journal.moveToCopy(keysOf(dropped), own)
    if (!own) this.#options.events.copiedElsewhere(placeOf(settled.world, 'scene'), keys, copy)
    this.#options.events.takenBack({ code, text, copy: own?.id ?? copy })
  }

  #about(world: WorldIdentity, why: string): CopyAbout {
    return { world, address: this.#options.address, title: this.title, why }
  }
}

const keysOf = ({ records }: DroppedEdits): RecordKey[] => records.map(({ key }) => key)
