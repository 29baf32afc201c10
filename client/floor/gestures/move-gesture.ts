// Dragging things: the whole selection goes together, snaps to things nearby, and is put down as one edit, on
// the floor or into the thing under it.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { moveMany } from '../../../shared/world/edits/batch-edits.ts'
import { editWithNotice } from '../../world/context/act.ts'
import { announce } from '../../notices/announcement.ts'
import { around, boxOnFloor, type Box } from '../../world/geometry/box.ts'
import { dropTargetAt, leaveDropTarget, putInto } from '../../world/edits/drop-target.ts'
import type { Gesture, GestureSurface, Pointer } from './gesture.ts'
import type { BoxOf } from './drag-state.ts'
import { boxedOf, stillOn } from '../../world/edits/selected-edits.ts'
import { snapNeighboursOf } from './snap-neighbours.ts'
import { snapMove, type Snapped } from '../../world/geometry/snap-lines.ts'
import type { Point } from '../../world/geometry/viewport.ts'
import { createDragBroadcast } from './drag-broadcast.ts'

/** Takes things up at a spot of the floor; null when there are none. */
export function moveGesture(
  surface: GestureSurface,
  things: readonly Artifact[],
  from: Point,
): Gesture | null {
  const { world, host, hold } = surface
  const boxes = boxedOf(things.filter((thing) => thing.host === host))
  const all = around(boxes)
  if (!all) return null
  const starts = new Map(boxes.map((box) => [box.id, box]))
  const ids: ReadonlySet<ArtifactId> = new Set(starts.keys())
  const teller = createDragBroadcast(world.presence)
  hold.begin(ids)

  const to = ({ spot, isFree }: Pointer): Snapped => {
    const pulled = { ...all, x: Math.round(all.x + spot.x - from.x), y: Math.round(all.y + spot.y - from.y) }
    return isFree ? { box: boxOnFloor(pulled), guides: [] } : snapMove(pulled, snapNeighboursOf(surface, ids))
  }
  /** Where each is when the box around them is there. */
  const heldIn =
    ({ x, y }: Box): BoxOf =>
    (id) => {
      const start = starts.get(id)
      return start ? { ...start, x: start.x + x - all.x, y: start.y + y - all.y } : null
    }

  return {
    frame(pointer) {
      const { box, guides } = to(pointer)
      const into = dropTargetAt(surface, pointer.at, ids)
      hold.put(heldIn(box), { guides: into === null ? guides : [] })
      teller.tell(ids, heldIn(box))
    },
    drop(pointer) {
      const into = dropTargetAt(surface, pointer.at, ids)
      leaveDropTarget()
      const { box } = to(pointer)
      teller.tell(ids, heldIn(box))
      teller.end(into === null)
      const here = stillOn(host, boxes, world)
      if (here.length === 0) return
      if (into !== null) {
        putInto(world, new Set(here.map(({ id }) => id)), into.host, into.under)
        return
      }
      const by = { x: box.x - all.x, y: box.y - all.y }
      const isWalking = things.some(({ walk }) => walk !== null)
      if (by.x === 0 && by.y === 0 && !isWalking) return
      const moves = here.map(({ id, x, y }) => ({ id, host, x: x + by.x, y: y + by.y }))
      if (editWithNotice(world, (edit) => moveMany(edit, moves))) announce(`Moved to ${box.x}, ${box.y}`)
    },
    cancel() {
      leaveDropTarget()
      teller.end(false)
    },
  }
}
