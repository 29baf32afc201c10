// The owner of the worlds of this node: runs the code in their pages, answers actions, and alone writes what
// happens. Worlds with code live from the start on, with nobody there; the others cost nothing until somebody
// asks for something.
import type { Logger } from 'pino'
import type { CrossingDestination } from '../../shared/play/acts/act-context.ts'
import type { Action } from '../../shared/play/acts/action.ts'
import type { Play, PlayOptions } from '../../shared/play/play.ts'
import type { Address, ArtifactId, MemberId, RandomBytes } from '../../shared/world/address.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import type { MemberPeople } from '../accounts/directory/member-people.ts'
import type { ThingLoans } from '../accounts/loans/thing-loans.ts'
import type { RightOf } from '../accounts/rights/right-of.ts'
import type { PeopleAbroad, ReturningPeople } from '../contracts/people-abroad.ts'
import type { Member } from '../contracts/request-member.ts'
import type { ProgramFetching } from '../contracts/program-fetching.ts'
import type { ThingHandover } from '../contracts/thing-handover.ts'
import type { WorldLeases } from '../contracts/world-lease.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import type { Store } from '../storage/store.ts'
import type { WorldActions, ServerClock, Sync } from '../sync/sync-server.ts'
import { AwayPrograms, type ProgramPlace } from './away/away-programs.ts'
import { RemoteListeners } from './away/remote-listeners.ts'
import { OwnerActions, UNANSWERED } from './owner-actions.ts'
import { ActionSessions } from './people/action-sessions.ts'
import { PeopleArrivals } from './people/people-arrivals.ts'
import { createLentWorlds, type LentWorlds } from './people/lent-worlds.ts'
import type { LeadingProcess, PlayingProcesses } from './people/other-processes.ts'
import type { Recall } from './people/thing-recalls.ts'
import type { SandboxCounts, CountedSandboxes } from './sandboxes/sandbox-counts.ts'
import { OwnedWorlds } from './worlds/owned-worlds.ts'
import { createRecentFaults, type RecentFaults } from './worlds/recent-faults.ts'
import type { OwnersRoom } from './worlds/world-run.ts'

/** How long a world may take to wake up for a crossing of another process, in ms. */
const LENT_READY_MS = 4_000

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
  /** The loans from world to world of this node. Without this, there are none. */
  readonly loans?: ThingLoans
  /** Somebody carried something off out of a world. */
  readonly onLent?: (from: WorldRecord, by: MemberId, name: string) => void
  /** Whether there is room for events in worlds; there always is, unless given. */
  readonly room?: OwnersRoom | undefined
  /** Whether a world is a draft, which is cut off from others; none is unless given. */
  readonly isDraft?: (world: WorldRecord) => boolean
  /** Asks addresses outside; programs reach none unless given. */
  readonly fetchAddress?: ProgramFetching
  /** Whether nothing runs in a world, whatever is written in it; in all others it does. */
  readonly isInert?: (world: WorldRecord) => boolean
  /** Other nodes; none unless given. */
  readonly abroad?: PeopleAbroad
  readonly elsewhere?: ProgramPlace
  readonly clock: ServerClock
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** Names this process in leases: another one after every start. */
  readonly holder: string
  /** Those of the rooms as well, where a node is several processes; its own, unless given. */
  readonly leases?: WorldLeases
  /** Keeps a world here for a moment. False: another process has it, and plays it there if it lives. */
  readonly claim?: (world: WorldKey) => Promise<boolean>
  /** Worlds that another process has are left to that one; unless given, they are asked for again. */
  readonly isLeftWhenTaken?: boolean
  /** Where this process does not lead: the one that does. */
  readonly leading?: LeadingProcess
  /** Where it leads: others that play worlds. */
  readonly playing?: PlayingProcesses
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
  /**
   * Begins to play the worlds that live, and are not looked after yet; resolves when all of them were tried.
   */
  begin(): Promise<void>
  /** There is code in a world's pages, or none any more. */
  living(world: WorldRecord, isLiving: boolean): void
  /** A thing in a world may be where nobody can reach it. The owner of the world puts it into limbo. */
  mend(world: WorldRecord): void
  /** A world came here, out of the bin or from elsewhere: it is played if it has code. */
  look(world: WorldRecord): Promise<void>
  /** A sentence for somebody alone, in all their tabs. */
  notify(member: MemberId, words: string): void
  /** The kind of this place has changed: every tab asks again. */
  tellAll(): void
  /**
   * Somebody may not be in a world any more, or for a moment: their avatar goes at once. It resolves when
   * every process of this node knows.
   */
  sendOut(world: WorldRecord, member: MemberId, isForAMoment?: boolean): Promise<void>
  /** Somebody goes home for good, with all that they carry. */
  takeHome(member: MemberId): Promise<void>
  /**
   * Somebody left for good: things that they hold are put down where they are, and they are nowhere. False:
   * not yet, since that world does not wake up.
   */
  dismiss(member: MemberId): Promise<boolean>
  /** Worlds with code that are played here. */
  played(): readonly WorldRecord[]
  /** Whether a world is owned here, with code or without, or is about to be. */
  has(world: WorldKey): boolean
  /** Those worlds. */
  owned(): readonly WorldKey[]
  /** Whether a world with code is played here, now or soon. */
  isPlayed(world: WorldRecord): Promise<boolean>
  /** Ends the play of a world, for another process; resolves when its events are stored. */
  letGo(world: WorldKey): Promise<void>
  /** Brings something to another world, for a program; answers why not. */
  carry(from: WorldRecord, thing: ArtifactId, to: CrossingDestination): Promise<string | null>
  /** Brings somebody into a world that another process plays; answers why not. */
  bring(world: WorldRecord, member: Member): Promise<string | null>
  /** The worlds here, for crossings of another process. */
  readonly lent: LentWorlds
  /** Somebody puts back what they hold and stays in the world where they are. */
  putBack(member: MemberId): Promise<Outcome>
  /** Somebody of ours who is at home goes back to where they were before; null: they are not at home. */
  goBack(member: MemberId): Promise<Outcome | null>
  /** Somebody of this node comes into a world of another one, from wherever they are. */
  visitAbroad(member: Member, to: Address, action: Action): Promise<Outcome>
  /** The world where somebody's avatar is, of this node or another one; null: nowhere. */
  placeOf(member: Member): Promise<Address | null>
  /** The fate of people of ours who were on another node. */
  readonly travels: ReturningPeople
  /** Things that come into the hands of people here, and out of them, by way of other nodes. */
  readonly handing: ThingHandover
  /** Calls back what was carried off to another world of this node; answers why it does not come. */
  readonly recall: Recall
  stats(): OwnerStats
  /** The last faults of programs. */
  readonly faults: Pick<RecentFaults, 'last' | 'countOf'>
  /** Stops all plays; their events are stored, and other processes may own these worlds. */
  stop(): Promise<void>
}

export function createOwner(options: OwnerOptions): Owner {
  const { clock, log } = options
  const recent = createRecentFaults(clock)
  const counts: SandboxCounts = { programs: 0, faults: 0, onFault: (...of) => recent.note(...of) }
  const worlds = new OwnedWorlds({ ...options, counts })
  const sessions = new ActionSessions()
  const arrivals = new PeopleArrivals({
    ...options,
    own: (world) => worlds.own(world),
    isOwned: (world) => worlds.has(world),
    stay: (world) => worlds.stay(world),
    away: (world, body) => worlds.away(world, body),
    sendOut: (world, body) => void worlds.own(world).sendOut(body),
    sessionOf: (member) => sessions.nameFor(`for ${member} ${options.holder}`, member) ?? options.holder,
  })
  const remoteListeners = new RemoteListeners(clock)
  const actions = new OwnerActions({ ...options, worlds, arrivals, remoteListeners, sessions })
  const awayPrograms = new AwayPrograms({
    ...options,
    counts,
    lifeOf: (world) => worlds.lifeOf(world),
    here: actions,
  })
  // Homes are played by the process that leads, and so are the programs that go from there.
  if (options.leading === undefined) actions.onVisited((member) => awayPrograms.came(member))
  const stopFollowing = options.people.onChanged((member) => {
    if (options.leading === undefined) awayPrograms.look(member)
  })
  worlds.connect({
    ...arrivals.ofPlays,
    program: (thing) => void awayPrograms.lookAt(thing),
    played(world, play) {
      const ends = [remoteListeners.played(world.key, play), arrivals.ofPlays.played(world, play)]
      return () => {
        for (const end of ends) end()
      }
    },
  })
  const lent = createLentWorlds({
    clock,
    async runOf(key) {
      const world = await options.store.findByKey(key)
      if (world === null || world.binnedAt !== null || worlds.isStopping) return null
      return worlds.own(world).ready(LENT_READY_MS)
    },
    onArrived: (world, body) => void arrivals.crossedInto(world, body),
  })

  return {
    begin: () => worlds.begin(),
    look: (world) => worlds.look(world),
    living: (world, isLiving) => worlds.setLiving(world, isLiving),
    mend: (world) => worlds.stay(world),
    act: (world, asker, sequence, request) => actions.act(world, asker, sequence, request),
    came: (world, asker) => actions.came(world, asker),
    failed: (world, error) => actions.failed(world, error),
    gone: (world, asker) => actions.gone(world, asker),
    visitAbroad: (member, to, action) =>
      worlds.isStopping ? UNANSWERED : arrivals.visitAbroad(member, to, action),
    async putBack(member) {
      if (worlds.isStopping) return UNANSWERED
      const outcome = await arrivals.putBack(member)
      // The world may have ended with this process meanwhile.
      return !outcome.ok && worlds.isStopping ? UNANSWERED : outcome
    },
    goBack: (member) => (worlds.isStopping ? UNANSWERED : arrivals.travels.goBack(member)),
    played: () => worlds.played(),
    has: (world) => worlds.has(world),
    owned: () => worlds.keys(),
    isPlayed: async (world) => (await worlds.lifeOf(world)) !== null,
    bring: (world, member) => arrivals.bring(world, member),
    lent,
    letGo: (world) => worlds.letGo(world),
    carry: (from, thing, to) => arrivals.ofPlays.carry(from, thing, to),
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
    sendOut: (world, member, isForAMoment) => arrivals.sendOut(world, member, isForAMoment),
    stats() {
      const { killed: killedWorkers } = options.sandboxes.stats()
      const { programs, faults } = counts
      return { ...worlds.counts(), programs, faults, actions: actions.count, killedWorkers }
    },
    faults: recent,
    async stop() {
      worlds.close()
      stopFollowing()
      // Those are tabs of people too: where nobody is in the end, nothing waits for them.
      awayPrograms.stop()
      arrivals.stop()
      await worlds.stop()
    },
  }
}
