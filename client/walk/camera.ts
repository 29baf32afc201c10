// What is seen of the floor follows somebody who walks: smoothly, and only when they come near to where it ends. Who scrolls
// while they stand sees what they like.
import type { ThingData } from '../../shared/behavior/protocol.ts'
import type { Stage } from '../floor/stage.ts'

/** The part of the window, at each side, that one does not walk into. */
const MARGIN = 0.3
/** At most so much of it, in its pixels. */
const MARGIN_MAX = 240
/** How fast it follows: what is missing is halved in about so many ms. */
const HALF_MS = 90
/** So long after one came to stand, in ms, it goes on to follow. */
const REST_MS = 600
/** Floor below somebody, in pixels of the floor: there is always somewhere to go on to. */
const BELOW = 480

/** Follows from frame to frame; returns how to end that. */
export function followWith(stage: Stage, here: () => ThingData | null, isWalking: () => boolean): () => void {
  let frame = 0
  let last = performance.now()
  let until = last + REST_MS
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches

  function look(now: number): void {
    frame = requestAnimationFrame(look)
    const share = isCalm ? 1 : 1 - 0.5 ** ((now - last) / HALF_MS)
    last = now
    if (isWalking()) until = now + REST_MS
    const thing = now < until ? here() : null
    if (thing !== null) follow(stage, thing, share)
  }

  frame = requestAnimationFrame(look)
  return () => {
    cancelAnimationFrame(frame)
    stage.paper?.style.removeProperty('--walked')
  }
}

function follow(stage: Stage, { x, y, width, height }: ThingData, share: number): void {
  const { window, paper } = stage
  if (!window || !paper) return
  const room = window.getBoundingClientRect()
  const sheet = paper.getBoundingClientRect()
  const scale = stage.scale()
  const lowest = Math.ceil((y + height + BELOW) / BELOW) * BELOW
  if (sheet.height < lowest * scale) paper.style.setProperty('--walked', `${lowest}px`)
  const left = sheet.left - room.left + x * scale
  const top = sheet.top - room.top + y * scale
  const far = {
    x: beyond(left, left + width * scale, window.clientWidth),
    y: beyond(top, top + height * scale, window.clientHeight),
  }
  if (Math.abs(far.x) >= 1 || Math.abs(far.y) >= 1) window.scrollBy(far.x * share, far.y * share)
}

/** How far something reaches into the margin at either side. */
function beyond(from: number, to: number, room: number): number {
  const margin = Math.min(MARGIN_MAX, room * MARGIN)
  return from < margin ? from - margin : Math.max(0, to - (room - margin))
}
