// Gives worlds of the process that leads to others, while it is busy.
import type { Logger } from 'pino'
import type { OtherHolders } from '../cluster/holders/other-holders.ts'
import { LOAD_MS, measureLoad } from '../cluster/process-load.ts'
import { WorldBalance } from '../cluster/world-balance.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { repeat } from '../../shared/time/repeat.ts'
import { cpuMs } from './node-processes.ts'
import type { RunningNode } from './start-node.ts'

interface LedBalanceOptions {
  readonly clock: ServerClock
  readonly busyFrom: number
  readonly holders: Pick<OtherHolders, 'loads' | 'give'>
  /** Null while it has not begun. */
  readonly node: () => Pick<RunningNode, 'worldsToGive' | 'letGo' | 'attend'> | null
  readonly log: Pick<Logger, 'debug'>
}

export class LedBalance {
  readonly #options: LedBalanceOptions
  readonly #balance: WorldBalance
  readonly #ends: readonly (() => void)[]

  constructor(options: LedBalanceOptions) {
    const { clock, busyFrom, holders, node, log } = options
    const load = measureLoad(clock, cpuMs)
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

  /** A world stays for a while. */
  keep(world: WorldKey): void {
    this.#balance.keep(world)
  }

  end(): void {
    for (const end of this.#ends) end()
  }

  async #give(world: WorldKey, process: string): Promise<boolean> {
    const node = this.#options.node()
    if (node === null) return false
    await node.letGo(world)
    const isTaken = await this.#options.holders.give(process, world)
    if (!isTaken) await node.attend(world)
    return isTaken
  }
}
