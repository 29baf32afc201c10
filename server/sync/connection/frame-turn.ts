// Measures how long frames were handled in this turn of the event loop, over all connections. Frames that
// came at once are read in many turns, so that somebody who sends a thousand small ones in one packet holds
// up nobody else. While nothing may be read, all frames wait.
import type { ServerClock } from '../../time/server-clock.ts'

/** Most of one turn that goes to frames, in ms. */
const TURN_MS = 20
/** So soon it is looked again whether something may be read, in ms. */
const AGAIN_MS = 20

type TurnClock = Pick<ServerClock, 'monotonic' | 'soon' | 'after'>

export class FrameTurn {
  readonly #clock: TurnClock
  readonly #mayRead: () => boolean
  #endsAt: number | null = null

  /** `mayRead`: whether frames are judged by what counts now; they always are, unless given. */
  constructor(clock: TurnClock, mayRead: () => boolean = () => true) {
    this.#clock = clock
    this.#mayRead = mayRead
  }

  /** Whether a sender with more frames has to wait for the next turn. The first one to ask begins a turn. */
  get isOver(): boolean {
    if (!this.#mayRead()) return true
    const now = this.#clock.monotonic()
    if (this.#endsAt === null) {
      this.#endsAt = now + TURN_MS
      this.#clock.soon(() => (this.#endsAt = null))
    }
    return now > this.#endsAt
  }

  /** Calls `run` in the next turn; later, while nothing may be read. */
  next(run: () => void): void {
    if (this.#mayRead()) this.#clock.soon(run)
    else this.#clock.after(AGAIN_MS, run)
  }
}
