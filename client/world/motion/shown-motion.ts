// How a thing comes from where it was shown to where it is: along its walk by time, or in one short slide.
import { useLayoutEffect, useState, type RefObject } from 'react'
import type { Walk } from '../../../shared/world/walk.ts'
import type { XY } from '../../../shared/play/walking/floor-space.ts'
import {
  BLEND_MS,
  blendAt,
  createOwnerClock,
  durationOf,
  walkedTo,
  type Blend,
} from './walk-interpolation.ts'
import { wantsReducedMotion } from '../../device/reduced-motion.ts'

/** A slide that explains where something went, in ms. */
const SLIDE_MS = 140
const EASE = 'cubic-bezier(0.2, 0.7, 0.3, 1)'
/**
 * So soon after it came onto the screen, in ms, a thing is put in its place without a motion: earlier changes
 * are still being fetched.
 */
const FRESH_MS = 700
/** Without motion a walk is shown in steps of so many ms. */
const STEP_MS = 1000

export const ownerClock = createOwnerClock(() => Date.now())

export interface ShownPlace extends XY {
  readonly walk: Walk | null
  /** Held by a hand, which it follows at once. */
  readonly isHeld: boolean
  /** How a walk is drawn; with each frame of the screen unless given. */
  readonly draw?: DrawWalk | undefined
}

/** Where something that walks is shown, so many ms from now. */
export type PositionAt = (ms: number) => XY

/** Moves an element, which stands by its style at the end, along a course that takes so many ms. */
export type DrawWalk = (element: HTMLElement, course: PositionAt, ms: number) => RunningAnimation

/** An animation that moves an element, and can be ended before its time. */
type RunningAnimation = Pick<Animation, 'cancel'>

/** Where something is shown at this moment. */
export function shownAt({ x, y, walk, isHeld }: ShownPlace): XY {
  return walk && !isHeld ? walkedTo({ x, y }, walk, ownerClock.now()) : { x, y }
}

/** Where its element stands when all motion is over. */
export function restOf({ x, y, walk, isHeld }: ShownPlace): XY {
  return walk && !isHeld ? { x: walk.toX, y: walk.toY } : { x, y }
}

/** A thing that is further off than this, in pixels, was put there and does not glide. */
const BLEND_MAX = 400

/** The place that was shown last. A leg that replaces another begins where that one is on the screen. */
interface Last extends ShownPlace {
  readonly blend: Blend | null
}

/**
 * Moves an element that stands, by its style, where `restOf` says. Returns a function that shows it elsewhere
 * without drawing anything anew; its caller has already moved the element there by its style.
 */
export function useMotion(
  element: RefObject<HTMLElement | null>,
  shown: ShownPlace,
): (next: ShownPlace) => void {
  const { x, y, walk, isHeld, draw } = shown
  const [mover] = useState(() => createMover(element))
  useLayoutEffect(() => {
    mover.show({ x, y, walk, isHeld, draw })
    return mover.stop
  }, [mover, x, y, walk, isHeld, draw])
  return mover.show
}

export interface Mover {
  readonly show: (next: ShownPlace) => void
  readonly stop: () => void
}

export function createMover(element: RefObject<HTMLElement | null>): Mover {
  const cameAt = performance.now()
  let before: Last | null = null
  let motions: readonly RunningAnimation[] = []
  function stop(): void {
    for (const motion of motions) motion.cancel()
    motions = []
  }
  return {
    show(next) {
      stop()
      const isFresh = performance.now() - cameAt < FRESH_MS
      const last = isFresh ? null : before
      if (before && next.walk && before.walk !== next.walk) ownerClock.heard(next.walk.at)
      before = { ...next, blend: blendOf(last, next) }
      motions = element.current ? motionsOf(element.current, last, before) : []
    },
    stop,
  }
}

/** How far off something is that walks from now on; null when it is there, or stands. */
function blendOf(last: Last | null, shown: ShownPlace): Blend | null {
  if (!last || last.isHeld || shown.isHeld || !shown.walk || wantsReducedMotion()) return null
  const at = ownerClock.now()
  const [from, to] = [onScreen(last, at), shownAt(shown)]
  const [dx, dy] = [from.x - to.x, from.y - to.y]
  const far = Math.hypot(dx, dy)
  return far < 1 || far > BLEND_MAX ? null : { dx, dy, at }
}

function onScreen(last: Last, now: number): XY {
  const { x, y } = shownAt(last)
  const off = last.blend ? blendAt(last.blend, now) : NOTHING
  return { x: x + off.x, y: y + off.y }
}

const NOTHING: XY = { x: 0, y: 0 }

function motionsOf(element: HTMLElement, last: Last | null, shown: Last): RunningAnimation[] {
  // A thing that a hand lets go of is there already.
  if (shown.isHeld || (last?.isHeld && !shown.walk)) return []
  const rest = restOf(shown)
  if (shown.walk) {
    const from = shownAt(shown)
    const left = durationOf(from, shown.walk)
    const draw = wantsReducedMotion() ? null : (shown.draw ?? (shown.blend && blended))
    if (draw) return [draw(element, courseOf(from, rest, left, shown.blend), Math.max(left, BLEND_MS))]
    const easing = wantsReducedMotion() ? `steps(${Math.max(1, Math.round(left / STEP_MS))})` : 'linear'
    return left > 0 ? [slide(element, from, rest, { duration: left, easing })] : []
  }
  const from = last && onScreen(last, ownerClock.now())
  if (!from || wantsReducedMotion() || (from.x === rest.x && from.y === rest.y)) return []
  if (shown.draw) return [shown.draw(element, courseOf(from, rest, SLIDE_MS, null), SLIDE_MS)]
  return [slide(element, from, rest, { duration: SLIDE_MS, easing: EASE })]
}

const slide = (element: HTMLElement, from: XY, to: XY, timing: KeyframeAnimationOptions): Animation =>
  element.animate([{ translate: pixels(from) }, { translate: pixels(to) }], timing)

/** Along a way that takes so long, while what it is off by goes to nothing. */
const courseOf =
  (from: XY, to: XY, left: number, off: Blend | null): PositionAt =>
  (ms) => {
    const gone = left > 0 ? Math.min(1, ms / left) : 1
    const rest = off === null ? NOTHING : blendAt(off, off.at + ms)
    return { x: from.x + (to.x - from.x) * gone + rest.x, y: from.y + (to.y - from.y) * gone + rest.y }
  }

/**
 * Goes on in straight pieces of one animation: two that add up would have the page drawn anew with every
 * frame, this one moves a layer alone.
 */
function blended(element: HTMLElement, course: PositionAt, duration: number): Animation {
  const frameAt = (ms: number): Keyframe => ({ translate: pixels(course(ms)), offset: ms / duration })
  return element.animate([0, BLEND_MS, duration].map(frameAt), { duration })
}

export const pixels = ({ x, y }: XY): string => `${x}px ${y}px`
