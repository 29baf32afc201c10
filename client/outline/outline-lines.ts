// The lines of the whole outline: the world, the headings of its page with the things under each, the content
// of opened ones; then the people with the things that they hold, and limbo at the end. It is kept up from
// changes: one thing of 10,000 that comes, goes or is renamed moves a line or two.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import type { Host } from '../../shared/world/place.ts'
import type { PresentPerson } from '../../shared/world/view/present-people.ts'
import type { Change, View } from '../../shared/world/view/world-view.ts'
import type { Headings } from '../world/geometry/heading-positions.ts'
import { writeFloor, type Floors } from './floor-order.ts'
import {
  headingShelf,
  PEOPLE,
  shelfOf,
  startsOpen,
  type OutlineEntry,
  type OutlineParent,
} from './outline-entry.ts'
import type { Moved, SortedFloors } from './sorted-floors.ts'

interface OutlineLines {
  /** The same array until a line comes, goes or opens. */
  readonly rows: () => readonly OutlineEntry[]
  readonly floors: Floors
  readonly setOpen: (shelf: OutlineParent, isOpen: boolean) => void
  /** Opens all that a thing is in. */
  readonly openTo: (id: ArtifactId) => void
  /** Takes over a change; tells what stands elsewhere or is called something else now. */
  readonly follow: (change: Change) => ReadonlySet<ArtifactId>
  /** Takes over other headings of a floor. */
  readonly relay: (host: ArtifactId) => void
}

interface OutlineLinesOptions {
  readonly view: View
  readonly siblings: SortedFloors
  readonly headings: Pick<Headings, 'of'>
  /** Everybody with an avatar here, by name. */
  readonly people: () => readonly PresentPerson[]
}

/** Past so many at once, all lines are made anew. */
const MOVES_MAX = 64

export function createTree({ view, siblings, headings, people }: OutlineLinesOptions): OutlineLines {
  /** Lines that were opened or closed since the start. */
  const turned = new Set<OutlineParent>()
  let root: ArtifactId | null = null
  let rows: readonly OutlineEntry[] = []
  /** The people, and the headings of each floor, when the lines were made. */
  let here: readonly PresentPerson[] = []
  const words = new Map<ArtifactId, string>()

  const floors = wholeFloors(siblings, headings)

  /** A person who opens the outline looks for the things on the floor. */
  const isOpenAtFirst = (shelf: OutlineParent): boolean => shelf === root || startsOpen(shelf)
  const isOpen = (shelf: OutlineParent): boolean => turned.has(shelf) !== isOpenAtFirst(shelf)

  /** A thing's line, and those of the things in it if it is open. */
  function writeThing(id: ArtifactId, depth: number, into: OutlineEntry[]): OutlineEntry[] {
    into.push({ kind: 'thing', id, depth, isOpen: isOpen(id), isMatch: true })
    if (isOpen(id)) writeOn(id, depth + 1, into)
    return into
  }

  function writeOn(host: Host, depth: number, into: OutlineEntry[]): void {
    writeFloor(floors, host, depth, {
      isOpen,
      heading: (row) => into.push(row),
      thing: (id, inner) => writeThing(id, inner, into),
    })
  }

  function rebuild(): void {
    root = view.root
    const all: OutlineEntry[] = []
    if (root !== null) writeThing(root, 0, all)
    here = people()
    if (here.length > 0) all.push({ kind: 'people', depth: 0, isOpen: isOpen(PEOPLE) })
    if (isOpen(PEOPLE)) {
      for (const { id } of here) {
        all.push({ kind: 'person', id, depth: 1, isOpen: isOpen(id), isMatch: true })
        if (isOpen(id)) writeOn(id, 2, all)
      }
    }
    all.push({ kind: 'limbo', depth: 0, isOpen: isOpen('limbo') })
    if (isOpen('limbo')) writeOn('limbo', 1, all)
    rows = all
  }

  function putIn(id: ArtifactId, host: Host, number: number): void {
    const heading = floors.headings(host)[number]
    const shelf = heading ? headingShelf(host, heading.key) : host
    const at = rowOf(rows, shelf)
    const row = rows[at]
    if (!row || !isOpen(shelf)) return
    const beside = siblings.under(host, number)
    const next = beside[beside.indexOf(id) + 1]
    const before = next === undefined ? -1 : rowOf(rows, next)
    const spot = before < 0 ? endOfThings(rows, at) : before
    rows = rows.toSpliced(spot, 0, ...writeThing(id, row.depth + 1, []))
  }

  function setOpen(shelf: OutlineParent, next: boolean): void {
    if (isOpen(shelf) === next) return
    if (next === isOpenAtFirst(shelf)) turned.delete(shelf)
    else turned.add(shelf)
    if (rowOf(rows, shelf) >= 0) rebuild()
  }

  rebuild()
  return {
    rows: () => rows,
    floors,
    setOpen,
    openTo(id) {
      let at: Host | null = id
      while (at !== null && at !== 'limbo') {
        const artifact: Artifact | null = view.artifact(at)
        if (artifact?.avatar) return setOpen(PEOPLE, true)
        const host = artifact?.host ?? null
        if (host === null) return
        for (const shelf of headingsAround(floors, host, siblings.numberOf(at))) setOpen(shelf, true)
        setOpen(host, true)
        at = host
      }
    },
    follow({ artifacts, meta }) {
      if (meta && view.root !== root) {
        siblings.clear()
        rebuild()
        return artifacts
      }
      const moves = new Map<ArtifactId, Moved>()
      for (const id of artifacts) {
        const moved = siblings.follow(id)
        if (!moved) continue
        moves.set(id, moved)
        if (artifacts.size > MOVES_MAX) continue
        rows = without(rows, id)
        if (moved.to !== null) putIn(id, moved.to, moved.at)
      }
      const isMany = artifacts.size > MOVES_MAX && moves.size > 0
      if (isMany || !isSame(people(), here)) rebuild()
      return new Set(moves.keys())
    },
    relay(host) {
      const isOther = siblings.relay(host)
      const now = headingWords(headings, host)
      if (!isOther && now === (words.get(host) ?? '')) return
      words.set(host, now)
      rebuild()
    },
  }
}

/** Whether the same people are called the same. */
const isSame = (a: readonly PresentPerson[], b: readonly PresentPerson[]): boolean =>
  a === b ||
  (a.length === b.length && a.every(({ id, name }, at) => id === b[at]?.id && name === b[at]?.name))

/** The floors with all that stands on them. */
const wholeFloors = (siblings: SortedFloors, headings: Pick<Headings, 'of'>): Floors => ({
  headings: (host) => (host === 'limbo' ? [] : headings.of(host)),
  isShown: () => true,
  isMatch: () => true,
  under: siblings.under,
  numberOf: siblings.numberOf,
})

/** The headings that a place of a floor is under, from the innermost out; `number`: that of the innermost. */
function headingsAround(floors: Floors, host: Host, number: number): OutlineParent[] {
  const all = floors.headings(host)
  const around: OutlineParent[] = []
  for (let at = number; at >= 0; at = all[at]?.inside ?? -1) {
    const heading = all[at]
    if (heading) around.push(headingShelf(host, heading.key))
  }
  return around
}

/** The headings of a floor, to be compared. */
const headingWords = (headings: Pick<Headings, 'of'>, host: ArtifactId): string =>
  headings
    .of(host)
    .map(({ depth, key }) => `${depth} ${key}`)
    .join('\n')

type Rows = readonly OutlineEntry[]

const rowOf = (rows: Rows, shelf: OutlineParent): number => rows.findIndex((row) => shelfOf(row) === shelf)

/** Where the lines in the one at `index` end. */
function endOf(rows: Rows, index: number): number {
  const depth = rows[index]?.depth ?? 0
  let end = index + 1
  while ((rows[end]?.depth ?? 0) > depth) end += 1
  return end
}

/** Where the things right under the line at `index` end, and the headings in it begin. */
function endOfThings(rows: Rows, index: number): number {
  const inner = (rows[index]?.depth ?? 0) + 1
  const end = endOf(rows, index)
  for (let at = index + 1; at < end; at += 1) {
    const row = rows[at]
    if (row?.kind === 'heading' && row.depth === inner) return at
  }
  return end
}

/** The lines without that of a thing, and what is in it. */
function without(rows: Rows, id: ArtifactId): Rows {
  // Not the line of somebody: the list of people says who is in it.
  const at = rows.findIndex((row) => row.kind === 'thing' && row.id === id)
  return at < 0 ? rows : rows.toSpliced(at, endOf(rows, at) - at)
}
