// An answer that is written while it is made.
import { once } from 'node:events'
import type { Response } from 'express'
import { goneSignal } from './gone-signal.ts'

/**
 * Sends chunk by chunk, as fast as the other end reads; stops when it goes away, and breaks off when it may
 * not have it any more.
 */
export async function sendChunks(
  chunks: AsyncIterable<Uint8Array>,
  response: Response,
  mayGoOn: () => boolean,
): Promise<void> {
  const signal = goneSignal(response)
  for await (const chunk of chunks) {
    if (signal.aborted) return
    if (!mayGoOn()) return void response.destroy()
    if (!response.write(chunk)) await once(response, 'drain', { signal }).catch(() => null)
  }
  response.end()
}
