// Worlds that a process had until it came to lead its node. It keeps them while it begins, so that nobody
// else takes what its own people are about to come back to. Each gets a new epoch when it is opened again.
import type { ProcessId, Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/**
 * How long they are kept, in ms: people come back at once. Nobody says meanwhile that this process lives, and
 * it is taken for dead after a lease.
 */
const KEPT_MS = 5_000

export class KeptWorlds {
  readonly #store: Pick<Store, 'beat' | 'expel'>
  readonly #cancel: () => void
  #before: ProcessId | null

  /** `before`: the name under which this process had them; null: it had none. */
  constructor(store: Pick<Store, 'beat' | 'expel'>, before: ProcessId | null, clock: ServerClock) {
    this.#store = store
    this.#before = before
    this.#cancel = before === null ? () => undefined : clock.after(KEPT_MS, () => void this.end())
  }

  /** The name that has those which were not opened again yet; null: none are kept. */
  get before(): ProcessId | null {
    return this.#before
  }

  /** Frees all. */
  async end(): Promise<void> {
    const before = this.#before
    this.#before = null
    this.#cancel()
    if (before === null) return
    try {
      await this.#store.expel(before, await this.#store.beat(before))
    } catch {
      // The others find out in their time.
    }
  }
}
