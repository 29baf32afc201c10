// One's own avatar, walked from here: it goes at once on the screen, the owner is told, and the owner's
// decision is shown in the end. Without a connection it stands, and goes on when there is one.
import type { Action } from '../../shared/play/acts/action.ts'
import type { WalkGoal, PredictedStep } from '../../shared/play/walking/walk-prediction.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import type { Walker } from '../world/play/walk-session.ts'
import { createShownAvatar, type ShownAvatarOptions } from './shown-avatar.ts'
import { createSteps } from './step-sender.ts'
import { createCourse } from './walk-course.ts'

interface OwnAvatarParts extends Omit<ShownAvatarOptions, 'onStill'> {
  readonly act: (action: Action) => Promise<Outcome>
  /** Says why one does not walk. */
  readonly say: (why: string) => void
}

const CUT = 'There is no connection. You stay here until it is back.'
const SILENCE = 'The server is not answering. You may not be where you appear to be.'

export function createWalker({ act, say, ...options }: OwnAvatarParts): Walker {
  const { clock, now } = options
  const avatar = createShownAvatar({ ...options, onStill: arrive })
  const { predictor, stillNow, publish } = avatar
  const { isWalking } = avatar.seen
  const course = createCourse(avatar.space, now)
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

  /** At the end of a leg: on to the next one, else to the goal's action. */
  function arrive(): void {
    const at = stillNow()
    const leg = at && course.next(at)
    if (leg !== null) return lead(leg)
    const next = then
    then = null
    next?.()
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
    tell(predictor.walk(goal, now()), (from) => walkTo(goal, from))
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

  publish()

  return {
    ...avatar.seen,
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
    isCut: () => cutOff !== null,
    cut,
    end() {
      avatar.end()
      steps.end()
    },
  }
}

const walkTo = (goal: WalkGoal, from: PredictedStep['at']): Action =>
  typeof goal === 'string'
    ? { verb: 'walk', direction: goal, from }
    : { verb: 'walk', to: { x: Math.round(goal.x), y: Math.round(goal.y) }, from }
