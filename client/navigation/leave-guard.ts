// Whether one may leave the shown page. A part with something that would be lost asks first, and says when to
// go on.
import type { Route } from './screens.ts'

/** Answers whether one may go at once; where not, `goOn` goes, should the person say so. */
type LeaveGuard = (next: Route, goOn: () => void) => boolean

let guard: LeaveGuard | null = null

/** Asks this one before any screen is left; returns how to end that. */
export function addLeaveGuard(next: LeaveGuard): () => void {
  guard = next
  return () => {
    if (guard === next) guard = null
  }
}

export function mayLeave(next: Route, goOn: () => void): boolean {
  return guard === null || guard(next, goOn)
}
