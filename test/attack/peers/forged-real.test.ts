// [row 15] The same forged and replayed requests, sent to a real node that knows the honest one and the forger by their cards.
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cardOf } from '../../../server/peers/card.ts'
import { CARD_PATH } from '../../../shared/wire/peers.ts'
import { PeerRefusal } from '../../../shared/wire/peers-http.ts'
import { startServer, type RunningServer } from '../../process.ts'
import { FORGED_REQUESTS } from './forged-requests.ts'
import { makeNode, nodeName, sentWith, signedBy, type KnownNode, type Scene, type Sent } from './forger.ts'

const now = () => Date.now()

let node: RunningServer
let scene: Scene
const closing: (() => void)[] = []

beforeAll(async () => {
  node = await startServer({ args: ['--peers-private'] })
  const honest = await showCard(1)
  const mallory = await showCard(2)
  const name = nodeName(`127.0.0.1:${node.port}`)
  const at = (run: string): Scene => ({
    receiver: { name: () => name, run },
    honest,
    mallory,
    path: '/api/peers/nothing',
    now,
  })
  const asked = await send(sentWith(at(''), signedBy(honest.key, at(''))))
  scene = at(PeerRefusal.parse(JSON.parse(asked.words)).run ?? '')
})
afterAll(async () => {
  for (const close of closing) close()
  await node[Symbol.asyncDispose]()
})

/** A node that shows its card, and nothing else. */
async function showCard(seed: number): Promise<KnownNode> {
  let told = ''
  const server = createServer((incoming, response) => {
    response.statusCode = incoming.url === CARD_PATH ? 200 : 404
    response.end(told)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const known = await makeNode(`127.0.0.1:${(server.address() as AddressInfo).port}`, seed, now)
  told = JSON.stringify(cardOf(known.identity, 'A node'))
  return known
}

async function send({ method, path, authorization, body }: Sent): Promise<{ status: number; words: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const headers = ['Host', `127.0.0.1:${node.port}`, 'Content-Type', 'application/json']
  headers.push('Content-Length', String(Buffer.byteLength(body)))
  for (const value of authorization) headers.push('Authorization', value)
  request({ port: node.port, host: '127.0.0.1', method, path, headers }, resolve)
    .on('error', reject)
    .end(body)
  const answer = await promise
  return { status: answer.statusCode ?? 0, words: await text(answer) }
}

/** Who is let in is told that there is nothing; so is who does not sign as nodes do, and is nobody. */
const isLetIn = ({ status }: { readonly status: number }): boolean => status === 404
const isOfNode = ({ authorization }: Sent): boolean =>
  authorization.some((header) => /^Inkland \S/.test(header))
const isThere = ({ path }: Sent): boolean => path.startsWith('/api/')

it('[row 15] lets the honest node in, with an old key too', async () => {
  for (const key of [scene.honest.key, scene.honest.old]) {
    expect(await send(sentWith(scene, signedBy(key, scene)))).toMatchObject({ status: 404 })
  }
})

it('[row 15] lets none of over 150 forgeries and replays in', async () => {
  const wrong: string[] = []
  let tries = 0
  for (const { what, code, good = 0, sends } of FORGED_REQUESTS) {
    const all = (await sends(scene)).filter((sent) => isOfNode(sent) && isThere(sent))
    for (const [at, sent] of all.entries()) {
      const answer = await send(sent)
      tries += 1
      const isRight = at < good ? isLetIn(answer) : answer.status === 401 && codeIn(answer.words) === code
      if (!isRight) wrong.push(`${what}: ${answer.status} ${answer.words}`)
    }
  }
  expect(wrong).toEqual([])
  expect(tries).toBeGreaterThan(150)
  console.info(`peers cannot be faked: ${tries} forged and replayed requests at a real node, 0 accepted`)
})

const codeIn = (words: string): string => PeerRefusal.parse(JSON.parse(words)).code
