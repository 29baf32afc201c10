// What a person asks of the world's owner: one action at a time, in order, each with a number that rises, so
// that one which is sent again after a reconnect has one effect and the same outcome.
import type { Action } from '../../../shared/play/acts/action.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { NO_CONNECTION, NO_ANSWER, type Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { Clock } from '../../../shared/time/clock.ts'

/** How long an answer may take, in ms, reconnecting included. */
const ANSWER_TIMEOUT_MS = 10_000

interface Waiting {
  readonly sequence: number
  readonly action: Action
  readonly answer: (outcome: Outcome) => void
}

export function openActionQueue(clock: Clock, send: (sequence: number, action: Action) => void) {
  const waiting: Waiting[] = []
  /** How many listen to the console of each thing. */
  const watchers = new Map<ArtifactId, number>()
  let lastSequence = 0
  let isConnected = false

  function sendFirst(): void {
    const [first] = waiting
    if (first && isConnected) send(first.sequence, first.action)
  }

  /** Asks; says why when it could not be. Never rejects. */
  function act(action: Action): Promise<Outcome> {
    if (!isConnected) return Promise.resolve({ ok: false, why: NO_CONNECTION })
    return new Promise((resolve) => {
      const sequence = (lastSequence += 1)
      const cancel = clock.after(ANSWER_TIMEOUT_MS, () => answered(sequence, { ok: false, why: NO_ANSWER }))
      const answer = (outcome: Outcome): void => {
        cancel()
        resolve(outcome)
      }
      waiting.push({ sequence, action, answer })
      if (waiting.length === 1) sendFirst()
    })
  }

  /** What became of an action; one that nobody waits for any more is not heard. */
  function answered(sequence: number, outcome: Outcome): void {
    const at = waiting.findIndex((each) => each.sequence === sequence)
    const [done] = at < 0 ? [] : waiting.splice(at, 1)
    done?.answer(outcome)
    if (at === 0) sendFirst()
  }

  function stopWatching(thing: ArtifactId): void {
    const count = (watchers.get(thing) ?? 1) - 1
    if (count > 0) {
      watchers.set(thing, count)
      return
    }
    watchers.delete(thing)
    void act({ verb: 'unwatch', thing })
  }

  return {
    act,
    answered,
    /** Has what a console has sent, and what comes, until the returned function is called, once or more. */
    watch(thing: ArtifactId): () => void {
      const count = watchers.get(thing) ?? 0
      watchers.set(thing, count + 1)
      if (count === 0) void act({ verb: 'watch', thing })
      let isOver = false
      return () => {
        if (!isOver) stopWatching(thing)
        isOver = true
      }
    },
    /**
     * A connection takes actions: what was asked and not answered is asked again, by the same number.
     * Watching is of one connection, so it is asked for anew.
     */
    connected(): void {
      isConnected = true
      sendFirst()
      for (const thing of watchers.keys()) void act({ verb: 'watch', thing })
    },
    lost(): void {
      isConnected = false
    },
    /** Nothing will be answered any more. */
    close(): void {
      isConnected = false
      for (const { answer } of waiting.splice(0)) answer({ ok: false, why: NO_CONNECTION })
    },
  }
}
