// One process of a node that has several: it comes among the others, passes clients on to the one that leads,
// answers what it can itself, and runs the node when nobody else does.
import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { repeat } from '../../shared/time/repeat.ts'
import { ChangeReading } from '../cluster/change-reading.ts'
import { OtherHolders } from '../cluster/other-holders.ts'
import { ChangeTelling } from '../cluster/change-telling.ts'
import { FrontDoor } from '../cluster/front-door.ts'
import type { LeaderPart } from '../cluster/holding-words.ts'
import { listenInside } from '../cluster/inside-link.ts'
import { answerWatch } from '../cluster/leader-watch.ts'
import { NodeMembership, type ProcessRole } from '../cluster/membership.ts'
import { listProcesses } from '../cluster/process-list.ts'
import { StandstillGuard } from '../cluster/standstill-guard.ts'
import { tellingOthers } from '../cluster/told-store.ts'
import type { Config } from '../config/node-config.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import type { UpgradeListener } from '../http/edge/http-server.ts'
import { isOfNode } from '../http/edge/peer-admission.ts'
import { parseInsideAddress, type InsideAddress } from '../network/inside-address.ts'
import { Leases } from '../owner/leases/world-leases.ts'
import { openNodeDatabase } from '../storage/opening/node-store.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import type { NodeDatabase } from '../storage/node-database.ts'
import { StoreRefusal } from '../storage/store-refusal.ts'
import type { Store } from '../storage/store.ts'
import { inFrontOf } from '../storage/store-proxy.ts'
import { systemClock as clock, waitingClock } from '../time/server-clock.ts'
import { readTls } from '../tls/tls-files.ts'
import type { Address } from '../../shared/world/address.ts'
import type { AmongProcesses } from './among-processes.ts'
import { FollowingNode } from './following-node.ts'
import { LedBalance } from './led-balance.ts'
import { hostIn } from './node-http.ts'
import { worldOfSocket } from './socket-world.ts'
import { assertUsableBucket } from './node-picture-files.ts'
import { startNode, type CommandLine, type CountedLog, type RunningNode } from './start-node.ts'

/** What a process counts that has told nothing. */
const NOTHING = { leasesTaken: 0, writesRefused: 0, playedWorlds: 0 }
/** How often old changes are forgotten, in ms. */
const TIDY_MS = 60_000

interface ProcessOptions {
  readonly counted: CountedLog
  readonly commandLine: CommandLine
  /** Clients are served, here or by another process; called again when this one leads. */
  readonly onServing: (url: string, firstLink: string | null) => void
  /** Another process has taken the store from this one. */
  readonly onTaken: () => void
  /** An admin wants this process to hand over. */
  readonly onAsked: () => void
  /** It cannot be one of these processes, or cannot serve. */
  readonly onRefused: (error: unknown) => void
}

interface ClusterProcess {
  /** What to close where there is no time for anything else. */
  readonly store: Pick<Store, 'close'>
  /** Hands over what it has. */
  stop(): Promise<void>
}

/** Rejects with a StoreRefusal, or with Node's error when it cannot listen. */
export async function openProcess(
  config: Config,
  inside: string,
  options: ProcessOptions,
): Promise<ClusterProcess> {
  const { counted, onServing, onTaken, onAsked, onRefused } = options
  const { log } = counted
  const self = randomUUID() as ProcessId
  await assertUsableBucket(config)
  const database = await openDatabaseOf(config, self, counted)
  const tls = config.tls === null ? null : readTls(config.tls, clock.now())
  const key = await database.secret()
  const door = await FrontDoor.listen({
    port: config.port,
    host: config.host,
    most: config.connectionsMax,
    isEncrypted: tls !== null,
    inside: { at: inside, key },
    clock,
  })
  const url = `${tls === null ? 'http' : 'https'}://${hostIn(config)}:${door.port}`
  const led = new LedNode(config, self, { database, door, key, ...options })
  const following = new FollowingNode({ config, database, self, key, door, log })
  if (tls === null) door.readBy(following.edge())
  const listening = { key, door, led, most: config.connectionsMax }
  const listener = await listenAt(config.insideListen ?? inside, listening)
  const membership = new NodeMembership({
    database,
    clock,
    self: {
      id: self,
      address: inside,
      since: clock.now(),
      options: optionsOf(config),
      connections: 0,
      worlds: 0,
    },
    key,
    load: () => ({ connections: door.count, worlds: led.openWorlds() + following.openWorlds }),
    onRole: take,
    onRemoved: () => led.attendAll(),
    onExpelled: onTaken,
    onAsked,
    onRefused,
    onFault: (error) => log.warn({ err: error }, 'the other processes could not be looked for'),
    onUnheard: (leader) =>
      log.warn(
        { leader },
        'the process that leads cannot be reached at this address: look at its --inside, and at the firewall between. Clients wait meanwhile',
      ),
  })
  led.onHolderLost((process) => membership.suspect(process))
  await membership.begin()

  function take(role: ProcessRole): void {
    log.info({ role: role.kind }, 'the part of this process in its node')
    if (role.kind === 'leads') {
      door.passTo(null)
      // Worlds that are open here are let go of before: it takes them as the one that leads.
      following
        .end()
        .then(() => led.start())
        .then((node) => onServing(url, node.firstLink), onRefused)
      return
    }
    door.passTo(role.kind === 'follows' ? { address: role.leader, key } : null)
    if (role.kind === 'waits') return following.lose()
    if (tls === null) following.begin(role.leader)
    onServing(url, null)
  }

  return {
    store: { close: () => led.close() },
    async stop() {
      await following.end(true)
      await led.stop()
      door.close()
      listener.close()
      await membership.leave()
      await database.close()
    },
  }
}

function openDatabaseOf(config: Config, process: ProcessId, { log }: CountedLog): Promise<NodeDatabase> {
  if (config.store.kind !== 'postgres')
    throw new StoreRefusal('--inside needs a database: name it with --store.')
  return openNodeDatabase(config.store.database, {
    folder: config.data,
    process,
    // Nothing else may be open yet while the database is away.
    clock: waitingClock(),
    random: (bytes) => randomBytes(bytes),
    logger: log,
  })
}

interface ListeningParts {
  readonly key: Uint8Array
  readonly door: FrontDoor
  readonly led: LedNode
  /** Connections at once. */
  readonly most: number
}

/** Listens for the other processes. */
async function listenAt(at: string, { key, door, led, most }: ListeningParts) {
  const address = parseInsideAddress(at)
  if (address === null) throw new StoreRefusal('--inside takes a host and a port, such as 10.0.0.5:7071.')
  try {
    return await listenInside(address, { key, most, clock }, (purpose, socket) => {
      if (purpose.for === 'client') return door.take(socket, purpose)
      if (purpose.for === 'changes') return led.takeFollower(socket, purpose.process)
      if (purpose.for === 'worlds') return led.takeHolder(socket, purpose.process)
      if (purpose.for === 'answers') return door.takeAnswers(socket, purpose)
      const watcher = purpose.for === 'watch' ? parseInsideAddress(purpose.address) : null
      if (watcher === null) socket.end()
      else answerWatch(socket, watcher, key, clock)
    })
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new StoreRefusal(
      `This process cannot listen at ${at} for the others (${why}): say an address and a free port of this machine in --inside, or in --inside-listen where the others reach it by another address.`,
      { cause: error },
    )
  }
}

/** With what all processes of a node have to be started alike; what nobody said was not there before. */
const optionsOf = ({ access, origins, peers, pictures }: Config): string =>
  JSON.stringify({ access, origin: origins, peers, ...(pictures && { pictures: pictures.name }) })

interface LedNodeParts extends ProcessOptions {
  readonly database: NodeDatabase
  readonly door: FrontDoor
  readonly key: Uint8Array
}

/** The node, in the process that leads. */
class LedNode {
  readonly #config: Config
  readonly #self: ProcessId
  readonly #parts: LedNodeParts
  #store: Store | null = null
  #starting: Promise<RunningNode> | null = null
  #node: RunningNode | null = null
  #telling: ChangeTelling | null = null
  #holders: OtherHolders | null = null
  #balance: LedBalance | null = null
  #standstill: StandstillGuard | null = null
  readonly #holderLost: ((process: ProcessId) => void)[] = []
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

  async start(): Promise<RunningNode> {
    const { database, door, counted, commandLine, onTaken } = this.#parts
    const { store: disk, pictures, isHeld } = database.open(this.#self, onTaken)
    this.#store = disk
    const reading = new ChangeReading(database.changes, async (keys) => (await this.#starting)?.reload(keys))
    this.#starting = reading.begin().then(async () => {
      const others = await this.#others()
      const telling = new ChangeTelling({ clock, isHeld, others, catchUp: () => reading.catchUp() })
      this.#telling = telling
      const holders = (this.#holders = this.#holdersOf(database))
      const store = tellingOthers(this.#withoutHeld(disk), () => telling.told())
      const { busyFrom } = this.#config
      const node = (): RunningNode | null => this.#node
      const balance = new LedBalance({ clock, busyFrom, holders, node, log: counted.log })
      this.#balance = balance
      const pull = (world: WorldKey): Promise<boolean> => {
        balance.keep(world)
        return holders.letGo(world)
      }
      const leases = new Leases({ store: disk, clock, holder: this.#self, pull })
      const processes = listProcesses(database, (process) => {
        const playedWorlds = this.#node?.playedWorlds() ?? 0
        const own = { ...leases.counts, playedWorlds }
        const { here: _, ...counts } = holders.stateOf(process) ?? { here: [], ...NOTHING }
        return { behind: telling.behind(process), ...(process === this.#self ? own : counts) }
      })
      const standstill = (this.#standstill = new StandstillGuard({ clock, isHeld }))
      const route: AmongProcesses['route'] = (upgrade, worlds) => this.#route(holders, upgrade, worlds)
      const among = { door, processes, leases, standstill, route, elsewhere: () => holders.here() }
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

  /** A process that follows what this one changes. */
  takeFollower(socket: TLSSocket, process: string): void {
    if (this.#telling === null) socket.destroy()
    else this.#telling.take(socket, process)
  }

  /** A process that opens worlds. */
  takeHolder(socket: TLSSocket, process: string): void {
    if (this.#holders === null) socket.destroy()
    else this.#holders.take(socket, process)
  }

  async stop(): Promise<void> {
    const node = await this.#starting
    this.#endTidying()
    this.#endReading()
    this.#balance?.end()
    await node?.stop()
    this.#telling?.close()
    this.#holders?.close()
    this.#standstill?.close()
  }

  /** The processes that may still go by what the one before said. */
  async #others(): Promise<ProcessId[]> {
    const { processes } = await this.#parts.database.look()
    return processes.map(({ id }) => id).filter((id) => id !== this.#self)
  }

  async close(): Promise<void> {
    await this.#store?.close()
  }

  #holdersOf(database: NodeDatabase): OtherHolders {
    return new OtherHolders({
      database,
      self: this.#self,
      clock,
      answer: async (question) => {
        if ('hello' in question) {
          this.attendAll()
          return { attends: true } satisfies LeaderPart
        }
        const node = await this.#starting
        if ('carry' in question) this.#balance?.keep(question.carry.from)
        if ('attend' in question) this.#balance?.keep(question.attend)
        if ('carry' in question) return node?.carry(question.carry)
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

  /** Who came in here, for a world that another process has open, is passed on to that one. */
  #route(holders: OtherHolders, serve: UpgradeListener, store: Pick<Store, 'find'>): UpgradeListener {
    const { door, key } = this.#parts
    const placeOf = async (address: Address): Promise<InsideAddress | null> => {
      const world = await store.find(address)
      const at = world && (await holders.addressOf(world.key))
      return at === null ? null : parseInsideAddress(at)
    }
    const passOn = async (
      address: Address,
      request: IncomingMessage,
      socket: Duplex,
      head: Buffer,
    ): Promise<void> => {
      const fail = (): void => void socket.destroy()
      socket.on('error', fail)
      const at = await placeOf(address).catch(() => null)
      socket.off('error', fail)
      if (socket.destroyed) return
      if (at === null) door.serveUpgrade(serve, request, request.socket, head)
      else door.passUpgradeTo({ address: at, key }, request, request.socket, head)
    }
    return (request, socket, head) => {
      if (door.isTaken(socket) || door.isMoved(socket) || isOfNode(request))
        return serve(request, socket, head)
      const address = holders.isAny ? worldOfSocket(request) : null
      if (address === null) door.serveUpgrade(serve, request, request.socket, head)
      else void passOn(address, request, socket, head)
    }
  }
}
