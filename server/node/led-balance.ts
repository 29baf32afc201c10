// The balance of the process that leads: how a world is given away, with the people in it.
import type { Logger } from 'pino'
import type { OtherHolders } from '../cluster/holders/other-holders.ts'
import { LOAD_MS, measureLoad, type MeasuredLoad } from '../cluster/process-load.ts'
import { WorldBalance } from '../cluster/world-balance.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import type { Leases } from '../owner/leases/world-leases.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { repeat } from '../../shared/time/repeat.ts'
import { cpuMs } from './node-processes.ts'
import type { RunningNode } from './start-node.ts'

/** Where this process ends, so many worlds go at a time, for so long, in ms: others close with it. */
const GIVEN_AT_ONCE = 20
const GIVE_ALL_MS = 3_000

interface LedBalanceOptions {
  readonly clock: ServerClock
  readonly busyFrom: number
  readonly leases: Pick<Leases, 'leave'>
  readonly holders: Pick<OtherHolders, 'loads' | 'expect' | 'give'>
  /** Null while it has not begun. */
  readonly node: () => Pick<RunningNode, 'worldsToGive' | 'letGo' | 'attend'> | null
  /** A world is kept for nobody any more who is about to come. */
  readonly onLetGo: (world: WorldKey) => Promise<void>
  readonly log: Pick<Logger, 'debug'>
}

export class LedBalance {
  readonly #options: LedBalanceOptions
  readonly #balance: WorldBalance
  readonly #load: MeasuredLoad
  readonly #ends: readonly (() => void)[]
  /** Worlds that are on their way. */
  readonly #giving = new Map<WorldKey, Promise<void>>()

  constructor(options: LedBalanceOptions) {
    const { clock, busyFrom, holders, node, log } = options
    const load = (this.#load = measureLoad(clock, cpuMs))
    this.#options = options
    this.#balance = new WorldBalance({
      clock,
      busyFrom,
      load: () => load.share(),
      others: () => holders.loads(),
      worldsToGive: async (...asked) => (await node()?.worldsToGive(...asked)) ?? [],
      give: (world, process) => this.#give(world, process),
    })
    const onFault = (error: unknown): void => log.debug({ err: error }, 'no world was given away')
    const endLooks = repeat(() => this.#balance.look(), { everyMs: LOAD_MS, onFault, clock })
    this.#ends = [endLooks, () => load.end()]
  }

  /** The share of a core that this process used lately. */
  get load(): number {
    return this.#load.share()
  }

  /** A world stays for a while. */
  keep(world: WorldKey): void {
    this.#balance.keep(world)
  }

  end(): void {
    for (const end of this.#ends) end()
  }

  /** Gives all worlds to others that can have them, since this process ends. */
  async giveAll(): Promise<void> {
    const { clock, holders, node } = this.#options
    const [until, tried] = [clock.monotonic() + GIVE_ALL_MS, new Set<WorldKey>()]
    const giveTo = async (world: WorldKey, process: string | undefined): Promise<void> => {
      tried.add(world)
      if (process !== undefined) await this.#give(world, process)
    }
    while (clock.monotonic() < until) {
      const others = await holders.loads()
      const worlds = (await node()?.worldsToGive(GIVEN_AT_ONCE, (world) => tried.has(world))) ?? []
      if (others.length === 0 || worlds.length === 0) return
      await Promise.all(worlds.map((world, index) => giveTo(world, others[index % others.length]?.id)))
    }
  }

  /** Waits until a world is given away, should it be on its way. */
  async whenGiven(world: WorldKey): Promise<void> {
    await this.#giving.get(world)
  }

  async #give(world: WorldKey, process: string): Promise<boolean> {
    const [node, { holders, leases, onLetGo }] = [this.#options.node(), this.#options]
    const next = node && (await holders.expect(process, world))
    if (node === null || next === null) return false
    const given = Promise.withResolvers<void>()
    this.#giving.set(world, given.promise)
    try {
      leases.leave(world, next)
      await onLetGo(world)
      await node.letGo(world)
      const isTaken = await holders.give(process, world)
      if (!isTaken) await node.attend(world)
      return isTaken
    } finally {
      this.#giving.delete(world)
      given.resolve()
    }
  }
}
