// A world as this device has it: the server's state and one's own unsaved work, kept apart, and the truth
// about which edits are saved. It works without a network; the interface may rely on everything here.
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Action } from '../../shared/play/acts/action.ts'
import type { WireEvent } from '../../shared/wire/frames/action-frames.ts'
import { repeat } from '../../shared/time/repeat.ts'
import type { Address, ArtifactId } from '../../shared/world/address.ts'
import type { UndoneEdits } from '../../shared/wire/frames/sync-frames.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import { watchAbsences, type AbsenceWatch } from './absence.ts'
import { findKnown, remember } from './storage/known-worlds.ts'
import type { Device } from './storage/device.ts'
import { ServerSync, type SyncHost } from './server-sync.ts'
import { syncRoom, urlOf } from './connection/socket-link.ts'
import { Listeners } from '../device/listener-set.ts'
import { Observable } from '../device/observable.ts'
import { openLive, type LiveReader } from './live-reader.ts'
import { openPresence, type Presence } from './connection/awareness.ts'
import { identityOf, keysOf, makeTabName, sameWorld, type Copy } from './storage/stored-rows.ts'
import type { RecordKey, UnsavedRecord, WorldIdentity } from './storage/stored-rows.ts'
import { closedBy, syncStateOf, type ReplicaState } from './sync-state.ts'
import type { EditRefusal, SyncState, UnsavedState } from './sync-state.ts'
import { UnsavedWork, type LeftLine, type LineHost } from './unsaved-work.ts'

/** How long nothing is said about the first try to connect. */
const CONNECTING_DELAY_MS = 2_000
/** How often a tab looks for unsaved edits that nobody has sent, and how old what it sends then must be. */
const SWEEP_MS = 10_000
/** A shorter absence has missed nothing worth a report. */
const ABSENCE_MS = 60_000

/** Seldom needed, and not at once. */
const loadLineRemoval = () => import('./line-removal.ts')

/** What the two hosts name is for its own parts. */
export class Replica implements SyncHost, LineHost {
  readonly device: Device
  readonly address: Address
  readonly tab: string
  readonly people: Presence
  readonly absences: AbsenceWatch
  work: UnsavedWork
  readonly #server: string
  readonly #sync: ServerSync
  #state: ReplicaState = { state: 'reading' }
  /** Whether the device had this world; null until it has been looked. */
  #wasHere: boolean | null = null
  /** Nothing is said yet about a first try to connect. */
  #hidesConnecting = true
  readonly #syncState = new Observable<SyncState>({ state: 'opening' })
  readonly onSync = this.#syncState.subscribe
  readonly #unsavedState: Observable<UnsavedState>
  readonly onKeeping: Observable<UnsavedState>['subscribe']
  readonly #rebuilds = new Listeners()
  /**
   * `scene` and `presence` were replaced (after a refusal), and `live` (on another line); editors bind again.
   */
  readonly onRebuilt = this.#rebuilds.add
  readonly #liveEvents = new Listeners<WireEvent>()
  /** Calls back with messages of the server that nobody stores, such as lines of watched consoles. */
  readonly onEvent = this.#liveEvents.add
  readonly #ready = Promise.withResolvers<void>()
  /** Resolves when the scene can be shown: from this device's copy, or else from the server. */
  readonly ready = this.#ready.promise
  readonly #letGo: (() => void)[] = []
  /** Lines that were given up for the present one, until all of that is here. */
  #left: LeftLine[] = []
  #live: LiveReader
  /** Done when which world this is has been settled, as far as is known; one change at a time. */
  #settling: Promise<void>
  #isClosed = false

  /**
   * Opens the world at an address, from this device and from the server; it works with either alone.
   * `server`: its `ws://host` or `wss://host`, without a path.
   */
  constructor(device: Device, address: Address, server: string) {
    const { outside } = device
    this.device = device
    this.#server = server
    this.address = address
    this.tab = makeTabName(outside.random)
    this.work = new UnsavedWork(this)
    this.absences = watchAbsences(device)
    this.#live = this.#newLive()
    this.people = openPresence(this.work.scene, (update) => {
      this.#sync.tellPresence(update)
      this.work.tellPresence(update)
    })
    this.#unsavedState = new Observable(this.#readUnsavedState())
    this.onKeeping = this.#unsavedState.subscribe
    this.#sync = new ServerSync(outside, urlOf(syncRoom(server, address, '', device.member)), this)
    this.#settling = this.#openStored()
    this.#letGo.push(
      outside.onWake(() => [this.#sync.link.keeper, this.#live].forEach((socket) => socket.wake())),
      outside.onSleep(() => [this.#sync.link.keeper, this.#live].forEach((socket) => socket.drop())),
      outside.clock.after(CONNECTING_DELAY_MS, () => {
        this.#hidesConnecting = false
        this.changed()
      }),
      device.copies.onChange(() => void this.#forgetDroppedCopy()),
      repeat(() => device.quietly(() => this.#sweep()), { everyMs: SWEEP_MS, clock: outside.clock }),
    )
    this.#sync.link.keeper.retry()
  }

  /** Null until the server said it, or this device remembered it. */
  get world(): WorldIdentity | null {
    return this.work.world
  }

  /** The scene to read and edit. Another document, with a new client id, after a rebuild: see `onRebuilt`. */
  get scene(): Y.Doc {
    return this.work.scene
  }

  /** The live document; only read. */
  get live(): Y.Doc {
    return this.#live.document
  }

  /** Who else is here: their names, colours and cursors. Never stored. */
  get presence(): Awareness {
    return this.people.awareness
  }

  get sync(): SyncState {
    return this.#syncState.now
  }

  /** Another object when something of it changed. */
  get keeping(): UnsavedState {
    return this.#unsavedState.now
  }

  /**
   * Asks the world's owner for an action; resolves with its outcome, or why it could not be done. Without a
   * connection it is refused at once; sent again after a reconnect it has one effect; after 10 s nobody waits
   * any more.
   */
  act(action: Action): Promise<Outcome> {
    return this.#live.act(action)
  }

  /**
   * Asks for the lines of a thing's console (see `onEvent`), old and new ones, until the returned function is
   * called.
   */
  watch(thing: ArtifactId): () => void {
    return this.#live.watch(thing)
  }

  /** Tries again now instead of at the next beat. */
  reconnect(): void {
    if (this.#isClosed) return
    if (this.#state.state !== 'reading') this.#state = { state: 'asking', refusal: null }
    if (this.#state.state === 'asking') this.#become()
    this.#sync.link.keeper.retry()
    this.#live.retry()
    this.changed()
  }

  /** Stops: unsaved work stays on the device. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const letGo of this.#letGo) letGo()
    this.people.destroy()
    this.#sync.stop()
    await this.#settling
    await this.remember()
    await Promise.all([this.#live.close(), this.work.close()])
  }

  async #openStored(): Promise<void> {
    const known = await findKnown(this.device, this.address)
    if (known) await this.#settleOn({ id: known.id, line: known.line })
    this.#wasHere = this.work.ledger.hasBase
    this.#become()
    this.changed()
  }

  get #refusal(): EditRefusal | null {
    return 'refusal' in this.#state ? this.#state.refusal : null
  }

  /** It is open, or asks where nothing is here, and tells of this refusal; closed for good, it stays so. */
  #become(refusal = this.#refusal): void {
    if (this.#state.state === 'closed') return
    this.#state = { state: this.work.ledger.hasBase ? 'open' : 'asking', refusal }
  }

  async meet(id: string, line: string): Promise<boolean> {
    const world = identityOf(id, line)
    if (!world) throw new Error('The world has no identity.')
    const settled = this.#settling.then(() => (this.#isClosed ? undefined : this.#meet(world)))
    this.#settling = settled.catch(() => undefined)
    await settled
    if (!this.#isClosed && this.work.ledger.hasBase) this.#noteAbsence()
    return !this.#isClosed
  }

  #noteAbsence(): void {
    const now = this.device.outside.clock.now()
    // Work of a page that was closed since was made without the server, too.
    const since = Math.min(this.#sync.heardAt, this.work.ledger.since ?? now)
    if (now - since >= ABSENCE_MS) this.absences.met(since, this.work)
  }

  async #meet(world: WorldIdentity): Promise<void> {
    const before = this.work.world
    if (!before) await this.#settleOn(world)
    else if (!sameWorld(before, world)) await this.#moveOn(before, world)
  }

  async #settleOn(world: WorldIdentity): Promise<void> {
    await this.work.settleOn(world)
    void this.device.quietly(() => this.#live.follow(world))
    this.absences.read(world)
    if (this.work.ledger.hasBase) this.#ready.resolve()
  }

  /** Leaves a line for another: what is unsaved cannot be merged into that, so it becomes a copy. */
  async #moveOn(from: WorldIdentity, to: WorldIdentity): Promise<void> {
    const { whyLeft } = await loadLineRemoval()
    const next = new UnsavedWork(this)
    await next.settleOn(to)
    const left = this.work.leave(whyLeft(this.address, from, to))
    if (left) this.#left.push(left)
    void this.device.quietly(() => this.#live.close())
    this.#tellLeft(left?.copy ?? null)
    this.work = next
    this.#live = this.#newLive()
    void this.device.quietly(() => this.#live.follow(to))
    this.#rebuilt()
    this.changed()
  }

  /** All of the present line is here: what other ones had that it lacks becomes a copy, and they are done. */
  async #leaveOtherLines(): Promise<void> {
    const { leaveOtherLines } = await loadLineRemoval()
    const { world, title, ledger } = this.work
    if (!world) return
    const next = { world, state: ledger.baseState() }
    const about = { address: this.address, title }
    this.#tellLeft(await leaveOtherLines(this.device, about, next, this.#left.splice(0)))
    this.changed()
  }

  #tellLeft(copy: Copy | null): void {
    if (copy === null) return
    this.#become({ code: copy.isNewer === true ? 'restored' : 'line', text: copy.why, copy: copy.id })
  }

  #newLive(): LiveReader {
    const room = syncRoom(this.#server, this.address, '/live', this.device.member)
    return openLive(this.device, room, (event) => this.#tell(() => this.#liveEvents.tell(event)))
  }

  #rebuilt(): void {
    this.absences.forget()
    this.people.bind(this.work.scene)
    this.#tell(() => this.#rebuilds.tell())
  }

  /** Enters the world in the device's book, so that it opens without a network. */
  async remember(): Promise<void> {
    const { world, ledger, title } = this.work
    if (!world || !ledger.hasBase) return
    const openedAt = this.device.outside.clock.now()
    await this.device.quietly(() =>
      remember(this.device, { ...world, address: this.address, title, openedAt }),
    )
  }

  /** Keeps a copy of it, and says so once that is on the disk. */
  undone(edits: UndoneEdits): void {
    void this.device.quietly(async () => {
      const { world } = this.work
      if (!world) return
      const { keepUndone } = await loadLineRemoval()
      const { id, stored } = keepUndone(this.device, { world, address: this.address }, edits)
      this.#become({ code: 'undone', text: edits.why, copy: id })
      this.changed()
      if (await stored) this.#sync.tellTaken(edits.upTo)
    })
  }

  refused(keys: readonly RecordKey[], code: string, text: string, fromNothing: boolean): void {
    if (this.work.takeBack(keys, code, text, fromNothing)) return
    // Without anything to take back the next try would end the same way.
    this.#become({ code, text, copy: null })
    this.#sync.stop()
    this.changed()
  }

  closedForGood(code: number, reason: string): void {
    const closed = closedBy(code, reason)
    if (closed === null) return this.refused(keysOf(this.work.ledger.unsaved), String(code), reason, false)
    this.#state = closed
    this.changed()
  }

  arrived(): void {
    this.absences.arrived(this.work)
    if (this.work.ledger.changes === 0) this.#sync.link.keeper.resetWait()
    this.#live.retry()
    this.#ready.resolve()
    // Who only looks, and leaves, has it too.
    if (this.#state.state === 'asking') this.work.writeAnew()
    this.#become()
    void this.remember()
    void this.device.quietly(() => this.#leaveOtherLines())
  }

  edited(record: UnsavedRecord): void {
    this.#sync.give([record])
  }

  cameLate(): void {
    this.#wasHere = true
    if (this.#state.state === 'asking') this.#become()
    this.#ready.resolve()
    this.changed()
  }

  /** Other documents, another client id, another socket. */
  takenBack(refusal: EditRefusal): void {
    // Another tab may say so while this one still writes what is left.
    if (this.#isClosed) return
    this.#become(refusal)
    this.#sync.endExchange()
    this.#rebuilt()
    this.#sync.link.keeper.renew()
    this.changed()
  }

  removed(): void {
    this.#live.writeAnew()
  }

  tabClosed(tab: string): void {
    this.#sync.giveUnsent((record) => record.tab === tab)
  }

  /**
   * Sends what tabs left unsaved that ended without a word. Sent twice is no harm: the server knows what it
   * has.
   */
  async #sweep(): Promise<void> {
    await this.work.gather()
    const before = this.device.outside.clock.now() - SWEEP_MS
    if (!this.#isClosed) this.#sync.giveUnsent(({ at }) => at <= before)
  }

  changed(): void {
    if (this.#isClosed) return
    const isFirstTry = this.#hidesConnecting && !this.#sync.link.keeper.isFailing
    const unsaved = this.#readUnsavedState()
    const sync = syncStateOf(this.#state, this.#sync.state, unsaved, isFirstTry)
    this.#tell(() => setIfOther(this.#syncState, sync))
    this.#tell(() => setIfOther(this.#unsavedState, unsaved))
  }

  #readUnsavedState(): UnsavedState {
    return { ...this.work.unsavedState, wasHere: this.#wasHere, otherTabs: this.people.otherTabs }
  }

  /** Whoever listens and throws breaks nothing here. */
  #tell(tell: () => void): void {
    try {
      tell()
    } catch (error) {
      this.device.outside.report(error)
    }
  }

  /** A copy that is gone from the list has been dealt with. */
  async #forgetDroppedCopy(): Promise<void> {
    const copy = this.#refusal?.copy
    if (!copy) return
    const copies = await this.device.copies.list()
    if (copies.some(({ id }) => id === copy) || this.#refusal?.copy !== copy) return
    this.#become(null)
    this.changed()
  }
}

function setIfOther<T>(observable: Observable<T>, next: T): void {
  if (JSON.stringify(next) !== JSON.stringify(observable.now)) observable.set(next)
}
