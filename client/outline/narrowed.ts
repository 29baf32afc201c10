// The lines of an outline that is narrowed to some things: those, and what they are in, all open until one closes it;
// and what went wrong in their code, where that is what one looks for.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Asleep, Fault } from '../../shared/world/now-values.ts'
import type { Host } from '../../shared/world/place.ts'
import type { View } from '../../shared/world/view.ts'
import type { Row } from './row.ts'
import type { Siblings } from './siblings.ts'

export interface Narrowed {
  readonly rows: readonly Row[]
  /** What of a floor is shown. */
  readonly on: (host: Host) => readonly ArtifactId[]
}

interface Options {
  readonly view: View
  readonly siblings: Siblings
  readonly matches: ReadonlySet<ArtifactId>
  /** The floors that were closed by hand. */
  readonly closed: ReadonlySet<Host>
  /** What went wrong with a thing; null: that is not what is shown. */
  readonly troubles: ((id: ArtifactId) => Troubles) | null
}

export interface Troubles {
  readonly faults: readonly Fault[]
  readonly asleep: Asleep | null
}

/** Floors that show more than so many are put in order by what is in order already. */
const SORT_MAX = 200

export function narrowed({ view, siblings, matches, closed, troubles }: Options): Narrowed {
  const floors = shownFloors(view, matches)
  const rows: Row[] = []

  function on(host: Host): readonly ArtifactId[] {
    const floor = floors.get(host)
    if (!floor) return []
    if (floor.size > SORT_MAX) return siblings.on(host).filter((id) => floor.has(id))
    return siblings.sorted([...floor])
  }

  function write(id: ArtifactId, depth: number): void {
    const isOpen = floors.has(id) && !closed.has(id)
    rows.push({ kind: 'thing', id, depth, isOpen, isMatch: matches.has(id) })
    if (troubles && matches.has(id)) {
      const { faults, asleep } = troubles(id)
      if (asleep) rows.push({ kind: 'asleep', id, depth: depth + 1 })
      for (const fault of faults.toSorted((a, b) => b.at - a.at)) {
        rows.push({ kind: 'fault', id, fault, depth: depth + 1 })
      }
    }
    if (isOpen) for (const inner of on(id)) write(inner, depth + 1)
  }

  if (view.root !== null && (matches.has(view.root) || floors.has(view.root))) write(view.root, 0)
  if (floors.has('limbo')) {
    const isOpen = !closed.has('limbo')
    rows.push({ kind: 'limbo', depth: 0, isOpen })
    if (isOpen) for (const id of on('limbo')) write(id, 1)
  }
  return { rows, on }
}

/** The matches, and all that they are in, by floor. */
function shownFloors(view: View, matches: ReadonlySet<ArtifactId>): ReadonlyMap<Host, Set<ArtifactId>> {
  const floors = new Map<Host, Set<ArtifactId>>()
  for (const match of matches) {
    for (let id = match; ;) {
      const host = view.artifact(id)?.host ?? null
      if (host === null) break
      const floor = floors.get(host) ?? new Set()
      // What it is in was reached from another one already.
      if (floor.has(id)) break
      floors.set(host, floor.add(id))
      if (host === 'limbo') break
      id = host
    }
  }
  return floors
}
