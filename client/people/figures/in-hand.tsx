// The top thing in somebody's hands, drawn beside them: so everybody sees who has the lamp.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { heldBy } from '../../../shared/world/view/present-people.ts'
import type { Facing } from '../../../shared/world/place.ts'
import { useView } from '../../world/context/use-world.ts'
import { Drawing } from '../../drawings/thing-drawing.tsx'
import './in-hand.css'

/** The thing that somebody picked up last; null: their hands are empty, as most are at most times. */
export function useTopOf(body: ArtifactId): Artifact | null {
  return useView((view) => (view.on(body).length === 0 ? null : (heldBy(view, body)[0] ?? null)))
}

interface InHandProps {
  readonly thing: Artifact
  readonly facing: Facing
}

export function InHand({ thing, facing }: InHandProps) {
  return (
    <span className="in-hand" data-facing={facing} aria-hidden="true">
      <Drawing name={thing.look.sprite} />
    </span>
  )
}
