// Tells work that nobody waits for any more, so that it keeps no place in a queue.
import type { Response } from 'express'
import { HttpRefusal } from './http-refusal.ts'

const GONE = new HttpRefusal(503, 'overdue', 'Whoever asked for this is gone, so it was not begun.')

/** Aborts once the answer has gone out, or whoever waits for it is gone. */
export function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController()
  if (response.closed) gone.abort(GONE)
  else response.once('close', () => gone.abort(GONE))
  return gone.signal
}
