// One process of a node that has several: it comes among the others, passes clients on to the one that leads,
// answers what it can itself, and runs the node when nobody else does.
import { randomBytes, randomUUID } from 'node:crypto'
import { assertUsableBucket } from '../assets/bucket-picture-files.ts'
import { FrontDoor, type ClientServer } from '../cluster/front-door.ts'
import { openLink } from '../cluster/inside-link.ts'
import { INSIDE_VERSION, NodeMembership, type ProcessRole } from '../cluster/membership.ts'
import type { Config } from '../config/node-config.ts'
import { acceptInTurns } from '../http/edge/accept-turns.ts'
import type { Door } from '../http/edge/http-server.ts'
import { parseInsideAddress } from '../network/inside-address.ts'
import { openNodeDatabase } from '../storage/opening/node-store.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import type { NodeDatabase } from '../storage/node-database.ts'
import { StoreRefusal } from '../storage/store-refusal.ts'
import type { Store } from '../storage/store.ts'
import { ClosingPace } from '../time/closing-pace.ts'
import { systemClock as clock, waitingClock } from '../time/server-clock.ts'
import { readTls } from '../tls/tls-files.ts'
import { FollowingNode } from './following-node.ts'
import { guardOf, hostIn, listenForPeople } from './node-http.ts'
import { listenInside } from '../http/edge/inside-listener.ts'
import { LedNode } from './led-node.ts'
import { createNodeTrials } from './node-processes.ts'
import type { CommandLine, CountedLog } from './start-node.ts'

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
  if (config.pictures !== null) await assertUsableBucket(config.pictures)
  const database = await openDatabaseOf(config, self, counted)
  const tls = config.tls === null ? null : readTls(config.tls, clock.now())
  const key = await database.secret()
  const door = new FrontDoor(key, clock)
  const pace = new ClosingPace(clock)
  const trials = createNodeTrials({ clock, log })
  const [outside, within] = [new Set<Door>(), new Set<Door>()]
  const limits = allOf(config.connectionsMax, outside, within)
  const shared = { database, door, pace, trials }
  const onHolderLost = (process: ProcessId): void => membership.suspect(process)
  const led = new LedNode(config, self, { ...shared, limits, onHolderLost, ...options })
  const following = new FollowingNode({ ...shared, config, self, inside, key, tls, log, onRefused })
  const follower = following.server(limits)
  const guard = guardOf(config, tls?.names)
  const serving: ClientServer = {
    request: (...asked) => (door.node ?? follower).request(...asked),
    upgrade: (...asked) => (door.node ?? follower).upgrade(...asked),
  }
  const entrance = await listenForPeople({ config, clock, log }, tls, (people) => {
    outside.add(people)
    return acceptInTurns(guard, serving, clock)
  })
  const url = `${tls === null ? 'http' : 'https'}://${hostIn(config)}:${entrance.port}`
  const listener = await listenInside(config.insideListen ?? inside, {
    key,
    most: config.connectionsMax,
    clock,
    isServing: () => door.node !== null,
    listeners(others) {
      within.add(others)
      return acceptInTurns(guard, serving, clock)
    },
    onLink(purpose, link) {
      if (purpose.for === 'trial') link.end()
      else led.takeHolder(link, purpose.process, isReached(purpose.address, key))
    },
  })
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
    load: () => ({ connections: countOf(outside), worlds: led.openWorlds() + following.openWorlds }),
    follow: (leader, on) => following.begin(leader, on),
    onRole: take,
    onRemoved: () => led.attendAll(),
    onGone(address) {
      const gone = parseInsideAddress(address)
      if (gone !== null) door.lose(gone)
    },
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
  await membership.begin()

  function take(role: ProcessRole): void {
    log.info({ role: role.kind }, 'the part of this process in its node')
    if (role.kind === 'leads') {
      door.passTo(null)
      // Worlds that are open here are closed before: it opens them as the one that leads.
      following
        .end('leads')
        .then((before) => led.start(before, entrance))
        .then((node) => onServing(url, node.firstLink), onRefused)
      return
    }
    door.passTo(role.kind === 'follows' ? role.leader : null)
    if (role.kind === 'waits') following.lose()
    else onServing(url, null)
  }

  return {
    store: { close: () => led.close() },
    async stop() {
      const closed = entrance.close()
      door.leave(pace)
      await following.end('over')
      await led.stop()
      await trials.close()
      await closed
      await pace.done
      door.close()
      listener.close()
      listener.closeAllConnections()
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

/** Whether a process is reached where it says. */
async function isReached(at: string, key: Uint8Array): Promise<boolean> {
  const address = parseInsideAddress(at)
  const trial = address && (await openLink(address, key, { for: 'trial' }, clock).catch(() => null))
  trial?.end()
  return trial !== null
}

const countOf = (doors: ReadonlySet<Door>): number => [...doors].reduce((sum, door) => sum + door.count(), 0)

/** The bounds on connections, wherever they came in. */
const allOf = (max: number, outside: ReadonlySet<Door>, within: ReadonlySet<Door>): Door => ({
  isOver: (socket) => [...outside, ...within].some((door) => door.isOver(socket)),
  count: () => countOf(outside) + countOf(within),
  max,
})

/** With what all processes of a node have to be started alike; what nobody said was not there before. */
const optionsOf = ({ access, origins, peers, pictures }: Config): string =>
  JSON.stringify({
    version: INSIDE_VERSION,
    access,
    origin: origins,
    peers,
    ...(pictures && { pictures: pictures.name }),
  })
