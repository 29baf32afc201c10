// Taking back what one person wrote, over a real node: three stock clients at once, open all the while.
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import { Writers } from '../../../shared/wire/api/sharing-bodies.ts'
import { artifactMap, artifactMaps } from '../../../shared/world/scene/scene.ts'
import { serve } from '../../hosted-node.ts'
import { until, type ServingNode } from '../../process.ts'
import { ask } from '../http/ask.ts'
import { id } from '../world/made.ts'

interface Writer extends AsyncDisposable {
  readonly cookie: string
  readonly account: string
  readonly doc: Y.Doc
  readonly page: (name: string) => string
}

async function come(server: ServingNode, name: string): Promise<Writer> {
  const greeted = await ask(server.url, 'POST /api/me', { body: { name } })
  const { cookie } = greeted
  const { member } = greeted.read(Me)
  class WithCookie extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { cookie } })
    }
  }
  const provider = new WebsocketProvider(`${server.wsUrl}/sync`, 'ada/garden', new Y.Doc(), {
    disableBc: true,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ws is what the provider uses in Node
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
  })
  await until(`${name} is in`, () => provider.synced)
  const { doc } = provider
  return {
    cookie,
    account: member?.account ?? '',
    doc,
    page(thing) {
      const map = artifactMaps(doc).get(id(thing))
      const text = map instanceof Y.Map ? map.get('text') : null
      return text instanceof Y.Text ? text.toJSON() : ''
    },
    async [Symbol.asyncDispose]() {
      provider.destroy()
      await Promise.resolve()
    },
  }
}

function lampOf({ doc }: Pick<Writer, 'doc'>): Y.Map<unknown> {
  const lamp = artifactMaps(doc).get(id('lamp'))
  if (!(lamp instanceof Y.Map)) throw new Error('there is no lamp')
  return lamp
}

function textOf(writer: Writer): Y.Text {
  const text = lampOf(writer).get('text')
  if (!(text instanceof Y.Text)) throw new Error('the lamp has no page')
  return text
}

test('[C2] one person’s edits are taken back while three people are there, and all go on', async () => {
  await using server = await serve({ args: ['--access', 'open'] })
  await using ada = await come(server, 'Ada')
  await using bob = await come(server, 'Bob')
  await using eve = await come(server, 'Eve')
  ada.doc.transact(() => artifactMaps(ada.doc).set(id('lamp'), artifactMap([['name', 'Lamp']], 'It shines.')))
  await until('all have the lamp', () => bob.page('lamp') !== '' && eve.page('lamp') !== '')
  textOf(eve).insert(0, 'EVE ')
  lampOf(eve).set('name', 'Eve’s')
  await until('Bob has it', () => bob.page('lamp').startsWith('EVE'))
  textOf(bob).insert(textOf(bob).length, ' So says Bob.')
  await until('Eve has it', () => eve.page('lamp').includes('Bob'))
  textOf(eve).delete(4, 3)
  await until('Ada has it', () => ada.page('lamp') === 'EVE shines. So says Bob.')

  const asAda = { headers: { cookie: ada.cookie } }
  const written = await ask(server.url, 'GET /api/worlds/ada/garden/writers?since=0', asAda)
  const { writers } = written.read(Writers)
  expect(writers.map(({ account }) => account).toSorted()).toEqual(['ada', 'bob', 'eve'])
  const updatesOf = (told: Writers, who: string): number =>
    told.writers.find(({ account }) => account === who)?.updates ?? 0
  // Edits that come together are stored as one.
  expect(updatesOf({ writers }, 'eve')).toBeGreaterThan(0)
  expect(writers.find(({ account }) => account === 'eve')).toMatchObject({ name: 'Eve' })

  const revert = (isTrial: boolean) =>
    ask(server.url, 'POST /api/worlds/ada/garden/revert', {
      ...asAda,
      body: { account: 'eve', since: 0, isTrial },
    })
  const told = { changed: 1, removed: 0, restored: 0, letters: 7 }
  expect((await revert(true)).read(Reverted)).toMatchObject(told)
  expect(ada.page('lamp')).toBe('EVE shines. So says Bob.')
  expect((await revert(false)).read(Reverted)).toMatchObject(told)
  for (const { page, doc } of [ada, bob, eve]) {
    await until('everybody has it', () => page('lamp') === 'It shines. So says Bob.')
    expect(lampOf({ doc }).get('name')).toBe('Lamp')
  }
  // Nobody was sent away, and all can go on.
  textOf(eve).insert(0, 'Sorry. ')
  await until('Ada has it', () => ada.page('lamp') === 'Sorry. It shines. So says Bob.')
  // It is in the log as one more of Ada's.
  const again = await ask(server.url, 'GET /api/worlds/ada/garden/writers?since=0', asAda)
  expect(updatesOf(again.read(Writers), 'ada')).toBe(updatesOf({ writers }, 'ada') + 1)
})

test('who is nobody here is refused in words, and so is a time that is none', async () => {
  await using server = await serve({ args: ['--access', 'open'] })
  await using ada = await come(server, 'Ada')
  const headers = { cookie: ada.cookie }
  const body = { account: 'somebody-else', since: 0, isTrial: true }
  const nobody = await ask(server.url, 'POST /api/worlds/ada/garden/revert', { headers, body })
  expect(nobody.status).toBe(404)
  expect(nobody.refusal().text).toMatch(/written here/)
  const code = { ...body, account: 'behavior' }
  expect((await ask(server.url, 'POST /api/worlds/ada/garden/revert', { headers, body: code })).status).toBe(
    404,
  )
  const noTime = await ask(server.url, 'GET /api/worlds/ada/garden/writers?since=soon', { headers })
  expect(noTime.status).toBe(400)
})
