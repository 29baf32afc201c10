// Hooks through which components read a world. They subscribe to the view; their results are stable until
// they change.
import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react'
import type * as Y from 'yjs'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { Host } from '../../../shared/world/place.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import type { Observable } from '../../device/observable.ts'
import type { UndoState } from '../../undo/undo.ts'
import type { Replica } from '../../replica/replica.ts'
import type { SyncState } from '../../replica/sync-state.ts'
import type { WorldStores } from './world-stores.ts'
import { spatialIndexOf, type SpatialIndex } from '../geometry/spatial-index.ts'
import {
  followFloor,
  followFloors,
  followMeta,
  followOne,
  followPage,
  followSome,
} from './artifact-subscription.ts'
import type { WorldSelection } from './selection.ts'

export interface World extends WorldStores {
  readonly replica: Replica
  readonly selection: WorldSelection
  /**
   * The client of the followed person; null: nobody. Their floor and their view of it are shown here too,
   * until one moves by oneself.
   */
  readonly following: Observable<number | null>
  /** Goes on with copies that nobody else sees. */
  readonly tryOut: () => Promise<void>
  /** Shows a moment of the past in place of the world; null: the world again. */
  readonly showPast: (past: WorldStores | null) => void
}

export const WorldContext = createContext<World | null>(null)

/** The world of this screen. */
export function useWorld(): World {
  const world = use(WorldContext)
  if (!world) throw new Error('There is no world around this part.')
  return world
}

/**
 * The result of `read`, drawn anew when it changes. It is asked again with each change of anything:
 * components that are always on the screen use one of those below.
 */
export function useView<T>(read: (view: View) => T): T {
  const { view } = useWorld()
  return useSyncExternalStore(
    useCallback((listener: () => void) => view.subscribe(listener), [view]),
    () => read(view),
  )
}

/** The result of `read` about the title, the language and the root. */
function useMeta<T>(read: (view: View) => T): T {
  const { view } = useWorld()
  return useSyncExternalStore(
    useCallback((listener: () => void) => followMeta(view, listener), [view]),
    () => read(view),
  )
}

export const useTitle = (): string => useMeta((view) => view.title)
/** For `lang` of what holds the world's words; empty where nobody has said: the page around is in English. */
export const useLang = (): string => useMeta((view) => view.lang ?? '')
export const useShowsMaking = (): boolean => useMeta((view) => view.showsMaking)
export const useRoot = (): ArtifactId | null => useMeta((view) => view.root)

/** The things on a floor. */
export function useThingsOn(host: Host): readonly ArtifactId[] {
  const { view } = useWorld()
  return useSyncExternalStore(
    useCallback((listener: () => void) => followFloor(view, host, listener), [view, host]),
    () => view.on(host),
  )
}

/** The result of `read` about hosts. */
export function useFloors<T>(read: (view: View) => T): T {
  const { view } = useWorld()
  return useSyncExternalStore(
    useCallback((listener: () => void) => followFloors(view, listener), [view]),
    () => read(view),
  )
}

/** The result of `read` about a thing, which is null where there is none. */
export function useArtifactState<T>(id: ArtifactId | null, read: (artifact: Artifact | null) => T): T {
  const { view } = useWorld()
  return useSyncExternalStore(
    useCallback(
      (listener: () => void) => (id === null ? () => undefined : followOne(view, id, listener)),
      [view, id],
    ),
    () => read(id === null ? null : view.artifact(id)),
  )
}

/** The result of `read` about some things. */
export function useArtifactStates<T>(ids: ReadonlySet<ArtifactId>, read: (view: View) => T): T {
  const { view } = useWorld()
  return useSyncExternalStore(
    useCallback((listener: () => void) => followSome(view, ids, listener), [view, ids]),
    () => read(view),
  )
}

/** A thing; drawn anew for this one alone. */
export const useArtifact = (id: ArtifactId): Artifact | null => useArtifactState(id, (artifact) => artifact)

/** A thing's page, to bind an editor to. */
export function usePage(id: ArtifactId): Y.Text | null {
  const { view } = useWorld()
  return useSyncExternalStore(
    useCallback((listener: () => void) => followPage(view, id, listener), [view, id]),
    () => textOf(view.scene, id),
  )
}

/**
 * The connection to the server. Work that is being saved counts as saved here: only the mark tells the two
 * apart, and users of this are not drawn anew for every letter.
 */
export function useSync(replica: Replica): SyncState {
  return useSyncExternalStore(
    useCallback((listener: () => void) => replica.onSync(listener), [replica]),
    () => (isReached(replica.sync) ? SAVED : replica.sync),
  )
}

const SAVED: SyncState = { state: 'saved' }
const isReached = ({ state }: SyncState): boolean => state === 'saved' || state === 'saving'

export function useUndo(): UndoState {
  const { undo } = useWorld()
  return useSyncExternalStore(undo.subscribe, () => undo.state)
}

/**
 * The things of a floor that reach into a band of it, in pixels, without the people; the same array until one
 * comes or goes.
 */
export function useThingsBetween(host: ArtifactId, top: number, bottom: number): readonly ArtifactId[] {
  const index = useSpatialIndex()
  const read = useMemo(() => index.band({ host, of: 'things' }), [index, host])
  return useSyncExternalStore(index.onReach, () => read({ top, bottom }))
}

export const useSpatialIndex = (): SpatialIndex => spatialIndexOf(useWorld().view)

/** Whether a thing has code, so that it lives. */
export function useHasCode(id: ArtifactId): boolean {
  const { programs } = useWorld()
  return useSyncExternalStore(programs.subscribe, () => programs.of(id) !== null)
}

/** Whether something may come of it when a thing is used. */
export function useCanBeUsed(id: ArtifactId): boolean {
  const { programs } = useWorld()
  return useSyncExternalStore(programs.subscribe, () => programs.canBeUsed(id))
}
