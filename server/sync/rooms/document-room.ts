// One document and its members. Append first: an update is on the disk before it is sent to others, counted
// as saved, or applied to the shared copy.
import { BEHAVIOR, HOST, type MemberId } from '../../../shared/world/address.ts'
import type { RowNote } from '../../../shared/world/author.ts'
import { atLeast, type Right } from '../../../shared/world/rights.ts'
import { presenceFrame, type RefusalCode } from '../../../shared/wire/frames/sync-frames.ts'
import { isPersonal, StoreFault, type DocumentKey, type Store, type Stored } from '../../storage/store.ts'
import type { ShownMember } from '../../contracts/request-member.ts'
import type { HeldLease } from '../../contracts/world-lease.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { QuotaExceeded } from '../../accounts/usage/storage-quota.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { RoomHolder, RoomMember } from './room-member.ts'
import type { EventLoop } from '../document/chunked-apply.ts'
import { SharedDocument, type DocumentParts } from '../document/shared-document.ts'
import { workOfAddition, type WorkRateLimit } from './work-rate-limit.ts'
import { markOf, type LineMark } from '../validation/line-mark.ts'
import { judge, type JudgingOptions, type Verdict } from '../validation/update-guard.ts'
import type { AppendTurns } from './append-turns.ts'
import type { JointTurn } from './joint-append.ts'
import { LogWriter } from './log-writer.ts'
import type { LogAddition, RowBatch } from './log-entries.ts'
import type { SharedFrames } from './shared-frames.ts'
import { RoomPresence, type PresenceChanges } from '../presence/room-presence.ts'
import { writeEntries, type PresenceEntry } from '../presence/presence-entries.ts'
import { PresenceTurns } from '../presence/presence-batches.ts'
import type { Cut, Trials } from '../validation/trial-runner.ts'
import { NO_ONE, type FrameSender, type Sender } from './frame-senders.ts'
import { RoomClosed, WriteRefused, type RoomAddition, type RoomEvent } from './room-events.ts'
import { RoomJournal } from './room-journal.ts'
import { RoomReaders } from './room-readers.ts'
import {
  isOfOwner,
  newIdsRefused,
  whyNoNewWriter,
  type NewWriters,
  type OwnedWorld,
  type WorldSharers,
} from './new-writers.ts'
import { SeenClients } from './seen-clients.ts'

/** The parts that all rooms of a node share. */
export interface RoomParts extends Pick<DocumentParts, 'trials' | 'turns'> {
  readonly dues: WorkRateLimit
  readonly newWriters: NewWriters
  readonly appends: AppendTurns
  readonly messages: SharedFrames
  readonly sharers: WorldSharers
}

export interface RoomOptions {
  readonly world: WorldRecord
  readonly key: DocumentKey
  readonly store: Store
  readonly clock: ServerClock
  /** The time by which rows of a log are old; the clock's, unless given. */
  readonly ages?: Pick<ServerClock, 'now'> | undefined
  readonly onEvent: (room: DocumentRoom, event: RoomEvent) => void
  readonly parts: RoomParts
  /** Why somebody can write no more, for other reasons than the document's size; null while they can. */
  readonly whyFull?: (room: DocumentRoom, member: MemberId) => QuotaExceeded | null
  /** The lease of its world, under which it writes; none where one process has the store for itself. */
  readonly lease?: HeldLease | undefined
  /** Rejects where there is no memory to build its document. */
  readonly admit?: (room: DocumentRoom) => Promise<void>
  /** It has let go of its log. */
  readonly onClosed?: () => void
}

type RoomAnswer = readonly Uint8Array[]

/** Of rooms in which nobody said that they are there: it stays empty. */
const NOBODY_HERE = new RoomPresence(() => undefined)
const NOTHING = (): void => undefined
const AT_ONCE = (): Promise<void> => Promise.resolve()
const NEVER = (): null => null

export class DocumentRoom implements DocumentParts {
  readonly world: WorldRecord
  readonly key: DocumentKey
  /** The scene's title as the store has it for its lists. */
  title: string
  /** The last row of the log when it was opened. */
  readonly openedAt: number
  /** Rows of its log are damaged: the rest can be read, and nothing can be written. */
  readonly isDamaged: boolean
  readonly lease: HeldLease | undefined
  readonly #journal: LogWriter<Sender>
  readonly #readers: RoomReaders
  readonly #onEvent: RoomOptions['onEvent']
  readonly #clock: ServerClock
  readonly #messages: SharedFrames
  readonly #whyNoRoom: (room: DocumentRoom, member: MemberId) => QuotaExceeded | null
  readonly #whenClosed: () => void
  /** Null: nobody said that they are here. */
  #present: PresenceTurns | null = null
  /** Limits how much costly work each member sends. */
  readonly dues: WorkRateLimit
  readonly #newWriters: NewWriters
  readonly #sharers: WorldSharers
  /** Work on its document is done in these. */
  readonly turns: EventLoop
  readonly trials: Trials
  readonly #admit: (room: DocumentRoom) => Promise<void>
  /** Null where nobody writes, and at a layered scene: there the host keeps them. */
  readonly #seen: SeenClients | null

  /** The member of a client id of this document; undefined when it is nobody's yet. */
  ownerOf(client: number): MemberId | undefined {
    return this.document.ownerOf(client)
  }

  /** The room of a document that was read. Throws an Unreadable that names a row. */
  constructor(options: RoomOptions, stored: Stored) {
    const { world, key, store, clock, ages, onEvent, whyFull, admit, onClosed } = options
    const { sequence, tail, isDamaged = false } = stored
    const { trials, turns, dues, newWriters, appends, messages, sharers } = options.parts
    this.dues = dues
    this.#sharers = sharers
    this.#newWriters = newWriters
    this.trials = trials
    this.turns = turns
    this.world = world
    this.#admit = admit ?? AT_ONCE
    this.#whyNoRoom = whyFull ?? NEVER
    this.#whenClosed = onClosed ?? NOTHING
    this.title = world.title
    this.key = key
    this.#readers = new RoomReaders(key.kind === 'live', clock)
    const onFault = (error: unknown): void => this.report({ type: 'warned', error })
    const seen = { key, store, epoch: options.lease?.epoch, onFault }
    this.#seen = key.kind === 'scene' && !isDamaged ? new SeenClients(seen) : null
    this.openedAt = sequence
    this.isDamaged = isDamaged
    this.lease = options.lease
    this.#onEvent = onEvent
    this.#clock = clock
    this.#messages = messages
    this.#journal = new LogWriter({
      key,
      store,
      appends,
      clock,
      ages,
      listener: new RoomJournal(this, this.#readers),
      document: new SharedDocument(stored, this),
      parts: this,
      sequence,
      tail: tail.length,
      isDamaged,
      epoch: options.lease?.epoch,
    })
  }

  /** Work on its document is done for all in its world. */
  get by(): string {
    return this.world.id
  }

  /** The mark of its scene, by which people who hold an earlier line are told from others. */
  get mark(): LineMark | null {
    return this.key.kind === 'scene' ? markOf(this.world.line) : null
  }

  /** Its document is about to be built. */
  admit(): Promise<void> {
    return this.#admit(this)
  }

  get size(): number {
    return this.#readers.size
  }

  /** The last row of the log that the copy in memory holds. */
  get sequence(): number {
    return this.#journal.sequence
  }

  get isBusy(): boolean {
    return this.#journal.isBusy
  }

  /** Writers wait while so much is on its way to the disk. */
  get isLoaded(): boolean {
    return this.#journal.isLoaded
  }

  /** The disk failed: people may read, and keep their changes until it works again. */
  get isReadOnly(): boolean {
    return this.#journal.isReadOnly
  }

  /** Why nobody can write now, in plain words; null while people can. */
  get whyReadOnly(): string | null {
    return this.#journal.whyReadOnly
  }

  /** Why somebody cannot write these as well, in plain words; null where they can. */
  whyFull(additions: readonly LogAddition[], member: MemberId): QuotaExceeded | null {
    const claims = claimsIn(additions)
    const work = additions.reduce((sum, addition) => sum + workOfAddition(addition), 0)
    const updates = additions.map(({ reading }) => reading)
    const text =
      (claims === 0 ? null : whyNoNewWriter(this.#owned, member, this.document.writers + claims)) ??
      this.document.whyFull(updates, work, member)
    return text === null ? this.whyNoRoom(member) : { isForToday: false, text }
  }

  /** In how many ms a member may bring the new client ids of these; 0: now. */
  newIdsWaitMs(additions: readonly LogAddition[], member: MemberId): number {
    const isPaced = this.key.kind === 'scene' && claimsIn(additions) > 0
    return isPaced ? this.#newWriters.waitMs(this.#owned, member) : 0
  }

  /** Throws a WriteRefused where a member may not have these added now. */
  assertRoom(additions: readonly LogAddition[], member: MemberId): void {
    const full = additions.length === 0 ? null : this.whyFull(additions, member)
    if (full !== null) throw new WriteRefused(full.text)
    const waitMs = this.newIdsWaitMs(additions, member)
    if (waitMs > 0) throw new WriteRefused(newIdsRefused(waitMs))
  }

  /** These are added: their new client ids count for the member. */
  countNewIds(additions: readonly LogAddition[], member: MemberId): void {
    const claims = claimsIn(additions)
    if (this.key.kind === 'scene' && claims > 0) this.#newWriters.count(this.#owned, member, claims)
  }

  /**
   * As whom a member counts by what they add. Code in pages counts by itself: who may write a page may be
   * anybody.
   */
  shareOf(member: MemberId): string | null {
    const { owner } = this.#owned
    if (this.key.kind !== 'scene' || owner === null || isOfOwner({ owner }, member)) return null
    return member === BEHAVIOR ? BEHAVIOR : this.#sharers.countsAs(member)
  }

  /** Its world may be somebody else's by now. */
  get #owned(): OwnedWorld {
    return { id: this.world.id, owner: this.#sharers.ownerOf(this.world) }
  }

  /** Why somebody can write nothing, whatever is in the document; null where they can. */
  whyNoRoom(member: MemberId): QuotaExceeded | null {
    return this.#whyNoRoom(this, member)
  }

  get document(): SharedDocument {
    return this.#journal.document
  }

  get presence(): RoomPresence {
    return this.#present?.presence ?? NOBODY_HERE
  }

  /**
   * All that somebody with this state vector has not got, to send one after the other; `wait` until it is
   * ready, null when the vector is malformed. `seesPast`: it may hold what was deleted before. `isStock`:
   * `other` where they hold another line of the world.
   */
  answer(
    vector: Uint8Array,
    seesPast: boolean,
    isStock = false,
  ): RoomAnswer | Promise<RoomAnswer> | 'wait' | 'other' | null {
    const answer = this.document.answer(vector, seesPast, isStock)
    if (answer === 'wait' || answer === 'other' || answer === null) return answer
    if (answer instanceof Promise) return answer.then((updates) => this.#messages.of(updates))
    return this.#messages.of(answer)
  }

  mayWrite(right: Right): boolean {
    return this.key.kind !== 'live' && atLeast(right, 'edit')
  }

  /** Why somebody may not write, in plain words. */
  get whyNot(): string {
    return this.key.kind === 'live'
      ? 'Only the owner of a world writes what happens in it.'
      : 'You can look at this world, but not change it.'
  }

  add(connection: RoomMember, readsDeltas = false): void {
    this.#readers.add(connection, readsDeltas)
  }

  /** Sends somebody all that was told, and then these frames; returns the last row of it. */
  catchUp(connection: RoomMember, last: readonly Uint8Array[]): void {
    this.#readers.catchUp(connection, last)
  }

  remove(connection: RoomMember): void {
    this.#readers.remove(connection)
    this.#present?.leave(connection)
    if (this.size === 0) this.report({ type: 'empty' })
  }

  /** Keeps the room open; throws when its disk does not work now. */
  hold(holder: RoomHolder): void {
    if (this.whyReadOnly !== null) throw new StoreFault(this.whyReadOnly)
    this.#readers.hold(holder)
  }

  letGo(holder: RoomHolder): void {
    if (this.#readers.letGo(holder) && this.size === 0) this.report({ type: 'empty' })
  }

  /**
   * Takes in what is written from within the node; resolves when it is on the disk, told and applied. Rejects
   * with the disk's fault, or with what is wrong with it.
   */
  async commit(
    addition: RoomAddition | null,
    member: MemberId,
    under: { readonly epoch?: number; readonly joint?: JointTurn; readonly batch?: RowBatch },
  ): Promise<void> {
    if (this.whyReadOnly !== null) throw new StoreFault(this.whyReadOnly)
    const additions = addition === null ? (under.batch?.parts ?? []) : [addition]
    this.assertRoom(additions, member)
    this.countNewIds(additions, member)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    if (member === HOST && addition !== null) this.#readers.tellAtOnce(addition.reading.bytes, !this.isBusy)
    this.#journal.take({ sender: { resolve, reject }, member, addition, ...under })
    return promise
  }

  /** Cuts a large update in pieces, in a process of its own. */
  cut(bytes: Uint8Array, by: string, signal?: AbortSignal): Promise<Cut> {
    return this.trials.cut(bytes, by, signal && { signal })
  }

  /** Resolves when frames can be judged, and all that is on its way now is on the disk, or given up. */
  async ready(): Promise<void> {
    try {
      await this.document.ready()
    } catch (error) {
      this.broke(error)
      throw error
    }
    return new Promise((resolve) => this.whenStored(resolve))
  }

  /** Takes in what is on the disk in the log that this room follows: it is told and applied, not written. */
  takeFollowed(addition: RoomAddition): void {
    this.#journal.take({ sender: NO_ONE, member: HOST, addition, isElsewhere: true })
  }

  /** At a layered scene, the host judges whose client ids they are. */
  judge(bytes: Uint8Array, member: MemberId, judging: JudgingOptions = {}): Verdict {
    if (!this.document.isReady) return { type: 'wait' }
    return judge(bytes, member, this.document, { isAnybodys: isPersonal(this.key.kind), ...judging })
  }

  /** Sends what a frame adds on its way to the disk; `note`: why it was written, if it is no plain edit. */
  take(addition: RoomAddition, sender: FrameSender, note: RowNote | null = null): void {
    this.#journal.take({ sender, member: sender.connection.member.id, addition, ...(note && { note }) })
  }

  /** Counts a frame that adds nothing as saved once all that is on its way now has arrived. */
  acknowledge(sender: FrameSender): void {
    this.#journal.take({ sender, member: sender.connection.member.id, addition: null })
  }

  /** Calls `run` once all that is on its way now is on the disk, or given up. */
  whenStored(run: () => void): void {
    this.#journal.whenStored(run)
  }

  /** Resolves when all that is on its way now is on the disk; rejects where its disk does not work. */
  async flush(): Promise<void> {
    await new Promise<void>((resolve) => this.whenStored(resolve))
    if (this.whyReadOnly !== null) throw new StoreFault(this.whyReadOnly)
  }

  /** The client ids of one member are another's from now on. */
  claim(from: MemberId, to: MemberId): void {
    this.document.claim(from, to)
  }

  report(event: RoomEvent): void {
    this.#onEvent(this, event)
  }

  refused(member: MemberId, code: RefusalCode): void {
    this.report({ type: 'refused', member, code })
  }

  /** The copy in memory cannot be trusted any more. The caller closes this room. */
  broke(error: unknown): void {
    this.report({ type: 'broken', error })
  }

  /** Another process may have its world, and write what is not known here. The caller closes this room. */
  outdated(): void {
    this.report({ type: 'lost' })
  }

  /** Takes in presence of somebody who is shown so, and has this right; false when it cannot be read. */
  hear(connection: RoomMember, update: Uint8Array, shown: ShownMember, right: Right): boolean {
    const heard = this.#presenceTurns().hear(update, connection, shown)
    if (heard === 'malformed') return false
    if (this.#seen !== null && this.mayWrite(right))
      this.#seen.keep(this.document, connection.member.id, this.presence.idsOf(connection))
    if (heard.answer !== null) connection.send(presenceFrame(heard.answer))
    return true
  }

  /** Waits for what is on its way to the disk, tells of it, then sends everybody away. */
  /** Nothing more is read from those in it: the world goes to another process. */
  leave(): void {
    this.#readers.leave()
  }

  async close(code: number, reason: string): Promise<void> {
    this.#readers.retire()
    this.#readers.breakHolds(new RoomClosed(reason))
    await this.#journal.close()
    this.#readers.closeAll(code, reason)
    this.#whenClosed()
  }

  /** Its log was written to since it was tidied. */
  get isUntidy(): boolean {
    return this.#journal.isUntidy
  }

  /** Leaves the log so that it opens quickly. */
  tidy(): Promise<void> {
    return this.#journal.tidy()
  }

  /** Takes in another node's news of the people who are there; null: it sends no more. */
  relay(update: Uint8Array | null): void {
    this.#presenceTurns().relay(update)
  }

  /** Takes in who is there, as the room that this one follows knows it. */
  bring(entries: readonly PresenceEntry[]): void {
    this.#presenceTurns().bring(entries)
  }

  #presenceTurns(): PresenceTurns {
    this.#present ??= new PresenceTurns({
      clock: this.#clock,
      ownerOf: (id) => this.document.ownerOf(id),
      tell: (changes) => this.#tellPresence(changes),
    })
    return this.#present
  }

  #tellPresence({ all, spoken }: PresenceChanges): void {
    this.#readers.tellPresence(all)
    if (spoken.length > 0 && isPersonal(this.key.kind)) {
      this.report({ type: 'present', update: writeEntries(spoken) })
    }
  }
}

const claimsIn = (additions: readonly LogAddition[]): number =>
  additions.reduce((sum, { claims }) => sum + claims.length, 0)
