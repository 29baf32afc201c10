// What the owner writes so that the documents say what the view shows: a thing that is shown in limbo is written there.
import type { ArtifactId } from './address.ts'
import type { View } from './view.ts'

/** A thing to put into limbo: with `sendToLimbo` in the scene, or, where its place is live, in live. */
export interface Repair {
  readonly id: ArtifactId
  /** Its host is gone; it is where a circle of hosts was broken; it has no place that can be read. */
  readonly why: 'lost' | 'circle' | 'placeless'
  readonly document: 'scene' | 'live'
}

/** Lists what is shown in limbo and not written there. */
export function repairs(view: View): readonly Repair[] {
  const list: Repair[] = []
  for (const id of view.limbo) {
    const artifact = view.artifact(id)
    if (artifact === null || artifact.place?.host === 'limbo') continue
    const document = artifact.onlyLive || artifact.live.has('place') ? 'live' : 'scene'
    list.push({ id, why: reason(view, artifact.place === null, id), document })
  }
  return list
}

function reason(view: View, isPlaceless: boolean, id: ArtifactId): Repair['why'] {
  if (isPlaceless) return 'placeless'
  return view.breaksCircle(id) ? 'circle' : 'lost'
}
