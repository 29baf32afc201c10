// One question for all callers who ask it meanwhile.
import type { Clock } from '../../shared/time/clock.ts'
import { pause } from '../../shared/time/time-limit.ts'

/** For so many times as long as the last answer took, nobody is asked again. */
const REST_TIMES = 9

/**
 * The answer was asked for after this caller's question. It is asked so seldom that answering it takes a
 * tenth of the time at most: a costly question costs no more when thousands ask.
 */
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

/** Of each thing, all who ask while somebody's question is answered get the answer to that one. */
export function sharedByKey<Key, Answer>(ask: (key: Key) => Promise<Answer>): (key: Key) => Promise<Answer> {
  const underWay = new Map<Key, Promise<Answer>>()
  return (key) => {
    const answer = underWay.get(key) ?? ask(key).finally(() => underWay.delete(key))
    underWay.set(key, answer)
    return answer
  }
}
