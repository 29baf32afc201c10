// Versions, restoring and taking back, over HTTP with a node in this process: what they do, and in which
// words they refuse.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import { RestoreAnswer, VersionAnswer, VersionsAnswer } from '../../../shared/wire/api/version-bodies.ts'
import { ARCHIVE_TYPE, WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { AUTOMATIC_VERSIONS_MAX, thinned } from '../../../server/history/version-table.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import { artifactMap, artifactMaps, metaMap } from '../../../shared/world/scene/scene.ts'
import { until } from '../../process.ts'
import { ask } from '../http/ask.ts'
import { serveInside, type Inside } from '../http/inside.ts'
import { id } from '../world/made.ts'

const GARDEN = '/api/worlds/ada/garden'

interface Writer {
  readonly cookie: string
  readonly account: string
  readonly doc: Y.Doc
  leave(): void
}

async function come(url: string, name: string): Promise<Writer> {
  const greeted = await ask(url, 'POST /api/me', { body: { name } })
  const { cookie } = greeted
  class WithCookie extends WebSocket {
    constructor(address: string) {
      super(address, { headers: { cookie } })
    }
  }
  const provider = new WebsocketProvider(`${url.replace('http', 'ws')}/sync`, 'ada/garden', new Y.Doc(), {
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

function thing(doc: Y.Doc, name: string): Y.Map<unknown> {
  const map = artifactMaps(doc).get(id(name))
  if (!(map instanceof Y.Map)) throw new Error(`there is no ${name}`)
  return map
}

function pageOf(doc: Y.Doc, name = 'lamp'): Y.Text {
  const text = thing(doc, name).get('text')
  if (!(text instanceof Y.Text)) throw new Error(`${name} has no page`)
  return text
}

const place = (host: string, x: number) => ({ host, x, y: 0, facing: 'down' })

let node: Inside
let ada: Writer
let bob: Writer

beforeAll(async () => {
  node = await serveInside()
  ada = await come(node.url, 'Ada')
  bob = await come(node.url, 'Bob')
})
afterAll(async () => {
  ada.leave()
  bob.leave()
  await node[Symbol.asyncDispose]()
})

const call = (what: string, body?: unknown) => {
  const [method, path] = what.split(' ', 2)
  return ask(node.url, `${method} ${GARDEN}${path}`, { headers: { cookie: ada.cookie }, body })
}
const revisionNow = async () => (await call('GET /history')).read(HistoryAnswer).revision
const versions = async () => (await call('GET /versions')).read(VersionsAnswer).versions
const refused = async (what: string, body?: unknown) => {
  const answer = await call(what, body)
  return [answer.status, answer.refusal().text]
}

/** Writes something, and waits until it is stored and everybody has it; answers the revision then. */
async function stored(who: Writer, change: (doc: Y.Doc) => void): Promise<number> {
  const before = await revisionNow()
  who.doc.transact(() => change(who.doc))
  const revision = await until('it is stored', async () => {
    const now = await revisionNow()
    return now > before ? now : null
  })
  await until('all have it', () => isSame(ada.doc, bob.doc))
  return revision
}

const isSame = (one: Y.Doc, other: Y.Doc): boolean =>
  JSON.stringify([artifactMaps(one).toJSON(), metaMap(one).toJSON()]) ===
  JSON.stringify([artifactMaps(other).toJSON(), metaMap(other).toJSON()])

/** Makes the lamp as it is at the beginning of a test. */
const lampAnew = (text: string): Promise<number> =>
  stored(ada, (doc) =>
    artifactMaps(doc).set(
      id('lamp'),
      artifactMap(
        [
          ['name', 'Lamp'],
          ['place', place('root', 10)],
        ],
        text,
      ),
    ),
  )

describe('[HI5] versions', () => {
  test('are made of the present or of a revision, listed newest first, and deleted', async () => {
    const first = await lampAnew('One')
    const second = await stored(ada, (doc) => pageOf(doc).insert(3, ' two'))
    const old = (await call('POST /versions', { name: ' At first ', note: 'no two', revision: first })).read(
      VersionAnswer,
    )
    expect(old).toMatchObject({ name: 'At first', note: 'no two', revision: first, isAutomatic: false })
    expect(old.by).toMatchObject({ kind: 'person', name: 'Ada' })
    const now = (await call('POST /versions', { name: 'Now' })).read(VersionAnswer)
    expect(now.revision).toBe(second)
    expect((await versions()).map(({ name }) => name)).toEqual(['Now', 'At first'])
    expect((await call(`DELETE /versions/${old.id}`)).status).toBe(204)
    expect((await versions()).map(({ name }) => name)).toEqual(['Now'])
    expect(await refused(`DELETE /versions/${old.id}`)).toEqual([
      404,
      'This world has no such version. Somebody may have deleted it.',
    ])
    await call(`DELETE /versions/${now.id}`)
  })

  test('[HI9] have a name of 1 to 80 characters, and a revision that is there', async () => {
    await lampAnew('One')
    expect((await call('POST /versions', { name: 'x'.repeat(80) })).status).toBe(201)
    expect(await refused('POST /versions', { name: 'x'.repeat(81) })).toEqual([
      400,
      'The name of a version has at most 80 characters.',
    ])
    expect(await refused('POST /versions', { name: '  ' })).toEqual([400, 'Give the version a name.'])
    const [status, words] = await refused('POST /versions', { name: 'Later', revision: 99_999 })
    expect([status, words]).toEqual([404, expect.stringContaining('no such revision')])
    expect(await refused('POST /versions', { name: 'Never', revision: -1 })).toEqual([
      400,
      'A revision is a whole number from 0 on.',
    ])
  })

  test('[HI8] that the node makes stay all of a day, one a day of a month, one a month before', () => {
    const now = 400 * DAY_MS
    const hours = Array.from({ length: 24 * 120 }, (_, hour) => ({ at: now - hour * (DAY_MS / 24) }))
    const gone = new Set(thinned(hours, now))
    const kept = hours.filter((each) => !gone.has(each)).map(({ at }) => Math.ceil((now - at) / DAY_MS))
    expect(kept.length).toBeLessThanOrEqual(AUTOMATIC_VERSIONS_MAX)
    expect(kept.filter((days) => days <= 1).length).toBeGreaterThanOrEqual(24)
    expect(kept.filter((days) => days > 1 && days <= 30).length).toBeGreaterThanOrEqual(28)
    expect(kept.filter((days) => days > 31).length).toBeLessThanOrEqual(4)
    expect(thinned(hours.slice(0, 10), now)).toEqual([])
  })
})

describe('[HI6] restoring', () => {
  test('brings everything back in one edit with a note, and keeps a version of before', async () => {
    const then = await lampAnew('It shines.')
    await stored(bob, (doc) => {
      pageOf(doc).delete(0, 10)
      pageOf(doc).insert(0, 'Gone')
      thing(doc, 'lamp').set('place', place('limbo', 0))
      artifactMaps(doc).set(id('moth'), artifactMap([['place', place('root', 3)]], ''))
    })
    const before = await revisionNow()
    const restored = (await call('POST /restore', { revision: then })).read(RestoreAnswer)
    expect(restored).toMatchObject({ revision: before + 1, changed: 2 })
    await until('it is back', () => pageOf(bob.doc).toJSON() === 'It shines.')
    expect(thing(bob.doc, 'lamp').get('place')).toEqual(place('root', 10))
    expect(thing(bob.doc, 'moth').get('place')).toMatchObject({ host: 'limbo', was: place('root', 3) })
    const [session] = (await call('GET /history')).read(HistoryAnswer).sessions
    expect(session).toMatchObject({ note: { kind: 'restore' }, from: before })
    expect(session?.authors).toMatchObject([{ kind: 'person', name: 'Ada' }])
    expect((await versions())[0]).toMatchObject({
      name: 'Before a restore',
      revision: before,
      isAutomatic: true,
    })
    // Nothing is left to bring back, so nothing is written.
    expect((await call('POST /restore', { revision: then })).read(RestoreAnswer)).toEqual({
      revision: restored.revision,
      changed: 0,
    })
  })

  test('brings back some things, the page of one, or a passage, and nothing else', async () => {
    await lampAnew('A warm light in the garden.')
    const then = await stored(ada, (doc) => metaMap(doc).set('title', 'Garden'))
    await stored(bob, (doc) => {
      metaMap(doc).set('title', 'Yard')
      thing(doc, 'lamp').set('name', 'Torch')
      const page = pageOf(doc)
      page.delete(0, page.length)
      page.insert(0, 'Dark.')
    })
    await call('POST /restore', { revision: then, passage: { id: 'lamp', from: 2, to: 12 } })
    await until('the passage is back', () => pageOf(bob.doc).toJSON().includes('warm light'))
    expect(pageOf(bob.doc).toJSON()).not.toContain('garden')
    await call('POST /restore', { revision: then, page: 'lamp' })
    await until('the page is back', () => pageOf(bob.doc).toJSON() === 'A warm light in the garden.')
    expect(thing(bob.doc, 'lamp').get('name')).toBe('Torch')
    await call('POST /restore', { revision: then, things: ['lamp'] })
    await until('the thing is back', () => thing(bob.doc, 'lamp').get('name') === 'Lamp')
    expect(metaMap(bob.doc).get('title')).toBe('Yard')
  })

  test('[HI9] says what is wrong with what it is asked', async () => {
    const revision = await lampAnew('One')
    const [status, words] = await refused('POST /restore', { revision: 99_999 })
    expect([status, words]).toEqual([404, expect.stringContaining('no such revision')])
    expect((await refused('POST /restore', { revision, page: 'lamp', things: ['lamp'] }))[1]).toContain(
      'Say one of',
    )
    const passage = { id: 'lamp', from: 3, to: 3 }
    expect((await refused('POST /restore', { revision, passage }))[1]).toContain('A passage goes forward')
    expect((await refused('POST /restore', {}))[0]).toBe(400)
  })
})

describe('[HI25] a world’s file', () => {
  test('carries the versions, and each of them is the same in the world that is made of it', async () => {
    await lampAnew('A light')
    const first = (await call('POST /versions', { name: 'At first', note: 'before the night' })).read(
      VersionAnswer,
    )
    const then = await stored(bob, (doc) => pageOf(doc).insert(7, ' at night'))
    await call('POST /restore', { revision: first.revision, page: 'lamp' })
    await until('it is back', () => pageOf(bob.doc).toJSON() === 'A light')
    const before = await versions()
    const made = await ask(node.url, 'POST /api/worlds/import?address=ada/copy', {
      headers: { cookie: ada.cookie, 'content-type': ARCHIVE_TYPE },
      body: (await call('GET /export')).bytes,
    })
    expect(made.status).toBe(201)
    const at = async (world: string, path: string) =>
      ask(node.url, `GET /api/worlds/${world}${path}`, { headers: { cookie: ada.cookie } })
    const after = (await at('ada/copy', '/versions')).read(VersionsAnswer).versions
    // Versions have other ids there, and who made them is known by name alone.
    const told = (version: VersionAnswer) => ({ ...version, id: '', by: version.by?.kind })
    expect(after.map(told)).toEqual(before.map(told))
    expect(before.map(({ revision }) => revision)).toContain(then)
    const sceneAt = async (world: string, revision: number): Promise<unknown> => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, (await at(world, `/history/${revision}`)).bytes)
      return [artifactMaps(doc).toJSON(), metaMap(doc).toJSON()]
    }
    for (const { revision } of before)
      expect(await sceneAt('ada/copy', revision)).toEqual(await sceneAt('ada/garden', revision))
    await ask(node.url, 'DELETE /api/worlds/ada/copy', { headers: { cookie: ada.cookie } })
  })
})

describe('[HI7] taking back', () => {
  test('lists what it would change, without changing anything, and then does it', async () => {
    await lampAnew('It shines.')
    const at = Date.now()
    await stored(bob, (doc) => pageOf(doc).insert(2, ' hardly'))
    const body = { author: { kind: 'person', id: bob.account }, since: at }
    const before = await revisionNow()
    const trial = (await call('POST /revert', { ...body, isTrial: true })).read(Reverted)
    expect(trial).toMatchObject({ changed: 1, letters: 7, carried: 0, revision: before })
    expect(trial.things).toMatchObject([{ id: 'lamp', kind: 'changed', text: [{ at: 2, out: ' hardly' }] }])
    expect(await revisionNow()).toBe(before)
    expect((await call('POST /revert', body)).read(Reverted)).toMatchObject({
      letters: 7,
      revision: before + 1,
    })
    await until('it is back', () => pageOf(bob.doc).toJSON() === 'It shines.')
    expect((await versions())[0]).toMatchObject({ name: 'Before edits were taken back', revision: before })
  })

  test('takes one session back, of everybody, and leaves what came after', async () => {
    const from = await lampAnew('one two three')
    await stored(bob, (doc) => pageOf(doc).insert(4, 'bob '))
    const to = await stored(ada, (doc) => pageOf(doc).delete(0, 4))
    await stored(ada, (doc) => pageOf(doc).insert(pageOf(doc).length, ' four'))
    await call('POST /revert', { session: { from, to } })
    await until('it is back', () => pageOf(bob.doc).toJSON() === 'one two three four')
  })

  test('[HI9] says what is wrong with what it is asked', async () => {
    const to = await lampAnew('One')
    expect(await refused('POST /revert', { merge: 'never' })).toEqual([
      404,
      'This world had no such merge. Its history lists those that it had.',
    ])
    expect((await refused('POST /revert', {}))[1]).toContain('Say what to take back')
    expect((await refused('POST /revert', { merge: 'm', account: 'ada' }))[1]).toContain(
      'Say what to take back',
    )
    expect((await refused('POST /revert', { session: { from: to, to } }))[1]).toContain('goes forward')
    expect((await refused('POST /revert', { session: { from: 0, to: 99_999 } }))[0]).toBe(404)
    expect(
      (await refused('POST /revert', { author: { kind: 'person', id: 'nobody-here' }, since: 0 }))[0],
    ).toBe(404)
  })
})

test('[HI9] a world in the bin is neither restored, named nor taken back', async () => {
  expect((await call('DELETE ')).status).toBe(204)
  const words = 'That world is in the bin. Restore it first.'
  expect(await refused('POST /restore', { revision: 1 })).toEqual([410, words])
  expect(await refused('POST /versions', { name: 'Now' })).toEqual([410, words])
  expect(await refused('POST /revert', { session: { from: 0, to: 1 } })).toEqual([410, words])
  const { worlds } = (await ask(node.url, 'GET /api/worlds')).read(WorldList)
  expect(worlds).toEqual([])
})
