// All ways into an account, as its holder sees them after a new password or recovery, and ending them: a way
// that somebody else added does not work any more.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Codes, Ways } from '../../../../shared/wire/api/account-bodies.ts'
import { PASSWORD, serveAccounts, told, type AccountsNode, type Somebody } from '../../../accounts.ts'
import { CLIENT, SECRET, startProvider, type TestProvider } from './oidc-provider.ts'
import { PageBrowser } from './page-browser.ts'
import { SoftKey } from './soft-key.ts'

const NEW = 'another lamp in the garden'

let school: TestProvider
let node: AccountsNode
/** The node by a name, where passkeys work. */
let here: string

beforeAll(async () => {
  school = await startProvider()
  const { issuer } = school
  const providers = [{ id: 'school', name: 'School', issuer, clientId: CLIENT, clientSecret: SECRET }]
  node = await serveAccounts({ env: { INKLAND_OIDC: JSON.stringify(providers) } })
  here = `http://localhost:${node.server.port}`
})
afterAll(async () => {
  await node[Symbol.asyncDispose]()
  await school[Symbol.asyncDispose]()
})

const waysOf = async (browser: PageBrowser): Promise<Ways> =>
  Ways.parse(await told(await browser.go('/api/account/ways')))

/** Somebody whose account somebody else was in, who left a way in of each kind. */
async function visited(account: string) {
  const holder = await node.signUp(account)
  const mine = new PageBrowser(here, holder)
  const { codes } = Codes.parse(await told(await mine.post('/api/account/codes', { password: PASSWORD })))
  const theirs = new PageBrowser(here, await node.signIn(account))
  const key = new SoftKey({ name: 'localhost', origin: here })
  const options = await told(await theirs.post('/api/passkeys/options', {}))
  const response = key.make(options as Parameters<SoftKey['make']>[0])
  await told(await theirs.post('/api/passkeys', { name: 'Theirs', response }))
  school.person = { sub: `thief of ${account}` }
  await theirs.go(await theirs.there(await theirs.post('/api/oidc/school/link', { to: '/' })))
  await told(await node.admin.ask('POST', `/api/admin/accounts/${account}/code`))
  return { holder, mine, theirs, key, codes }
}

/** By which ways somebody else comes in. */
async function comeIn(account: string, key: SoftKey, codes: readonly string[]): Promise<string[]> {
  const inBy: string[] = []
  const byKey = new PageBrowser(here)
  const asked = (await told(await byKey.post('/api/session/passkey/options', {}))) as { challenge: string }
  const response = key.sign(asked)
  if ((await byKey.post('/api/session/passkey', { response })).ok) inBy.push('passkey')
  school.person = { sub: `thief of ${account}` }
  const bySchool = new PageBrowser(here)
  await bySchool.go(await bySchool.there('/'))
  if ((await bySchool.me()) !== null) inBy.push('school')
  const recover = { account, code: codes[1] ?? '', password: `${NEW} of theirs` }
  if ((await new PageBrowser(here).post('/api/recovery', recover)).ok) inBy.push('code')
  return inBy
}

const isIn = async (browser: PageBrowser): Promise<boolean> => (await browser.me()) !== null

describe('[W9] all ways into an account', () => {
  it('are told after a new password, which ends sessions alone', async () => {
    const { mine, theirs, key, codes } = await visited('ines')
    await told(await mine.post('/api/account/password', { old: PASSWORD, password: NEW }))
    expect(await isIn(theirs)).toBe(false)
    const ways = await waysOf(mine)
    expect(ways).toMatchObject({
      passkeys: [{ name: 'Theirs' }],
      places: [{ id: 'school', name: 'School' }],
      sessions: [{ isThis: true }],
      codesLeft: 10,
      hasAdminCode: true,
    })
    expect(await comeIn('ines', key, codes)).toEqual(['passkey', 'school', 'code'])
  })

  it('end at once after recovery, but for the new password and this browser', async () => {
    const { mine, theirs, key, codes } = await visited('jan')
    const back = new PageBrowser(here)
    await told(await back.post('/api/recovery', { account: 'jan', code: codes[0] ?? '', password: NEW }))
    expect([await isIn(mine), await isIn(theirs)]).toEqual([false, false])
    const other = new PageBrowser(here, await node.signIn('jan', NEW))
    const left = Ways.parse(await told(await back.go('/api/account/ways', { method: 'DELETE' })))
    expect(left).toMatchObject({ passkeys: [], places: [], codesLeft: 0, hasAdminCode: false })
    expect(left.sessions.map(({ isThis }) => isThis)).toEqual([true])
    expect([await isIn(back), await isIn(other)]).toEqual([true, false])
    expect(await comeIn('jan', key, codes)).toEqual([])
    expect((await node.signIn('jan', NEW)).account).toBe('jan')
  })

  it('end one by one, codes together, and whoever has no password keeps a way in', async () => {
    const { mine, codes } = await visited('kim')
    await told(await mine.go('/api/account/codes', { method: 'DELETE' }))
    expect(await waysOf(mine)).toMatchObject({ codesLeft: 0, hasAdminCode: false, passkeys: [{}] })
    const recover = { account: 'kim', code: codes[0] ?? '', password: NEW }
    expect((await node.ask('POST', '/api/recovery', recover)).status).toBe(403)

    const at = Math.floor(Date.now() / 1000)
    school.person = { sub: 'lee', preferred_username: 'lee', auth_time: at }
    await told(await node.admin.ask('PATCH', '/api/admin/settings', { signUp: 'open' }))
    const lee = new PageBrowser(here)
    await lee.go(await lee.there('/'))
    const refused = await lee.go('/api/account/ways', { method: 'DELETE' })
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('no password')])
    expect((await waysOf(lee)).places).toHaveLength(1)
  })

  it('are told to nobody else', async () => {
    const asked = await node.ask('GET', '/api/account/ways')
    const guest: Somebody = await node.guest('Gus')
    expect([asked.status, (await guest.ask('GET', '/api/account/ways')).status]).toEqual([401, 401])
  })
})
