// What stands on each floor, by name as people sort: "box 2" before "box 10". A floor is sorted when it is first looked
// at, and kept up one by one from then on: one of 10,000 that is renamed sorts nothing anew. People are no part of it.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import type { Host } from '../../shared/world/place.ts'
import { thingsOn } from '../../shared/world/people.ts'
import type { View } from '../../shared/world/view.ts'

export interface Siblings {
  readonly on: (host: Host) => readonly ArtifactId[]
  /** Whether a floor was looked at, so that it is kept up. */
  readonly has: (host: Host) => boolean
  /** In the order of a floor, whichever floor they stand on. */
  readonly sorted: (ids: readonly ArtifactId[]) => ArtifactId[]
  /** Takes over how a thing is now; tells where it stood and stands, null when that is as before. */
  readonly follow: (id: ArtifactId) => Moved | null
  /** Forgets all that it knows. */
  readonly clear: () => void
}

export interface Moved {
  readonly from: Host | null
  readonly to: Host | null
}

interface Known {
  readonly host: Host | null
  readonly name: string
  /** What it is sorted by. */
  readonly key: string
}

const UNKNOWN: Known = { host: null, name: '', key: '' }

/** So that plain comparing, which is ten times quicker than the alphabet's rules, sorts as people do. */
function keyOf(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/\d+/g, (digits) => digits.padStart(12, '0'))
}

/** People stand nowhere here. */
const hostOf = ({ host, avatar }: Artifact): Host | null => (avatar === null ? host : null)

export function createSiblings(view: View): Siblings {
  const floors = new Map<Host, ArtifactId[]>()
  /** As they were when they were put in order. */
  const known = new Map<ArtifactId, Known>()

  function learn(id: ArtifactId): Known {
    const artifact = view.artifact(id)
    if (!artifact) {
      known.delete(id)
      return UNKNOWN
    }
    const { name } = artifact
    const now = { host: hostOf(artifact), name, key: keyOf(name) }
    known.set(id, now)
    return now
  }

  function byName(a: ArtifactId, b: ArtifactId): number {
    const one = (known.get(a) ?? learn(a)).key
    const other = (known.get(b) ?? learn(b)).key
    if (one === other) return a < b ? -1 : 1
    return one < other ? -1 : 1
  }

  /** The first of a floor that does not come before it. */
  function turn(floor: readonly ArtifactId[], id: ArtifactId): number {
    let low = 0
    let high = floor.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = floor[middle]
      if (other !== undefined && other !== id && byName(other, id) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  function takeOut(host: Host | null, id: ArtifactId): void {
    const floor = host === null ? undefined : floors.get(host)
    if (!floor) return
    const at = turn(floor, id)
    if (floor[at] === id) floor.splice(at, 1)
  }

  function putIn(host: Host | null, id: ArtifactId): void {
    const floor = host === null ? undefined : floors.get(host)
    floor?.splice(turn(floor, id), 0, id)
  }

  return {
    on(host) {
      const there = floors.get(host)
      if (there) return there
      const floor = [...thingsOn(view, host)]
      for (const id of floor) learn(id)
      floor.sort(byName)
      floors.set(host, floor)
      return floor
    },
    has: (host) => floors.has(host),
    sorted: (ids) => ids.toSorted(byName),
    follow(id) {
      const before = known.get(id) ?? UNKNOWN
      const artifact = view.artifact(id)
      const to = artifact && hostOf(artifact)
      if (before.host === to && before.name === (artifact?.name ?? '')) return null
      takeOut(before.host, id)
      learn(id)
      putIn(to, id)
      return { from: before.host, to }
    },
    clear() {
      floors.clear()
      known.clear()
    },
  }
}
