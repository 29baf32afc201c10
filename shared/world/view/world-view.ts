// The merged view: a world as its readers see it, live over scene, kept up from Yjs events. A change costs
// the same however large the world is; typing in a page touches no artifact. It fits React's
// useSyncExternalStore: every getter answers the same value until a listener was told.
import type * as Y from 'yjs'
import { entryOf } from '../../yjs/entry-id.ts'
import type { ArtifactId } from '../address.ts'
import type { Artifact } from '../artifact.ts'
import { parseAvatar } from '../avatar.ts'
import { pageIn } from '../live/page-text.ts'
import { createHosts } from './resolved-hosts.ts'
import {
  readLiveOverScene,
  artifactOfAvatar,
  reuseUnchanged,
  type ArtifactValues,
} from './live-over-scene.ts'
import type { Host } from '../place.ts'
import { artifactMaps, mapIn, metaOf, type Meta } from '../scene/scene.ts'
import {
  NO_SETTINGS,
  sameSettings,
  type SettingValues,
  settingsIn,
  settingsInLive,
} from '../live/setting-values.ts'
import { NO_LIVE, watchLive, watchScene, type LiveWatch, type TouchedParts } from './document-watch.ts'

/** The changes of one transaction. */
export interface Change {
  /** Artifacts that are another object now, came or went. */
  readonly artifacts: ReadonlySet<ArtifactId>
  /** Floors (and limbo) on which something came or went. */
  readonly hosts: ReadonlySet<Host>
  /** Title, language, what players see, root or format changed. */
  readonly meta: boolean
  /** Artifacts whose page was typed in or replaced. */
  readonly texts: ReadonlySet<ArtifactId>
  /** Artifacts of which other settings are set. */
  readonly settings: ReadonlySet<ArtifactId>
}

export interface View {
  readonly scene: Y.Doc
  readonly live: Y.Doc | null
  /** Null while the scene names none that exists: then everything is in limbo. */
  readonly root: ArtifactId | null
  readonly title: string
  /** The tag of the language that the world is written in; null: nobody has said. */
  readonly lang: string | null
  /** False: who may not edit the world is not shown how things in it are made. */
  readonly showsMaking: boolean
  readonly format: number
  /** How many artifacts there are, the root and limbo included. */
  readonly size: number
  /** Null when there is none. The same object until it changes. */
  readonly artifact: (id: ArtifactId) => Artifact | null
  readonly artifacts: () => Iterable<Artifact>
  /** The settings that people have chosen on a thing. The same object until it changes. */
  readonly settings: (id: ArtifactId) => SettingValues
  /** The things on an artifact's floor, or in limbo, by id. The same array until something comes or goes. */
  readonly on: (host: Host) => readonly ArtifactId[]
  readonly limbo: readonly ArtifactId[]
  /** True for the member that a circle of hosts was broken at, to show it in limbo. */
  readonly breaksCircle: (id: ArtifactId) => boolean
  /**
   * Calls back after each transaction that changed something here; the view is up to date then. A listener
   * does not edit: the view would follow only after all listeners were told.
   */
  readonly subscribe: (listener: (change: Change) => void) => () => void
  /** Stops following the documents. */
  readonly destroy: () => void
}

/** Artifacts that are read in one turn: some 10 ms. */
const READ_AT_ONCE = 500

export function createView(scene: Y.Doc, live: Y.Doc | null): View {
  const { view, ids, read } = createUnread(scene, live)
  read(ids())
  return view
}

/** A view that is read in many turns, between which others are served: a large world takes half a second. */
export async function openView(
  scene: Y.Doc,
  live: Y.Doc | null,
  turns: { next(): Promise<void> },
): Promise<View> {
  const { view, ids, read } = createUnread(scene, live)
  const all = [...ids()]
  for (let from = 0; from === 0 || from < all.length; from += READ_AT_ONCE) {
    if (from > 0) await turns.next()
    read(new Set(all.slice(from, from + READ_AT_ONCE)))
  }
  return view
}

/** A view that follows its documents already, and the changes that it has not read yet. */
interface Unread {
  readonly view: View
  readonly ids: () => ReadonlySet<ArtifactId>
  /** Reads artifacts as they are now. */
  readonly read: (ids: ReadonlySet<ArtifactId>) => void
}

/** An artifact as it reads now; null when there is none. */
function valuesOf(
  id: ArtifactId,
  scene: Y.Map<unknown>,
  live: LiveWatch,
  root: ArtifactId | null,
): ArtifactValues | null {
  const avatar = parseAvatar(mapIn(live.avatars(), id))
  const written = { scene: mapIn(scene, id), live: mapIn(live.artifacts(), id) }
  // Deleted by emptying limbo, or malformed: the live values stood over that.
  const isGone = written.scene === null && entryOf(scene, id) !== null
  const body = isGone ? null : readLiveOverScene(id, written, id === root)
  // A body that nobody is in is a thing of its home.
  return avatar === null || (avatar.isAway && body !== null) ? body : artifactOfAvatar(id, avatar, body)
}

const standsNowhere = ({ id, avatar }: ArtifactValues, { root }: Meta): boolean =>
  id === root || avatar?.isAway === true

const sameMeta = (a: Meta, b: Meta): boolean =>
  a.title === b.title &&
  a.lang === b.lang &&
  a.showsMaking === b.showsMaking &&
  a.format === b.format &&
  a.root === b.root

const rootAmong = (artifacts: ReadonlyMap<ArtifactId, Artifact>, { root }: Meta): ArtifactId | null =>
  root !== null && artifacts.has(root) ? root : null

function createUnread(scene: Y.Doc, live: Y.Doc | null): Unread {
  const artifacts = new Map<ArtifactId, Artifact>()
  const settings = new Map<ArtifactId, SettingValues>()
  const hosts = createHosts()
  const listeners = new Set<(change: Change) => void>()
  const maps = artifactMaps(scene)
  let meta: Meta = { format: 1, title: '', lang: null, showsMaking: true, root: null }

  function updateSettings(ids: ReadonlySet<ArtifactId>): ReadonlySet<ArtifactId> {
    const changed = new Set<ArtifactId>()
    for (const id of ids) {
      const next = maps.has(id)
        ? settingsIn(mapIn(maps, id))
        : settingsInLive(mapIn(liveWatch.artifacts(), id))
      if (sameSettings(next, settings.get(id) ?? NO_SETTINGS)) continue
      if (next === NO_SETTINGS) settings.delete(id)
      else settings.set(id, next)
      changed.add(id)
    }
    return changed
  }

  /** Takes over the touched parts; returns the changes. */
  function update(touched: TouchedParts): Change {
    const before = { ...meta, root: rootAmong(artifacts, meta) }
    const ids = new Set(touched.artifacts)
    if (touched.meta) {
      for (const id of [meta.root, metaOf(scene).root]) if (id !== null) ids.add(id)
      meta = metaOf(scene)
    }
    const merged = new Map<ArtifactId, ArtifactValues>()
    for (const id of ids) {
      const artifact = valuesOf(id, maps, liveWatch, meta.root)
      if (artifact === null) hosts.remove(id)
      else {
        merged.set(id, artifact)
        hosts.put(id, standsNowhere(artifact, meta) ? null : (artifact.place?.host ?? 'limbo'))
      }
    }
    const moved = hosts.resolve()
    const changed = new Set<ArtifactId>()
    for (const id of new Set([...ids, ...moved.artifacts])) {
      const old = artifacts.get(id)
      const next = merged.get(id) ?? (ids.has(id) ? undefined : old)
      if (next === undefined) {
        if (artifacts.delete(id)) changed.add(id)
        continue
      }
      const settled = reuseUnchanged(old, next, hosts.shown(id))
      if (settled === old) continue
      artifacts.set(id, settled)
      changed.add(id)
    }
    return {
      artifacts: changed,
      hosts: moved.hosts,
      meta: !sameMeta(before, { ...meta, root: rootAmong(artifacts, meta) }),
      texts: touched.texts,
      settings: updateSettings(
        new Set([...touched.settings, ...[...touched.artifacts].filter((id) => !maps.has(id))]),
      ),
    }
  }

  function follow(touched: TouchedParts): void {
    const change = update(touched)
    const { artifacts, hosts, texts, settings, meta } = change
    if (!meta && artifacts.size + hosts.size + texts.size + settings.size === 0) return
    for (const listener of listeners) listener(change)
  }

  const liveWatch = live === null ? NO_LIVE : watchLive(live, follow)
  const sceneWatch = watchScene(scene, follow)

  const view: View = {
    scene,
    live,
    get root() {
      return rootAmong(artifacts, meta)
    },
    get title() {
      return meta.title
    },
    get lang() {
      return meta.lang
    },
    get showsMaking() {
      return meta.showsMaking
    },
    get format() {
      return meta.format
    },
    get size() {
      return artifacts.size
    },
    artifact: (id) => artifacts.get(id) ?? null,
    artifacts: () => artifacts.values(),
    settings: (id) => settings.get(id) ?? NO_SETTINGS,
    on: hosts.on,
    get limbo() {
      return hosts.on('limbo')
    },
    breaksCircle: hosts.breaksCircle,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    destroy() {
      liveWatch.stop()
      sceneWatch.stop()
      listeners.clear()
    },
  }
  return {
    view,
    ids: () => new Set([...sceneWatch.ids(), ...liveWatch.ids()]),
    read: (ids) => void update({ artifacts: ids, texts: new Set(), settings: ids, meta: true }),
  }
}

/**
 * A thing's page; null when there is no such thing, or it has none. `change.texts` tells when it is another.
 */
export function pageOf(view: View, id: ArtifactId): string | null {
  return view.artifact(id) === null ? null : pageIn(view.scene, view.live, id)
}
