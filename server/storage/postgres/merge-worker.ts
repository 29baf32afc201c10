// A thread that merges rows: that may take half a second, and the process serves people meanwhile.
import { parentPort } from 'node:worker_threads'
import { mergeRun } from '../row-merging.ts'
import type { MergeAnswer, RowsToMerge } from './merge-messages.ts'

parentPort?.on('message', ({ updates, rule }: RowsToMerge) => {
  parentPort?.postMessage({ bytes: mergeRun(updates, rule) } satisfies MergeAnswer, [])
})
