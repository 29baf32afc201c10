// What is told the owner of one's own walk: a step at a time, and of those that wait only the last, since it
// says where one is and where one goes. Without a connection the last one is told when there is one again.
import type { Action } from '../../shared/play/acts/action.ts'
import { NO_CONNECTION, NO_ANSWER, type Outcome } from '../../shared/world/live/live-state-values.ts'
import type { Clock } from '../../shared/time/clock.ts'

/** Least time from one step to the next, in ms. */
const STEP_MS = 50
/** How long after it was not told for want of a connection a step is told again, in ms. */
const AGAIN_MS = 500
/** How long, in ms, one goes on by oneself when the owner does not answer. */
const OWNER_TIMEOUT_MS = 2500

interface StepSender {
  readonly tell: (step: number, action: Action) => void
  /** Tells what waits at once: what is asked next comes after it. */
  readonly flush: () => void
  readonly end: () => void
}

interface StepSenderParts {
  readonly clock: Clock
  readonly act: (action: Action) => Promise<Outcome>
  readonly onAnswered: (step: number, outcome: Outcome) => void
  /** There is no connection: what was told last is told again, unless something else is. */
  readonly onCut: () => void
  /** The owner has not answered for long; it may yet. */
  readonly onSilence: (step: number) => void
}

interface Telling {
  readonly step: number
  readonly action: Action
}

export function createSteps({ clock, act, onAnswered, onCut, onSilence }: StepSenderParts): StepSender {
  let waiting: Telling | null = null
  let isBusy = false
  let earliest = -Infinity
  let cancel: (() => void) | null = null
  let isOver = false

  function soon(ms: number): void {
    cancel ??= clock.after(ms, () => {
      cancel = null
      next()
    })
  }

  function next(): void {
    if (waiting === null || isBusy || isOver) return
    const early = earliest - clock.now()
    if (early > 0) return soon(early)
    send()
  }

  function send(): void {
    if (waiting === null) return
    const telling = waiting
    waiting = null
    isBusy = true
    earliest = clock.now() + STEP_MS
    const stopWaiting = clock.after(OWNER_TIMEOUT_MS, () => {
      if (!isOver) onSilence(telling.step)
    })
    void act(telling.action).then((outcome) => {
      stopWaiting()
      return answer(telling, outcome)
    })
  }

  function answer(telling: Telling, outcome: Outcome): void {
    isBusy = false
    if (isOver) return
    if (outcome.ok || (outcome.why !== NO_CONNECTION && outcome.why !== NO_ANSWER)) {
      onAnswered(telling.step, outcome)
      return next()
    }
    earliest = clock.now() + AGAIN_MS
    waiting ??= telling
    onCut()
    next()
  }

  return {
    tell(step, action) {
      waiting = { step, action }
      next()
    },
    flush() {
      if (waiting !== null && !isOver) send()
    },
    /** One stands nevertheless, where one let go of the key. */
    end() {
      isOver = true
      cancel?.()
      if (waiting?.action.verb === 'halt') void act(waiting.action)
    },
  }
}
