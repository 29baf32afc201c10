// What a driver asks of the world's owner: one action at a time, in order, each with a number that rises. One
// that was not answered is asked again after a reconnect by the same number, and is done once.
import type { Action } from '../play/acts/action.ts'
import { actionFrame } from '../wire/frames/action-frames.ts'
import { NO_ANSWER, type Outcome } from '../world/live/live-state-values.ts'
import type { Clock } from '../time/clock.ts'

/** How long an answer may take unless it is said otherwise, in ms, reconnecting included. */
export const ACTION_TIMEOUT_MS = 15_000

interface DriverActions {
  /** Never rejects: what could not be says why. */
  readonly act: (action: Action) => Promise<Outcome>
  readonly answered: (sequence: number, outcome: Outcome) => void
  /** A connection takes actions. */
  readonly connected: () => void
  readonly lost: () => void
  readonly isIdle: () => boolean
  /** Nothing will be answered any more. */
  readonly end: (why: string) => void
}

interface UnansweredAction {
  readonly sequence: number
  readonly action: Action
  readonly answer: (outcome: Outcome) => void
}

interface DriverActionsOptions {
  readonly clock: Clock
  readonly session: string
  readonly timeoutMs: number
  readonly send: (frame: Uint8Array) => void
}

export function createAsking({ clock, session, timeoutMs, send }: DriverActionsOptions): DriverActions {
  const waiting: UnansweredAction[] = []
  let sequence = 0
  let isConnected = false
  let over: string | null = null

  function sendFirst(): void {
    const [first] = waiting
    if (first !== undefined && isConnected) {
      send(actionFrame(first.sequence, { session, action: first.action }))
    }
  }

  function answered(number: number, outcome: Outcome): void {
    const at = waiting.findIndex((each) => each.sequence === number)
    const [done] = at < 0 ? [] : waiting.splice(at, 1)
    done?.answer(outcome)
    if (at === 0) sendFirst()
  }

  return {
    act(action) {
      if (over !== null) return Promise.resolve({ ok: false, why: over })
      return new Promise((resolve) => {
        const number = (sequence += 1)
        const cancel = clock.after(timeoutMs, () => answered(number, { ok: false, why: NO_ANSWER }))
        waiting.push({
          sequence: number,
          action,
          answer(outcome) {
            cancel()
            resolve(outcome)
          },
        })
        if (waiting.length === 1) sendFirst()
      })
    },
    answered,
    connected() {
      isConnected = true
      sendFirst()
    },
    lost: () => void (isConnected = false),
    isIdle: () => waiting.length === 0,
    end(why) {
      over = why
      for (const { answer } of waiting.splice(0)) answer({ ok: false, why })
    },
  }
}
