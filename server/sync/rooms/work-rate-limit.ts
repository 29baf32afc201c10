// Limits how much each member may send that takes more work than its structs: some at once, some each second.
// A member who has none left waits.
import { partsIn } from '../../../shared/yjs/update-reader.ts'
import { extraOf } from '../../../shared/yjs/work-steps.ts'
import { pause } from '../../../shared/time/time-limit.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { Verdict } from '../validation/update-guard.ts'
import type { LogAddition } from './log-entries.ts'
import { TokenBuckets } from '../../../shared/time/token-bucket.ts'
import { CONFLICTS } from '../validation/work-bounds.ts'

/** So few steps beyond what structs take are for nothing. */
const FREE_STEPS = 1_000
/** A member who waits is tried again so often, in ms. */
const AGAIN_MS = 100

/** What it takes beyond what its structs take, in steps; 0 where that is little. */
function workOf(verdict: Verdict): number {
  if (verdict.type === 'nothing') return verdict.cost < FREE_STEPS ? 0 : verdict.cost
  return verdict.type === 'adds' ? workOfAddition(verdict) : 0
}

export function workOfAddition({ reading, cost }: LogAddition): number {
  // Nearly all take so little that it need not be known what their structs take.
  if (cost.steps < FREE_STEPS) return 0
  const conflicts = extraOf(cost, partsIn(reading))
  return conflicts < FREE_STEPS ? 0 : conflicts
}

export class WorkRateLimit {
  readonly #clock: ServerClock
  readonly #buckets: TokenBuckets<string>

  constructor(clock: ServerClock) {
    this.#clock = clock
    this.#buckets = new TokenBuckets(CONFLICTS, () => clock.now())
  }

  /** Whether somebody may have this done now. */
  pay(by: string, verdict: Verdict): boolean {
    const dues = workOf(verdict)
    return dues === 0 || this.#buckets.take(by, dues)
  }

  /** Calls `run` when it is time to ask again. */
  later(run: () => void): void {
    this.#clock.after(AGAIN_MS, run)
  }

  /** Resolves when somebody may. */
  async paid(by: string, verdict: Verdict): Promise<void> {
    while (!this.pay(by, verdict)) await pause(this.#clock, AGAIN_MS)
  }
}
