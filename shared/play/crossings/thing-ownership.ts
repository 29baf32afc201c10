// The owners of things: held things that are not their holder's, and those of them that may not leave their
// world.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type * as Y from 'yjs'
import type { ArtifactId } from '../../world/address.ts'
import { PROPERTY } from '../../world/artifact.ts'
import { bringerOf, isBrought, takenFromOf } from '../../world/live/taken-from.ts'
import { sceneArtifact } from '../../world/scene/scene.ts'
import type { View } from '../../world/view/world-view.ts'
import type { ActContext } from '../acts/act-context.ts'
import { CARGO_MAX } from './cargo.ts'

interface ThingOwnership {
  readonly heldBy: (body: ArtifactId) => readonly ThingData[]
  /** Whether a thing, which is somewhere in `inHand`, is theirs in whose hand that is. */
  readonly isTheirs: (id: ArtifactId, body: ArtifactId, inHand: ArtifactId) => boolean
  /**
   * What keeps somebody who may only act from leaving this world with a thing: the thing, or one in it; null:
   * they can.
   */
  readonly stayingIn: (thing: ThingData, body: ArtifactId) => ThingData | null
}

interface ThingOwnershipParts {
  readonly view: View
  readonly live: Y.Doc
  readonly context: Pick<ActContext, 'things' | 'linkOf'>
  /** Nothing leaves a draft. */
  readonly isDraft?: boolean | undefined
}

/**
 * Whether people who may act may carry a thing out of its world: as people wrote it. Code says it only of
 * things that it made itself.
 */
function isTakeable({ scene, root, artifact }: View, id: ArtifactId): boolean {
  const says = (of: ArtifactId): boolean => {
    const written = sceneArtifact(scene, of)
    return (
      (written === null ? artifact(of)?.properties.takeable : PROPERTY.takeable(written.get('takeable'))) ===
      true
    )
  }
  return says(id) || (root !== null && says(root))
}

export function createThingOwnership({
  view,
  live,
  context,
  isDraft = false,
}: ThingOwnershipParts): ThingOwnership {
  const { things } = context

  /** A person's held things here, the first one first; at home their hand is a room of theirs. */
  function heldBy(body: ArtifactId): readonly ThingData[] {
    if (sceneArtifact(view.scene, body) !== null) return []
    return things
      .on(body)
      .flatMap((id) => (context.linkOf(id) === null ? (things.get(id) ?? []) : []))
      .filter(({ person }) => person === null)
      .sort((a, b) => a.y - b.y)
  }

  /** It came in their hand. For things from before this was stored: those that nobody picked up here did. */
  function isTheirs(id: ArtifactId, body: ArtifactId, inHand: ArtifactId): boolean {
    const bringer = bringerOf(view.scene, live, id)
    return bringer === null
      ? isBrought(view.scene, live, id) && takenFromOf(live, inHand) === null
      : bringer === body
  }

  /** A thing with everything in it, up to the bound for carrying. */
  function* withInside(id: ArtifactId): Iterable<ArtifactId> {
    const waiting = [id]
    for (let at = 0; at < waiting.length && at <= CARGO_MAX; at += 1) {
      const each = waiting[at]
      if (each === undefined || things.avatar(each) !== null) continue
      yield each
      waiting.push(...things.on(each))
    }
  }

  function stayingIn(thing: ThingData, body: ArtifactId): ThingData | null {
    if (isDraft) return thing
    for (const id of withInside(thing.id))
      if (!isTakeable(view, id) && !isTheirs(id, body, thing.id)) return things.get(id) ?? thing
    return null
  }

  return { heldBy, isTheirs, stayingIn }
}
