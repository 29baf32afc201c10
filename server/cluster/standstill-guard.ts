// Notices that this process stood still, or that one of its clocks jumped: another one may lead by now, and
// have changed what this one has in memory. Whoever asks it something then waits until the database has said
// that it leads still. Where that is over this process begins again, and they are cut off.
import type { IncomingMessage, RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ServerClock } from '../time/server-clock.ts'

/** How often it looks, in ms. */
const LOOK_MS = 250
/**
 * A longer gap between two looks, or between its clocks, makes it ask, in ms: others wait longer before they
 * lead.
 */
const STILL_MS = 5_000

interface GuardedListeners {
  readonly request: RequestListener
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
}

interface StandstillOptions {
  readonly clock: ServerClock
  /** Whether the database has said that this process leads, and was asked less than so long ago, in ms. */
  readonly isHeld: (withinMs: number) => boolean
}

export class StandstillGuard {
  readonly #options: StandstillOptions
  #wall: number
  #monotonic: number
  /** It has not asked since then, by the monotonic clock. */
  #doubtedAt: number | null = null
  #waiting: (() => void)[] = []
  readonly #cancel: () => void

  constructor(options: StandstillOptions) {
    this.#options = options
    this.#wall = options.clock.now()
    this.#monotonic = options.clock.monotonic()
    let cancel = (): void => undefined
    const look = (): void => {
      this.#look()
      cancel = options.clock.after(LOOK_MS, look)
    }
    look()
    this.#cancel = () => cancel()
  }

  /** Lets requests and upgrades through while it is sure. */
  guard({ request, upgrade }: GuardedListeners): GuardedListeners {
    return {
      request: (asked, response) => {
        this.#run(() => {
          if (!asked.socket.destroyed) request(asked, response)
        })
      },
      upgrade: (asked, socket, head) => {
        // Node looks after the socket no more, and nobody else does yet.
        const fail = (): void => void socket.destroy()
        socket.on('error', fail)
        this.#run(() => {
          socket.off('error', fail)
          if (!socket.destroyed) upgrade(asked, socket, head)
        })
      },
    }
  }

  close(): void {
    this.#cancel()
  }

  #run(answer: () => void): void {
    // What came in while it stood still may be read before a timer runs.
    this.#look()
    if (this.#doubtedAt === null) answer()
    else this.#waiting.push(answer)
  }

  #look(): void {
    const { clock, isHeld } = this.#options
    const [wall, monotonic] = [clock.now(), clock.monotonic()]
    const passed = monotonic - this.#monotonic
    // A machine that slept may have a clock that stood still, too.
    const apart = Math.abs(wall - this.#wall - passed)
    this.#wall = wall
    this.#monotonic = monotonic
    if (passed > STILL_MS || apart > STILL_MS) this.#doubtedAt = monotonic
    if (this.#doubtedAt === null || !isHeld(monotonic - this.#doubtedAt)) return
    this.#doubtedAt = null
    const waiting = this.#waiting
    this.#waiting = []
    for (const answer of waiting) answer()
  }
}
