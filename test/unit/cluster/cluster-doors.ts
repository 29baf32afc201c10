// Processes of one node, as far as clients come in: real sockets, and the key that they share.
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'
import { FrontDoor, type ClientServer, type ServingPlace } from '../../../server/cluster/front-door.ts'
import type { InsideAddress } from '../../../server/network/inside-address.ts'
import { listenInside } from '../../../server/http/edge/inside-listener.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { freePort } from '../../support/free-port.ts'

export const HOST = '127.0.0.1'
export const KEY = randomBytes(32)

type Serving = Partial<{
  request(request: IncomingMessage, response: ServerResponse): unknown
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): unknown
}>

/** A process, which leads as soon as it is asked to; sockets of others go where `places` says. */
export async function startProcess() {
  const door = new FrontDoor(KEY, systemClock)
  /** Where sockets for worlds are served. */
  const places = { next: (): ServingPlace => 'leader' }
  /** Serves sockets of its worlds. */
  const held: { upgrade: NonNullable<Serving['upgrade']> } = { upgrade: (_, socket) => socket.destroy() }
  const follower: ClientServer = {
    request: (request, response) => void door.passRequest(request, response),
    upgrade: (...asked) =>
      void door.passUpgrade(
        asked,
        () => Promise.resolve(places.next()),
        (...served) => void held.upgrade(...served),
      ),
  }
  const serving: ClientServer = {
    request: (...asked) => (door.node ?? follower).request(...asked),
    upgrade: (...asked) => (door.node ?? follower).upgrade(...asked),
  }
  const outside: Server = createServer((...asked) => serving.request(...asked))
  outside.on('upgrade', (...asked) => serving.upgrade(...asked))
  await new Promise<void>((listening) => outside.listen(0, HOST, listening))
  const { port } = outside.address() as AddressInfo
  const address: InsideAddress = { host: HOST, port: await freePort() }
  const inside = await listenInside(`${HOST}:${address.port}`, {
    key: KEY,
    most: 100,
    clock: systemClock,
    isServing: () => door.node !== null,
    listeners: () => serving,
    onLink: (_, link) => void link.destroy(),
  })
  const end = (): void => {
    door.close()
    for (const server of [outside, inside]) {
      server.close()
      server.closeAllConnections()
    }
  }
  onTestFinished(end)
  const lead = ({ request = () => undefined, upgrade = () => undefined }: Serving): void =>
    door.serve({
      request: (...asked) => void request(...asked),
      upgrade: (...asked) => void upgrade(...asked),
    })
  return { door, outside, inside, port, address, places, held, lead, end }
}

/** Two processes, of which one leads. */
export async function startTwo(serving: Serving) {
  const [leading, other] = [await startProcess(), await startProcess()]
  leading.lead(serving)
  other.door.passTo(leading.address)
  return { leading, other, port: other.port }
}
