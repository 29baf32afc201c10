// The lines that a moved or resized thing snaps to: the edges and middles of things nearby, the column of the
// page, and else the grid. Each line that it snapped to is told, so that it can be shown.
import { FLOOR_WIDTH, TEXT_WIDTH } from '../../../shared/world/limits.ts'
import { boxOnFloor, type Box } from './box.ts'
import { settled } from './snap-grid.ts'

/** A line that something was drawn to. `axis` x: it stands at an x and goes down from `from` to `to`. */
export interface Guide {
  readonly axis: 'x' | 'y'
  readonly at: number
  readonly from: number
  readonly to: number
}

export interface Snapped {
  readonly box: Box
  readonly guides: readonly Guide[]
}

/** Within so many pixels of a line of a neighbour, it is that line. */
const SNAP_DISTANCE = 5

export type Axis = 'x' | 'y'
/** The parts of a box that snap: its start, its middle, its end. */
type EdgePart = 0 | 0.5 | 1

const PARTS: readonly EdgePart[] = [0, 0.5, 1]
const COLUMN = (FLOOR_WIDTH - TEXT_WIDTH) / 2
/** The page's column, and the middle of the floor. */
const PAGE_LINES = [COLUMN, FLOOR_WIDTH / 2, FLOOR_WIDTH - COLUMN]

/** A box that is moved, kept on the floor. */
export function snapMove(box: Box, neighbours: readonly Box[]): Snapped {
  let next = box
  for (const axis of ['x', 'y'] as const) {
    const start = partOf(box, axis, 0)
    const near = nearest(box, axis, PARTS, neighbours)
    const to = near === null ? settled(start) : Math.round(start + near.by)
    next = { ...next, [axis]: to }
  }
  return guided(boxOnFloor(next), { x: PARTS, y: PARTS }, neighbours)
}

/** How far an edge goes from where it is pulled to: to a neighbour's line that is near, else to the grid. */
export function snapEdge(
  box: Box,
  axis: Axis,
  edge: 'start' | 'end',
  neighbours: readonly Box[],
): { readonly by: number; readonly isLine: boolean } {
  const part = edge === 'start' ? 0 : 1
  const near = nearest(box, axis, [part], neighbours)
  const at = partOf(box, axis, part)
  return near === null ? { by: settled(at) - at, isLine: false } : { by: near.by, isLine: true }
}

/** The lines that a box stands on now. */
export function guided(
  box: Box,
  parts: Readonly<Record<Axis, readonly EdgePart[]>>,
  neighbours: readonly Box[],
): Snapped {
  const guides = (['x', 'y'] as const).flatMap((axis) => guidesOf(box, axis, parts[axis], neighbours))
  return { box, guides }
}

function partOf(box: Box, axis: Axis, part: EdgePart): number {
  return axis === 'x' ? box.x + box.width * part : box.y + box.height * part
}

/** The line that is the least away from a part of a box, and how far. */
function nearest(
  box: Box,
  axis: Axis,
  parts: readonly EdgePart[],
  neighbours: readonly Box[],
): { readonly by: number } | null {
  let best: number | null = null
  function look(line: number): void {
    for (const part of parts) {
      const by = line - partOf(box, axis, part)
      if (Math.abs(by) <= SNAP_DISTANCE && (best === null || Math.abs(by) < Math.abs(best))) best = by
    }
  }
  for (const neighbour of neighbours) for (const part of PARTS) look(partOf(neighbour, axis, part))
  if (axis === 'x') PAGE_LINES.forEach(look)
  return best === null ? null : { by: best }
}

/** Half a pixel off is on the line: a middle can be between two. */
const SAME = 0.6

function guidesOf(box: Box, axis: Axis, parts: readonly EdgePart[], neighbours: readonly Box[]): Guide[] {
  const across = axis === 'x' ? 'y' : 'x'
  const guides: Guide[] = []
  for (const part of parts) {
    const at = partOf(box, axis, part)
    const isOn = (line: number): boolean => Math.abs(line - at) <= SAME
    const on = neighbours.filter((neighbour) => PARTS.some((each) => isOn(partOf(neighbour, axis, each))))
    const isPage = axis === 'x' && PAGE_LINES.some(isOn)
    if (on.length === 0 && !isPage) continue
    const ends = [box, ...on].flatMap((each) => [partOf(each, across, 0), partOf(each, across, 1)])
    const more = on.length === 0 ? PAGE_REACH : 0
    guides.push({ axis, at, from: Math.min(...ends) - more, to: Math.max(...ends) + more })
  }
  return guides
}

/** So far beyond a box, in pixels, the line of the page goes that it stands on. */
const PAGE_REACH = 40
