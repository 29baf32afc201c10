// The effects of a change of a thing on walks: on its own, and on those of others.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'

/** Whether what happened to a walking thing ends its walk: it stands, it is elsewhere, it is gone. */
export function hasEnded(before: ThingData | null, after: ThingData | null): boolean {
  return after?.walk === null || isElsewhere(before, after)
}

/** Whether a thing stands elsewhere than it did, or where it walks from there. */
export function isElsewhere(before: ThingData | null, after: ThingData | null): boolean {
  if (before === null || after === null) return true
  return before.host !== after.host || before.x !== after.x || before.y !== after.y
}

/** Whether a change can matter to those who walk. */
export function isOfOthers(a: ThingData | null, b: ThingData | null): boolean {
  if (a === null || b === null) return true
  return (
    a.host !== b.host ||
    a.x !== b.x ||
    a.y !== b.y ||
    a.width !== b.width ||
    a.height !== b.height ||
    a.passable !== b.passable ||
    a.walk !== b.walk
  )
}
