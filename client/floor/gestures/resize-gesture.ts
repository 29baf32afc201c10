// Resizing what is selected by a corner. A drawing keeps its ratio, and so do several things; a ground does
// not. Shift is the other way round.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { resizeMany } from '../../../shared/world/edits/batch-edits.ts'
import { isArea } from '../../../shared/world/sprites.ts'
import { editWithNotice } from '../../world/context/act.ts'
import { announce } from '../../notices/announcement.ts'
import { around, type Box } from '../../world/geometry/box.ts'
import type { Gesture, GestureSurface, Pointer } from './gesture.ts'
import type { BoxOf } from './drag-state.ts'
import { boxedOf, stillOn } from '../../world/edits/selected-edits.ts'
import { snapNeighboursOf } from './snap-neighbours.ts'
import {
  boundsFor,
  resizedBox,
  resizedFrom,
  scaledBoxes,
  type Corner,
} from '../../world/geometry/resize-box.ts'
import type { Snapped } from '../../world/geometry/snap-lines.ts'
import type { Point } from '../../world/geometry/viewport.ts'
import { createDragBroadcast } from './drag-broadcast.ts'

/** Takes hold of a corner of things; null when there are none. */
export function resizeGesture(
  surface: GestureSurface,
  things: readonly Artifact[],
  corner: Corner,
  from: Point,
): Gesture | null {
  const { world, host, hold } = surface
  const ours = things.filter((thing) => thing.host === host)
  const boxes = boxedOf(ours)
  const all = around(boxes)
  if (!all) return null
  const starts = new Map(boxes.map((box) => [box.id, box]))
  const ids: ReadonlySet<ArtifactId> = new Set(starts.keys())
  const bounds = boundsFor(all, boxes)
  const isUsual = ours.length > 1 || ours.some(({ look }) => !isArea(look.sprite))
  const teller = createDragBroadcast(world.presence)
  hold.begin(ids)

  const to = ({ spot, isFree, shift }: Pointer): Snapped => {
    const by = { x: Math.round(spot.x - from.x), y: Math.round(spot.y - from.y) }
    const neighbours = isFree ? null : snapNeighboursOf(surface, ids)
    return resizedBox(all, { by, corner, keepsRatio: isUsual !== shift, neighbours, bounds })
  }

  /** Where each is when the box around them is this one. */
  const heldIn =
    (box: Box): BoxOf =>
    (id) => {
      const start = starts.get(id)
      return start ? scaledBoxes<Box>(start, all, box) : null
    }

  return {
    frame(pointer) {
      const { box, guides } = to(pointer)
      hold.put(heldIn(box), { guides, frame: box })
      teller.tell(ids, heldIn(box))
    },
    drop(pointer) {
      const { box } = to(pointer)
      teller.tell(ids, heldIn(box))
      teller.end(true)
      if (box.width === all.width && box.height === all.height) return
      const here = stillOn(host, ours, world).flatMap(({ id }) => world.view.artifact(id) ?? [])
      if (here.length === 0) return
      const sized = boxedOf(here).flatMap((now) => {
        const start = starts.get(now.id)
        return start ? [resizedFrom(start, scaledBoxes(start, all, box), now)] : []
      })
      if (editWithNotice(world, (edit) => resizeMany(edit, sized))) announce(`${box.width} by ${box.height}`)
    },
    cancel: () => teller.end(false),
  }
}
