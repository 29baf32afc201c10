// Writes of the owner that make the documents say what the view shows: a thing that is shown in limbo is
// written there.
import type * as Y from 'yjs'
import type { ArtifactId } from '../address.ts'
import { putAway } from './place-edits.ts'
import { NESTING_MAX } from '../limits.ts'
import { parsePlace, type Host } from '../place.ts'
import { artifactMaps, mapIn, metaOf, sceneArtifact } from '../scene/scene.ts'
import type { View } from '../view/world-view.ts'

/** A thing to put into limbo: with `sendToLimbo` in the scene, or, where its place is live, in live. */
interface Repair {
  readonly id: ArtifactId
  /** Its host is gone; it is where a circle of hosts was broken; it has no place that can be read. */
  readonly why: 'lost' | 'circle' | 'placeless'
  readonly document: 'scene' | 'live'
}

/** How many hosts up, something may be wrong: commands make no chain that long. */
const STEPS_MAX = 2 * NESTING_MAX

/** Lists what is shown in limbo and not written there. */
export function repairs(view: View): readonly Repair[] {
  return view.limbo.map((id) => repairOf(view, id)).filter((repair) => repair !== null)
}

/** The repair of a thing; null when it is shown where it is written. */
export function repairOf(view: View, id: ArtifactId): Repair | null {
  const artifact = view.artifact(id)
  if (artifact?.host !== 'limbo' || artifact.place?.host === 'limbo') return null
  // The play moves people on a floor that is gone elsewhere in the world.
  if (artifact.avatar !== null) return null
  const document = artifact.onlyLive || artifact.live.has('place') ? 'live' : 'scene'
  return { id, why: reason(view, artifact.place === null, id), document }
}

function reason(view: View, isPlaceless: boolean, id: ArtifactId): Repair['why'] {
  if (isPlaceless) return 'placeless'
  return view.breaksCircle(id) ? 'circle' : 'lost'
}

/** Writes into a scene that these are in limbo, with all that is in them; each keeps where it was. */
export function repairScene(scene: Y.Doc, ids: Iterable<ArtifactId>): void {
  for (const id of ids) {
    const map = sceneArtifact(scene, id)
    if (map !== null) putAway(map, parsePlace(map.get('place')))
  }
}

/**
 * Whether a thing, by the scene alone, may be reachable neither from the root nor from limbo. It is a quick
 * look that costs the number of its hosts. It ignores live, so only a view knows for sure.
 */
export function mayBeLost(scene: Y.Doc, id: ArtifactId): boolean {
  const maps = artifactMaps(scene)
  const { root } = metaOf(scene)
  let at: Host | undefined = id
  for (let step = 0; step < STEPS_MAX && at !== undefined; step += 1) {
    if (at === root || at === 'limbo') return false
    const map = mapIn(maps, at)
    if (map === null) return at !== id
    at = parsePlace(map.get('place'))?.host
  }
  return true
}
