// Compares in a thread of its own: of a large world it takes half a second, in which nobody should wait for a
// key.
import { compareAbsence, type AbsenceStates } from '../../shared/history/merge/compare-absence.ts'

addEventListener('message', ({ data }: MessageEvent<readonly AbsenceStates[]>) => {
  // A worker has nobody but its page to post to.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  postMessage(compareAbsence(data))
})
