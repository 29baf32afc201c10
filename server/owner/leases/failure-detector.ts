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

interface DetectorOptions {
  readonly store: Pick<Store, 'processes' | 'expel'>
  readonly clock: ServerClock
}

interface SeenBeat {
  readonly beat: number
  /** It has stood still since then, at least. */
  readonly since: number
}

export class FailureDetector {
  readonly #options: DetectorOptions
  #seen = new Map<ProcessId, SeenBeat>()
  #lookedAt = -Infinity
  #askedAt = -Infinity
  #stop: (() => void) | null = null

  constructor(options: DetectorOptions) {
    this.#options = options
  }

  /** Somebody waits for what another process owns. */
  watch(): void {
    const { clock } = this.#options
    this.#askedAt = clock.monotonic()
    // A look that fails is followed by the next.
    this.#stop ??= repeat(() => this.#look(), { everyMs: BEAT_MS, isDueNow: true, onFault: () => {}, clock })
  }

  stop(): void {
    this.#stop?.()
    this.#stop = null
  }

  async #look(): Promise<void> {
    const { store, clock } = this.#options
    const sentAt = clock.monotonic()
    if (sentAt - this.#askedAt > WATCH_MS) return this.stop()
    const processes = await store.processes()
    const answeredAt = clock.monotonic()
    const before = sentAt - this.#lookedAt > GAP_MS ? new Map<ProcessId, SeenBeat>() : this.#seen
    this.#lookedAt = answeredAt
    this.#seen = new Map()
    for (const { process, beat } of processes) {
      const known = before.get(process)
      const seen = known?.beat === beat ? known : { beat, since: answeredAt }
      this.#seen.set(process, seen)
      if (sentAt - seen.since >= LEASE_MS) await store.expel(process, beat)
    }
  }
}
