// Requests of a forger to a real node: with every header that it wants, from nodes that show a card and
// nothing else.
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { cardOf } from '../../../../server/peers/identity/node-card.ts'
import { CARD_PATH } from '../../../../shared/wire/peers/peer-claims.ts'
import { PeerRefusal } from '../../../../shared/wire/peers/peer-headers.ts'
import { makeNode, nodeName, sentWith, signedBy, type KnownNode, type Scene, type Sent } from './forger.ts'

export interface Shown extends Disposable {
  readonly node: KnownNode
}

/** A node that shows its card, and nothing else. */
export async function showCard(seed: number): Promise<Shown> {
  let told = ''
  const server = createServer((incoming, response) => {
    response.statusCode = incoming.url === CARD_PATH ? 200 : 404
    response.end(told)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const node = await makeNode(`127.0.0.1:${(server.address() as AddressInfo).port}`, seed, () => Date.now())
  told = JSON.stringify(cardOf(node.identity, 'A node'))
  return {
    node,
    [Symbol.dispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/**
 * The scene at a node that listens on this machine, asked at `path`. The node tells its run to any sender who
 * signed for another one.
 */
export async function sceneAt(
  port: number,
  path: string,
  { honest, mallory }: Pick<Scene, 'honest' | 'mallory'>,
): Promise<Scene> {
  const at = (run: string): Scene => ({
    receiver: { name: () => nodeName(`127.0.0.1:${port}`), run },
    honest,
    mallory,
    path,
    now: () => Date.now(),
  })
  const asked = await sendTo(port, sentWith(at(''), signedBy(honest.key, at(''))))
  return at(PeerRefusal.parse(JSON.parse(asked.words)).run ?? '')
}

/** Sends it as JSON, letter by letter, beside `more` headers. */
export async function sendTo(
  port: number,
  { method, path, authorization, body }: Sent,
  more: readonly string[] = [],
): Promise<{ readonly status: number; readonly words: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const headers = ['Host', `127.0.0.1:${port}`, 'Content-Type', 'application/json', ...more]
  headers.push('Content-Length', String(Buffer.byteLength(body)))
  for (const value of authorization) headers.push('Authorization', value)
  request({ port, host: '127.0.0.1', method, path, headers }, resolve).on('error', reject).end(body)
  const answer = await promise
  return { status: answer.statusCode ?? 0, words: await text(answer) }
}
