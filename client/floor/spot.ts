// Where a new thing goes when nobody pointed: in the margin, in view, not on top of another.
import type { ArtifactId } from '../../shared/world/address.ts'
import { FLOOR_WIDTH, TEXT_WIDTH } from '../../shared/world/limits.ts'
import type { To } from '../../shared/world/edit-places.ts'
import type { View } from '../../shared/world/view.ts'
import { GRID, kept } from './drag.ts'
import type { Stage } from './stage.ts'

const MARGIN = (FLOOR_WIDTH - TEXT_WIDTH) / 2
/** How far down from the middle of the window a free spot is looked for, in steps of the grid. */
const STEPS_MAX = 60

/** In pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** A free spot of the right or the left margin, near the middle of what is seen. */
export function placeBeside(view: View, host: ArtifactId, stage: Stage, { width, height }: Size): To {
  const { top, bottom } = stage.seen()
  const start = Math.max(GRID, Math.round((top + (bottom - top) / 3) / GRID) * GRID)
  const columns = [FLOOR_WIDTH - MARGIN / 2 - width / 2, MARGIN / 2 - width / 2]
  for (let step = 0; step < STEPS_MAX; step += 1) {
    for (const x of columns) {
      const spot = kept({ x: Math.round(x / 8) * 8, y: start + step * GRID }, width)
      if (isFree(view, host, { ...spot, width, height })) return { host, ...spot }
    }
  }
  return { host, ...kept({ x: columns[0] ?? 0, y: start }, width) }
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function isFree(view: View, host: ArtifactId, box: Box): boolean {
  return view.on(host).every((id) => {
    const artifact = view.artifact(id)
    if (!artifact?.place) return true
    const { place, look } = artifact
    return (
      place.x >= box.x + box.width ||
      box.x >= place.x + look.width ||
      place.y >= box.y + box.height ||
      box.y >= place.y + look.height
    )
  })
}
