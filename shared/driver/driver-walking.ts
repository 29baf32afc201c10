// Walking as a driver does it: setting out, and waiting until one is there.
import type { Action } from '../play/acts/action.ts'
import { distanceBetween, rectOf } from '../play/walking/earshot.ts'
import { BESIDE, onFloor, type XY } from '../play/walking/floor-space.ts'
import { durationOf } from '../play/walking/walk-geometry.ts'
import type { Artifact } from '../world/artifact.ts'
import type { Outcome } from '../world/live/live-state-values.ts'
import type { Facing } from '../world/place.ts'
import { gapBetween, sideOf, type Rect } from '../play/walking/rect.ts'
import type { Driver, Which } from './driver.ts'
import type { DriverSight } from './driver-sight.ts'
import type { ConditionWait } from './condition-wait.ts'

/** How long standing still is waited for, in ms: far more than a floor's width takes. */
const WALK_MS = 20_000
/** How long after a leg should be over, in ms, it counts as over, whether or not anything came. */
const LATE_MS = 500
/** How often one sets out to something that may walk itself. */
const TRIES = 4

const OK: Outcome = { ok: true, why: null }
const no = (why: string): Outcome => ({ ok: false, why })
const NOWHERE = 'You are not in this world. Visit it first.'
const BLOCKED = 'Something is in the way.'

interface DriverWalkingParts {
  readonly sight: DriverSight
  readonly act: (action: Action) => Promise<Outcome>
  readonly waiting: ConditionWait
  readonly now: () => number
}

export function createDriverWalking(parts: DriverWalkingParts): Pick<Driver, 'walk' | 'walkTo' | 'standing'> {
  const { sight, act, waiting, now } = parts

  function walk(where: XY | Facing): Promise<Outcome> {
    return act(
      typeof where === 'string' ? { verb: 'walk', direction: where } : { verb: 'walk', to: wholeOf(where) },
    )
  }

  async function untilStill(): Promise<void> {
    const end = now() + WALK_MS
    for (let left = leftOf(sight.me()); left > 0 && now() < end; left = leftOf(sight.me())) {
      const walked = sight.me()?.walk
      await waiting.until(() => sight.me()?.walk !== walked, Math.min(left, end - now()))
    }
  }

  /** How long a walk may still be under way, in ms. */
  function leftOf(self: Artifact | null): number {
    if (self?.place == null || self.walk === null) return 0
    const { x, y } = self.place
    return self.walk.at + durationOf({ x, y, walk: self.walk }) + LATE_MS - now()
  }

  /** The spot to walk to; null when one is there; a sentence when there is none. */
  function wayTo(where: Which | XY): XY | null | string {
    const self = sight.me()
    const here = self && rectOf(self, now())
    if (self === null || here === null) return NOWHERE
    if (typeof where !== 'string' && !('id' in where)) {
      const spot = wholeOf(where)
      return here.x === spot.x && here.y === spot.y ? null : spot
    }
    const thing = sight.one(where)
    if (thing === null) return `There is no ${typeof where === 'string' ? where : where.name} here.`
    if (thing.host !== self.host) return `${thing.name} is not on this floor.`
    return standBeside(self, thing, now()) ? null : spotBeside(here, thing, now())
  }

  async function walkTo(where: Which | XY): Promise<Outcome> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const spot = wayTo(where)
      if (spot === null) return OK
      if (typeof spot === 'string') return no(spot)
      const outcome = await walk(spot)
      if (!outcome.ok) return outcome
      await untilStill()
    }
    const left = wayTo(where)
    if (left === null) return OK
    return no(typeof left === 'string' ? left : BLOCKED)
  }

  return { walk, walkTo, standing: untilStill }
}

export const wholeOf = ({ x, y }: XY): XY => ({ x: Math.round(x), y: Math.round(y) })

/** The spot beside a thing where somebody of this size is soonest; null when it stands nowhere. */
function spotBeside(me: Rect, thing: Artifact, now: number): XY | null {
  const other = rectOf(thing, now)
  if (other === null) return null
  const between = (at: number, low: number, high: number): number => Math.min(Math.max(at, low), high)
  const x = between(me.x, other.x - me.width / 2, other.x + other.width - me.width / 2)
  const y = between(me.y, other.y - me.height / 2, other.y + other.height - me.height / 2)
  const spots = {
    right: { x: other.x + other.width, y },
    left: { x: other.x - me.width, y },
    down: { x, y: other.y + other.height },
    up: { x, y: other.y - me.height },
  }
  const side = sideOf(other, me)
  const wanted = onFloor(spots[side], me)
  // A thing at the edge of the floor has no room on that side.
  const isClear = gapBetween({ ...me, ...wanted }, other) >= 0
  return isClear ? wanted : onFloor(spots.down, me)
}

/** Whether two stand side by side, or over each other, on one floor. */
function standBeside(a: Artifact, b: Artifact, now: number): boolean {
  return a.host === b.host && distanceBetween(a, b, now) <= BESIDE
}
