// Worlds that a process had until it came to lead its node. It keeps them while it begins, so that nobody
// else takes what its own people are about to come back to. Each gets a new epoch when it is opened again.
import type { ProcessId, Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { endProcess } from './process-heartbeat.ts'

/**
 * How long they are kept, in ms: people come back at once. Nobody says meanwhile that this process lives, and
 * it is taken for dead after a lease.
 */
const KEPT_MS = 5_000

export type KeptWorlds = ReturnType<typeof keepWorlds>

/** `name`: under which this process had them; null: it had none. */
export function keepWorlds(
  store: Pick<Store, 'beat' | 'expel'>,
  name: ProcessId | null,
  clock: Pick<ServerClock, 'after'>,
) {
  let before = name
  const cancel = clock.after(KEPT_MS, () => void end())

  /** Frees all. */
  async function end(): Promise<void> {
    const ended = before
    before = null
    cancel()
    if (ended !== null) await endProcess(store, ended)
  }

  return {
    /** The name that has those which were not opened again yet; null: none are kept. */
    get before(): ProcessId | null {
      return before
    },
    end,
  }
}
