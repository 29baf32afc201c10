// The routes of the past against a real node: what they answer, to whom, and in which words they refuse.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import {
  AuthorsAnswer,
  ChangesAnswer,
  HistoryAnswer,
  StepsAnswer,
} from '../../../shared/wire/api/history-bodies.ts'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { artifactMap, artifactMaps } from '../../../shared/world/scene/scene.ts'
import { serveAccounts, told, type AccountsNode } from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import { until, type ServingNode } from '../../process.ts'
import { ask } from '../http/ask.ts'
import { id } from '../world/made.ts'

const GARDEN = '/api/worlds/ada/garden'

interface Writer {
  readonly cookie: string
  readonly account: string
  readonly doc: Y.Doc
  leave(): void
}

/** Comes into the garden as somebody of a name. */
async function come({ url, wsUrl }: ServingNode, name: string): Promise<Writer> {
  const greeted = await ask(url, 'POST /api/me', { body: { name } })
  const { cookie } = greeted
  class WithCookie extends WebSocket {
    constructor(address: string) {
      super(address, { headers: { cookie } })
    }
  }
  const provider = new WebsocketProvider(`${wsUrl}/sync`, 'ada/garden', new Y.Doc(), {
    disableBc: true,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ws is what the provider uses in Node
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
  })
  await until(`${name} is in`, () => provider.synced)
  return {
    cookie,
    account: greeted.read(Me).member?.account ?? '',
    doc: provider.doc,
    leave: () => provider.destroy(),
  }
}

function pageOf(doc: Y.Doc): Y.Text {
  const lamp = artifactMaps(doc).get(id('lamp'))
  const text = lamp instanceof Y.Map ? lamp.get('text') : null
  if (!(text instanceof Y.Text)) throw new Error('the lamp has no page')
  return text
}

describe('in an open node', () => {
  let server: ServingNode
  let ada: Writer
  let bob: Writer
  /** As presence has it. */
  const LOOK = { body: expect.any(String), color: expect.stringMatching(/^#[0-9a-f]{6}$/) }
  /** The revisions after each sitting. */
  const revisions: number[] = []

  const get = (path: string, headers: Record<string, string> = {}) =>
    ask(server.url, `GET ${GARDEN}${path}`, { headers })
  const history = async (query = '') => (await get(`/history${query}`)).read(HistoryAnswer)

  const wordsAt = async (revision: number): Promise<string | null> => {
    const scene = new Y.Doc()
    Y.applyUpdate(scene, (await get(`/history/${revision}`)).bytes)
    return artifactMaps(scene).has(id('lamp')) ? pageOf(scene).toJSON() : null
  }

  /** Waits until the lamp's page is stored with these words: the node may write rows of its own before it. */
  const stored = async (change: () => void, words: string): Promise<void> => {
    change()
    revisions.push(
      await until('it is stored', async () => {
        const { revision } = await history()
        return (await wordsAt(revision)) === words ? revision : null
      }),
    )
  }

  beforeAll(async () => {
    server = await serve({ args: ['--access', 'open'] })
    ada = await come(server, 'Ada')
    bob = await come(server, 'Bob')
    // One without a place would get it from the node, in a row of its own.
    const place = { host: ada.doc.getMap('meta').get('root'), x: 40, y: 40, facing: 'down' }
    await stored(() => {
      ada.doc.transact(() =>
        artifactMaps(ada.doc).set(
          id('lamp'),
          artifactMap(
            [
              ['name', 'Lamp'],
              ['place', place],
            ],
            'It shines.',
          ),
        ),
      )
    }, 'It shines.')
    await until('Bob has it', () => artifactMaps(bob.doc).has(id('lamp')))
    await stored(() => bob.doc.transact(() => pageOf(bob.doc).delete(3, 6)), 'It .')
    await until('Ada has it', () => pageOf(ada.doc).toJSON() === 'It .')
    await stored(() => ada.doc.transact(() => pageOf(ada.doc).insert(3, 'is out')), 'It is out.')
  })
  afterAll(async () => {
    ada.leave()
    bob.leave()
    await server[Symbol.asyncDispose]()
  })

  test('[HI14] the history names the sittings of people, their letters and things, newest first', async () => {
    const { sessions, revision, hasMore, since } = await history()
    expect([revision, hasMore, since]).toEqual([revisions[2], false, undefined])
    const [last] = sessions
    expect(last).toMatchObject({ to: revisions[2], letters: [16, 6] })
    expect(last?.things).toContain('lamp')
    expect(last?.authors).toEqual([
      { kind: 'person', name: 'Ada', account: ada.account, ...LOOK },
      { kind: 'person', name: 'Bob', account: bob.account, ...LOOK },
    ])
    expect((await history(`?from=${revisions[0]}&to=${revisions[1]}`)).sessions).toMatchObject([
      { from: revisions[0], to: revisions[1], letters: [0, 6], authors: [{ name: 'Bob' }] },
    ])
    expect((await history(`?author=person:${bob.account}`)).sessions).toMatchObject([
      { letters: [0, 6], authors: [{ name: 'Bob' }] },
    ])
    expect((await history('?author=program:')).sessions).toEqual([])
    expect((await history('?thing=lamp')).sessions).toMatchObject([{ letters: [16, 6] }])
    expect((await history('?thing=no-such')).sessions).toEqual([])
  })

  test('[HI15] a state is one Yjs update, which a browser keeps for good under its line', async () => {
    const answer = await get(`/history/${revisions[0]}`)
    expect(answer.headers['content-type']).toBe('application/octet-stream')
    expect(answer.headers['inkland-revision']).toBe(String(revisions[0]))
    expect(answer.headers['cache-control']).toBe('private, no-cache')
    const scene = new Y.Doc()
    Y.applyUpdate(scene, answer.bytes)
    expect(pageOf(scene).toJSON()).toBe('It shines.')
    const { line } = await history()
    const under = await get(`/history/${revisions[1]}?line=${line}`)
    expect(under.headers['cache-control']).toContain('immutable')
    const again = await get(`/history/${revisions[1]}`, { 'if-none-match': String(under.headers['etag']) })
    expect([again.status, again.bytes.length]).toEqual([304, 0])
    const empty = new Y.Doc()
    Y.applyUpdate(empty, (await get('/history/0')).bytes)
    expect(artifactMaps(empty).size).toBe(0)
  })

  test('[HI16] changes and steps say what became of each thing, and by whom', async () => {
    const [from, , to] = revisions
    const { things } = (await get(`/changes?from=${from}&to=${to}`)).read(ChangesAnswer)
    const by = { kind: 'person', name: 'Ada', account: ada.account, ...LOOK }
    expect(things).toMatchObject([{ id: 'lamp', kind: 'changed', values: [] }])
    expect(things[0]?.text).toContainEqual({ at: 9, in: 'is out', by })
    expect(things[0]?.text).toContainEqual({
      at: 3,
      out: 'shines',
      by: { ...by, name: 'Bob', account: bob.account },
    })
    const { steps } = (await get(`/history/steps?from=${from}`)).read(StepsAnswer)
    expect(steps.map(({ to: end }) => end)).toEqual(revisions.slice(1))
    expect(steps[0]).toMatchObject({ from, authors: [{ name: 'Bob' }], things: [{ id: 'lamp' }] })
    const whole = (await get(`/history/steps?from=0&to=${to}&limit=1`)).read(StepsAnswer)
    expect(whole.steps).toMatchObject([{ from: 0, to }])
  })

  test('[HI17] each letter and value of a thing has its author and time', async () => {
    const { text, values } = (await get(`/history/${revisions[2]}/authors?thing=lamp`)).read(AuthorsAnswer)
    expect(text.map(({ length, author }) => [length, author?.name])).toEqual([
      [3, 'Ada'],
      [6, 'Ada'],
      [1, 'Ada'],
    ])
    const author = { name: 'Ada' }
    expect(values).toMatchObject([
      { key: 'name', author },
      { key: 'place', author },
    ])
    expect((await get(`/history/0/authors?thing=lamp`)).status).toBe(404)
  })

  test.each([
    ['/history/9999', 404, 'no such revision'],
    ['/history/one', 400, 'whole number'],
    ['/history/-1', 400, 'whole number'],
    ['/history/1?line=another', 404, 'began anew'],
    ['/history?from=x', 400, 'whole number'],
    ['/history?limit=0', 400, 'limit'],
    ['/history?author=nobody', 400, 'author'],
    ['/history?author=node:-', 400, 'author'],
    ['/history?thing=%20', 400, 'thing'],
    ['/changes?from=1', 400, 'whole number'],
    ['/changes?from=2&to=1', 400, 'forward'],
    ['/changes?from=0&to=9999', 404, 'no such revision'],
    ['/history/steps', 400, 'whole number'],
    ['/history/0/authors', 400, 'thing'],
  ])('[HI18] asking for %s is refused in a sentence', async (path, status, words) => {
    const answer = await get(path)
    expect([answer.status, answer.refusal().text]).toEqual([status, expect.stringContaining(words)])
  })
})

describe('in a node with accounts', () => {
  let node: AccountsNode
  beforeAll(async () => {
    node = await serveAccounts()
  })
  afterAll(() => node[Symbol.asyncDispose]())

  test('[HI19] who may only see a world sees nothing of its past, and who may edit it everything', async () => {
    const { admin, url } = node
    const { address } = (await told(await admin.ask('POST', '/api/worlds', { title: 'Garden' }))) as {
      address: string
    }
    await admin.ask('PATCH', `/api/worlds/${address}/sharing`, { public: 'see' })
    for (const path of [
      'history',
      'history/1',
      'history/steps?from=0',
      'history/0/authors?thing=world',
      'changes?from=0&to=1',
    ]) {
      const answer = await ask(url, `GET /api/worlds/${address}/${path}`)
      expect([path, answer.status]).toEqual([path, 403])
      const own = await admin.ask('GET', `/api/worlds/${address}/${path}`)
      expect([path, own.status]).toEqual([path, 200])
    }
    await admin.ask('PATCH', `/api/worlds/${address}/sharing`, { public: 'none' })
    expect((await ask(url, `GET /api/worlds/${address}/history`)).status).toBe(404)
  })
})
