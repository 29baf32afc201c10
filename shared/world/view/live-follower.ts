// Follows the values of live that are shown beside those of artifacts, by Yjs events, also when live is
// replaced whole. It fits React's useSyncExternalStore: every getter answers the same until a listener was
// told.
import * as Y from 'yjs'
import { isSameJson } from '../../json/json-value.ts'
import type { ArtifactId } from '../address.ts'
import type { DeclaredSettings } from '../live/setting-values.ts'
import { NO_PAGE_VALUES, type LivePageValue } from '../live/live-page-values.ts'
import { liveRoot } from '../live/live-document.ts'
import {
  pageValuesOf,
  asleepOf,
  declaredOf,
  faultsOf,
  liveMetaOf,
  sectionOf,
  speechOf,
  type Asleep,
  type Fault,
  type LiveMeta,
  type LiveSection,
  type Speech,
} from '../live/live-state.ts'
import { createValueCache } from './value-cache.ts'

/** The changes of one transaction. */
export interface LiveChange {
  readonly faults: ReadonlySet<ArtifactId>
  readonly asleep: ReadonlySet<ArtifactId>
  readonly pageValues: ReadonlySet<ArtifactId>
  readonly props: ReadonlySet<ArtifactId>
  /** `meta` is another: played, paused, a new generation. */
  readonly state: boolean
  readonly speech: boolean
}

export interface LiveFollower {
  readonly live: Y.Doc
  readonly meta: LiveMeta
  readonly state: LiveMeta['state']
  readonly faults: (id: ArtifactId) => readonly Fault[]
  /** All artifacts that have faults. */
  readonly faulty: readonly ArtifactId[]
  readonly asleep: (id: ArtifactId) => Asleep | null
  readonly pageValues: (id: ArtifactId) => ReadonlyMap<string, LivePageValue>
  readonly declared: (id: ArtifactId) => DeclaredSettings | null
  readonly speech: readonly Speech[]
  /** Calls back after each transaction that changed something here. */
  readonly subscribe: (listener: (change: LiveChange) => void) => () => void
  /** Stops following the document. */
  readonly destroy: () => void
}

const NO_FAULTS: readonly Fault[] = []

export function createLiveFollower(live: Y.Doc): LiveFollower {
  const root = liveRoot(live)
  const listeners = new Set<(change: LiveChange) => void>()
  const keysOf = (section: LiveSection) => () => sectionOf(live, section)?.keys() ?? []
  const faults = createValueCache((id) => withSome(faultsOf(live, id)), keysOf('faults'))
  const asleep = createValueCache((id) => asleepOf(live, id), keysOf('asleep'))
  const pageValues = createValueCache((id) => withSome(pageValuesOf(live, id)), keysOf('anchors'))
  const props = createValueCache((id) => declaredOf(live, id), keysOf('props'))
  const shelves = new Map(Object.entries({ faults, asleep, anchors: pageValues, props }))
  let meta = liveMetaOf(live)
  let speech = speechOf(live)
  let faulty: readonly ArtifactId[] = [...faults.ids()]
  let touched = new Set<string>()

  function onLive(events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void {
    for (const event of events) {
      const [, section, id] = event.path
      const keys = event instanceof Y.YMapEvent ? event.keysChanged : []
      // The path is [], ['now'], ['now', section], or deeper: all was replaced, a section, or something in
      // one.
      if (event.path.length === 0) touchAll([...shelves.keys(), 'meta', 'speech'])
      else if (section === undefined) touchAll(keys)
      else touch(String(section), id === undefined ? keys : [id])
    }
  }

  function touchAll(sections: Iterable<string>): void {
    for (const section of sections) {
      touched.add(section)
      shelves.get(section)?.touchAll()
    }
  }

  function touch(section: string, ids: Iterable<unknown>): void {
    touched.add(section)
    for (const id of ids) shelves.get(section)?.touch(id)
  }

  function afterTransaction(): void {
    if (touched.size === 0) return
    const sections = touched
    touched = new Set()
    const change: LiveChange = {
      faults: faults.update(),
      asleep: asleep.update(),
      pageValues: pageValues.update(),
      props: props.update(),
      state: sections.has('meta') && updateMeta(),
      speech: sections.has('speech') && updateSpeech(),
    }
    if (change.faults.size > 0) faulty = [...faults.ids()]
    const count = change.faults.size + change.asleep.size + change.pageValues.size + change.props.size
    if (count === 0 && !change.state && !change.speech) return
    for (const listener of listeners) listener(change)
  }

  function updateMeta(): boolean {
    const next = liveMetaOf(live)
    if (isSameJson(next, meta)) return false
    meta = next
    return true
  }

  function updateSpeech(): boolean {
    const next = speechOf(live)
    if (next.length === speech.length && next.every((said, at) => isSameJson(said, speech[at]))) return false
    speech = next
    return true
  }

  root.observeDeep(onLive)
  live.on('afterTransaction', afterTransaction)
  return {
    live,
    get meta() {
      return meta
    },
    get state() {
      return meta.state
    },
    faults: (id) => faults.get(id) ?? NO_FAULTS,
    get faulty() {
      return faulty
    },
    asleep: asleep.get,
    pageValues: (id) => pageValues.get(id) ?? NO_PAGE_VALUES,
    declared: props.get,
    get speech() {
      return speech
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    destroy() {
      root.unobserveDeep(onLive)
      live.off('afterTransaction', afterTransaction)
      listeners.clear()
    },
  }
}

/** Null for a list or a map with nothing in it. */
function withSome<T extends { readonly length: number } | { readonly size: number }>(some: T): T | null {
  return ('length' in some ? some.length : some.size) === 0 ? null : some
}
