// People among the things of a world: who builds moves and copies things only, and what somebody holds is no
// part of a floor.
import type { ArtifactId } from '../address.ts'
import type { Artifact } from '../artifact.ts'
import type { Avatar } from '../avatar.ts'
import { hostsFrom } from './host-chain.ts'
import type { Host } from '../place.ts'
import type { View } from './world-view.ts'

/** Somebody who is here, seen as a thing. */
export type PresentPerson = Artifact & { readonly avatar: Avatar }

export const isPerson = (artifact: Artifact): artifact is PresentPerson => artifact.avatar !== null

/** What stands on a floor, or is in limbo, without the people there. */
export function thingsOn(view: View, host: Host): readonly ArtifactId[] {
  return view.on(host).filter((id) => view.artifact(id)?.avatar == null)
}

/**
 * Whose hands a thing is in, also inside of what they hold; somebody themselves; null: it is nobody's just
 * now.
 */
export function personWith(view: View, id: ArtifactId): PresentPerson | null {
  for (const at of hostsFrom(view, id)) {
    const artifact = view.artifact(at)
    if (artifact !== null && isPerson(artifact)) return artifact
  }
  return null
}

/** True for people, and for what they hold with all that is in it. */
export const isWithPeople = (view: View, id: ArtifactId): boolean => personWith(view, id) !== null

/** What somebody holds, what they picked up last first: it is piled downwards on their own floor. */
export function heldBy(view: View, body: ArtifactId): readonly Artifact[] {
  return view
    .on(body)
    .flatMap((id) => view.artifact(id) ?? [])
    .filter((thing) => thing.avatar === null && thing.properties.pickable)
    .sort((a, b) => yOf(b) - yOf(a) || xOf(b) - xOf(a))
}

const xOf = ({ place }: Artifact): number => place?.x ?? 0
const yOf = ({ place }: Artifact): number => place?.y ?? 0
