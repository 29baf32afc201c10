// Worlds that a process had until it came to lead its node. It keeps them while it begins, so that nobody
// else takes what its own people are about to come back to. Each gets a new epoch when it is opened again.
import type { WorldKey } from '../../contracts/world-record.ts'
import type { ProcessId, Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/**
 * How long they are kept, in ms: people come back at once. Nobody says meanwhile that this process lives, and
 * it is taken for dead after a lease.
 */
const KEPT_MS = 5_000

/** What a process had, under the name that it had then. */
export interface LeasesBefore {
  readonly process: ProcessId
  readonly worlds: readonly WorldKey[]
}

export class KeptWorlds {
  readonly #store: Pick<Store, 'beat' | 'expel'>
  readonly #process: ProcessId | null
  readonly #worlds: Set<WorldKey>
  readonly #cancel: () => void

  constructor(store: Pick<Store, 'beat' | 'expel'>, before: LeasesBefore | null, clock: ServerClock) {
    this.#store = store
    this.#process = before?.process ?? null
    this.#worlds = new Set(before?.worlds)
    this.#cancel = before === null ? () => undefined : clock.after(KEPT_MS, () => void this.end())
  }

  has(world: WorldKey): boolean {
    return this.#worlds.has(world)
  }

  /** The name from which a world is taken anew; null: it is not kept. */
  nameFor(world: WorldKey): ProcessId | null {
    return this.#worlds.has(world) ? this.#process : null
  }

  /** It was taken anew. */
  taken(world: WorldKey): void {
    this.#worlds.delete(world)
  }

  /** Frees all. */
  async end(): Promise<void> {
    this.#cancel()
    this.#worlds.clear()
    if (this.#process === null) return
    try {
      await this.#store.expel(this.#process, await this.#store.beat(this.#process))
    } catch {
      // The others find out in their time.
    }
  }
}
