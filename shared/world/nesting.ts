// What stands in what: the hosts around a floor, and whether something still fits in.
import type { ArtifactId } from './address.ts'
import { refuse, type Refused } from './edit.ts'
import { NESTING_MAX } from './limits.ts'
import { isCoordinate, type Host } from './place.ts'
import type { View } from './view.ts'

/** The hosts from a floor outwards, that floor first; limbo ends it. */
export function* hostsFrom(view: View, host: Host): Iterable<ArtifactId> {
  let at: Host | null = host
  while (at !== null && at !== 'limbo') {
    yield at
    at = view.artifact(at)?.host ?? null
  }
}

/** Whether a floor can be reached from the world's. */
export function isOnFloor(view: View, host: ArtifactId): boolean {
  for (const at of hostsFrom(view, host)) if (at === view.root) return true
  return false
}

/** Checks a spot for something `height` things high; 0: it does not change floors. */
export function checkTo(
  view: View,
  { host, x, y }: { readonly host: ArtifactId; readonly x: number; readonly y: number },
  height: number,
): Refused | null {
  if (view.artifact(host) === null) return refuse('missing', 'The thing to put it in is no longer here.')
  if (!isCoordinate(Math.round(x)) || !isCoordinate(Math.round(y))) {
    return refuse('place', 'That is too far out to put anything.')
  }
  if (height === 0) return null
  let depth = height
  for (const at of hostsFrom(view, host)) if (at !== view.root) depth += 1
  if (depth <= NESTING_MAX) return null
  return refuse('nesting', `Things can be nested inside each other only ${NESTING_MAX} deep.`)
}
