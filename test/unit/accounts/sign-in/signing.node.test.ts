// Signing up, in and out on a real node: every route, what it says no to, and how soon an ended session is
// over.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import {
  AccountInfo,
  Codes,
  InvitationList,
  Invited,
  SessionList,
} from '../../../../shared/wire/api/account-bodies.ts'
import { Me, Refusal } from '../../../../shared/wire/api/node-bodies.ts'
import { CLOSE } from '../../../../shared/wire/frames/sync-frames.ts'
import {
  cookiesOf,
  invite,
  PASSWORD,
  serveAccounts,
  told,
  type AccountsNode,
  type Somebody,
} from '../../../accounts.ts'
import { serve } from '../../../hosted-node.ts'
import { until } from '../../../process.ts'
import { sit } from '../stock-client.ts'
import { OTHER_PASSWORD, TRIED_ENDS } from './session-ends.ts'

let node: AccountsNode
let count = 0

beforeAll(async () => {
  node = await serveAccounts()
})
afterAll(() => node[Symbol.asyncDispose]())

/** Somebody new. */
const someone = (more = {}) => node.signUp(`person-${++count}`, more)
const isIn = async ({ cookie }: Pick<Somebody, 'cookie'>) =>
  Me.parse(await told(await node.ask('GET', '/api/me', undefined, cookie))).member !== null

async function refusal(answer: Promise<Response>) {
  const { status, headers, text } = await answer.then(async (one) => ({
    status: one.status,
    headers: one.headers,
    text: await one.text(),
  }))
  const { code, text: sentence } = Refusal.parse(JSON.parse(text))
  // One that names a field begins with it.
  expect(sentence).toMatch(/^([A-Z]|\w+ is missing).*\.$/)
  return { status, code, retryAfter: headers.get('retry-after') }
}

describe('[J2] signing up', () => {
  it('needs an invitation, unless the admins say otherwise', async () => {
    const wanted = { account: 'uninvited', name: 'U', password: PASSWORD }
    expect(await refusal(node.ask('POST', '/api/accounts', wanted))).toMatchObject({
      status: 403,
      code: 'closed',
    })
    expect(await refusal(node.ask('POST', '/api/accounts', { ...wanted, invitation: 'x' }))).toMatchObject({
      status: 404,
      code: 'void',
    })
    // Nor does one learn which names there are.
    const taken = { ...wanted, account: 'ada', invitation: 'x' }
    expect(await refusal(node.ask('POST', '/api/accounts', taken))).toMatchObject({
      status: 404,
      code: 'void',
    })
    await told(await node.admin.ask('PATCH', '/api/admin/settings', { signUp: 'open' }))
    const made = await node.ask('POST', '/api/accounts', wanted)
    expect(made.status).toBe(201)
    await told(await node.admin.ask('PATCH', '/api/admin/settings', { signUp: 'invited' }))
  })

  it('leaves an invitation good when the name is taken, the password weak, or anything malformed', async () => {
    const invitation = await invite(node.admin)
    const wanted = { account: 'newcomer', name: 'New', password: PASSWORD, invitation }
    const tries = [
      [{ account: 'ada' }, 409, 'taken'],
      [{ account: 'Inkland' }, 409, 'taken'],
      [{ account: 'guest-abc123' }, 409, 'taken'],
      [{ password: 'password123456' }, 400, 'weak'],
      [{ password: 'newcomer newcomer' }, 400, 'weak'],
      [{ password: 'short' }, 400, 'malformed'],
      [{ account: 'two words' }, 400, 'malformed'],
      [{ name: ' ' }, 400, 'malformed'],
      [{ name: 7 }, 400, 'malformed'],
    ] as const
    for (const [wrong, status, code] of tries) {
      const answer = await refusal(node.ask('POST', '/api/accounts', { ...wanted, ...wrong }))
      expect(answer, JSON.stringify(wrong)).toMatchObject({ status, code })
    }
    expect((await node.ask('POST', '/api/accounts', wanted)).status).toBe(201)
    expect(await refusal(node.ask('POST', '/api/accounts', { ...wanted, account: 'second' }))).toMatchObject({
      code: 'void',
    })
  })

  it('gives no name under which worlds of somebody else stand', async () => {
    const { admin } = node
    const address = await told(await admin.ask('POST', '/api/worlds', { title: 'Garden' }))
    expect(address).toMatchObject({ address: 'ada/garden' })
    const bob = await someone()
    const mine = await told(await bob.ask('POST', '/api/worlds', { title: 'Garden' }))
    expect(mine).toMatchObject({ address: `${bob.account}/garden` })
    expect(
      (
        await node.ask('POST', '/api/accounts', {
          account: 'Inkland',
          name: 'I',
          password: PASSWORD,
          invitation: await invite(admin),
        })
      ).status,
    ).toBe(409)
  })

  it('leads into the world of the invitation, with its right', async () => {
    const made = (await told(await node.admin.ask('POST', '/api/worlds', { title: 'Club' }))) as {
      address: string
    }
    const world = { address: made.address, right: 'act' }
    const secret = await invite(node.admin, { uses: 2, world })
    const shown = Invited.parse(await told(await node.ask('POST', '/api/invitation', { secret })))
    expect(shown).toEqual({ by: 'Ada', world: { address: made.address, title: 'Club' } })
    const bob = await someone({ invitation: secret })
    expect(await told(await bob.ask('GET', `/api/worlds/${made.address}/right`))).toEqual({ right: 'act' })
    const eve = await someone()
    expect(await told(await eve.ask('POST', '/api/invitation/accept', { secret }))).toEqual({
      address: made.address,
    })
    expect(await told(await eve.ask('GET', `/api/worlds/${made.address}/right`))).toEqual({ right: 'act' })
    expect(await refusal(eve.ask('POST', '/api/invitation/accept', { secret }))).toMatchObject({
      code: 'void',
    })
    expect(await refusal(node.ask('POST', '/api/invitation', { secret }))).toMatchObject({ status: 404 })
  })

  it('invites into worlds of one’s own alone, and nobody learns of others by trying', async () => {
    const bob = await someone()
    const wish = (address: string) => ({ uses: 1, until: null, world: { address, right: 'edit' } })
    const secret = (await told(await node.admin.ask('POST', '/api/worlds', { title: 'Secret' }))) as {
      address: string
    }
    const closed = await refusal(bob.ask('POST', '/api/invitations', wish(secret.address)))
    const missing = await refusal(bob.ask('POST', '/api/invitations', wish('ada/nothing')))
    expect(closed).toEqual(missing)
    expect(await refusal(bob.ask('POST', '/api/invitations', wish('inkland/welcome')))).toMatchObject({
      status: 403,
    })
    expect(await refusal(bob.ask('POST', '/api/invitations', { uses: 1, until: 5 }))).toMatchObject({
      status: 400,
    })
    expect(await refusal(bob.ask('POST', '/api/invitations', { uses: 0, until: null }))).toMatchObject({
      status: 400,
    })
  })

  it('lists one’s invitations, and takes back one’s own alone', async () => {
    const [bob, eve] = [await someone(), await someone()]
    const secret = await invite(bob, { uses: 3, label: 'the club' })
    const { invitations } = InvitationList.parse(await told(await bob.ask('GET', '/api/invitations')))
    expect(invitations).toMatchObject([{ label: 'the club', usesLeft: 3, by: bob.account, world: null }])
    const path = `/api/invitations/${invitations[0]?.id}`
    expect(await refusal(eve.ask('DELETE', path))).toMatchObject({ status: 404 })
    expect((await bob.ask('DELETE', path)).status).toBe(204)
    expect(await refusal(node.ask('POST', '/api/invitation', { secret }))).toMatchObject({ status: 404 })
  })
})

describe('[J6] signing in', () => {
  it('says the same of an unknown name and a wrong password', async () => {
    const bob = await someone()
    const from = (account: string) =>
      node.ask('POST', '/api/session', { account, password: 'not the password' })
    expect(await refusal(from(bob.account))).toEqual(await refusal(from('nobody-here')))
  })

  it('knows a name however it is written', async () => {
    const bob = await someone()
    expect((await node.signIn(bob.account.toUpperCase())).id).toBe(bob.id)
  })

  it('ends the session that this browser had before', async () => {
    const [bob, eve] = [await someone(), await someone()]
    await node.signIn(eve.account, PASSWORD, bob)
    expect(await isIn(bob)).toBe(false)
    expect(await isIn(eve)).toBe(true)
  })

  it('is refused to who is suspended, once the password was right', async () => {
    const bob = await someone()
    await told(await node.admin.ask('PATCH', `/api/admin/accounts/${bob.account}`, { isSuspended: true }))
    const wanted = { account: bob.account, password: PASSWORD }
    expect(await refusal(node.ask('POST', '/api/session', wanted))).toMatchObject({
      status: 403,
      code: 'shut',
    })
    expect(
      await refusal(node.ask('POST', '/api/session', { ...wanted, password: OTHER_PASSWORD })),
    ).toMatchObject({
      code: 'wrong',
    })
    expect(await isIn(bob)).toBe(false)
  })
})

describe('[J5] sessions', () => {
  it('are listed with where and in what, and which is this one', async () => {
    const bob = await someone()
    const phone = await fetch(`${node.url}/api/session`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent':
          'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
      },
      body: JSON.stringify({ account: bob.account, password: PASSWORD }),
    })
    expect(phone.ok).toBe(true)
    const { sessions } = SessionList.parse(await told(await bob.ask('GET', '/api/sessions')))
    expect(sessions).toHaveLength(2)
    expect(sessions).toContainEqual(
      expect.objectContaining({ label: 'A browser', from: '127.0.0.1', isThis: true }),
    )
    expect(sessions).toContainEqual(expect.objectContaining({ label: 'Safari on iPhone', isThis: false }))
  })

  it.each(TRIED_ENDS)('are over after %s: requests, open sockets and new ones', async (_, end) => {
    const bob = await someone()
    using seat = await sit(node.server.wsUrl, 'inkland/welcome', bob.cookie)
    expect((await end(node, bob)).ok).toBe(true)
    expect(await seat.closed).toBe(CLOSE.signIn)
    expect(await isIn(bob)).toBe(false)
    expect(await refusal(bob.ask('GET', '/api/account'))).toMatchObject({ status: 401, code: 'signIn' })
    await expect(sit(node.server.wsUrl, 'inkland/welcome', bob.cookie)).rejects.toThrow('closed with 44')
  })

  it('of others cannot be ended', async () => {
    const [bob, eve] = [await someone(), await someone()]
    const { sessions } = SessionList.parse(await told(await bob.ask('GET', '/api/sessions')))
    expect(await refusal(eve.ask('DELETE', `/api/sessions/${sessions[0]?.id}`))).toMatchObject({
      status: 404,
    })
    expect(await isIn(bob)).toBe(true)
  })

  it('take their cookies away when one signs out', async () => {
    const bob = await someone()
    const answer = await bob.ask('DELETE', '/api/session')
    expect(cookiesOf(answer)).toEqual([])
    const node = /inkland_account_(\w+)=/.exec(bob.cookie)?.[1] ?? ''
    expect(answer.headers.getSetCookie()).toEqual(
      [`session_${node}`, 'session', `account_${node}`, 'account'].map(
        (name) => `inkland_${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax`,
      ),
    )
    expect((await bob.ask('DELETE', '/api/session')).status).toBe(204)
  })
})

describe('one’s account', () => {
  it('is told to its holder', async () => {
    const bob = await someone()
    await told(await bob.ask('POST', '/api/worlds', { title: 'Mine' }))
    const info = AccountInfo.parse(await told(await bob.ask('GET', '/api/account')))
    expect(info).toMatchObject({
      account: bob.account,
      isAdmin: false,
      hasPassword: true,
      codesLeft: 0,
      worlds: 1,
    })
    expect(info).toMatchObject({ passkeys: [], providers: [] })
  })

  it('changes its password for who knows the old one, and keeps this session alone', async () => {
    const bob = await someone()
    const change = (old: string | undefined, password: string) =>
      bob.ask('POST', '/api/account/password', { old, password })
    expect(await refusal(change('not it at all', OTHER_PASSWORD))).toMatchObject({
      status: 403,
      code: 'wrong',
    })
    expect(await refusal(change(undefined, OTHER_PASSWORD))).toMatchObject({ status: 403, code: 'wrong' })
    expect(await refusal(change(PASSWORD, 'qwertyuiop123'))).toMatchObject({ status: 400, code: 'weak' })
    expect((await change(PASSWORD, OTHER_PASSWORD)).status).toBe(204)
    expect(await isIn(bob)).toBe(true)
    await expect(node.signIn(bob.account)).rejects.toThrow('403')
    expect((await node.signIn(bob.account, OTHER_PASSWORD)).id).toBe(bob.id)
  })

  it('is got back with a code, once, and with one that an admin made', async () => {
    const bob = await someone()
    const { codes } = Codes.parse(
      await told(await bob.ask('POST', '/api/account/codes', { password: PASSWORD })),
    )
    const recover = (code: string | undefined, password = OTHER_PASSWORD) =>
      node.ask('POST', '/api/recovery', { account: bob.account, code, password })
    expect(await refusal(recover('wrong'))).toMatchObject({ status: 403, code: 'wrong' })
    // A password that would be guessed does not use the code up.
    expect(await refusal(recover(codes[0], 'password123456'))).toMatchObject({ code: 'weak' })
    expect((await recover(codes[0])).ok).toBe(true)
    expect(await refusal(recover(codes[0]))).toMatchObject({ status: 403 })
    expect((await node.signIn(bob.account, OTHER_PASSWORD)).id).toBe(bob.id)

    const made = await told(await node.admin.ask('POST', `/api/admin/accounts/${bob.account}/code`))
    const { code } = made as { code: string }
    expect((await recover(code, PASSWORD)).ok).toBe(true)
    expect((await node.signIn(bob.account)).id).toBe(bob.id)
  })

  it('goes by another name when its holder says so, everywhere', async () => {
    const bob = await someone()
    const me = Me.parse(await told(await bob.ask('POST', '/api/me', { name: 'Robert' })))
    expect(me.member).toMatchObject({ id: bob.id, name: 'Robert', account: bob.account, kind: 'account' })
    expect(Me.parse(await told(await bob.ask('GET', '/api/me'))).member?.name).toBe('Robert')
    expect(AccountInfo.parse(await told(await bob.ask('GET', '/api/account'))).name).toBe('Robert')
  })
})

describe('guests', () => {
  it('come with a name where the admins let them, and are nobody once they do not', async () => {
    const gus = await node.guest('Gus')
    expect(await isIn(gus)).toBe(true)
    await told(await node.admin.ask('PATCH', '/api/admin/settings', { guests: false }))
    expect(await isIn(gus)).toBe(false)
    expect(await refusal(node.ask('POST', '/api/me', { name: 'Eve' }))).toMatchObject({
      status: 403,
      code: 'closed',
    })
    // A former guest keeps what is theirs when they sign up.
    const account = await node.signUp('gus', {}, gus)
    expect(account.id).toBe(gus.id)
    await told(await node.admin.ask('PATCH', '/api/admin/settings', { guests: true }))
  })

  it('may call nothing that needs an account', async () => {
    const gus = await node.guest('Hal')
    for (const [method, path] of [
      ['GET', '/api/account'],
      ['GET', '/api/sessions'],
      ['POST', '/api/invitations'],
      ['POST', '/api/account/codes'],
    ] as const) {
      expect(await refusal(gus.ask(method, path)), path).toMatchObject({ status: 401 })
    }
  })
})

describe('cookies', () => {
  it('are for this site alone: a socket of another site is refused, whoever’s cookie it sends', async () => {
    const bob = await someone()
    const socket = new WebSocket(`${node.server.wsUrl}/sync/inkland/welcome`, {
      headers: { cookie: bob.cookie, origin: 'https://evil.example' },
    })
    socket.on('error', () => undefined)
    const status = await new Promise((resolve) =>
      socket
        .on('unexpected-response', (_, response) => resolve(response.statusCode))
        .on('open', () => resolve('open')),
    )
    socket.terminate()
    expect(status).toBe(403)
  })
})

describe('[J7] guessing', () => {
  it('is slowed down, and says in words and in a header when to try again', async () => {
    const tries = Array.from({ length: 12 }, () =>
      refusal(node.ask('POST', '/api/session', { account: 'nobody-there', password: 'not the password' })),
    )
    const codes = (await Promise.all(tries)).map(
      ({ status, retryAfter }) => [status, Number(retryAfter)] as const,
    )
    expect(codes.filter(([status]) => status === 403)).toHaveLength(5)
    const slow = codes.filter(([status]) => status === 429)
    expect(slow).toHaveLength(7)
    for (const [, retryAfter] of slow) expect(retryAfter).toBeGreaterThan(0)
    // The same holds for codes, and for the password of a person who is signed in already.
    const recover = { account: 'nobody-there', code: 'x', password: OTHER_PASSWORD }
    await until('one has to wait', async () => {
      const { status } = await refusal(node.ask('POST', '/api/recovery', recover))
      return status === 429
    })
    const changes = Array.from({ length: 8 }, () =>
      refusal(node.admin.ask('POST', '/api/account/codes', { password: 'not the password' })),
    )
    expect((await Promise.all(changes)).some(({ status }) => status === 429)).toBe(true)
  })
})

it('[J5] sessions outlive the node', async () => {
  const eve = await someone()
  await node.server.stop()
  await using restarted = await serve({ access: 'accounts', data: node.server.data })
  const me = await fetch(`${restarted.url}/api/me`, { headers: { cookie: eve.cookie } })
  expect(Me.parse(await me.json()).member).toMatchObject({ id: eve.id, account: eve.account })
})
