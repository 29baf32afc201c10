// Rights in nodes that run: the welcome world, homes, exports under way, a restart, and open nodes, which
// have none.
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { exportWorld } from '../../../server/storage/archive/world-file.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { ARCHIVE_TYPE } from '../../../shared/wire/api/world-bodies.ts'
import { MyRight } from '../../../shared/wire/api/sharing-bodies.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { makeArtifactId, parseWorldId } from '../../../shared/world/address.ts'
import { nodeOf, startAccounts, told, type Somebody } from '../../accounts.ts'
import { startServer, temporaryFolder, until } from '../../process.ts'
import { seededRandom } from '../../simulation/random.ts'
import { Tab } from '../owner/visitors.ts'
import { RawClient } from '../sync/client.ts'
import { newWorld } from '../../contract/made.ts'
import { firstScene } from '../../../server/sync/rooms/first-scene.ts'
import { idOf } from './rights-in-memory.ts'

const LIMIT_MS = 60_000
/** More than the buffers between two processes hold, in bytes. */
const BIG = 11_000_000

const rightIn = async (who: Pick<Somebody, 'ask'>, world: string): Promise<string> =>
  MyRight.parse(await told(await who.ask('GET', `/api/worlds/${world}/right`))).right

describe('[T2]', () => {
  it(
    'everyone signed in may act in the welcome world, until somebody decides otherwise',
    { timeout: LIMIT_MS },
    async () => {
      const data = temporaryFolder()
      const welcome = 'inkland/welcome'
      let admin: Somebody
      {
        await using node = await startAccounts({ data })
        ;({ admin } = node)
        const [bob, gus] = [await node.signUp('bob'), await node.guest('Gus')]
        expect(await Promise.all([admin, bob, gus].map((who) => rightIn(who, welcome)))).toEqual([
          'own',
          'act',
          'none',
        ])
        await told(
          await admin.ask('PATCH', `/api/worlds/${welcome}/sharing`, { everyone: 'none', public: 'see' }),
        )
        await node.server.stop()
      }
      await using server = await startServer({ data, access: 'accounts' })
      const again = nodeOf(server, admin)
      const [bob, gus] = [await again.signIn('bob'), await again.guest('Gus')]
      expect(await Promise.all([bob, gus].map((who) => rightIn(who, welcome)))).toEqual(['see', 'see'])
    },
  )

  it(
    'a home is its person’s, whatever somebody brought before under its id',
    { timeout: LIMIT_MS },
    async () => {
      const data = temporaryFolder()
      await using node = await startAccounts({ data })
      const [bob, cy] = [await node.signUp('bob'), await node.signUp('cy')]
      const { member } = Me.parse(await told(await cy.ask('GET', '/api/me')))
      const file = await worldFile(`home-${member?.body}`)
      const brought = await fetch(`${node.url}/api/worlds/import`, {
        method: 'POST',
        headers: { cookie: bob.cookie, 'content-type': ARCHIVE_TYPE },
        body: file,
      })
      expect(await told(brought)).toMatchObject({ id: `home-${member?.body}` })
      const live = `${node.server.wsUrl}/sync/inkland/welcome/live?inkland=1`
      const tab = await Tab.on(await RawClient.open(live, { cookie: cy.cookie }), 'tab')
      expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
      tab.close()
      expect([await rightIn(cy, 'cy/home'), await rightIn(bob, 'cy/home')]).toEqual(['own', 'none'])
      await node.server.stop()
      await using again = await startServer({ data, access: 'accounts' })
      const given = await fetch(`${again.url}/api/worlds/cy/home/sharing/owner`, {
        method: 'POST',
        headers: { cookie: cy.cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ account: 'bob' }),
      })
      expect([given.status, await given.text()]).toEqual([409, expect.stringContaining('home')])
    },
  )
})

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

it('[T3] an export that is under way breaks off', { timeout: LIMIT_MS }, async () => {
  await using node = await startAccounts()
  const [olga, bob] = [await node.signUp('olga'), await node.signUp('bob')]
  const { address } = (await told(await olga.ask('POST', '/api/worlds', { title: 'Big' }))) as {
    address: string
  }
  await told(await olga.ask('PUT', `/api/worlds/${address}/sharing/people/bob`, { right: 'edit' }))
  const writer = await RawClient.open(`${node.server.wsUrl}/sync/${address}?inkland=1`, {
    cookie: olga.cookie,
  })
  // A client that has not begun as clients do may not send as much.
  writer.send(syncFrame('step1', Uint8Array.of(0)))
  await until('the world is open', () => writer.of('step2').length > 0)
  const doc = new Y.Doc()
  const noise = Buffer.from(seededRandom(5).bytes(BIG)).toString('base64')
  doc.transact(() => {
    for (let at = 0; at < noise.length; at += 500_000) {
      doc.getMap('noise').set(`${at}`, noise.slice(at, at + 500_000))
    }
  })
  writer.send(syncFrame('update', Y.encodeStateAsUpdate(doc)))
  await until('the world is big', () => writer.saved === 1)
  writer.close()

  const asked = get(`${node.url}/api/worlds/${address}/export`, { headers: { cookie: bob.cookie } })
  const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream]
  // Unread bytes stay where they are, and the node waits with the rest.
  response.pause()
  await told(await olga.ask('PUT', `/api/worlds/${address}/sharing/people/bob`, { right: 'none' }))
  let bytes = 0
  const over = Promise.withResolvers<string>()
  response.on('data', (chunk: Buffer) => (bytes += chunk.length))
  response.on('end', () => over.resolve('whole'))
  response.on('error', () => over.resolve('broken off'))
  response.resume()
  expect(await Promise.race([over.promise, pause(LIMIT_MS / 2).then(() => 'late')])).toBe('broken off')
  expect(bytes).toBeLessThan(BIG)
})

it(
  '[T1] in an open node everybody owns everything, and there is nothing to share',
  { timeout: LIMIT_MS },
  async () => {
    await using server = await startServer()
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
  },
)
