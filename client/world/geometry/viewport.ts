// Where the floor is on the screen: from the window's pixels to the floor's and back, at whatever zoom.
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'
import { wantsReducedMotion } from '../../device/reduced-motion.ts'

/** Smaller than at this scale people's names cannot be read; as person-figure.css has it. */
export const NAMES_FROM = 0.85

export interface Point {
  readonly x: number
  readonly y: number
}

/** How the floor is zoomed from elsewhere. */
interface Zooming {
  /** About the middle of what is seen. */
  readonly by: (factor: number) => void
  readonly fitTo: (fit: 'text' | 'floor') => void
}

export interface Viewport {
  /** The element that scrolls; null while nothing is shown. */
  readonly window: HTMLElement | null
  /** The element that takes the room of the scaled floor. */
  readonly space: HTMLElement | null
  /** The floor in it. */
  readonly paper: HTMLElement | null
  readonly setWindow: (element: HTMLElement | null) => void
  readonly setSpace: (element: HTMLElement | null) => void
  readonly setPaper: (element: HTMLElement | null) => void
  /** Null while nothing is shown. */
  readonly zoom: Zooming | null
  readonly setZoom: (zoom: Zooming | null) => void
  /** Screen pixels for one of the floor's. */
  scale(): number
  /** The spot of the floor under a spot of the screen. */
  toFloor(point: Point): Point
  /** The band of the floor that is seen. */
  seen(): { readonly top: number; readonly bottom: number }
  /** Scrolls so that a height of the floor comes to the middle of what is seen. */
  show(y: number): void
}

export function createViewport(): Viewport {
  let window: HTMLElement | null = null
  let space: HTMLElement | null = null
  let paper: HTMLElement | null = null
  let zoom: Zooming | null = null
  const viewport: Viewport = {
    get window() {
      return window
    },
    get space() {
      return space
    },
    get paper() {
      return paper
    },
    setWindow(element) {
      window = element
    },
    setSpace(element) {
      space = element
    },
    setPaper(element) {
      paper = element
    },
    get zoom() {
      return zoom
    },
    setZoom(next) {
      zoom = next
    },
    scale: () => (paper ? paper.getBoundingClientRect().width / FLOOR_WIDTH : 1),
    toFloor({ x, y }) {
      if (!paper) return { x, y }
      const { left, top } = paper.getBoundingClientRect()
      const scale = viewport.scale()
      return { x: (x - left) / scale, y: (y - top) / scale }
    },
    seen() {
      if (!window) return { top: 0, bottom: 0 }
      const { top, bottom } = window.getBoundingClientRect()
      if (!paper) return { top, bottom }
      // Asked for in each frame that one scrolls.
      const floor = paper.getBoundingClientRect()
      const scale = floor.width / FLOOR_WIDTH
      return { top: (top - floor.top) / scale, bottom: (bottom - floor.top) / scale }
    },
    show(y) {
      const { top, bottom } = viewport.seen()
      const isCalm = wantsReducedMotion()
      const far = (y - (top + bottom) / 2) * viewport.scale()
      window?.scrollBy({ top: far, behavior: isCalm ? 'instant' : 'smooth' })
    },
  }
  return viewport
}
