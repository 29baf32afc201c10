// The lines of an outline that is narrowed to some things, people and headings: those, and the things around
// them, all open until one closes it. If one looks for trouble, also the faults of things.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Asleep, Fault } from '../../shared/world/live/live-state-values.ts'
import { isPerson, type PresentPerson } from '../../shared/world/view/present-people.ts'
import type { Host } from '../../shared/world/place.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import type { Headings } from '../world/geometry/heading-positions.ts'
import { writeFloor, type Floors } from './floor-order.ts'
import { PEOPLE, type OutlineEntry, type OutlineParent } from './outline-entry.ts'
import type { SortedFloors } from './sorted-floors.ts'

export interface FilteredLines {
  readonly rows: readonly OutlineEntry[]
  readonly floors: Floors
  readonly people: ReadonlySet<ArtifactId>
}

/** The search, as far as it has results. */
export interface Matches {
  /** Things and people. */
  readonly ids: ReadonlySet<ArtifactId>
  /** By floor, as numbers. */
  readonly headings: ReadonlyMap<ArtifactId, ReadonlySet<number>>
}

interface FilteredLinesOptions {
  readonly view: View
  readonly siblings: SortedFloors
  readonly headings: Pick<Headings, 'of'>
  readonly people: () => readonly PresentPerson[]
  readonly matches: Matches
  /** The lines that were closed by hand. */
  readonly closed: ReadonlySet<OutlineParent>
  /** The fault of a thing; null: faults are not shown. */
  readonly troubles: ((id: ArtifactId) => ThingTroubles) | null
}

interface ThingTroubles {
  readonly faults: readonly Fault[]
  readonly asleep: Asleep | null
}

/** Floors that show more lines than this use the order that exists already. */
const SORT_MAX = 200
const NONE: readonly ArtifactId[] = []

export function filteredLines(options: FilteredLinesOptions): FilteredLines {
  const { view, matches, closed, troubles } = options
  const shown = shownFloors(view, matches)
  const floors = floorsOf(options, shown.floors)
  const rows: OutlineEntry[] = []
  const isOpen = (shelf: OutlineParent): boolean => !closed.has(shelf)

  function writeTroubles(id: ArtifactId, depth: number): void {
    if (!troubles || !matches.ids.has(id)) return
    const { faults, asleep } = troubles(id)
    if (asleep) rows.push({ kind: 'asleep', id, depth })
    for (const fault of faults.toSorted((a, b) => b.at - a.at)) rows.push({ kind: 'fault', id, fault, depth })
  }

  function writeThing(id: ArtifactId, depth: number): void {
    const has = shown.floors.has(id) && isOpen(id)
    rows.push({ kind: 'thing', id, depth, isOpen: has, isMatch: matches.ids.has(id) })
    writeTroubles(id, depth + 1)
    if (has) writeOn(id, depth + 1)
  }

  function writePerson(id: ArtifactId): void {
    const has = shown.floors.has(id) && isOpen(id)
    rows.push({ kind: 'person', id, depth: 1, isOpen: has, isMatch: matches.ids.has(id) })
    writeTroubles(id, 2)
    if (has) writeOn(id, 2)
  }

  function writeOn(host: Host, depth: number): void {
    writeFloor(floors, host, depth, { isOpen, heading: (row) => rows.push(row), thing: writeThing })
  }

  const { root } = view
  if (root !== null && (matches.ids.has(root) || shown.floors.has(root))) writeThing(root, 0)
  if (shown.people.size > 0) {
    rows.push({ kind: 'people', depth: 0, isOpen: isOpen(PEOPLE) })
    if (isOpen(PEOPLE)) for (const { id } of options.people()) if (shown.people.has(id)) writePerson(id)
  }
  if (shown.floors.has('limbo')) {
    rows.push({ kind: 'limbo', depth: 0, isOpen: isOpen('limbo') })
    if (isOpen('limbo')) writeOn('limbo', 1)
  }
  return { rows, floors, people: shown.people }
}

interface ShownThings {
  /** By floor, what of it is shown. */
  readonly floors: ReadonlyMap<Host, ReadonlySet<ArtifactId>>
  readonly people: ReadonlySet<ArtifactId>
}

/** The matches, and all that they are in. */
function shownFloors(view: View, { ids, headings }: Matches): ShownThings {
  const floors = new Map<Host, Set<ArtifactId>>()
  const people = new Set<ArtifactId>()

  function show(match: ArtifactId): void {
    for (let id = match; ;) {
      const artifact = view.artifact(id)
      if (artifact && isPerson(artifact)) people.add(id)
      const host = artifact?.host ?? null
      if (host === null || people.has(id)) return
      const floor = floors.get(host) ?? new Set()
      // Its host was reached from another match already.
      if (floor.has(id)) return
      floors.set(host, floor.add(id))
      if (host === 'limbo') return
      id = host
    }
  }

  for (const id of ids) show(id)
  for (const host of headings.keys()) {
    if (!floors.has(host)) floors.set(host, new Set())
    show(host)
  }
  return { floors, people }
}

/** The floors with only their shown lines. */
function floorsOf(
  { siblings, headings, matches, troubles }: FilteredLinesOptions,
  shown: ReadonlyMap<Host, ReadonlySet<ArtifactId>>,
): Floors {
  // A search for code or trouble has few results, wherever they are.
  const numberOf = troubles ? () => -1 : siblings.numberOf
  const headingsOf = (host: Host) => (host === 'limbo' || troubles ? [] : headings.of(host))
  const parts = new Map<Host, ReadonlyMap<number, readonly ArtifactId[]>>()
  const numbers = new Map<ArtifactId, ReadonlySet<number>>()

  function partsOf(host: Host): ReadonlyMap<number, readonly ArtifactId[]> {
    const known = parts.get(host)
    if (known) return known
    const ids = shown.get(host) ?? new Set()
    const sorted =
      ids.size > SORT_MAX ? siblings.on(host).filter((id) => ids.has(id)) : siblings.sorted([...ids])
    const made = Map.groupBy(sorted, numberOf)
    parts.set(host, made)
    return made
  }

  /** The headings that are found, that something shown stands under, and those around them. */
  function shownNumbers(host: ArtifactId): ReadonlySet<number> {
    const known = numbers.get(host)
    if (known) return known
    const made = new Set<number>()
    for (const start of [...partsOf(host).keys(), ...(matches.headings.get(host) ?? [])])
      for (let at = start; at >= 0 && !made.has(at); at = headingsOf(host)[at]?.inside ?? -1) made.add(at)
    numbers.set(host, made)
    return made
  }

  return {
    headings: headingsOf,
    isShown: (host, at) => shownNumbers(host).has(at),
    isMatch: (host, at) => matches.headings.get(host)?.has(at) ?? false,
    under: (host, at) => partsOf(host).get(at) ?? NONE,
    numberOf,
  }
}
