// Worlds that are open in a process that does not lead: their documents, for clients who edit and read them
// without coming in as a person, and their programs while nobody is in them. All else that a world needs
// (actions, its history, a draft) is done by the process that leads, which asks for the world then. Everybody
// is judged by what is followed here, and waits while that is not sure.
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import type { ReadingAccess } from '../accounts/reading-access.ts'
import { closedFor } from '../accounts/rights/closed-words.ts'
import { ReportedUsage, FullWriters } from '../accounts/usage/reported-usage.ts'
import type { FrontDoor } from '../cluster/front-door.ts'
import type { HolderLink } from '../cluster/holder-link.ts'
import type { Carrying, HolderQuestion, LeaderQuestion } from '../cluster/holding-words.ts'
import { measureLoad, type MeasuredLoad } from '../cluster/process-load.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import { lookBackBy, openHistorySettings } from '../history/look-back.ts'
import { memberOf } from '../accounts/sessions/browser-sessions.ts'
import { parseInsideAddress, writeInsideAddress, type InsideAddress } from '../network/inside-address.ts'
import { Leases } from '../owner/leases/world-leases.ts'
import { plainJson } from '../records/record-shapes.ts'
import type { StoredRecordKey } from '../records/stored-record.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import { CHANGED_WORLD, CLAIMED_CLIENTS, type NodeDatabase } from '../storage/node-database.ts'
import type { Store } from '../storage/store.ts'
import { memoryBudgetFor } from '../sync/document/memory-budget.ts'
import { createSync, type Sync } from '../sync/sync-server.ts'
import { createTrialPool, type TrialPool } from '../sync/validation/trial-pool.ts'
import { repeat } from '../../shared/time/repeat.ts'
import { withinTime } from '../../shared/time/time-limit.ts'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { parseMemberId, type WorldId } from '../../shared/world/address.ts'
import { createNodeFetching } from './node-fetching.ts'
import { HeldPlays } from './held-plays.ts'
import { cpuMs } from './node-processes.ts'
import { MAINTENANCE, memoryOfMachine } from './node-worlds.ts'
import type { NodeBase } from './node-base.ts'
import { worldOfSocket } from './socket-world.ts'

/** How often what was written is reported to the process that leads, in ms. */
const REPORT_MS = 250
/** How often the process that leads is told who is here, in ms, where that has changed. */
const STATE_MS = 2_000
/**
 * A world that was let go of is left to the process that leads for so long, in ms: it may just be taking it.
 */
const LEFT_MS = 3_000
/** After so long without being sure, in ms, it lets go of all worlds: whoever leads can have them then. */
const UNSURE_MS = 5_000
/**
 * How long a change that is followed may wait for what it ends, in ms: the process that leads waits for it.
 */
const CHANGE_MS = 400
/** With more worlds in mind, those that nobody is in are forgotten. */
const KNOWN_MAX = 10_000
/** How long clients may take to come to a stop while the node waits for this process to lead, in ms. */
const ABOUT_TO_LEAD_MS = 250
const [DRAFT, PUBLISHING] = ['draft', 'publishing']
/** Kinds of changes that may concern worlds which are open here. */
const CONCERNING = new Set([CHANGED_WORLD, CLAIMED_CLIENTS, DRAFT, PUBLISHING])

const MOVING = 'This world moves to another process of this node. It is being opened again.'
const BINNED = 'This world is in the bin.'
const CHANGED = 'This world was changed. It is being opened again.'
const UNREACHED = 'That world cannot be reached now. Try again.'

interface HeldOptions extends NodeBase {
  readonly self: ProcessId
  readonly store: Store
  readonly access: ReadingAccess
  readonly database: Pick<NodeDatabase, 'holderOf'>
  readonly door: Pick<FrontDoor, 'arrivalOf'>
  /** Whether what is followed counts now. */
  readonly isSure: () => boolean
  /** The connection to the process that leads; null: none is followed. */
  readonly link: () => HolderLink | null
}

/** Where a socket is to go. */
type SocketPlace = 'here' | 'leader' | InsideAddress

export class HeldWorlds {
  readonly sync: Sync
  readonly #options: HeldOptions
  readonly #leases: Leases
  readonly #usage: ReportedUsage
  readonly #trials: TrialPool
  readonly #plays: HeldPlays
  readonly #load: MeasuredLoad
  /** Drafts, and worlds that are written in one, have rules of their own. */
  readonly #isOrdinary: (world: WorldId | null) => boolean
  /** Worlds that were let go of, and when, by the monotonic clock. */
  readonly #left = new Map<WorldKey, number>()
  /** Worlds as they were when somebody came to them last. */
  readonly #known = new Map<WorldKey, WorldRecord>()
  readonly #ends: (() => void)[]
  #sureAt: number
  /** What was told last, and where. */
  #told: { readonly link: HolderLink | null; readonly state: string } = { link: null, state: '' }

  static async open(options: HeldOptions): Promise<HeldWorlds> {
    const { tables, rightOf } = options.access
    const drafts = await tables.table(DRAFT, plainJson)
    const published = await tables.table(PUBLISHING, plainJson)
    const lookBack = lookBackBy(await openHistorySettings(tables), rightOf, () => null)
    return new HeldWorlds(
      options,
      (world) => world !== null && drafts.get(world) === null && published.get(world) === null,
      lookBack,
    )
  }

  private constructor(
    options: HeldOptions,
    isOrdinary: (world: WorldId | null) => boolean,
    lookBack: ReturnType<typeof lookBackBy>,
  ) {
    const { store, clock, random, log, self, access, door, config, isSure } = options
    this.#options = options
    this.#isOrdinary = isOrdinary
    this.#sureAt = clock.monotonic()
    this.#leases = new Leases({ store, clock, holder: `${self}/worlds` })
    this.#usage = new ReportedUsage(store, () => clock.monotonic())
    this.#trials = createTrialPool({
      clock,
      onFault: (fault) => log.warn({ err: fault }, 'the trial of an update failed'),
    })
    this.sync = createSync({
      store: this.#usage.store,
      trials: this.#trials,
      clock,
      random,
      log,
      rightOf: access.rightOf,
      seesPast: (member, world) => lookBack(world, member) === 'everything',
      whyNot: (member, world) => closedFor(access.whyNot(member, world), clock.now()),
      shutFor: (member) => (access.isShutTo(member) ? { code: CLOSE.disk, reason: MAINTENANCE } : null),
      makeMissing: config.access === 'open',
      onLiving: (world, isLiving) => (isLiving ? this.#play(world) : this.#plays.rest(world)),
      onLost: (world) => this.#own(world, () => this.#plays.mend(world)),
      arrivalOf: (socket) => door.arrivalOf(socket),
      whyFull: (world, kind, member) => this.#usage.whyFullIn(world, kind, member),
      leases: this.#leases,
      memory: memoryBudgetFor(memoryOfMachine(), (world) => world.owner ?? world.id),
      mayRead: isSure,
    })
    this.#load = measureLoad(clock, cpuMs)
    this.#plays = new HeldPlays({
      clock,
      random,
      log,
      self,
      store: this.#usage.store,
      sync: this.sync,
      leases: this.#leases,
      usage: this.#usage,
      fetchAddress: createNodeFetching({ config, clock }, access.settings),
      carry: (from, thing, to) => this.#carry({ from: from.key, thing, to }),
      onPeople: (world) => this.#leave(world),
    })
    const onFault = (error: unknown): void =>
      log.debug({ err: error }, 'what was written here is not reported yet')
    this.#ends = [
      () => this.#load.end(),
      repeat(() => this.#report(), { everyMs: REPORT_MS, onFault, clock }),
      repeat(() => this.#look(), { everyMs: REPORT_MS, onFault, clock }),
      repeat(() => this.#tellState(), { everyMs: STATE_MS, onFault, clock }),
    ]
  }

  /** Worlds that are open here. */
  get openWorlds(): number {
    return this.sync.stats().rooms
  }

  /** Worlds that are played here. */
  get playedWorlds(): number {
    return this.#plays.count
  }

  /** Where a socket goes that came in here; `isPassed`: another process took this one for the right one. */
  async placeOf(request: IncomingMessage, isPassed: boolean): Promise<SocketPlace> {
    const { store, access, database, self, isSure, link, config } = this.#options
    const address = worldOfSocket(request)
    if (address === null || !isSure() || link()?.isOpen !== true) return 'leader'
    const world = await store.find(address)
    if (world === null) return config.access === 'open' ? 'here' : 'leader'
    const member = memberOf(access.sessions.read(request.headers.cookie))
    if (!this.#mayBeHere(world) || !atLeast(access.rightOf(member, world), 'see')) return 'leader'
    const holder = await database.holderOf(world.key)
    if (!isSure()) return 'leader'
    if (holder === null || holder.id === self) {
      if (world.isLiving === true) {
        if (!(await this.#mayPlay(world)) || !this.#mayBeHere(world)) return 'leader'
        this.#plays.play(world)
      }
      this.#known.set(world.key, world)
      return 'here'
    }
    const at = isPassed ? null : parseInsideAddress(holder.address)
    return at === null || link()?.isTo(at) !== false ? 'leader' : at
  }

  /** Others have changed these: follows what it means for worlds that are open here. */
  async changed(keys: readonly StoredRecordKey[]): Promise<void> {
    const concerning = keys.filter(({ kind }) => CONCERNING.has(kind))
    if (concerning.length === 0) return
    const open = this.#openNow()
    const work = concerning.map(async ({ kind, id }) => {
      const world = Number(id) as WorldKey
      if (kind === CLAIMED_CLIENTS) await this.#claim(id)
      else if (kind === CHANGED_WORLD && open.has(world)) await this.#follow(world)
    })
    const extraordinary = [...open].filter((world) => !this.#isOrdinary(this.#known.get(world)?.id ?? null))
    const all = Promise.all([...work, ...extraordinary.map((world) => this.#giveUp(world))])
    await withinTime(this.#options.clock, CHANGE_MS, all, [])
  }

  /** Answers what the process that leads asks. */
  async answer(question: LeaderQuestion): Promise<unknown> {
    if ('load' in question) return this.#load.share()
    if ('take' in question) return this.#take(question.take)
    await this.letGo(question.letGo)
    return null
  }

  /** Lets go of a world, for the process that leads. */
  async letGo(world: WorldKey): Promise<void> {
    this.#left.set(world, this.#options.clock.monotonic())
    const leader = this.#options.link()?.leader
    const end = (): Promise<void> => this.#plays.letGo(world)
    if (leader !== undefined) await this.sync.move(world, { to: writeInsideAddress(leader), end })
    await this.#close(world, CLOSE.fault, MOVING)
  }

  /**
   * Lets go of all, without tidying: its clients wait to go on with the one that leads, which this process
   * may be about to be. `isOver`: this process ends.
   */
  async stop(isOver: boolean): Promise<void> {
    for (const end of this.#ends) end()
    // Nobody can take a world before this process leads: then all are free at once.
    if (!isOver) this.#leases.close()
    const withinMs = isOver ? {} : { withinMs: ABOUT_TO_LEAD_MS }
    await this.sync.move(null, { to: null, isEnding: isOver, end: () => this.#plays.stop(), ...withinMs })
    await this.sync.stop({ isTidied: false })
    await this.#report().catch(() => undefined)
    await this.#leases.stop()
    await Promise.all([this.#trials.close(), this.#plays.close()])
  }

  #mayBeHere({ key, id, binnedAt }: WorldRecord): boolean {
    return !this.#isLeft(key) && binnedAt === null && this.#isOrdinary(id)
  }

  #isLeft(world: WorldKey): boolean {
    const leftAt = this.#left.get(world) ?? -Infinity
    return this.#options.clock.monotonic() - leftAt < LEFT_MS
  }

  /** Where this process dies, the one that leads has to look for the world. */
  async #mayPlay(world: WorldRecord): Promise<boolean> {
    if (this.#plays.has(world.key)) return true
    return this.#options.link()?.isAttended === true && (await this.#plays.isEmpty(world))
  }

  /** Plays a world that the process that leads let go of for that; answers whether it does. */
  async #take(key: WorldKey): Promise<boolean> {
    const world = await this.#options.store.findByKey(key)
    if (world === null || !(await this.#mayPlay(world)) || !this.#mayBeHere(world)) return false
    this.#known.set(key, world)
    this.#plays.play(world)
    const isPlayed = await this.#plays.isPlayed(world)
    if (!isPlayed) await this.letGo(key)
    return isPlayed
  }

  #play(world: WorldRecord): void {
    this.#own(world, () => this.#plays.play(world))
  }

  /** Does what the owner of a world does, if this process may own it; else the one that leads does. */
  #own(world: WorldRecord, own: () => void): void {
    const ownIf = (mayPlay: boolean): void => {
      if (this.#isLeft(world.key)) return
      if (!mayPlay || !this.#mayBeHere(world)) return this.#leave(world.key)
      this.#known.set(world.key, world)
      own()
    }
    this.#mayPlay(world).then(ownIf, () => this.#leave(world.key))
  }

  /** The process that leads does that, in its worlds. What asked for it ends with the play here. */
  async #carry(carrying: Carrying): Promise<string | null> {
    const link = this.#options.link()
    if (link?.isAttended !== true) return UNREACHED
    await this.letGo(carrying.from)
    return z
      .string()
      .nullable()
      .parse(await link.ask({ carry: carrying }))
  }

  /** Lets go of a world by itself; the process that leads plays it, if it was played here. */
  async #giveUp(world: WorldKey): Promise<void> {
    const wasPlayed = this.#plays.has(world)
    await this.letGo(world)
    // One that is not reached looks by itself once it is.
    if (wasPlayed) await this.#attend(world).catch(() => undefined)
  }

  #attend(world: WorldKey): Promise<unknown> {
    return this.#options.link()?.ask({ attend: world }) ?? Promise.resolve()
  }

  #openNow(): ReadonlySet<WorldKey> {
    const open = new Set([...this.sync.here().map(({ world }) => world), ...this.#plays.worlds])
    if (this.#known.size > KNOWN_MAX)
      for (const world of this.#known.keys()) if (!open.has(world)) this.#known.delete(world)
    return open
  }

  async #close(world: WorldKey, code: number, reason: string): Promise<void> {
    await this.#plays.letGo(world)
    await this.sync.close(world, code, reason, { isSceneTidied: false })
  }

  async #claim(members: string): Promise<void> {
    const [from, to] = members.split(' ').map(parseMemberId)
    // On the disk it is so already.
    if (from != null && to != null) await this.sync.claim(from, to, () => Promise.resolve())
  }

  async #follow(world: WorldKey): Promise<void> {
    const now = await this.#options.store.findByKey(world)
    if (now === null) return this.#close(world, CLOSE.fault, CHANGED)
    if (now.binnedAt !== null) return this.#close(world, CLOSE.binned, BINNED)
    if (now.address === this.#known.get(world)?.address) return
    const wasPlayed = this.#plays.has(world)
    await this.#close(world, CLOSE.moved, `This world has moved to ${now.address}.`)
    if (wasPlayed) await this.#attend(world)
  }

  /** It needs its owner, who is in the process that leads. */
  #leave(world: WorldKey): void {
    const { log } = this.#options
    this.letGo(world)
      .then(() => this.#attend(world))
      .catch((error: unknown) =>
        log.debug({ err: error }, 'nobody looks after a world that needs its owner yet'),
      )
  }

  async #report(): Promise<void> {
    const report = this.#usage.take()
    const link = this.#options.link()
    if (report === null) return
    try {
      if (link === null) throw new Error('Nobody leads that could be told.')
      this.#usage.told(FullWriters.parse(await link.ask({ usage: report })))
    } catch (error) {
      this.#usage.takeBack(report)
      throw error
    }
  }

  async #tellState(): Promise<void> {
    const link = this.#options.link()
    const here = this.sync.here().map(({ member, world }) => ({ member: member.id, world }))
    const { playedWorlds } = this
    const question: HolderQuestion = { state: { here, playedWorlds, ...this.#leases.counts } }
    const told = { link, state: JSON.stringify(question) }
    if (link?.isOpen !== true || (this.#told.link === link && this.#told.state === told.state)) return
    await link.ask(question)
    this.#told = told
  }

  /** Who waits for too long to be judged comes again, where somebody leads who is sure. */
  async #look(): Promise<void> {
    const now = this.#options.clock.monotonic()
    for (const [world, at] of this.#left) if (now - at > LEFT_MS) this.#left.delete(world)
    if (this.#options.isSure()) this.#sureAt = now
    if (now - this.#sureAt < UNSURE_MS) return
    await Promise.all([...this.#openNow()].map((world) => this.#giveUp(world)))
  }
}
