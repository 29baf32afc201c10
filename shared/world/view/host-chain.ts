// Which thing is in which: the hosts around a floor.
import type { ArtifactId } from '../address.ts'
import type { Host } from '../place.ts'
import type { View } from './world-view.ts'

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
