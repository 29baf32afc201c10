// The writers under client ids, against a real node.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { Authors } from '../../../shared/wire/api/world-bodies.ts'
import { serve } from '../../hosted-node.ts'
import { until, type ServingNode } from '../../process.ts'
import { ask } from './ask.ts'

let server: ServingNode
beforeAll(async () => {
  server = await serve()
})
afterAll(async () => server[Symbol.asyncDispose]())

/**
 * Writes into a world as somebody with a name, or as a program without; answers the client id and the cookie.
 */
async function write(name: string | null): Promise<{ client: number; cookie: string }> {
  const cookie = name === null ? '' : (await ask(server.url, 'POST /api/me', { body: { name } })).cookie
  class Polyfill extends WebSocket {
    constructor(url: string | URL) {
      super(url, { headers: cookie === '' ? {} : { cookie } })
    }
  }
  const scene = new Y.Doc()
  const provider = new WebsocketProvider(`${server.wsUrl}/sync`, 'ada/garden', scene, {
    disableBc: true,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ws is what the provider uses in Node
    WebSocketPolyfill: Polyfill as unknown as typeof globalThis.WebSocket,
  })
  await until('it is synced', () => provider.synced)
  scene.getMap('meta').set(name ?? 'nobody', true)
  await until('it is stored', async () => (await authors([scene.clientID], cookie)).length === 1)
  provider.destroy()
  return { client: scene.clientID, cookie }
}

async function authors(clients: readonly number[], cookie = '') {
  const what = `GET /api/worlds/ada/garden/authors?clients=${clients.join(',')}`
  const answer = await ask(server.url, what, { headers: cookie === '' ? {} : { cookie } })
  return answer.read(Authors).authors
}

test('[H5] a client id is told by the name of whose it is, and to themselves as their own', async () => {
  const ada = await write('Ada')
  const program = await write(null)
  expect(await authors([ada.client])).toEqual([{ client: ada.client, who: 'person', name: 'Ada' }])
  expect(await authors([ada.client], ada.cookie)).toEqual([{ client: ada.client, who: 'you', name: 'Ada' }])
  expect(await authors([program.client])).toEqual([{ client: program.client, who: 'somebody', name: null }])
  expect(await authors([4242])).toEqual([])
})

test.each(['', '?clients=', '?clients=one', '?clients=1,,2', `?clients=${'1,'.repeat(300)}1`])(
  '[H5] asking with “%s” is refused',
  async (query) => {
    const answer = await ask(server.url, `GET /api/worlds/ada/garden/authors${query}`)
    expect(answer.status).toBe(400)
    expect(answer.refusal().code).toBe('malformed')
  },
)

test('[H5] a world that is not there has no authors', async () => {
  expect((await ask(server.url, 'GET /api/worlds/ada/nowhere/authors?clients=1')).status).toBe(404)
})
