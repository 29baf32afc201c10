// When updates of a living world are applied: at once where one comes alone. What comes in quick succession,
// as after a pause of this thread, is applied together, which takes a part of its single costs; and none of
// it in the frame of somebody's letter.
import type { Clock } from '../../../shared/time/clock.ts'
import { comeBehind } from '../../device/frame-turns.ts'

/** Between two looks, in ms: less than between two ticks of a world. */
const TURN_MS = 40

/** Called with how to apply what came, whenever something came. */
export function inTurns(clock: Clock): (look: () => void) => void {
  let lookedAt = -Infinity
  let isDue = false
  return (look) => {
    if (isDue) return
    isDue = true
    const lookBehind = (): void =>
      comeBehind(() => {
        isDue = false
        lookedAt = clock.now()
        look()
      })
    const sinceMs = clock.now() - lookedAt
    // A clock that was put back says nothing.
    if (sinceMs < 0 || sinceMs >= TURN_MS) lookBehind()
    else clock.after(TURN_MS - sinceMs, lookBehind)
  }
}
