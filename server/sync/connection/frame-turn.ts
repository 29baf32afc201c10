// How long frames were handled in this turn of the loop, over all connections: what came at once is taken in
// many turns, so that whoever sends a thousand small frames in one packet holds up nobody else.
import type { Clock } from '../../time/server-clock.ts'

/** Most of one turn that goes to frames, in ms. */
const TURN_MS = 20

export class FrameTurn {
  readonly #clock: Pick<Clock, 'soon'>
  #endsAt: number | null = null

  constructor(clock: Pick<Clock, 'soon'>) {
    this.#clock = clock
  }

  /** Whether whoever has more frames comes again in the next turn; the first to ask begins one. */
  get isOver(): boolean {
    const now = performance.now()
    if (this.#endsAt === null) {
      this.#endsAt = now + TURN_MS
      this.#clock.soon(() => (this.#endsAt = null))
    }
    return now > this.#endsAt
  }
}
