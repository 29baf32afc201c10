// Where a thing goes when nobody pointed: in the margin, in view, or beside another, and not on top of one.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { To } from '../../../shared/world/edits/place-edits.ts'
import { FLOOR_WIDTH, TEXT_WIDTH } from '../../../shared/world/limits.ts'
import { isPerson } from '../../../shared/world/view/present-people.ts'
import { isArea } from '../../../shared/world/sprites.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import type { Box } from './box.ts'
import { GRID, keptInside, STEP } from './snap-grid.ts'
import type { Point, Viewport } from './viewport.ts'

const MARGIN = (FLOOR_WIDTH - TEXT_WIDTH) / 2
/** How far down a free spot is looked for, in steps of the grid. */
const STEPS_MAX = 60
/** How many rings around a thing are looked at. */
const RINGS_MAX = 12

/** In pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** A free spot of the right or the left margin, near the middle of the visible part. */
export function placeBeside(view: View, host: ArtifactId, viewport: Viewport, size: Size): To {
  const { top, bottom } = viewport.seen()
  return { host, ...spotBelow(view, host, size, top + (bottom - top) / 3) }
}

/**
 * A free spot of the right or the left margin, at `y` or below. `taken`: further boxes that are put there.
 */
export function spotBelow(
  view: View,
  host: ArtifactId,
  { width, height }: Size,
  y: number,
  taken: readonly Box[] = [],
): Point {
  const start = Math.max(GRID, Math.round(y / GRID) * GRID)
  const isFree = freeIn(view, host, { top: start, bottom: start + STEPS_MAX * GRID + height }, taken)
  const columns = [FLOOR_WIDTH - MARGIN / 2 - width / 2, MARGIN / 2 - width / 2].map(
    (x) => Math.round(x / STEP) * STEP,
  )
  for (let step = 0; step < STEPS_MAX; step += 1) {
    for (const x of columns) {
      const spot = keptInside({ x, y: start + step * GRID }, width)
      if (isFree({ ...spot, width, height })) return spot
    }
  }
  return keptInside({ x: columns[0] ?? 0, y: start }, width)
}

/** A free spot beside something: to its right, its left, below it, and further out. */
export function spotNear(
  view: View,
  host: ArtifactId,
  { width, height }: Size,
  near: Box,
  taken: readonly Box[] = [],
): Point {
  const far = RINGS_MAX * GRID
  const isFree = freeIn(view, host, { top: near.y - far, bottom: near.y + near.height + far + height }, taken)
  for (let ring = 0; ring < RINGS_MAX; ring += 1) {
    const gap = STEP + ring * GRID
    const sides: readonly Point[] = [
      { x: near.x + near.width + gap, y: near.y + near.height - height },
      { x: near.x - width - gap, y: near.y + near.height - height },
      { x: near.x, y: near.y + near.height + gap },
      { x: near.x, y: near.y - height - gap },
    ]
    for (const { x, y } of sides) {
      const isInside = x >= 0 && x + width <= FLOOR_WIDTH && y >= 0
      if (isInside && isFree({ x, y, width, height })) return { x, y }
    }
  }
  return keptInside({ x: near.x + GRID, y: near.y + GRID }, width)
}

/**
 * Tells whether a box of a band of the floor touches nothing. Grounds are there to be stood on, and people
 * step aside.
 */
function freeIn(
  view: View,
  host: ArtifactId,
  band: { readonly top: number; readonly bottom: number },
  taken: readonly Box[],
): (box: Box) => boolean {
  const boxes = [...taken]
  for (const id of view.on(host)) {
    const artifact = view.artifact(id)
    if (!artifact?.place || isPerson(artifact) || isArea(artifact.look.sprite)) continue
    const { x, y } = artifact.place
    const { width, height } = artifact.look
    if (y < band.bottom && y + height > band.top) boxes.push({ x, y, width, height })
  }
  return (box) => boxes.every((other) => !touch(box, other))
}

const touch = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
