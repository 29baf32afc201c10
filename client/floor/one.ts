// Tells of one thing alone: whoever shows it hears nothing of the ten thousand others.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { View } from '../../shared/world/view.ts'

type Listener = () => void
type Listeners = Map<ArtifactId, Set<Listener>>

const made = new WeakMap<View, Listeners>()

/** Calls back when a thing of a view is another object, came or went, until the returned function is called. */
export function followOne(view: View, id: ArtifactId, listener: Listener): () => void {
  const all = made.get(view) ?? follow(view)
  const ofThis = all.get(id) ?? new Set()
  all.set(id, ofThis.add(listener))
  return () => {
    ofThis.delete(listener)
    if (ofThis.size === 0 && all.get(id) === ofThis) all.delete(id)
  }
}

function follow(view: View): Listeners {
  const all: Listeners = new Map()
  made.set(view, all)
  view.subscribe(({ artifacts }) => {
    for (const id of artifacts) for (const listener of all.get(id) ?? []) listener()
  })
  return all
}
