// The node in the process that leads, with what it needs of the others.
import type { TLSSocket } from 'node:tls'
import { repeat } from '../../shared/time/repeat.ts'
import { atLeast } from '../../shared/world/rights.ts'
import type { SessionHeaders } from '../accounts/sessions/session-headers.ts'
import { memberOf } from '../accounts/sessions/browser-sessions.ts'
import { ChangeReading } from '../cluster/change-reading.ts'
import { ChangeTelling } from '../cluster/change-telling.ts'
import type { FrontDoor, ServingPlace } from '../cluster/front-door.ts'
import { OtherHolders } from '../cluster/holders/other-holders.ts'
import { ComingWorlds } from '../cluster/holders/coming-worlds.ts'
import { listProcesses, type MeasuredProcess, type ProcessCounts } from '../cluster/process-list.ts'
import { StandstillGuard } from '../cluster/standstill-guard.ts'
import { tellingOthers } from '../cluster/told-store.ts'
import type { Config } from '../config/node-config.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import type { Door, Entrance, UpgradeListener } from '../http/edge/http-server.ts'
import { isOfNode } from '../http/edge/peer-admission.ts'
import { parseInsideAddress } from '../network/inside-address.ts'
import { isInside } from '../network/inside-arrival.ts'
import { KeptWorlds } from '../owner/leases/kept-worlds.ts'
import { Leases } from '../owner/leases/world-leases.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import type { NodeDatabase } from '../storage/node-database.ts'
import type { Store } from '../storage/store.ts'
import { inFrontOf } from '../storage/store-proxy.ts'
import type { TrialPool } from '../sync/validation/trial-pool.ts'
import type { ClosingPace } from '../time/closing-pace.ts'
import { systemClock as clock } from '../time/server-clock.ts'
import type { AmongProcesses, RouteAccess } from './among-processes.ts'
import { LedBalance } from './led-balance.ts'
import { createLedCrossings, createRoomsElsewhere } from '../cluster/holders/led-crossings.ts'
import { isForAnyProcess } from './held-plays.ts'
import { worldOfSocket, type SocketWorld } from './socket-world.ts'
import { startNode, type CommandLine, type CountedLog, type RunningNode } from './start-node.ts'

/** What a process counts that has told nothing. */
const NOTHING = { leasesTaken: 0, writesRefused: 0, playedWorlds: 0 }
/** How often old changes are forgotten, in ms. */
const TIDY_MS = 60_000

interface LedNodeParts {
  readonly counted: CountedLog
  readonly commandLine: CommandLine
  /** Another process has taken the store from this one. */
  readonly onTaken: () => void
  readonly database: NodeDatabase
  readonly door: FrontDoor
  readonly limits: Door
  readonly pace: ClosingPace
  readonly trials: TrialPool
}

/** What others follow, and what they change. */
interface FollowedParts {
  readonly database: NodeDatabase
  /** The processes that may still go by what the one before said. */
  readonly others: readonly ProcessId[]
  readonly reading: Pick<ChangeReading, 'catchUp'>
  readonly telling: ChangeTelling
}

/** Who may have a world, and how it is taken where nobody has. */
interface RouteParts {
  readonly holders: OtherHolders
  readonly balance: LedBalance
  readonly leases: Pick<Leases, 'has'>
  readonly coming: Pick<ComingWorlds, 'claim'>
}

export class LedNode {
  readonly #config: Config
  readonly #self: ProcessId
  readonly #parts: LedNodeParts
  #store: Store | null = null
  #starting: Promise<RunningNode> | null = null
  #node: RunningNode | null = null
  #telling: ChangeTelling | null = null
  #holders: OtherHolders | null = null
  #balance: LedBalance | null = null
  #leases: Leases | null = null
  #coming: ComingWorlds | null = null
  #kept: KeptWorlds | null = null
  #standstill: StandstillGuard | null = null
  readonly #holderLost: ((process: ProcessId) => void)[] = []
  /** Takes each of those who came before it began. */
  readonly #early = new Set<() => void>()
  #endTidying = (): void => undefined
  #endReading = (): void => undefined

  constructor(config: Config, self: ProcessId, parts: LedNodeParts) {
    this.#config = config
    this.#self = self
    this.#parts = parts
  }

  openWorlds(): number {
    return this.#node?.openWorlds() ?? 0
  }

  /** `before`: the name under which this process has worlds still, from when it did not lead. */
  async start(before: ProcessId | null, entrance: Entrance): Promise<RunningNode> {
    const { database, door, limits, pace, counted, commandLine, onTaken, trials } = this.#parts
    const onUnattended = (error: unknown): void =>
      counted.log.debug({ err: error }, 'a world that another process had is not looked after yet')
    const { store: disk, pictures, isHeld } = database.open(this.#self, onTaken)
    this.#store = disk
    const kept = (this.#kept = new KeptWorlds(disk, before, clock))
    const reading = new ChangeReading(database.changes, async (keys) => (await this.#starting)?.reload(keys))
    this.#starting = reading.begin().then(async () => {
      const others = await this.#others()
      const telling = (this.#telling = new ChangeTelling({ clock, isHeld, others }))
      const holders = this.#holdersOf({ database, others, reading, telling })
      const store = tellingOthers(this.#withoutHeld(disk), () => telling.told())
      const { busyFrom } = this.#config
      const node = (): RunningNode | null => this.#node
      const pull = async (world: WorldKey): Promise<boolean> => {
        this.#balance?.keep(world)
        const isLetGo = await holders.letGo(world)
        // Whoever needs it here may only read it, and it may have been played there.
        if (isLetGo) void this.#node?.attend(world).catch(onUnattended)
        return isLetGo
      }
      const leases = (this.#leases = new Leases({ store: disk, clock, holder: this.#self, pull, kept }))
      const takeFree = (...asked: Parameters<Leases['takeFree']>) => leases.takeFree(...asked)
      const coming = (this.#coming = new ComingWorlds({ take: takeFree }, clock))
      const onLetGo = (world: WorldKey): Promise<void> => coming.open(world)
      const balance = new LedBalance({ clock, busyFrom, leases, holders, node, onLetGo, log: counted.log })
      this.#balance = balance
      this.#holders = holders
      for (const take of this.#early) take()
      this.#early.clear()
      const countsOf = (process: ProcessId): ProcessCounts => {
        const playedWorlds = this.#node?.playedWorlds() ?? 0
        const own = { ...leases.counts, playedWorlds }
        const { here: _, ...counts } = holders.stateOf(process) ?? { here: [], ...NOTHING }
        return { behind: telling.behind(process), ...(process === this.#self ? own : counts) }
      }
      const loads = async (): Promise<MeasuredProcess[]> => [
        { id: this.#self, load: balance.load },
        ...(await holders.loads()),
      ]
      const processes = listProcesses(database, { countsOf, loads })
      const standstill = (this.#standstill = new StandstillGuard({ clock, isHeld }))
      const route: AmongProcesses['route'] = (upgrade, access) =>
        this.#route({ holders, balance, leases, coming }, upgrade, access)
      const among: AmongProcesses = {
        door,
        entrance,
        limits,
        pace,
        processes,
        leases,
        claim: (world) => coming.claim(world),
        standstill,
        trials,
        route,
        elsewhere: createRoomsElsewhere(holders),
        playing: createLedCrossings({ holders, clock }),
        changed: (changed, name) => holders.tell({ changed, name }),
      }
      return startNode(this.#config, { store, pictures }, counted, commandLine, among)
    })
    const onFault = (error: unknown): void => counted.log.debug({ err: error }, 'old changes are still kept')
    this.#endTidying = repeat(() => database.changes.tidy(), { everyMs: TIDY_MS, onFault, clock })
    this.#node = await this.#starting
    this.#endReading = reading.goOn({
      clock,
      onFault: (error) => counted.log.debug({ err: error }, 'what other processes change could not be read'),
      onForgotten: onTaken,
    })
    return this.#node
  }

  /** Calls `listener` when a process that had worlds open may be gone. */
  onHolderLost(listener: (process: ProcessId) => void): void {
    this.#holderLost.push(listener)
  }

  /** Plays worlds with code that no process has any more, since one ended or let go of them by itself. */
  attendAll(): void {
    this.#starting?.then(
      (node) => node.attendAll(),
      () => undefined,
    )
  }

  /** A process that follows; the database says that this one leads before it does. */
  takeHolder(socket: TLSSocket, process: string, isReached: Promise<boolean>): void {
    const take = (): void => this.#holders?.take(socket, process, isReached)
    if (this.#holders !== null) return take()
    this.#early.add(take)
    socket.once('close', () => this.#early.delete(take))
  }

  async stop(): Promise<void> {
    const node = await this.#starting
    this.#endTidying()
    this.#endReading()
    this.#balance?.end()
    await this.#balance?.giveAll().catch(() => undefined)
    await this.#kept?.end()
    await node?.stop()
    this.#telling?.close()
    this.#holders?.close()
    this.#standstill?.close()
  }

  /** Worlds that another process gave to this one are free again where nobody comes back to them. */
  async #keepForPeople(given: readonly WorldKey[]): Promise<null> {
    for (const world of given) await this.#coming?.claim(world)
    return null
  }

  /** The processes that may still go by what the one before said. */
  async #others(): Promise<ProcessId[]> {
    const { processes } = await this.#parts.database.look()
    return processes.map(({ id }) => id).filter((id) => id !== this.#self)
  }

  async close(): Promise<void> {
    await this.#store?.close()
  }

  #holdersOf({ database, others, reading, telling }: FollowedParts): OtherHolders {
    return new OtherHolders({
      database,
      self: this.#self,
      clock,
      telling,
      before: others,
      answer: async (question) => {
        if ('hello' in question) {
          this.attendAll()
          return this.#leases?.name() ?? null
        }
        if ('told' in question) {
          await reading.catchUp()
          await telling.told()
          return null
        }
        const node = await this.#starting
        if ('given' in question) return this.#keepForPeople(question.given)
        if ('carry' in question && question.carry.isPlayed !== true) this.#balance?.keep(question.carry.from)
        if ('attend' in question) this.#balance?.keep(question.attend)
        if ('carry' in question) return node?.carry(question.carry)
        if ('putBack' in question) return node?.putBack(question.putBack)
        if ('bring' in question) return node?.bring(question.bring, question.name, question.to)
        if ('usage' in question) return node?.count(question.usage)
        await node?.attend(question.attend)
        return null
      },
      onLost: (process) => {
        for (const listener of this.#holderLost) listener(process)
        this.attendAll()
      },
    })
  }

  /** Worlds that others have open are looked after there. */
  #withoutHeld(store: Store): Store {
    const { database } = this.#parts
    const self = this.#self
    return inFrontOf(store, {
      async living() {
        const [living, held] = [await store.living(), await database.heldByOthers(self)]
        return living.filter(({ key }) => !held.has(key))
      },
    })
  }

  /** Who comes for a world that another process has open is passed on to that one. */
  #route(
    { holders, balance, leases, coming }: RouteParts,
    serve: UpgradeListener,
    { store, sessions, rightOf }: RouteAccess,
  ): UpgradeListener {
    const { door } = this.#parts
    const placeOf = async (
      { address, isPerson }: SocketWorld,
      headers: SessionHeaders,
      isPassed: boolean,
    ): Promise<ServingPlace> => {
      const world = await store.find(address)
      if (world === null) return 'here'
      await balance.whenGiven(world.key)
      // Just after it began to lead: what others have open stays there.
      await holders.met
      // Whoever may not see it is refused here, and has nothing taken for them.
      const isSeen = atLeast(rightOf(memberOf(sessions.read(headers)), world), 'see')
      if (!isSeen || leases.has(world.key)) return 'here'
      let holder = await holders.holderOf(world.key)
      if (holder === null && (await coming.claim(world.key))) return 'here'
      // People come to it at two processes at once.
      holder ??= await holders.holderOf(world.key)
      if (holder?.isReached !== true) return null
      // What has it passes on who comes for something that only this one may do.
      if (isPassed && isPerson && !(await isForAnyProcess(store, world))) return 'here'
      return parseInsideAddress(holder.address)
    }
    return (...asked) => {
      const [request, socket] = asked
      const to = holders.isAny && !isOfNode(request) ? worldOfSocket(request) : null
      if (to === null) return serve(...asked)
      void door.passUpgrade(asked, () => placeOf(to, request.headers, isInside(socket)), serve)
    }
  }
}
