// The outline as a store: its lines, whole or narrowed by a search, kept up from changes. It fits React's
// useSyncExternalStore.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { LiveFollower } from '../../shared/world/view/live-follower.ts'
import { hasFailed } from '../../shared/world/live/live-state-values.ts'
import type { Change, View } from '../../shared/world/view/world-view.ts'
import type { Headings } from '../world/geometry/heading-positions.ts'
import { peopleHereIn } from '../world/people/people-here.ts'
import type { Programs } from '../world/context/program-index.ts'
import type { Clock } from '../replica/contract/outside-world.ts'
import { isBare, turnOfHeading, turnOfThing, type Turn } from './floor-order.ts'
import { createIndex, hasWords, wordsOf, type Excerpt } from './word-index.ts'
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
  readonly excerpt: (id: ArtifactId) => Excerpt | null
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

interface Options {
  readonly view: View
  readonly programs: Pick<Programs, 'ids' | 'of' | 'subscribe'>
  readonly now: Pick<LiveFollower, 'faults' | 'asleep' | 'subscribe'>
  readonly pageOf: (id: ArtifactId) => string
  readonly headings: Pick<Headings, 'of' | 'hosts' | 'subscribe'>
  readonly clock: Pick<Clock, 'after'>
}

/** Pages are looked through again when nobody has typed in them for so long, in ms. */
const PAUSE_MS = 150

export function createOutline({ view, programs, now, pageOf, headings, clock }: Options): OutlineModel {
  const listeners = new Listeners()
  const siblings = createSiblings(view, headings.of)
  const people = peopleHereIn(view).all
  const tree = createTree({ view, siblings, headings, people })
  const index = createIndex(view, pageOf)
  const closed = new Set<OutlineParent>()
  let filter: Filter = 'all'
  let words: readonly string[] = []
  let matches: Set<ArtifactId> | null = null
  let shown: (FilteredLines & { readonly matches: Matches }) | null = null
  let told = tree.rows()
  let tops: { readonly rows: readonly OutlineEntry[]; readonly keys: readonly string[] } = {
    rows: [],
    keys: [],
  }
  let here = people()
  const typedIn = new Set<ArtifactId>()
  let cancel: (() => void) | null = null

  const troublesOf = (id: ArtifactId) => ({ faults: now.faults(id), asleep: now.asleep(id) })
  const isTroubled = (id: ArtifactId): boolean => hasFailed(now.faults(id)) || now.asleep(id) !== null

  function isMatch(id: ArtifactId): boolean {
    if (view.artifact(id) === null) return false
    if (filter === 'alive' && programs.of(id) === null) return false
    if (filter === 'trouble' && !isTroubled(id)) return false
    return index.has(id, words)
  }

  function matchAll(): void {
    if (filter === 'all') matches = words.length === 0 ? null : index.find(words)
    else matches = new Set(programs.ids().filter(isMatch))
  }

  /** The headings that have the words; pages are looked through for them, too. */
  function matchingHeadings(): ReadonlyMap<ArtifactId, ReadonlySet<number>> {
    const found = new Map<ArtifactId, Set<number>>()
    if (filter !== 'all') return found
    for (const host of headings.hosts()) {
      const numbers = new Set<number>()
      for (const [at, { text }] of headings.of(host).entries()) if (hasWords(text, words)) numbers.add(at)
      if (numbers.size > 0 && view.artifact(host) !== null) found.set(host, numbers)
    }
    return found
  }

  function draw(): void {
    const troubles = filter === 'all' ? null : troublesOf
    if (matches === null) shown = null
    else {
      const found = { ids: matches, headings: matchingHeadings() }
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

  /** Takes over the present matches; tells whether they have changed. */
  function rematch(ids: ReadonlySet<ArtifactId>, narrow: Set<ArtifactId>): boolean {
    let isOther = false
    for (const id of ids) {
      const is = isMatch(id)
      if (is === narrow.has(id)) continue
      isOther = true
      if (is) narrow.add(id)
      else narrow.delete(id)
    }
    return isOther
  }

  function lookAgain(): void {
    cancel = null
    if (matches && rematch(typedIn, matches)) draw()
    typedIn.clear()
  }

  function follow({ artifacts, texts, meta, ...rest }: Change): void {
    for (const id of [...texts, ...artifacts]) index.forget(id)
    if (meta && view.root !== null) index.forget(view.root)
    const moved = tree.follow({ artifacts, texts, meta, ...rest })
    const isOtherPeople = people() !== here
    here = people()
    if (!matches) return tell()
    if (isOtherPeople) {
      matchAll()
      return draw()
    }
    for (const id of texts) typedIn.add(id)
    if (texts.size > 0) cancel ??= clock.after(PAUSE_MS, lookAgain)
    if (moved.size > 0) {
      rematch(moved, matches)
      draw()
    }
  }

  function followHeadings(host: ArtifactId): void {
    tree.relay(host)
    if (matches) draw()
    else tell()
  }

  function countFound(): FoundCounts | null {
    if (!shown) return null
    const { ids, headings: numbers } = shown.matches
    const somebody = people().filter(({ id }) => ids.has(id)).length
    let titles = 0
    for (const each of numbers.values()) titles += each.size
    return { things: ids.size - somebody, people: somebody, headings: titles }
  }

  /** A line's place among those that are in nothing. */
  function turnAtTop(row: OutlineEntry): Turn {
    if (tops.rows !== told) tops = { rows: told, keys: told.filter(({ depth }) => depth === 0).map(keyOf) }
    return { at: tops.keys.indexOf(keyOf(row)) + 1, of: tops.keys.length }
  }

  function turnOf(row: OutlineEntry): Turn | null {
    const floors = shown?.floors ?? tree.floors
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

  function followCode(): void {
    if (filter === 'all') return
    matchAll()
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
    words: () => words,
    found: countFound,
    look(query, next) {
      const asked = wordsOf(query)
      const isSame = asked.length === words.length && asked.every((word, at) => word === words[at])
      if (isSame && next === filter) return
      words = asked
      filter = next
      closed.clear()
      matchAll()
      draw()
    },
    setOpen(shelf, isOpen) {
      if (!matches) tree.setOpen(shelf, isOpen)
      else if (isOpen) closed.delete(shelf)
      else closed.add(shelf)
      if (matches) draw()
      else tell()
    },
    openTo(id) {
      tree.openTo(id)
      if (!matches) tell()
    },
    readAhead: index.readAhead,
    excerpt: (id) => (words.length === 0 ? null : index.excerpt(id, words)),
    turnOf,
    isBare: (row) => isBare(shown?.floors ?? tree.floors, row),
    subscribe: listeners.add,
    destroy() {
      for (const stop of stops) stop()
      cancel?.()
      listeners.clear()
    },
  }
}
