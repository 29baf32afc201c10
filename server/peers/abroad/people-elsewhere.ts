// Which people of this node are in which worlds of other nodes. A record says so; a person with a record acts
// nowhere here. They are there as long as a tab or a program of theirs is, and a while longer, as in any
// world. After a start they are brought there when one of these comes again.
import { z } from 'zod'
import type { Logger } from 'pino'
import {
  foreignPartsOf,
  nodeOf,
  parseAnyAddress,
  parseMemberId,
  type Address,
  type MemberId,
  type NodeName,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { PeopleAbroad, ReturningPeople } from '../../contracts/people-abroad.ts'
import type { RecordTables, RecordTable } from '../../records/record-tables.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ActionClient, ServerClock } from '../../sync/sync-server.ts'
import { askRight, NOT_OPEN } from '../lines/right-request.ts'
import type { PeerDirectory } from '../known/peer-directory.ts'
import type { PeerClient } from '../known/peer-client.ts'
import { departRemotely } from './remote-departure.ts'
import { PeerFault } from '../outward/faults.ts'
import type { Foreigners } from '../guests/foreign-members.ts'
import { createWakeNotices, sessionEndWords, wayBackWords, type WakeNotices } from './sleeping-hosts.ts'
import { RemoteSession, type RemoteSessionEnd } from './remote-session.ts'
import type { RemoteSessionLineOptions } from './remote-session-line.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'

/**
 * How long a node may take to say whether somebody may come, in ms: a person who goes through a portal waits
 * for it.
 */
const ASK_MS = 4_000
/**
 * How long a person who comes into a world there waits for it, in ms. They are on their way for longer, if
 * need be.
 */
const ARRIVE_MS = 5_000
/** How long somebody without an open tab there stays, in ms; as in worlds of this node. */
const GRACE_MS = 30_000
/** After a disk failed it is looked again where somebody is, in ms. */
const AGAIN_MS = 2_000
/** All lines are given up when this node stops, after so long, in ms. */
const STOP_MS = 2_000

const MAY_LOOK = 'You can look at that world, but not act in it.'
const NO_ANSWER = 'There is no answer from there. Try again.'
const NOWHERE = 'You are already somewhere else.'
const NOT_THERE = 'You are not in this world.'

const anyAddress = z.string().transform((text, context): Address => {
  const address = parseAnyAddress(text)
  if (address === null) context.addIssue('not the address of a world')
  return address ?? z.NEVER
})

/** Under the member's id. */
const Stay = z.object({ world: anyAddress, since: z.number() })
type Stay = z.infer<typeof Stay>

interface AbroadOptions {
  readonly tables: RecordTables
  readonly book: Pick<PeerDirectory, 'whyNot' | 'onTrust'> & {
    readonly figures: Pick<PeerDirectory['figures'], 'clockTrouble'>
  }
  readonly caller: Pick<PeerClient, 'call' | 'socket'>
  readonly foreigners: Pick<Foreigners, 'byId'>
  readonly name: () => NodeName
  readonly clock: ServerClock
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'warn'>
  /** Those who know the worlds of this node. */
  readonly travels: ReturningPeople
  /** Somebody is elsewhere now: their tabs are told. */
  readonly onMoved: (member: MemberId) => void
}

/** The people who are abroad, and the tabs that they have in worlds of other nodes. */
export interface AbroadPart extends Omit<PeopleAbroad, 'fetch' | 'send'> {
  name(): NodeName
  came(world: WorldRecord, asker: ActionClient): void
  gone(world: WorldRecord, asker: ActionClient): void
  /**
   * A tab was told, too, that somebody went on from a world: so it is heard also while the line of their
   * remote session is broken.
   */
  went(member: MemberId, from: Address, to: Address | null): void
  /** Somebody goes away where they are; their place there is kept, and the record. */
  quit(member: MemberId): Promise<Outcome>
  /** A sentence for somebody alone, in all their tabs, also those in worlds of other nodes. */
  notify(member: MemberId, words: string): void
  /** The worlds of other nodes that somebody has open, or is in. */
  worldsOf(member: MemberId): readonly Address[]
  /** The node of a world hears how somebody is called now; their avatar there takes that name. */
  introduce(member: MemberId, world: Address): Promise<void>
  /** Calls `listener` when somebody is not there any more: at home, or on their way to somewhere else. */
  onReturned(listener: (member: MemberId) => void): void
  /** Takes everybody out of where they are, who is brought back after the next start. */
  stop(): Promise<void>
}

export async function openAbroad(options: AbroadOptions): Promise<AbroadPart> {
  return new People(options, await options.tables.table('abroad', Stay))
}

/** Where people of ours are abroad, for a process that only reads that; null: they are not. */
export async function readPlacesAbroad(tables: RecordTables): Promise<(member: MemberId) => Address | null> {
  const stays = await tables.table('abroad', Stay)
  return (member) => stays.get(member)?.world ?? null
}

class People implements AbroadPart {
  readonly #options: AbroadOptions
  readonly #stays: RecordTable<Stay>
  readonly #remoteSessions = new Map<MemberId, RemoteSession>()
  readonly #tabs = new Map<MemberId, Map<ActionClient, Address>>()
  readonly #graces = new Map<MemberId, () => void>()
  /**
   * People who are just being taken from where they are. That happens once, no matter how many ask for it.
   */
  readonly #closing = new Set<MemberId>()
  /** People who are just being taken out of a world where nobody heard them go, with the node. */
  readonly #departing = new Set<string>()
  readonly #wakeNotices: WakeNotices
  readonly #returned: ((member: MemberId) => void)[] = []
  #isStopping = false

  constructor(options: AbroadOptions, stays: RecordTable<Stay>) {
    this.#options = options
    this.#stays = stays
    const notify = (member: MemberId, words: string): void => this.notify(member, words)
    this.#wakeNotices = createWakeNotices({ ...options, notify })
    options.book.onTrust((node, mayCome) => {
      if (!mayCome) this.#sendHomeFrom(node)
    })
  }

  name(): NodeName {
    return this.#options.name()
  }

  isGuest(member: MemberId): boolean {
    return this.#options.foreigners.byId(member) !== null
  }

  placeOf(member: MemberId): Address | null {
    return this.#stays.get(member)?.world ?? null
  }

  worldsOf(member: MemberId): readonly Address[] {
    const place = this.placeOf(member)
    return [...(this.#tabs.get(member)?.values() ?? []), ...(place === null ? [] : [place])]
  }

  async introduce(member: MemberId, world: Address): Promise<void> {
    const node = nodeOf(world)
    const remoteSession = this.#remoteSessions.get(member)
    await this.whyNot(member, world)
    if (node !== null && remoteSession?.leadsTo(node) === true) await remoteSession.show()
  }

  async whyNot(member: MemberId, to: Address): Promise<string | null> {
    const place = foreignPartsOf(to)
    if (place === null) return NOT_OPEN.reason
    const { node } = place
    const why = this.#options.book.whyNot(node)
    if (why !== null) return why
    try {
      const right = await askRight(this.#options.caller, place, member, ASK_MS)
      if (atLeast(right, 'act')) return null
      return atLeast(right, 'see') ? MAY_LOOK : NOT_OPEN.reason
    } catch (error) {
      if (error instanceof PeerFault) return wayBackWords(error)
      throw error
    }
  }

  async left(member: MemberId, to: Address, from: Address | null): Promise<void> {
    const { tables, clock } = this.#options
    await tables.change([this.#stays.set(member, { world: to, since: clock.now() })])
    this.#wakeNotices.forget(member)
    this.#begin(member, to, from)
    this.#watch(member)
  }

  end(member: MemberId): Promise<Address | null> {
    return this.#close(member, async () => this.#remoteSessions.get(member)?.quit())
  }

  async arrived(member: MemberId, isBack: boolean): Promise<string | null> {
    const stay = this.#stays.get(member)
    if (stay === null) return NOWHERE
    const remoteSession = this.#remoteSessions.get(member) ?? this.#begin(member, stay.world, null)
    this.#watch(member)
    const arrived = isBack ? remoteSession.arrived() : remoteSession.visit()
    return withinTime(this.#options.clock, ARRIVE_MS, arrived, NO_ANSWER)
  }

  came({ address }: WorldRecord, asker: ActionClient): void {
    const { id } = asker.member
    const tabs = this.#tabs.get(id) ?? new Map<ActionClient, Address>()
    tabs.set(asker, address)
    this.#tabs.set(id, tabs)
    if (this.placeOf(id) !== address) return
    this.#spare(id)
    this.#resume(id)
  }

  gone(_world: WorldRecord, asker: ActionClient): void {
    const { id } = asker.member
    const tabs = this.#tabs.get(id)
    tabs?.delete(asker)
    if (tabs?.size === 0) this.#tabs.delete(id)
    this.#watch(id)
  }

  went(member: MemberId, from: Address, to: Address | null): void {
    const remoteSession = this.#remoteSessions.get(member)
    if (remoteSession === undefined || nodeOf(from) !== nodeOf(this.placeOf(member) ?? from)) return
    void remoteSession.quit()
    this.#guarded(member, remoteSession, () => this.#goOn(member, to, from))
  }

  async quit(member: MemberId): Promise<Outcome> {
    const remoteSession = this.#remoteSessions.get(member)
    if (remoteSession === undefined) return { ok: false, why: NOT_THERE }
    await this.#rest(member)
    return { ok: true, why: null }
  }

  onReturned(listener: (member: MemberId) => void): void {
    this.#returned.push(listener)
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.#wakeNotices.stop()
    for (const cancel of this.#graces.values()) cancel()
    const gone = Promise.allSettled(
      [...this.#remoteSessions.values()].map((remoteSession) => remoteSession.quit()),
    )
    this.#remoteSessions.clear()
    await withinTime(this.#options.clock, STOP_MS, gone, null)
  }

  #begin(member: MemberId, world: Address, from: Address | null): RemoteSession {
    const remoteSession: RemoteSession = new RemoteSession({
      ...this.#lineOf(member),
      world,
      from,
      // A renewal asks whether they are still with us.
      onRenew: (at) => this.whyNot(member, at),
      onMoved: (to) => this.#guarded(member, remoteSession, () => this.#moved(member, to)),
      onWent: (to) => this.#guarded(member, remoteSession, () => this.#goOn(member, to)),
      onUnheard: (at) => void this.#takeOut(member, at),
      onEnd: (end) => this.#guarded(member, remoteSession, () => this.#ended(member, end)),
    })
    this.#remoteSessions.set(member, remoteSession)
    return remoteSession
  }

  /** Nobody there may have heard that they are gone. */
  async #takeOut(member: MemberId, world: Address): Promise<void> {
    const node = nodeOf(world)
    const key = `${member} ${node}`
    if (node === null || this.#departing.has(key)) return
    this.#departing.add(key)
    const isWanted = (): boolean =>
      !this.#isStopping && this.#remoteSessions.get(member)?.leadsTo(node) !== true
    await departRemotely({ ...this.#lineOf(member), world, isWanted })
    this.#departing.delete(key)
  }

  #lineOf(member: MemberId): RemoteSessionLineOptions {
    const { caller, clock, random, name } = this.#options
    const sessionName = (): string => Buffer.from(random(16)).toString('hex')
    return { caller, clock, member, self: name(), sessionName }
  }

  /** Events of a remote session that is no longer the current one are ignored. */
  #guarded(member: MemberId, remoteSession: RemoteSession, act: () => Promise<void>): void {
    if (this.#remoteSessions.get(member) !== remoteSession) return
    act().catch((error: unknown) =>
      this.#options.log.warn({ err: error }, "a person's visit to another node failed"),
    )
  }

  async #moved(member: MemberId, to: Address): Promise<void> {
    const { tables, clock, onMoved } = this.#options
    // A person who is being taken from there is in no world there by the time this runs.
    const isThere = await tables.change(() =>
      this.#stays.get(member) === null || this.#closing.has(member)
        ? null
        : [this.#stays.set(member, { world: to, since: clock.now() })],
    )
    if (!isThere) return
    this.#watch(member)
    onMoved(member)
  }

  async #goOn(member: MemberId, to: Address | null, from?: Address): Promise<void> {
    const was = await this.#close(member)
    if (was === null) return
    const why = await this.#options.travels.goOn(member, from ?? was, to)
    this.#tellReturned(member)
    if (why !== null) this.notify(member, why)
  }

  async #ended(member: MemberId, end: RemoteSessionEnd): Promise<void> {
    const from = await this.#close(member)
    if (from === null) return
    // A person who was sent out finds back to where they were before that.
    await this.#options.travels.comeHome(member, end.type === 'asleep' && end.wasThere ? from : null)
    this.#tellReturned(member)
    const node = nodeOf(from)
    if (node === null) return
    this.notify(member, sessionEndWords(end, from, this.#options.book.figures.clockTrouble(node)))
    if (end.type === 'asleep' && end.wasThere) this.#wakeNotices.add(member, node)
  }

  /**
   * They are not there any more; answers where that was, null when they were in no such world, or are being
   * taken from it. Until that is on the disk the remote session stays: no tab begins another one.
   */
  async #close(member: MemberId, leave?: () => Promise<unknown>): Promise<Address | null> {
    const stay = this.#stays.get(member)
    if (stay === null || this.#closing.has(member)) return null
    this.#closing.add(member)
    try {
      await leave?.()
      await this.#options.tables.change([this.#stays.forget(member)])
      return stay.world
    } catch (error) {
      // The record says that they are there: so they are.
      this.#options.clock.after(AGAIN_MS, () => this.#resume(member))
      throw error
    } finally {
      this.#closing.delete(member)
      this.#remoteSessions.delete(member)
    }
  }

  /** A person with a tab where they are is brought there. */
  #resume(member: MemberId): void {
    const world = this.placeOf(member)
    if (world === null || this.#isStopping || this.#remoteSessions.has(member) || this.#closing.has(member))
      return
    if (this.#isWatching(member)) this.#begin(member, world, null)
  }

  #tellReturned(member: MemberId): void {
    for (const listener of this.#returned) listener(member)
  }

  notify(member: MemberId, words: string): void {
    this.#options.travels.notify(member, words)
    for (const asker of this.#tabs.get(member)?.keys() ?? []) asker.tell({ type: 'notice', words })
  }

  #sendHomeFrom(node: NodeName): void {
    for (const [id, { world }] of this.#stays.entries()) {
      const member = parseMemberId(id)
      const remoteSession = member && this.#remoteSessions.get(member)
      if (member === null || nodeOf(world) !== node) continue
      const why = this.#options.book.whyNot(node) ?? `This node is no longer connected to ${node}.`
      void remoteSession?.quit()
      this.#ended(member, { type: 'refused', why }).catch((error: unknown) =>
        this.#options.log.warn({ err: error }, "a person's visit to another node failed"),
      )
    }
  }

  #isWatching(member: MemberId): boolean {
    const place = this.placeOf(member)
    return [...(this.#tabs.get(member)?.values() ?? [])].some((world) => world === place)
  }

  /**
   * A person without a tab where they are is away there after a while: their connection is closed, and the
   * record stays.
   */
  #watch(member: MemberId): void {
    if (this.#isWatching(member)) return this.#spare(member)
    if (this.#graces.has(member) || !this.#remoteSessions.has(member)) return
    const cancel = this.#options.clock.after(GRACE_MS, () => {
      this.#graces.delete(member)
      if (!this.#isWatching(member)) void this.#rest(member)
    })
    this.#graces.set(member, cancel)
  }

  /**
   * Somebody is away where they are. A person who comes again while that is told is there: by a newer
   * connection.
   */
  async #rest(member: MemberId): Promise<void> {
    const remoteSession = this.#remoteSessions.get(member)
    this.#remoteSessions.delete(member)
    await remoteSession?.quit()
  }

  #spare(member: MemberId): void {
    this.#graces.get(member)?.()
    this.#graces.delete(member)
  }
}
