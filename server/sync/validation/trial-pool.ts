// The processes in which updates are tried.
import { createPool, type PoolOptions } from '../../workers/process-pool.ts'
import { Semaphore } from '../../time/semaphore.ts'
import { createTrials, type TrialJob, type Trials } from './trial-runner.ts'

/**
 * The largest world takes some 5 s to try and 700 MB; a node that starts opens some worlds at once, and
 * everybody may have some large frames on their way.
 */
const BOUNDS = { timeMs: 30_000, memoryMb: 1_024, waitingMax: 2_000, waitingEachMax: 16 }

/**
 * Large frames of one sender that are cut at once; others wait for their turn with the frame at their
 * connection, where its bytes count. Everybody without a session is one sender, and a class that comes back
 * after a restart sends one each.
 */
const CUTS_EACH_MAX = 4

export interface TrialPool extends Trials {
  /** Starts its process, where documents are opened soon. */
  begin(): void
  close(): Promise<void>
}

export function createTrialPool({ clock, onFault }: Pick<PoolOptions, 'clock' | 'onFault'>): TrialPool {
  const script = new URL('trial-worker.ts', import.meta.url)
  const pool = createPool<TrialJob, unknown>({ script, bounds: BOUNDS, clock, ...(onFault && { onFault }) })
  const trials = createTrials((job, by) => pool.run(job, { by }))
  const turns = new Semaphore(Infinity, { eachMax: CUTS_EACH_MAX })
  return {
    ...trials,
    cut: (update, by, options = {}) => turns.take(() => trials.cut(update, by, options), by, options.signal),
    begin: () => pool.begin(),
    close: () => pool.close(),
  }
}
