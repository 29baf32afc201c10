// People among the things of a world: editors move and copy only things, and the things that somebody holds
// are no part of a floor.
import type { ArtifactId } from '../address.ts'
import type { Artifact } from '../artifact.ts'
import type { Avatar } from '../avatar.ts'
import { hostsFrom } from './host-chain.ts'
import type { Host } from '../place.ts'
import type { View } from './world-view.ts'

/** Somebody who is here, seen as a thing. */
export type PresentPerson = Artifact & { readonly avatar: Avatar }

export const isPerson = (artifact: Artifact): artifact is PresentPerson => artifact.avatar !== null

/** The things on a floor, or in limbo, without the people there. */
export function thingsOn(view: View, host: Host): readonly ArtifactId[] {
  return view.on(host).filter((id) => view.artifact(id)?.avatar == null)
}

/**
 * The person in whose hands a thing is, also inside a held thing; a person for themselves; null: nobody has
 * it just now.
 */
export function personWith(view: View, id: ArtifactId): PresentPerson | null {
  for (const at of hostsFrom(view, id)) {
    const artifact = view.artifact(at)
    if (artifact !== null && isPerson(artifact)) return artifact
  }
  return null
}

/** True for people, and for the things that they hold, with everything in these. */
export const isWithPeople = (view: View, id: ArtifactId): boolean => personWith(view, id) !== null

/** The things that somebody holds, the last one first: they are piled downwards on the holder's own floor. */
export function heldBy(view: View, body: ArtifactId): readonly Artifact[] {
  return view
    .on(body)
    .flatMap((id) => view.artifact(id) ?? [])
    .filter((thing) => thing.avatar === null && thing.properties.pickable)
    .sort((a, b) => yOf(b) - yOf(a) || xOf(b) - xOf(a))
}

const xOf = ({ place }: Artifact): number => place?.x ?? 0
const yOf = ({ place }: Artifact): number => place?.y ?? 0
