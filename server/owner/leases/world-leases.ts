// Leases on worlds: they last as long as this process says in time that it lives, and until they are
// released. An owner that has lost one stops writing at once; should it not notice, the store refuses its
// writes.
import { Expelled, type ProcessId, type Store } from '../../storage/store.ts'
import type { HeldLease, WorldLeases } from '../../contracts/world-lease.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import { pause } from '../../../shared/time/time-limit.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { createFailureDetector, type FailureDetector } from './failure-detector.ts'
import type { KeptWorlds } from './kept-worlds.ts'
import { ProcessHeartbeat } from './process-heartbeat.ts'

/** A lease that this process has, and those who rely on it. */
interface OwnLease {
  readonly epoch: number
  readonly process: ProcessId
  readonly users: Set<() => void>
  /** It goes to another process, or to whoever takes it (null), once nobody here relies on it any more. */
  goesTo?: ProcessId | null
}

type AskForWorld = (world: WorldKey) => Promise<boolean>
/** Who has a world keeps it. */
const keep: AskForWorld = () => Promise.resolve(false)

interface LeasesOptions {
  readonly store: Pick<Store, 'join' | 'beat' | 'processes' | 'expel' | 'lease' | 'release'>
  readonly clock: ServerClock
  /** Begins the names of this process among the others: another one after every start. */
  readonly holder: string
  /** Asks the process that has a world to let go of it: whether it did. Without it, that one keeps it. */
  readonly pull?: AskForWorld
  /** Worlds that this process had before, under another name. */
  readonly kept?: Pick<KeptWorlds, 'before'>
}

/** How often a world is asked for: whoever came back to it may be sooner. */
const PULLS_MAX = 3
/** A lease that could not be revoked is revoked again after so long, in ms. */
const REVOKE_AGAIN_MS = 200

interface LeaseCounts {
  readonly leasesTaken: number
  readonly writesRefused: number
}

export class Leases implements WorldLeases {
  readonly #store: LeasesOptions['store']
  readonly #leases = new Map<WorldKey, OwnLease>()
  readonly #locks = new KeyedLock<WorldKey>()
  readonly #heartbeat: ProcessHeartbeat
  readonly #others: FailureDetector
  readonly #clock: ServerClock
  readonly #pull: AskForWorld
  readonly #kept: LeasesOptions['kept']
  #isClosing = false
  #isOver = false
  #taken = 0
  #refused = 0

  constructor(options: LeasesOptions) {
    this.#store = options.store
    this.#clock = options.clock
    this.#heartbeat = new ProcessHeartbeat({ ...options, onLost: () => this.#loseAll() })
    this.#others = createFailureDetector(options.store, options.clock)
    this.#pull = options.pull ?? keep
    this.#kept = options.kept
  }

  /** Since the start: leases that were taken, and writes that were refused since one was over. */
  get counts(): LeaseCounts {
    return { leasesTaken: this.#taken, writesRefused: this.#refused }
  }

  take(world: WorldKey, onLost: () => void): Promise<HeldLease | null> {
    return this.#take(world, onLost, this.#pull)
  }

  /** Likewise, where no other process has it: nobody is asked to let go of it. */
  takeFree(world: WorldKey, onLost: () => void): Promise<HeldLease | null> {
    return this.#take(world, onLost, keep)
  }

  async #take(world: WorldKey, onLost: () => void, pull: AskForWorld): Promise<HeldLease | null> {
    const user = (): void => onLost()
    const lease = await this.#locks.take(world, async () => {
      // Whoever comes now would join the others again, under a name that nobody ends.
      if (this.#isOver) return null
      const own = this.#leases.get(world) ?? (await this.#ask(world, pull))
      if (own?.goesTo !== undefined) return null
      own?.users.add(user)
      return own
    })
    if (lease === null) {
      if (!this.#isOver) this.#others.watch()
      return null
    }
    return {
      epoch: lease.epoch,
      isOver: () => !lease.users.has(user) || !this.#heartbeat.isSure(lease.process),
      refused: () => {
        this.#refused += 1
        this.#lose(world, lease)
      },
      revoke: () => this.#locks.take(world, () => this.#revoke(world, lease)),
      release: () => this.#locks.take(world, () => this.#release(world, lease, user)),
    }
  }

  /**
   * Gives back a world that the store still has as this process's, though nobody here relies on it: its lease
   * could not be kept, or not be given back, while the store was away. Rejects with a StoreFault.
   */
  async giveBack(world: WorldKey): Promise<void> {
    await this.#locks.take(world, async () => {
      if (this.#isOver || this.#leases.has(world)) return
      const epoch = await this.#store.lease(world, await this.#heartbeat.join())
      if (epoch !== null) await this.#store.release(world, epoch)
    })
  }

  /** The name under which other processes give worlds to this one. Rejects with a StoreFault. */
  name(): Promise<ProcessId> {
    return this.#heartbeat.join()
  }

  /**
   * From now on nobody here gets a world; once all who have it have released it, it goes to that process in
   * one statement, with the next epoch. Null: it is free then.
   */
  leave(world: WorldKey, to: ProcessId | null): void {
    const own = this.#leases.get(world)
    if (own !== undefined) own.goesTo = to
  }

  /** Whether this process has a world. */
  has(world: WorldKey): boolean {
    return this.#leases.has(world)
  }

  /** From now on what is let go of stays with this process until it stops, or passes it on. */
  close(): void {
    this.#isClosing = true
  }

  /**
   * Takes and gives nothing any more, for another part of this process that goes on with what it owns under
   * the name that is answered; null: it owns nothing.
   */
  async pass(): Promise<ProcessId | null> {
    this.#isOver = true
    this.#others.stop()
    return this.#heartbeat.pass()
  }

  /** Ends this process among the others, and all that it owns. */
  async stop(): Promise<void> {
    this.#isOver = true
    this.#others.stop()
    await this.#heartbeat.leave()
  }

  async #ask(world: WorldKey, pull: AskForWorld): Promise<OwnLease | null> {
    const process = await this.#heartbeat.join()
    try {
      return await this.#askAs(process, world, pull)
    } catch (error) {
      if (!(error instanceof Expelled) || this.#isOver) throw error
      this.#heartbeat.expelled(process)
      return this.#askAs(await this.#heartbeat.join(), world, pull)
    }
  }

  async #askAs(process: ProcessId, world: WorldKey, pull: AskForWorld): Promise<OwnLease | null> {
    let epoch = await this.#store.lease(world, process, this.#kept?.before)
    for (let pulls = 0; epoch === null && pulls < PULLS_MAX; pulls += 1) {
      if (!(await pull(world))) break
      epoch = await this.#store.lease(world, process)
    }
    if (epoch === null) return null
    const lease = { epoch, process, users: new Set<() => void>() }
    this.#leases.set(world, lease)
    this.#taken += 1
    return lease
  }

  async #release(world: WorldKey, lease: OwnLease, user: () => void): Promise<void> {
    lease.users.delete(user)
    if (lease.users.size > 0 || this.#isClosing) return
    const now = this.#leases.get(world)
    if (now === lease) this.#leases.delete(world)
    // It was lost, and got again before anybody else had the world: the store knows both as one.
    else if (now?.epoch === lease.epoch) return
    if (lease.goesTo != null && (await this.#give(world, lease.process, lease.goesTo))) return
    await this.#store.release(world, lease.epoch)
  }

  /** False: the other process is gone, or this one has the world no more. */
  async #give(world: WorldKey, from: ProcessId, to: ProcessId): Promise<boolean> {
    try {
      return (await this.#store.lease(world, to, from)) !== null
    } catch (error) {
      if (error instanceof Expelled) return false
      throw error
    }
  }

  /**
   * Nobody takes it again before the store has heard of it: that one would get the same lease. The world
   * stays here, under the next epoch: freed, it would be another process's, while its people come back here.
   */
  async #revoke(world: WorldKey, lease: OwnLease): Promise<void> {
    this.#lose(world, lease)
    const { process } = lease
    while (this.#heartbeat.isSure(process)) {
      const isRevoked = await this.#store.lease(world, process, process).then(
        () => true,
        (error: unknown) => error instanceof Expelled,
      )
      if (isRevoked) return
      await pause(this.#clock, REVOKE_AGAIN_MS)
    }
  }

  #loseAll(): void {
    for (const [world, lease] of this.#leases) this.#lose(world, lease)
  }

  #lose(world: WorldKey, lease: OwnLease): void {
    if (this.#leases.get(world) === lease) this.#leases.delete(world)
    const told = [...lease.users]
    lease.users.clear()
    for (const tell of told) tell()
  }
}
