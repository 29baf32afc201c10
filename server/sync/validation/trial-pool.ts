// The processes in which updates are tried.
import { createPool, type PoolOptions } from '../../workers/process-pool.ts'
import { createTrials, type TrialJob, type Trials } from './trial-runner.ts'

/**
 * The largest world takes some 5 s to try and 700 MB; a node that starts opens some worlds at once, and
 * everybody may have some large frames on their way.
 */
const BOUNDS = { timeMs: 30_000, memoryMb: 1_024, waitingMax: 2_000, waitingEachMax: 16 }

export interface TrialPool extends Trials {
  /** Starts its process, where documents are opened soon. */
  begin(): void
  close(): Promise<void>
}

export function createTrialPool({ clock, onFault }: Pick<PoolOptions, 'clock' | 'onFault'>): TrialPool {
  const script = new URL('trial-worker.ts', import.meta.url)
  const pool = createPool<TrialJob, unknown>({ script, bounds: BOUNDS, clock, ...(onFault && { onFault }) })
  const trials = createTrials((job, by) => pool.run(job, { by }))
  return { ...trials, begin: () => pool.begin(), close: () => pool.close() }
}
