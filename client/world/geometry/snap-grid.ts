// The grid that things stand on, and how what is dragged is drawn to it.
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'
import type { Point } from './viewport.ts'

export const GRID = 32
export const STEP = 8
/** Within so many pixels of a line of the grid, it is the line. */
const PULL = 6

/** The nearest of the steps that things stand on; lines of the grid draw a little. */
export function settled(value: number): number {
  const line = Math.round(value / GRID) * GRID
  return Math.abs(value - line) <= PULL ? line : Math.round(value / STEP) * STEP
}

/** Keeps a thing on the floor's width and below its top. */
export function keptInside({ x, y }: Point, width: number): Point {
  return { x: Math.max(0, Math.min(x, Math.max(0, FLOOR_WIDTH - width))), y: Math.max(0, y) }
}
