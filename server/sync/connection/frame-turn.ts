// Measures how long frames were handled in this turn of the event loop, over all connections. Frames that
// came at once are read in many turns, so that somebody who sends a thousand small ones in one packet holds
// up nobody else.
import type { ServerClock } from '../../time/server-clock.ts'

/** Most of one turn that goes to frames, in ms. */
const TURN_MS = 20

export class FrameTurn {
  readonly #clock: Pick<ServerClock, 'monotonic' | 'soon'>
  #endsAt: number | null = null

  constructor(clock: Pick<ServerClock, 'monotonic' | 'soon'>) {
    this.#clock = clock
  }

  /** Whether a sender with more frames has to wait for the next turn. The first one to ask begins a turn. */
  get isOver(): boolean {
    const now = this.#clock.monotonic()
    if (this.#endsAt === null) {
      this.#endsAt = now + TURN_MS
      this.#clock.soon(() => (this.#endsAt = null))
    }
    return now > this.#endsAt
  }
}
