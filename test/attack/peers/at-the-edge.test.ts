// [row 15] The forgeries of this folder against a real node: each is sent to it over HTTP, where the honest node's own request does something, and
// 0 of them do. Sockets are opened by the same check, so a few ways to get one by fraud stand for all.
import { createServer, request, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { cardOf } from '../../../server/peers/card.ts'
import { CARD_PATH } from '../../../shared/wire/peers.ts'
import { PERSON_HEADER, PeerRefusal } from '../../../shared/wire/peers-http.ts'
import { makeWorld, open, startPeer, type PeerNode } from '../../peers.ts'
import { FORGED_REQUESTS } from './forged-requests.ts'
import { FORGED_VOUCHERS, goodVoucher } from './forged-vouchers.ts'
import { hashOf, makeNode, sentWith, signedBy, type KnownNode, type Scene, type Sent } from './forger.ts'

/** A request that counts knocks at a door, whether there is one or not. */
const KNOCKED = 204
const NOT_SIGNED = 401

let b: PeerNode
let scene: Scene
let world: string
const servers: Server[] = []

/** A node that shows its card where it is named. */
async function placed(seed: number): Promise<KnownNode> {
  let node: KnownNode | null = null
  const server = createServer((incoming, response) => {
    if (incoming.url !== CARD_PATH) response.statusCode = 404
    response.end(node && JSON.stringify(cardOf(node.identity, 'A node')))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  node = await makeNode(`127.0.0.1:${port}`, seed, () => Date.now())
  return node
}

interface Answered {
  readonly status: number
  readonly body: string
}

/** Sends it with every header that it has; null: the platform's own client will not. */
async function send(sent: Sent, voucher: string | null, port = b.server.port): Promise<Answered | null> {
  const { method, path, authorization, body } = sent
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const headers = ['Host', `127.0.0.1:${port}`, 'Content-Length', String(Buffer.byteLength(body))]
  headers.push('Content-Type', 'application/json')
  if (voucher !== null) headers.push(PERSON_HEADER, voucher)
  for (const value of authorization) headers.push('Authorization', value)
  try {
    request({ port, host: '127.0.0.1', method, path, headers, agent: false }, resolve)
      .on('error', reject)
      .end(body)
  } catch {
    return null
  }
  const answer = await promise
  return { status: answer.statusCode ?? 0, body: await text(answer) }
}

beforeAll(async () => {
  b = await startPeer('bob')
  world = await makeWorld(b.admin, 'Square')
  await open(b.admin, world, 'see')
  const [honest, mallory] = await Promise.all([placed(1), placed(2)])
  const path = `/api/worlds/${world}/knock`
  const early: Scene = {
    receiver: { name: () => b.name, run: '' },
    honest,
    mallory,
    path,
    now: () => Date.now(),
  }
  // Which run of it there is the node says to whoever signed for another one.
  const told = await send(sentWith(early, signedBy(honest.key, early)), null)
  const { run } = PeerRefusal.parse(JSON.parse(told?.body ?? ''))
  scene = { ...early, receiver: { name: () => b.name, run: run ?? '' } }
}, 30_000)
afterAll(async () => {
  for (const server of servers) server.close()
  await b[Symbol.asyncDispose]()
})

describe('over HTTP', () => {
  it('[row 15] the honest node is let in, with its old key too', async () => {
    for (const key of [scene.honest.key, scene.honest.old]) {
      const answer = await send(sentWith(scene, signedBy(key, scene)), await goodVoucher(scene))
      expect(answer).toEqual({ status: KNOCKED, body: '' })
    }
  })

  it('[row 15] no forged or replayed request is', async () => {
    const wrong: string[] = []
    let tries = 0
    for (const { what, sends, good = 0 } of FORGED_REQUESTS) {
      let accepted = 0
      for (const sent of await sends(scene)) {
        tries += 1
        const answer = await send(sent, await goodVoucher(scene))
        if (answer !== null && answer.status < 400) accepted += 1
      }
      if (accepted !== good) wrong.push(`${what}: ${accepted} and not ${good}`)
    }
    expect(wrong).toEqual([])
    expect(tries).toBeGreaterThan(60)
    console.info(`row 15: ${tries} requests over HTTP, 0 forged or replayed ones accepted`)
  }, 60_000)

  it('[row 15] nobody is let in by a forged voucher, or without one', async () => {
    const wrong: string[] = []
    for (const { what, make, by } of FORGED_VOUCHERS) {
      const from = by === 'mallory' ? scene.mallory : scene.honest
      const signed = signedBy(from.key, scene, { iss: from.identity.name() })
      const answer = await send(sentWith(scene, signed), await make(scene))
      if (answer !== null && answer.status !== NOT_SIGNED) wrong.push(`${what}: ${answer.status}`)
    }
    const without = await send(sentWith(scene, signedBy(scene.honest.key, scene)), null)
    if (without?.status !== NOT_SIGNED) wrong.push('no voucher')
    expect(wrong).toEqual([])
  }, 30_000)
})

describe('sockets', () => {
  const EMPTY = hashOf('')
  const pathOf = (query = '') => `/sync/${world}?inkland=1${query}`
  const forSocket = (more: object = {}) =>
    signedBy(scene.honest.key, scene, { htm: 'GET', htu: pathOf(), bh: EMPTY, ...more })

  /** The status that a socket is refused with; 0: it opened. */
  async function opens(headers: Readonly<Record<string, string>>, path = pathOf()): Promise<number> {
    const socket = new WebSocket(`ws://127.0.0.1:${b.server.port}${path}`, { headers })
    try {
      return await new Promise<number>((resolve, reject) => {
        socket.once('open', () => resolve(0))
        socket.once('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? -1))
        socket.once('error', reject)
      })
    } finally {
      socket.on('error', () => {})
      socket.terminate()
    }
  }

  it('[row 15] open for the honest node', async () => {
    const voucher = await goodVoucher(scene)
    expect(await opens({ authorization: `Inkland ${forSocket()}`, [PERSON_HEADER]: voucher })).toBe(0)
  })

  it('[row 15] do not open twice by one signature, nor by one for something else', async () => {
    const voucher = await goodVoucher(scene)
    const token = forSocket()
    const as = (signature: string) => ({ authorization: `Inkland ${signature}`, [PERSON_HEADER]: voucher })
    expect(await opens(as(token))).toBe(0)
    const iat = Math.floor(Date.now() / 1000)
    const statuses = await Promise.all([
      opens(as(token)),
      opens(as(signedBy(scene.honest.key, scene))),
      opens(as(forSocket({ htm: 'POST' }))),
      opens(as(forSocket()), pathOf('&bare=1')),
      opens(as(forSocket()), `/sync/${world}/live?inkland=1`),
      opens(as(forSocket({ bh: hashOf('x') }))),
      opens(as(forSocket({ aud: scene.mallory.identity.name() }))),
      opens(as(forSocket({ iss: scene.mallory.identity.name() }))),
      opens(as(forSocket({ iat: iat - 120, exp: iat - 60 }))),
      opens(as(signedBy(scene.mallory.key, scene, { htm: 'GET', htu: pathOf(), bh: EMPTY }))),
      opens({ authorization: `Inkland ${forSocket()}` }),
      opens({ authorization: `Inkland ${voucher}`, [PERSON_HEADER]: voucher }),
      opens({ authorization: `Inkland ${forSocket()}`, [PERSON_HEADER]: forSocket() }),
      opens({ ...as(forSocket()), origin: `http://127.0.0.1:${b.server.port}` }),
    ])
    expect(statuses).toEqual(statuses.map(() => NOT_SIGNED))
  })
})
