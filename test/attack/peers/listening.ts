// A node that somebody runs to learn what others sign: it shows its card, answers any request, and keeps the
// requests.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cardOf } from '../../../server/peers/identity/node-card.ts'
import { CARD_PATH, RequestClaims } from '../../../shared/wire/peers/peer-claims.ts'
import type { NodeName } from '../../../shared/world/address.ts'
import { makeNode } from './forged/forger.ts'

/** A request that was signed for this node: its text, and the claims of the signature. */
export interface Heard {
  readonly method: string
  readonly url: string
  readonly claims: RequestClaims
}

export interface Listening extends AsyncDisposable {
  readonly name: NodeName
  /** In the order in which they came; sockets too. */
  readonly heard: Heard[]
}

export async function startListening(seed: number): Promise<Listening> {
  let card = ''
  const heard: Heard[] = []
  const hear = (request: IncomingMessage): void => {
    const { method = '', url = '', headers } = request
    const [, payload = ''] = (headers.authorization ?? '').split('.')
    const claims = RequestClaims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()))
    heard.push({ method, url, claims })
  }
  const server = createServer((request, response) => {
    if (request.url === CARD_PATH) return response.end(card)
    hear(request)
    return response.end('{}')
  })
  server.on('upgrade', (request, socket) => {
    hear(request)
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const node = await makeNode(`127.0.0.1:${(server.address() as AddressInfo).port}`, seed, () => Date.now())
  card = JSON.stringify(cardOf(node.identity, 'A node that listens'))
  return {
    name: node.identity.name(),
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
