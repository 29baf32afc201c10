// The API against a real node: the sender's own person, and a world's whole life.
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { ARCHIVE_TYPE, WorldList, WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { serve } from '../../hosted-node.ts'
import { until, type ServingNode } from '../../process.ts'
import { ask, type Question } from './ask.ts'

let server: ServingNode
beforeAll(async () => {
  server = await serve()
})
afterAll(async () => server[Symbol.asyncDispose]())

const to = (what: string, question?: Question) => ask(server.url, what, question)

async function greet(name: string): Promise<string> {
  return (await to('POST /api/me', { body: { name } })).cookie
}

async function make(title: string, cookie = ''): Promise<WorldSummary> {
  const answer = await to('POST /api/worlds', { body: { title }, headers: { cookie } })
  expect(answer.status).toBe(201)
  return answer.read(WorldSummary)
}

async function list(which: 'worlds' | 'bin'): Promise<string[]> {
  return (await to(`GET /api/${which}`)).read(WorldList).worlds.map(({ address }) => address)
}

/** The scene of a stock client. */
async function sceneAt(address: string): Promise<Y.Doc> {
  const scene = new Y.Doc()
  const options = { disableBc: true, WebSocketPolyfill: globalThis.WebSocket }
  const provider = new WebsocketProvider(`${server.wsUrl}/sync`, address, scene, options)
  await until('the scene is here', () => provider.synced)
  provider.destroy()
  return scene
}

/** How a world's sockets were closed when `what` was asked. */
async function closeCode(address: string, what: string, question?: Question): Promise<unknown> {
  const socket = new WebSocket(`${server.wsUrl}/sync/${address}`)
  await once(socket, 'message')
  const closed = once(socket, 'close')
  expect((await to(what, question)).status).toBeLessThan(300)
  return ((await closed)[0] as CloseEvent).code
}

describe('who one is', () => {
  it('is nobody before a name was given', async () => {
    const answer = await to('GET /api/me')
    expect(answer.read(Me)).toEqual({ access: 'open', called: expect.any(String), member: null })
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('is a member with a name, an account and a cookie afterwards', async () => {
    const answer = await to('POST /api/me', { body: { name: '  Ada Lovelace ' } })
    const { member } = answer.read(Me)
    expect(member).toMatchObject({ name: 'Ada Lovelace', account: 'ada-lovelace' })
    const again = await to('GET /api/me', { headers: { cookie: answer.cookie } })
    expect(again.read(Me).member).toEqual(member)
    expect(answer.headers['set-cookie']?.[0]).toMatch(/HttpOnly; SameSite=Lax$/)
  })

  it('stays the same member under a new name', async () => {
    const first = await to('POST /api/me', { body: { name: 'Ada' } })
    const second = await to('POST /api/me', { body: { name: 'Bob' }, headers: { cookie: first.cookie } })
    expect(second.read(Me).member).toMatchObject({ id: first.read(Me).member?.id, name: 'Bob' })
  })

  it('is nobody with a forged cookie, and somebody new once it gives a name', async () => {
    const { member } = (await to('POST /api/me', { body: { name: 'Ada' } })).read(Me)
    const payload = Buffer.from(
      JSON.stringify({ member: member?.id, name: 'Ada', session: 'x', since: Date.now() }),
    ).toString('base64url')
    const headers = { cookie: `inkland_session=${payload}.${'A'.repeat(43)}` }
    expect((await to('GET /api/me', { headers })).read(Me).member).toBeNull()
    const named = await to('POST /api/me', { body: { name: 'Eve' }, headers })
    expect(named.read(Me).member?.id).not.toBe(member?.id)
  })

  it.each([
    [{}, 'Give a name, so that others know who you are.'],
    [{ name: 7 }, 'name is missing or of the wrong kind.'],
    [{ name: '   ' }, 'Give a name, so that others know who you are.'],
    [{ name: 'x'.repeat(41) }, 'A name can have at most 40 characters.'],
    [[], 'The body is missing or of the wrong kind.'],
  ])('refuses %j in plain words', async (body, text) => {
    const answer = await to('POST /api/me', { body })
    expect(answer.status).toBe(400)
    expect(answer.refusal()).toEqual({ code: 'malformed', text })
  })

  it('cannot be put into a document by half a character', async () => {
    const answer = await to('POST /api/me', { body: Buffer.from('{"name":"a\\ud800"}') })
    expect(answer.read(Me).member?.name).toBe('a\ufffd')
  })
})

describe('worlds', () => {
  it('begin with the welcome world', async () => {
    const { worlds } = (await to('GET /api/worlds')).read(WorldList)
    expect(worlds.map(({ address }) => address)).toContain('inkland/welcome')
  })

  it('get an address from account and title, numbered when it is taken', async () => {
    const cookie = await greet('Grace Hopper')
    const addresses = []
    for (const title of ['My Garden!', 'my garden', 'My  garden']) {
      addresses.push((await make(title, cookie)).address)
    }
    expect(addresses).toEqual([
      'grace-hopper/my-garden',
      'grace-hopper/my-garden-2',
      'grace-hopper/my-garden-3',
    ])
    expect((await make('!?', cookie)).address).toBe('grace-hopper/world')
    expect((await make('Nobody’s')).address).toBe('guest/nobody-s')
    expect((await make('庭'.repeat(200), cookie)).title).toBe('庭'.repeat(200))
    expect((await make('𝔘'.repeat(100), cookie)).address).toMatch(/^grace-hopper\//)
  })

  it('are made at the address that is asked for, once', async () => {
    const body = { title: 'Lab', address: 'Grace/Lab' }
    const made = await to('POST /api/worlds', { body })
    expect(made.read(WorldSummary)).toMatchObject({ title: 'Lab', address: 'grace/lab', binnedAt: null })
    const again = await to('POST /api/worlds', { body })
    expect([again.status, again.refusal().code]).toEqual([409, 'taken'])
  })

  it.each([
    [{ title: '' }, 'Give the world a title.'],
    [{ title: 'x'.repeat(201) }, 'A title has at most 200 characters.'],
    [{ title: 'x', address: 'x' }, 'An address is two words with a slash between them, such as ada/garden.'],
    [
      { title: 'x', address: '../x' },
      'An address is two words with a slash between them, such as ada/garden.',
    ],
  ])('are refused in plain words: %j', async (body, text) => {
    expect((await to('POST /api/worlds', { body })).refusal()).toEqual({ code: 'malformed', text })
  })

  it('move to another address, and no further than a free one', async () => {
    const world = await make('Old Place', await greet('mover'))
    const move = (address: string, from: string = world.address) =>
      to(`PATCH /api/worlds/${from}`, { body: { address } })
    expect((await move('inkland/welcome')).refusal().code).toBe('taken')
    expect((await move(world.address)).read(WorldSummary)).toEqual(world)
    expect((await move('mover/new')).read(WorldSummary)).toMatchObject({ id: world.id, address: 'mover/new' })
    // Its old address means it, too.
    expect((await move('mover/newer')).read(WorldSummary)).toMatchObject({ id: world.id })
    expect((await move('mover/größe', 'mover/newer')).status).toBe(200)
    expect((await move('mover/back', 'mover/gr%C3%B6%C3%9Fe')).status).toBe(200)
  })

  it('go to the bin, come back, and end only from there', async () => {
    const { id, address } = await make('Short Life', await greet('gone'))
    expect((await to(`DELETE /api/bin/${id}`)).refusal().code).toBe('here')

    expect((await to(`DELETE /api/worlds/${address}`)).status).toBe(204)
    expect(await list('worlds')).not.toContain(address)
    expect(await list('bin')).toContain(address)
    const again = await to(`DELETE /api/worlds/${address}`)
    expect([again.status, again.refusal().code]).toEqual([410, 'binned'])
    expect((await to('POST /api/worlds', { body: { title: 'x', address } })).refusal().code).toBe('taken')

    const restored = await to(`POST /api/bin/${id}/restore`)
    expect(restored.read(WorldSummary)).toMatchObject({ id, address, binnedAt: null })
    expect(await list('worlds')).toContain(address)
    expect((await to(`POST /api/bin/${id}/restore`)).refusal().code).toBe('here')

    await to(`DELETE /api/worlds/${address}`)
    expect((await to(`DELETE /api/bin/${id}`)).status).toBe(204)
    expect(await list('bin')).not.toContain(address)
    expect((await to(`DELETE /api/bin/${id}`)).status).toBe(404)
  })

  it('send everybody out who is in them when they move or go to the bin', async () => {
    await make('Busy', await greet('busy'))
    const body = { address: 'busy/moved' }
    expect(await closeCode('busy/busy', 'PATCH /api/worlds/busy/busy', { body })).toBe(CLOSE.moved)
    expect(await closeCode('busy/moved', 'DELETE /api/worlds/busy/moved')).toBe(CLOSE.binned)
  })

  it('leave as a file and come back as another world with the same page', async () => {
    const file = await to('GET /api/worlds/inkland/welcome/export')
    expect(file.status).toBe(200)
    expect(file.headers['content-type']).toBe(ARCHIVE_TYPE)
    expect(file.headers['content-disposition']).toBe('attachment; filename=inkland-welcome.inkland')

    const imported = await to('POST /api/worlds/import?address=carrier/copy', {
      headers: { 'content-type': ARCHIVE_TYPE },
      body: file.bytes,
    })
    expect(imported.status).toBe(201)
    expect(imported.read(WorldSummary)).toMatchObject({ address: 'carrier/copy', title: 'Welcome' })
    const [scene, copy] = await Promise.all([sceneAt('inkland/welcome'), sceneAt('carrier/copy')])
    expect(scene.getMap('artifacts').size).toBeGreaterThan(1)
    expect(copy.getMap('artifacts').toJSON()).toEqual(scene.getMap('artifacts').toJSON())
  })

  it('get an address from their title when they are imported without one', async () => {
    const headers = { 'content-type': ARCHIVE_TYPE, cookie: await greet('Keeper') }
    const { bytes: body } = await to('GET /api/worlds/inkland/welcome/export')
    for (const address of ['keeper/welcome', 'keeper/welcome-2']) {
      const imported = await to('POST /api/worlds/import', { headers, body })
      expect(imported.read(WorldSummary)).toMatchObject({ address, title: 'Welcome' })
      expect(await list('worlds')).toContain(address)
    }
  })

  it('are not imported from what is no export, nor over another world, nor in part', async () => {
    const file = (await to('GET /api/worlds/inkland/welcome/export')).bytes
    const put = (body: Uint8Array, address = 'x/y', type: string = ARCHIVE_TYPE) =>
      to(`POST /api/worlds/import?address=${address}`, { headers: { 'content-type': type }, body })

    expect((await put(Buffer.from('no world'))).refusal().code).toBe('archive')
    expect((await put(file.subarray(0, file.length - 9))).refusal().code).toBe('archive')
    expect((await put(Buffer.alloc(0))).refusal().code).toBe('archive')
    expect((await put(file, 'x')).refusal().code).toBe('malformed')
    expect((await put(file, 'inkland/welcome')).refusal().code).toBe('taken')
    expect((await put(file, 'x/y', 'application/json')).status).toBe(415)
    expect(await list('worlds')).not.toContain('x/y')
    expect((await put(file, 'x/y', 'application/octet-stream')).status).toBe(201)
    const huge = { 'content-type': ARCHIVE_TYPE, 'content-length': String(257 * 1024 * 1024) }
    const refused = await to('POST /api/worlds/import', { headers: huge, unfinished: true })
    expect([refused.status, refused.refusal().code]).toEqual([413, 'bound'])
  })
})

describe('what the API has not', () => {
  it.each(['GET /api', 'GET /api/', 'GET /api/x', 'PUT /api/me', 'GET /API/me', 'GET /api/worlds/a/b/c'])(
    '%s is a refusal in JSON',
    async (what) => {
      const answer = await to(what, { headers: { accept: 'text/html' } })
      expect(answer.status).toBe(404)
      if (what.includes('/api/')) expect(answer.refusal().code).toBe('missing')
    },
  )

  it('a world that is not there is a refusal, whatever its name', async () => {
    for (const name of ['no/such', '__proto__/x', 'a%2Fb/c', '%00/x', '../x']) {
      expect((await to(`DELETE /api/worlds/${name}`)).status, name).toBe(404)
    }
    expect((await to('DELETE /api/worlds/%FF/x')).refusal().code).toBe('malformed')
  })

  it('a body over 100 kB, or one that is no JSON, or compressed, is refused', async () => {
    const large = await to('POST /api/me', { body: { name: 'x'.repeat(110_000) } })
    expect([large.status, large.refusal().code]).toEqual([413, 'bound'])
    const broken = await to('POST /api/me', { body: Buffer.from('{"name":') })
    expect([broken.status, broken.refusal().code]).toEqual([400, 'malformed'])
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json' }
    expect((await to('POST /api/me', { headers, body: Buffer.from('x') })).status).toBe(415)
  })
})
