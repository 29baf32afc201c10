// [row 15] Nobody gets into a real node in somebody's name: by a forged voucher, without one, or by a socket
// that nobody signed for. Forged requests have a table and a test of their own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { PERSON_HEADER } from '../../../../shared/wire/peers/peer-headers.ts'
import { makeWorld, open, servePeer, type ServedPeer } from '../../../peers.ts'
import { FORGED_VOUCHERS, goodVoucher } from './forged-vouchers.ts'
import { hashOf, sentWith, signedBy, type Scene, type Sent } from './forger.ts'
import { sceneAt, sendTo, showCard, type Shown } from './sent.ts'

/** The answer to a knock, whether there is a world or not. */
const KNOCKED = 204
const NOT_SIGNED = 401

let b: ServedPeer
let scene: Scene
let world: string
let shown: readonly Shown[] = []

beforeAll(async () => {
  b = await servePeer('bob')
  world = await makeWorld(b.admin, 'Square')
  await open(b.admin, world, 'see')
  const [honest, mallory] = await Promise.all([showCard(1), showCard(2)])
  shown = [honest, mallory]
  const nodes = { honest: honest.node, mallory: mallory.node }
  scene = await sceneAt(b.server.port, `/api/worlds/${world}/knock`, nodes)
}, 30_000)
afterAll(async () => {
  for (const each of shown) each[Symbol.dispose]()
  await b[Symbol.asyncDispose]()
})

const send = (sent: Sent, voucher: string | null) =>
  sendTo(b.server.port, sent, voucher === null ? [] : [PERSON_HEADER, voucher])

describe('over HTTP', () => {
  it('[row 15] somebody is let in for whom the honest node vouches, with its old key too', async () => {
    for (const key of [scene.honest.key, scene.honest.old]) {
      const answer = await send(sentWith(scene, signedBy(key, scene)), await goodVoucher(scene))
      expect(answer).toEqual({ status: KNOCKED, words: '' })
    }
  })

  it('[row 15] nobody is by a forged voucher, or without one', async () => {
    const wrong: string[] = []
    for (const { what, make, by } of FORGED_VOUCHERS) {
      const from = by === 'mallory' ? scene.mallory : scene.honest
      const signed = signedBy(from.key, scene, { iss: from.identity.name() })
      const { status } = await send(sentWith(scene, signed), await make(scene))
      if (status !== NOT_SIGNED) wrong.push(`${what}: ${status}`)
    }
    const without = await send(sentWith(scene, signedBy(scene.honest.key, scene)), null)
    if (without.status !== NOT_SIGNED) wrong.push('no voucher')
    expect(wrong).toEqual([])
    console.info(`vouchers: ${FORGED_VOUCHERS.length} forged ones at a real node, 0 accepted`)
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
