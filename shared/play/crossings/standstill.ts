// A world stands still between two ticks while something crosses into it or out of it; for one at a time, in
// the order in which they came.
import type { LandingRefusal } from './landing-spot.ts'

export interface Standstill {
  /** Nothing else may happen now. */
  readonly isStill: () => boolean
  /** No tick is under way either. */
  readonly isResting: () => boolean
  /** Stands still until `goOn`. */
  readonly hold: () => void
  readonly goOn: () => void
  /** Does something once the world rests; refused when the play ends before. */
  readonly whenResting: <Answer>(act: () => Answer | LandingRefusal) => Promise<Answer | LandingRefusal>
  readonly tickBegins: () => void
  /** Between two ticks: waiting crossings can begin. */
  readonly tickEnds: () => void
  /** Resolves when nothing is under way; new requests are refused. */
  readonly end: () => Promise<void>
  /** Something failed: waiting requests are refused at once, and nothing that is under way is waited for. */
  readonly giveUp: () => void
}

interface StandstillParts {
  readonly wake: () => void
  /** Sends what was gathered on its way to the disk. */
  readonly commit: () => void
  /** The written state cannot be trusted any more. */
  readonly onFailed: (error: unknown) => void
}

const CLOSING: LandingRefusal = { why: 'This world is just going to sleep. Try again.' }

export function createStandstill({ wake, commit, onFailed }: StandstillParts): Standstill {
  let waiting: (() => void)[] = []
  let whenFree: (() => void)[] = []
  let isStill = false
  let isTicking = false
  let isOver = false

  /** Does the next waiting jobs, as long as the world need not stand still for one of them. */
  function rest(): void {
    const next = isStill || isTicking ? undefined : waiting.shift()
    if (next === undefined) return
    if (!isOver) commit()
    next()
    rest()
  }

  function whenResting<Answer>(act: () => Answer | LandingRefusal): Promise<Answer | LandingRefusal> {
    if (isOver) return Promise.resolve(CLOSING)
    return new Promise((resolve) => {
      waiting.push(() => {
        const done = new Promise<Answer | LandingRefusal>((settle) => settle(isOver ? CLOSING : act()))
        done.catch(onFailed)
        resolve(done)
      })
      rest()
    })
  }

  return {
    isStill: () => isStill,
    isResting: () => !isStill && !isTicking,
    hold: () => void (isStill = true),
    goOn() {
      isStill = false
      for (const tell of whenFree.splice(0)) tell()
      rest()
      wake()
    },
    whenResting,
    tickBegins: () => void (isTicking = true),
    tickEnds() {
      isTicking = false
      rest()
    },
    async end() {
      isOver = true
      if (!isStill) rest()
      if (isStill) await new Promise<void>((resolve) => whenFree.push(resolve))
    },
    giveUp() {
      isOver = true
      for (const refuse of waiting.splice(0)) refuse()
      for (const tell of whenFree.splice(0)) tell()
    },
  }
}
