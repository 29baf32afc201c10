// Requests and sockets begin in turns: a few ms of them in each turn of the loop, and of each address one
// before the next of any other. Otherwise three thousand that come at once, as many as one address may, would
// hold up everything that others do here until the last has begun.
import type { IncomingMessage, RequestListener } from 'node:http'
import { createLoopTurns } from '../../time/event-loop-turns.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { networkOf } from '../../network/client-network.ts'
import type { Guard } from './origin-guard.ts'
import type { UpgradeListener } from './http-server.ts'

/**
 * How long requests begin in one turn of the loop, in ms: those that begin soon after are answered in the
 * same turn as well.
 */
const TURN_MS = 5

export interface RequestListeners {
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
  const begin = createLoopTurns(clock, TURN_MS)
  const take = (asked: IncomingMessage, go: () => void): void => begin(networkOf(guard.addressOf(asked)), go)
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
