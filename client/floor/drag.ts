// Dragging a thing: it follows the finger, softly drawn to the grid, and is put down once, as one edit.
import { useRef, useState, type PointerEvent } from 'react'
import type { Artifact } from '../../shared/world/artifact.ts'
import { FLOOR_WIDTH } from '../../shared/world/limits.ts'
import { move } from './act.ts'
import { shownAt } from './motion.ts'
import type { Point, Stage } from './stage.ts'
import { useWorld } from './world.ts'

export const GRID = 32
export const STEP = 8
/** Within so many pixels of a line of the grid, it is the line. */
const PULL = 6
/** So far a pointer moves, in screen pixels, before a press is a drag. */
const SLACK = 4

/** The nearest of the steps that things stand on; lines of the grid draw a little. */
export function settled(value: number): number {
  const line = Math.round(value / GRID) * GRID
  return Math.abs(value - line) <= PULL ? line : Math.round(value / STEP) * STEP
}

/** Keeps a thing on the floor's width and below its top. */
export function kept({ x, y }: Point, width: number): Point {
  return { x: Math.max(0, Math.min(x, Math.max(0, FLOOR_WIDTH - width))), y: Math.max(0, y) }
}

interface Grip {
  readonly pointer: number
  /** From the thing's corner to the pointer, in pixels of the floor. */
  readonly hold: Point
  readonly pressed: Point
  isDrag: boolean
}

interface Drag {
  /** Where it is held now; null while it stands. */
  readonly at: Point | null
  readonly handlers: {
    onPointerDown(event: PointerEvent<HTMLElement>): void
    onPointerMove(event: PointerEvent<HTMLElement>): void
    onPointerUp(event: PointerEvent<HTMLElement>): void
    onPointerCancel(): void
  }
  cancel(): void
}

export function useDrag({ id, place, walk, look }: Artifact, stage: Stage): Drag {
  const world = useWorld()
  const [at, setAt] = useState<Point | null>(null)
  const grip = useRef<Grip | null>(null)

  function cancel(): void {
    grip.current = null
    setAt(null)
  }

  return {
    at,
    cancel,
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0 || !place) return
        const pressed = { x: event.clientX, y: event.clientY }
        const spot = stage.toFloor(pressed)
        const from = shownAt({ ...place, walk, isHeld: false })
        const hold = { x: spot.x - from.x, y: spot.y - from.y }
        grip.current = { pointer: event.pointerId, hold, pressed, isDrag: false }
        event.currentTarget.setPointerCapture(event.pointerId)
      },
      onPointerMove(event) {
        const held = grip.current
        if (!held || held.pointer !== event.pointerId) return
        const far = Math.hypot(event.clientX - held.pressed.x, event.clientY - held.pressed.y)
        if (!held.isDrag && far < SLACK) return
        held.isDrag = true
        const spot = stage.toFloor({ x: event.clientX, y: event.clientY })
        setAt(kept({ x: settled(spot.x - held.hold.x), y: settled(spot.y - held.hold.y) }, look.width))
      },
      onPointerUp() {
        const isElsewhere = at && place && (walk !== null || at.x !== place.x || at.y !== place.y)
        if (isElsewhere && place.host !== 'limbo') {
          move(world, id, { host: place.host, ...at })
        }
        cancel()
      },
      onPointerCancel: cancel,
    },
  }
}
