// The process in which worlds' files are judged, one after the other.
import type { FileJob, FileVerdict } from '../../storage/archive/world-file.ts'
import { createPool, type PoolOptions } from '../../workers/process-pool.ts'

/**
 * The largest world, and the largest part of a history that is held beside it. Files wait, and so may their
 * senders.
 */
const BOUNDS = { timeMs: 30_000, memoryMb: 1_024, waitingMax: 16, waitingEachMax: 2 }
/** More work for each MB that was sent, in ms: a long history takes long to try, and long to send. */
const MS_PER_MB = 3_000
const MB = 1024 * 1024

export interface FilePool {
  /** Judges a file for somebody; rejects with a WorkFault. */
  readonly judge: (job: FileJob, by: string) => Promise<FileVerdict>
  close(): Promise<void>
}

export function createFilePool({ clock, onFault }: Pick<PoolOptions, 'clock' | 'onFault'>): FilePool {
  const script = new URL('world-file-worker.ts', import.meta.url)
  const pool = createPool<FileJob, FileVerdict>({
    script,
    bounds: BOUNDS,
    clock,
    ...(onFault && { onFault }),
  })
  return {
    judge: (job, by) => pool.run(job, { by, timeMs: BOUNDS.timeMs + Math.ceil((job.sent / MB) * MS_PER_MB) }),
    close: () => pool.close(),
  }
}
