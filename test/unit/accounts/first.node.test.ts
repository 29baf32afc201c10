// The first account of a real node: by the link on its console alone, and with all that was made in the
// node's open time.
import { describe, expect, it } from 'vitest'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { ask, firstLink, nodeOf, PASSWORD, secretIn, somebody, startAccounts, told } from '../../accounts.ts'
import { startServer, temporaryFolder, until } from '../../process.ts'
import { sit } from './stock-client.ts'

const first = (secret: string) => ({ secret, account: 'ada', name: 'Ada', password: PASSWORD })

describe('[J1] the first account', () => {
  it('is made with the link on the console, which is another one at each start, and good once', async () => {
    const data = temporaryFolder()
    // It is offered at the public address where there is one.
    await using before = await startServer({
      access: 'accounts',
      data,
      args: ['--origin', 'https://my.domain'],
    })
    const old = await firstLink(before)
    expect(old).toMatch(/^https:\/\/my\.domain\/first#[\w-]{32}$/)
    await before.stop()

    await using node = await startServer({ access: 'accounts', data })
    const link = await firstLink(node)
    expect(link).toMatch(new RegExp(`^${node.url}/first#[\\w-]{32}$`))
    expect(secretIn(link)).not.toBe(secretIn(old))
    expect(Me.parse(await told(await ask(node.url, 'GET', '/api/me'))).node).toMatchObject({ isNew: true })
    for (const secret of [secretIn(old), '', 'x'.repeat(32), secretIn(link).slice(1)]) {
      expect((await ask(node.url, 'POST', '/api/first', first(secret))).status).toBe(404)
    }
    const early = { account: 'eve', name: 'Eve', password: PASSWORD }
    expect((await ask(node.url, 'POST', '/api/accounts', early)).status).toBe(403)

    // Two at once: one of them is the first.
    const both = ['ada', 'eve'].map((account) => ({ ...first(secretIn(link)), account }))
    const made = await Promise.all(both.map((wanted) => ask(node.url, 'POST', '/api/first', wanted)))
    expect(made.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 404])
    const winner = made.find(({ ok }) => ok)
    if (winner === undefined) throw new Error('nobody was first')
    const admin = await somebody(node.url, winner, PASSWORD)
    expect(await told(await admin.ask('GET', '/api/me'))).toMatchObject({
      access: 'accounts',
      node: { isNew: false, signUp: 'invited', guests: true },
      member: { account: admin.account, kind: 'account', isAdmin: true },
    })
    expect((await ask(node.url, 'POST', '/api/first', first(secretIn(link)))).status).toBe(404)
    await node.stop()

    await using after = await startServer({ access: 'accounts', data })
    expect(after.lines()).toEqual([`inkland listening on ${after.url}`])
    expect((await ask(after.url, 'POST', '/api/first', first(secretIn(link)))).status).toBe(404)
    expect(await told(await ask(after.url, 'GET', '/api/me', undefined, admin.cookie))).toMatchObject({
      member: { account: admin.account },
    })
  })

  it('gets what was made in the open time: the same worlds at the same addresses with the same history', async () => {
    const data = temporaryFolder()
    await using open = await startServer({ access: 'open', data })
    // An open node has no accounts, and says so.
    expect(open.lines()).toEqual([`inkland listening on ${open.url}`])
    for (const path of ['/api/first', '/api/accounts', '/api/session', '/api/recovery', '/api/invitations']) {
      expect((await ask(open.url, 'POST', path, first('x'))).status, path).toBe(404)
    }
    const nobody = Me.parse(await told(await ask(open.url, 'GET', '/api/me')))
    expect(nobody).toEqual({ access: 'open', called: expect.any(String), member: null })
    const people = []
    for (const name of ['Bob', 'Eve']) {
      const person = await somebody(open.url, await ask(open.url, 'POST', '/api/me', { name }), '')
      people.push(person)
      await told(await person.ask('POST', '/api/worlds', { title: `World of ${name}` }))
      using seat = await sit(open.wsUrl, `${person.account}/world-of-${person.account}`, person.cookie)
      const saved = seat.saved()
      seat.write((doc) => doc.getMap('meta').set('said', name))
      await until('it is on the disk', () => seat.saved() > saved)
    }
    const histories = new Map<string, Uint8Array>()
    const before = WorldList.parse(await told(await ask(open.url, 'GET', '/api/worlds'))).worlds
    for (const { address } of before) {
      const exported = await ask(open.url, 'GET', `/api/worlds/${address}/export`)
      histories.set(address, new Uint8Array(await exported.arrayBuffer()))
    }
    expect(before.map(({ address }) => address)).toEqual(
      expect.arrayContaining(['bob/world-of-bob', 'eve/world-of-eve', 'inkland/welcome']),
    )
    await open.stop()

    await using node = await startAccounts({ data })
    const mine = WorldList.parse(await told(await node.admin.ask('GET', '/api/worlds'))).worlds
    expect(mine.map(({ address, id }) => `${address} ${id}`).toSorted()).toEqual(
      before.map(({ address, id }) => `${address} ${id}`).toSorted(),
    )
    for (const [address, history] of histories) {
      const exported = await node.admin.ask('GET', `/api/worlds/${address}/export`)
      expect(new Uint8Array(await exported.arrayBuffer()), address).toEqual(history)
      expect(await told(await node.admin.ask('GET', `/api/worlds/${address}/right`))).toEqual({
        right: 'own',
      })
    }
    // Their maker is a guest now, with the same cookie, and has no right there, except in the welcome world,
    // where everyone may come.
    const [bob] = people
    expect(await told(await ask(node.url, 'GET', '/api/me', undefined, bob?.cookie))).toMatchObject({
      member: { id: bob?.id, kind: 'guest', isAdmin: false },
    })
    const seen = await ask(node.url, 'GET', '/api/worlds/bob/world-of-bob/export', undefined, bob?.cookie)
    expect(seen.status).toBe(404)
  })

  it('is who somebody was in the open time, where it is made in their browser; names of others stay theirs', async () => {
    const data = temporaryFolder()
    await using open = await startServer({ access: 'open', data })
    const greet = async (name: string) =>
      somebody(open.url, await ask(open.url, 'POST', '/api/me', { name }), '')
    const [bob, eve] = [await greet('Bob'), await greet('Eve')]
    await told(await bob.ask('POST', '/api/worlds', { title: 'Garden' }))
    await open.stop()

    await using server = await startServer({ access: 'accounts', data })
    const wanted = { ...first(secretIn(await firstLink(server))), account: 'bob', name: 'Bob' }
    const made = await ask(server.url, 'POST', '/api/first', wanted, bob.cookie)
    const admin = await somebody(server.url, made, PASSWORD)
    expect(admin).toMatchObject({ id: bob.id, account: 'bob' })
    expect(await told(await admin.ask('GET', '/api/worlds/bob/garden/right'))).toEqual({ right: 'own' })
    const node = nodeOf(server, admin)
    await expect(node.signUp('eve')).rejects.toThrow('409')
    expect((await node.signUp('eve', {}, eve)).id).toBe(eve.id)
  })
})
