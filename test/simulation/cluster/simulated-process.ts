// One process of a node that is several: the real sync side under real leases, with a line of its own to the
// database that all share.
import { Leases } from '../../../server/owner/leases/world-leases.ts'
import { StoreFault, type Append, type Store } from '../../../server/storage/store.ts'
import { createSync, MOVES, type Sync } from '../../../server/sync/sync-server.ts'
import { ClosingPace } from '../../../server/time/closing-pace.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { Disk, type DiskContent } from '../disk.ts'
import type { Line, Network } from '../network.ts'
import { memberOn } from '../node.ts'
import { StoppableLife } from './stoppable-life.ts'

/** Clocks are wrong by so much at most, in ms, to either side. */
const WRONG_MS = 5 * 60_000

/** How long it has a world that it took, at least, in ms. */
const TAKEN_MS = 5_000

/** What a process says that cannot know any more whether a world is its own. */
const OUTDATED = 'another process may own a world; it is opened again'

interface ProcessOptions {
  readonly name: string
  readonly network: Network
  readonly database: DiskContent
  /** Has whichever process has the world let go of it for this one; false: it did not, in time. */
  readonly pull: (process: SimulatedProcess) => Promise<boolean>
  /** It wrote into the log of the scene, under that epoch. */
  readonly onWrote: (process: SimulatedProcess, update: Append) => void
}

export class SimulatedProcess {
  readonly name: string
  /** Its line to the database. */
  readonly disk: Disk
  readonly life: StoppableLife
  /** Events that should never have happened, in words. */
  readonly broken: string[] = []
  readonly #network: Network
  readonly #sync: Sync
  readonly #leases: Leases
  readonly #lines = new Set<Line>()
  /** How often it let go of the world for another process. */
  moves = 0
  /** It wants the world, wherever that is. */
  #isPulling = false

  constructor({ name, network, database, pull, onWrote }: ProcessOptions) {
    const { time, random } = network
    this.name = name
    this.#network = network
    this.life = new StoppableLife(time, random.below(2 * WRONG_MS) - WRONG_MS)
    this.disk = new Disk(time, random, {
      written: database.written,
      store: noticing(database.store, (update) => onWrote(this, update)),
    })
    const { clock } = this.life
    const store = this.disk.storeFor(this.life)
    this.#leases = new Leases({
      store,
      clock,
      holder: name,
      pull: () => (this.#isPulling ? pull(this) : Promise.resolve(false)),
    })
    const hear = this.#hear.bind(this)
    this.#sync = createSync({
      store,
      clock,
      random: random.bytes,
      log: { info: () => {}, warn: hear, error: hear },
      rightOf: () => 'own',
      makeMissing: true,
      leases: this.#leases,
      pace: new ClosingPace(clock),
    })
  }

  get readOnlyRooms(): number {
    return this.#sync.stats().readOnlyRooms
  }

  /** Whether the world is open here. */
  get isOpen(): boolean {
    return this.#sync.stats().rooms > 0
  }

  /** Somebody comes in here. */
  accept(line: Line): ReturnType<StoppableLife['hearing']> {
    this.#lines.add(line)
    const { pathname, searchParams } = line.url
    return this.life.hearing(() =>
      this.#sync.connect(line, pathname.slice('/sync/'.length), searchParams, memberOn(line)),
    )
  }

  /** Takes the world from the process that has it. */
  async take(): Promise<void> {
    const [world] = await this.disk.store.worlds('here')
    if (world === undefined || this.#isPulling) return
    this.#isPulling = true
    try {
      const lease = await this.#leases.take(world.key, () => {})
      // Those who come again have it from then on.
      if (lease !== null) this.life.clock.after(TAKEN_MS, () => void lease.release().catch(() => {}))
    } catch (error) {
      if (!(error instanceof StoreFault)) this.broken.push(`${this.name} could not take: ${String(error)}`)
    } finally {
      this.#isPulling = false
    }
  }

  /** Lets go of the world for another process; its people come again. */
  async letGo(next: SimulatedProcess): Promise<void> {
    const [world] = await this.disk.store.worlds('here')
    if (world === undefined) return
    this.moves++
    this.#leases.leave(world.key, await next.#leases.name())
    await this.#sync.close(world.key, MOVES.code, MOVES.reason, { isSceneTidied: false })
  }

  /** Ends it between two instructions; calls that are on their way to the database may still happen there. */
  async kill(): Promise<void> {
    if (this.#network.random.below(2) === 0) this.disk.abandon(this.life)
    else await this.disk.crash(this.life)
    this.#end()
  }

  /** Ends it in good order, unless it dies before that is done. */
  async drain(): Promise<void> {
    this.#leases.close()
    await this.#sync.stop()
    await this.#leases.stop()
    this.life.isOver = true
    this.#end()
  }

  /** Sends everybody out of the world; they come again. */
  async closeWorld(): Promise<void> {
    const [world] = await this.disk.store.worlds('here')
    if (world) void this.#sync.close(world.key, CLOSE.goingAway, 'Come again.')
  }

  #end(): void {
    for (const line of this.#lines) line.break()
    this.#lines.clear()
  }

  /**
   * Every logged line is a bug, except that the database fails, or that the world is another process' now.
   */
  #hear(about: object, text?: string): void {
    const error: unknown = 'err' in about ? about.err : null
    if (error instanceof StoreFault || text === OUTDATED) return
    this.broken.push(`${text}: ${error instanceof Error ? error.stack : String(error)}`)
  }
}

/** A store that tells of every addition to a scene's log. */
function noticing(store: Store, tell: (update: Append) => void): Store {
  const append: Store['append'] = async (updates, passages, records) => {
    const sequences = await store.append(updates, passages, records)
    for (const update of updates) if (update.document.kind === 'scene') tell(update)
    return sequences
  }
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = name === 'append' ? append : Reflect.get(target, name)
      return typeof method === 'function' ? method.bind(target) : method
    },
  })
}
