// The worlds that this process owns: those with code from the start on, and others for a while after somebody
// asked for something.
import type { Logger } from 'pino'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { waitMsAfter } from '../../../shared/time/doubling-wait.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { Sync } from '../../sync/sync-server.ts'
import { Semaphore } from '../../time/semaphore.ts'
import type { WorldLeases } from '../../contracts/world-lease.ts'
import { Leases } from '../leases/world-leases.ts'
import { OwnedWorld } from './owned-world.ts'
import { WorldConsoles } from './world-consoles.ts'
import type { LifeOptions, LifePeople, WorldRun } from './world-run.ts'

/**
 * Worlds that begin at once: more would only wait for the same disk and processor, and hold up the people.
 */
const BEGIN_AT_ONCE = 4
/**
 * A large world waits until it was tried. The others need not wait for one that takes longer than so long, in
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

interface OwnedWorldsOptions extends Omit<LifeOptions, 'leases' | 'people' | 'onLog'> {
  readonly sync: Pick<Sync, 'hold' | 'look'>
  /** Names this process in leases: another one after every start. */
  readonly holder: string
  /** Those of the rooms as well, where a node is several processes; its own, unless given. */
  readonly leases?: WorldLeases | undefined
  readonly isInert?: ((world: WorldRecord) => boolean) | undefined
  /** Keeps a world here for a moment. False: another process has it, and plays it there if it lives. */
  readonly claim?: ((world: WorldKey) => Promise<boolean>) | undefined
  /** Worlds that another process has are left to that one; unless given, they are asked for again. */
  readonly isLeftWhenTaken?: boolean
  readonly log: Pick<Logger, 'info' | 'warn'>
}

export class OwnedWorlds {
  readonly #options: OwnedWorldsOptions
  readonly #worlds = new Map<WorldKey, OwnedWorld>()
  readonly #consoles = new Map<WorldKey, WorldConsoles>()
  /** Those with code in their pages. */
  readonly #living = new Set<WorldKey>()
  /** Those that are looked at, or are to be looked at again. */
  readonly #lookedAt = new Set<WorldKey>()
  readonly #leases: WorldLeases
  readonly #stopLeases: () => Promise<void>
  readonly #turns: Semaphore
  readonly #looks: Semaphore
  #people: LifePeople | null = null
  #isStopping = false

  constructor(options: OwnedWorldsOptions) {
    this.#options = options
    const own = new Leases(options)
    this.#leases = options.leases ?? own
    this.#stopLeases = () => own.stop()
    const patience = { clock: options.clock, ms: BEGIN_PATIENCE_MS }
    this.#turns = new Semaphore(BEGIN_AT_ONCE, { patience })
    this.#looks = new Semaphore(BEGIN_AT_ONCE, { patience })
  }

  /** Those who know where people are, whom every world asks: once, before any world is owned. */
  connect(people: LifePeople): void {
    this.#people = people
  }

  get isStopping(): boolean {
    return this.#isStopping
  }

  /** Worlds that are played here, and those that should be and are not now. */
  counts(): { readonly playedWorlds: number; readonly waitingWorlds: number } {
    const playedWorlds = [...this.#worlds.values()].filter((world) => world.isPlaying).length
    return { playedWorlds, waitingWorlds: this.#worlds.size - playedWorlds }
  }

  own(world: WorldRecord): OwnedWorld {
    const before = this.#worlds.get(world.key)
    if (before && !before.isOver) return before
    if (this.#people === null) throw new Error('a world is owned before it can ask where people are')
    const owned = new OwnedWorld({
      ...this.#options,
      world,
      consoles: this.consolesOf(world.key),
      turns: this.#turns,
      leases: this.#leases,
      after: before?.ended ?? Promise.resolve(),
      people: this.#people,
    })
    owned.setLiving(this.#living.has(world.key))
    this.#worlds.set(world.key, owned)
    void owned.ended.then(() => {
      if (this.#worlds.get(world.key) === owned) {
        this.#worlds.delete(world.key)
        this.#living.delete(world.key)
      }
      return this.#forgetConsoles(world.key)
    })
    return owned
  }

  /** Those with code that are played now, the longest first. */
  played(): WorldRecord[] {
    const playing = [...this.#living].flatMap((key) => this.#worlds.get(key) ?? [])
    return playing.filter(({ isPlaying }) => isPlaying).map(({ world }) => world)
  }

  /** The life that a world with code has, or is about to get; null: it has none. */
  async lifeOf({ key }: WorldRecord): Promise<WorldRun | null> {
    return this.#living.has(key) ? (this.#worlds.get(key)?.ready(READY_MS) ?? null) : null
  }

  /** Whether a world is owned here, or is about to be. */
  has(world: WorldKey): boolean {
    return this.#worlds.get(world)?.isOver === false
  }

  /** Those worlds. */
  keys(): WorldKey[] {
    return [...this.#worlds.keys()].filter((world) => this.has(world))
  }

  /** Owns a world for a while, unless too many are. */
  stay(world: WorldRecord): void {
    if (!this.#isStopping && this.#mayRun(world) && this.hasPlace(world)) this.own(world).stay()
  }

  /** Whether one more world can be owned, unless this one is. */
  hasPlace(world: WorldRecord): boolean {
    return this.has(world.key) || this.#worlds.size - this.#living.size < WITHOUT_CODE_MAX
  }

  #mayRun(world: WorldRecord): boolean {
    return this.#options.isInert?.(world) !== true
  }

  /** Somebody is away from a world, if it is owned and they are there. */
  away(key: WorldKey, body: ArtifactId): void {
    void this.#worlds.get(key)?.away(body)
  }

  /** There is code in a world's pages, or none any more. */
  setLiving(world: WorldRecord, isLiving: boolean): void {
    if (this.#isStopping || (isLiving && !this.#mayRun(world))) return
    if (isLiving) this.#living.add(world.key)
    else this.#living.delete(world.key)
    const owned = isLiving ? this.own(world) : this.#worlds.get(world.key)
    owned?.setLiving(isLiving)
  }

  /** Begins to play the worlds that live, and are not looked after yet; resolves when all were tried. */
  async begin(): Promise<void> {
    if (this.#isStopping) return
    const { store, clock, log } = this.#options
    const isKnown = ({ key }: WorldRecord): boolean => this.has(key) || this.#lookedAt.has(key)
    try {
      const living = await store.living()
      const left = living.filter((world) => !isKnown(world))
      await Promise.all(left.map((world) => this.#look(world, { isClaimed: true })))
    } catch (error) {
      log.warn({ err: error }, 'the worlds with code cannot be found now; it is tried again')
      clock.after(AGAIN.firstMs, () => void this.begin())
    }
  }

  /** Plays a world if it has code. */
  look(world: WorldRecord): Promise<void> {
    return this.#look(world, { isClaimed: false })
  }

  /** `isClaimed`: only if no other process has it by now. */
  async #look(world: WorldRecord, how: { readonly isClaimed: boolean }, failures = 0): Promise<void> {
    if (this.#isStopping) return
    const { sync, clock, log, claim } = this.#options
    this.#lookedAt.add(world.key)
    const isElsewhere = async (): Promise<boolean> =>
      how.isClaimed && claim !== undefined && !(await claim(world.key))
    try {
      const isLiving = await this.#looks.take(async () => !(await isElsewhere()) && sync.look(world))
      this.#lookedAt.delete(world.key)
      if (isLiving) this.setLiving(world, true)
    } catch (error) {
      log.warn({ world: world.address, err: error }, 'a world cannot be examined now; it is tried again')
      clock.after(waitMsAfter(failures, AGAIN), () => void this.#lookAgain(world, how, failures + 1))
    }
  }

  async #lookAgain(
    before: WorldRecord,
    how: { readonly isClaimed: boolean },
    failures: number,
  ): Promise<void> {
    // While the store fails, looking fails too, and is tried again.
    const world = await this.#options.store.findById(before.id).catch(() => before)
    if (world && world.binnedAt === null) await this.#look(world, how, failures)
    else this.#lookedAt.delete(before.key)
  }

  /** The log of a world's things. */
  consolesOf(key: WorldKey): WorldConsoles {
    const known = this.#consoles.get(key) ?? new WorldConsoles(this.#options.clock)
    this.#consoles.set(key, known)
    return known
  }

  /** Takes somebody off the consoles of a world. */
  unwatch(key: WorldKey, leave: (consoles: WorldConsoles) => void): void {
    const consoles = this.#consoles.get(key)
    if (consoles !== undefined) leave(consoles)
    this.#forgetConsoles(key)
  }

  #forgetConsoles(key: WorldKey): void {
    if (!this.#worlds.has(key) && this.#consoles.get(key)?.isUnwatched === true) this.#consoles.delete(key)
  }

  /** Ends the play of a world, for another process; resolves when its changes are stored. */
  async letGo(key: WorldKey): Promise<void> {
    this.#living.delete(key)
    await this.#worlds.get(key)?.stop()
  }

  /** No world is owned from now on. */
  close(): void {
    this.#isStopping = true
  }

  /** Stops all plays; their changes are stored. */
  async stop(): Promise<void> {
    this.close()
    await Promise.all([...this.#worlds.values()].map((world) => world.stop()))
    await this.#stopLeases()
  }
}
