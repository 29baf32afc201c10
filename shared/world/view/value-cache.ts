// Values by artifact that are read again only when something touched them, and stay the same object while
// they say the same.
import { isSameJson } from '../../json/json-value.ts'
import { parseArtifactId, type ArtifactId } from '../address.ts'

interface ValueCache<T> {
  readonly get: (id: ArtifactId) => T | null
  readonly ids: () => Iterable<ArtifactId>
  /** Takes note of a key under which something changed. */
  readonly touch: (key: unknown) => void
  /** Any value may have changed: the old ones and the present ones. */
  readonly touchAll: () => void
  /** Reads what was touched; tells what is another now. */
  readonly update: () => ReadonlySet<ArtifactId>
}

/** `read` answers null for nothing; `keys` are those that may have something. */
export function createValueCache<T>(
  read: (id: ArtifactId) => T | null,
  keys: () => Iterable<string>,
): ValueCache<T> {
  const values = new Map<ArtifactId, T>()
  let touched = new Set<ArtifactId>()

  function touch(key: unknown): void {
    const id = parseArtifactId(key)
    if (id !== null) touched.add(id)
  }

  function touchAll(): void {
    for (const id of values.keys()) touched.add(id)
    for (const key of keys()) touch(key)
  }

  function update(): ReadonlySet<ArtifactId> {
    const changed = new Set<ArtifactId>()
    for (const id of touched) {
      const next = read(id)
      if (isSameJson(next, values.get(id) ?? null)) continue
      if (next === null) values.delete(id)
      else values.set(id, next)
      changed.add(id)
    }
    if (touched.size > 0) touched = new Set()
    return changed
  }

  touchAll()
  update()
  return { get: (id) => values.get(id) ?? null, ids: () => values.keys(), touch, touchAll, update }
}
