// The process that replays histories, and typed calls to it: replaying never holds the thread that serves
// people. It is one process: what it holds between calls would else have to be sent to it again.
import { createPool, type PoolOptions } from '../workers/process-pool.ts'
import { ReplayedDocuments } from './worker/replayed-documents.ts'
import {
  createHistoryJobs,
  type HistoryCallName,
  type HistoryJobAnswer,
  type HistoryCalls,
  type HistoryJob,
} from './worker/history-jobs.ts'

/**
 * A page of rows, or the largest state, takes some seconds and 700 MB at most; a stretch of changes is held
 * with all that was deleted in it. Documents are built, compared and dropped: with the usual nursery a third
 * of the time goes to garbage.
 */
const BOUNDS = { timeMs: 30_000, memoryMb: 1_536, nurseryMb: 32, waitingMax: 500, waitingEachMax: 64 }

/** A document that was held is not any more: its replay begins anew. */
export class LostDocument extends Error {
  override readonly name = 'LostDocument'
}

/** Rejects with a LostDocument, or with a WorkFault. `by`: whose work it is; those take turns. */
export type HistoryCall = <Name extends HistoryCallName>(
  name: Name,
  document: string,
  of: HistoryCalls[Name]['of'],
  by: string,
) => Promise<HistoryCalls[Name]['answer']>

export interface HistoryPool {
  readonly call: HistoryCall
  close(): Promise<void>
}

export function createHistoryPool({ clock, onFault }: Pick<PoolOptions, 'clock' | 'onFault'>): HistoryPool {
  const script = new URL('worker/history-worker.ts', import.meta.url)
  const pool = createPool<HistoryJob, HistoryJobAnswer>({
    script,
    bounds: BOUNDS,
    clock,
    ...(onFault && { onFault }),
  })
  return { call: callsBy((job, by) => pool.run(job, { by })), close: () => pool.close() }
}

/** Replays on this thread: for tests that run from a seed. */
export function historyHere(): HistoryPool {
  const run = createHistoryJobs(new ReplayedDocuments(() => 0))
  return { call: callsBy(async (job) => run(job)), close: async () => undefined }
}

function callsBy(run: (job: HistoryJob, by: string) => Promise<HistoryJobAnswer>): HistoryCall {
  return async <Name extends HistoryCallName>(
    name: Name,
    document: string,
    of: HistoryCalls[Name]['of'],
    by: string,
  ) => {
    // A job has the parts of its call, and its answer is of its call.
    const answer = await run({ ...of, call: name, document } as HistoryJob, by)
    if ('lost' in answer) throw new LostDocument('The document is not held any more.')
    return answer.value
  }
}
