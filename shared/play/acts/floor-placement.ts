// Getting a thing onto a floor, in any way: the checks of every act that does so, and their words.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { HELD_MAX } from '../../world/avatar.ts'
import { NESTING_MAX } from '../../world/limits.ts'
import { isCoordinate } from '../../world/place.ts'
import { gapBetween } from '../walking/rect.ts'
import { freeSpot } from '../walking/nearest-free-spot.ts'
import { BESIDE, type XY } from '../walking/floor-space.ts'
import type { ActContext } from './act-context.ts'
import type { Things } from '../documents/play-things.ts'
import { rectAt } from '../walking/walk-geometry.ts'

export const GONE = 'That thing is no longer here.'
export const IN_LIMBO = 'That thing is in limbo.'
export const NOWHERE = 'It is not on any floor.'
export const ROOT = 'The world itself cannot be moved.'
export const FAR = 'That is too far out.'
export const FULL = 'There is no free spot there.'
export const FULL_HANDS = 'Your hands are full. Put something down first.'

/** The name of a thing in a sentence. */
export function nameOf({ name }: ThingData): string {
  return name === '' ? 'It' : name
}

export function tooFar(thing: ThingData): string {
  return `${nameOf(thing)} is too far away.`
}

/** The name of a thing's holder; null when nobody holds it. */
export function holderOf(things: Things, thing: ThingData): string | null {
  const { host } = thing
  return host === null || host === 'limbo' ? null : (things.avatar(host)?.name ?? null)
}

/** Whether nothing more fits into the hands of the person whose floor it is. */
export function isFull(things: Things, floor: ArtifactId): boolean {
  let held = 0
  for (const id of things.on(floor)) if (things.get(id)?.pickable === true) held += 1
  return held >= HELD_MAX
}

/** Why a thing cannot come onto a floor, with `height` things in each other inside it; null when it can. */
export function whyNotOn(
  things: Things,
  thing: ThingData,
  floor: ArtifactId,
  height: number = heightOf(things, thing),
): string | null {
  if (thing.id === things.root()) return ROOT
  const host = things.get(floor)
  if (host === null) return 'The thing it should go into is no longer here.'
  if (thing.host === floor) return null
  if (things.avatar(floor)?.isAway === false) {
    if (thing.person !== null) return 'People cannot be put inside each other.'
    if (isFull(things, floor)) return `${nameOf(host)} has no free hand.`
  }
  let depth = 1
  for (let at: ThingData | null = host; at !== null; at = hostOf(things, at)) {
    if (at.id === thing.id) return 'A thing cannot be put into itself.'
    depth += 1
    if (depth > NESTING_MAX + 1) break
  }
  return depth + height > NESTING_MAX + 1
    ? `Things can be nested inside each other only ${NESTING_MAX} deep.`
    : null
}

export function hostOf(things: Things, { host }: ThingData): ThingData | null {
  return host === null || host === 'limbo' ? null : things.get(host)
}

/** How many things deep a thing's inside is. Counts no further than matters. */
export function heightOf(things: Things, thing: ThingData): number {
  let level: readonly ArtifactId[] = things.on(thing.id)
  let height = 0
  while (level.length > 0 && height <= NESTING_MAX) {
    height += 1
    level = level.flatMap((id) => things.on(id))
  }
  return height
}

/** A spot in whole pixels; null when it is too far out. */
export function wholeSpot({ x, y }: XY): XY | null {
  const spot = { x: Math.round(x) + 0, y: Math.round(y) + 0 }
  return isCoordinate(spot.x) && isCoordinate(spot.y) ? spot : null
}

/** Puts a thing on a floor at once; a walk of it is over. */
export function put({ things }: ActContext, thing: ThingData, host: ArtifactId, { x, y }: XY): ThingData {
  return things.change(thing, { host, x, y, facing: thing.facing, walk: null })
}

/** Whether two stand side by side, or over each other, on one floor. */
export function isBeside(a: ThingData, b: ThingData, now: number): boolean {
  return a.host === b.host && a.host !== 'limbo' && gapBetween(rectAt(a, now), rectAt(b, now)) <= BESIDE
}

/** The free spot beside a thing for another: where it looks first, then around. */
export function spotBeside(
  context: ActContext,
  thing: ThingData,
  other: ThingData,
  floor: ArtifactId,
): XY | null {
  const now = context.now()
  const { x, y, width, height } = rectAt(other, now)
  const near = {
    up: { x, y: y - thing.height },
    down: { x, y: y + height },
    left: { x: x - thing.width, y },
    right: { x: x + width, y },
  }[other.facing]
  return freeSpot(context.space, thing, floor, near, now)
}
