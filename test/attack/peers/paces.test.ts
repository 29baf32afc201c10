// The bounds of one node at another one: each bound is met, at a real node, and the refusal tells in words
// what to do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Call } from '../../../server/peers/known/peer-client.ts'
import { JSON_BYTES_MAX, NODE_RATE, NODE_SOCKET_RATE } from '../../../server/http/edge/http-limits.ts'
import { PENDING_BYTES_MAX } from '../../../server/peers/copies/foreign-worlds.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import {
  give,
  makeWorld,
  pathTo,
  servePeer,
  startLone,
  startPeer,
  type LoneNode,
  type ServedPeer,
} from '../../peers.ts'
import { until } from '../../process.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { writing } from '../rights/world-socket.ts'
import { IS_HARD } from '../../hard.ts'

const LIMIT_MS = 240_000
/** As many as ask at once: more are refused by the node that asks, by itself. */
const AT_ONCE = 6

let b: ServedPeer
let far: LoneNode
let eve: MemberId

beforeAll(async () => {
  ;[b, far] = await Promise.all([servePeer('bob'), startLone()])
  eve = far.person('eve')
}, LIMIT_MS)
afterAll(async () => {
  await far?.[Symbol.asyncDispose]()
  await b?.[Symbol.asyncDispose]()
})

const asks = (call: Omit<Call, 'as' | 'path'> & { readonly path: string }) =>
  far.peers.caller.call(b.name, { ...call, path: pathTo(call.path), as: eve })
const said = (body: unknown): unknown => Reflect.get(Object(body), 'text')

/** Does something again and again until it is refused; answers how often it went well, and the words. */
async function untilRefused(most: number, act: () => Promise<unknown>): Promise<readonly [number, string]> {
  let [done, begun] = [0, 0]
  let words = ''
  const go = async (): Promise<void> => {
    while (begun < most && words === '') {
      begun += 1
      try {
        await act()
        done += 1
      } catch (error) {
        words = error instanceof Error ? error.message : String(error)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, go))
  return [done, words]
}

describe('what one node may cost another one', () => {
  it('[N11] a request that is too large is not read to its end', async () => {
    const world = await makeWorld(b.admin, 'Large')
    const call = { method: 'POST', path: `/api/worlds/${world}/knock` } as const
    const answer = await asks({ ...call, body: { words: 'x'.repeat(JSON_BYTES_MAX) } })
    expect([answer.status, said(answer.body)]).toEqual([413, 'The request is too large.'])
  })

  it.runIf(IS_HARD)(
    '[N11] requests: so many at once, then so many a second, and it says when to go on',
    { timeout: LIMIT_MS },
    async () => {
      const world = await makeWorld(b.admin, 'Often')
      const most = NODE_RATE.atOnce + 60 * NODE_RATE.perSecond
      const [done, words] = await untilRefused(most, () =>
        asks({ method: 'GET', path: `/api/worlds/${world}/right` }),
      )
      expect(done).toBeGreaterThanOrEqual(NODE_RATE.atOnce / 2)
      expect(words).toMatch(
        new RegExp(
          `^${b.name} says: ${far.name} is asking too much at once. It can continue in (a second|\\d+ seconds).$`,
        ),
      )
      await until('it goes on', () =>
        asks({ method: 'GET', path: `/api/worlds/${world}/right` }).catch(() => null),
      )
    },
  )

  it.runIf(IS_HARD)(
    '[N11] sockets: so many at once, then so many a second',
    { timeout: LIMIT_MS },
    async () => {
      const world = await makeWorld(b.admin, 'Sockets')
      await give(b.admin, world, `eve@${far.name}`, 'see')
      const open = async (): Promise<void> => {
        const socket = await far.peers.caller.socket(b.name, pathTo(`/sync/${world}?inkland=1&bare=1`), eve)
        socket.terminate()
      }
      const most = NODE_SOCKET_RATE.atOnce + 60 * NODE_SOCKET_RATE.perSecond
      const [done, words] = await untilRefused(most, open)
      expect(done).toBeGreaterThanOrEqual(NODE_SOCKET_RATE.atOnce)
      expect(words).toContain('is asking too much at once. It can continue in')
      await until('it goes on', () =>
        open().then(
          () => true,
          () => false,
        ),
      )
    },
  )

  it.runIf(IS_HARD)(
    '[N25] what waits for a host that is away has a bound, and says so',
    { timeout: LIMIT_MS },
    async () => {
      await using a = await startPeer('ada')
      const host = await startPeer('cid')
      const there = await makeWorld(host.admin, 'Away')
      await give(host.admin, there, `ada@${a.name}`, 'edit')
      const here = there.replace('/', `@${host.name}/`)
      const { cookie } = a.admin
      const client = await RawClient.open(`${a.server.wsUrl}/sync/${here}?inkland=1`, { cookie })
      await until('it is here', () => client.of('world').length > 0, 30_000)
      await host.server.kill()
      client.send(syncFrame('step1', Uint8Array.of(0)))
      await until('the state is here', () => client.of('step2').length > 0)
      const doc = new Y.Doc()
      for (const { bytes } of client.of('step2')) Y.applyUpdate(doc, bytes)
      const mb = 'x'.repeat(900_000)
      let sent = 0
      while (client.of('refused').length === 0 && sent < (2 * PENDING_BYTES_MAX) / mb.length) {
        client.send(
          syncFrame(
            'update',
            writing(doc, (copy) => copy.getText(`page-${sent}`).insert(0, mb)),
          ),
        )
        sent += 1
        await until(
          'it is taken or refused',
          () => client.saved >= sent || client.of('refused').length > 0,
          30_000,
        )
      }
      expect(sent).toBeGreaterThanOrEqual(PENDING_BYTES_MAX / mb.length)
      expect(client.of('refused')[0]).toMatchObject({
        code: 'bound',
        text: `So many of your changes are waiting for ${host.name} that no more can be kept. Carry on when it is awake.`,
      })
      client.close()
      await host[Symbol.asyncDispose]()
    },
  )
})
