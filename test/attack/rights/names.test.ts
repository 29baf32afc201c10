// Nobody speaks as another, now with real accounts: not by another's client id, nor presence, nor session,
// nor by a file that says who wrote what; and the log names the true account of every update.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { ARCHIVE_TYPE, Authors } from '../../../shared/wire/api/world-bodies.ts'
import { CLOSE, presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { KINDS, Seat, writing } from './world-socket.ts'

const LIMIT_MS = 60_000

let node: AccountsNode
let olga: Somebody
let bob: Somebody
let world: string

beforeAll(async () => {
  node = await serveAccounts()
  olga = await node.signUp('olga')
  bob = await node.signUp('bob')
  const made = await told(await olga.ask('POST', '/api/worlds', { title: 'Garden' }))
  world = (made as { address: string }).address
  await told(await olga.ask('PUT', `/api/worlds/${world}/sharing/people/bob`, { right: 'edit' }))
}, LIMIT_MS)
afterAll(() => node[Symbol.asyncDispose]())

const sit = (who: Somebody, kind: (typeof KINDS)[number] = 'inkland', cookie = who.cookie): Promise<Seat> =>
  Seat.take({ wsUrl: node.server.wsUrl, world, document: '', kind }, cookie)

const write = (text: string) => (doc: Y.Doc) => doc.getText('text').insert(0, text)

/** Who wrote under some client ids, as told to a person. */
async function authors(who: Somebody, at: string, clients: readonly number[]): Promise<string[]> {
  const answer = await told(await who.ask('GET', `/api/worlds/${at}/authors?clients=${clients.join(',')}`))
  return Authors.parse(answer).authors.map((author) => `${author.client}: ${author.who} ${author.name}`)
}

it(
  '[S5] [T7] an edit under another account’s client id is refused, and the log names who truly wrote',
  { timeout: LIMIT_MS },
  async () => {
    const olgas = await sit(olga)
    olgas.client.send(syncFrame('update', writing(olgas.doc, write('Olga'), 1001)))
    await until('it is saved', () => olgas.client.saved === 1)
    for (const kind of KINDS) {
      const bobs = await sit(bob, kind)
      bobs.client.send(syncFrame('update', writing(bobs.doc, write('forged'), 1001)))
      await bobs.settled()
      expect(bobs.refusal).toBe(kind === 'stock' ? CLOSE.identity : 'identity')
      bobs.close()
    }
    const bobs = await sit(bob)
    bobs.client.send(syncFrame('update', writing(bobs.doc, write('Bob'), 1002)))
    await until('it is saved', () => bobs.client.saved === 1)
    expect(await authors(olga, world, [1001, 1002])).toEqual(['1001: you Olga', '1002: person Bob'])
    expect(await authors(bob, world, [1001, 1002])).toEqual(['1001: person Olga', '1002: you Bob'])
    for (const seat of [olgas, bobs]) seat.close()
  },
)

it(
  '[P1] presence under the id or name of somebody who is there is not told',
  { timeout: LIMIT_MS },
  async () => {
    const say = (client: number, cursor: string, clock: number): Uint8Array => {
      const doc = new Y.Doc()
      doc.clientID = client
      const awareness = new Awareness(doc)
      for (let time = 0; time < clock; time++)
        awareness.setLocalState({ user: { name: 'The Queen' }, cursor })
      const update = encodeAwarenessUpdate(awareness, [client])
      awareness.destroy()
      return presenceFrame(update)
    }
    const [olgas, bobs, watching] = [await sit(olga), await sit(bob), await sit(olga)]
    const seen = (): string =>
      watching.client
        .of('presence')
        .map(({ bytes }) => Buffer.from(bytes).toString())
        .join()
    olgas.client.send(say(2001, 'Olga is here', 1))
    await until('Olga is seen', () => seen().includes('Olga is here'))
    bobs.client.send(say(2001, 'Olga says yes', 9))
    bobs.client.send(say(1001, 'I wrote as Olga', 9))
    bobs.client.send(say(2002, 'Bob is here', 1))
    await bobs.settled()
    const bob2 = await sit(bob)
    bob2.client.send(say(2003, 'Bob is here twice', 1))
    await until('Bob is seen', () => seen().includes('Bob is here twice'))
    expect(seen()).not.toContain('Olga says yes')
    expect(seen()).not.toContain('I wrote as Olga')
    expect(seen()).not.toContain('The Queen')
    for (const name of ['Olga', 'Bob'])
      expect(seen()).toMatch(new RegExp(`"user":{"name":"${name}","color":"#[0-9a-f]{6}".*"body":"\\w+"`))
    for (const seat of [olgas, bobs, bob2, watching]) seat.close()
  },
)

it('[T7] a session that was ended, or is made up, is nobody', { timeout: LIMIT_MS }, async () => {
  const elsewhere = await node.signIn('olga')
  await told(await elsewhere.ask('DELETE', '/api/session'))
  const cut = olga.cookie.slice(0, -1)
  for (const cookie of [elsewhere.cookie, cut, `${olga.cookie}x`, olga.cookie.replace('=', '=x')]) {
    const seat = await sit(olga, 'inkland', cookie)
    expect([seat.client.closed?.code, seat.client.frames]).toEqual([CLOSE.right, []])
    expect(await told(await node.ask('GET', '/api/me', undefined, cookie))).toMatchObject({ member: null })
  }
})

it('[T7] a file says nobody of this node wrote it but who brings it', { timeout: LIMIT_MS }, async () => {
  const exported = await olga.ask('GET', `/api/worlds/${world}/export`)
  const file = new Uint8Array(await exported.arrayBuffer())
  const brought = await fetch(`${node.url}/api/worlds/import`, {
    method: 'POST',
    headers: { cookie: bob.cookie, 'content-type': ARCHIVE_TYPE },
    body: file,
  })
  const { address } = (await told(brought)) as { address: string }
  expect(address).toBe('bob/garden')
  expect(await authors(bob, address, [1001, 1002])).toEqual(['1001: somebody null', '1002: you Bob'])
})

it('[T7] worlds are made under one’s own name alone', async () => {
  const tries = [
    await bob.ask('POST', '/api/worlds', { title: 'X', address: 'olga/x' }),
    await node.admin.ask('POST', '/api/worlds', { title: 'X', address: 'olga/x' }),
    await bob.ask('POST', '/api/worlds', { title: 'X', address: 'nobody/x' }),
  ]
  expect(tries.map(({ status }) => status)).toEqual([403, 403, 403])
  const made = await told(await bob.ask('POST', '/api/worlds', { title: 'X', address: 'bob/x' }))
  expect(made).toMatchObject({ address: 'bob/x' })
  expect((await bob.ask('PATCH', '/api/worlds/bob/x', { address: 'olga/x' })).status).toBe(403)
  expect((await bob.ask('PATCH', '/api/worlds/bob/x', { address: 'bob/y' })).status).toBe(200)
})
