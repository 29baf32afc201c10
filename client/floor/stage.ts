// Where the floor is on the screen: from the window's pixels to the floor's and back, at whatever zoom.
import { FLOOR_WIDTH } from '../../shared/world/limits.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Stage {
  /** What scrolls; null while nothing is shown. */
  window: HTMLElement | null
  /** The floor in it. */
  paper: HTMLElement | null
  /** Screen pixels for one of the floor's. */
  scale(): number
  /** The spot of the floor under a spot of the screen. */
  toFloor(point: Point): Point
  /** The band of the floor that is seen. */
  seen(): { readonly top: number; readonly bottom: number }
}

export function createStage(): Stage {
  const stage: Stage = {
    window: null,
    paper: null,
    scale: () => (stage.paper ? stage.paper.getBoundingClientRect().width / FLOOR_WIDTH : 1),
    toFloor({ x, y }) {
      if (!stage.paper) return { x, y }
      const { left, top } = stage.paper.getBoundingClientRect()
      const scale = stage.scale()
      return { x: (x - left) / scale, y: (y - top) / scale }
    },
    seen() {
      if (!stage.window) return { top: 0, bottom: 0 }
      const { left, top, bottom } = stage.window.getBoundingClientRect()
      return { top: stage.toFloor({ x: left, y: top }).y, bottom: stage.toFloor({ x: left, y: bottom }).y }
    },
  }
  return stage
}
