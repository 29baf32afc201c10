// Where the other processes of the node reach this one: what clients ask whom they passed on, and what they
// say to each other.
import type { Server } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { answerElsewhere } from '../../cluster/front-door.ts'
import { insideTls, isLink, takeLink, type LinkPurpose } from '../../cluster/inside-link.ts'
import type { RequestListeners } from './accept-turns.ts'
import { createBoundedServer, listen, type Door } from './http-server.ts'
import { parseInsideAddress } from '../../network/inside-address.ts'
import { StoreRefusal } from '../../storage/store-refusal.ts'
import type { ServerClock } from '../../time/server-clock.ts'

interface ListeningParts {
  readonly key: Uint8Array
  /** Connections at once. */
  readonly most: number
  readonly clock: Pick<ServerClock, 'after'>
  /** Whether requests are served here. */
  readonly isServing: () => boolean
  readonly listeners: (others: Door) => RequestListeners
  readonly onLink: (purpose: LinkPurpose, link: TLSSocket) => void
}

/** Rejects with a StoreRefusal where it cannot listen there. */
export async function listenInside(at: string, parts: ListeningParts): Promise<Server> {
  const { key, most, clock, isServing, listeners, onLink } = parts
  const address = parseInsideAddress(at)
  if (address === null) throw new StoreRefusal('--inside takes a host and a port, such as 10.0.0.5:7071.')
  const withLinks = (others: Door): RequestListeners => {
    const clients = listeners(others)
    return {
      request(request, response) {
        if (isServing()) clients.request(request, response)
        else answerElsewhere(response)
      },
      upgrade(request, socket, head) {
        if (!isLink(request)) return clients.upgrade(request, socket, head)
        try {
          const { purpose, link } = takeLink(request, socket, head, clock)
          onLink(purpose, link)
        } catch {
          socket.destroy()
        }
      },
    }
  }
  const server = createBoundedServer(withLinks, { connectionsMax: most, clock, inside: insideTls(key) })
  // Nothing of a body comes to a process that does not take the request.
  server.on('checkContinue', (request, response) => {
    if (isServing()) response.writeContinue()
    server.emit('request', request, response)
  })
  try {
    await listen(server, address.port, address.host)
    return server
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new StoreRefusal(
      `This process cannot listen at ${at} for the others (${why}): say an address and a free port of this machine in --inside, or in --inside-listen where the others reach it by another address.`,
      { cause: error },
    )
  }
}
