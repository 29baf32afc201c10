// The helpers of the thread that serves people: threads for programs, and processes that open input of
// strangers.
import { availableParallelism } from 'node:os'
import { createCleaning, type Cleaning } from '../assets/picture-cleaning.ts'
import { createHistoryPool, type HistoryPool } from '../history/history-pool.ts'
import { createPreviewPool, type PreviewPool } from '../http/pages/world-previews.ts'
import { createSandboxes, type Sandboxes } from '../owner/sandboxes/sandbox-pool.ts'
import { createFilePool, type FilePool } from '../sync/file-import/world-file-pool.ts'
import { createTrialPool, type TrialPool } from '../sync/validation/trial-pool.ts'
import type { NodeBase } from './node-base.ts'

/** Most threads that run programs: beside them are people to serve. */
const WORKERS_MAX = 4

export interface NodeProcesses {
  readonly trials: TrialPool
  readonly sandboxes: Sandboxes
  readonly cleaning: Cleaning
  readonly filePool: FilePool
  readonly historyPool: HistoryPool
  readonly previews: PreviewPool
}

/** How many threads run programs: one for each core, since they step back where people wait. */
export const programThreads = (): number => Math.min(WORKERS_MAX, availableParallelism())

/** The work of this process since it began, all threads of it, in ms. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

export const createNodeTrials = ({ clock, log }: Pick<NodeBase, 'clock' | 'log'>): TrialPool =>
  createTrialPool({
    clock,
    onFault: (fault) => log.warn({ err: fault }, 'the trial of an update failed'),
  })

/** None of them is started before there is work for it. */
export function createProcesses(
  { clock, log }: Pick<NodeBase, 'clock' | 'log'>,
  trials: TrialPool,
): NodeProcesses {
  return {
    trials,
    sandboxes: createSandboxes({ workers: programThreads(), log, clock }),
    cleaning: createCleaning({ clock, log }),
    filePool: createFilePool({
      clock,
      onFault: (fault) => log.warn({ err: fault }, 'a file of a world could not be judged'),
    }),
    historyPool: createHistoryPool({
      clock,
      onFault: (fault) => log.warn({ err: fault }, 'a part of the past could not be replayed'),
    }),
    previews: createPreviewPool({ clock, log }),
  }
}
