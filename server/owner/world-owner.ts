// The owner of the worlds of this node: runs the code in their pages, answers actions, and alone writes what
// happens. Worlds with code live from the start on, with nobody there; the others cost nothing until somebody
// asks for something.
import type { Logger } from 'pino'
import type { Action, ActingPerson } from '../../shared/play/acts/action.ts'
import type { Play, PlayOptions } from '../../shared/play/play.ts'
import type { ActionRequest } from '../../shared/wire/frames/action-frames.ts'
import type { Address, MemberId, RandomBytes } from '../../shared/world/address.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import type { RightOf } from '../accounts/rights/right-of.ts'
import type { ThingLoans } from '../accounts/lending/thing-loans.ts'
import type { Member } from '../contracts/request-member.ts'
import type { MemberPeople } from '../accounts/directory/member-people.ts'
import type { Store } from '../storage/store.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import type { WorldActions, ActionClient, Clock, Sync } from '../sync/sync-server.ts'
import type { PeopleAbroad, ReturningPeople } from '../contracts/people-abroad.ts'
import type { ThingHandover } from '../contracts/thing-handover.ts'
import { PeopleArrivals } from './people/people-arrivals.ts'
import { Consoles } from './worlds/world-consoles.ts'
import { RemoteListeners } from './away/remote-listeners.ts'
import { Leases } from './leases/world-leases.ts'
import { AwayPrograms, type ProgramPlace } from './away/away-programs.ts'
import type { Counts, CountedSandboxes } from './sandboxes/sandbox-counts.ts'
import type { WorldRun, LifePeople, OwnersRoom } from './worlds/world-run.ts'
import type { Recall } from './people/thing-recalls.ts'
import { createRecentFaults, type RecentFaults } from './worlds/recent-faults.ts'
import { ActionSessions } from './people/action-sessions.ts'
import { Semaphore } from '../time/semaphore.ts'
import { OwnedWorld } from './worlds/owned-world.ts'
import { waitMsAfter } from '../../shared/time/doubling-wait.ts'

/**
 * Worlds that begin at once: more would only wait for the same disk and processor, and hold up the people.
 */
const BEGIN_AT_ONCE = 4
/**
 * One that takes longer waits until it was tried, as large worlds are: the others need not wait for that, in
 * ms.
 */
const BEGIN_PATIENCE_MS = 1_000
/** Worlds without code that are owned at once, because somebody asked for something. */
const WITHOUT_CODE_MAX = 500
/**
 * A world that cannot be looked at is tried again after this wait: trying a damaged one is work. Where it
 * cannot be found out which worlds live, that is tried again after the first wait.
 */
const AGAIN = { firstMs: 10_000, longestMs: 15 * 60_000 }

/** How long a world may take to begin before a program of it goes elsewhere, in ms. */
const READY_MS = 4_000

const GOING: Outcome = { ok: false, why: 'This node is shutting down. Try again in a little while.' }
const NOT_YOURS: Outcome = { ok: false, why: 'This was asked in someone else’s name.' }
const TOO_MUCH: Outcome = { ok: false, why: 'You are watching too many things at once. Close one of them.' }
const MUTED: Outcome = {
  ok: false,
  why: 'The owner of this world has muted you. Nobody heard that.',
}
const BUSY: Outcome = { ok: false, why: 'This node is too busy. Try again in a little while.' }
const BODILESS: Outcome = {
  ok: false,
  why: 'You are not here yourself, so you cannot hear anything. Sign in first.',
}
const ELSEWHERE: Outcome = { ok: false, why: 'You are already somewhere else.' }
const DONE: Outcome = { ok: true, why: null }

export interface OwnerOptions {
  readonly store: Store
  readonly sync: Pick<Sync, 'hold' | 'look'>
  readonly sandboxes: CountedSandboxes
  readonly createPlay: (options: PlayOptions) => Play
  readonly people: MemberPeople
  readonly rightOf: RightOf
  /** Whether somebody may not speak in a world; anybody may unless given. */
  readonly isMuted?: (member: MemberId, world: WorldRecord) => boolean
  /** Whether homes are their people's; nobody's unless so, as in an open node. */
  readonly ownedHomes?: boolean
  /** Things were carried from one world to another, in which these words are written. */
  readonly onCarried?: (from: WorldRecord, to: WorldRecord, words: string) => void
  /** What is lent from world to world of this node; nothing is, unless given. */
  readonly loans?: ThingLoans
  /** Somebody carried something off out of a world. */
  readonly onLent?: (from: WorldRecord, by: MemberId, name: string) => void
  /** Whether there is room for what happens in worlds; there always is, unless given. */
  readonly room?: OwnersRoom | undefined
  /** Other nodes; none unless given. */
  readonly abroad?: PeopleAbroad
  readonly elsewhere?: ProgramPlace
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** Names this process in leases: another one after every start. */
  readonly holder: string
}

export interface OwnerStats {
  /** Worlds that are played here, and those that should be and are not now. */
  readonly playedWorlds: number
  readonly waitingWorlds: number
  /** Programs that run. */
  readonly programs: number
  /**
   * Since the start: actions that were asked for, faults of programs, and threads of theirs that had to be
   * ended.
   */
  readonly actions: number
  readonly faults: number
  readonly killedWorkers: number
}

export interface Owner extends WorldActions {
  /** Begins to play the worlds that live; resolves when all of them were tried. */
  begin(): Promise<void>
  /** There is code in a world's pages, or none any more. */
  living(world: WorldRecord, isLiving: boolean): void
  /** Something in a world may be where nobody can reach it: whoever owns the world puts it into limbo. */
  mend(world: WorldRecord): void
  /** A world came here, out of the bin or from elsewhere: it is played if it has code. */
  look(world: WorldRecord): Promise<void>
  /** A sentence for somebody alone, in all their tabs. */
  notify(member: MemberId, words: string): void
  /** What kind of place this is has changed: every tab asks again. */
  tellAll(): void
  /** Somebody may not be in a world any more: their avatar goes at once. */
  sendOut(world: WorldRecord, member: MemberId): void
  /** Somebody goes home for good, with all that they carry. */
  takeHome(member: MemberId): Promise<void>
  /**
   * Somebody left for good: what they hold is put down where they are, and they are nowhere. False: not yet,
   * since that world does not wake up.
   */
  dismiss(member: MemberId): Promise<boolean>
  /** Somebody puts back what they hold and stays in the world where they are. */
  putBack(member: MemberId): Promise<Outcome>
  /** Somebody of this node comes into a world of another one, from wherever they are. */
  visitAbroad(member: Member, to: Address, action: Action): Promise<Outcome>
  /** The world where somebody's avatar is, of this node or another one; null: nowhere. */
  placeOf(member: Member): Promise<Address | null>
  /** What becomes of people of ours who were on another node. */
  readonly travels: ReturningPeople
  /** Things that come into the hands of people here, and out of them, by way of other nodes. */
  readonly handing: ThingHandover
  /** Calls back what was carried off to another world of this node; answers why it does not come. */
  readonly recall: Recall
  stats(): OwnerStats
  /** What failed in programs lately. */
  readonly faults: Pick<RecentFaults, 'last' | 'countOf'>
  /** Stops all plays; what happened is stored, and others may own these worlds. */
  stop(): Promise<void>
}

export function createOwner(options: OwnerOptions): Owner {
  const { store, sync, clock, log } = options
  const worlds = new Map<WorldKey, OwnedWorld>()
  const consoles = new Map<WorldKey, Consoles>()
  const living = new Set<WorldKey>()
  const sessions = new ActionSessions()
  const leases = new Leases(options)
  const timeout = { clock, ms: BEGIN_PATIENCE_MS }
  const turns = new Semaphore(BEGIN_AT_ONCE, timeout)
  const looks = new Semaphore(BEGIN_AT_ONCE, timeout)
  const recent = createRecentFaults(clock)
  const counts: Counts = { programs: 0, faults: 0, onFault: (...of) => recent.note(...of) }
  const arrivals = new PeopleArrivals({
    ...options,
    own,
    stay,
    away: (world, body) => void worlds.get(world)?.away(body),
    sendOut: (world, body) => void own(world).sendOut(body),
    sessionOf: (member) => sessions.nameFor(`for ${member} ${options.holder}`, member) ?? options.holder,
  })
  const remoteListeners = new RemoteListeners(clock)
  const awayPrograms = new AwayPrograms({ ...options, counts, lifeOf, here: () => owner })
  const stopFollowing = options.people.onChanged((member) => awayPrograms.look(member))
  const people: LifePeople = {
    ...arrivals.ofPlays,
    program: (thing) => void awayPrograms.lookAt(thing),
    played(world, play) {
      const ends = [remoteListeners.played(world.key, play), arrivals.ofPlays.played(world, play)]
      return () => {
        for (const end of ends) end()
      }
    },
  }
  let actions = 0
  let isStopping = false

  function own(world: WorldRecord): OwnedWorld {
    const before = worlds.get(world.key)
    if (before && !before.isOver) return before
    const owned = new OwnedWorld({
      ...options,
      world,
      consoles: consolesOf(world.key),
      turns,
      leases,
      after: before?.ended ?? Promise.resolve(),
      counts,
      people,
    })
    owned.setLiving(living.has(world.key))
    worlds.set(world.key, owned)
    void owned.ended.then(() => {
      if (worlds.get(world.key) === owned) {
        worlds.delete(world.key)
        living.delete(world.key)
      }
      return forgetConsoles(world.key)
    })
    return owned
  }

  async function lifeOf({ key }: WorldRecord): Promise<WorldRun | null> {
    return living.has(key) ? (worlds.get(key)?.ready(READY_MS) ?? null) : null
  }

  function consolesOf(key: WorldKey): Consoles {
    const known = consoles.get(key) ?? new Consoles(clock)
    consoles.set(key, known)
    return known
  }

  function forgetConsoles(key: WorldKey): void {
    if (!worlds.has(key) && consoles.get(key)?.isUnwatched === true) consoles.delete(key)
  }

  function setLiving(world: WorldRecord, isLiving: boolean): void {
    if (isStopping) return
    if (isLiving) living.add(world.key)
    else living.delete(world.key)
    const owned = isLiving ? own(world) : worlds.get(world.key)
    owned?.setLiving(isLiving)
  }

  /** Owns a world for a while, unless too many are. */
  function stay(world: WorldRecord): void {
    if (!isStopping && hasPlace(world)) own(world).stay()
  }

  function hasPlace(world: WorldRecord): boolean {
    const isOwned = worlds.get(world.key)?.isOver === false
    return isOwned || worlds.size - living.size < WITHOUT_CODE_MAX
  }

  const look = (world: WorldRecord): Promise<void> => lookIn(world, 0)

  async function lookIn(world: WorldRecord, failures: number): Promise<void> {
    if (isStopping) return
    try {
      const isLiving = await looks.take(() => sync.look(world))
      if (isLiving) setLiving(world, true)
    } catch (error) {
      log.warn({ world: world.address, err: error }, 'a world cannot be examined now; it is tried again')
      clock.after(waitMsAfter(failures, AGAIN), () => void lookAgain(world, failures + 1))
    }
  }

  async function lookAgain(before: WorldRecord, failures: number): Promise<void> {
    // While the store fails, looking fails too, and is tried again.
    const world = await store.findById(before.id).catch(() => before)
    if (world && world.binnedAt === null) await lookIn(world, failures)
  }

  async function begin(): Promise<void> {
    if (isStopping) return
    try {
      await Promise.all((await store.living()).map(look))
    } catch (error) {
      log.warn({ err: error }, 'the worlds with code cannot be found now; it is tried again')
      clock.after(AGAIN.firstMs, () => void begin())
    }
  }

  /** The console is the owner's; nothing of it happens in the world. */
  function watch(key: WorldKey, asker: ActionClient, { action }: ActionRequest): Outcome | null {
    if (action.verb === 'watch') return consolesOf(key).watch(asker, action.thing) ? DONE : TOO_MUCH
    if (action.verb !== 'unwatch') return null
    consoles.get(key)?.unwatch(asker, action.thing)
    forgetConsoles(key)
    return DONE
  }

  /**
   * What concerns programs that run elsewhere is between them and their worlds' plays: it is no action of
   * somebody's.
   */
  function listen(
    key: WorldKey,
    asker: ActionClient,
    { action }: ActionRequest,
    who: ActingPerson | null,
  ): Outcome | null {
    if (action.verb === 'answer') remoteListeners.answer(key, asker, action.ask, action.why)
    else if (action.verb !== 'listen') return null
    else if (who === null) return BODILESS
    else remoteListeners.listen(key, who.body, asker, action.to)
    return DONE
  }

  const owner: Owner = {
    begin,
    look,
    living: setLiving,
    mend: stay,
    async act(world, asker, sequence, request) {
      if (isStopping) return GOING
      actions++
      const session = sessions.nameFor(request.session, asker.member.id)
      if (session === null) return NOT_YOURS
      const watched = watch(world.key, asker, request)
      if (watched !== null) return watched
      if (speaks(request) && options.isMuted?.(asker.member.id, world) === true) return MUTED
      if (!hasPlace(world)) return BUSY
      const why = options.room?.whyStill(world) ?? null
      if (why !== null) return { ok: false, why }
      const { action } = request
      const { member } = asker
      if (action.verb === 'putBack') return arrivals.putBack(member.id)
      if (!arrivals.counts(asker, action)) return ELSEWHERE
      const who = await arrivals.who(member)
      const listened = listen(world.key, asker, request, who)
      if (listened !== null) return listened
      const asked = { session, sequence, action, who, person: options.people.nameOf(member) ?? 'Somebody' }
      const act = (): Promise<Outcome> => own(world).act(asked, () => asker.refusal(action))
      const isVisit = who !== null && action.verb === 'visit'
      const outcome = await (isVisit ? arrivals.visit(world, asker, asked, act) : act())
      if (outcome.ok) arrivals.answered(asker, asked)
      // Who was away there is not any more.
      if (outcome.ok && isVisit) awayPrograms.came(member.id)
      return outcome
    },
    came: (world, asker) => arrivals.came(world, asker),
    visitAbroad: (member, to, action) =>
      isStopping ? Promise.resolve(GOING) : arrivals.visitAbroad(member, to, action),
    putBack: (member) => (isStopping ? Promise.resolve(GOING) : arrivals.putBack(member)),
    placeOf: (member) => arrivals.placeOf(member),
    travels: arrivals.travels,
    handing: arrivals.handing,
    recall: arrivals.recall,
    async takeHome(member) {
      const why = await arrivals.takeHome(member)
      if (why !== null)
        log.warn({ member, why }, 'a person did not come home; their things are where they were')
    },
    dismiss: (member) => arrivals.dismiss(member),
    notify: (member, words) => arrivals.notify(member, words),
    tellAll: () => arrivals.tellAll(),
    sendOut: (world, member) => void arrivals.sendOut(world.key, member),
    failed({ address }, error) {
      log.warn({ world: address, err: error }, 'an action failed')
    },
    gone(world, asker) {
      consoles.get(world.key)?.gone(asker)
      forgetConsoles(world.key)
      remoteListeners.gone(world.key, asker)
      arrivals.gone(world, asker)
    },
    stats() {
      const played = [...worlds.values()].filter((world) => world.isPlaying).length
      const { killed: killedWorkers } = options.sandboxes.stats()
      const { programs, faults } = counts
      return {
        playedWorlds: played,
        waitingWorlds: worlds.size - played,
        programs,
        faults,
        actions,
        killedWorkers,
      }
    },
    faults: recent,
    async stop() {
      isStopping = true
      stopFollowing()
      // Those are tabs of people too: where nobody is in the end, nothing waits for them.
      awayPrograms.stop()
      arrivals.stop()
      await Promise.all([...worlds.values()].map((world) => world.stop()))
    },
  }
  return owner
}

const speaks = ({ action: { verb } }: ActionRequest): boolean =>
  verb === 'say' || verb === 'shout' || verb === 'whisper'
