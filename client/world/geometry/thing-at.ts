// The thing that one sees at a spot of a floor, by where things are: the browser, asked the same, would first
// lay out all moved elements anew.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { isPerson } from '../../../shared/world/view/present-people.ts'
import { isArea } from '../../../shared/world/sprites.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import type { Box } from './box.ts'
import { shownAt } from '../motion/shown-motion.ts'
import { spatialIndexOf } from './spatial-index.ts'
import type { Point } from './viewport.ts'

interface AtSpot {
  readonly thing: Artifact
  /** Where it is shown at this moment. */
  readonly box: Box
}

/** The uppermost thing there, without people and held things. */
export function thingAt(
  view: View,
  host: ArtifactId,
  { x, y }: Point,
  inHands: ReadonlySet<ArtifactId>,
): AtSpot | null {
  let top: AtSpot | null = null
  for (const thing of spatialIndexOf(view).between(host, y, y + 1)) {
    if (!thing.place || isPerson(thing) || inHands.has(thing.id)) continue
    const spot = shownAt({ ...thing.place, walk: thing.walk, isHeld: false })
    const box = { ...spot, width: thing.look.width, height: thing.look.height }
    const isThere = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height
    if (isThere && (top === null || isOver({ thing, box }, top))) top = { thing, box }
  }
  return top
}

/**
 * As the floor's style has it: by layer, then by the lower edge, of a ground by the upper, then as one reads.
 */
function isOver(a: AtSpot, b: AtSpot): boolean {
  const over =
    a.thing.look.order - b.thing.look.order || footOf(a) - footOf(b) || a.box.y - b.box.y || a.box.x - b.box.x
  return over > 0
}

const footOf = ({ thing, box }: AtSpot): number => box.y + (isArea(thing.look.sprite) ? 0 : box.height)
