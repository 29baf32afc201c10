// How a crowd is drawn where the browser has no graphics processor: seldom, and in steps, so that there is time for what
// somebody types meanwhile.
import { pixels, type DrawWalk } from '../floor/motion.ts'
import type { Pace } from './between.ts'

/** Between two looks at where they go, in ms. */
const LOOK_MS = 100
/** Between two steps, in ms. */
const STEP_MS = 50
/** A walk of more steps than this has longer ones. */
const STEPS_MAX = 100

/**
 * Goes on in steps, from one whole pixel to another, that begin at the same moments for all: without a graphics
 * processor a frame is drawn anew for each that moves in it, and so for as many as can be at once. Each step is a piece
 * in which it stands: for an animation whose timing has steps the page itself is looked at with each.
 */
export const inSteps: DrawWalk = (element, course, ms) => {
  const now = Number(document.timeline.currentTime ?? 0)
  const startTime = Math.floor(now / STEP_MS) * STEP_MS
  const every = STEP_MS * Math.max(1, Math.ceil(ms / STEP_MS / STEPS_MAX))
  const steps = Math.ceil(ms / every)
  const spots = Array.from({ length: steps }, (_, step) => {
    const { x, y } = course(Math.max(0, startTime + step * every - now))
    return pixels({ x: Math.round(x), y: Math.round(y) })
  })
  const translate = spots.flatMap((spot) => [spot, spot])
  const offset = spots.flatMap((_, step) => [step / steps, (step + 1) / steps])
  const motion = element.animate({ translate, offset }, { duration: steps * every })
  motion.startTime = startTime
  return motion
}

/** Looks on the stroke of so many ms: what came meanwhile is looked at together. */
export const seldom: Pace = (listener) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    timer ??= setTimeout(
      () => {
        timer = undefined
        listener()
      },
      LOOK_MS - (performance.now() % LOOK_MS),
    )
  }
}
