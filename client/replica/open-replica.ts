// Opens a world on this device: joins the work on it, the server's socket, who is here, and the mark that
// tells how it is.
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Action } from '../../shared/play/acts/action.ts'
import type { WireEvent } from '../../shared/wire/frames/action-frames.ts'
import { nodeOf, type Address, type ArtifactId } from '../../shared/world/address.ts'
import {
  askPresenceFrame,
  presenceFrame,
  takenFrame,
  type UndoneEdits,
} from '../../shared/wire/frames/sync-frames.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import { AbsenceWatch } from './absence.ts'
import { findKnown, remember } from './storage/known-worlds.ts'
import type { Device } from './storage/device.ts'
import { Exchange } from './connection/sync-exchange.ts'
import { BEGUN_ANEW, keepUndone, REPLACED, RESTORED, SAVED_APART } from './line-copies.ts'
import { ReconnectingSocket, syncRoom, urlOf } from './connection/socket-link.ts'
import { Listeners } from '../device/listener-set.ts'
import { LiveReader } from './live-reader.ts'
import { Presence } from './connection/awareness.ts'
import { identityOf, makeTabName, sameWorld } from './storage/stored-rows.ts'
import type { RecordKey, UnsavedRecord, WorldIdentity } from './storage/stored-rows.ts'
import type { Absence, Copy, UnsavedState, Replica, SyncState } from './contract/replica.ts'
import { closedBy, ReplicaStatus, type Closed, type EditRefusal } from './sync-state.ts'
import { SWEEP_MS, sweepOften } from './sweep.ts'
import { LineWork } from './line-work.ts'

interface ReplicaOptions {
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
const CONNECTING_DELAY_MS = 2_000

class OpenReplica implements Replica {
  readonly address: Address
  readonly ready: Promise<void>
  readonly #device: Device
  readonly #server: string
  /** Names this replica among all that this browser has open. */
  readonly #tab: string
  readonly #presence: Presence
  readonly #link: ReconnectingSocket
  readonly #marks = new ReplicaStatus()
  readonly #absences: AbsenceWatch
  readonly #rebuilds = new Listeners()
  readonly #liveEvents = new Listeners<WireEvent>()
  readonly #letGo: (() => void)[] = []
  #becomeReady: () => void = () => undefined
  #work: LineWork
  #live: LiveReader
  #exchange: Exchange | null = null
  /** Done when which world this is has been settled, as far as is known; one change at a time. */
  #settling: Promise<void>
  /** Whether the device had this world; null until it has been looked. */
  #wasHere: boolean | null = null
  #isPatient = true
  #isClosed = false
  #refusal: EditRefusal | null = null
  /** Why the server saves nothing for now. */
  #held: string | null = null
  /** Why the server closed the last connection; empty where it said nothing. */
  #whyLost = ''
  #ended: Closed | null = null

  constructor({ device, address, server }: ReplicaOptions) {
    const { outside } = device
    this.#device = device
    this.#server = server
    this.address = address
    this.#tab = makeTabName(outside.random)
    this.ready = new Promise((resolve) => {
      this.#becomeReady = resolve
    })
    this.#absences = new AbsenceWatch(outside.clock.now())
    this.#work = this.#newWork()
    this.#live = this.#newLive()
    this.#presence = new Presence(this.#work.scene, {
      toServer: (update) => this.#exchange?.met && this.#link.send(presenceFrame(update)),
      toTabs: (update) => this.#work.tellPresence(update),
    })
    this.#link = new ReconnectingSocket(outside, urlOf(syncRoom(server, address, '', device.member)), {
      opened: () => this.#begin(),
      received: (frame) => {
        this.#absences.heard(outside.clock.now())
        this.#exchange?.received(frame)
      },
      lost: (why) => this.#lost(why),
      ended: (code, reason) => this.#end(code, reason),
      doubted: () => this.#exchange?.ask(),
    })
    this.#settling = this.#openStored()
    this.#letGo.push(
      outside.onWake(() => [this.#link, this.#live].forEach((socket) => socket.wake())),
      outside.onSleep(() => [this.#link, this.#live].forEach((socket) => socket.sleep())),
      outside.clock.after(CONNECTING_DELAY_MS, () => {
        this.#isPatient = false
        this.#tell()
      }),
      device.copies.onChange(() => void this.#forgetDroppedCopy()),
      sweepOften(outside.clock, () => void this.#device.quietly(() => this.#sweep())),
    )
    this.#link.retry()
  }

  get world(): WorldIdentity | null {
    return this.#work.world
  }

  get scene(): Y.Doc {
    return this.#work.scene
  }

  get live(): Y.Doc {
    return this.#live.document
  }

  get presence(): Awareness {
    return this.#presence.awareness
  }

  get sync(): SyncState {
    return this.#marks.sync.state
  }

  onSync(listener: (sync: SyncState) => void): () => void {
    return this.#marks.sync.onChange(listener)
  }

  get keeping(): UnsavedState {
    return this.#marks.keeping.state
  }

  onKeeping(listener: () => void): () => void {
    return this.#marks.keeping.onChange(listener)
  }

  copyOfWork(): Copy | null {
    return this.#work.copy(SAVED_APART)
  }

  get absence(): Absence | null {
    return this.#absences.absence
  }

  onAbsence(listener: () => void): () => void {
    return this.#absences.onChange(listener)
  }

  forgetAbsence(): void {
    this.#absences.forget()
  }

  onRebuilt(listener: () => void): () => void {
    return this.#rebuilds.add(listener)
  }

  act(action: Action): Promise<Outcome> {
    return this.#live.act(action)
  }

  watch(thing: ArtifactId): () => void {
    return this.#live.watch(thing)
  }

  onEvent(listener: (event: WireEvent) => void): () => void {
    return this.#liveEvents.add(listener)
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
    this.#presence.destroy()
    this.#exchange?.end()
    this.#link.stop()
    await this.#settling
    await this.#remember()
    await Promise.all([this.#live.close(), this.#work.close()])
  }

  // Which world this is

  async #openStored(): Promise<void> {
    const known = await findKnown(this.#device, this.address)
    if (known) await this.#settleOn({ id: known.id, line: known.line })
    this.#wasHere = this.#work.hasBase
    this.#tell()
  }

  /** Compares the server's world with ours; false when this socket cannot sync it. */
  async #meet(id: string, line: string): Promise<boolean> {
    const world = identityOf(id, line)
    if (!world) throw new Error('the world has no identity')
    const settled = this.#settling.then(() => (this.#isClosed ? undefined : this.#become(world)))
    this.#settling = settled.catch(() => undefined)
    await settled
    if (this.#isClosed) return false
    if (this.#work.hasBase) this.#absences.met(this.#device.outside.clock.now(), this.#work)
    return true
  }

  async #become(world: WorldIdentity): Promise<void> {
    const before = this.#work.world
    if (!before) await this.#settleOn(world)
    else if (!sameWorld(before, world)) await this.#moveOn(before, world)
  }

  async #settleOn(world: WorldIdentity): Promise<void> {
    await this.#work.settleOn(world)
    void this.#device.quietly(() => this.#live.follow(world))
    if (this.#work.hasBase) this.#becomeReady()
  }

  /** Leaves a line for another: what is unsaved cannot be merged into that, so it becomes a copy. */
  async #moveOn(from: WorldIdentity, to: WorldIdentity): Promise<void> {
    const next = this.#newWork()
    await next.settleOn(to)
    const { refusal, left } = this.#work.leave(this.#whyAnother(from.id === to.id))
    void this.#device.quietly(() => left)
    void this.#device.quietly(() => this.#live.close())
    this.#refusal = refusal
    this.#work = next
    this.#live = this.#newLive()
    void this.#device.quietly(() => this.#live.follow(to))
    this.#rebuilt()
    this.#tell()
  }

  #whyAnother(isSameWorld: boolean): string {
    if (nodeOf(this.address) !== null) return BEGUN_ANEW
    return isSameWorld ? RESTORED : REPLACED
  }

  /** Keeps a copy of what the world's host would not have, and says so once it is on the disk. */
  async #keepUndone(edits: UndoneEdits): Promise<void> {
    const { world } = this.#work
    if (!world) return
    const { id, stored } = keepUndone(this.#device, { world, address: this.address }, edits)
    this.#refusal = { code: 'undone', text: edits.why, copy: id }
    this.#tell()
    if (await stored) this.#link.send(takenFrame(edits.upTo))
  }

  #newWork(): LineWork {
    return new LineWork({
      device: this.#device,
      address: this.address,
      tab: this.#tab,
      events: {
        edited: (record) => this.#exchange?.give([record]),
        changed: () => this.#tell(),
        removed: () => this.#live.writeAnew(),
        writtenAnew: () => void this.#remember(),
        takenBack: (refusal) => this.#startAgain(refusal),
        tabPresent: (update) => this.#presence.fromTab(update),
        tabOpened: () => this.#presence.announce(),
        tabClosed: (tab) => this.#giveUnsent((record) => record.tab === tab),
      },
    })
  }

  #newLive(): LiveReader {
    const room = syncRoom(this.#server, this.address, '/live', this.#device.member)
    return new LiveReader(this.#device, room, (event) => this.#liveEvents.tell(event))
  }

  #rebuilt(): void {
    this.#absences.forget()
    this.#presence.bind(this.#work.scene)
    this.#rebuilds.tell()
  }

  /** Enters the world in the device's book, so that it opens without a network. */
  async #remember(): Promise<void> {
    const { world, hasBase, title } = this.#work
    if (!world || !hasBase) return
    const openedAt = this.#device.outside.clock.now()
    await this.#device.quietly(() =>
      remember(this.#device, { ...world, address: this.address, title, openedAt }),
    )
  }

  // The server

  #begin(): void {
    const { outside } = this.#device
    const exchange: Exchange = new Exchange({
      tab: this.#tab,
      now: () => outside.clock.now(),
      send: (frame) => this.#link.send(frame),
      meet: (id, line) => this.#meet(id, line),
      baseVector: () => this.#work.baseVector(),
      lostBy: (vector) => this.#work.lostBy(vector),
      unsaved: () => this.#work.unsaved,
      receive: (update) => {
        if (this.#work.receive(update)) this.#absences.news()
      },
      follow: (update) => this.#work.follow(update),
      settled: (keys) => this.#settled(keys),
      presence: (update) => this.#presence.fromServer(update),
      presenceAsked: () => this.#presence.announce(),
      refused: (keys, code, text, fromNothing) => this.#refused(keys, code, text, fromNothing),
      undone: (edits) => void this.#device.quietly(() => this.#keepUndone(edits)),
      held: (text) => {
        this.#held = text
        this.#tell()
      },
      advanced: () => this.#advanced(exchange),
      failed: (error) => {
        outside.report(error)
        if (this.#exchange === exchange) this.#link.drop()
      },
    })
    this.#exchange = exchange
  }

  #advanced(exchange: Exchange): void {
    this.#tell()
    if (exchange.online) return this.#arrived()
    this.#link.send(askPresenceFrame())
    this.#presence.announce()
  }

  #arrived(): void {
    this.#absences.arrived(this.#device.outside.clock.now(), this.#work)
    if (this.#work.changes === 0) this.#link.praise()
    this.#live.retry()
    this.#becomeReady()
    void this.#remember()
    void this.#device.quietly(() => this.#work.leaveOtherLines())
  }

  #settled(keys: ReadonlySet<RecordKey>): void {
    this.#link.praise()
    this.#work.settle(keys)
  }

  #refused(keys: ReadonlySet<RecordKey>, code: string, text: string, fromNothing: boolean): void {
    this.#exchange?.end()
    this.#exchange = null
    if (this.#work.takeBack(keys, code, text, fromNothing)) return
    // Without anything to take back the next try would end the same way.
    this.#refusal = { code, text, copy: null }
    this.#link.stop()
    this.#tell()
  }

  /** After edits were taken back: other documents, another client id, another socket. */
  #startAgain(refusal: EditRefusal): void {
    this.#refusal = refusal
    this.#exchange?.end()
    this.#exchange = null
    this.#rebuilt()
    this.#link.renew()
    this.#tell()
  }

  #lost(why = ''): void {
    this.#absences.lost()
    this.#exchange?.end()
    this.#exchange = null
    this.#held = null
    this.#whyLost = why
    this.#presence.forgetServer()
    this.#tell()
  }

  #end(code: number, reason: string): void {
    this.#lost()
    this.#ended = closedBy(code, reason)
    if (this.#ended) return this.#tell()
    const keys = [...this.#work.unsaved].map(({ key }) => key)
    this.#refused(new Set(keys), String(code), reason, false)
  }

  // What tabs left unsent

  #giveUnsent(which: (record: UnsavedRecord) => boolean): void {
    const inFlight = this.#exchange?.inFlight()
    const unsent = [...this.#work.unsaved].filter((record) => !inFlight?.has(record.key) && which(record))
    this.#exchange?.give(unsent)
  }

  /**
   * Sends what tabs left unsaved that ended without a word. Sent twice is no harm: the server knows what it
   * has.
   */
  async #sweep(): Promise<void> {
    await this.#work.gather()
    const before = this.#device.outside.clock.now() - SWEEP_MS
    if (!this.#isClosed) this.#giveUnsent(({ at }) => at <= before)
  }

  // The mark

  #tell(): void {
    if (this.#isClosed) return
    const online = this.#exchange?.online ?? false
    const opening = this.#wasHere === null || (this.#isPatient && !this.#link.failing)
    const around = { wasHere: this.#wasHere, otherTabs: this.#presence.otherTabs }
    const facts = {
      closed: this.#ended,
      refusal: this.#refusal,
      opening,
      online,
      held: this.#held,
      whyLost: this.#whyLost,
    }
    this.#marks.show(facts, this.#work, around)
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
