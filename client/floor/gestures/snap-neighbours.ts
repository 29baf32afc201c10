// The things that a dragged thing snaps to: those that stand still on the visible part of the floor.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { isPerson } from '../../../shared/world/view/present-people.ts'
import { boxOf, type Box } from '../../world/geometry/box.ts'
import type { GestureSurface } from './gesture.ts'
import { spatialIndexOf } from '../../world/geometry/spatial-index.ts'

/** More of them would draw it everywhere. */
const NEIGHBOURS_MAX = 300

export function snapNeighboursOf(
  { world, host, viewport }: GestureSurface,
  held: ReadonlySet<ArtifactId>,
): readonly Box[] {
  const { top, bottom } = viewport.seen()
  const boxes: Box[] = []
  for (const thing of spatialIndexOf(world.view).between(host, top, bottom)) {
    if (boxes.length >= NEIGHBOURS_MAX) break
    const box = held.has(thing.id) || thing.walk !== null || isPerson(thing) ? null : boxOf(thing)
    if (box) boxes.push(box)
  }
  return boxes
}
