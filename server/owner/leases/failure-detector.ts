// Finds the processes of a node that died, and ends them, so that others may own their worlds. Whether one is
// alive is told by its beat alone, and how long that stood still by the clock of this process, which nobody
// sets: so a clock that is wrong, here or there, takes no world from anybody.
import type { ProcessId, Store } from '../../storage/store.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { BEAT_MS, LEASE_MS } from './process-heartbeat.ts'

/**
 * It goes on looking for so long after it was last asked to, in ms: whoever asks comes again within a lease.
 */
const WATCH_MS = 2 * LEASE_MS
/**
 * With a longer pause between two looks, in ms, it begins anew: the store was away, or this process stood
 * still, and the others could not say that they live, either.
 */
const GAP_MS = 2 * BEAT_MS

interface SeenBeat {
  readonly beat: number
  /** It has stood still since then, at least. */
  readonly since: number
}

export type FailureDetector = ReturnType<typeof createFailureDetector>

export function createFailureDetector(store: Pick<Store, 'processes' | 'expel'>, clock: ServerClock) {
  let seen = new Map<ProcessId, SeenBeat>()
  let lookedAt = -Infinity
  let askedAt = -Infinity
  let endLooks: (() => void) | null = null

  function stop(): void {
    endLooks?.()
    endLooks = null
  }

  async function look(): Promise<void> {
    const sentAt = clock.monotonic()
    if (sentAt - askedAt > WATCH_MS) return stop()
    const processes = await store.processes()
    const answeredAt = clock.monotonic()
    const before = sentAt - lookedAt > GAP_MS ? new Map<ProcessId, SeenBeat>() : seen
    lookedAt = answeredAt
    seen = new Map()
    for (const { process, beat } of processes) {
      const known = before.get(process)
      const now = known?.beat === beat ? known : { beat, since: answeredAt }
      seen.set(process, now)
      if (sentAt - now.since >= LEASE_MS) await store.expel(process, beat)
    }
  }

  return {
    stop,

    /** Somebody waits for what another process owns. */
    watch(): void {
      askedAt = clock.monotonic()
      // A look that fails is followed by the next.
      endLooks ??= repeat(look, { everyMs: BEAT_MS, isDueNow: true, onFault: () => {}, clock })
    },
  }
}
