// The things on each floor, in a stable order: by id, since ids never change. Lists are the same array until
// something comes or goes. A change on a floor of 10,000 does not sort it anew.
import type { ArtifactId } from '../address.ts'
import type { Host } from '../place.ts'

interface FloorLists {
  /** The things on a floor, by id. */
  readonly on: (host: Host) => readonly ArtifactId[]
  /** Moves a thing from one floor to another; null is none. */
  readonly move: (id: ArtifactId, from: Host | null, to: Host | null) => void
}

interface FloorList {
  readonly members: Set<ArtifactId>
  list: readonly ArtifactId[]
  /** The arrivals and departures since `list`. */
  readonly stale: Set<ArtifactId>
}

/** Up to so many changes are spliced in one by one; above it, sorting the floor is cheaper. */
const SPLICES_MAX = 32
const EMPTY: readonly ArtifactId[] = Object.freeze([])

export function createFloors(): FloorLists {
  const floors = new Map<Host, FloorList>()

  function floorOf(host: Host): FloorList {
    let floor = floors.get(host)
    if (floor === undefined) {
      floor = { members: new Set(), list: EMPTY, stale: new Set() }
      floors.set(host, floor)
    }
    return floor
  }

  return {
    on(host) {
      const floor = floors.get(host)
      return floor === undefined ? EMPTY : listOf(floor)
    },
    move(id, from, to) {
      if (from !== null) {
        const floor = floorOf(from)
        floor.members.delete(id)
        floor.stale.add(id)
        if (floor.members.size === 0) floors.delete(from)
      }
      if (to !== null) {
        const floor = floorOf(to)
        floor.members.add(id)
        floor.stale.add(id)
      }
    },
  }
}

function listOf(floor: FloorList): readonly ArtifactId[] {
  if (floor.stale.size > SPLICES_MAX) floor.list = [...floor.members].sort()
  else for (const id of floor.stale) floor.list = spliced(floor.list, id, floor.members.has(id))
  floor.stale.clear()
  return floor.list
}

function spliced(list: readonly ArtifactId[], id: ArtifactId, isMember: boolean): readonly ArtifactId[] {
  const at = lowerBound(list, id)
  if ((list[at] === id) === isMember) return list
  return isMember ? list.toSpliced(at, 0, id) : list.toSpliced(at, 1)
}

/** The index of the first entry that does not come before `id`. */
function lowerBound(list: readonly ArtifactId[], id: ArtifactId): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = list[middle]
    if (entry !== undefined && entry < id) low = middle + 1
    else high = middle
  }
  return low
}
