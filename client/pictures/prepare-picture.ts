// Making pictures ready to be sent, in a worker that starts with the first of them.
import type { Prepare, PrepareAnswer, Prepared } from './prepare-picture-worker.ts'

export type { Prepared }

/** A picture that is not taken; the message is for people. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken'
}

const waiting = new Map<number, PromiseWithResolvers<Prepared>>()
let worker: Worker | null = null
let asks = 0

/** Makes a file ready; rejects with a NotTaken that says why not. */
export function preparePicture(file: Blob): Promise<Prepared> {
  worker ??= start()
  asks += 1
  const answer = Promise.withResolvers<Prepared>()
  waiting.set(asks, answer)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has one origin, a window may not
  worker.postMessage({ ask: asks, file } satisfies Prepare)
  return answer.promise
}

function start(): Worker {
  const made = new Worker(new URL('./prepare-picture-worker.ts', import.meta.url), { type: 'module' })
  made.addEventListener('message', ({ data }: MessageEvent<PrepareAnswer>) => {
    const answer = waiting.get(data.ask)
    waiting.delete(data.ask)
    if (data.ok) answer?.resolve(data.picture)
    else answer?.reject(new NotTaken(data.text))
  })
  // A picture that no memory holds ends the worker; the next one gets another.
  made.addEventListener('error', () => {
    made.terminate()
    worker = null
    for (const answer of waiting.values())
      answer.reject(new NotTaken('This device cannot make that picture smaller. Try a smaller one.'))
    waiting.clear()
  })
  return made
}
