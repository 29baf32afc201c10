// What admins see and do, over a real node with accounts; and what everybody does in an open one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  AccountLine,
  AccountPage,
  AdminInvitations,
  AdminSessionPage,
  AdminSettings,
  AdminWorld,
  AdminWorldPage,
  DeedPage,
  Overview,
  RecoveryCode,
  Tidied,
  WorldHealth,
} from '../../../shared/wire/api/admin-bodies.ts'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import {
  ask,
  invite,
  PASSWORD,
  serveAccounts,
  told,
  type AccountsNode,
  type Somebody,
} from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import { until } from '../../process.ts'
import { IS_HARD } from '../../hard.ts'

let node: AccountsNode
beforeAll(async () => {
  node = await serveAccounts()
})
afterAll(async () => node[Symbol.asyncDispose]())

const get = async (who: Somebody, path: string): Promise<unknown> => told(await who.ask('GET', path))
const deeds = async (query = ''): Promise<DeedPage> =>
  DeedPage.parse(await get(node.admin, `/api/admin/deeds${query}`))
const whatHappened = async (query = ''): Promise<string[]> =>
  (await deeds(query)).deeds.map(({ what }) => what)
/** Deeds are written a moment after what they tell of. */
const isNoted = (what: string, query = ''): Promise<string[]> =>
  until(`${what} is noted`, async () => {
    const happened = await whatHappened(query)
    return happened.includes(what) && happened
  })
const makeWorld = async (who: Somebody, title: string) =>
  WorldSummary.parse(await told(await who.ask('POST', '/api/worlds', { title })))
const accountOf = async (name: string): Promise<AccountLine | undefined> =>
  AccountPage.parse(await get(node.admin, `/api/admin/accounts?search=${name}`)).accounts.find(
    ({ account }) => account === name,
  )
const worldAt = async (address: string, which = 'here'): Promise<AdminWorld | undefined> =>
  AdminWorldPage.parse(await get(node.admin, `/api/admin/worlds?which=${which}&search=${address}`)).worlds.at(
    0,
  )

describe('who may', () => {
  const PATHS = ['', '/accounts', '/worlds', '/deeds', '/sessions', '/invitations', '/settings']
  test('admins alone see any of it', async () => {
    const bob = await node.signUp('bob')
    const guest = await node.guest('Gus')
    for (const path of PATHS) {
      expect((await node.admin.ask('GET', `/api/admin${path}`)).status, path).toBe(200)
      for (const who of [bob, guest])
        expect((await who.ask('GET', `/api/admin${path}`)).status, path).toBe(403)
      expect((await node.ask('GET', `/api/admin${path}`)).status, path).toBe(401)
    }
  })

  test.runIf(IS_HARD)(
    'in an open node there are worlds, storage and what happened, and nothing of accounts',
    async () => {
      await using open = await serve({ access: 'open' })
      const status = async (path: string): Promise<number> => (await ask(open.url, 'GET', path)).status
      expect(await status('/api/admin')).toBe(200)
      expect(await status('/api/admin/worlds')).toBe(200)
      expect(await status('/api/admin/deeds')).toBe(200)
      for (const path of ['accounts', 'sessions', 'invitations', 'settings']) {
        expect(await status(`/api/admin/${path}`), path).toBe(404)
      }
      const overview = Overview.parse(await told(await ask(open.url, 'GET', '/api/admin')))
      expect(overview).toMatchObject({ access: 'open', accounts: null, invitations: null })
    },
  )
})

test('the overview says how the node is', async () => {
  const overview = Overview.parse(await get(node.admin, '/api/admin'))
  expect(overview).toMatchObject({ access: 'accounts', node: 'Inkland', backup: null, faults: [] })
  expect(overview.version).toMatch(/^\d+\.\d+\.\d+/)
  expect(overview.startedAt).toBeLessThanOrEqual(overview.now)
  expect(overview.worlds).toBeGreaterThanOrEqual(1)
  expect(overview.accounts).toBeGreaterThanOrEqual(1)
  expect(overview.memory).toBeGreaterThan(10_000_000)
  expect(overview.storage?.database).toBeGreaterThan(4_000)
  expect(overview.storage?.free).toBeGreaterThan(0)
})

describe('accounts', () => {
  test('one is shut out, with all its sessions, and let in again', async () => {
    const eve = await node.signUp('eve')
    expect(await accountOf('eve')).toMatchObject({ sessions: 1, isSuspended: false, isAdmin: false })
    const shut = await node.admin.ask('PATCH', '/api/admin/accounts/eve', { isSuspended: true })
    expect(AccountLine.parse(await told(shut))).toMatchObject({ isSuspended: true, sessions: 0 })
    expect((await eve.ask('GET', '/api/sessions')).status).toBe(401)
    expect((await node.ask('POST', '/api/session', { account: 'eve', password: PASSWORD })).ok).toBe(false)
    await told(await node.admin.ask('PATCH', '/api/admin/accounts/eve', { isSuspended: false }))
    expect((await node.signIn('eve')).account).toBe('eve')
    const happened = await isNoted('admin.letIn', '?who=eve')
    expect(happened).toContain('admin.suspended')
  })

  test('[C4] the last admin stays one, and nobody shuts themselves out', async () => {
    const alone = await node.admin.ask('PATCH', '/api/admin/accounts/ada', { isAdmin: false })
    expect(alone.status).toBe(409)
    expect(await alone.json()).toMatchObject({ code: 'lastAdmin' })
    expect((await node.admin.ask('PATCH', '/api/admin/accounts/ada', { isSuspended: true })).status).toBe(409)
    const cat = await node.signUp('cat')
    await told(await node.admin.ask('PATCH', '/api/admin/accounts/cat', { isAdmin: true }))
    expect((await cat.ask('GET', '/api/admin')).status).toBe(200)
    // Each unmakes the other at once: one of them stays.
    const both = await Promise.all([
      cat.ask('PATCH', '/api/admin/accounts/ada', { isAdmin: false }),
      node.admin.ask('PATCH', '/api/admin/accounts/cat', { isAdmin: false }),
    ])
    expect(both.filter(({ ok }) => ok).length).toBe(1)
    const left = (await cat.ask('GET', '/api/admin')).ok ? cat : node.admin
    await told(await left.ask('PATCH', '/api/admin/accounts/ada', { isAdmin: true }))
    await told(await node.admin.ask('PATCH', '/api/admin/accounts/cat', { isAdmin: false }))
    expect((await cat.ask('GET', '/api/admin')).status).toBe(403)
  })

  test('who is locked out comes in with a code, once', async () => {
    await node.signUp('dan')
    const made = await node.admin.ask('POST', '/api/admin/accounts/dan/code')
    const { code, until: end } = RecoveryCode.parse(await told(made))
    expect(end).toBeGreaterThan(Date.now())
    const recovery = { account: 'dan', code, password: 'a new lamp in the garden' }
    expect((await node.ask('POST', '/api/recovery', recovery)).status).toBe(200)
    expect((await node.ask('POST', '/api/recovery', recovery)).ok).toBe(false)
    const { deeds: noted } = await deeds('?who=dan')
    expect(JSON.stringify(noted)).not.toContain(code)
  })

  test('all sessions of one are ended; one’s own goes on', async () => {
    const fay = await node.signUp('fay')
    await node.signIn('fay')
    await told(await node.admin.ask('DELETE', '/api/admin/accounts/fay/sessions'))
    expect((await fay.ask('GET', '/api/sessions')).status).toBe(401)
    await told(await node.admin.ask('DELETE', '/api/admin/accounts/ada/sessions'))
    expect((await node.admin.ask('GET', '/api/admin')).status).toBe(200)
    expect((await node.admin.ask('DELETE', '/api/admin/accounts/nobody-here/sessions')).status).toBe(404)
  })
})

describe('worlds', () => {
  test('one is put in the bin and taken out, and its size and owner are told', async () => {
    const gil = await node.signUp('gil')
    const { address } = await makeWorld(gil, 'Orchard')
    const world = await worldAt(address)
    expect(world).toMatchObject({ address, owner: { account: 'gil', name: 'Gil' }, rows: 1, people: 0 })
    expect(world?.bytes).toBeGreaterThan(50)
    await told(await node.admin.ask('POST', `/api/admin/worlds/${world?.id}/bin`))
    expect(await worldAt(address)).toBeUndefined()
    expect(await worldAt(address, 'binned')).toMatchObject({ address })
    expect((await node.admin.ask('POST', `/api/admin/worlds/${world?.id}/bin`)).status).toBe(410)
    await told(await node.admin.ask('POST', `/api/admin/worlds/${world?.id}/restore`))
    expect((await gil.ask('GET', `/api/worlds/${address}/authors?clients=1`)).status).toBe(200)
  })

  test('[C6] an admin has no right in it by being one, and takes it over in so many words', async () => {
    const hal = await node.signUp('hal')
    const { address, id } = await makeWorld(hal, 'Secret')
    expect((await node.admin.ask('GET', `/api/worlds/${address}/sharing`)).status).toBe(404)
    const taken = await node.admin.ask('POST', `/api/admin/worlds/${id}/take`)
    expect(AdminWorld.parse(await told(taken))).toMatchObject({ address, owner: { account: 'ada' } })
    expect((await node.admin.ask('GET', `/api/worlds/${address}/sharing`)).status).toBe(200)
    expect((await hal.ask('GET', `/api/worlds/${address}/authors?clients=1`)).status).toBe(200)
    await isNoted('admin.tookWorld')
    const { deeds: noted } = await deeds('?who=ada')
    const deed = noted.find(({ what }) => what === 'admin.tookWorld')
    expect(deed).toMatchObject({ who: { account: 'ada' }, to: address, more: { from: 'hal' } })
    expect((await node.admin.ask('POST', `/api/admin/worlds/${id}/take`)).status).toBe(409)
  })

  test('its health is told: logs, days, things, programs', async () => {
    const ida = await node.signUp('ida')
    const { id } = await makeWorld(ida, 'Workshop')
    const health = WorldHealth.parse(await get(node.admin, `/api/admin/worlds/${id}`))
    expect(health).toMatchObject({
      things: 1,
      programs: 0,
      isPaused: false,
      faults: [],
      asleep: [],
      people: [],
    })
    expect(health.scene).toMatchObject({ rows: 1, days: [{ rows: 1 }] })
    expect((await node.admin.ask('GET', '/api/admin/worlds/nowhere')).status).toBe(404)
    const tidied = await node.admin.ask('POST', `/api/admin/worlds/${id}/tidy`)
    expect(Tidied.parse(await told(tidied))).toEqual({ merged: 0, into: 0 })
  })
})

test('a session of anybody is ended', async () => {
  const jon = await node.signUp('jon')
  const { sessions } = AdminSessionPage.parse(await get(node.admin, '/api/admin/sessions?search=J%C3%B3N'))
  expect(sessions).toMatchObject([{ account: 'jon', isThis: false }])
  await told(await node.admin.ask('DELETE', `/api/admin/sessions/${sessions[0]?.id}`))
  expect((await jon.ask('GET', '/api/sessions')).status).toBe(401)
  expect((await node.admin.ask('DELETE', `/api/admin/sessions/${sessions[0]?.id}`)).status).toBe(404)
})

test('an invitation of anybody is taken back', async () => {
  const kim = await node.signUp('kim')
  const secret = await invite(kim, { label: 'For the club' })
  const { invitations, total } = AdminInvitations.parse(await get(node.admin, '/api/admin/invitations'))
  expect(total).toBe(invitations.length)
  const next = AdminInvitations.parse(await get(node.admin, '/api/admin/invitations?page=1'))
  expect(next).toEqual({ invitations: [], total })
  const club = invitations.find(({ label }) => label === 'For the club')
  expect(club).toMatchObject({ by: 'kim', usesLeft: 1 })
  await told(await node.admin.ask('DELETE', `/api/admin/invitations/${club?.id}`))
  expect((await node.ask('POST', '/api/invitation', { secret })).ok).toBe(false)
})

describe('settings', () => {
  const set = (change: unknown) => node.admin.ask('PATCH', '/api/admin/settings', change)

  test('they are in force at once, and noted', async () => {
    const signUp = (account: string) =>
      node.ask('POST', '/api/accounts', { account, name: account, password: PASSWORD })
    expect((await signUp('lea')).ok).toBe(false)
    expect(AdminSettings.parse(await told(await set({ signUp: 'open', title: ' The club ' })))).toMatchObject(
      {
        signUp: 'open',
        title: 'The club',
      },
    )
    expect((await signUp('lea')).ok).toBe(true)
    await told(await set({ signUp: 'invited' }))
    expect((await signUp('max')).ok).toBe(false)
    await until('all three are noted', async () => {
      const { deeds: noted } = await deeds('?area=admin')
      return noted.filter(({ what }) => what === 'admin.settingChanged').length === 3
    })
  })

  test('what is out of its bounds is refused in words, and nothing is changed', async () => {
    for (const bad of [
      { title: '' },
      { title: 'x'.repeat(81) },
      { signUp: 'anybody' },
      { worldsPerAccount: 0 },
      { worldsPerAccount: 1.5 },
      { pictureBytesPerWorld: -1 },
      { pictureBytesPerAccount: 1e18 },
    ]) {
      const answer = await set({ guests: false, ...bad })
      expect(answer.status, JSON.stringify(bad)).toBe(400)
      expect(((await answer.json()) as { text: string }).text.length).toBeGreaterThan(10)
    }
    expect(AdminSettings.parse(await get(node.admin, '/api/admin/settings')).guests).toBe(true)
  })
})

describe('what happened', () => {
  test('is told in pages, last first, by kind, and by who did it or to whom', async () => {
    for (const title of Array.from({ length: 60 }, (_, at) => `Club ${at}`)) await told(await set({ title }))
    const first = await until('two pages', async () => {
      const page = await deeds('?area=admin')
      return page.next !== null && page.deeds[0]?.more['value'] === 'Club 59' && page
    })
    expect(first.deeds.length).toBe(50)
    const second = await deeds(`?area=admin&before=${first.next}`)
    expect(second.deeds[0]?.more['value']).toBe('Club 9')
    expect(new Set(first.deeds.map(({ id }) => id)).has(second.deeds[0]?.id ?? '')).toBe(false)
    expect((await whatHappened('?area=session')).every((what) => what.startsWith('session.'))).toBe(true)
    expect((await node.admin.ask('GET', '/api/admin/deeds?area=all')).status).toBe(400)
    async function set(change: unknown): Promise<Response> {
      return node.admin.ask('PATCH', '/api/admin/settings', change)
    }
  })
})
