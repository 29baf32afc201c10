// One's own avatar, walked from here: it goes at once on the screen, the owner is told, and the owner's
// decision is shown in the end. Without a connection it stands, and goes on when there is one.
import type { ThingData } from '../../shared/behavior/sandbox-protocol.ts'
import type { Action } from '../../shared/play/acts/action.ts'
import {
  createPredictor,
  type WalkGoal,
  type PredictedStep,
} from '../../shared/play/walking/walk-prediction.ts'
import { thingOf } from '../../shared/play/documents/play-things.ts'
import { spotAt } from '../../shared/play/walking/walk-geometry.ts'
import { endOf, isSame, routeLength } from '../../shared/play/walking/way-around.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import type { Clock } from '../replica/contract/outside-world.ts'
import { createCourse } from './walk-course.ts'
import { followObstacles } from './obstacles.ts'
import { createSteps } from './step-sender.ts'
import type { Walker } from '../world/play/walk-session.ts'

interface Parts {
  readonly view: View
  readonly me: () => Artifact | null
  readonly act: (action: Action) => Promise<Outcome>
  readonly clock: Clock
  /** The time on the owner's clock, in ms since 1970. */
  readonly now: () => number
  /** Shows oneself ahead of the owner; null: no longer. */
  readonly show: (thing: ThingData | null) => void
  /** Says why one does not walk. */
  readonly say: (why: string) => void
}

const CUT = 'There is no connection. You stay here until it is back.'
const SILENCE = 'The server is not answering. You may not be where you appear to be.'

export function createWalker({ view, me, act, clock, now, show, say }: Parts): Walker {
  const solid = followObstacles(view, () => {
    predictor.obstructed(now())
    publish()
  })
  const predictor = createPredictor({ space: solid.space, owner })
  const course = createCourse(solid.space, now)
  let cancel: (() => void) | null = null
  let then: (() => void) | null = null
  /** Without a connection; with where one wants to go when it is back. */
  let cutOff: { goal: WalkGoal | null } | null = null
  let going: WalkGoal | null = null

  const steps = createSteps({
    clock,
    act,
    onAnswered(step, { ok, why }) {
      predictor.answered(step, ok, now())
      if (!ok) course.end()
      if (!ok && why !== null) say(why)
      publish()
      const goal = cutOff?.goal ?? null
      cutOff = null
      if (goal !== null) setOut(goal)
    },
    onCut: cut,
    onSilence(step) {
      course.end()
      predictor.answered(step, false, now())
      say(SILENCE)
      publish()
    },
  })

  function owner(): ThingData | null {
    const artifact = me()
    return artifact && thingOf(artifact)
  }

  function here(): ThingData | null {
    const thing = predictor.shown() ?? owner()
    return thing && { ...thing, ...spotAt(thing, now()) }
  }

  /** On whole pixels, without a walk. */
  function stillNow(): ThingData | null {
    const thing = here()
    return thing && { ...thing, x: Math.round(thing.x), y: Math.round(thing.y), walk: null }
  }

  function isWalking(): boolean {
    const thing = here()
    return thing?.walk != null && (thing.x !== thing.walk.toX || thing.y !== thing.walk.toY)
  }

  /** Shows what is predicted, and looks again when that will be another. */
  function publish(): void {
    const { host } = me() ?? { host: null }
    if (host !== null && host !== 'limbo') solid.enter(host)
    show(predictor.shown())
    cancel?.()
    const at = predictor.next(now())
    cancel = at === null ? null : clock.after(Math.max(1, at - now()), look)
    if (!isWalking()) arrive()
  }

  /** At the end of a leg: on to the next one, else to the goal's action. */
  function arrive(): void {
    const at = stillNow()
    const leg = at && course.next(at)
    if (leg !== null) return lead(leg)
    const next = then
    then = null
    next?.()
  }

  function look(): void {
    predictor.look(now())
    publish()
  }

  function tell(step: PredictedStep | null, actionAt: (at: PredictedStep['at']) => Action): void {
    if (step !== null) steps.tell(step.step, actionAt(step.at))
    publish()
  }

  function setOut(goal: WalkGoal): void {
    going = goal
    course.end()
    if (cutOff !== null) {
      cutOff.goal = goal
      return say(CUT)
    }
    publish()
    const at = stillNow()
    lead(typeof goal === 'string' || at === null ? goal : course.begin(at, goal))
  }

  /** Walks one leg, or on and on. */
  function lead(goal: WalkGoal): void {
    tell(predictor.walk(goal, now()), (from) =>
      typeof goal === 'string'
        ? { verb: 'walk', direction: goal, from }
        : { verb: 'walk', to: { x: Math.round(goal.x), y: Math.round(goal.y) }, from },
    )
  }

  /** True when there is somebody to stand. */
  function stand(): boolean {
    const step = predictor.halt(now())
    tell(step, (at) => ({ verb: 'halt', at }))
    return step !== null
  }

  function cut(): void {
    if (cutOff !== null) return
    const goal = isWalking() ? going : null
    then = null
    course.end()
    if (!stand()) return
    // That they stand is told as soon as there is a connection; with the answer it is there again.
    cutOff = { goal }
    say(CUT)
  }

  const stop = view.subscribe(({ artifacts }) => {
    const id = predictor.shown()?.id ?? me()?.id
    if (id !== undefined && artifacts.has(id)) look()
  })
  publish()

  return {
    walk(goal) {
      then = null
      setOut(goal)
    },
    halt() {
      then = null
      course.end()
      if (cutOff !== null) cutOff.goal = null
      else if (isWalking()) stand()
    },
    walkAndThen(goal, next) {
      then = null
      setOut(goal)
      if (cutOff === null) then = next
      publish()
    },
    act(action) {
      // An action happens where one stands: the owner is told first, since it may have one elsewhere.
      if (predictor.shown() !== null && cutOff === null) {
        then = null
        course.end()
        stand()
        steps.flush()
      }
      return act(action)
    },
    here,
    isWalking,
    isCut: () => cutOff !== null,
    reaches(spot) {
      const at = stillNow()
      return at !== null && isSame(endOf(solid.space, at, at, spot), spot)
    },
    farTo(spot) {
      const at = stillNow()
      return at && routeLength(solid.space, at, spot, now())
    },
    cut,
    end() {
      stop()
      solid.end()
      steps.end()
      cancel?.()
      show(null)
    },
  }
}
