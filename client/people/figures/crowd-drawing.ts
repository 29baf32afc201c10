// How a crowd walks where the browser has no graphics processor: in steps that all take together, so that
// there is time for somebody who types meanwhile. With an animation each, all walkers would be looked at
// again with every frame.
import type { PositionAt, DrawWalk } from '../../world/motion/shown-motion.ts'
import { takeTurn } from '../../device/frame-turns.ts'

/** Between two steps, in ms. */
const STEP_MS = 50
/** Frames come when they come: a step so much before its time is taken, in ms. */
const EARLY_MS = 10

interface DrawnWalker {
  readonly element: HTMLElement
  readonly course: PositionAt
  /** Where it stands by its style. */
  readonly rest: { readonly x: number; readonly y: number }
  readonly beganAt: number
  readonly endsAt: number
}

const walkers = new Set<DrawnWalker>()
let lastAt = 0

/** Goes on from one whole pixel to another: a place between two is drawn anew in software. */
export const steppedMotion: DrawWalk = (element, course, ms) => {
  const beganAt = performance.now()
  const walker = { element, course, rest: course(ms), beganAt, endsAt: beganAt + ms }
  walkers.add(walker)
  place(walker, beganAt)
  takeTurn(step)
  return { cancel: () => end(walker) }
}

function step(): void {
  const now = performance.now()
  if (now - lastAt < STEP_MS - EARLY_MS) {
    takeTurn(step)
    return
  }
  lastAt = now
  for (const walker of walkers) {
    if (now < walker.endsAt) place(walker, now)
    else end(walker)
  }
  if (walkers.size > 0) takeTurn(step)
}

function place({ element, course, rest, beganAt }: DrawnWalker, now: number): void {
  const { x, y } = course(now - beganAt)
  element.style.transform = `translate(${Math.round(x - rest.x)}px, ${Math.round(y - rest.y)}px)`
}

function end(walker: DrawnWalker): void {
  if (walkers.delete(walker)) walker.element.style.transform = ''
}
