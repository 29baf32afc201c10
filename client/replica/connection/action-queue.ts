// What a person asks of the world's owner: one action at a time, in order, each with a number that rises, so
// that one which is sent again after a reconnect has one effect and the same outcome.
import type { Action } from '../../../shared/play/acts/action.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { NO_ANSWER, type Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { Clock } from '../contract/outside-world.ts'
import { NO_CONNECTION } from '../contract/replica.ts'

/** How long an answer may take, in ms, reconnecting included. */
const ANSWER_TIMEOUT_MS = 10_000

interface Waiting {
  readonly sequence: number
  readonly action: Action
  readonly answer: (outcome: Outcome) => void
}

export class ActionQueue {
  readonly #clock: Clock
  readonly #send: (sequence: number, action: Action) => void
  readonly #waiting: Waiting[] = []
  #sequence = 0
  #isConnected = false

  constructor(clock: Clock, send: (sequence: number, action: Action) => void) {
    this.#clock = clock
    this.#send = send
  }

  /** Asks; says why when it could not be. Never rejects. */
  act(action: Action): Promise<Outcome> {
    if (!this.#isConnected) return Promise.resolve({ ok: false, why: NO_CONNECTION })
    return new Promise((resolve) => {
      const sequence = (this.#sequence += 1)
      const cancel = this.#clock.after(ANSWER_TIMEOUT_MS, () =>
        this.answered(sequence, { ok: false, why: NO_ANSWER }),
      )
      const answer = (outcome: Outcome): void => {
        cancel()
        resolve(outcome)
      }
      this.#waiting.push({ sequence, action, answer })
      if (this.#waiting.length === 1) this.#sendFirst()
    })
  }

  /** What became of an action; one that nobody waits for any more is not heard. */
  answered(sequence: number, outcome: Outcome): void {
    const at = this.#waiting.findIndex((waiting) => waiting.sequence === sequence)
    const [done] = at < 0 ? [] : this.#waiting.splice(at, 1)
    done?.answer(outcome)
    if (at === 0) this.#sendFirst()
  }

  /** A connection takes actions: what was asked and not answered is asked again, by the same number. */
  connected(): void {
    this.#isConnected = true
    this.#sendFirst()
  }

  lost(): void {
    this.#isConnected = false
  }

  /** Nothing will be answered any more. */
  close(): void {
    this.lost()
    for (const { answer } of this.#waiting.splice(0)) answer({ ok: false, why: NO_CONNECTION })
  }

  #sendFirst(): void {
    const [first] = this.#waiting
    if (first && this.#isConnected) this.#send(first.sequence, first.action)
  }
}

/**
 * Which consoles this tab listens to. Watching is of one connection, so it is asked for anew after each
 * reconnect.
 */
export class Watching {
  readonly #ask: (action: Action) => void
  readonly #counts = new Map<ArtifactId, number>()

  constructor(ask: (action: Action) => void) {
    this.#ask = ask
  }

  /** Listens until the returned function is called; two may listen to one thing. */
  watch(thing: ArtifactId): () => void {
    const count = this.#counts.get(thing) ?? 0
    this.#counts.set(thing, count + 1)
    if (count === 0) this.#ask({ verb: 'watch', thing })
    let isOver = false
    return () => {
      if (!isOver) this.#leave(thing)
      isOver = true
    }
  }

  connected(): void {
    for (const thing of this.#counts.keys()) this.#ask({ verb: 'watch', thing })
  }

  #leave(thing: ArtifactId): void {
    const count = (this.#counts.get(thing) ?? 1) - 1
    if (count > 0) {
      this.#counts.set(thing, count)
      return
    }
    this.#counts.delete(thing)
    this.#ask({ verb: 'unwatch', thing })
  }
}
