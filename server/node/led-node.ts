// The node in the process that leads, with what it needs of the others.
import type { TLSSocket } from 'node:tls'
import { repeat } from '../../shared/time/repeat.ts'
import { atLeast } from '../../shared/world/rights.ts'
import type { SessionHeaders } from '../accounts/sessions/session-headers.ts'
import { memberOf } from '../accounts/sessions/browser-sessions.ts'
import { createChangeReading, type ChangeReading } from '../cluster/change-reading.ts'
import { ChangeTelling } from '../cluster/change-telling.ts'
import type { FrontDoor, ServingPlace } from '../cluster/front-door.ts'
import { OtherHolders } from '../cluster/holders/other-holders.ts'
import { createWorldBalance, type WorldBalance } from '../cluster/holders/world-balance.ts'
import type { SocketWorld } from '../cluster/holders/socket-places.ts'
import { createComingWorlds, type ComingWorlds } from '../cluster/holders/coming-worlds.ts'
import { listProcesses, type ProcessCounts } from '../cluster/process-list.ts'
import { LOAD_MS, measureLoad, type MeasuredLoad } from '../cluster/process-load.ts'
import { guardStandstill, type StandstillGuard } from '../cluster/standstill-guard.ts'
import { tellingOthers } from '../cluster/told-store.ts'
import type { Config } from '../config/node-config.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import type { Door, Entrance, UpgradeListener } from '../http/edge/http-server.ts'
import { isOfNode } from '../http/edge/peer-admission.ts'
import { parseInsideAddress } from '../network/inside-address.ts'
import { isInside } from '../network/inside-arrival.ts'
import { keepWorlds, type KeptWorlds } from '../owner/leases/kept-worlds.ts'
import { Leases } from '../owner/leases/world-leases.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import type { NodeDatabase } from '../storage/node-database.ts'
import type { Store } from '../storage/store.ts'
import { inFrontOf } from '../storage/store-proxy.ts'
import type { TrialPool } from '../sync/validation/trial-pool.ts'
import type { ClosingPace } from '../time/closing-pace.ts'
import { systemClock as clock } from '../time/server-clock.ts'
import type { AmongProcesses, RouteAccess } from './among-processes.ts'
import { cpuMs } from './node-processes.ts'
import { createLedCrossings, createRoomsElsewhere } from '../cluster/holders/led-crossings.ts'
import { isForAnyProcess } from './held-plays.ts'
import { worldOfSocket } from './socket-world.ts'
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
  /** A process that had worlds open may be gone. */
  readonly onHolderLost: (process: ProcessId) => void
  readonly database: NodeDatabase
  readonly door: FrontDoor
  readonly limits: Door
  readonly pace: ClosingPace
  readonly trials: TrialPool
}

/** What it has of the others, once it knows who there is. */
interface LedOthers {
  readonly telling: ChangeTelling
  readonly holders: OtherHolders
  readonly leases: Leases
  readonly coming: ComingWorlds
  readonly balance: WorldBalance
  readonly load: MeasuredLoad
  readonly standstill: StandstillGuard
}

export class LedNode {
  readonly #config: Config
  readonly #self: ProcessId
  readonly #parts: LedNodeParts
  #store: Store | null = null
  #kept: KeptWorlds | null = null
  #others: LedOthers | null = null
  #starting: Promise<RunningNode> | null = null
  #node: RunningNode | null = null
  /** Takes each of those who came before it began. */
  readonly #early = new Set<() => void>()
  readonly #ends: (() => void)[] = []

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
    const { database, counted, commandLine, onTaken } = this.#parts
    const opened = database.open(this.#self, onTaken)
    const { store: disk, pictures } = opened
    this.#store = disk
    const kept = (this.#kept = keepWorlds(disk, before, clock))
    const reading = createChangeReading(database.changes, async (keys) =>
      (await this.#starting)?.reload(keys),
    )
    this.#starting = reading.begin().then(async () => {
      const { processes } = await database.look()
      const listed = processes.map(({ id }) => id).filter((id) => id !== this.#self)
      const others = (this.#others = this.#open(opened, kept, listed, reading))
      for (const take of this.#early) take()
      this.#early.clear()
      const store = tellingOthers(this.#withoutHeld(disk), () => others.telling.told())
      return startNode(this.#config, { store, pictures }, counted, commandLine, this.#among(others, entrance))
    })
    this.#repeat(() => database.changes.tidy(), TIDY_MS, 'old changes are still kept')
    this.#node = await this.#starting
    const onFault = this.#onFault('what other processes change could not be read')
    this.#ends.push(reading.goOn(clock, onFault, onTaken))
    return this.#node
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
    const take = (): void => this.#others?.holders.take(socket, process, isReached)
    if (this.#others !== null) return take()
    this.#early.add(take)
    socket.once('close', () => this.#early.delete(take))
  }

  async stop(): Promise<void> {
    const node = await this.#starting
    for (const end of this.#ends) end()
    await this.#others?.balance.giveAll().catch(() => undefined)
    await this.#kept?.end()
    await node?.stop()
    this.#others?.telling.close()
    this.#others?.holders.close()
    this.#others?.standstill.close()
  }

  async close(): Promise<void> {
    await this.#store?.close()
  }

  /** Faults that the next try mends. */
  #onFault(words: string): (error: unknown) => void {
    return (error) => this.#parts.counted.log.debug({ err: error }, words)
  }

  #repeat(work: () => unknown, everyMs: number, words: string): void {
    this.#ends.push(repeat(work, { everyMs, onFault: this.#onFault(words), clock }))
  }

  /** `listed`: the processes that may still go by what the one before said. */
  #open(
    { store: disk, isHeld }: ReturnType<NodeDatabase['open']>,
    kept: KeptWorlds,
    listed: readonly ProcessId[],
    reading: ChangeReading,
  ): LedOthers {
    const { database, onHolderLost } = this.#parts
    const telling = new ChangeTelling({ clock, isHeld, others: listed })
    const holders = new OtherHolders({
      database,
      self: this.#self,
      clock,
      telling,
      before: listed,
      answer: async (question) => {
        if ('hello' in question) {
          this.attendAll()
          return leases.name()
        }
        if ('told' in question) {
          await reading.catchUp()
          await telling.told()
          return null
        }
        const node = await this.#starting
        if ('given' in question) {
          // They are free again where nobody comes back to them.
          for (const world of question.given) await coming.claim(world)
          return null
        }
        if ('carry' in question && question.carry.isPlayed !== true) balance.keep(question.carry.from)
        if ('attend' in question) balance.keep(question.attend)
        if ('carry' in question) return node?.carry(question.carry)
        if ('putBack' in question) return node?.putBack(question.putBack)
        if ('bring' in question) return node?.bring(question.bring, question.name, question.to)
        if ('usage' in question) return node?.count(question.usage)
        await node?.attend(question.attend)
        return null
      },
      onLost: (process) => {
        onHolderLost(process)
        this.attendAll()
      },
    })
    const onUnattended = this.#onFault('a world that another process had is not looked after yet')
    const pull = async (world: WorldKey): Promise<boolean> => {
      balance.keep(world)
      const isLetGo = await holders.letGo(world)
      // Whoever needs it here may only read it, and it may have been played there.
      if (isLetGo) void this.#node?.attend(world).catch(onUnattended)
      return isLetGo
    }
    const leases = new Leases({ store: disk, clock, holder: this.#self, pull, kept })
    const coming = createComingWorlds({ take: (...asked) => leases.takeFree(...asked) }, clock)
    const load = measureLoad(clock, cpuMs)
    this.#ends.push(load.end)
    const balance = createWorldBalance({
      clock,
      busyFrom: this.#config.busyFrom,
      load: load.share,
      leases,
      coming,
      holders,
      node: () => this.#node,
    })
    this.#repeat(() => balance.look(), LOAD_MS, 'no world was given away')
    const standstill = guardStandstill(clock, isHeld)
    return { telling, holders, leases, coming, balance, load, standstill }
  }

  #among(others: LedOthers, entrance: Entrance): AmongProcesses {
    const { door, limits, pace, trials, database } = this.#parts
    const { holders, leases, coming, standstill } = others
    return {
      door,
      entrance,
      limits,
      pace,
      processes: listProcesses(
        database,
        (process) => this.#countsOf(process, others),
        async () => [{ id: this.#self, load: others.load.share() }, ...(await holders.loads())],
      ),
      leases,
      claim: coming.claim,
      standstill,
      trials,
      route: (upgrade, access) => this.#route(others, upgrade, access),
      elsewhere: createRoomsElsewhere(holders),
      playing: createLedCrossings(holders, clock),
      changed: (changed, name) => holders.tell({ changed, name }),
    }
  }

  #countsOf(process: ProcessId, { telling, holders, leases }: LedOthers): ProcessCounts {
    const own = { ...leases.counts, playedWorlds: this.#node?.playedWorlds() ?? 0 }
    const { here: _, ...counts } = holders.stateOf(process) ?? { here: [], ...NOTHING }
    return { behind: telling.behind(process), ...(process === this.#self ? own : counts) }
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
    { holders, balance, leases, coming }: LedOthers,
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
