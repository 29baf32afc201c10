// The view of the floor follows a person who walks: smoothly, and only when they come near its edge. A person
// who stands can scroll anywhere.
import type { ThingData } from '../../shared/behavior/sandbox-protocol.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { wantsReducedMotion } from '../device/reduced-motion.ts'

/** The part of the window, at each side, that one does not walk into. */
const MARGIN = 0.3
/** At most so much of it, in its pixels. */
const MARGIN_MAX = 240
/** How fast it follows: the remaining distance is halved in about so many ms. */
const HALF_MS = 90
/** How long after one came to stand, in ms, it goes on to follow. */
const REST_MS = 600
/** Floor below somebody, in pixels of the floor: there is always somewhere to go on to. */
const BELOW = 480

/** Whom it follows. */
interface CameraTarget {
  readonly here: () => ThingData | null
  readonly isWalking: () => boolean
  /** Calls back when they walk or stand anew. */
  readonly onMove: (listener: () => void) => () => void
}

/**
 * Follows from frame to frame, for as long as there is somebody to follow: a page that asks for each frame
 * makes the browser look at all who walk in each. Returns how to end that.
 */
export function followWith(viewport: Viewport, { here, isWalking, onMove }: CameraTarget): () => void {
  let frame = 0
  let last = 0
  let until = 0
  const isCalm = wantsReducedMotion()

  function wake(): void {
    until = performance.now() + REST_MS
    if (frame !== 0) return
    last = performance.now()
    frame = requestAnimationFrame(look)
  }

  function look(now: number): void {
    const share = isCalm ? 1 : 1 - 0.5 ** (Math.max(0, now - last) / HALF_MS)
    last = now
    if (isWalking()) until = now + REST_MS
    const thing = here()
    if (thing !== null) follow(viewport, thing, share)
    frame = now < until ? requestAnimationFrame(look) : 0
  }

  const stop = onMove(wake)
  wake()
  return () => {
    stop()
    cancelAnimationFrame(frame)
    viewport.paper?.style.removeProperty('--walked')
  }
}

function follow(viewport: Viewport, { x, y, width, height }: ThingData, share: number): void {
  const { window, paper } = viewport
  if (!window || !paper) return
  const room = window.getBoundingClientRect()
  const sheet = paper.getBoundingClientRect()
  const scale = viewport.scale()
  const lowest = Math.ceil((y + height + BELOW) / BELOW) * BELOW
  if (sheet.height < lowest * scale) paper.style.setProperty('--walked', `${lowest}px`)
  const left = sheet.left - room.left + x * scale
  const top = sheet.top - room.top + y * scale
  // What lies over its foot hides nobody.
  const foot = document.querySelector('.walk-over')?.getBoundingClientRect().top ?? room.bottom
  const far = {
    x: beyond(left, left + width * scale, window.clientWidth),
    y: beyond(top, top + height * scale, Math.min(window.clientHeight, foot - room.top)),
  }
  if (Math.abs(far.x) >= 1 || Math.abs(far.y) >= 1) window.scrollBy(far.x * share, far.y * share)
}

/** How far something reaches into the margin at either side. */
function beyond(from: number, to: number, room: number): number {
  const margin = Math.min(MARGIN_MAX, room * MARGIN)
  return from < margin ? from - margin : Math.max(0, to - (room - margin))
}
