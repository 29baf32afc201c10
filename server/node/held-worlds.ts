// Worlds that are open in a process that does not lead: their documents, their programs, and the people in
// them, whom the process that leads brings from world to world. All else that a world needs (its history, a
// draft) is done by that one, which asks for the world then. Everybody is judged by what is followed here,
// and waits while that is not sure.
import { shownWhere } from '../accounts/directory/given-user.ts'
import { closedFor } from '../accounts/rights/closed-words.ts'
import { ReportedUsage } from '../accounts/usage/reported-usage.ts'
import { createComingWorlds, type ComingWorlds } from '../cluster/holders/coming-worlds.ts'
import { createHeldLeading } from '../cluster/holders/held-leading.ts'
import { startHolderReports, type HolderReports } from '../cluster/holders/holder-reports.ts'
import type { HolderState, LeaderQuestion } from '../cluster/holders/holding-words.ts'
import { createSocketPlaces, type SocketPlaces } from '../cluster/holders/socket-places.ts'
import { measureLoad, type MeasuredLoad } from '../cluster/process-load.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import { lookBackBy, openHistorySettings } from '../history/look-back.ts'
import { Leases } from '../owner/leases/world-leases.ts'
import { readPlacesAbroad } from '../peers/abroad/people-elsewhere.ts'
import { plainJson } from '../records/record-shapes.ts'
import type { StoredRecordKey } from '../records/stored-record.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import { CHANGED_WORLD, CLAIMED_CLIENTS } from '../storage/node-database.ts'
import { memoryBudgetFor } from '../sync/document/memory-budget.ts'
import { openRooms, type NodeRooms } from '../sync/node-rooms.ts'
import { MOVES, serveRooms, type Sync } from '../sync/sync-server.ts'
import { repeat } from '../../shared/time/repeat.ts'
import { withinTime } from '../../shared/time/time-limit.ts'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import { parseMemberId, type WorldId } from '../../shared/world/address.ts'
import {
  answerAboutPlays,
  isForAnyProcess,
  openHeldPlays,
  type HeldOptions,
  type HeldPlays,
} from './held-plays.ts'
import { cpuMs } from './node-processes.ts'
import { MAINTENANCE, memoryOfMachine } from './node-worlds.ts'

/** How often it is looked whether what is followed counts, in ms. */
const LOOK_MS = 250
/** After so long without being sure, in ms, it lets go of all worlds: whoever leads can have them then. */
const UNSURE_MS = 5_000
/** How long a change may wait for what it ends here, in ms: the process that leads waits for it. */
const CHANGE_MS = 400
/** With more worlds in mind, those that nobody is in are forgotten. */
const KNOWN_MAX = 10_000
const [DRAFT, PUBLISHING] = ['draft', 'publishing']
/** Kinds of changes that may concern worlds which are open here. */
const CONCERNING = new Set([CHANGED_WORLD, CLAIMED_CLIENTS, DRAFT, PUBLISHING])

/** All who have no account here count together by what they add: this process does not know them apart. */
const NO_ACCOUNT = 'no account'
const BINNED = 'This world is in the bin.'
const CHANGED = 'This world was changed. It is being opened again.'

/** Why a process follows nobody any more: it ends, it leads, or it begins anew. */
export type FollowingEnd = 'over' | 'leads' | 'anew'

/** What is read from tables before a world is opened. */
async function readTables({ tables, rightOf }: HeldOptions['access']) {
  const drafts = await tables.table(DRAFT, plainJson)
  const published = await tables.table(PUBLISHING, plainJson)
  return {
    isOrdinary: (world: WorldId | null): boolean =>
      world !== null && drafts.get(world) === null && published.get(world) === null,
    lookBack: lookBackBy(await openHistorySettings(tables), rightOf, () => null),
    placeAbroad: await readPlacesAbroad(tables),
  }
}

export class HeldWorlds {
  readonly sync: Sync
  /** Where sockets go that come in here. */
  readonly placeOf: SocketPlaces
  readonly #options: HeldOptions
  readonly #leases: Leases
  readonly #usage: ReportedUsage
  readonly #plays: HeldPlays
  readonly #load: MeasuredLoad
  readonly #reports: HolderReports
  /** Drafts, and worlds that are written in one, have rules of their own. */
  readonly #isOrdinary: (world: WorldId | null) => boolean
  readonly #coming: ComingWorlds
  /** Worlds as they were when somebody came to them last. */
  readonly #known = new Map<WorldKey, WorldRecord>()
  readonly #ends: (() => void)[]
  #sureAt: number

  static async open(options: HeldOptions): Promise<HeldWorlds> {
    return new HeldWorlds(options, await readTables(options.access))
  }

  private constructor(
    options: HeldOptions,
    { isOrdinary, lookBack, placeAbroad }: Awaited<ReturnType<typeof readTables>>,
  ) {
    const { store, clock, log, self, access, isSure } = options
    this.#options = options
    this.#isOrdinary = isOrdinary
    this.#sureAt = clock.monotonic()
    this.#leases = new Leases({ store, clock, holder: `${self}/worlds` })
    this.#coming = createComingWorlds(this.#leases, clock)
    this.placeOf = createSocketPlaces({
      ...options,
      coming: this.#coming,
      makesMissing: options.config.access === 'open',
      mayBeHere: (world) => this.#mayBeHere(world),
      mayPlay: (world) => this.#mayPlay(world),
      onComing: (world) => {
        if (world.isLiving === true) this.#owner.living(world, true)
        this.#known.set(world.key, world)
      },
    })
    this.#usage = new ReportedUsage(store, () => clock.monotonic())
    const rooms = this.#openRooms()
    this.#load = measureLoad(clock, cpuMs)
    this.#plays = openHeldPlays(options, {
      rooms: rooms.rooms,
      leases: this.#leases,
      usage: this.#usage,
      leading: createHeldLeading({
        clock,
        store,
        placeAbroad,
        link: options.link,
        letGo: (world) => this.letGo(world),
        giveUp: (world) => this.#giveUp(world),
      }),
    })
    this.sync = serveRooms(rooms, {
      clock,
      log,
      rightOf: access.rightOf,
      seesPast: (member, world) => lookBack(world, member) === 'everything',
      whyNot: (member, world) => closedFor(access.whyNot(member, world), clock.now()),
      shownAs: shownWhere(options.config.access, this.#plays.people),
      shutFor: (member) => (access.isShutTo(member) ? { code: CLOSE.disk, reason: MAINTENANCE } : null),
      actions: this.#owner,
      mayRead: isSure,
      pace: options.pace,
    })
    const onFault = (error: unknown): void =>
      log.debug({ err: error }, 'what was written here is not reported yet')
    this.#reports = startHolderReports({
      usage: this.#usage,
      state: () => this.#state(),
      link: options.link,
      clock,
      onFault,
    })
    this.#ends = [
      () => this.#load.end(),
      () => this.#reports.end(),
      repeat(() => this.#look(), { everyMs: LOOK_MS, onFault, clock }),
    ]
  }

  get #owner(): HeldPlays['owner'] {
    return this.#plays.owner
  }

  #openRooms(): NodeRooms {
    const { clock, random, log, config, trials, access } = this.#options
    return openRooms({
      store: this.#usage.store,
      trials,
      clock,
      ages: access.ages,
      random,
      log,
      makeMissing: config.access === 'open',
      onLiving: (world, isLiving) => {
        if (isLiving) this.#own(world, () => this.#owner.living(world, true))
        else this.#owner.living(world, false)
      },
      onLost: (world) => this.#own(world, () => this.#owner.mend(world)),
      whyFull: (world, kind, member) => this.#usage.whyFullIn(world, kind, member),
      sharers: {
        ownerOf: (world) => access.ownerOf(world),
        countsAs: (member) => (access.accountNamed?.(member) == null ? NO_ACCOUNT : member),
      },
      leases: this.#leases,
      memory: memoryBudgetFor(memoryOfMachine(), (world) => world.owner ?? world.id),
    })
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
  async answer(
    question: Exclude<LeaderQuestion, { read: unknown } | { unreachable: unknown }>,
  ): Promise<unknown> {
    if ('load' in question) return this.#load.share()
    if ('take' in question) return this.#take(question.take)
    if ('expect' in question) return (await this.#comingTo(question.expect)) && this.#leases.name()
    if ('letGo' in question) return this.letGo(question.letGo).then(() => null)
    const isHere = (world: WorldRecord): Promise<boolean> => this.#isHere(world)
    return answerAboutPlays(this.#options, this.#plays, this.sync, isHere, question)
  }

  async #isHere(world: WorldRecord): Promise<boolean> {
    const { database, self } = this.#options
    return this.#mayBeHere(world) && (await database.holderOf(world.key))?.id === self
  }

  /** The process that leads can be asked again: nobody told meanwhile what became of people. */
  reached(): void {
    for (const member of new Set(this.sync.here().map((here) => here.member.id)))
      this.#plays.people.changed(member)
  }

  /** That one is gone, or cannot be reached: its crossings are not gone on with. */
  lost(): void {
    this.#owner.lent.end()
  }

  /** Lets go of a world, for the process that leads, which has it before its people come again. */
  letGo(world: WorldKey): Promise<void> {
    return this.#options.pace.after(this.#letGo(world))
  }

  async #letGo(world: WorldKey): Promise<void> {
    this.#leases.leave(world, this.#options.link()?.leaderName ?? null)
    await this.#coming.open(world)
    this.sync.leave(world)
    await this.#close(world, MOVES.code, MOVES.reason)
    await this.#giveBack(world)
  }

  /** A world that may come to this process, with the people in it; null: it may not. */
  async #comingTo(key: WorldKey): Promise<WorldRecord | null> {
    const world = await this.#options.store.findByKey(key)
    return world !== null && this.#mayBeHere(world) && (await this.#mayPlay(world)) ? world : null
  }

  /** Takes a world that this process was given; answers whether it does. */
  async #take(key: WorldKey): Promise<boolean> {
    const world = await this.#comingTo(key)
    if (world === null) return false
    this.#known.set(key, world)
    // One without code has nothing to play: it is open as soon as somebody comes.
    if (world.isLiving !== true) return this.#coming.claim(key)
    this.#owner.living(world, true)
    const isPlayed = await this.#owner.isPlayed(world)
    if (!isPlayed) await this.letGo(key)
    return isPlayed
  }

  /**
   * Else nobody else could have it, where the database still has it as this process's. Whoever asks for it
   * asks again where that fails.
   */
  async #giveBack(world: WorldKey): Promise<void> {
    const { database, self, log } = this.#options
    try {
      if (this.#leases.has(world) || (await database.holderOf(world))?.id !== self) return
      await this.#leases.giveBack(world)
    } catch (error) {
      log.debug({ err: error }, 'a world that was let go of could not be given back yet')
    }
  }

  /**
   * Lets go of all, without tidying: its people come again. Where this process leads now, it has its worlds
   * still, under the name that is answered.
   */
  async stop(why: FollowingEnd): Promise<ProcessId | null> {
    for (const end of this.#ends) end()
    const [link, given] = [this.#options.link(), [...this.#openNow()]]
    if (why === 'over') await Promise.all(given.map((world) => this.letGo(world)))
    else this.#leases.close()
    this.sync.leave(null)
    await this.#owner.stop()
    await this.sync.stop({ isTidied: false })
    if (why === 'over') await link?.ask({ given }).catch(() => undefined)
    await this.#reports.reportLast()
    const before = why === 'leads' ? await this.#leases.pass() : null
    await this.#leases.stop()
    await this.#plays.close()
    return before
  }

  #mayBeHere({ id, binnedAt }: WorldRecord): boolean {
    return binnedAt === null && this.#isOrdinary(id)
  }

  #state(): HolderState {
    const here = this.sync.here().map(({ member, world }) => ({ member: member.id, world }))
    return { here, playedWorlds: this.#owner.stats().playedWorlds, ...this.#leases.counts }
  }

  /** Where this process dies, the one that leads has to look for the world. */
  async #mayPlay(world: WorldRecord): Promise<boolean> {
    if (this.#owner.has(world.key)) return true
    return this.#options.link()?.isOpen === true && (await isForAnyProcess(this.#options.store, world))
  }

  /** Does what the owner of a world does, if this process may own it; else the one that leads does. */
  #own(world: WorldRecord, own: () => void): void {
    const ownIf = (mayPlay: boolean): void => {
      if (!mayPlay || !this.#mayBeHere(world)) return this.#leave(world.key)
      this.#known.set(world.key, world)
      own()
    }
    this.#mayPlay(world).then(ownIf, () => this.#leave(world.key))
  }

  /** Lets go of a world by itself; the process that leads plays it, if it was played here. */
  async #giveUp(world: WorldKey): Promise<void> {
    const wasPlayed = this.#owner.has(world)
    await this.letGo(world)
    // One that is not reached looks by itself once it is.
    if (wasPlayed) await this.#attend(world).catch(() => undefined)
  }

  #attend(world: WorldKey): Promise<unknown> {
    return this.#options.link()?.ask({ attend: world }) ?? Promise.resolve()
  }

  #openNow(): ReadonlySet<WorldKey> {
    const open = new Set([...this.sync.here().map(({ world }) => world), ...this.#owner.owned()])
    if (this.#known.size > KNOWN_MAX)
      for (const world of this.#known.keys()) if (!open.has(world)) this.#known.delete(world)
    return open
  }

  async #close(world: WorldKey, code: number, reason: string): Promise<void> {
    await this.#owner.letGo(world)
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
    const wasPlayed = this.#owner.has(world)
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

  /** Who waits for too long to be judged comes again, where somebody leads who is sure. */
  async #look(): Promise<void> {
    const now = this.#options.clock.monotonic()
    if (this.#options.isSure()) this.#sureAt = now
    if (now - this.#sureAt < UNSURE_MS) return
    await Promise.all([...this.#openNow()].map((world) => this.#giveUp(world)))
  }
}
