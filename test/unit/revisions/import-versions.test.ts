// Bringing files into a world over HTTP and a stock client's socket: the version before, the timeline's
// session, and taking that back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import { ImportAnswer, VersionsAnswer } from '../../../shared/wire/api/version-bodies.ts'
import { SCENE_TYPE, WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { importedFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { artifactMap, artifactMaps, initScene } from '../../../shared/world/scene/scene.ts'
import { until } from '../../process.ts'
import { ask } from '../http/ask.ts'
import { serveInside, type Inside } from '../http/inside.ts'
import { id } from '../world/made.ts'

let node: Inside
let cookie: string
let provider: WebsocketProvider

beforeAll(async () => {
  node = await serveInside()
  cookie = (await ask(node.url, 'POST /api/me', { body: { name: 'Ada' } })).cookie
  class WithCookie extends WebSocket {
    constructor(address: string) {
      super(address, { headers: { cookie } })
    }
  }
  provider = new WebsocketProvider(`${node.url.replace('http', 'ws')}/sync`, 'ada/garden', new Y.Doc(), {
    disableBc: true,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ws is what the provider uses in Node
    WebSocketPolyfill: WithCookie as unknown as typeof globalThis.WebSocket,
  })
  await until('Ada is in', () => provider.synced)
})
afterAll(async () => {
  provider.destroy()
  await node[Symbol.asyncDispose]()
})

const call = (what: string, body?: unknown) => {
  const [method, path] = what.split(' ', 2)
  return ask(node.url, `${method} /api/worlds/ada/garden${path}`, { headers: { cookie }, body })
}
const history = async () => (await call('GET /history')).read(HistoryAnswer)
const versions = async () => (await call('GET /versions')).read(VersionsAnswer).versions

/** Makes a thing, and waits until it is stored. */
async function make(name: string, mark?: string): Promise<number> {
  const before = (await history()).revision
  if (mark !== undefined) provider.ws?.send(Buffer.from(importedFrame(mark)))
  artifactMaps(provider.doc).set(
    id(name),
    artifactMap([['place', { host: 'root', x: 0, y: 0, facing: 'down' }]], 'Words.'),
  )
  return until('it is stored', async () => {
    const { revision } = await history()
    return revision > before ? revision : null
  })
}

describe('[HI26] an import into a world', () => {
  test('has a version before it, and is a session of its own, which can be taken back', async () => {
    const before = await make('lamp')
    const { mark } = (await call('POST /imports', { files: 12 })).read(ImportAnswer)
    // Asked again without an import in between: one version is enough.
    expect((await call('POST /imports', { files: 12 })).status).toBe(201)
    expect(await versions()).toMatchObject([
      { name: 'Before an import of 12 files', revision: before, isAutomatic: true, by: { name: 'Ada' } },
    ])
    const after = await make('moth', mark)
    await make('frog')
    const { sessions } = await history()
    const found = sessions.find(({ note }) => note?.kind === 'import')
    expect(found).toMatchObject({ from: before, to: after, things: [id('moth')], authors: [{ name: 'Ada' }] })
    expect(found?.note?.id).toMatch(/^files-12-/)

    const taken = await call('POST /revert', { session: { from: before, to: after } })
    expect(taken.read(Reverted)).toMatchObject({ removed: 1 })
    await until('the moth is away', () => hostOf('moth') === 'limbo')
    expect([hostOf('lamp'), hostOf('frog')]).toEqual(['root', 'root'])
  })

  test('of one file is said so; of none or of too many is refused', async () => {
    const { mark } = (await call('POST /imports', { files: 1 })).read(ImportAnswer)
    expect(mark).toMatch(/^files-1-/)
    expect((await versions())[0]?.name).toBe('Before an import of one file')
    for (const files of [1.5, 'many', undefined])
      expect((await call('POST /imports', { files })).status).toBe(400)
    for (const files of [0, -1, 100_001]) {
      const answer = await call('POST /imports', { files })
      expect([answer.status, answer.refusal().text]).toEqual([400, 'An import has 1 to 100000 files.'])
    }
  })

  test('a world that is made of a scene says that it was imported', async () => {
    const scene = new Y.Doc()
    initScene(scene, { title: 'Brought', root: id('root'), name: '', text: '' })
    const headers = { cookie, 'content-type': SCENE_TYPE }
    const body = Y.encodeStateAsUpdate(scene)
    const made = (await ask(node.url, 'POST /api/worlds/import', { headers, body })).read(WorldSummary)
    const answer = await ask(node.url, `GET /api/worlds/${made.address}/history`, { headers: { cookie } })
    const { sessions } = answer.read(HistoryAnswer)
    expect(sessions).toMatchObject([{ note: { kind: 'import', id: made.id }, authors: [{ name: 'Ada' }] }])
  })

  test('a world that is made of a file says so of every row, beside those that said why they were written', async () => {
    const before = await history()
    const file = await fetch(`${node.url}/api/worlds/ada/garden/export`, { headers: { cookie } })
    const body = new Uint8Array(await file.arrayBuffer())
    const headers = { cookie, 'content-type': 'application/octet-stream' }
    const made = (await ask(node.url, 'POST /api/worlds/import', { headers, body })).read(WorldSummary)
    const answer = await ask(node.url, `GET /api/worlds/${made.address}/history`, { headers: { cookie } })
    const after = answer.read(HistoryAnswer)
    expect(after.revision).toBe(before.revision)
    const said = before.sessions.map(({ note }) => note)
    expect(said).toContain(undefined)
    expect(said).toContainEqual({ kind: 'revert', id: expect.any(String) })
    const imported = after.sessions.find(({ note }) => note?.id.startsWith('world-') === true)?.note
    expect(imported).toEqual({ kind: 'import', id: expect.stringMatching(/^world-[\w-]{16}$/) })
    expect(after.sessions.map(({ note }) => note)).toEqual(said.map((note) => note ?? imported))
    expect(after.sessions.map(({ from, to, authors }) => [from, to, authors])).toEqual(
      before.sessions.map(({ from, to, authors }) => [from, to, authors]),
    )
  })
})

function hostOf(name: string): unknown {
  const thing = artifactMaps(provider.doc).get(id(name))
  const place: unknown = thing instanceof Y.Map ? thing.get('place') : null
  return typeof place === 'object' && place !== null && 'host' in place ? place.host : null
}
