// A lasso: a rectangle drawn over the floor selects the things that it touches. A ground has to be in it
// whole, and pinned things are left out: one draws on these. People cannot be selected.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { isPerson } from '../../../shared/world/view/present-people.ts'
import { isArea } from '../../../shared/world/sprites.ts'
import { togetherWith } from '../../world/edits/groups.ts'
import { boxOf, touches, type Box } from '../../world/geometry/box.ts'
import { focusThing, type Gesture, type GestureSurface, type Pointer } from './gesture.ts'
import { spatialIndexOf } from '../../world/geometry/spatial-index.ts'
import type { Point } from '../../world/geometry/viewport.ts'

interface Lasso {
  /** It adds to the selection. */
  readonly adds: boolean
  /** It is to be seen before it is drawn: a finger that rested knows then. */
  readonly isShown: boolean
}

/** A rectangle of this size, in pixels, is seen under a finger before it moves. */
const SEED = 24

export function lassoGesture(
  { world, host, hold }: GestureSurface,
  from: Point,
  { adds, isShown }: Lasso,
): Gesture {
  const { selection, view } = world
  const before = [...selection.now.ids]
  const kept = adds ? before : []
  if (isShown) hold.draw({ lasso: { x: from.x - SEED / 2, y: from.y - SEED / 2, width: SEED, height: SEED } })

  function found(lasso: Box): readonly ArtifactId[] {
    const things = spatialIndexOf(view).between(host, lasso.y, lasso.y + lasso.height)
    const touched = things.filter((thing) => isIn(thing, lasso))
    return togetherWith(
      world,
      touched.map(({ id }) => id),
    )
  }

  function frame({ spot }: Pointer): void {
    const lasso = between(from, spot)
    selection.selectAll([...kept, ...found(lasso)])
    hold.draw({ lasso })
  }

  return {
    frame,
    drop(pointer) {
      // It may have gone on since the last frame.
      frame(pointer)
      const { id } = selection.now
      if (id !== null) focusThing(id)
    },
    cancel: () => selection.selectAll(before),
  }
}

function isIn(thing: Artifact, lasso: Box): boolean {
  const box = thing.pinned || isPerson(thing) ? null : boxOf(thing)
  if (!box) return false
  return isArea(thing.look.sprite) ? holds(lasso, box) : touches(lasso, box)
}

const holds = (outer: Box, inner: Box): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height

function between(a: Point, b: Point): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)]
  return { x, y, width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) }
}
