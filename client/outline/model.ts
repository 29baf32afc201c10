// The outline as a store: which lines there are, whole or narrowed to what one looks for, kept up from what changes.
// It fits React's useSyncExternalStore.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Now } from '../../shared/world/follow-now.ts'
import type { Host } from '../../shared/world/place.ts'
import { isWithPeople } from '../../shared/world/people.ts'
import type { Change, View } from '../../shared/world/view.ts'
import type { Programs } from '../play/programs.ts'
import type { Clock } from '../replica/outside.ts'
import { createIndex, wordsOf, type Excerpt } from './word-index.ts'
import { narrowed, type Narrowed } from './narrowed.ts'
import type { Row, ThingRow } from './row.ts'
import { createSiblings } from './siblings.ts'
import { createTree } from './tree.ts'

/** `alive`: what has code. `trouble`: what failed or sleeps. */
export type Filter = 'all' | 'alive' | 'trouble'

export interface OutlineModel {
  /** The same array until a line is another one. */
  readonly rows: () => readonly Row[]
  /** What is looked for, as words; the same array until that changes. */
  readonly words: () => readonly string[]
  /** How many things are looked at; null when that is all of them. */
  readonly found: () => number | null
  readonly look: (query: string, filter: Filter) => void
  readonly setOpen: (host: Host, isOpen: boolean) => void
  readonly openTo: (id: ArtifactId) => void
  readonly excerpt: (id: ArtifactId) => Excerpt | null
  /** Reads pages ahead, so that the first search is as quick as the next; true when all were read. */
  readonly readAhead: (hasTime: () => boolean) => boolean
  /** Its place among those beside it, from 1, and how many they are. */
  readonly turnOf: (row: ThingRow) => { readonly at: number; readonly of: number }
  readonly subscribe: (listener: () => void) => () => void
  readonly destroy: () => void
}

interface Options {
  readonly view: View
  readonly programs: Pick<Programs, 'ids' | 'of' | 'subscribe'>
  readonly now: Pick<Now, 'faults' | 'asleep' | 'subscribe'>
  readonly pageOf: (id: ArtifactId) => string
  readonly clock: Pick<Clock, 'after'>
}

/** Pages are looked through again when nobody has typed in them for so long, in ms. */
const PAUSE_MS = 150

export function createOutline({ view, programs, now, pageOf, clock }: Options): OutlineModel {
  const listeners = new Set<() => void>()
  const siblings = createSiblings(view)
  const tree = createTree(view, siblings)
  const index = createIndex(view, pageOf)
  const closed = new Set<Host>()
  let filter: Filter = 'all'
  let words: readonly string[] = []
  let matches: Set<ArtifactId> | null = null
  let found: ReadonlySet<ArtifactId> | null = null
  let shown: Narrowed | null = null
  let told = tree.rows()
  const typedIn = new Set<ArtifactId>()
  let cancel: (() => void) | null = null

  const troublesOf = (id: ArtifactId) => ({ faults: now.faults(id), asleep: now.asleep(id) })
  const isTroubled = (id: ArtifactId): boolean => now.faults(id).length > 0 || now.asleep(id) !== null

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

  function draw(): void {
    const troubles = filter === 'all' ? null : troublesOf
    // What somebody holds is no line; put down, it is one again.
    found = matches && new Set([...matches].filter((id) => !isWithPeople(view, id)))
    shown = found && narrowed({ view, siblings, matches: found, closed, troubles })
    tell()
  }

  function tell(): void {
    const rows = shown?.rows ?? tree.rows()
    if (rows === told) return
    told = rows
    for (const listener of listeners) listener()
  }

  /** Takes over what is a match now; tells whether that is something else than before. */
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
    if (!matches) return tell()
    for (const id of texts) typedIn.add(id)
    if (texts.size > 0) cancel ??= clock.after(PAUSE_MS, lookAgain)
    if (moved.size > 0) {
      rematch(moved, matches)
      draw()
    }
  }

  function followCode(): void {
    if (filter === 'all') return
    matchAll()
    draw()
  }

  const stops = [
    view.subscribe(follow),
    programs.subscribe(followCode),
    now.subscribe((change) => {
      if (change.faults.size + change.asleep.size > 0) followCode()
    }),
  ]

  return {
    rows: () => told,
    words: () => words,
    found: () => found?.size ?? null,
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
    setOpen(host, isOpen) {
      if (!matches) tree.setOpen(host, isOpen)
      else if (isOpen) closed.delete(host)
      else closed.add(host)
      if (matches) draw()
      else tell()
    },
    openTo(id) {
      tree.openTo(id)
      if (!matches) tell()
    },
    readAhead: index.readAhead,
    excerpt: (id) => (words.length === 0 ? null : index.excerpt(id, words)),
    turnOf({ id }) {
      const host = view.artifact(id)?.host ?? null
      const beside = host === null ? [id] : (shown?.on(host) ?? siblings.on(host))
      return { at: beside.indexOf(id) + 1, of: beside.length }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    destroy() {
      for (const stop of stops) stop()
      cancel?.()
      listeners.clear()
    },
  }
}
