// Gives worlds of the process that leads to others, where it is busy. Programs begin anew elsewhere, and
// people wait for a moment, so few worlds go at a time, and none goes to and fro.
import type { WorldKey } from '../contracts/world-record.ts'
import type { ServerClock } from '../time/server-clock.ts'

/** Most worlds that are given away at a look. */
const GIVEN_MAX = 10
/** Another process gets worlds while it has less than this share of the work of this one. */
const LESS = 2 / 3
/** A world that came back, or that nobody took, stays for so long, in ms. */
const STAYS_MS = 10 * 60_000

interface OtherProcess {
  readonly id: string
  /** The share of a core that it used. */
  readonly load: number
}

interface WorldBalanceOptions {
  readonly clock: Pick<ServerClock, 'monotonic'>
  /** From this share of a core on, this process is busy. */
  readonly busyFrom: number
  /** What it used itself. */
  readonly load: () => number
  /** Those that take worlds. */
  readonly others: () => Promise<readonly OtherProcess[]>
  /** So many worlds that can go, at most, and none of which this is said. */
  readonly worldsToGive: (most: number, stays: (world: WorldKey) => boolean) => Promise<readonly WorldKey[]>
  /** Has another process have a world, with the people in it. False: this one goes on. */
  readonly give: (world: WorldKey, process: string) => Promise<boolean>
}

export class WorldBalance {
  readonly #options: WorldBalanceOptions
  /** Worlds that stay, and since when. */
  readonly #staying = new Map<WorldKey, number>()

  constructor(options: WorldBalanceOptions) {
    this.#options = options
  }

  /** A world stays here for a while: it was needed here. */
  keep(world: WorldKey): void {
    this.#staying.set(world, this.#options.clock.monotonic())
  }

  /** Gives some worlds to the process with the least work, if this one has too much. */
  async look(): Promise<void> {
    const { clock, busyFrom, load, others, worldsToGive, give } = this.#options
    const now = clock.monotonic()
    for (const [world, since] of this.#staying) if (now - since > STAYS_MS) this.#staying.delete(world)
    const own = load()
    if (own < busyFrom) return
    const [least] = (await others()).toSorted((one, other) => one.load - other.load)
    if (least === undefined || least.load >= own * LESS) return
    for (const world of await worldsToGive(GIVEN_MAX, (key) => this.#staying.has(key)))
      if (!(await give(world, least.id))) this.keep(world)
  }
}
