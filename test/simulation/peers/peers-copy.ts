// A node that keeps a copy of another one's world: its real sync side and its real worlds of other nodes, in
// a process that dies, stops in order and comes back with the same disk. Its requests to the host go over a
// simulated network.
import { createRecordTables } from '../../../server/records/record-tables.ts'
import type { Called, PeerClient } from '../../../server/peers/known/peer-client.ts'
import { asleep, PeerFault } from '../../../server/peers/outward/faults.ts'
import { createFigures, type OnState } from '../../../server/peers/known/peer-statistics.ts'
import { openForeignWorlds, type ForeignWorlds } from '../../../server/peers/copies/foreign-worlds.ts'
import type { Peers } from '../../../server/peers/node-peers.ts'
import { StoreFault } from '../../../server/storage/store.ts'
import type { ServerClock } from '../../../server/time/server-clock.ts'
import { createSync, type Sync } from '../../../server/sync/sync-server.ts'
import { trialsHere } from '../../../server/sync/validation/trial-runner.ts'
import type { MemberId, NodeName } from '../../../shared/world/address.ts'
import type { Right } from '../../../shared/world/rights.ts'
import type { Disk, Life } from '../disk.ts'
import type { Network, Place } from '../network.ts'
import { memberOn } from '../node.ts'
import { ANSWER_MS, dialPeer } from './peers-line.ts'

/** How long at most it is away, in ms. */
const AWAY_MS = 5000

interface CopyParts {
  readonly name: NodeName
  readonly host: NodeName
  readonly disk: Disk
  /** On which its people come, and on which it goes to the host, from its place. */
  readonly inward: Network
  readonly outward: Network
  readonly place: Place
  /** The host's answer about a right. */
  readonly rightAtHost: (member: MemberId) => Right
}

export class CopyNode {
  /** Events that should never have happened, in words. */
  readonly broken: string[] = []
  crashes = 0
  /** Copies that were thrown away. */
  evicted = 0
  readonly #parts: CopyParts
  #life: Life = { isOver: true }
  #running: { readonly sync: Sync; readonly worlds: ForeignWorlds } | null = null

  constructor(parts: CopyParts) {
    this.#parts = parts
    this.start()
  }

  get name(): NodeName {
    return this.#parts.name
  }

  get disk(): Disk {
    return this.#parts.disk
  }

  get inward(): Network {
    return this.#parts.inward
  }

  get place(): Place {
    return this.#parts.place
  }

  /** Starts it, unless it runs. */
  start(): void {
    if (!this.#life.isOver) return
    const life = { isOver: false }
    this.#life = life
    this.#open(life).catch((error: unknown) => {
      if (!(error instanceof StoreFault)) this.broken.push(`it did not start: ${String(error)}`)
      if (!life.isOver) this.#goAway()
    })
  }

  /** Ends it between two instructions. It comes back by itself. */
  async crash(): Promise<void> {
    if (this.#life.isOver) return
    this.crashes++
    await this.#parts.disk.crash(this.#life)
    this.#goAway()
  }

  /** Ends it in good order, unless it dies before that is done. It comes back by itself. */
  async stop(): Promise<void> {
    const life = this.#life
    const running = this.#running
    if (running === null) return
    running.worlds.stop()
    try {
      await running.sync.stop()
    } catch (error) {
      this.broken.push(`it did not stop in order: ${String(error)}`)
    }
    if (!life.isOver) this.#goAway()
  }

  /** Throws away all copies that nobody needs. */
  async evict(): Promise<void> {
    try {
      this.evicted += (await this.#running?.worlds.cache.evict(0))?.length ?? 0
    } catch (error) {
      this.#heard('copies could not be thrown away', error)
    }
  }

  async #open(life: Life): Promise<void> {
    const { disk, inward } = this.#parts
    const { time, random } = inward
    const clock = time.mortal(life)
    const store = disk.storeFor(life)
    const warn = (about: object, text?: string): void =>
      this.#heard(text ?? '', 'err' in about ? about.err : null)
    const log = { info: () => {}, warn, error: warn }
    const tables = createRecordTables({
      store,
      onUnreadable: (kind, id) => this.broken.push(`${kind} ${id} cannot be read`),
    })
    const trials = trialsHere()
    const worlds = await openForeignWorlds({
      peers: this.#peersFor(clock),
      // The one is opened with the other.
      sync: { trials, hold: (world) => sync.hold(world), apart: (...away) => sync.apart(...away) },
      store,
      tables,
      clock,
      random: random.bytes,
      log,
      cacheBytesMax: Infinity,
      release: () => Promise.resolve(),
    })
    const sync: Sync = createSync({
      store,
      trials,
      clock,
      random: random.bytes,
      log,
      rightOf: (member, world) => worlds.rightOf(member, world),
      whyNot: (member, world) => worlds.whyNot(member, world),
      makeMissing: false,
      actions: worlds.actions,
      foreign: worlds.scenes,
    })
    await worlds.begin()
    if (life.isOver) return
    this.#running = { sync, worlds }
    inward.accept = (line) => {
      const path = line.url.pathname.slice('/sync/'.length)
      return sync.connect(line, path, line.url.searchParams, memberOn(line))
    }
  }

  #goAway(): void {
    const { inward, place } = this.#parts
    this.#life.isOver = true
    this.#running = null
    inward.accept = null
    inward.breakAll()
    place.blink()
    inward.time.after(inward.random.below(AWAY_MS), () => this.start())
  }

  /** Asks the host as the real one does, with its own people's names for a signature. */
  #peersFor(clock: ServerClock): Pick<Peers, 'book' | 'caller' | 'identity'> {
    const { host, name, outward, place, rightAtHost } = this.#parts
    const figures = createFigures(clock)
    const counted = async <T>(asked: () => Promise<T>): Promise<T> => {
      const { state, retryAt } = figures.of(host)
      if (state === 'asleep' && retryAt !== null && retryAt > clock.now()) throw asleep(host)
      try {
        const answer = await asked()
        figures.heard(host, 0)
        return answer
      } catch (error) {
        if (error instanceof PeerFault) figures.failed(host, error)
        throw error
      }
    }
    const ask = (as: MemberId): Promise<Called> =>
      new Promise((resolve, reject) => {
        const isLost = () => place.isOffline || place.isStalled || outward.accept === null
        const lost = (): void => void clock.after(place.isStalled ? ANSWER_MS : 0, () => reject(asleep(host)))
        clock.after(outward.delay(), () => {
          if (isLost()) return lost()
          const body = { right: rightAtHost(as) }
          clock.after(outward.delay(), () =>
            isLost() ? lost() : resolve({ status: 200, headers: {}, bytes: new Uint8Array(), body }),
          )
        })
      })
    const caller: PeerClient = {
      call: (_node, { as }) =>
        as === undefined ? Promise.reject(new Error('nobody asks')) : counted(() => ask(as)),
      socket: (node, path, as) =>
        counted(() =>
          dialPeer({ network: outward, place, clock, node, path: `${path}&peer=1&member=${as}` }),
        ),
    }
    const book = {
      mayCome: () => true,
      whyNot: () => null,
      find: () => ({ state: figures.of(host).state }),
      onState: (listener: OnState) => figures.onState(listener),
      onTrust: () => () => undefined,
      figures,
    }
    return { book, caller, identity: { name: () => name } } as unknown as Pick<
      Peers,
      'book' | 'caller' | 'identity'
    >
  }

  /** Every logged line is a bug, except that its disk fails. */
  #heard(text: string, error: unknown): void {
    if (error instanceof StoreFault && error.name === 'StoreFault') return
    if (text === 'a frame was refused') return
    this.broken.push(`${text}: ${error instanceof Error ? error.stack : String(error)}`)
  }
}
