// Groups on a real node: who may make, fill, name and look into them, the effect of a group's right on open
// sockets, and slips over HTTP.
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { Accepted, Invited, InvitationList, Secret } from '../../../shared/wire/api/account-bodies.ts'
import {
  GroupDetails,
  GroupPage,
  GroupPeople,
  MyGroups,
  NameListPlan,
  Slips,
} from '../../../shared/wire/api/group-bodies.ts'
import { Sharing } from '../../../shared/wire/api/sharing-bodies.ts'
import { WorldList, WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { sit } from '../accounts/stock-client.ts'

let node: AccountsNode
let bob: Somebody
let eve: Somebody
let cleo: Somebody
let made = 0

beforeAll(async () => {
  node = await serveAccounts({ args: ['--proxies', '127.0.0.1'] })
  bob = await node.signUp('bob')
  eve = await node.signUp('eve')
  cleo = await node.signUp('cleo')
})
afterAll(() => node[Symbol.asyncDispose]())

const asAdmin = async (method: string, path: string, body?: unknown): Promise<unknown> =>
  told(await node.admin.ask(method, `/api/admin/groups${path}`, body))

/** A group with these people in it. */
async function group(
  ...people: readonly Somebody[]
): Promise<{ readonly id: string; readonly name: string }> {
  const name = `Group ${++made}`
  const { id } = GroupDetails.parse(await asAdmin('POST', '', { name }))
  for (const { account } of people) await put(id, account)
  return { id, name }
}
const put = (id: string, account: string) => asAdmin('PUT', `/${id}/members/${account}`)
const takeOut = (id: string, account: string) => asAdmin('DELETE', `/${id}/members/${account}`)

const worldOf = async (who: Somebody): Promise<string> =>
  WorldSummary.parse(await told(await who.ask('POST', '/api/worlds', { title: `World ${++made}` }))).address

const give = (who: Somebody, world: string, id: string, right: string): Promise<Response> =>
  who.ask('PUT', `/api/worlds/${world}/sharing/groups/${id}`, { right })

const rightOf = async (who: Somebody, world: string): Promise<unknown> =>
  told(await who.ask('GET', `/api/worlds/${world}/right`))

const statusOf = async (answer: Promise<Response>): Promise<number> => (await answer).status

describe('[Q1] admins', () => {
  it('make, find, rename and remove groups, and nobody else does', async () => {
    const { id, name } = await group(bob)
    for (const who of [bob, eve]) {
      expect(await statusOf(who.ask('GET', '/api/admin/groups'))).toBe(403)
      expect(await statusOf(who.ask('POST', '/api/admin/groups', { name: 'Mine' }))).toBe(403)
      expect(await statusOf(who.ask('PUT', `/api/admin/groups/${id}/members/eve`))).toBe(403)
    }
    const found = GroupPage.parse(await asAdmin('GET', `?search=${encodeURIComponent(name.toUpperCase())}`))
    expect(found).toEqual({ groups: [{ id, name, members: 1, pending: 0 }], total: 1 })
    const renamed = GroupDetails.parse(await asAdmin('PATCH', `/${id}`, { name: ' Chess \n club ' }))
    expect(renamed).toMatchObject({ name: 'Chess club', members: [{ account: 'bob', name: 'Bob' }] })
    expect(await statusOf(node.admin.ask('POST', '/api/admin/groups', { name: 'chess Club' }))).toBe(409)
    await asAdmin('DELETE', `/${id}`)
    expect(await statusOf(node.admin.ask('GET', `/api/admin/groups/${id}`))).toBe(404)
  })

  it('put in accounts of this node alone', async () => {
    const { id } = await group()
    const { account } = await node.guest('Gus')
    for (const name of ['nobody', account, 'ada@house.example'])
      expect(await statusOf(node.admin.ask('PUT', `/api/admin/groups/${id}/members/${name}`)), name).toBe(404)
  })
})

describe('[Q6] a group', () => {
  it('is named by its members and admins, and is not there to others', async () => {
    const { id, name } = await group(bob)
    const seen = async (who: Somebody) =>
      MyGroups.parse(await told(await who.ask('GET', '/api/groups'))).groups
    expect((await seen(bob)).find((one) => one.id === id)).toEqual({ id, name, members: 1, isMember: true })
    expect((await seen(node.admin)).find((one) => one.id === id)).toMatchObject({ isMember: false })
    expect(await seen(eve)).toEqual([])
    const people = GroupPeople.parse(await told(await bob.ask('GET', `/api/groups/${id}`)))
    expect(people.people).toEqual([{ account: 'bob', name: 'Bob' }])
    const [there, notThere] = await Promise.all(
      [id, 'nothing'].map((one) => eve.ask('GET', `/api/groups/${one}`)),
    )
    expect([there?.status, await there?.text()]).toEqual([404, await notThere?.text()])
    const world = await worldOf(eve)
    expect(await statusOf(give(eve, world, id, 'see'))).toBe(404)
    expect(await statusOf(give(bob, await worldOf(bob), id, 'see'))).toBe(200)
    expect(await statusOf(node.ask('GET', '/api/groups'))).toBe(401)
  })

  it('may be given less by who owns the world with who named it, and no more', async () => {
    const { id, name } = await group(bob)
    const world = await worldOf(bob)
    await told(await bob.ask('PUT', `/api/worlds/${world}/sharing/people/eve`, { right: 'own' }))
    await told(await give(bob, world, id, 'act'))
    const shown = Sharing.parse(await told(await eve.ask('GET', `/api/worlds/${world}/sharing`)))
    expect(shown.groups).toEqual([{ id, name, members: 1, isNamed: false, right: 'act' }])
    expect(await statusOf(give(eve, world, id, 'edit'))).toBe(404)
    expect(await statusOf(give(eve, world, id, 'see'))).toBe(200)
    expect(await statusOf(give(eve, world, id, 'none'))).toBe(200)
    expect(await statusOf(give(eve, world, id, 'see'))).toBe(404)
  })
})

describe('[Q5] a right of a group', () => {
  it('is in force at once for who comes and who goes, on open sockets too', async () => {
    const { id } = await group(bob)
    const world = await worldOf(bob)
    await told(await give(bob, world, id, 'edit'))
    expect(await rightOf(eve, world)).toEqual({ right: 'none' })
    await put(id, 'eve')
    expect(await rightOf(eve, world)).toEqual({ right: 'edit' })
    const { worlds } = WorldList.parse(await told(await eve.ask('GET', '/api/worlds')))
    expect(worlds.find(({ address }) => address === world)).toMatchObject({ right: 'edit' })

    using seat = await sit(node.server.wsUrl, world, eve.cookie)
    seat.write((doc) => doc.getMap('notes').set('eve', 'was here'))
    await until('it is saved', () => seat.saved() > 1)
    await takeOut(id, 'eve')
    expect(await seat.closed).toBe(CLOSE.right)
    expect(await rightOf(eve, world)).toEqual({ right: 'none' })
    await expect(sit(node.server.wsUrl, world, eve.cookie)).rejects.toThrow(String(CLOSE.right))
  })

  it('ends with the group, on open sockets too, and a ban counts above it', async () => {
    const { id } = await group(bob, eve, cleo)
    const world = await worldOf(bob)
    await told(await give(bob, world, id, 'edit'))
    await told(await bob.ask('PUT', `/api/worlds/${world}/people/cleo/ban`, { until: null }))
    expect(await rightOf(cleo, world)).toEqual({ right: 'none' })
    using seat = await sit(node.server.wsUrl, world, eve.cookie)
    await asAdmin('DELETE', `/${id}`)
    expect(await seat.closed).toBe(CLOSE.right)
    const shown = Sharing.parse(await told(await bob.ask('GET', `/api/worlds/${world}/sharing`)))
    expect(shown.groups).toEqual([])
  })

  it('less than before leaves one there, and takes what one may not', async () => {
    const { id } = await group(bob, eve)
    const world = await worldOf(bob)
    await told(await give(bob, world, id, 'edit'))
    using seat = await sit(node.server.wsUrl, world, eve.cookie)
    await told(await give(bob, world, id, 'see'))
    seat.write((doc) => doc.getMap('notes').set('eve', 'was here'))
    await until('it is refused', () => seat.refused().length > 0)
    expect(seat.refused()).toEqual(['right'])
  })
})

describe('[Q2] [Q3] a list of names', () => {
  it('is looked at first, becomes slips, and each is good for one person', async () => {
    const { id, name } = await group()
    const text = 'name;account\r\n"May, Anna";anna\r\nBob;bob\r\n'
    const plan = NameListPlan.parse(await asAdmin('POST', `/${id}/list/look`, { text }))
    expect(plan).toEqual({
      lines: [
        { line: 2, name: 'May, Anna', account: 'anna', what: 'invited' },
        { line: 3, name: 'Bob', account: 'bob', what: 'joins' },
      ],
      problems: [],
    })
    const wrong = await node.admin.ask('POST', `/api/admin/groups/${id}/list`, {
      text: 'Ann\nAnn',
      until: null,
    })
    expect([wrong.status, await wrong.text()]).toEqual([409, expect.stringContaining('nothing was done')])

    const taken = Slips.parse(await asAdmin('POST', `/${id}/list`, { text, until: null }))
    expect(taken.group).toMatchObject({ members: [{ account: 'bob' }], pending: [{ name: 'May, Anna' }] })
    const [slip] = taken.slips
    const typed = await told(
      await node.ask('POST', '/api/invitation/code', { code: slip?.code.toLowerCase().replace('-', ' ') }),
    )
    const { secret } = Secret.parse(typed)
    const looked = Invited.parse(await told(await node.ask('POST', '/api/invitation', { secret })))
    expect(looked).toEqual({
      by: 'Ada',
      world: null,
      group: { name, forName: 'May, Anna', forAccount: 'anna' },
    })
    await node.signUp('anna', { invitation: secret, name: 'Anna' })
    const now = GroupDetails.parse(await asAdmin('GET', `/${id}`))
    expect(now).toMatchObject({ members: [{ account: 'bob' }, { account: 'anna' }], pending: [] })
    const again = await node.ask('POST', '/api/invitation/code', { code: slip?.code })
    expect([again.status, await again.text()]).toEqual([
      404,
      expect.stringContaining('That code is not good'),
    ])
    // Slips are no invitations of the admin's own.
    const { invitations } = InvitationList.parse(await told(await node.admin.ask('GET', '/api/invitations')))
    expect(invitations.map(({ label }) => label)).not.toContain('May, Anna')
  })

  it('takes in who has an account already, and no guest', async () => {
    const { id } = await group()
    const { slips } = Slips.parse(await asAdmin('POST', `/${id}/list`, { text: 'Somebody', until: null }))
    const secret = slips[0]?.secret ?? ''
    const guest = await node.guest('Gus')
    expect(await statusOf(guest.ask('POST', '/api/invitation/accept', { secret }))).toBe(401)
    const accepted = Accepted.parse(await told(await cleo.ask('POST', '/api/invitation/accept', { secret })))
    expect(accepted).toEqual({ address: null })
    expect(GroupDetails.parse(await asAdmin('GET', `/${id}`))).toMatchObject({
      members: [{ account: 'cleo' }],
      pending: [],
    })
    expect(await statusOf(cleo.ask('POST', '/api/invitation/accept', { secret }))).toBe(404)
  })

  it('[Q4] lets in one person, however many use a slip at once, by its code and by its link', async () => {
    const { id } = await group()
    const { slips } = Slips.parse(await asAdmin('POST', `/${id}/list`, { text: 'Somebody', until: null }))
    const typed = await told(await node.ask('POST', '/api/invitation/code', { code: slips[0]?.code }))
    const secrets = [slips[0]?.secret, Secret.parse(typed).secret]
    const tries = Array.from({ length: 6 }, (_, at) => {
      const who = { account: `racer${at}`, name: `Racer ${at}`, password: bob.password }
      return node.ask('POST', '/api/accounts', { ...who, invitation: secrets[at % 2] })
    })
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    const count = (status: number): number => statuses.filter((one) => one === status).length
    expect([count(201), count(404)]).toEqual([1, 5])
    const { members, pending } = GroupDetails.parse(await asAdmin('GET', `/${id}`))
    expect([members.length, pending.length]).toEqual([1, 0])
  })

  it('has slips made anew and taken back', async () => {
    const { id } = await group()
    const first = Slips.parse(await asAdmin('POST', `/${id}/list`, { text: 'Ann\nBen', until: null }))
    const again = Slips.parse(await asAdmin('POST', `/${id}/slips`, { until: null }))
    expect(again.slips.map(({ name }) => name)).toEqual(['Ann', 'Ben'])
    const good = async (code = '') => statusOf(node.ask('POST', '/api/invitation/code', { code }))
    expect(await good(first.slips[0]?.code)).toBe(404)
    expect(await good(again.slips[0]?.code)).toBe(200)
    const [ann] = again.group.pending
    const left = GroupDetails.parse(await asAdmin('DELETE', `/${id}/pending/${ann?.id}`))
    expect(left.pending.map(({ name }) => name)).toEqual(['Ben'])
    expect(await good(again.slips[0]?.code)).toBe(404)
    const past = { text: 'Carl', until: 1 }
    expect(await statusOf(node.admin.ask('POST', `/api/admin/groups/${id}/list`, past))).toBe(400)
  })
})

test('[Q7] whose account ends is in no group any more', async () => {
  const { id } = await group(bob)
  const zoe = await node.signUp('zoe')
  await put(id, 'zoe')
  await told(await zoe.ask('DELETE', '/api/account', { password: zoe.password, worlds: 'bin' }))
  expect(GroupDetails.parse(await asAdmin('GET', `/${id}`)).members.map(({ account }) => account)).toEqual([
    'bob',
  ])
})

test('[Q3] who guesses codes, from any address of a network, is slowed down in words; who signs in is not', async () => {
  let guessed = 0
  const guess = (): Promise<Response> =>
    fetch(new URL('/api/invitation/code', node.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': `2001:db8::${(guessed += 1)}` },
      body: JSON.stringify({ code: 'CCCCC-CCCCC' }),
    })
  const slowed = await until('one is slowed down', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, guess))
    return answers.find(({ status }) => status === 429)
  })
  expect(slowed.headers.get('retry-after')).not.toBeNull()
  expect(await slowed.text()).toContain('tried too often')
  expect(guessed).toBeLessThan(200)
  expect(await statusOf(node.ask('POST', '/api/session', { account: 'bob', password: bob.password }))).toBe(
    200,
  )
})
