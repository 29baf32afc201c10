// One world of another node while people of this one are in it, or something of theirs waits for its host:
// their edits and actions go there by connections of their own, and they are told the host's state.
import type { WebSocket } from 'ws'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import type { MemberId, NodeName, RandomBytes } from '../../../shared/world/address.ts'
import {
  WAITING_PEOPLE_MAX,
  type ActionRequest,
  type HostEvent,
  type WaitingPerson,
  type WireEvent,
  type YouEvent,
} from '../../../shared/wire/frames/action-frames.ts'
import { CLOSE, presenceFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { pendingLogKind, type ActionClient, type ClosedToMember } from '../../sync/sync-server.ts'
import { CopyUser } from './copy-user.ts'
import { ForeignCopy, HOLD_MS, type ForeignCopyOptions, type LineTo } from './world-copy.ts'
import { syncPath } from '../lines/copy-ids.ts'
import { TabLine } from './tab-line.ts'
import { UpdateSender } from './update-sender.ts'
import { readWaiting } from './waiting-words.ts'
import { isJustBack } from '../../time/patient-clock.ts'
import { pause } from '../../../shared/time/time-limit.ts'

/**
 * How long a world is followed after the last person left, in ms: a person who goes out and in again finds it
 * as it was.
 */
const STAY_MS = 5 * 60_000
/** How long after the log here grew it is looked what of it had waited, in ms: some updates share a look. */
const SETTLE_MS = 50
/** How long a host is waited for that may have what is missing here, in ms. */
const CATCH_UP_MS = 10_000
/** How often the state is told at most, in ms. */
const TELL_MS = 200

/** Codes that say that somebody may not be there, and those that say that what they sent may not be. */
const OF_THE_PERSON: readonly number[] = [CLOSE.right, CLOSE.missing, CLOSE.binned, CLOSE.moved]
const OF_THE_EDITS: readonly number[] = [CLOSE.malformed, CLOSE.right, CLOSE.identity, CLOSE.bound]

const UNDONE: ClosedToMember = {
  code: CLOSE.fault,
  reason: 'This world’s node did not accept some of your changes.',
}

interface ForeignWorldOptions extends Omit<ForeignCopyOptions, 'lineTo' | 'events'> {
  /** The name of this node. */
  readonly self: () => NodeName
  readonly random: RandomBytes
  readonly isAsleep: () => boolean
  /** Why it does not take what this node signs, where the clocks differ. */
  readonly clockTrouble: () => string | null
  /** A host closed the world to somebody, with the words for them. */
  readonly onClosed: (member: MemberId, closed: ClosedToMember) => void
  /** How much waits for the host has changed. */
  readonly onWaiting: () => void
  /** Nobody uses it any more. */
  readonly onIdle: () => void
}

export class ForeignWorld {
  readonly #options: ForeignWorldOptions
  readonly #copy: ForeignCopy
  readonly #people = new Map<MemberId, CopyUser>()
  /** What people here wrote that waits for the host, as it was told last. */
  #written: ReadonlyMap<MemberId, WaitingPerson> = new Map()
  #lastTold = Promise.resolve()
  #isSettling = false
  #isTelling = false
  #usedAt: number
  #isStopped = false

  constructor(record: WorldRecord, options: ForeignWorldOptions) {
    this.#options = options
    this.#usedAt = options.clock.now()
    this.#copy = new ForeignCopy(record, {
      ...options,
      lineTo: this.#lineTo,
      events: {
        members: () => this.members(),
        held: () => this.tend(),
        broken: () => this.#dropSenders(),
        stored: () => this.#settleSoon(),
        turned: () => this.#tellSoon(),
        ended: (as, code, reason) => {
          this.#ended(as, code, reason)
          this.#tellSoon()
          this.tend()
        },
        begunAnew: () => {
          for (const person of this.#people.values()) person.recount(0, 0)
        },
        retry: () => {
          this.tend()
          this.retry()
        },
      },
    })
  }

  get record(): WorldRecord {
    return this.#copy.record
  }

  get state(): HostEvent['state'] {
    if (this.#copy.isAwake) return 'awake'
    const { isAsleep, clock } = this.#options
    return isAsleep() || (this.#copy.isFailing && !isJustBack(clock)) ? 'asleep' : 'unknown'
  }

  /** Updates and bytes that wait for the host: somebody's, or all. */
  waiting(member?: MemberId): { readonly updates: number; readonly bytes: number } {
    const people = member === undefined ? [...this.#people.values()] : [this.#people.get(member)]
    const sum = { updates: 0, bytes: 0 }
    for (const person of people) {
      sum.updates += person?.waiting.updates ?? 0
      sum.bytes += person?.waiting.bytes ?? 0
    }
    return sum
  }

  /** Whether anybody is in it, or anything waits. */
  get isUsed(): boolean {
    return [...this.#people.values()].some(({ isUsing }) => isUsing)
  }

  /** Those who are in it, or wait for its host. */
  members(): MemberId[] {
    return [...this.#people.keys()]
  }

  // Who is here

  came(member: MemberId): void {
    const person = this.#person(member)
    person.isInScene = true
    person.sender?.retry()
    this.tend()
  }

  left(member: MemberId): void {
    const person = this.#person(member)
    person.isInScene = false
    person.announced.clear()
    this.tend()
  }

  wrote(member: MemberId, updates: number, bytes: number): void {
    const person = this.#person(member)
    person.count(updates, bytes)
    person.sender?.advance()
    this.tend()
    this.#tellSoon()
    this.#options.onWaiting()
  }

  /** Somebody says what their tabs look at. The host's version of it comes back to everybody here. */
  present(member: MemberId, update: Uint8Array): void {
    const person = this.#people.get(member)
    person?.announced.take(update)
    person?.sender?.send(presenceFrame(update))
  }

  askerCame(asker: ActionClient): void {
    const { askers } = this.#person(asker.member.id)
    if (!askers.has(asker)) askers.set(asker, this.#liveLine(asker))
    const you = this.#options.rights.youOf(asker.member.id, this.record.id)
    if (you !== null) asker.tell(you)
    asker.tell(this.#hostEvent(asker.member.id))
    this.tend()
    this.#tellSoon()
  }

  askerGone(asker: ActionClient): void {
    const person = this.#people.get(asker.member.id)
    person?.askers.get(asker)?.stop(null)
    person?.askers.delete(asker)
    this.tend()
  }

  act(asker: ActionClient, sequence: number, request: ActionRequest): Promise<Outcome> {
    const line = this.#people.get(asker.member.id)?.askers.get(asker)
    if (line === undefined) return Promise.resolve({ ok: false, why: 'Try again.' })
    return line.act(sequence, request)
  }

  /** Follows the host in the name of somebody who is not in the world, until the answer is called. */
  reads(member: MemberId): () => void {
    const person = this.#person(member)
    person.readers += 1
    this.tend()
    return () => {
      person.readers -= 1
      this.tend()
    }
  }

  /** Resolves when the copy here has all that the host has; with false when that does not come in time. */
  async catchUp(withinMs = CATCH_UP_MS): Promise<boolean> {
    const { clock } = this.#options
    this.tend()
    const end = clock.now() + withinMs
    while (this.state !== 'awake' && clock.now() < end && !this.#isStopped) {
      await pause(clock, TELL_MS)
    }
    return this.state === 'awake'
  }

  /** The host was heard of: nothing waits any longer. */
  retry(): void {
    for (const person of this.#people.values()) person.retry()
    this.#copy.retry()
    this.#tellSoon()
  }

  /** Starts and stops what is needed now. */
  tend(): void {
    if (this.#isStopped) return
    const { clock } = this.#options
    for (const [member, person] of this.#people) {
      const needsLine = person.isInScene || person.isWaiting
      if (needsLine && this.#copy.isHeld) person.sender ??= this.#openSender(member)
      if (!needsLine) person.dropSender()
      if (!person.isUsing) this.#people.delete(member)
    }
    if (this.isUsed) this.#usedAt = clock.now()
    if (clock.now() - this.#usedAt >= STAY_MS) return this.#options.onIdle()
    if (!this.isUsed) clock.after(STAY_MS, () => this.tend())
    this.#copy.tend()
  }

  /** `why`, for those who wait for an answer: null, if they are to ask again. */
  stop(why: string | null = null): void {
    this.#isStopped = true
    for (const person of this.#people.values()) person.stop(why)
    this.#copy.stop()
  }

  // What people write

  /** There is nothing here any more that they could go by. */
  #dropSenders(): void {
    for (const person of this.#people.values()) person.dropSender()
  }

  #openSender(member: MemberId): UpdateSender {
    const sender: UpdateSender = new UpdateSender({
      ...this.#lineTo(member, 'scene', 'bare'),
      store: this.#options.store,
      log: { world: this.record.key, kind: pendingLogKind(member) },
      events: {
        meet: (id, line) => this.#copy.meet(id, line),
        has: (update) => this.#copy.has(update),
        forgotten: (updates, bytes) => this.#forgotten(member, updates, bytes),
        refused: (after, why, isAnothers) => void this.#undo(member, after, { why, isAnothers }),
        opened: () => this.#opened(member, sender),
        presence: (update) => this.#copy.relay(update),
        lost: () => this.#tellSoon(),
        ended: (code, reason) => {
          if (OF_THE_EDITS.includes(code) && this.waiting(member).updates > 0)
            void this.#undo(member, 0, { why: reason, isAnothers: code === CLOSE.identity })
          this.#ended(member, code, reason)
        },
        failed: (error) => this.#options.warn(error, 'what waits for another node could not be read'),
      },
    })
    return sender
  }

  #opened(member: MemberId, sender: UpdateSender): void {
    const announced = this.#people.get(member)?.announced.all() ?? null
    if (announced !== null) sender.send(presenceFrame(announced))
    this.#tellSoon()
  }

  #forgotten(member: MemberId, updates: number, bytes: number): void {
    this.#person(member).count(-updates, -bytes)
    this.#tellSoon()
    this.#options.onWaiting()
    this.tend()
  }

  /**
   * Somebody's edits after a row are refused: they become a copy, and their layered scene begins anew from
   * the host's state.
   */
  async #undo(
    member: MemberId,
    after: number,
    how: { readonly why: string; readonly isAnothers: boolean },
  ): Promise<void> {
    const { sync, undone, store, warn } = this.#options
    const person = this.#person(member)
    person.sender?.stop()
    try {
      await sync.apart(this.record.key, member, UNDONE, (under) =>
        undone.undo(this.record, member, after, { ...under, ...how }),
      )
      const kind = pendingLogKind(member)
      const left = (await store.personalLogs()).find(
        (log) => log.world === this.record.key && log.kind === kind,
      )
      person.recount(left?.updates ?? 0, left?.bytes ?? 0)
    } catch (error) {
      warn(error, 'what a host would not have could not be put aside')
    }
    person.sender = null
    this.#tellSoon()
    this.#options.onWaiting()
    this.#options.clock.after(HOLD_MS, () => this.tend())
  }

  #settleSoon(): void {
    if (this.#isSettling) return
    this.#isSettling = true
    this.#options.clock.after(SETTLE_MS, () => {
      this.#isSettling = false
      for (const person of this.#people.values()) if (person.isWaiting) person.sender?.advance()
    })
  }

  // What people ask

  #liveLine(asker: ActionClient): TabLine {
    const member = asker.member.id
    return new TabLine({
      ...this.#lineTo(member, 'live', 'bare'),
      whyAsleep: () => this.#whyUnreached() ?? `${this.#options.place.node} is asleep.`,
      node: this.#options.place.node,
      events: {
        meet: (id, line) => this.#copy.meet(id, line),
        told: (event) => this.#told(asker, event),
        lost: () => this.#tellSoon(),
        ended: (code, reason) => this.#ended(member, code, reason),
      },
    })
  }

  #told(asker: ActionClient, event: WireEvent): void {
    const { place, self, rights } = this.#options
    if (event.type === 'host') return
    if (event.type !== 'you') return asker.tell(event)
    const you: YouEvent = {
      ...event,
      account: event.account && nameAsSeenFrom(event.account, place.node, self()),
      at: event.at && nameAsSeenFrom(event.at, place.node, self()),
    }
    rights.setYou(asker.member.id, this.record.id, you)
    asker.tell(you)
    this.tend()
  }

  /** Somebody may not be there any more, as far as a line of theirs was told. */
  #ended(member: MemberId, code: number, reason: string): void {
    if (!OF_THE_PERSON.includes(code)) return
    this.#options.rights.set(member, this.record.id, 'none')
    this.#options.onClosed(member, { code, reason })
  }

  // Telling

  #tellSoon(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    this.#options.clock.after(TELL_MS, () => {
      this.#isTelling = false
      this.#lastTold = this.#lastTold.then(() => this.#tell())
    })
  }

  async #tell(): Promise<void> {
    if (this.#isStopped) return
    const { store, warn } = this.#options
    const people = this.state !== 'awake' && this.#people.size > 1 ? this.#people : []
    this.#written = await readWaiting(store, this.record.key, people).catch((error: unknown) => {
      warn(error, 'what waits for another node could not be shown')
      return new Map()
    })
    for (const [member, person] of this.#people) person.tell(this.#hostEvent(member))
  }

  /** Where it does not sleep: why it takes nothing, or is not to be trusted. */
  #whyUnreached(): string | null {
    const { fault } = this.#copy
    return this.#options.clockTrouble() ?? (fault === null || fault.isAway ? null : fault.message)
  }

  #hostEvent(member: MemberId): HostEvent {
    const { updates } = this.waiting(member)
    const { state } = this
    const why = state === 'asleep' ? this.#whyUnreached() : null
    const written = [...this.#written].flatMap(([of, each]) => (of === member ? [] : each))
    const others = state === 'awake' ? [] : written.slice(0, WAITING_PEOPLE_MAX)
    const more = { ...(why && { why }), ...(others.length > 0 && { others }) }
    return { type: 'host', node: this.#options.place.node, state, pending: updates, ...more }
  }

  #person(member: MemberId): CopyUser {
    const person = this.#people.get(member) ?? new CopyUser()
    this.#people.set(member, person)
    return person
  }

  readonly #lineTo: LineTo = (as, kind, how, bytesMax) => {
    const { caller, clock, random, place } = this.#options
    const open = (): Promise<WebSocket> => caller.socket(place.node, syncPath(place, kind, how), as, bytesMax)
    return { open, clock, random }
  }
}
