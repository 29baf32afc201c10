// Merges rows on a thread of their own, which is started with the first of them and ends with the store.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Semaphore } from '../../time/semaphore.ts'
import { StoreFault } from '../store.ts'
import type { MergeAnswer, RowsToMerge } from './merge-messages.ts'
import type { MergeRows } from './tables/log-merging.ts'

export class RowMerger {
  readonly #turns = new Semaphore(1)
  #worker: Worker | null = null

  merge: MergeRows = (updates, rule) =>
    this.#turns.take(async () => {
      const worker = (this.#worker ??= this.#start())
      worker.postMessage({ updates: updates.map((bytes) => bytes.slice()), rule } satisfies RowsToMerge, [])
      try {
        const [answer] = (await once(worker, 'message')) as [MergeAnswer]
        return answer.bytes
      } catch (error) {
        this.#worker = null
        throw new StoreFault('Rows could not be merged.', { cause: error })
      }
    })

  async end(): Promise<void> {
    await this.#worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL('merge-worker.ts', import.meta.url))
    worker.unref()
    // Told where it is awaited; one that fails at rest is started anew.
    worker.on('error', () => {
      this.#worker = null
    })
    return worker
  }
}
