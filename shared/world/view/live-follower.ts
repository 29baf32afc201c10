// How a world is now, followed: what is shown of live beside the values of artifacts, kept up from Yjs events, also when
// live is replaced whole. It fits React's useSyncExternalStore: every getter answers the same until a listener was told.
import * as Y from 'yjs'
import { saysTheSame } from '../../json/json-value.ts'
import type { ArtifactId } from '../address.ts'
import type { DeclaredSettings } from '../live/setting-values.ts'
import { NO_ANCHORS, type LiveAnchor } from '../page-values.ts'
import { liveRoot } from '../live/live-document.ts'
import {
  anchorsOf,
  asleepOf,
  declaredOf,
  faultsOf,
  liveMetaOf,
  sectionOf,
  speechOf,
  type Asleep,
  type Fault,
  type LiveMeta,
  type Section,
  type Speech,
} from '../live/live-state.ts'
import { createShelf } from './value-cache.ts'

/** What one transaction changed. */
export interface NowChange {
  readonly faults: ReadonlySet<ArtifactId>
  readonly asleep: ReadonlySet<ArtifactId>
  readonly anchors: ReadonlySet<ArtifactId>
  readonly props: ReadonlySet<ArtifactId>
  /** `meta` is another: played, paused, a new generation. */
  readonly state: boolean
  readonly speech: boolean
}

export interface Now {
  readonly live: Y.Doc
  readonly meta: LiveMeta
  readonly state: LiveMeta['state']
  readonly faults: (id: ArtifactId) => readonly Fault[]
  /** All artifacts that have faults. */
  readonly faulty: readonly ArtifactId[]
  readonly asleep: (id: ArtifactId) => Asleep | null
  readonly anchors: (id: ArtifactId) => ReadonlyMap<string, LiveAnchor>
  readonly declared: (id: ArtifactId) => DeclaredSettings | null
  readonly speech: readonly Speech[]
  /** Calls back after each transaction that changed something here. */
  readonly subscribe: (listener: (change: NowChange) => void) => () => void
  /** Stops following the document. */
  readonly destroy: () => void
}

const NO_FAULTS: readonly Fault[] = []

export function createNow(live: Y.Doc): Now {
  const root = liveRoot(live)
  const listeners = new Set<(change: NowChange) => void>()
  const keysOf = (section: Section) => () => sectionOf(live, section)?.keys() ?? []
  const faults = createShelf((id) => withSome(faultsOf(live, id)), keysOf('faults'))
  const asleep = createShelf((id) => asleepOf(live, id), keysOf('asleep'))
  const anchors = createShelf((id) => withSome(anchorsOf(live, id)), keysOf('anchors'))
  const props = createShelf((id) => declaredOf(live, id), keysOf('props'))
  const shelves = new Map(Object.entries({ faults, asleep, anchors, props }))
  let meta = liveMetaOf(live)
  let speech = speechOf(live)
  let faulty: readonly ArtifactId[] = [...faults.ids()]
  let touched = new Set<string>()

  function onLive(events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void {
    for (const event of events) {
      const [, section, id] = event.path
      const keys = event instanceof Y.YMapEvent ? event.keysChanged : []
      // The path is [], ['now'], ['now', section], or deeper: all was replaced, a section, or something in one.
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
    const change: NowChange = {
      faults: faults.update(),
      asleep: asleep.update(),
      anchors: anchors.update(),
      props: props.update(),
      state: sections.has('meta') && updateMeta(),
      speech: sections.has('speech') && updateSpeech(),
    }
    if (change.faults.size > 0) faulty = [...faults.ids()]
    const count = change.faults.size + change.asleep.size + change.anchors.size + change.props.size
    if (count === 0 && !change.state && !change.speech) return
    for (const listener of listeners) listener(change)
  }

  function updateMeta(): boolean {
    const next = liveMetaOf(live)
    if (saysTheSame(next, meta)) return false
    meta = next
    return true
  }

  function updateSpeech(): boolean {
    const next = speechOf(live)
    if (saysTheSame(next, speech)) return false
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
    anchors: (id) => anchors.get(id) ?? NO_ANCHORS,
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
