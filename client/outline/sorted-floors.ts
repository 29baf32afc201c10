// The things on each floor, by name as people sort ("box 2" before "box 10"), and under which heading of the
// floor's page. A floor is sorted when it is first looked at, and kept up one by one from then on: one thing
// of 10,000 that is renamed sorts nothing anew. People are no part of it.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import type { Host } from '../../shared/world/place.ts'
import { thingsOn } from '../../shared/world/view/present-people.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import type { StandingHeading } from '../world/geometry/heading-positions.ts'

export interface SortedFloors {
  readonly on: (host: Host) => readonly ArtifactId[]
  /** The things under one of the floor's headings; -1: above the first. */
  readonly under: (host: Host, at: number) => readonly ArtifactId[]
  /** Under which heading of its floor a thing stands. */
  readonly numberOf: (id: ArtifactId) => number
  /** In the order of a floor, whichever floor they stand on. */
  readonly sorted: (ids: readonly ArtifactId[]) => ArtifactId[]
  /** Takes over how a thing is now; tells where it stands, null when that is as before. */
  readonly follow: (id: ArtifactId) => Moved | null
  /** Takes over other headings of a floor; tells whether a thing stands under another number now. */
  readonly relay: (host: ArtifactId) => boolean
  /** Forgets all that it knows. */
  readonly clear: () => void
}

export interface Moved {
  readonly to: Host | null
  readonly at: number
}

interface KnownThing {
  readonly host: Host | null
  readonly name: string
  /** The key that it is sorted by. */
  readonly key: string
  /** Under which heading. */
  readonly at: number
}

interface SortedFloor {
  readonly all: ArtifactId[]
  /** By heading, what is above the first at 0; made when it is asked for. */
  parts: ArtifactId[][] | null
}

const UNKNOWN: KnownThing = { host: null, name: '', key: '', at: -1 }
const NONE: readonly ArtifactId[] = []

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

export function createSiblings(
  view: View,
  headingsOf: (host: ArtifactId) => readonly StandingHeading[],
): SortedFloors {
  const floors = new Map<Host, SortedFloor>()
  /** As they were when they were put in order. */
  const known = new Map<ArtifactId, KnownThing>()

  function numberOf(artifact: Artifact): number {
    const host = hostOf(artifact)
    return host === null || host === 'limbo' ? -1 : headingAt(headingsOf(host), artifact)
  }

  function learn(id: ArtifactId): KnownThing {
    const artifact = view.artifact(id)
    if (!artifact) {
      known.delete(id)
      return UNKNOWN
    }
    const { name } = artifact
    const now = { host: hostOf(artifact), name, key: keyOf(name), at: numberOf(artifact) }
    known.set(id, now)
    return now
  }

  function byName(a: ArtifactId, b: ArtifactId): number {
    const one = (known.get(a) ?? learn(a)).key
    const other = (known.get(b) ?? learn(b)).key
    if (one === other) return a < b ? -1 : 1
    return one < other ? -1 : 1
  }

  /** The first of a list that does not come before it. */
  function turn(list: readonly ArtifactId[], id: ArtifactId): number {
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = list[middle]
      if (other !== undefined && other !== id && byName(other, id) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The lists that a thing is in. */
  function listsOf({ host, at }: KnownThing): ArtifactId[][] {
    const floor = host === null ? undefined : floors.get(host)
    if (!floor) return []
    const part = floor.parts?.[at + 1]
    return part ? [floor.all, part] : [floor.all]
  }

  function floorOf(host: Host): SortedFloor {
    const there = floors.get(host)
    if (there) return there
    const all = [...thingsOn(view, host)]
    for (const id of all) learn(id)
    all.sort(byName)
    const floor: SortedFloor = { all, parts: null }
    floors.set(host, floor)
    return floor
  }

  function partsOf(host: Host): ArtifactId[][] {
    const floor = floorOf(host)
    if (floor.parts) return floor.parts
    const count = host === 'limbo' ? 0 : headingsOf(host).length
    const parts = Array.from({ length: count + 1 }, (): ArtifactId[] => [])
    for (const id of floor.all) parts[(known.get(id)?.at ?? -1) + 1]?.push(id)
    floor.parts = parts
    return parts
  }

  return {
    on: (host) => floorOf(host).all,
    under: (host, at) => partsOf(host)[at + 1] ?? NONE,
    numberOf: (id) => (known.get(id) ?? learn(id)).at,
    sorted: (ids) => ids.toSorted(byName),
    follow(id) {
      const before = known.get(id) ?? UNKNOWN
      const artifact = view.artifact(id)
      const to = artifact && hostOf(artifact)
      const at = artifact ? numberOf(artifact) : -1
      if (before.host === to && before.name === (artifact?.name ?? '') && before.at === at) return null
      for (const list of listsOf(before)) {
        const spot = turn(list, id)
        if (list[spot] === id) list.splice(spot, 1)
      }
      for (const list of listsOf(learn(id))) list.splice(turn(list, id), 0, id)
      return { to, at }
    },
    relay(host) {
      let isOther = false
      // Things that were sorted together with others, as matches of a search, were on no sorted floor.
      for (const [id, was] of known) {
        if (was.host !== host) continue
        const artifact = view.artifact(id)
        const at = artifact ? numberOf(artifact) : -1
        if (at === was.at) continue
        known.set(id, { ...was, at })
        isOther = true
      }
      const floor = floors.get(host)
      if (floor) floor.parts = null
      return isOther
    },
    clear() {
      floors.clear()
      known.clear()
    },
  }
}

/**
 * The last heading above a thing's middle; -1: it is above them all. A walking thing counts where its way
 * ends.
 */
function headingAt(headings: readonly StandingHeading[], { place, walk, look }: Artifact): number {
  const middle = (walk?.toY ?? place?.y ?? 0) + look.height / 2
  let low = 0
  let high = headings.length
  while (low < high) {
    const at = (low + high) >>> 1
    if ((headings[at]?.top ?? Infinity) <= middle) low = at + 1
    else high = at
  }
  return low - 1
}
