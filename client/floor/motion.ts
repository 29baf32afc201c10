// How a thing comes from where it was shown to where it is: along its walk by time, or in one short slide.
import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { Walk } from '../../shared/world/walk.ts'
import { createOwnerClock, durationOf, walkedTo, type Spot } from '../play/walk.ts'

/** A slide that explains where something went, in ms. */
const SLIDE_MS = 140
const EASE = 'cubic-bezier(0.2, 0.7, 0.3, 1)'
/** So soon after it came onto the screen, in ms, a thing is only put right: what has happened since is being fetched. */
const FRESH_MS = 700
/** Without motion a walk is shown in steps of so many ms. */
const STEP_MS = 1000

export const ownerClock = createOwnerClock(() => Date.now())

export interface Shown extends Spot {
  readonly walk: Walk | null
  /** Held by a hand, which it follows at once. */
  readonly isHeld: boolean
}

/** Where something is shown at this moment. */
export function shownAt({ x, y, walk, isHeld }: Shown): Spot {
  return walk && !isHeld ? walkedTo({ x, y }, walk, ownerClock.now()) : { x, y }
}

/** Where its element stands when all motion is over. */
export function restOf({ x, y, walk, isHeld }: Shown): Spot {
  return walk && !isHeld ? { x: walk.toX, y: walk.toY } : { x, y }
}

const isCalm = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** Moves an element that stands, by its style, where `restOf` says. */
export function useMotion(element: RefObject<HTMLElement | null>, shown: Shown): void {
  const { x, y, walk, isHeld } = shown
  const before = useRef<Shown | null>(null)
  const [cameAt] = useState(() => performance.now())
  useLayoutEffect(() => {
    const last = before.current
    before.current = { x, y, walk, isHeld }
    if (last && walk && last.walk !== walk) ownerClock.heard(walk.at)
    const isFresh = performance.now() - cameAt < FRESH_MS
    const motion = motionOf(element.current, isFresh ? null : last, { x, y, walk, isHeld })
    return () => motion?.cancel()
  }, [element, cameAt, x, y, walk, isHeld])
}

function motionOf(element: HTMLElement | null, last: Shown | null, shown: Shown): Animation | null {
  // What a hand lets go of is there already.
  if (!element || shown.isHeld || (last?.isHeld && !shown.walk)) return null
  const rest = restOf(shown)
  if (shown.walk) {
    const from = shownAt(shown)
    const left = durationOf(from, shown.walk)
    const easing = isCalm() ? `steps(${Math.max(1, Math.round(left / STEP_MS))})` : 'linear'
    return left > 0 ? slide(element, from, rest, { duration: left, easing }) : null
  }
  const from = last && shownAt(last)
  if (!from || isCalm() || (from.x === rest.x && from.y === rest.y)) return null
  return slide(element, from, rest, { duration: SLIDE_MS, easing: EASE })
}

const slide = (element: HTMLElement, from: Spot, to: Spot, timing: KeyframeAnimationOptions): Animation =>
  element.animate([{ translate: pixels(from) }, { translate: pixels(to) }], timing)

export const pixels = ({ x, y }: Spot): string => `${x}px ${y}px`
