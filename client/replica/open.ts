// Opens a world on this device: puts the ledger, the journal, the server's socket and the other tabs together.
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { partsOf, type Address } from '../../shared/world/address.ts'
import { metaOf } from '../../shared/world/scene.ts'
import { askPresenceFrame, presenceFrame } from '../../shared/wire/frame.ts'
import { findKnown, remember } from './book.ts'
import { DeviceFault } from './database.ts'
import type { Device } from './device.ts'
import { Exchange } from './exchange.ts'
import { Journal } from './journal.ts'
import { readUnsaved } from './kept.ts'
import { holdCopy, leaveLine, leaveOtherLines, REPLACED, RESTORED, type CopyAbout } from './leaving.ts'
import { Ledger } from './ledger.ts'
import { Link } from './link.ts'
import { LiveReader } from './live.ts'
import { Presence } from './presence.ts'
import { identityOf, makeTabName, placeOf, recordKeyOf, sameWorld } from './records.ts'
import type { RecordKey, UnsavedRecord, WorldIdentity } from './records.ts'
import type { Replica, SyncState } from './replica.ts'
import { closedReason, SyncMark, syncState, type ClosedReason, type Refusal } from './sync.ts'
import { openTabs, type TabMessage, type Tabs } from './tabs.ts'

export interface ReplicaOptions {
  readonly device: Device
  readonly address: Address
  /** `ws://host` or `wss://host` of the server, without a path. */
  readonly server: string
}

/** Opens the world at an address, from this device and from the server; it works with either alone. */
export function openReplica(options: ReplicaOptions): Replica {
  return new OpenReplica(options)
}

/** How long nothing is said about the first try to connect. */
const PATIENCE_MS = 2_000
/** How often a tab looks for unsaved edits that nobody has sent, and how old they must be to be sent by it. */
const SWEEP_MS = 10_000

/** What is open of one line of a world. */
interface Line {
  readonly world: WorldIdentity
  readonly ledger: Ledger
  readonly journal: Journal
  readonly tabs: Tabs
}

class OpenReplica implements Replica {
  readonly address: Address
  readonly ready: Promise<void>
  readonly #device: Device
  readonly #server: string
  /** Names this replica among all that this browser has open. */
  readonly #tab: string
  #ledger: Ledger
  readonly #presence: Presence
  readonly #link: Link
  readonly #mark = new SyncMark()
  readonly #opened: Promise<void>
  readonly #rebuiltListeners = new Set<() => void>()
  readonly #letGo: (() => void)[] = []
  #becomeReady: () => void = () => undefined
  #stopSweep: () => void = () => undefined
  #live: LiveReader
  #line: Line | null = null
  #exchange: Exchange | null = null
  #edits = 0
  #isLoaded = false
  #isPatient = true
  #refusal: Refusal | null = null
  #ended: ClosedReason | null = null
  #isClosed = false

  constructor({ device, address, server }: ReplicaOptions) {
    const { outside } = device
    this.#device = device
    this.#server = server
    this.address = address
    this.#tab = makeTabName(outside.random)
    this.ready = new Promise((resolve) => {
      this.#becomeReady = resolve
    })
    this.#ledger = this.#newLedger()
    this.#presence = new Presence(this.#ledger.scene, {
      toServer: (update) => this.#exchange?.met && this.#link.send(presenceFrame(update)),
      toTabs: (update) => this.#line?.tabs.post({ type: 'presence', update }),
    })
    this.#live = new LiveReader(device, socketUrl(server, address, '/live'))
    this.#link = new Link(outside, socketUrl(server, address, ''), {
      opened: () => this.#begin(),
      received: (frame) => this.#exchange?.received(frame),
      lost: () => this.#lost(),
      ended: (code, reason) => this.#end(code, reason),
      doubted: () => this.#exchange?.ask(),
    })
    this.#opened = this.#openKept()
    this.#letGo.push(
      outside.onWake(() => this.#wake()),
      outside.clock.after(PATIENCE_MS, () => this.#losePatience()),
      device.copies.onChange(() => void this.#forgetDroppedCopy()),
    )
    this.#sweepLater()
    this.#link.retry()
  }

  get world(): WorldIdentity | null {
    return this.#line?.world ?? null
  }

  get scene(): Y.Doc {
    return this.#ledger.scene
  }

  get live(): Y.Doc {
    return this.#live.document
  }

  get presence(): Awareness {
    return this.#presence.awareness
  }

  get sync(): SyncState {
    return this.#mark.state
  }

  onSync(listener: (sync: SyncState) => void): () => void {
    return this.#mark.onChange(listener)
  }

  onRebuilt(listener: () => void): () => void {
    this.#rebuiltListeners.add(listener)
    return () => this.#rebuiltListeners.delete(listener)
  }

  reconnect(): void {
    if (this.#isClosed) return
    this.#refusal = null
    this.#ended = null
    this.#link.retry()
    this.#live.retry()
    this.#tell()
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const letGo of this.#letGo) letGo()
    this.#stopSweep()
    this.#presence.destroy()
    this.#exchange?.end()
    this.#link.stop()
    await this.#opened
    await this.#remember()
    await Promise.all([this.#live.close(), this.#line?.journal.close()])
    this.#line?.tabs.post({ type: 'bye', tab: this.#tab })
    this.#line?.tabs.close()
    this.#ledger.destroy()
  }

  // The device

  async #openKept(): Promise<void> {
    const known = await findKnown(this.#device, this.address)
    if (known && !this.#isClosed) await this.#enter({ id: known.id, line: known.line })
    this.#isLoaded = true
    this.#tell()
  }

  #newLedger(): Ledger {
    return new Ledger(this.#device.outside, (update) => this.#edited(update))
  }

  #openLine(world: WorldIdentity, ledger: Ledger): Line {
    const { database, copies, member, outside } = this.#device
    const journal = new Journal({
      database,
      copies,
      clock: outside.clock,
      world: world.id,
      place: placeOf(world, 'scene'),
      state: () => ledger.baseState(),
      onKeeps: () => this.#tell(),
    })
    const name = `inkland ${member} ${placeOf(world, 'scene')}`
    return { world, ledger, journal, tabs: openTabs(outside, name, (message) => this.#heard(message)) }
  }

  /** Takes up what the device has of a world, while none is open. */
  async #enter(world: WorldIdentity): Promise<void> {
    const line = this.#openLine(world, this.#ledger)
    const kept = await line.journal.load()
    this.#line = line
    for (const record of this.#ledger.unsaved) if (record.tab === this.#tab) line.journal.keep(record)
    this.#ledger.load(kept.rows, kept.unsaved)
    this.#settleIn(line)
  }

  /** Leaves a line for another: what is unsaved cannot be merged into that, so it becomes a copy. */
  async #moveOn(from: Line, to: WorldIdentity): Promise<void> {
    const line = this.#openLine(to, this.#newLedger())
    const kept = await line.journal.load()
    line.ledger.load(kept.rows, kept.unsaved)
    const about = this.#about(from.world, from.world.id === to.id ? RESTORED : REPLACED)
    const left = this.#live
    const dropped = from.ledger.abandon()
    const copy = dropped.records.length > 0 ? holdCopy(this.#device, about, dropped) : null
    this.#refusal = copy && { code: 'line', text: about.why, copy: copy.id }
    this.#line = line
    this.#ledger = line.ledger
    this.#live = new LiveReader(this.#device, socketUrl(this.#server, this.address, '/live'))
    this.#settleIn(line)
    this.#rebuilt()
    this.#tellDropped(from, dropped.records, { code: 'line', text: about.why, copy: copy?.id ?? null })
    from.tabs.close()
    void this.#quietly(async () => {
      await Promise.all([from.journal.close(), left.close()])
      await leaveLine(this.#device, about, dropped, copy)
    })
  }

  #settleIn({ world, tabs }: Line): void {
    tabs.post({ type: 'hello' })
    void this.#quietly(() => this.#live.follow(world))
    if (this.#ledger.hasBase) this.#becomeReady()
    this.#tell()
  }

  /** Enters the world in the device's book, so that it opens without a network. */
  #remember(): Promise<void> {
    const world = this.#line?.world
    if (!world || !this.#ledger.hasBase) return Promise.resolve()
    const { title } = metaOf(this.scene)
    const openedAt = this.#device.outside.clock.now()
    return this.#quietly(() => remember(this.#device, { ...world, address: this.address, title, openedAt }))
  }

  /** A device that cannot keep things now is told by the mark, and no reason to stop. */
  async #quietly(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      if (!(error instanceof DeviceFault)) this.#device.outside.report(error)
    }
  }

  // Edits

  #edited(bytes: Uint8Array): void {
    this.#edits += 1
    const at = this.#device.outside.clock.now()
    const record = { key: recordKeyOf(this.#tab, this.#edits), tab: this.#tab, bytes, at }
    this.#ledger.note(record)
    this.#line?.journal.keep(record)
    this.#line?.tabs.post({ type: 'edits', records: [record] })
    this.#exchange?.give([record])
    this.#tell()
  }

  #settled(keys: ReadonlySet<RecordKey>): void {
    const row = this.#ledger.settle(keys)
    if (!row) return
    this.#line?.journal.settle(keys, row)
    this.#line?.tabs.post({ type: 'saved', keys: [...keys] })
    this.#tell()
  }

  /** The server will not have these edits: they become a copy, and the scene is made again without them. */
  #refused(keys: ReadonlySet<RecordKey>, code: string, text: string): void {
    this.#exchange = null
    const line = this.#line
    const dropped = this.#ledger.drop(keys)
    if (!dropped || !line) {
      // Without anything to take back the next try would end the same way.
      this.#refusal = { code, text, copy: null }
      this.#link.stop()
      return this.#tell()
    }
    const copy = holdCopy(this.#device, this.#about(line.world, text), dropped)
    this.#refusal = { code, text, copy: copy.id }
    line.journal.moveToCopy(
      dropped.records.map(({ key }) => key),
      copy,
    )
    this.#tellDropped(line, dropped.records, this.#refusal)
    this.#startAgain()
  }

  /** Another tab has taken edits back. What rested on them here goes into a copy of its own. */
  #droppedElsewhere(keys: readonly RecordKey[], refusal: Refusal): void {
    const line = this.#line
    const dropped = this.#ledger.drop(keys)
    if (!dropped || !line) return
    const more = dropped.records.some(({ key }) => !keys.includes(key))
    const copy = more ? holdCopy(this.#device, this.#about(line.world, refusal.text), dropped) : null
    this.#refusal = copy ? { ...refusal, copy: copy.id } : refusal
    line.journal.moveToCopy(
      dropped.records.map(({ key }) => key),
      copy,
    )
    this.#startAgain()
  }

  /** After edits were taken back: other documents, another client id, another socket. */
  #startAgain(): void {
    this.#rebuilt()
    this.#exchange = null
    this.#link.renew()
    this.#tell()
  }

  #rebuilt(): void {
    this.#presence.bind(this.#ledger.scene)
    for (const listener of this.#rebuiltListeners) listener()
  }

  #about(world: WorldIdentity, why: string): CopyAbout {
    return { world, address: this.address, title: metaOf(this.scene).title, why }
  }

  #tellDropped({ tabs }: Line, records: readonly UnsavedRecord[], { code, text, copy }: Refusal): void {
    tabs.post({ type: 'dropped', keys: records.map(({ key }) => key), code, text, copy })
  }

  // The server

  #begin(): void {
    const { outside } = this.#device
    const exchange: Exchange = new Exchange({
      tab: this.#tab,
      send: (frame) => this.#link.send(frame),
      meet: (id, line) => this.#meet(id, line),
      baseVector: () => this.#ledger.baseVector(),
      unsaved: () => this.#ledger.unsaved,
      receive: (update) => this.#received(update),
      settled: (keys) => this.#settled(keys),
      presence: (update) => this.#presence.fromServer(update),
      presenceAsked: () => this.#presence.announce(),
      refused: (keys, code, text) => this.#refused(keys, code, text),
      advanced: () => this.#advanced(exchange),
      failed: (error) => {
        outside.report(error)
        if (this.#exchange === exchange) this.#link.drop()
      },
    })
    this.#exchange = exchange
  }

  /** Compares the server's world with ours; false when this socket cannot sync it. */
  async #meet(id: string, line: string): Promise<boolean> {
    await this.#opened
    const world = identityOf(id, line)
    if (!world) throw new Error('the world has no identity')
    if (this.#isClosed) return false
    const open = this.#line
    if (!open) await this.#enter(world)
    else if (!sameWorld(open.world, world)) await this.#moveOn(open, world)
    return !this.#isClosed
  }

  #advanced(exchange: Exchange): void {
    if (!exchange.online) {
      this.#link.send(askPresenceFrame())
      this.#presence.announce()
      return this.#tell()
    }
    this.#link.praise()
    this.#live.retry()
    this.#becomeReady()
    void this.#remember()
    const { world } = this
    if (world) {
      const about = { world, address: this.address, title: metaOf(this.scene).title }
      void this.#quietly(() => leaveOtherLines(this.#device, about))
    }
    this.#tell()
  }

  #received(update: Uint8Array): void {
    if (this.#ledger.receive(update)) this.#line?.journal.add(update)
  }

  #lost(): void {
    this.#exchange?.end()
    this.#exchange = null
    this.#presence.forgetServer()
    this.#tell()
  }

  #end(code: number, reason: string): void {
    this.#lost()
    this.#ended = closedReason(code)
    if (this.#ended) return this.#tell()
    const keys = [...this.#ledger.unsaved].map(({ key }) => key)
    this.#refused(new Set(keys), String(code), reason)
  }

  #wake(): void {
    this.#link.wake()
    this.#live.wake()
  }

  // Other tabs

  #heard(message: TabMessage): void {
    const line = this.#line
    switch (message.type) {
      case 'hello':
        this.#presence.announce()
        return line?.tabs.post({ type: 'edits', records: this.#own() })
      case 'edits':
        if (this.#ledger.learn(message.records).length > 0) this.#tell()
        return undefined
      case 'saved':
        if (this.#ledger.settle(message.keys)) this.#tell()
        return undefined
      case 'dropped':
        return this.#droppedElsewhere(message.keys, message)
      case 'presence':
        return this.#presence.fromTab(message.update)
      case 'bye':
        return this.#exchange?.give(this.#notSent().filter(({ tab }) => tab === message.tab))
    }
  }

  #own(): UnsavedRecord[] {
    return [...this.#ledger.unsaved].filter(({ tab }) => tab === this.#tab)
  }

  #notSent(): UnsavedRecord[] {
    const inFlight = this.#exchange?.inFlight()
    return [...this.#ledger.unsaved].filter(({ key }) => !inFlight?.has(key))
  }

  #sweepLater(): void {
    this.#stopSweep = this.#device.outside.clock.after(SWEEP_MS, () => {
      void this.#quietly(() => this.#sweep())
      this.#sweepLater()
    })
  }

  /** Sends what tabs left unsaved that ended without a word. Sent twice is no harm: the server knows what it has. */
  async #sweep(): Promise<void> {
    const line = this.#line
    if (!line || !this.#exchange?.online) return
    await line.journal.flush()
    const kept = await readUnsaved(this.#device.database, placeOf(line.world, 'scene'))
    if (this.#line !== line || this.#isClosed) return
    this.#ledger.learn(kept.filter(({ tab }) => tab !== this.#tab))
    const before = this.#device.outside.clock.now() - SWEEP_MS
    this.#exchange?.give(this.#notSent().filter(({ at }) => at <= before))
    this.#tell()
  }

  // The mark

  #losePatience(): void {
    this.#isPatient = false
    this.#tell()
  }

  #tell(): void {
    if (this.#isClosed) return
    this.#mark.show(
      syncState({
        closed: this.#ended,
        refusal: this.#refusal,
        opening: !this.#isLoaded || (this.#isPatient && !this.#link.failing),
        online: this.#exchange?.online ?? false,
        changes: this.#ledger.changes,
        keeps: this.#device.outside.indexedDB !== null && (this.#line?.journal.keeps ?? true),
      }),
    )
  }

  /** A copy that is gone from the list has been dealt with. */
  async #forgetDroppedCopy(): Promise<void> {
    const copy = this.#refusal?.copy
    if (!copy) return
    const copies = await this.#device.copies.list()
    if (copies.some(({ id }) => id === copy) || this.#refusal?.copy !== copy) return
    this.#refusal = null
    this.#tell()
  }
}

function socketUrl(server: string, address: Address, kind: '' | '/live'): string {
  const { account, world } = partsOf(address)
  return `${server}/sync/${encodeURIComponent(account)}/${encodeURIComponent(world)}${kind}?inkland=1`
}
