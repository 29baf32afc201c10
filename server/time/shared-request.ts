// One question for all callers who ask it meanwhile. It is asked so seldom that answering it takes a tenth of
// the time at most. So a costly question with one answer for everybody costs no more when thousands ask.
import type { Clock } from '../../shared/time/clock.ts'
import { pause } from '../../shared/time/time-limit.ts'

/** For so many times as long as the last answer took, nobody is asked again. */
const REST_TIMES = 9

/** The answer was asked for after this caller's question. */
export function sharedRequest<Answer>(ask: () => Promise<Answer>, clock: Clock): () => Promise<Answer> {
  let next: Promise<Answer> | null = null
  let last: Promise<unknown> = Promise.resolve()
  let restsUntil = 0

  async function begin(): Promise<Answer> {
    await last
    const restMs = restsUntil - clock.now()
    if (restMs > 0) await pause(clock, restMs)
    next = null
    const began = clock.now()
    const answer = ask()
    const rest = (): void => {
      const now = clock.now()
      restsUntil = now + REST_TIMES * (now - began)
    }
    // Of the end of it nothing is left of the answer, which may be large.
    last = answer.then(rest, rest)
    return answer
  }

  return () => (next ??= begin())
}
