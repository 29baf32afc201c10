// Opens a world on this device: joins the work on it, the server's socket, who is here, and the mark that
// tells how it is.
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { Action } from '../../shared/play/acts/action.ts'
import type { WireEvent } from '../../shared/wire/frames/action-frames.ts'
import { repeat } from '../../shared/time/repeat.ts'
import type { Address, ArtifactId } from '../../shared/world/address.ts'
import type { UndoneEdits } from '../../shared/wire/frames/sync-frames.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import type { AbsenceWatch } from './absence.ts'
import { findKnown, remember } from './storage/known-worlds.ts'
import type { Device } from './storage/device.ts'
import { ServerSync } from './server-sync.ts'
import type { LeftLine } from './line-copies.ts'
import { syncRoom, urlOf } from './connection/socket-link.ts'
import { Listeners } from '../device/listener-set.ts'
import { LiveReader } from './live-reader.ts'
import { Presence } from './connection/awareness.ts'
import { readPlace } from './storage/stored-documents.ts'
import { identityOf, makeTabName, placeOf, sameWorld, type WorldIdentity } from './storage/stored-rows.ts'
import type { Absence, Copy, UnsavedState, Replica, SyncState } from './contract/replica.ts'
import { ReplicaStatus, type EditRefusal } from './sync-state.ts'
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
/** How often a tab looks for unsaved edits that nobody has sent, and how old what it sends then must be. */
const SWEEP_MS = 10_000

/** Seldom needed, and not at once. */
const loadOtherLines = () => import('./other-lines.ts')

/** A shorter absence has missed nothing worth a report. */
const ABSENCE_MS = 60_000

class OpenReplica implements Replica {
  readonly address: Address
  readonly ready: Promise<void>
  readonly #device: Device
  readonly #server: string
  /** Names this replica among all that this browser has open. */
  readonly #tab: string
  readonly #presence: Presence
  readonly #sync: ServerSync
  readonly #marks = new ReplicaStatus()
  /** Once there was an absence. */
  #absences: AbsenceWatch | null = null
  readonly #absenceChanges = new Listeners()
  readonly #rebuilds = new Listeners()
  readonly #liveEvents = new Listeners<WireEvent>()
  readonly #letGo: (() => void)[] = []
  #becomeReady: () => void = () => undefined
  #work: LineWork
  /** Lines that were given up for the present one, until all of that is here. */
  #left: LeftLine[] = []
  #live: LiveReader
  /** Done when which world this is has been settled, as far as is known; one change at a time. */
  #settling: Promise<void>
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
    this.#work = this.#newWork()
    this.#live = this.#newLive()
    this.#presence = new Presence(this.#work.scene, {
      toServer: (update) => this.#sync.tellPresence(update),
      toTabs: (update) => this.#work.tellPresence(update),
    })
    this.#sync = new ServerSync({
      outside,
      url: urlOf(syncRoom(server, address, '', device.member)),
      tab: this.#tab,
      marks: this.#marks,
      presence: this.#presence,
      work: () => this.#work,
      meet: (id, line) => this.#meet(id, line),
      arrived: () => this.#arrived(),
      news: () => this.#absences?.news(),
      undone: (edits) => void device.quietly(() => this.#keepUndone(edits)),
      changed: () => this.#tell(),
    })
    this.#settling = this.#openStored()
    this.#letGo.push(
      outside.onWake(() => [this.#sync, this.#live].forEach((socket) => socket.wake())),
      outside.onSleep(() => [this.#sync, this.#live].forEach((socket) => socket.sleep())),
      outside.clock.after(CONNECTING_DELAY_MS, () => {
        this.#marks.hidesConnecting = false
        this.#tell()
      }),
      device.copies.onChange(() => void this.#forgetDroppedCopy()),
      repeat(() => void this.#device.quietly(() => this.#sweep()), {
        everyMs: SWEEP_MS,
        onFault: () => undefined,
        clock: outside.clock,
      }),
    )
    this.#sync.retry()
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

  copyOfWork(why: string): Copy | null {
    return this.#work.copy(why)
  }

  importing<Made>(mark: string | null, make: () => Made): Made {
    return this.#work.importing(mark, make)
  }

  get absence(): Absence | null {
    return this.#absences?.absence ?? null
  }

  onAbsence(listener: () => void): () => void {
    return this.#absenceChanges.add(listener)
  }

  forgetAbsence(): void {
    this.#absences?.forget()
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
    this.#marks.refusal = null
    this.#marks.closed = null
    this.#sync.retry()
    this.#live.retry()
    this.#tell()
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const letGo of this.#letGo) letGo()
    this.#presence.destroy()
    this.#sync.stop()
    await this.#settling
    await this.#remember()
    await Promise.all([this.#live.close(), this.#work.close()])
  }

  // Which world this is

  async #openStored(): Promise<void> {
    const known = await findKnown(this.#device, this.address)
    if (known) await this.#settleOn({ id: known.id, line: known.line })
    this.#marks.wasHere = this.#work.ledger.hasBase
    this.#tell()
  }

  /** Compares the server's world with ours; false when this socket cannot sync it. */
  async #meet(id: string, line: string): Promise<boolean> {
    const world = identityOf(id, line)
    if (!world) throw new Error('no identity')
    const settled = this.#settling.then(() => (this.#isClosed ? undefined : this.#become(world)))
    this.#settling = settled.catch(() => undefined)
    await settled
    if (this.#isClosed) return false
    if (this.#work.ledger.hasBase) await this.#noteAbsence()
    return !this.#isClosed
  }

  async #noteAbsence(): Promise<void> {
    const now = this.#device.outside.clock.now()
    // Work of a page that was closed since was made without the server, too.
    const since = Math.min(this.#sync.heardAt, this.#work.since ?? now)
    if (now - since >= ABSENCE_MS) (await this.#watchAbsences())?.met(since, this.#work)
  }

  /** Where its code does not come, as after an update, there is no report. */
  async #watchAbsences(): Promise<AbsenceWatch | null> {
    const code = await import('./absence.ts').catch(() => null)
    return (this.#absences ??= code && new code.AbsenceWatch(this.#device, () => this.#absenceChanges.tell()))
  }

  /** Takes up a report that nobody has read. */
  async #findAbsence(world: WorldIdentity): Promise<void> {
    const { rowKeys } = await readPlace(this.#device.database, placeOf(world, 'absence'))
    if (rowKeys.length > 0) (await this.#watchAbsences())?.read(world)
  }

  async #become(world: WorldIdentity): Promise<void> {
    const before = this.#work.world
    if (!before) await this.#settleOn(world)
    else if (!sameWorld(before, world)) await this.#moveOn(before, world)
  }

  async #settleOn(world: WorldIdentity): Promise<void> {
    await this.#work.settleOn(world)
    void this.#device.quietly(() => this.#live.follow(world))
    void this.#device.quietly(() => this.#findAbsence(world))
    if (this.#work.ledger.hasBase) this.#becomeReady()
  }

  /** Leaves a line for another: what is unsaved cannot be merged into that, so it becomes a copy. */
  async #moveOn(from: WorldIdentity, to: WorldIdentity): Promise<void> {
    const { giveUpLine, whyLeft } = await loadOtherLines()
    const next = this.#newWork()
    await next.settleOn(to)
    const left = this.#work.leave(whyLeft(this.address, from, to), giveUpLine)
    if (left) this.#left.push(left)
    void this.#device.quietly(() => this.#live.close())
    this.#tellLeft(left?.copy ?? null)
    this.#work = next
    this.#live = this.#newLive()
    void this.#device.quietly(() => this.#live.follow(to))
    this.#rebuilt()
    this.#tell()
  }

  /** All of the present line is here: what other ones had that it lacks becomes a copy, and they are done. */
  async #leaveOtherLines(): Promise<void> {
    const { leaveOtherLines } = await loadOtherLines()
    const { world, title, ledger } = this.#work
    if (!world) return
    const next = { world, state: ledger.baseState() }
    const about = { address: this.address, title }
    this.#tellLeft(await leaveOtherLines(this.#device, about, next, this.#left.splice(0)))
    this.#tell()
  }

  #tellLeft(copy: Copy | null): void {
    if (copy === null) return
    const code = copy.isNewer === true ? 'restored' : 'line'
    this.#marks.refusal = { code, text: copy.why, copy: copy.id }
  }

  /** Keeps a copy of what the world's host would not have, and says so once it is on the disk. */
  async #keepUndone(edits: UndoneEdits): Promise<void> {
    const { world } = this.#work
    if (!world) return
    const { keepUndone } = await import('./undone-edits.ts')
    const { id, stored } = keepUndone(this.#device, { world, address: this.address }, edits)
    this.#marks.refusal = { code: 'undone', text: edits.why, copy: id }
    this.#tell()
    if (await stored) this.#sync.tellTaken(edits.upTo)
  }

  #newWork(): LineWork {
    return new LineWork({
      device: this.#device,
      address: this.address,
      tab: this.#tab,
      events: {
        edited: (record) => this.#sync.give([record]),
        changed: () => this.#tell(),
        cameLate: () => {
          this.#marks.wasHere = true
          this.#becomeReady()
          this.#tell()
        },
        copiedElsewhere: (...edits) =>
          void this.#device.quietly(async () =>
            (await loadOtherLines()).deleteOnceCopied(this.#device, ...edits),
          ),
        removed: () => this.#live.writeAnew(),
        writtenAnew: () => void this.#remember(),
        takenBack: (refusal) => this.#startAgain(refusal),
        tabPresent: (update) => this.#presence.fromTab(update),
        tabOpened: () => this.#presence.announce(),
        tabClosed: (tab) => this.#sync.giveUnsent((record) => record.tab === tab),
      },
    })
  }

  #newLive(): LiveReader {
    const room = syncRoom(this.#server, this.address, '/live', this.#device.member)
    return new LiveReader(this.#device, room, (event) => this.#liveEvents.tell(event))
  }

  #rebuilt(): void {
    this.#absences?.forget()
    this.#presence.bind(this.#work.scene)
    this.#rebuilds.tell()
  }

  /** Enters the world in the device's book, so that it opens without a network. */
  async #remember(): Promise<void> {
    const { world, ledger, title } = this.#work
    if (!world || !ledger.hasBase) return
    const openedAt = this.#device.outside.clock.now()
    await this.#device.quietly(() =>
      remember(this.#device, { ...world, address: this.address, title, openedAt }),
    )
  }

  // The server

  #arrived(): void {
    this.#absences?.arrived(this.#work)
    if (this.#work.ledger.changes === 0) this.#sync.resetWait()
    this.#live.retry()
    this.#becomeReady()
    // Who only looks, and leaves, has it too.
    if (this.#marks.wasHere === false) this.#work.writeAnew()
    void this.#remember()
    void this.#device.quietly(() => this.#leaveOtherLines())
  }

  /** After edits were taken back: other documents, another client id, another socket. */
  #startAgain(refusal: EditRefusal): void {
    this.#marks.refusal = refusal
    this.#sync.endExchange()
    this.#rebuilt()
    this.#sync.renew()
    this.#tell()
  }

  /**
   * Sends what tabs left unsaved that ended without a word. Sent twice is no harm: the server knows what it
   * has.
   */
  async #sweep(): Promise<void> {
    await this.#work.gather()
    const before = this.#device.outside.clock.now() - SWEEP_MS
    if (!this.#isClosed) this.#sync.giveUnsent(({ at }) => at <= before)
  }

  // The mark

  #tell(): void {
    if (!this.#isClosed) this.#marks.show(this.#work, this.#sync, this.#presence.otherTabs)
  }

  /** A copy that is gone from the list has been dealt with. */
  async #forgetDroppedCopy(): Promise<void> {
    const copy = this.#marks.refusal?.copy
    if (!copy) return
    const copies = await this.#device.copies.list()
    if (copies.some(({ id }) => id === copy) || this.#marks.refusal?.copy !== copy) return
    this.#marks.refusal = null
    this.#tell()
  }
}
