// A guest who gets an account, on a real node: their writing and their things are the account's, and nobody
// else gets them, whatever they send.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { cookiesOf, serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { Seat } from '../../attack/rights/world-socket.ts'
import { furnish, Tab } from '../owner/visitors.ts'
import { RawClient } from '../sync/client.ts'
import { id } from '../world/made.ts'
import { sit } from './stock-client.ts'

let node: AccountsNode
let worlds = 0

beforeAll(async () => {
  node = await serveAccounts()
})
afterAll(() => node[Symbol.asyncDispose]())

/** A world of the admin's in which a guest may write, by a link. */
async function worldFor(guest: Somebody): Promise<string> {
  const title = `garden ${++worlds}`
  const { address } = (await told(await node.admin.ask('POST', '/api/worlds', { title }))) as {
    address: string
  }
  const link = { right: 'edit', until: null }
  const made = await told(await node.admin.ask('POST', `/api/worlds/${address}/sharing/links`, link))
  await told(
    await guest.ask('POST', `/api/worlds/${address}/link`, { secret: (made as { secret: string }).secret }),
  )
  return address
}

const whoIs = async (cookie: string) =>
  Me.parse(await told(await node.ask('GET', '/api/me', undefined, cookie))).member

/** Writes a word as somebody, under a client id; the answer is whether it was taken. */
async function writes(address: string, cookie: string, clientID: number, word: string): Promise<boolean> {
  using seat = await sit(node.server.wsUrl, address, cookie, { clientID })
  const saved = seat.saved()
  seat.write((doc) => doc.getText('words').insert(0, word))
  await until('it is saved or refused', () => seat.saved() > saved || seat.refused().length > 0)
  return seat.refused().length === 0
}

async function wordsIn(address: string): Promise<string> {
  using seat = await sit(node.server.wsUrl, address, node.admin.cookie)
  return seat.doc.getText('words').toJSON()
}

describe('[J3] a guest who signs in', () => {
  it('goes on as the account, under the same client ids, in rooms that are open', async () => {
    const gus = await node.guest('Gus')
    const address = await worldFor(gus)
    const bob = await node.signUp('bob')
    // Somebody stays in the world, so that its room does not close in between.
    using _stays = await sit(node.server.wsUrl, address, node.admin.cookie)
    expect(await writes(address, gus.cookie, 4711, 'guest ')).toBe(true)
    using seat = await sit(node.server.wsUrl, address, gus.cookie, { clientID: 4712 })
    const saved = seat.saved()
    seat.write((doc) => doc.getText('words').insert(0, 'open '))
    await until('it is on the disk', () => seat.saved() > saved)

    const bobNow = await node.signIn('bob', undefined, gus)
    expect(bobNow.id).toBe(bob.id)
    expect(await seat.closed).toBe(CLOSE.signIn)

    // The link that the guest came with, and the client ids, are the account's.
    expect(await writes(address, bobNow.cookie, 4711, 'account ')).toBe(true)
    expect(await writes(address, bobNow.cookie, 4712, 'again ')).toBe(true)
    expect(await wordsIn(address)).toBe('again account open guest ')
    expect(await whoIs(gus.cookie)).toBeNull()
    expect(await writes(address, node.admin.cookie, 4711, 'thief ')).toBe(false)
  })

  it('finds what they carried in the home of the guest, which is the account’s', async () => {
    const { address } = (await told(await node.admin.ask('POST', '/api/worlds', { title: 'Market' }))) as {
      address: string
    }
    await told(await node.admin.ask('PATCH', `/api/worlds/${address}/sharing`, { public: 'edit' }))
    const size = { width: 32, height: 32 }
    await furnish({ url: `${node.server.wsUrl}/sync` }, address, [{ name: 'cup', x: 464, y: 96, look: size }])
    const ned = await node.guest('Ned')
    const body = (await whoIs(ned.cookie))?.body ?? ''
    const live = (world: string, cookie: string) =>
      RawClient.open(`${node.server.wsUrl}/sync/${world}/live?inkland=1`, { cookie })
    const tab = await Tab.on(await live(address, ned.cookie), 'tab-1')
    await tab.ask({ verb: 'visit' })
    expect(await tab.ask({ verb: 'pickUp', thing: id('cup') })).toEqual({ ok: true, why: null })

    const oda = await node.signUp('oda')
    const odaNow = await node.signIn('oda', undefined, ned)
    expect(odaNow.id).toBe(oda.id)
    const home = `${ned.account}/home`
    expect(await (await odaNow.ask('GET', `/api/worlds/${home}/right`)).json()).toEqual({ right: 'own' })
    using scene = await sit(node.server.wsUrl, home, odaNow.cookie)
    const now = await Seat.take(
      { wsUrl: node.server.wsUrl, world: home, document: '/live', kind: 'inkland' },
      odaNow.cookie,
    )
    const hostNow = (): string | null => createView(scene.doc, now.doc).artifact(id('cup'))?.host ?? null
    await until('the cup has come home', () => hostNow() !== null)
    expect(hostNow()).toBe(body)
    now.close()
  })

  it('has nothing refused that was on its way: it is let go of, and goes on as the account', async () => {
    const ivy = await node.guest('Ivy')
    const address = await worldFor(ivy)
    await node.signUp('jon')
    using seat = await sit(node.server.wsUrl, address, ivy.cookie, { clientID: 31 })
    let isOpen = true
    const over = seat.closed.then((code) => {
      isOpen = false
      return code
    })
    const signing = node.signIn('jon', undefined, ivy)
    let written = 0
    await until('the guest is let go of while they type', () => {
      if (isOpen) seat.write((doc) => doc.getText('words').insert(0, `${written++} `))
      return !isOpen
    })
    const jon = await signing
    expect(await over).toBe(CLOSE.signIn)
    expect(seat.refused()).toEqual([])
    expect(written).toBeGreaterThan(1)
    // All of it, as the device kept it.
    using again = await sit(node.server.wsUrl, address, jon.cookie)
    const kept = Y.encodeStateAsUpdate(seat.doc)
    again.send(kept)
    await until(
      'all of it is there',
      async () => (await wordsIn(address)) === seat.doc.getText('words').toJSON(),
    )
    expect(again.refused()).toEqual([])
  })

  it('cannot be claimed again, by nobody, with whatever is left of their cookie', async () => {
    const gus = await node.guest('Gus')
    const address = await worldFor(gus)
    expect(await writes(address, gus.cookie, 815, 'mine ')).toBe(true)
    const eve = await node.signUp('eve')
    await told(await node.admin.ask('PUT', `/api/worlds/${address}/sharing/people/eve`, { right: 'edit' }))
    const cal = await node.signUp('cal')
    await node.signIn('cal', undefined, gus)

    // Eve found the guest's cookie afterwards.
    const again = await node.signIn('eve', undefined, gus)
    expect(again.id).toBe(eve.id)
    expect(await writes(address, again.cookie, 815, 'stolen ')).toBe(false)
    expect(await writes(address, eve.cookie, 815, 'stolen ')).toBe(false)
    expect(await wordsIn(address)).toBe('mine ')
    expect(await whoIs(gus.cookie)).toBeNull()
    const calNow = await node.signIn('cal')
    expect(calNow.id).toBe(cal.id)
    expect(await writes(address, calNow.cookie, 815, 'still ')).toBe(true)
  })

  it('is nobody to sockets, too: with the guest’s cookie nobody writes under any of their ids', async () => {
    const gus = await node.guest('Gus')
    const address = await worldFor(gus)
    await node.signUp('dan')
    await node.signIn('dan', undefined, gus)
    await expect(sit(node.server.wsUrl, address, gus.cookie)).rejects.toThrow('closed with 44')
  })

  it('takes nobody along whose cookie was not sent: a made-up, cut or turned one claims nothing', async () => {
    const gus = await node.guest('Gus')
    const address = await worldFor(gus)
    expect(await writes(address, gus.cookie, 99, 'mine ')).toBe(true)
    const [payload = '', signature = ''] = gus.cookie.split('.')
    const text = Buffer.from(payload.slice(payload.indexOf('=') + 1), 'base64url').toString()
    const forged = [
      `inkland_session=${Buffer.from(text).toString('base64url')}.AAAA`,
      `${payload}.`,
      payload,
      `${payload.slice(0, -4)}.${signature}`,
      `inkland_session=${signature}.${payload}`,
      `inkland_account=${gus.id}`,
      `inkland_session=${gus.id}`,
    ]
    const mal = await node.signUp('mal')
    await told(await node.admin.ask('PUT', `/api/worlds/${address}/sharing/people/mal`, { right: 'edit' }))
    for (const cookie of forged) {
      expect(await whoIs(cookie), cookie).toBeNull()
      const now = await node.signIn('mal', undefined, { cookie })
      expect(await writes(address, now.cookie, 99, 'stolen ')).toBe(false)
    }
    expect(await whoIs(gus.cookie)).toMatchObject({ id: gus.id, kind: 'guest' })
    expect(await writes(address, gus.cookie, 99, 'still ')).toBe(true)
    expect(mal.id).not.toBe(gus.id)
  })
})

describe('[J3] a guest who signs up', () => {
  it('stays who they are: the same member, body and client ids, under their own name', async () => {
    const fay = await node.guest('Fay')
    const address = await worldFor(fay)
    expect(await writes(address, fay.cookie, 7, 'before ')).toBe(true)
    const before = await whoIs(fay.cookie)
    expect(before).toMatchObject({ kind: 'guest', account: expect.stringMatching(/^guest-[\da-z]{6}$/) })

    const account = await node.signUp('fay', {}, fay)
    expect(account.id).toBe(fay.id)
    expect(await whoIs(account.cookie)).toMatchObject({
      id: before?.id,
      body: before?.body,
      account: 'fay',
      kind: 'account',
    })
    expect(await writes(address, account.cookie, 7, 'after ')).toBe(true)
    // The guest's cookie is worth nothing any more, and comes back to nobody.
    expect(await whoIs(fay.cookie)).toBeNull()
    const thief = await node.ask('POST', '/api/me', { name: 'Thief' }, fay.cookie)
    const [cookie] = cookiesOf(thief)
    expect((await whoIs(`${cookie?.name}=${cookie?.value}`))?.id).not.toBe(fay.id)
  })
})
