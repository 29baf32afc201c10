// Notices that this process stood still, or that one of its clocks jumped: another one may lead by now, and
// have changed what this one has in memory. Whoever asks it something then waits until the database has said
// that it leads still. Where that is over this process begins again, and they are cut off.
import { repeat } from '../../shared/time/repeat.ts'
import type { ServerClock } from '../time/server-clock.ts'
import type { ClientServer } from './front-door.ts'

/** How often it looks, in ms. */
const LOOK_MS = 250
/**
 * A longer gap between two looks, or between its clocks, makes it ask, in ms: others wait longer before they
 * lead.
 */
const STILL_MS = 5_000

export type StandstillGuard = ReturnType<typeof guardStandstill>

/**
 * `isHeld`: whether the database has said that this process leads, and was asked less than so long ago, in
 * ms.
 */
export function guardStandstill(clock: ServerClock, isHeld: (withinMs: number) => boolean) {
  let [wall, monotonic] = [clock.now(), clock.monotonic()]
  /** It has not asked since then, by the monotonic clock. */
  let doubtedAt: number | null = null
  let waiting: (() => void)[] = []

  function look(): void {
    const [before, since] = [wall, monotonic]
    ;[wall, monotonic] = [clock.now(), clock.monotonic()]
    const passed = monotonic - since
    // A machine that slept may have a clock that stood still, too.
    const apart = Math.abs(wall - before - passed)
    if (passed > STILL_MS || apart > STILL_MS) doubtedAt = monotonic
    if (doubtedAt === null || !isHeld(monotonic - doubtedAt)) return
    doubtedAt = null
    const answers = waiting
    waiting = []
    for (const answer of answers) answer()
  }

  function answerOnceSure(answer: () => void): void {
    // What came in while it stood still may be read before a timer runs.
    look()
    if (doubtedAt === null) answer()
    else waiting.push(answer)
  }

  return {
    /** Lets requests and upgrades through while it is sure. */
    guard: ({ request, upgrade }: ClientServer): ClientServer => ({
      request(asked, response) {
        answerOnceSure(() => {
          if (!asked.socket.destroyed) request(asked, response)
        })
      },
      upgrade(asked, socket, head) {
        // Node looks after the socket no more, and nobody else does yet.
        const fail = (): void => void socket.destroy()
        socket.on('error', fail)
        answerOnceSure(() => {
          socket.off('error', fail)
          if (!socket.destroyed) upgrade(asked, socket, head)
        })
      },
    }),
    close: repeat(look, { everyMs: LOOK_MS, isDueNow: true, clock }),
  }
}
