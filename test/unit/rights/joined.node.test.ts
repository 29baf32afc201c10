// Rights in nodes that run: the welcome world, homes, exports under way, a restart, and open nodes, which
// have none.
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { exportWorld } from '../../../server/storage/archive/world-file.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { ARCHIVE_TYPE } from '../../../shared/wire/api/world-bodies.ts'
import { MyRight } from '../../../shared/wire/api/sharing-bodies.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { makeArtifactId, parseWorldId } from '../../../shared/world/address.ts'
import { nodeOf, serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import { temporaryFolder } from '../../process.ts'
import { seededRandom } from '../../simulation/random.ts'
import { Tab } from '../owner/visitors.ts'
import { RawClient } from '../sync/client.ts'
import { at, makeWorld, newWorld } from '../../contract/made.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import { firstScene } from '../../../server/sync/rooms/first-scene.ts'
import { idOf } from './rights-in-memory.ts'
import { IS_HARD } from '../../hard.ts'

const LIMIT_MS = 60_000
const LARGE = at('old/large')
/** More than the buffers between two processes hold, in bytes. */
const BIG = 8_000_000

const rightIn = async (who: Pick<Somebody, 'ask'>, world: string): Promise<string> =>
  MyRight.parse(await told(await who.ask('GET', `/api/worlds/${world}/right`))).right

describe('in a node with accounts', () => {
  const data = temporaryFolder()
  const welcome = 'inkland/welcome'
  let node: AccountsNode
  let [bob, cy]: Somebody[] = []

  beforeAll(async () => {
    node = await serveAccounts({ data })
    bob = await node.signUp('bob')
    cy = await node.signUp('cy')
  })
  afterAll(() => node[Symbol.asyncDispose]())

  it('[T2] everyone signed in may act in the welcome world, until somebody decides otherwise', async () => {
    const { admin } = node
    const gus = await node.guest('Gus')
    const all = [admin, named(bob), gus]
    expect(await Promise.all(all.map((who) => rightIn(who, welcome)))).toEqual(['own', 'act', 'none'])
    const sharing = { everyone: 'none', public: 'see' }
    await told(await admin.ask('PATCH', `/api/worlds/${welcome}/sharing`, sharing))
    expect(await Promise.all(all.map((who) => rightIn(who, welcome)))).toEqual(['own', 'see', 'see'])
  })

  it('[T2] a home is its person’s, whatever somebody brought before under its id', async () => {
    const { member } = Me.parse(await told(await named(cy).ask('GET', '/api/me')))
    const file = await worldFile(`home-${member?.body}`)
    const brought = await fetch(`${node.url}/api/worlds/import`, {
      method: 'POST',
      headers: { cookie: named(bob).cookie, 'content-type': ARCHIVE_TYPE },
      body: file,
    })
    expect(await told(brought)).toMatchObject({ id: `home-${member?.body}` })
    const live = `${node.server.wsUrl}/sync/${welcome}/live?inkland=1`
    await told(await node.admin.ask('PATCH', `/api/worlds/${welcome}/sharing`, { everyone: 'act' }))
    const tab = await Tab.on(await RawClient.open(live, { cookie: named(cy).cookie }), 'tab')
    expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
    tab.close()
    await told(await node.admin.ask('PATCH', `/api/worlds/${welcome}/sharing`, { everyone: 'none' }))
    expect([await rightIn(named(cy), 'cy/home'), await rightIn(named(bob), 'cy/home')]).toEqual([
      'own',
      'none',
    ])
  })

  it('[T2] after a restart it is the same', async () => {
    await node.server.stop()
    if (IS_HARD) await putLargeWorld(data)
    const again = await serve({ data, access: 'accounts' })
    node = nodeOf(again, await nodeOf(again, node.admin).signIn('ada'))
    bob = await node.signIn('bob')
    const gus = await node.guest('Gus')
    expect(await Promise.all([bob, gus].map((who) => rightIn(who, welcome)))).toEqual(['see', 'see'])
    const cyNow = await node.signIn('cy')
    const given = await cyNow.ask('POST', '/api/worlds/cy/home/sharing/owner', { account: 'bob' })
    expect([given.status, await given.text()]).toEqual([409, expect.stringContaining('home')])
  })

  it.runIf(IS_HARD)('[T3] an export that is under way breaks off', async () => {
    const reader = named(bob)
    const right = (given: string) =>
      node.admin.ask('PUT', `/api/worlds/${LARGE}/sharing/people/bob`, { right: given }).then(told)
    await right('edit')

    const asked = get(`${node.url}/api/worlds/${LARGE}/export`, { headers: { cookie: reader.cookie } })
    const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream]
    // Unread bytes stay where they are, and the node waits with the rest.
    response.pause()
    await right('none')
    let bytes = 0
    const over = Promise.withResolvers<string>()
    response.on('data', (chunk: Buffer) => (bytes += chunk.length))
    response.on('end', () => over.resolve('whole'))
    response.on('error', () => over.resolve('broken off'))
    response.resume()
    expect(await Promise.race([over.promise, pause(LIMIT_MS / 2).then(() => 'late')])).toBe('broken off')
    expect(bytes).toBeLessThan(BIG)
  })
})

function named(who: Somebody | undefined): Somebody {
  if (who === undefined) throw new Error('they have an account')
  return who
}

/** Puts a world into a node's folder that takes long to export. It belongs to nobody. */
async function putLargeWorld(folder: string): Promise<void> {
  const by = { member: idOf('olga'), at: 1, random: seededRandom(5).bytes }
  const noise = Buffer.from(by.random(BIG)).toString('base64')
  const scene = firstScene((doc) => {
    initScene(doc, { root: makeArtifactId(by.random), title: 'Large', name: 'Large', text: '' })
    for (let from = 0; from < noise.length; from += 500_000)
      doc.getMap('noise').set(`${from}`, noise.slice(from, from + 500_000))
  }, by)
  const store = await openSqliteStore({ folder })
  await makeWorld(store, 'large', { address: LARGE, scene })
  await store.close()
}

/** A world of this id as a file, made elsewhere. */
async function worldFile(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const store = createMemoryStore()
  const random = seededRandom(3).bytes
  const fill = (doc: Y.Doc): void =>
    initScene(doc, { root: makeArtifactId(random), title: 'A trap', name: 'A trap', text: '' })
  const scene = firstScene(fill, { member: idOf('mallory'), at: 1, random })
  const base = newWorld('trap', { scene })
  const world = await store.create({ ...base, id: parseWorldId(id) ?? base.id })
  if (world === null) throw new Error('the world was not made')
  const parts: Uint8Array[] = []
  for await (const part of exportWorld(store, world)) parts.push(part)
  return new Uint8Array(Buffer.concat(parts))
}

it('[T1] in an open node everybody owns everything, and there is nothing to share', async () => {
  await using server = await serve()
  const node = nodeOf(server, { ask: () => Promise.reject(new Error('nobody')) } as unknown as Somebody)
  const gus = await node.guest('Gus')
  const made = await told(await node.ask('POST', '/api/worlds', { title: 'Free', address: 'any/where' }))
  expect(made).toMatchObject({ address: 'any/where' })
  expect(await rightIn(gus, 'any/where')).toBe('own')
  const answers = await Promise.all([
    gus.ask('GET', '/api/worlds/any/where/sharing'),
    gus.ask('POST', '/api/worlds/any/where/people/nobody/kick'),
    gus.ask('POST', '/api/worlds/any/where/knock'),
  ])
  expect(answers.map(({ status }) => status)).toEqual([409, 409, 204])
  expect(await answers[0]?.json()).toMatchObject({
    code: 'open',
    text: expect.stringContaining('--access accounts'),
  })
})
