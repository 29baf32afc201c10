// From Yjs events to the artifacts they touch. Events are gathered until their transaction is over, so that a
// view never shows half of one.
import * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../address.ts'
import { liveArtifacts, liveAvatars, liveRoot, liveTextIn } from '../live/live-document.ts'
import { artifactMaps, mapIn, metaMap } from '../scene/scene.ts'

/** The parts that one transaction touched; whether that changes anything for a reader is not known yet. */
export interface TouchedParts {
  readonly artifacts: ReadonlySet<ArtifactId>
  readonly texts: ReadonlySet<ArtifactId>
  readonly settings: ReadonlySet<ArtifactId>
  readonly meta: boolean
}

export interface Watch {
  readonly ids: () => Set<ArtifactId>
  readonly stop: () => void
}

export interface LiveWatch extends Watch {
  /** The map of live artifacts that holds now. */
  readonly artifacts: () => Y.Map<unknown> | null
  /** The same of avatars. */
  readonly avatars: () => Y.Map<unknown> | null
}

const NOTHING: ReadonlySet<ArtifactId> = new Set()

type DocumentEvents = readonly Y.YEvent<Y.AbstractType<unknown>>[]

export function watchScene(scene: Y.Doc, tell: (touched: TouchedParts) => void): Watch {
  const maps = artifactMaps(scene)
  const meta = metaMap(scene)
  let artifacts = new Set<ArtifactId>()
  let texts = new Set<ArtifactId>()
  let settings = new Set<ArtifactId>()
  let isMeta = false

  function onArtifacts(events: DocumentEvents): void {
    for (const event of events) {
      if (event.target === maps) {
        for (const id of idsIn(event)) {
          artifacts.add(id)
          texts.add(id)
          settings.add(id)
        }
        continue
      }
      const [key, field, ...deeper] = event.path
      const id = parseArtifactId(key)
      if (id === null || deeper.length > 0) continue
      if (field === 'text' || (field === undefined && keysOf(event).has('text'))) texts.add(id)
      if (field === 'settings' || (field === undefined && keysOf(event).has('settings'))) settings.add(id)
      if (field === undefined || field === 'look' || field === 'colors') artifacts.add(id)
    }
  }

  function onMeta(): void {
    isMeta = true
  }

  function afterTransaction(): void {
    if (artifacts.size + texts.size + settings.size === 0 && !isMeta) return
    const touched = { artifacts, texts, settings, meta: isMeta }
    artifacts = new Set()
    texts = new Set()
    settings = new Set()
    isMeta = false
    tell(touched)
  }

  maps.observeDeep(onArtifacts)
  meta.observe(onMeta)
  scene.on('afterTransaction', afterTransaction)
  return {
    ids: () => idsOf(maps),
    stop() {
      maps.unobserveDeep(onArtifacts)
      meta.unobserve(onMeta)
      scene.off('afterTransaction', afterTransaction)
    },
  }
}

/** The watch of a view without a live document. */
export const NO_LIVE: LiveWatch = {
  ids: () => new Set(),
  stop: () => undefined,
  artifacts: () => null,
  avatars: () => null,
}

export function watchLive(live: Y.Doc, tell: (touched: TouchedParts) => void): LiveWatch {
  const root = liveRoot(live)
  let current = liveArtifacts(live)
  let avatars = liveAvatars(live)
  let bodies = idsOf(avatars)
  /** The ids of `current` and its pages: once replaced, a map no longer tells its content. */
  let ids = idsOf(current)
  const pages = new Map<ArtifactId, string>()
  let touched = new Set<ArtifactId>()
  let texts = new Set<ArtifactId>()

  function onLive(events: DocumentEvents): void {
    onAvatars(events)
    const replaced = liveArtifacts(live)
    if (replaced !== current) {
      current = replaced
      const after = idsOf(current)
      touched = new Set([...touched, ...ids, ...after])
      ids = after
      for (const id of new Set([...pages.keys(), ...ids])) readPage(id)
      return
    }
    for (const event of events) {
      if (event.target === current) {
        for (const id of idsIn(event)) {
          touch(id)
          readPage(id)
        }
      } else if (event.target.parent === current) {
        const id = parseArtifactId(event.path.at(-1))
        if (id === null) continue
        touch(id)
        if (keysOf(event).has('text')) readPage(id)
      }
    }
  }

  function onAvatars(events: DocumentEvents): void {
    const replaced = liveAvatars(live)
    if (replaced !== avatars) {
      avatars = replaced
      const after = idsOf(avatars)
      touched = new Set([...touched, ...bodies, ...after])
      bodies = after
      return
    }
    for (const event of events) {
      const isWhole = event.target === avatars
      if (!isWhole && event.target.parent !== avatars) continue
      const keys = isWhole ? idsIn(event) : [parseArtifactId(event.path.at(-1))]
      for (const id of keys) {
        if (id === null) continue
        touched.add(id)
        bodies.add(id)
      }
    }
  }

  function touch(id: ArtifactId): void {
    touched.add(id)
    ids.add(id)
  }

  function readPage(id: ArtifactId): void {
    const page = liveTextIn(mapIn(current, id))
    if (page === (pages.get(id) ?? null)) return
    if (page === null) pages.delete(id)
    else pages.set(id, page)
    texts.add(id)
  }

  function afterTransaction(): void {
    if (touched.size === 0) return
    const news: TouchedParts = { artifacts: touched, texts, settings: NOTHING, meta: false }
    touched = new Set()
    texts = new Set()
    tell(news)
  }

  for (const id of ids) readPage(id)
  texts.clear()
  root.observeDeep(onLive)
  live.on('afterTransaction', afterTransaction)
  return {
    ids: () => new Set([...ids, ...bodies]),
    artifacts: () => current,
    avatars: () => avatars,
    stop() {
      root.unobserveDeep(onLive)
      live.off('afterTransaction', afterTransaction)
    },
  }
}

/** The artifacts that a map has. */
function idsOf(map: Y.Map<unknown> | null): Set<ArtifactId> {
  const ids = new Set<ArtifactId>()
  for (const key of map?.keys() ?? []) {
    const id = parseArtifactId(key)
    if (id !== null) ids.add(id)
  }
  return ids
}

/** The artifacts whose entry an event on their map changed. */
function idsIn(event: Y.YEvent<Y.AbstractType<unknown>>): ArtifactId[] {
  return [...keysOf(event)].map(parseArtifactId).filter((id) => id !== null)
}

function keysOf(event: Y.YEvent<Y.AbstractType<unknown>>): ReadonlySet<string> {
  return event instanceof Y.YMapEvent ? event.keysChanged : new Set()
}
