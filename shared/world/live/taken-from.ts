// Where a thing comes from, by live: the place in this world where somebody took it, the hand that brought it
// here, and with whom its program counts. A malformed value reads as absent: then the thing is the world's.
import type * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../address.ts'
import { liveArtifacts, parseLivePair } from './live-document.ts'
import { parsePlace, type Spot } from '../place.ts'
import { mapIn, sceneArtifact } from '../scene/scene.ts'

const valueOf = (live: Y.Doc, id: ArtifactId, key: string): unknown =>
  parseLivePair(mapIn(liveArtifacts(live), id)?.get(key))?.value

/** Where somebody took what they hold; null: it was not taken in this world. */
export function takenFromOf(live: Y.Doc, id: ArtifactId): Spot | null {
  const place = parsePlace(valueOf(live, id, 'taken'))
  if (place === null || place.host === 'limbo') return null
  const { host, x, y, facing } = place
  return { host, x, y, facing }
}

/**
 * The body of the person with whom it came; null: nobody's. A thing that an editor kept since is the world's.
 */
export function bringerOf(scene: Y.Doc, live: Y.Doc, id: ArtifactId): ArtifactId | null {
  if (sceneArtifact(scene, id) !== null) return null
  const raw = valueOf(live, id, 'bringer')
  return typeof raw === 'string' ? parseArtifactId(raw) : null
}

/** The body of a visitor, or nobody's whom this node knows. */
export type ProgramVisitor = ArtifactId | 'unknown'

/**
 * The visitor with whose programs a thing's program counts: who brought or sent it here, or whose program
 * made it. Null: it counts with those of the world, as all that people wrote or kept here.
 */
export function visitorOf(scene: Y.Doc, live: Y.Doc, id: ArtifactId): ProgramVisitor | null {
  if (sceneArtifact(scene, id) !== null) return null
  const raw = valueOf(live, id, 'visitor')
  const visitor = raw === 'unknown' ? raw : typeof raw === 'string' ? parseArtifactId(raw) : null
  return visitor ?? bringerOf(scene, live, id) ?? (isBrought(scene, live, id) ? 'unknown' : null)
}

/** Whether it came from another world, and nobody kept it since. */
export const isBrought = (scene: Y.Doc, live: Y.Doc, id: ArtifactId): boolean =>
  sceneArtifact(scene, id) === null && valueOf(live, id, 'brought') === true
