// Tells of one thing alone, or of the few shown parts of a world: a component that shows a title hears
// nothing of the ten thousand things that are nudged.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Host } from '../../../shared/world/place.ts'
import type { View } from '../../../shared/world/view/world-view.ts'

type ChangeListener = () => void
type ListenersByKey<Key> = Map<Key, Set<ChangeListener>>

interface Followers {
  readonly ones: ListenersByKey<ArtifactId>
  readonly pages: ListenersByKey<ArtifactId>
  readonly floors: ListenersByKey<Host>
  readonly anyFloor: Set<ChangeListener>
  readonly meta: Set<ChangeListener>
}

const made = new WeakMap<View, Followers>()

/**
 * Calls back when a thing of a view is another object, came or went, until the returned function is called.
 */
export const followOne = (view: View, id: ArtifactId, listener: ChangeListener): ChangeListener =>
  added(followersOf(view).ones, id, listener)

/** The same of any of some things. */
export function followSome(
  view: View,
  ids: ReadonlySet<ArtifactId>,
  listener: ChangeListener,
): ChangeListener {
  if (ids.size === 0) return nothing
  return view.subscribe(({ artifacts }) => {
    for (const id of artifacts) if (ids.has(id)) return listener()
  })
}

/** Calls back when a thing's page is typed in or is another one. */
export const followPage = (view: View, id: ArtifactId, listener: ChangeListener): ChangeListener =>
  added(followersOf(view).pages, id, listener)

/** Calls back when something comes onto a floor, or goes. */
export const followFloor = (view: View, host: Host, listener: ChangeListener): ChangeListener =>
  added(followersOf(view).floors, host, listener)

/** Calls back when something comes onto any floor, or goes. */
export const followFloors = (view: View, listener: ChangeListener): ChangeListener =>
  put(followersOf(view).anyFloor, listener)

/** Calls back when the title, the language or the root is another one. */
export const followMeta = (view: View, listener: ChangeListener): ChangeListener =>
  put(followersOf(view).meta, listener)

const nothing = (): void => undefined

function followersOf(view: View): Followers {
  const known = made.get(view)
  if (known) return known
  const all: Followers = {
    ones: new Map(),
    pages: new Map(),
    floors: new Map(),
    anyFloor: new Set(),
    meta: new Set(),
  }
  made.set(view, all)
  view.subscribe(({ artifacts, texts, hosts, meta }) => {
    tell(all.ones, artifacts)
    tell(all.pages, texts)
    tell(all.floors, hosts)
    if (hosts.size > 0) for (const listener of all.anyFloor) listener()
    if (meta) for (const listener of all.meta) listener()
  })
  return all
}

function tell<Key>(all: ListenersByKey<Key>, keys: ReadonlySet<Key>): void {
  if (all.size === 0) return
  for (const key of keys) for (const listener of all.get(key) ?? []) listener()
}

function added<Key>(all: ListenersByKey<Key>, key: Key, listener: ChangeListener): ChangeListener {
  const ofThis = all.get(key) ?? new Set()
  all.set(key, ofThis.add(listener))
  return () => {
    ofThis.delete(listener)
    if (ofThis.size === 0 && all.get(key) === ofThis) all.delete(key)
  }
}

function put(all: Set<ChangeListener>, listener: ChangeListener): ChangeListener {
  all.add(listener)
  return () => all.delete(listener)
}
