// Compares in a thread of its own: of a large world it takes half a second, in which nobody should wait for a
// key.
import {
  compareAbsence,
  type AbsenceComparison,
  type AbsenceStates,
} from '../../shared/history/merge/compare-absence.ts'

addEventListener('message', ({ data }: MessageEvent<readonly AbsenceStates[]>) => {
  // A worker has nobody but its page to post to.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  postMessage(compared(data))
})

/** States that cannot be read are no report, and would be none at the next try. */
function compared(absence: readonly AbsenceStates[]): AbsenceComparison | null {
  try {
    return compareAbsence(absence)
  } catch (error) {
    console.warn('An absence could not be told of.', error)
    return null
  }
}
