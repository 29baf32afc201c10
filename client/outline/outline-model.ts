// The outline as a store: its lines, whole or narrowed by a search, kept up from changes. It fits React's
// useSyncExternalStore.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { LiveFollower } from '../../shared/world/view/live-follower.ts'
import type { PresentPerson } from '../../shared/world/view/present-people.ts'
import type { Change, View } from '../../shared/world/view/world-view.ts'
import type { Headings } from '../world/geometry/heading-positions.ts'
import { peopleHereIn } from '../world/people/people-here.ts'
import type { Programs } from '../world/context/program-index.ts'
import type { Clock } from '../../shared/time/clock.ts'
import { isBare, turnOfHeading, turnOfThing, type Floors, type Turn } from './floor-order.ts'
import { OutlineSearch } from './outline-search.ts'
import { createThingWords } from '../world/context/thing-words.ts'
import type { FoundPassage } from '../../shared/search/passage.ts'
import { filteredLines, type Matches, type FilteredLines } from './filtered-lines.ts'
import { keyOf, type HeadingRow, type OutlineEntry, type OutlineParent } from './outline-entry.ts'
import { createSiblings } from './sorted-floors.ts'
import { createTree } from './outline-lines.ts'
import type { Filter } from '../world/outline-shown.ts'
import { Listeners } from '../device/listener-set.ts'

export interface OutlineModel {
  /** The same array until a line is another one. */
  readonly rows: () => readonly OutlineEntry[]
  /** The search, as words; the same array until that changes. */
  readonly words: () => readonly string[]
  /** The matches of the search; null when there is no search. */
  readonly found: () => FoundCounts | null
  readonly look: (query: string, filter: Filter) => void
  readonly setOpen: (shelf: OutlineParent, isOpen: boolean) => void
  readonly openTo: (id: ArtifactId) => void
  readonly excerpt: (id: ArtifactId) => FoundPassage | null
  /** Reads pages ahead, so that the first search is as quick as the next; true when all were read. */
  readonly readAhead: (hasTime: () => boolean) => boolean
  /** Its place among those beside it, from 1, and how many they are; null for the fault of a thing. */
  readonly turnOf: (row: OutlineEntry) => Turn | null
  /** Whether nothing stands under a heading. */
  readonly isBare: (row: HeadingRow) => boolean
  readonly subscribe: (listener: () => void) => () => void
  readonly destroy: () => void
}

/** How many. */
export interface FoundCounts {
  readonly things: number
  readonly people: number
  readonly headings: number
}

interface OutlineModelOptions {
  readonly view: View
  readonly programs: Pick<Programs, 'ids' | 'of' | 'subscribe'>
  readonly now: Pick<LiveFollower, 'faults' | 'asleep' | 'subscribe'>
  readonly pageOf: (id: ArtifactId) => string
  readonly headings: Pick<Headings, 'of' | 'hosts' | 'subscribe'>
  readonly clock: Pick<Clock, 'after'>
}

/** Pages are looked through again when nobody has typed in them for so long, in ms. */
const PAUSE_MS = 150

export function createOutline({
  view,
  programs,
  now,
  pageOf,
  headings,
  clock,
}: OutlineModelOptions): OutlineModel {
  const listeners = new Listeners()
  const siblings = createSiblings(view, headings.of)
  const people = peopleHereIn(view).all
  const tree = createTree({ view, siblings, headings, people })
  const index = createThingWords(view, pageOf)
  const closed = new Set<OutlineParent>()
  const search = new OutlineSearch({ view, programs, now, headings, index })
  let shown: (FilteredLines & { readonly matches: Matches }) | null = null
  let told = tree.rows()
  let here = people()
  const typedIn = new Set<ArtifactId>()
  let cancel: (() => void) | null = null

  const troublesOf = (id: ArtifactId) => ({ faults: now.faults(id), asleep: now.asleep(id) })

  function draw(): void {
    const troubles = search.filter === 'all' ? null : troublesOf
    if (search.matches === null) shown = null
    else {
      const found = { ids: search.matches, headings: search.headings() }
      const lines = filteredLines({ view, siblings, headings, people, matches: found, closed, troubles })
      shown = { ...lines, matches: found }
    }
    tell()
  }

  function tell(): void {
    const rows = shown?.rows ?? tree.rows()
    if (rows === told) return
    told = rows
    listeners.tell()
  }

  function lookAgain(): void {
    cancel = null
    if (search.rematch(typedIn)) draw()
    typedIn.clear()
  }

  function follow({ artifacts, texts, meta, ...rest }: Change): void {
    for (const id of [...texts, ...artifacts]) index.forget(id)
    if (meta && view.root !== null) index.forget(view.root)
    const moved = tree.follow({ artifacts, texts, meta, ...rest })
    const isOtherPeople = people() !== here
    here = people()
    if (!search.matches) return tell()
    if (isOtherPeople) {
      search.matchAll()
      return draw()
    }
    for (const id of texts) typedIn.add(id)
    if (texts.size > 0) cancel ??= clock.after(PAUSE_MS, lookAgain)
    if (moved.size > 0) {
      search.rematch(moved)
      draw()
    }
  }

  function followHeadings(host: ArtifactId): void {
    tree.relay(host)
    if (search.matches) draw()
    else tell()
  }

  function followCode(): void {
    if (search.filter === 'all') return
    search.matchAll()
    draw()
  }

  const stops = [
    view.subscribe(follow),
    headings.subscribe(followHeadings),
    programs.subscribe(followCode),
    now.subscribe((change) => {
      if (change.faults.size + change.asleep.size > 0) followCode()
    }),
  ]

  return {
    rows: () => told,
    words: () => search.words,
    found: () => shown && countFound(shown.matches, people()),
    look(query, filter) {
      if (!search.begin(query, filter)) return
      closed.clear()
      draw()
    },
    setOpen(shelf, isOpen) {
      if (!search.matches) tree.setOpen(shelf, isOpen)
      else if (isOpen) closed.delete(shelf)
      else closed.add(shelf)
      if (search.matches) draw()
      else tell()
    },
    openTo(id) {
      tree.openTo(id)
      if (!search.matches) tell()
    },
    readAhead: (hasTime) => index.readAhead(hasTime),
    excerpt: (id) => (search.words.length === 0 ? null : index.passage(id, search.words)),
    turnOf: createTurns(view, people, () => ({ rows: told, shown, floors: shown?.floors ?? tree.floors })),
    isBare: (row) => isBare(shown?.floors ?? tree.floors, row),
    subscribe: listeners.add,
    destroy() {
      for (const stop of stops) stop()
      cancel?.()
      listeners.clear()
    },
  }
}

function countFound({ ids, headings }: Matches, people: readonly PresentPerson[]): FoundCounts {
  const somebody = people.filter(({ id }) => ids.has(id)).length
  let titles = 0
  for (const each of headings.values()) titles += each.size
  return { things: ids.size - somebody, people: somebody, headings: titles }
}

/** The lines that are drawn now. */
interface DrawnLines {
  readonly rows: readonly OutlineEntry[]
  /** Null: the whole outline. */
  readonly shown: FilteredLines | null
  readonly floors: Floors
}

/** A line's place among those beside it. */
function createTurns(
  view: View,
  people: () => readonly PresentPerson[],
  drawn: () => DrawnLines,
): (row: OutlineEntry) => Turn | null {
  let tops: { readonly rows: readonly OutlineEntry[] | null; readonly keys: readonly string[] } = {
    rows: null,
    keys: [],
  }

  /** A line's place among those that are in nothing. */
  function turnAtTop(row: OutlineEntry): Turn {
    const { rows } = drawn()
    if (tops.rows !== rows) tops = { rows, keys: rows.filter(({ depth }) => depth === 0).map(keyOf) }
    return { at: tops.keys.indexOf(keyOf(row)) + 1, of: tops.keys.length }
  }

  return (row) => {
    const { floors, shown } = drawn()
    switch (row.kind) {
      case 'heading':
        return turnOfHeading(floors, row)
      case 'thing': {
        const host = view.artifact(row.id)?.host ?? null
        return host === null ? turnAtTop(row) : turnOfThing(floors, host, row.id)
      }
      case 'person': {
        const beside = people().filter(({ id }) => shown === null || shown.people.has(id))
        return { at: beside.findIndex(({ id }) => id === row.id) + 1, of: beside.length }
      }
      case 'people':
      case 'limbo':
        return turnAtTop(row)
      case 'fault':
      case 'asleep':
        return null
    }
  }
}
