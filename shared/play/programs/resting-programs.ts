// Programs that may not run for a while, since others that count with them ended too many threads: it is
// tried from time to time whether they may again.
import type { ArtifactId } from '../../world/address.ts'

/** How often it is tried, in ms. */
const REST_LOOK_MS = 2_000

export interface RestingPrograms {
  readonly has: (id: ArtifactId) => boolean
  /** True: it did not rest before. */
  readonly add: (id: ArtifactId) => boolean
  readonly delete: (id: ArtifactId) => void
  /** Those that are to be tried now. */
  readonly takeDue: () => Iterable<ArtifactId>
  /** When it is to be tried next, in ms since 1970; null: nobody rests. */
  readonly next: () => number | null
}

export function createRestingPrograms(now: () => number): RestingPrograms {
  const resting = new Set<ArtifactId>()
  let dueAt = 0
  return {
    has: (id) => resting.has(id),
    add(id) {
      if (resting.size === 0) dueAt = now() + REST_LOOK_MS
      const isNew = !resting.has(id)
      resting.add(id)
      return isNew
    },
    delete: (id) => void resting.delete(id),
    takeDue() {
      const at = now()
      // A clock that was set back leaves nobody at rest for longer.
      if (resting.size === 0 || (at < dueAt && dueAt - at <= REST_LOOK_MS)) return []
      dueAt = at + REST_LOOK_MS
      return resting
    },
    next: () => (resting.size === 0 ? null : Math.min(dueAt, now() + REST_LOOK_MS)),
  }
}
