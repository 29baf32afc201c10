// Compares in a thread of its own: of a large world it takes half a second, in which nobody should wait for a
// key.
import type { Absence } from '../replica/contract/replica.ts'
import { compareAbsence } from './absence-comparison.ts'

addEventListener('message', ({ data }: MessageEvent<Absence>) => {
  // A worker has nobody but its page to post to.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  postMessage(compareAbsence(data))
})
