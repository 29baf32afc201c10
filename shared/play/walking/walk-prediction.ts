// One's own walk, shown at once: by the same rules as the owner's, before the owner has answered. The owner's
// decision counts in the end.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import { facingOf, type Facing } from '../../world/place.ts'
import { nextLegEnd } from './direction-legs.ts'
import { walkPath } from './straight-path.ts'
import type { Space, XY } from './floor-space.ts'
import { durationOf, PIXELS_PER_PERCENT, spotAt } from './walk-geometry.ts'

/** Where a walk is to lead: to a spot in whole pixels, or on and on. */
export type WalkGoal = XY | Facing

/** How long after an answer, in ms, what it is about may still be on its way. */
const GRACE_MS = 120

/** A step that the owner was asked for: its number, and where one sees oneself. */
export interface PredictedStep {
  readonly step: number
  readonly at: XY
}

export interface Predictor {
  /** The walker as it is shown; null: as the owner has it. */
  readonly shown: () => ThingData | null
  /** Walks at once; null: it cannot walk. */
  readonly walk: (goal: WalkGoal, now: number) => PredictedStep | null
  /** Stands at once; null: it is nowhere. */
  readonly halt: (now: number) => PredictedStep | null
  /** The owner has done a step and those before it, or refused it. */
  readonly answered: (step: number, isDone: boolean, now: number) => void
  /** Things came into the way, or left it. */
  readonly obstructed: (now: number) => void
  /** The owner has the walker otherwise, or time has passed. */
  readonly look: (now: number) => void
  /** When `look` is to be called next, if nothing happens before; null: then not at all. */
  readonly next: (now: number) => number | null
}

interface WalkPredictionParts {
  /** The solid things on the walker's floor. */
  readonly space: Space
  /** The walker as the owner has it; null when it is not here. */
  readonly owner: () => ThingData | null
}

/** The position that is shown instead of the owner's. */
interface Own {
  readonly thing: ThingData
  /** Null: it stands. */
  readonly goal: WalkGoal | null
}

export function createPredictor({ space, owner }: WalkPredictionParts): Predictor {
  let own: Own | null = null
  let asked = 0
  let answered = 0
  let answeredAt = -Infinity

  /** The walker as one sees it. */
  const seen = (): ThingData | null => own?.thing ?? owner()

  /** Where the walker is, in whole pixels, without its walk. */
  function stillAt(now: number): ThingData | null {
    const thing = seen()
    if (thing === null || thing.host === null || thing.host === 'limbo') return null
    const { x, y } = spotAt(thing, now)
    return { ...thing, x: Math.round(x) + 0, y: Math.round(y) + 0, walk: null }
  }

  function stepFrom({ x, y }: XY): PredictedStep {
    asked += 1
    return { step: asked, at: { x, y } }
  }

  /** At the end of a leg. A person who keeps walking begins the next one there. */
  function arrived({ thing, goal }: Own): Own {
    const stands = { ...thing, ...endOf(thing), walk: null }
    const next = typeof goal === 'string' ? legTo(space, stands, goal, endsAt(thing)) : stands
    return { thing: next, goal: next.walk && goal }
  }

  function settle(now: number): void {
    if (own === null || answered < asked) return
    const theirs = owner()
    if (theirs === null || theirs.host !== own.thing.host) own = null
    else if (sameSpot(endOf(theirs), endOf(own.thing))) {
      if (theirs.walk === null && own.thing.walk === null) own = null
    } else if (now >= answeredAt + GRACE_MS) own = null
  }

  function look(now: number): void {
    while (own !== null && own.thing.walk !== null && isOver(own.thing, now)) own = arrived(own)
    settle(now)
  }

  return {
    shown: () => own?.thing ?? null,
    walk(goal, now) {
      const here = stillAt(now)
      if (here === null || here.speed === 0) return null
      const to = typeof goal === 'string' ? goal : { x: Math.round(goal.x), y: Math.round(goal.y) }
      const thing = legTo(space, here, to, now)
      own = { thing, goal: thing.walk && to }
      return stepFrom(here)
    },
    halt(now) {
      const here = stillAt(now)
      if (here === null) return null
      own = { thing: here, goal: null }
      return stepFrom(here)
    },
    answered(step, isDone, now) {
      answered = Math.max(answered, step)
      answeredAt = now
      if (!isDone && step === asked) own = null
      look(now)
    },
    obstructed(now) {
      const here = own?.goal == null ? null : stillAt(now)
      if (here !== null && own?.goal != null) {
        const next = legTo(space, here, own.goal, now)
        if (isElsewhere(endOf(next), endOf(own.thing))) own = { ...own, thing: next }
      }
      look(now)
    },
    look,
    next(now) {
      if (own === null) return null
      const times = [endsAt(own.thing), answeredAt + GRACE_MS].filter((at) => at > now)
      return times.length === 0 ? null : Math.min(...times)
    },
  }
}

/** The walker on its way to a goal, as far as it gets; where it gets nowhere it stands, and looks there. */
function legTo(space: Space, here: ThingData, goal: WalkGoal, at: number): ThingData {
  const to = typeof goal === 'string' ? nextLegEnd(here, goal) : goal
  const speed = here.speed * PIXELS_PER_PERCENT
  const { toX, toY } = walkPath(space, here, to, at, speed)
  const facing = sameSpot(here, to) ? here.facing : facingOf(to.x - here.x, to.y - here.y)
  const walk = toX === here.x && toY === here.y ? null : { toX, toY, at, speed }
  return { ...here, facing, walk }
}

const endOf = ({ x, y, walk }: ThingData): XY => (walk === null ? { x, y } : { x: walk.toX, y: walk.toY })
const endsAt = (thing: ThingData): number => (thing.walk?.at ?? 0) + durationOf(thing)
const isOver = (thing: ThingData, now: number): boolean => now >= endsAt(thing)
const sameSpot = (a: XY, b: XY): boolean => a.x === b.x && a.y === b.y
/** More than rounding on a slanted way. */
const isElsewhere = (a: XY, b: XY): boolean => Math.abs(a.x - b.x) > 1 || Math.abs(a.y - b.y) > 1
