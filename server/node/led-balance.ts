// The balance of the process that leads: how a world is given away, with the people in it.
import type { Logger } from 'pino'
import type { OtherHolders } from '../cluster/holders/other-holders.ts'
import { LOAD_MS, measureLoad, type MeasuredLoad } from '../cluster/process-load.ts'
import { WorldBalance } from '../cluster/world-balance.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { repeat } from '../../shared/time/repeat.ts'
import { cpuMs } from './node-processes.ts'
import type { RunningNode } from './start-node.ts'

interface LedBalanceOptions {
  readonly clock: ServerClock
  readonly busyFrom: number
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

  /** Waits until a world is given away, should it be on its way. */
  async whenGiven(world: WorldKey): Promise<void> {
    await this.#giving.get(world)
  }

  async #give(world: WorldKey, process: string): Promise<boolean> {
    const [node, { holders, onLetGo }] = [this.#options.node(), this.#options]
    if (node === null || !(await holders.expect(process, world))) return false
    const given = Promise.withResolvers<void>()
    this.#giving.set(world, given.promise)
    try {
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
