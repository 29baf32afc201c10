// Those who wait for an outcome in one life of a world: when that is lost, or takes too long, they are told.
// An outcome that came leaves nothing in memory. Thousands wait at once, so a wait costs one small object: no
// promise, and no timer of its own.
import type { OutcomeReceiver } from '../../../shared/play/acts/action.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/** Who waits, in this life and perhaps in the next. */
export interface LifeReceiver {
  /** By when they want it, as the monotonic clock says, in ms. */
  readonly dueAt: number
  /** Null: this life was over before. */
  came(outcome: Outcome | null): void
  /** It is not there in time: what comes then is dropped, but not undone. */
  late(): void
  failed(error: unknown): void
}

interface PendingOutcomes {
  /** `begin` is given whom to tell; nothing is begun when all is lost already. */
  wait(receiver: LifeReceiver, begin: (told: OutcomeReceiver) => void): void
}

interface PendingOutcomesOptions {
  /** Waits are given up when this resolves. */
  readonly lost: Promise<unknown>
  /** Whether a failure is for that reason. */
  readonly isLost: () => boolean
  readonly clock: Pick<ServerClock, 'monotonic' | 'after'>
}

export function createPendingOutcomes(options: PendingOutcomesOptions): PendingOutcomes {
  const { clock, isLost } = options
  const waiting = new Set<PendingOutcome>()
  let isOver = false
  /** When is looked next for those that are late, and how to look at another time. */
  let look: { readonly at: number; readonly cancel: () => void } | null = null

  void giveUpAll()

  async function giveUpAll(): Promise<void> {
    await options.lost
    isOver = true
    for (const one of waiting) if (waiting.delete(one)) one.receiver.came(null)
  }

  function lookAt(at: number): void {
    if (look !== null && look.at <= at) return
    look?.cancel()
    look = { at, cancel: clock.after(Math.max(0, at - clock.monotonic()), lookNow) }
  }

  function lookNow(): void {
    look = null
    const now = clock.monotonic()
    let next = Infinity
    for (const one of waiting) {
      const { dueAt } = one.receiver
      if (dueAt > now) next = Math.min(next, dueAt)
      else if (waiting.delete(one)) one.receiver.late()
    }
    if (next < Infinity) lookAt(next)
  }

  return {
    wait(receiver, begin) {
      if (isOver) return receiver.came(null)
      const one = new PendingOutcome(waiting, isLost, receiver)
      waiting.add(one)
      lookAt(receiver.dueAt)
      try {
        begin(one)
      } catch (error) {
        one.failed(error)
      }
    },
  }
}

class PendingOutcome implements OutcomeReceiver {
  readonly receiver: LifeReceiver
  readonly #waiting: Set<PendingOutcome>
  readonly #isLost: () => boolean

  constructor(waiting: Set<PendingOutcome>, isLost: () => boolean, receiver: LifeReceiver) {
    this.#waiting = waiting
    this.#isLost = isLost
    this.receiver = receiver
  }

  answered(outcome: Outcome): void {
    if (this.#waiting.delete(this)) this.receiver.came(outcome)
  }

  failed(error: unknown): void {
    if (!this.#waiting.delete(this)) return
    if (this.#isLost()) this.receiver.came(null)
    else this.receiver.failed(error)
  }
}
