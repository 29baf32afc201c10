// Resizing by a corner: the opposite corner stays where it is. One thing, or several, which keep their places
// to each other.
import { FLOOR_WIDTH, SIZE_MAX } from '../../../shared/world/limits.ts'
import type { Box } from './box.ts'
import { guided, snapEdge, type Snapped } from './snap-lines.ts'

export interface Corner {
  readonly x: 'start' | 'end'
  readonly y: 'start' | 'end'
}

export const CORNERS: readonly Corner[] = [
  { x: 'start', y: 'start' },
  { x: 'end', y: 'start' },
  { x: 'end', y: 'end' },
  { x: 'start', y: 'end' },
]

/** The smallest that a hand makes something, in pixels: it can still be taken hold of. */
const SIDE_MIN = 8

interface Pull {
  /** How far the corner was pulled, in pixels of the floor. */
  readonly by: { readonly x: number; readonly y: number }
  readonly corner: Corner
  readonly keepsRatio: boolean
  /** The line that it snaps to; null: it goes where it is pulled. */
  readonly neighbours: readonly Box[] | null
  /** The smallest and the largest box: see `boundsFor`. */
  readonly bounds: Bounds
}

interface Bounds {
  readonly min: { readonly width: number; readonly height: number }
  readonly max: { readonly width: number; readonly height: number }
}

/** How small and large the box around things can be, so that each of them stays within its own bounds. */
export function boundsFor(all: Box, parts: readonly Box[]): Bounds {
  const least = (side: 'width' | 'height'): number =>
    Math.max(...parts.map((part) => Math.min(1, SIDE_MIN / part[side])))
  const most = (side: 'width' | 'height'): number => Math.min(...parts.map((part) => SIZE_MAX / part[side]))
  return {
    min: { width: all.width * least('width'), height: all.height * least('height') },
    max: { width: all.width * most('width'), height: all.height * most('height') },
  }
}

/** The box as it is after its corner was pulled. */
export function resizedBox(box: Box, { by, corner, keepsRatio, neighbours, bounds }: Pull): Snapped {
  const free = grown(box, corner, by)
  const snaps = neighbours && {
    x: snapEdge(free, 'x', corner.x, neighbours),
    y: snapEdge(free, 'y', corner.y, neighbours),
  }
  const drawn = snaps ? { x: by.x + snaps.x.by, y: by.y + snaps.y.by } : by
  const to = keepsRatio
    ? ratioKept(box, corner, { drawn, isWide: leadsX(box, corner, by, snaps) }, bounds)
    : bounded(grown(box, corner, drawn), corner, roomFor(box, corner), bounds)
  const parts = { x: [corner.x === 'start' ? 0 : 1], y: [corner.y === 'start' ? 0 : 1] } as const
  return neighbours ? guided(to, parts, neighbours) : { box: to, guides: [] }
}

/** The side that the other follows: the one with a line near, else the one that was pulled further. */
function leadsX(
  box: Box,
  corner: Corner,
  by: Pull['by'],
  snaps: { readonly x: { readonly isLine: boolean }; readonly y: { readonly isLine: boolean } } | null,
): boolean {
  if (snaps && snaps.x.isLine !== snaps.y.isLine) return snaps.x.isLine
  const x = (by.x * (corner.x === 'end' ? 1 : -1)) / box.width
  const y = (by.y * (corner.y === 'end' ? 1 : -1)) / box.height
  return Math.abs(x) >= Math.abs(y)
}

function grown({ x, y, width, height }: Box, corner: Corner, by: Pull['by']): Box {
  const wide = corner.x === 'end' ? width + by.x : width - by.x
  const high = corner.y === 'end' ? height + by.y : height - by.y
  return {
    x: corner.x === 'end' ? x : x + width - wide,
    y: corner.y === 'end' ? y : y + height - high,
    width: wide,
    height: high,
  }
}

/** The same box with other sides, its opposite corner where it was. */
function withSides(box: Box, corner: Corner, width: number, height: number): Box {
  return {
    x: corner.x === 'end' ? box.x : box.x + box.width - width,
    y: corner.y === 'end' ? box.y : box.y + box.height - height,
    width,
    height,
  }
}

const within = (value: number, min: number, max: number): number => Math.max(min, Math.min(max, value))

/** How wide and high a box can become into its corner's direction before it leaves the floor. */
function roomFor(box: Box, corner: Corner): { width: number; height: number } {
  const right = Math.max(FLOOR_WIDTH, box.x + box.width)
  return {
    width: corner.x === 'end' ? right - box.x : box.x + box.width - Math.min(0, box.x),
    height: corner.y === 'end' ? Infinity : box.y + box.height - Math.min(0, box.y),
  }
}

function bounded(next: Box, corner: Corner, room: Bounds['max'], { min, max }: Bounds): Box {
  const [roomX, roomY] = [Math.min(max.width, room.width), Math.min(max.height, room.height)]
  const width = Math.round(within(next.width, min.width, Math.max(min.width, roomX)))
  const height = Math.round(within(next.height, min.height, Math.max(min.height, roomY)))
  return withSides(next, corner, width, height)
}

interface Led {
  readonly drawn: Pull['by']
  /** The width leads, the height follows. */
  readonly isWide: boolean
}

function ratioKept(box: Box, corner: Corner, { drawn, isWide }: Led, { min, max }: Bounds): Box {
  const next = grown(box, corner, drawn)
  const room = roomFor(box, corner)
  const times = within(
    isWide ? next.width / box.width : next.height / box.height,
    Math.max(min.width / box.width, min.height / box.height),
    Math.min(
      max.width / box.width,
      max.height / box.height,
      room.width / box.width,
      room.height / box.height,
    ),
  )
  return withSides(box, corner, Math.round(box.width * times), Math.round(box.height * times))
}

/** A part of `from` as it is when that has become `to`. */
export function scaledBoxes<B extends Box>(part: B, from: Box, to: Box): B {
  const [wide, high] = [to.width / from.width, to.height / from.height]
  const x = Math.round(to.x + (part.x - from.x) * wide)
  const y = Math.round(to.y + (part.y - from.y) * high)
  const right = Math.round(to.x + (part.x + part.width - from.x) * wide)
  const bottom = Math.round(to.y + (part.y + part.height - from.y) * high)
  return { ...part, x, y, width: Math.max(1, right - x), height: Math.max(1, bottom - y) }
}

/** A box as it is now with what a hand changed of it since its start: the rest is somebody else's. */
export function resizedFrom<B extends Box>(start: Box, hand: Box, now: B): B {
  return {
    ...now,
    x: now.x + hand.x - start.x,
    y: now.y + hand.y - start.y,
    width: hand.width === start.width ? now.width : hand.width,
    height: hand.height === start.height ? now.height : hand.height,
  }
}
