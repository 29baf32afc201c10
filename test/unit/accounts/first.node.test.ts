// The first account of a real node: by the link on its console alone, and with all that was made in the
// node's open time.
import { describe, expect, it } from 'vitest'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { ask, firstLink, nodeOf, PASSWORD, secretIn, somebody, told, type Somebody } from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import { startServer, temporaryFolder, until } from '../../process.ts'
import { sit } from './stock-client.ts'

const first = (secret: string) => ({ secret, account: 'ada', name: 'Ada', password: PASSWORD })

describe('[J1] the first account', () => {
  const data = temporaryFolder()
  /** What was made in the open time: worlds with their whole history, and who made them. */
  const worlds = new Map<string, { readonly id: string; readonly file: Uint8Array }>()
  const people: Somebody[] = []
  let used = ''
  let admin: Somebody

  it('is none in an open node, which says so', async () => {
    await using open = await serve({ access: 'open', data })
    expect(open.lines()).toEqual([`inkland listening on ${open.url}`])
    for (const path of ['/api/first', '/api/accounts', '/api/session', '/api/recovery', '/api/invitations']) {
      expect((await ask(open.url, 'POST', path, first('x'))).status, path).toBe(404)
    }
    const nobody = Me.parse(await told(await ask(open.url, 'GET', '/api/me')))
    expect(nobody).toEqual({ access: 'open', called: expect.any(String), member: null })
    for (const name of ['Bob', 'Eve']) {
      const person = await somebody(open.url, await ask(open.url, 'POST', '/api/me', { name }), '')
      people.push(person)
      await told(await person.ask('POST', '/api/worlds', { title: `World of ${name}` }))
      using seat = await sit(open.wsUrl, `${person.account}/world-of-${person.account}`, person.cookie)
      const saved = seat.saved()
      seat.write((doc) => doc.getMap('meta').set('said', name))
      await until('it is on the disk', () => seat.saved() > saved)
    }
    const listed = WorldList.parse(await told(await ask(open.url, 'GET', '/api/worlds'))).worlds
    for (const { address, id } of listed) worlds.set(address, { id, file: await exported(open.url, address) })
    expect([...worlds.keys()]).toEqual(
      expect.arrayContaining(['bob/world-of-bob', 'eve/world-of-eve', 'inkland/welcome']),
    )
    await open.stop()
  })

  it('is made with the link on the console, which is another one at each start, and good once', async () => {
    // It is offered at the public address where there is one.
    await using before = await serve({
      access: 'accounts',
      data,
      args: ['--origin', 'https://my.domain'],
    })
    const old = await firstLink(before)
    expect(old).toMatch(/^https:\/\/my\.domain\/first#[\w-]{32}$/)
    await before.stop()

    await using server = await startServer({ access: 'accounts', data })
    const { url } = server
    const link = await firstLink(server)
    expect(link).toMatch(new RegExp(`^${url}/first#[\\w-]{32}$`))
    used = secretIn(link)
    expect(used).not.toBe(secretIn(old))
    expect(Me.parse(await told(await ask(url, 'GET', '/api/me'))).node).toMatchObject({ isNew: true })
    for (const secret of [secretIn(old), '', 'x'.repeat(32), used.slice(1)]) {
      expect((await ask(url, 'POST', '/api/first', first(secret))).status).toBe(404)
    }
    const early = { account: 'ada', name: 'Ada', password: PASSWORD }
    expect((await ask(url, 'POST', '/api/accounts', early)).status).toBe(403)

    // Two at once, in browsers where they were somebody in the open time: one of them is the first.
    const made = await Promise.all(
      people.map(({ account, name, cookie }) =>
        ask(url, 'POST', '/api/first', { ...first(used), account, name }, cookie),
      ),
    )
    expect(made.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 404])
    const at = made.findIndex(({ ok }) => ok)
    const [winner, guest] = [people[at], people[1 - at]]
    if (winner === undefined || guest === undefined || made[at] === undefined)
      throw new Error('one was first')
    admin = await somebody(url, made[at], PASSWORD)
    expect(admin).toMatchObject({ id: winner.id, account: winner.account })
    expect(await told(await admin.ask('GET', '/api/me'))).toMatchObject({
      access: 'accounts',
      node: { isNew: false, signUp: 'invited', guests: true },
      member: { account: admin.account, kind: 'account', isAdmin: true },
    })
    expect((await ask(url, 'POST', '/api/first', first(used))).status).toBe(404)

    // They get what was made in the open time: the same worlds at the same addresses with the same history.
    const mine = WorldList.parse(await told(await admin.ask('GET', '/api/worlds'))).worlds
    expect(new Map(mine.map(({ address, id }) => [address, id]))).toEqual(
      new Map([...worlds].map(([address, { id }]) => [address, id])),
    )
    for (const [address, { file }] of worlds) {
      expect(await exported(url, address, admin.cookie), address).toEqual(file)
      const right = await told(await admin.ask('GET', `/api/worlds/${address}/right`))
      expect(right).toEqual({ right: 'own' })
    }
    // Who else was here is a guest now, with the same cookie, and has no right in what they made; their name
    // stays theirs.
    expect(await told(await ask(url, 'GET', '/api/me', undefined, guest.cookie))).toMatchObject({
      member: { id: guest.id, kind: 'guest', isAdmin: false },
    })
    const path = `/api/worlds/${guest.account}/world-of-${guest.account}/export`
    expect((await ask(url, 'GET', path, undefined, guest.cookie)).status).toBe(404)
    const node = nodeOf(server, admin)
    await expect(node.signUp(guest.account)).rejects.toThrow('409')
    expect((await node.signUp(guest.account, {}, guest)).id).toBe(guest.id)
    await server.stop()
  })

  it('is there after a restart, and no link is', async () => {
    await using after = await serve({ access: 'accounts', data })
    expect(after.lines()).toEqual([`inkland listening on ${after.url}`])
    expect((await ask(after.url, 'POST', '/api/first', first(used))).status).toBe(404)
    expect(await told(await ask(after.url, 'GET', '/api/me', undefined, admin.cookie))).toMatchObject({
      member: { account: admin.account },
    })
  })
})

async function exported(url: string, address: string, cookie?: string): Promise<Uint8Array> {
  const answer = await ask(url, 'GET', `/api/worlds/${address}/export`, undefined, cookie)
  return new Uint8Array(await answer.arrayBuffer())
}
