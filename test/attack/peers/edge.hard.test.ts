// Other nodes, and their people, at a real node with accounts: they may act as members of it, in its worlds,
// and nowhere else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Call, Called } from '../../../server/peers/known/peer-client.ts'
import { KNOCKS_PER_HOUR } from '../../../server/http/worlds/knock-routes.ts'
import { parseNodeName, type MemberId } from '../../../shared/world/address.ts'
import type { Right } from '../../../shared/world/rights.ts'
import { CLOSE, presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { PeerList } from '../../../shared/wire/api/peer-admin-bodies.ts'
import { PERSON_HEADER } from '../../../shared/wire/peers/peer-headers.ts'
import { MyRight, Sharing, type MadeLink } from '../../../shared/wire/api/sharing-bodies.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { ask, told } from '../../accounts.ts'
import {
  give,
  makeWorld,
  open,
  pathTo,
  startAgain,
  startLone,
  startPeer,
  type LoneNode,
  type PeerNode,
} from '../../peers.ts'
import { startServer, until } from '../../process.ts'
import { Tab } from '../../unit/owner/visitors.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { writing } from '../rights/world-socket.ts'

/** How soon somebody who may not be here is gone, in ms. */
const GONE_MS = 1_000
const LIMIT_MS = 60_000
const RIGHTS = ['none', 'see', 'act', 'edit'] as const

let b: PeerNode
let far: LoneNode
let ada: MemberId

beforeAll(async () => {
  ;[b, far] = await Promise.all([startPeer('bob'), startLone()])
  ada = far.person('ada', { name: 'Ada' })
}, LIMIT_MS)
afterAll(async () => {
  await far[Symbol.asyncDispose]()
  await b[Symbol.asyncDispose]()
})

const adaThere = () => `ada@${far.name}`

/** Asks B for somebody of the other node. */
function asks(method: Call['method'], path: string, body?: unknown, as = ada, from = far): Promise<Called> {
  return from.peers.caller.call(b.name, {
    method,
    path: pathTo(path),
    as,
    ...(body !== undefined && { body }),
  })
}

async function rightOf(world: string, as = ada, from = far): Promise<Right> {
  return MyRight.parse((await asks('GET', `/api/worlds/${world}/right`, undefined, as, from)).body).right
}

async function sits(
  world: string,
  query = '',
  document: '' | '/live' = '',
  as = ada,
  from = far,
): Promise<RawClient> {
  const path = `/sync/${world}${document}?inkland=1${query}`
  return new RawClient(await from.peers.caller.socket(b.name, pathTo(path), as))
}

async function sharing(world: string): Promise<Sharing> {
  return Sharing.parse(await told(await b.admin.ask('GET', `/api/worlds/${world}/sharing`)))
}

const at = (world: string, below: string) => `/api/worlds/${world}/${below}`
const newText = () => writing(new Y.Doc(), (doc) => doc.getText('text').insert(0, 'new'))

it.each([
  [2, 'runs a newer Inkland (2; this one is 1). This node has to be updated first.'],
  [0, 'runs an older Inkland (0; this one is 1). It has to be updated first.'],
])(
  '[N4] a node of protocol %d that comes is told which of the two has to be updated',
  async (protocol, words) => {
    await using other = await startLone()
    other.speaks(protocol)
    const came = asks('GET', '/api/worlds/bob/square/right', undefined, other.person('eve'), other)
    await expect(came).rejects.toThrow(`${b.name} says: ${other.name} ${words}`)
  },
)

describe('[N13] rights of people of other nodes', () => {
  /** A request that needs a right, and does nothing that another one of these needs. */
  const ASKED: readonly (readonly [Right, Call['method'], string, unknown?])[] = [
    ['none', 'GET', 'right'],
    ['none', 'POST', 'knock', {}],
    ['see', 'GET', 'scene'],
    ['see', 'GET', 'authors?clients=1'],
    ['edit', 'POST', 'assets/take', { pictures: [] }],
    ['own', 'GET', 'sharing'],
    ['own', 'PATCH', 'sharing', { public: 'edit' }],
    ['own', 'GET', 'people'],
    ['own', 'POST', 'people/bob/kick', {}],
    ['own', 'PUT', 'sharing/people/bob', { right: 'see' }],
    ['own', 'POST', 'sharing/owner', { account: 'bob' }],
    ['own', 'PATCH', '', { title: 'Mine' }],
    ['own', 'DELETE', ''],
  ]

  it.each(RIGHTS)('hold over HTTP, for %s', async (right) => {
    const world = await makeWorld(b.admin, `Asked for ${right}`)
    await give(b.admin, world, adaThere(), right)
    expect(await rightOf(world)).toBe(right)
    const wrong: string[] = []
    for (const [needed, method, below, body] of ASKED) {
      const { status } = await asks(method, at(world, below).replace(/\/$/, ''), body)
      const isEnough = RIGHTS.indexOf(right) >= [...RIGHTS, 'own'].indexOf(needed)
      const isRight = isEnough ? status < 300 : right === 'none' ? status === 404 : status === 403
      if (!isRight) wrong.push(`${method} ${below}: ${status}`)
    }
    expect(wrong).toEqual([])
    expect((await sharing(world)).public).toBe('none')
  })

  it.each(RIGHTS)('hold on sockets, for %s', async (right) => {
    const world = await makeWorld(b.admin, `Visited for ${right}`)
    await give(b.admin, world, adaThere(), right)
    const scene = await sits(world)
    const live = await sits(world, '', '/live')
    if (right === 'none') {
      expect([(await scene.gone()).code, (await live.gone()).code]).toEqual([CLOSE.right, CLOSE.right])
      return
    }
    await until('the world is told', () => scene.of('world').length > 0)
    scene.send(syncFrame('update', newText()))
    live.send(syncFrame('update', newText()))
    await until('the edit is judged', () => scene.saved === 1 || scene.of('refused').length > 0)
    expect(scene.saved).toBe(right === 'edit' ? 1 : 0)
    await until('nobody but the owner writes live', () => live.of('refused').length > 0)
    const tab = await Tab.on(await sits(world, '', '/live'), `tab-${right}`)
    expect(tab.you).toMatchObject({ right, account: adaThere() })
    const { ok } = await tab.ask({ verb: 'visit' })
    expect(ok).toBe(right !== 'see')
    for (const client of [scene, live, tab.client]) client.close()
  })

  it('are given to a whole node, and to anybody; everyone signed in is of this node', async () => {
    const world = await makeWorld(b.admin, 'Many')
    await told(await b.admin.ask('PATCH', at(world, 'sharing'), { everyone: 'edit' }))
    expect(await rightOf(world)).toBe('none')
    await open(b.admin, world, 'see')
    expect(await rightOf(world)).toBe('see')
    await told(await b.admin.ask('PUT', at(world, `sharing/nodes/${far.name}`), { right: 'act' }))
    expect(await rightOf(world)).toBe('act')
    expect((await sharing(world)).nodes).toEqual([{ node: far.name, right: 'act' }])
    await told(await b.admin.ask('PUT', at(world, `sharing/nodes/${far.name}`), { right: 'none' }))
    expect(await rightOf(world)).toBe('see')
    const wrong = await b.admin.ask('PUT', at(world, `sharing/nodes/${b.name}`), { right: 'act' })
    expect(wrong.status).toBe(400)
  })

  it('end: sent out, silenced, banned and let in again, like anybody', async () => {
    const world = await makeWorld(b.admin, 'Order')
    await give(b.admin, world, adaThere(), 'edit')
    const person = `people/${adaThere()}`
    const client = await sits(world)
    await until('she is in', () => client.of('world').length > 0)
    await told(await b.admin.ask('PUT', at(world, `${person}/mute`)))
    expect((await sharing(world)).muted).toEqual([{ account: adaThere(), name: 'Ada' }])
    await told(await b.admin.ask('POST', at(world, `${person}/kick`)))
    await until('she is out', () => client.closed?.code === CLOSE.right, GONE_MS + 500)
    expect(client.closed?.reason).toContain('for a minute')
    await told(await b.admin.ask('PUT', at(world, `${person}/ban`), { until: null }))
    expect(await rightOf(world)).toBe('none')
    await told(await b.admin.ask('DELETE', at(world, `${person}/ban`)))
    expect(await rightOf(world)).toBe('edit')
  })

  it('come of a knock that is answered, and of a link', async () => {
    const world = await makeWorld(b.admin, 'Door')
    expect((await asks('POST', at(world, 'knock'), { words: 'May I?' })).status).toBe(204)
    const knocks = await until('it is heard', async () => {
      const heard = (await sharing(world)).knocks
      return heard.length > 0 && heard
    })
    expect(knocks).toMatchObject([{ account: adaThere(), name: 'Ada', words: 'May I?' }])
    await told(await b.admin.ask('POST', at(world, `sharing/knocks/${adaThere()}`), { right: 'see' }))
    expect(await rightOf(world)).toBe('see')
    const made = await told(
      await b.admin.ask('POST', at(world, 'sharing/links'), { right: 'act', until: null }),
    )
    await asks('POST', at(world, 'link'), { secret: (made as MadeLink).secret })
    expect(await rightOf(world)).toBe('act')
  })

  it('never make somebody of another node the owner', async () => {
    const world = await makeWorld(b.admin, 'Mine')
    for (const [path, body] of [
      [at(world, 'sharing/owner'), { account: adaThere() }],
      [at(world, `sharing/people/${adaThere()}`), { right: 'own' }],
    ] as const) {
      const answer = await b.admin.ask(path.endsWith('owner') ? 'POST' : 'PUT', path, body)
      expect(answer.status).toBe(409)
      expect(await answer.text()).toContain('other nodes')
    }
  })

  it('leave what she wrote under her name, to be taken back', async () => {
    const world = await makeWorld(b.admin, 'Written')
    await give(b.admin, world, adaThere(), 'edit')
    const client = await sits(world)
    client.send(syncFrame('step1', Uint8Array.of(0)))
    await until('the world is there', () => client.of('step2').length > 0)
    const scene = new Y.Doc()
    for (const { bytes } of client.of('step2')) Y.applyUpdate(scene, bytes)
    const root = createView(scene, null).root!
    client.send(
      syncFrame(
        'update',
        writing(scene, (doc) => textOf(doc, root)?.insert(0, 'new '), 4711),
      ),
    )
    await until('it is saved', () => client.saved === 1)
    client.close()
    const authors = await told(await b.admin.ask('GET', at(world, 'authors?clients=4711')))
    expect(JSON.stringify(authors)).toContain('Ada')
    const writers = await told(await b.admin.ask('GET', at(world, 'writers?since=0')))
    expect(JSON.stringify(writers)).toContain(adaThere())
    const revert = { account: adaThere(), since: 0, isTrial: false }
    const takenBack = async () => told(await b.admin.ask('POST', at(world, 'revert'), revert))
    expect(await takenBack()).toMatchObject({ letters: 'new '.length })
    expect(await takenBack()).toMatchObject({ letters: 0 })
  })
})

describe('[N12] people of other nodes', () => {
  it('are who their node says for life: a new name keeps what they have', async () => {
    const world = await makeWorld(b.admin, 'Renamed')
    const id = far.person('carl')
    await give(b.admin, world, `carl@${far.name}`, 'act')
    expect(await rightOf(world, id)).toBe('act')
    far.person('charles', { id, name: 'Charles' })
    expect(await rightOf(world, id)).toBe('act')
    expect((await sharing(world)).people).toEqual([
      { account: `charles@${far.name}`, name: 'Charles', right: 'act' },
    ])
  })

  it('never share a name: who has it now gets nothing of who had it', async () => {
    const world = await makeWorld(b.admin, 'Two')
    await give(b.admin, world, `dora@${far.name}`, 'edit')
    expect(await rightOf(world, far.person('dora'))).toBe('edit')
    expect(await rightOf(world, far.person('dora'))).toBe('none')
    const [had] = (await sharing(world)).people
    expect(had?.account).toMatch(/^dora\.before-/)
  })

  it('are of the node that vouches, whatever they are called elsewhere', async () => {
    await using near = await startLone()
    const world = await makeWorld(b.admin, 'Which')
    await give(b.admin, world, adaThere(), 'edit')
    expect(await rightOf(world, near.person('ada', { id: ada }), near)).toBe('none')
  })

  it('come from a node without an address, which brings its card', async () => {
    await using nameless = await startLone(true)
    const world = await makeWorld(b.admin, 'Open')
    await open(b.admin, world, 'see')
    const id = nameless.person('eve')
    expect(await rightOf(world, id, nameless)).toBe('see')
    const { peers } = PeerList.parse(await told(await b.admin.ask('GET', '/api/admin/peers')))
    expect(peers.find(({ node }) => node === nameless.name)).toMatchObject({
      people: 1,
      heardAt: expect.any(Number) as unknown,
    })
    const asked = await b.admin.ask('POST', `/api/admin/peers/${nameless.name}/retry`)
    expect(await asked.text()).toContain('has no public address')
    const client = await sits(world, '', '', id, nameless)
    await until('the world is told', () => client.of('world').length > 0)
    client.close()
  })
})

describe('[N11] the edge', () => {
  it.each([
    ['GET', '/api/me'],
    ['POST', '/api/me'],
    ['GET', '/api/worlds'],
    ['POST', '/api/worlds'],
    ['POST', '/api/worlds/import'],
    ['GET', '/api/bin'],
    ['GET', '/api/admin'],
    ['PATCH', '/api/admin/settings'],
    ['GET', '/api/sessions'],
    ['POST', '/api/session'],
    ['POST', '/api/invitations'],
    ['GET', '/api/peers/place/eve@third.example/garden'],
  ] as const)('is closed for %s %s', async (method, path) => {
    await expect(asks(method, path, {})).rejects.toThrow('People from other nodes can visit worlds here')
  })

  it('leads to no third node', async () => {
    const answer = await asks('GET', '/api/worlds/eve@third.example/garden/scene')
    expect(answer.status).toBe(404)
    const client = await sits('eve@third.example/garden')
    expect((await client.gone()).code).toBe(CLOSE.right)
  })

  it('looks at no cookie beside a signature', async () => {
    const world = await makeWorld(b.admin, 'Cookie')
    const { signing, acquaintance } = far.peers
    await acquaintance.meet(b.name)
    const path = at(world, 'sharing')
    const authorization = await signing.sign({
      to: b.name,
      method: 'GET',
      path: pathTo(path),
      body: new Uint8Array(),
    })
    const plain = await fetch(new URL(path, b.url), { headers: { authorization, cookie: b.admin.cookie } })
    expect(plain.status).toBe(401)
    const forged = await fetch(new URL(path, b.url), {
      headers: { authorization: 'Inkland x', cookie: b.admin.cookie, [PERSON_HEADER]: 'x' },
    })
    expect(forged.status).toBe(401)
    expect((await ask(b.url, 'GET', path, undefined, b.admin.cookie)).status).toBe(200)
  })

  it('lets somebody knock as often as anybody', async () => {
    const id = far.person('fred')
    const statuses = []
    for (let times = 0; times <= KNOCKS_PER_HOUR; times++) {
      statuses.push((await asks('POST', '/api/worlds/bob/nowhere/knock', {}, id)).status)
    }
    expect(statuses.slice(0, -1).every((status) => status === 204)).toBe(true)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('[N5] a node that ends and starts again', () => {
  it('is asleep meanwhile, which is an answer, and is known again', async () => {
    const node = await startPeer('carol')
    await using _first = node
    const world = await makeWorld(node.admin, 'Night')
    await open(node.admin, world, 'see')
    const right = () =>
      far.peers.caller.call(node.name, { method: 'GET', path: pathTo(at(world, 'right')), as: ada })
    expect((await right()).body).toEqual({ right: 'see' })
    await node.server.kill()
    await expect(right()).rejects.toThrow(`${node.name} is asleep`)
    expect(far.peers.book.find(node.name)).toMatchObject({ state: 'asleep', lastError: { kind: 'asleep' } })
    await using _again = await startAgain(node)
    // It has another run: the request for the earlier run is signed anew.
    const { body } = await until('it is awake', () => right().catch(() => null))
    expect(body).toEqual({ right: 'see' })
    expect(far.peers.book.find(node.name)).toMatchObject({ state: 'awake', retryAt: null })
  })
})

describe('[N13] in an open node', () => {
  it('people of other nodes do everything in its worlds, make none by looking, and are no admins', async () => {
    await using server = await startServer({ access: 'open', args: ['--peers-private'] })
    const name = parseNodeName(`127.0.0.1:${server.port}`)
    if (name === null) throw new Error('a port makes a name')
    const call = (method: Call['method'], path: string, body?: unknown) =>
      far.peers.caller.call(name, {
        method,
        path: pathTo(path),
        as: ada,
        ...(body !== undefined && { body }),
      })
    const welcome = '/api/worlds/inkland/welcome/right'
    expect((await call('GET', welcome)).body).toEqual({ right: 'own' })
    await expect(call('GET', '/api/admin')).rejects.toThrow('People from other nodes')
    const line = await far.peers.caller.socket(name, pathTo('/sync/eve/nowhere?inkland=1'), ada)
    expect((await new RawClient(line).gone()).code).toBe(CLOSE.right)
    expect(await (await ask(server.url, 'GET', '/api/worlds')).text()).not.toContain('nowhere')
    // In an open node everybody is an admin who is of it.
    const blocked = await ask(server.url, 'PATCH', `/api/admin/peers/${far.name}`, { trust: 'blocked' })
    expect(blocked.status).toBe(200)
    await expect(call('GET', welcome)).rejects.toThrow('is blocked here')
  })

  it('nobody comes to a node that is joined with no other one', async () => {
    await using server = await startServer({ args: ['--peers-private', '--peers', 'off'] })
    const name = parseNodeName(`127.0.0.1:${server.port}`)
    if (name === null) throw new Error('a port makes a name')
    await expect(far.peers.acquaintance.meet(name)).rejects.toThrow('does not answer as an Inkland node')
    const answer = await fetch(new URL('/api/worlds/inkland/welcome/right', server.url), {
      headers: { authorization: 'Inkland x' },
    })
    expect([answer.status, await answer.text()]).toEqual([
      401,
      '{"code":"blocked","text":"This node is not connected to other nodes."}',
    ])
  })
})

describe('[N14] a socket with bare=1', () => {
  it('takes edits and actions, and tells nothing of the document', async () => {
    const world = await makeWorld(b.admin, 'Bare')
    await give(b.admin, world, adaThere(), 'edit')
    const [whole, bare] = [await sits(world), await sits(world, '&bare=1')]
    await until('both are in', () => whole.of('world').length > 0 && bare.of('world').length > 0)
    bare.send(syncFrame('update', newText()))
    await until('it is saved, and told to the other', () => bare.saved === 1 && whole.of('update').length > 0)
    whole.send(syncFrame('update', newText()), presenceFrame(Uint8Array.of(0)))
    await until('the other one is saved', () => whole.saved === 1)
    const types = new Set(bare.frames.map(({ type }) => type))
    expect([...types].toSorted()).toEqual(['saved', 'world'])
    const tab = await Tab.on(await sits(world, '&bare=1', '/live'), 'bare')
    expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
    expect(tab.client.frames.map(({ type }) => type)).not.toContain('update')
    for (const client of [whole, bare, tab.client]) client.close()
  })

  it('is for other nodes alone', async () => {
    const world = await makeWorld(b.admin, 'Not bare')
    const url = `${b.server.wsUrl}/sync/${world}?inkland=1&bare=1`
    const client = await RawClient.open(url, { cookie: b.admin.cookie })
    await until('it is asked what it has', () => client.of('step1').length > 0)
    client.close()
  })
})

describe('[N10] trust', () => {
  const trust = async (node: string, to: 'allowed' | 'blocked' | 'unknown') =>
    told(await b.admin.ask('PATCH', `/api/admin/peers/${node}`, { trust: to }))

  it('a node that is blocked is gone within a second, and back when it is allowed', async () => {
    await using bad = await startLone()
    const world = await makeWorld(b.admin, 'Blocked')
    await open(b.admin, world, 'edit')
    const eve = bad.person('eve')
    const clients = await Promise.all(
      (['', '/live'] as const).map((document) => sits(world, '', document, eve, bad)),
    )
    await until('she is in', () => clients.every((client) => client.of('world').length > 0))
    const since = performance.now()
    await trust(bad.name, 'blocked')
    await until('her sockets are closed', () => clients.every((client) => client.closed !== null), GONE_MS)
    console.info(`a blocked node is gone after ${Math.round(performance.now() - since)} ms`)
    expect(clients.map((client) => client.closed)).toEqual(
      clients.map(() => ({ code: CLOSE.right, reason: 'People from your node can no longer come here.' })),
    )
    await expect(rightOf(world, eve, bad)).rejects.toThrow('is blocked here')
    await expect(sits(world, '', '', eve, bad)).rejects.toThrow('is blocked here')
    await trust(bad.name, 'allowed')
    expect(await rightOf(world, eve, bad)).toBe('edit')
  })

  it('a node with other keys than before is blocked until an admin has looked', async () => {
    await using first = await startLone()
    const world = await makeWorld(b.admin, 'Keys')
    await open(b.admin, world, 'see')
    expect(await rightOf(world, first.person('eve'), first)).toBe('see')
    const port = Number(new URL(`http://${first.name}`).port)
    await first[Symbol.asyncDispose]()
    await using second = await startLone(false, port)
    expect(second.name).toBe(first.name)
    // Nobody makes this node ask again and again for keys: an admin does.
    const looked = await b.admin.ask('POST', `/api/admin/peers/${first.name}/retry`)
    expect(looked.status).toBe(403)
    await expect(rightOf(world, second.person('eve'), second)).rejects.toThrow(
      'has different keys than before',
    )
    const list = PeerList.parse(await told(await b.admin.ask('GET', '/api/admin/peers')))
    const kept = list.peers.find(({ node }) => node === first.name)
    expect(kept).toMatchObject({ trust: 'blocked' })
    expect(kept?.trouble).toContain('An admin has to check')
    await trust(first.name, 'unknown')
    expect(await rightOf(world, second.person('eve'), second)).toBe('see')
  })

  it('counts what comes and goes, on lines that are open too, and once', async () => {
    const world = await makeWorld(b.admin, 'Counted')
    await give(b.admin, world, adaThere(), 'see')
    const traffic = async (): Promise<readonly [number, number]> => {
      const { peers } = PeerList.parse(await told(await b.admin.ask('GET', '/api/admin/peers')))
      const { bytesIn, bytesOut } = peers.find(({ node }) => node === far.name)!
      return [bytesIn, bytesOut]
    }
    const before = await traffic()
    const client = await sits(world)
    client.send(syncFrame('step1', Uint8Array.of(0)))
    await until('the world is there', () => client.of('step2').length > 0)
    const open = await traffic()
    const [came, went] = [open[0] - before[0], open[1] - before[1]]
    expect(came).toBeGreaterThan(0)
    expect(went).toBeGreaterThan(0)
    client.close()
    await until('the line has ended', async () => (await traffic())[0] > open[0])
    const [, sent] = await traffic()
    expect(sent - open[1]).toBeLessThan(went)
    // The other node counts the same connection: bytes that left here arrived there.
    expect(far.peers.book.find(b.name)?.bytesIn).toBeGreaterThanOrEqual(went)
    expect(far.peers.book.find(b.name)?.bytesOut).toBeGreaterThanOrEqual(came)
  })

  it('says who this node is and whom it met; meets one by an address; and says what is none', async () => {
    await using other = await startLone()
    const meet = (address: string) => b.admin.ask('POST', '/api/admin/peers', { address })
    expect(await told(await meet(`http://${other.name}/w/ada/garden`))).toMatchObject({
      node: other.name,
      trust: 'allowed',
      state: 'awake',
      people: 0,
    })
    const list = PeerList.parse(await told(await b.admin.ask('GET', '/api/admin/peers')))
    expect(list).toMatchObject({ name: b.name, openness: 'open' })
    const retry = await b.admin.ask('POST', `/api/admin/peers/${other.name}/retry`)
    expect(await told(retry)).toMatchObject({ state: 'awake' })
    expect((await meet('not a node!')).status).toBe(400)
    expect((await meet(b.name)).status).toBe(502)
    expect((await meet('127.0.0.1:1')).status).toBe(403)
    await other[Symbol.asyncDispose]()
    const asleep = await b.admin.ask('POST', `/api/admin/peers/${other.name}/retry`)
    expect(asleep.status).toBe(503)
    expect(await asleep.text()).toContain('is asleep')
  })
})
