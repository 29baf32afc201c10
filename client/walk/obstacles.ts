// The obstacles on a floor, by the view: kept up for the one floor that one walks on.
import { createSpace, type Space } from '../../shared/play/walking/floor-space.ts'
import { thingOf } from '../../shared/play/documents/play-things.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import type { View } from '../../shared/world/view/world-view.ts'

export interface Obstacles {
  readonly space: Space
  /** From now on this floor is walked on. */
  readonly enter: (floor: ArtifactId) => void
  readonly end: () => void
}

/** `onChange`: something came into the way, or left it. */
export function followObstacles(view: View, onChange: () => void): Obstacles {
  const space = createSpace()
  const known = new Set<ArtifactId>()
  let floor: ArtifactId | null = null

  /** Takes note of one; true when it matters to those who walk. */
  function look(id: ArtifactId): boolean {
    const artifact = view.artifact(id)
    if (artifact !== null && isInTheWay(artifact, floor)) {
      known.add(id)
      space.put(thingOf(artifact))
      return true
    }
    space.remove(id)
    return known.delete(id)
  }

  const stop = view.subscribe(({ artifacts }) => {
    if (floor === null) return
    let isOther = false
    for (const id of artifacts) if (look(id)) isOther = true
    if (isOther) onChange()
  })

  return {
    space,
    enter(next) {
      if (next === floor) return
      floor = next
      for (const id of known) look(id)
      for (const id of view.on(next)) look(id)
    },
    end: stop,
  }
}

/** People and passable things are in nobody's way. */
const isInTheWay = ({ host, properties }: Artifact, floor: ArtifactId | null): boolean =>
  host === floor && !properties.passable
