// Requests and sockets begin in turns: a few ms of them in each turn of the loop, and of each address one
// before the next of any other. Otherwise three thousand that come at once, as many as one address may, would
// hold up everything that others do here until the last has begun.
import type { IncomingMessage, RequestListener } from 'node:http'
import { createFairQueue } from '../../time/fair-queue.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { networkOf } from '../../network/client-network.ts'
import type { Guard } from './origin-guard.ts'
import type { UpgradeListener } from './http-server.ts'

/**
 * How long requests begin in one turn of the loop, in ms: those that begin soon after are answered in the
 * same turn as well.
 */
const TURN_MS = 5
/** Most that wait: four on each of as many connections as there usually are. */
const WAITING_MAX = 40_000

interface RequestListeners {
  readonly request: RequestListener
  readonly upgrade: UpgradeListener
}

/**
 * Listens for requests and upgrades, and passes each on once it is its turn; one that has gone by then is
 * skipped.
 */
export function acceptInTurns(
  guard: Pick<Guard, 'addressOf'>,
  { request, upgrade }: RequestListeners,
  clock: Pick<ServerClock, 'monotonic' | 'soon'>,
): RequestListeners {
  const take = createTurns(guard, clock)
  return {
    request(asked, response) {
      take(asked, () => {
        if (!asked.socket.destroyed) request(asked, response)
      })
    },
    upgrade(asked, socket, head) {
      // Node looks after the socket no more, and nobody else does yet.
      const fail = (): void => void socket.destroy()
      socket.on('error', fail)
      take(asked, () => {
        socket.off('error', fail)
        if (!socket.destroyed) upgrade(asked, socket, head)
      })
    },
  }
}

function createTurns(guard: Pick<Guard, 'addressOf'>, clock: Pick<ServerClock, 'monotonic' | 'soon'>) {
  const queue = createFairQueue<() => void>({ waitingMax: WAITING_MAX, waitingEachMax: WAITING_MAX })

  function turn(): void {
    const began = clock.monotonic()
    for (let begin = queue.shift(); begin !== null; begin = queue.shift()) {
      begin()
      if (clock.monotonic() - began >= TURN_MS) break
    }
    if (queue.length > 0) clock.soon(turn)
  }

  return (request: IncomingMessage, begin: () => void): void => {
    if (queue.length === 0) clock.soon(turn)
    queue.push(networkOf(guard.addressOf(request)), begin)
  }
}
