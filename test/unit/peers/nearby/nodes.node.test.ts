// Two real nodes in one network: they find each other, are linked by the code on both screens, and people of
// one take up invitations of the other.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Accepted, Invited } from '../../../../shared/wire/api/account-bodies.ts'
import { DeedPage } from '../../../../shared/wire/api/admin-bodies.ts'
import { Nearby, PairingInfo } from '../../../../shared/wire/peers/pairing-bodies.ts'
import { PeerList } from '../../../../shared/wire/api/peer-admin-bodies.ts'
import { MyRight } from '../../../../shared/wire/api/sharing-bodies.ts'
import { invite, told, type Somebody } from '../../../accounts.ts'
import { makeWorld, startPair, type Pair } from '../../../peers.ts'
import { until } from '../../../process.ts'
import { canMulticast } from './nearby-multicast.ts'

/** Announced on this machine alone. */
const ON_LOOPBACK = ['--nearby=127.0.0.1']

let pair: Pair
let isPossible = false

beforeAll(async () => {
  isPossible = await canMulticast()
  // B is closed to nodes that nobody allowed: the tests after the linking rely on it.
  pair = await startPair({ a: { args: ON_LOOPBACK }, b: { args: [...ON_LOOPBACK, '--peers', 'closed'] } })
})
afterAll(() => pair[Symbol.asyncDispose]())

const nearbyOf = async (admin: Somebody) =>
  Nearby.parse(await told(await admin.ask('GET', '/api/admin/nearby')))
const trustOf = async (admin: Somebody, node: string) =>
  PeerList.parse(await told(await admin.ask('GET', '/api/admin/peers'))).peers.find(
    (peer) => peer.node === node,
  )?.trust ?? null
const comparing = (admin: Somebody) =>
  until('the code is shown', async () => {
    const { pairing } = await nearbyOf(admin)
    return pairing.state === 'comparing' && pairing
  })

describe('[N90] nodes nearby', () => {
  it('are found, by what they are called and nothing else, and count for nothing by that', async ({
    skip,
  }) => {
    if (!isPossible) skip('nothing sent to many comes back on this machine: not tried')
    const { a, b } = pair
    const found = await until(
      'B is found',
      async () => (await nearbyOf(a.admin)).found.find(({ node }) => node === b.name),
      20_000,
    )
    expect(found).toEqual({ node: b.name, title: 'Inkland', trust: null })
    expect((await nearbyOf(a.admin)).found.map(({ node }) => node)).not.toContain(a.name)
    expect(await trustOf(a.admin, b.name)).toBe(null)
  })
})

describe('[N91] two nodes', () => {
  it('are linked when both admins say that the codes are the same', async () => {
    const { a, b } = pair
    const before = await a.admin.ask('GET', `/api/worlds/bob@${b.name}/home/right`)
    expect([before.status, await before.json()]).toMatchObject([
      502,
      { text: expect.stringContaining('not one of them') },
    ])
    const begun = await told(await a.admin.ask('POST', '/api/admin/pairing', { address: b.name }))
    const here = PairingInfo.parse(begun)
    if (here.state !== 'comparing') throw new Error(`it is ${here.state}`)
    const there = await comparing(b.admin)
    expect(there).toMatchObject({ id: here.id, code: here.code, node: a.name, isTheirs: true })
    const same = { id: here.id, code: here.code, isSame: true }
    await told(await a.admin.ask('POST', '/api/admin/pairing/word', same))
    expect(await trustOf(a.admin, b.name)).toBe('unknown')
    await until('B hears of it', async () => (await comparing(b.admin)).isAgreedThere)
    await told(await b.admin.ask('POST', '/api/admin/pairing/word', same))
    await until('A is told', async () => (await nearbyOf(a.admin)).pairing.state === 'linked')
    expect([await trustOf(a.admin, b.name), await trustOf(b.admin, a.name)]).toEqual(['allowed', 'allowed'])
    const deeds = DeedPage.parse(await told(await b.admin.ask('GET', '/api/admin/deeds')))
    expect(deeds.deeds.map(({ what }) => what)).toContain('admin.peerLinked')
  })

  it('refuse what is no node, and whoever does not sign', async () => {
    const { a } = pair
    const wrong = await a.admin.ask('POST', '/api/admin/pairing', { address: 'no node' })
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { code: 'malformed' }])
    const itself = await a.admin.ask('POST', '/api/admin/pairing', { address: a.name })
    expect([itself.status, await itself.json()]).toMatchObject([
      502,
      { text: expect.stringContaining('itself') },
    ])
    const id = 'AAAAAAAAAAAAAAAAAAAAAA'
    const unsigned = await a.admin.ask('POST', '/api/peers/pairing', { id })
    expect(unsigned.status).toBe(401)
  })
})

describe('[N94] an invitation of another node', () => {
  it('is taken up with the account that one has, once, and gives its right there', async () => {
    const { a, b } = pair
    const world = await makeWorld(b.admin, 'Square')
    const secret = await invite(b.admin, { world: { address: world, right: 'edit' } })
    const invitation = { node: b.name, secret }
    const looked = await told(await a.admin.ask('POST', '/api/elsewhere/invitation', invitation))
    const address = `bob@${b.name}/square`
    expect(Invited.parse(looked)).toEqual({ by: 'Bob', world: { address, title: 'Square' } })
    const accept = () => a.admin.ask('POST', '/api/elsewhere/invitation/accept', invitation)
    expect(Accepted.parse(await told(await accept()))).toEqual({ address })
    const right = await a.admin.ask('GET', `/api/worlds/${address}/right`)
    expect(MyRight.parse(await told(right))).toEqual({ right: 'edit' })
    const again = await accept()
    expect([again.status, await again.json()]).toMatchObject([404, { code: 'void' }])
    expect(`${a.server.log()}${b.server.log()}`).not.toContain(secret)
  })

  it('is for people with an account, and leads into a world', async () => {
    const { a, b } = pair
    const invitation = { node: b.name, secret: await invite(b.admin) }
    const refused = await a.admin.ask('POST', '/api/elsewhere/invitation/accept', invitation)
    expect([refused.status, await refused.json()]).toMatchObject([
      502,
      { text: expect.stringContaining('not for a world') },
    ])
    const guest = await a.guest('Gil')
    expect((await guest.ask('POST', '/api/elsewhere/invitation', invitation)).status).toBe(401)
    const unsigned = await b.admin.ask('POST', '/api/peers/invitation', { secret: invitation.secret })
    expect(unsigned.status).toBe(401)
  })
})
