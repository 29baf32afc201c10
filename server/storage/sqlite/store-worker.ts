// The store's own thread: it alone touches the database. It takes a group of calls, commits them at once, and
// answers.
import { parentPort, workerData } from 'node:worker_threads'
import type { ParcelAnswer, ThreadGreeting, ToStoreThread } from './thread-calls.ts'
import { mergeRun } from '../row-merging.ts'
import { openCore } from './store-core.ts'
import { systemClock } from '../../time/server-clock.ts'
import { collectGarbage } from '../../workers/garbage-collection.ts'
import { FolderRefusal, whyUnusable } from './files/data-folder.ts'

const port = parentPort
if (!port) throw new Error('This file runs as a thread of the SQLite store.')
const { folder } = workerData as { folder: string }

try {
  serve(folder)
  greet({ ready: true })
} catch (error) {
  greet({ refusal: refusalFor(error) })
  port.close()
}

function greet(greeting: ThreadGreeting): void {
  port?.postMessage(greeting)
}

function refusalFor(error: unknown): string {
  if (error instanceof FolderRefusal) return error.message
  const why = whyUnusable(error) ?? String(error instanceof Error ? error.message : error)
  return `The folder ${folder} cannot be used: ${why}. Fix it, or choose another one with --data.`
}

function serve(folder: string): void {
  const core = openCore(folder, systemClock, mergeRun)
  port?.on('message', (message: ToStoreThread) => {
    if (message === 'close') {
      core.close()
      port.close()
    } else if (message === 'rest') collectGarbage()
    else {
      const answers = core.answer(message)
      port.postMessage(answers, buffersIn(answers))
      core.tidy()
    }
  })
}

/** The buffers to hand over instead of copying them. */
function buffersIn(answers: readonly ParcelAnswer[]): ArrayBuffer[] {
  return answers.flatMap((answer) => {
    if (!('value' in answer) || typeof answer.value !== 'object' || answer.value === null) return []
    const parts = answer.value instanceof Uint8Array ? [answer.value] : Object.values(answer.value)
    return parts.flatMap((part: unknown) =>
      part instanceof Uint8Array && part.buffer instanceof ArrayBuffer ? [part.buffer] : [],
    )
  })
}
