// Several accounts ended at once, on a real node: the preview, where worlds go, accounts that cannot be
// ended, kills in the middle, and the download before it.
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  AccountPage,
  AdminSessionPage,
  AdminWorldPage,
  DeedPage,
} from '../../../shared/wire/api/admin-bodies.ts'
import {
  AccountNames,
  EndingNow,
  EndingPreview,
  MadeExport,
  type AccountEndings,
} from '../../../shared/wire/api/account-ending-bodies.ts'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import {
  ask,
  nodeOf,
  PASSWORD,
  somebody,
  startAccounts,
  told,
  type AccountsNode,
  type Somebody,
} from '../../accounts.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../../process.ts'
import { inkland } from '../cli/inkland.ts'
import { IS_HARD } from '../../hard.ts'

/** As long as many accounts take to be made, on a busy machine. */
const LONG_MS = 120_000

let node: AccountsNode<RunningServer>
const data = temporaryFolder()
beforeAll(async () => {
  node = await startAccounts({ data })
})
afterAll(async () => node[Symbol.asyncDispose]())

const admin = () => node.admin
const world = async (who: Somebody, title: string): Promise<string> =>
  WorldSummary.parse(await told(await who.ask('POST', '/api/worlds', { title }))).address

async function people(word: string, number: number): Promise<Somebody[]> {
  const all: Somebody[] = []
  for (let at = 0; at < number; at++) all.push(await node.signUp(`${word}-${at}`))
  return all
}
const namesOf = (all: readonly Somebody[]): string[] => all.map(({ account }) => account)

const preview = async (accounts: readonly string[], worlds: unknown = 'bin'): Promise<EndingPreview> =>
  EndingPreview.parse(
    await told(await admin().ask('POST', '/api/admin/ending/preview', { accounts, worlds })),
  )
const start = (accounts: readonly string[], worlds: unknown = 'bin', by = admin()): Promise<Response> =>
  by.ask('POST', '/api/admin/ending', { accounts, worlds })
const now = async (): Promise<AccountEndings | null> =>
  EndingNow.parse(await told(await admin().ask('GET', '/api/admin/ending'))).ending
const over = (): Promise<AccountEndings> =>
  until(
    'it is over',
    async () => {
      const ending = await now()
      return ending?.isOver === true && ending
    },
    LONG_MS,
  )
const here = async (search: string): Promise<string[]> =>
  AccountPage.parse(
    await told(await admin().ask('GET', `/api/admin/accounts?search=${search}`)),
  ).accounts.map(({ account }) => account)
const worldsAt = async (search: string, which = 'here') =>
  AdminWorldPage.parse(
    await told(await admin().ask('GET', `/api/admin/worlds?which=${which}&search=${search}`)),
  ).worlds
const endsOf = async (account: string): Promise<DeedPage['deeds']> =>
  DeedPage.parse(await told(await admin().ask('GET', '/api/admin/deeds?area=admin'))).deeds.filter(
    ({ what, to }) => what === 'admin.endedAccount' && to === account,
  )

describe('[C26] several accounts', () => {
  test('are told of before, with what they have and who cannot be ended, and nothing changes', async () => {
    const [one, two] = await people('told', 2)
    if (one === undefined || two === undefined) throw new Error('nobody came')
    await world(one, 'Garden')
    await world(one, 'Orchard')
    const said = await preview([...namesOf([one, two]), 'ada', 'nobody-here'], 'mine')
    const line = (name: string) => said.lines.find(({ account }) => account === name)
    expect(line(one.account)).toMatchObject({ worlds: 2, why: null })
    expect(line(one.account)?.bytes).toBeGreaterThan(500)
    expect(line(two.account)).toMatchObject({ worlds: 0, why: null })
    expect(line('ada')?.why).toContain('your own account')
    expect(line('nobody-here')?.why).toContain('Nobody here has that account')
    expect(said).toMatchObject({ whyNot: null, heir: { account: 'ada', most: 500 } })
    expect(await now()).toBeNull()
    expect(await here('told-')).toEqual(namesOf([one, two]))
    await expect(preview([one.account], { passTo: 'nobody-here' })).rejects.toThrow(
      'Nobody here has that account',
    )
    expect((await start([one.account], { passTo: one.account })).status).toBe(409)
    const names = AccountNames.parse(await told(await admin().ask('GET', '/api/admin/account-names?search=')))
    expect(names.accounts.map(({ account }) => account)).not.toContain('ada')
    expect(names.total).toBe(names.accounts.length)
  })

  test('are ended, each noted once, their worlds in the bin, their sessions over; again is nothing', async () => {
    const all = await people('bin', 3)
    for (const one of all) await world(one, 'Notes')
    expect((await start([...namesOf(all), 'ada'])).status).toBe(202)
    const ending = await over()
    expect(ending.lines.map(({ account, state }) => [account, state])).toEqual(
      all.map(({ account }) => [account, 'ended']),
    )
    for (const one of all) {
      expect((await one.ask('GET', '/api/account')).status).toBe(401)
      expect(await worldsAt(`${one.account}/notes`, 'binned')).toMatchObject([{ owner: null, goneAt: null }])
      await until('it is noted', async () => (await endsOf(one.account)).length === 1)
      expect((await node.ask('POST', '/api/session', { account: one.account, password: PASSWORD })).ok).toBe(
        false,
      )
    }
    expect(await here('bin-')).toEqual([])
    // The one who asked is still here.
    expect((await admin().ask('GET', '/api/account')).status).toBe(200)
    expect((await start(namesOf(all))).status).toBe(200)
    expect((await over()).lines).toEqual(ending.lines)
    for (const one of all) expect(await endsOf(one.account)).toHaveLength(1)
    await told(await admin().ask('DELETE', '/api/admin/ending'))
    expect(await now()).toBeNull()
  })

  test('leave their worlds to the admin at once, as far as those have room; the others stay, with the reason', async () => {
    const [one, two, three] = await people('mine', 3)
    if (one === undefined || two === undefined || three === undefined) throw new Error('nobody came')
    const garden = await world(one, 'Mine')
    await world(two, 'First')
    await world(two, 'Second')
    const { heir } = await preview([one.account], 'mine')
    const has = heir?.worlds ?? 0
    await told(await admin().ask('PATCH', '/api/admin/settings', { worldsPerAccount: has + 2 }))
    try {
      const all = namesOf([one, two, three])
      expect((await preview(all, 'mine')).whyNot).toContain(
        `ada has ${has} of ${has + 2} worlds: there is no room for 3 more`,
      )
      await told(await start(all, 'mine'))
      const { lines } = await over()
      expect(lines.map(({ state }) => state)).toEqual(['ended', 'failed', 'ended'])
      expect(lines[1]?.why).toContain('no room for 2 more')
      expect(await here('mine-')).toEqual([two.account])
      expect(await worldsAt(garden)).toMatchObject([{ address: garden, owner: { account: 'ada' } }])
      expect((await two.ask('GET', '/api/account')).status).toBe(200)
    } finally {
      await told(await admin().ask('PATCH', '/api/admin/settings', { worldsPerAccount: 500 }))
    }
  })

  test('leave their worlds to somebody who is asked, or in the bin for thirty days', async () => {
    const [one, two, heir] = await people('pass', 3)
    if (one === undefined || two === undefined || heir === undefined) throw new Error('nobody came')
    await world(one, 'Offered')
    await told(await start([one.account], { passTo: heir.account }))
    await over()
    const offers = (await told(await heir.ask('GET', '/api/offers'))) as { offers: unknown[] }
    expect(offers.offers).toHaveLength(1)
    await world(two, 'Fleeting')
    await told(await start([two.account], 'binThenGone'))
    await over()
    const [fleeting] = await worldsAt('fleeting', 'binned')
    const days = ((fleeting?.goneAt ?? 0) - Date.now()) / (24 * 60 * 60_000)
    expect(Math.round(days)).toBe(30)
  })

  test('are no more ended once who asked is no admin any more, and one batch at a time', async () => {
    const all = await people('many', 6)
    const bert = await node.signUp('bert')
    await told(await admin().ask('PATCH', '/api/admin/accounts/bert', { isAdmin: true }))
    for (const one of all) await world(one, 'Work')
    await told(await start(namesOf(all), 'bin', bert))
    const second = await start(namesOf(all))
    await told(await admin().ask('PATCH', '/api/admin/accounts/bert', { isAdmin: false }))
    expect([second.status, await second.text()]).toEqual([
      503,
      expect.stringContaining('being ended just now'),
    ])
    const { lines } = await over()
    const left = lines.filter(({ state }) => state === 'failed')
    expect(left.length).toBeGreaterThan(0)
    expect(new Set(left.map(({ why }) => why))).toEqual(
      new Set(['Whoever asked for this is no longer an admin here.']),
    )
    expect(await here('many-')).toEqual(left.map(({ account }) => account))
    // Stopped, those that were not begun are still here.
    await told(await start(left.map(({ account }) => account)))
    await told(await admin().ask('DELETE', '/api/admin/ending'))
    const stopped = await over()
    const still = stopped.lines.filter(({ state }) => state === 'failed')
    expect(await here('many-')).toEqual(still.map(({ account }) => account))
    expect(still.every(({ why }) => why === 'It was stopped before this account.')).toBe(true)
  })
})

describe('[C28] worlds before', () => {
  test('are in a zip, without homes and without those of others, once, for who asked for it', async () => {
    const [one, two] = await people('zip', 2)
    if (one === undefined || two === undefined) throw new Error('nobody came')
    await world(one, 'Poems')
    await world(two, 'Songs')
    const asked = await admin().ask('POST', '/api/admin/exports', { accounts: [one.account, two.account] })
    const { id } = MadeExport.parse(await told(asked))
    const eve = await node.signUp('eve')
    await told(await admin().ask('PATCH', '/api/admin/accounts/eve', { isAdmin: true }))
    expect((await eve.ask('GET', `/api/admin/exports/${id}`)).status).toBe(404)
    const answer = await admin().ask('GET', `/api/admin/exports/${id}`)
    expect(answer.headers.get('content-type')).toBe('application/zip')
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()))
    expect(Object.keys(files).filter((path) => path.endsWith('.inkland'))).toEqual([
      `${one.account}/${one.account}-poems.inkland`,
      `${two.account}/${two.account}-songs.inkland`,
    ])
    expect(Object.keys(files)).toContain(`${one.account}/${one.account}-poems/index.md`)
    expect(Object.keys(files).join(' ')).not.toContain('account.json')
    expect(strFromU8(files['README.txt'] ?? new Uint8Array())).toContain(`${one.account} (`)
    expect((await admin().ask('GET', `/api/admin/exports/${id}`)).status).toBe(404)
    await told(await admin().ask('PATCH', '/api/admin/accounts/eve', { isAdmin: false }))
    await until('it is noted', async () =>
      DeedPage.parse(await told(await admin().ask('GET', `/api/admin/deeds?who=${one.account}`))).deeds.some(
        ({ what }) => what === 'admin.worldsTaken',
      ),
    )
  })
})

test.runIf(IS_HARD)(
  '[C26] a kill in the middle: after the next start it goes on until all are ended',
  { timeout: LONG_MS },
  async () => {
    const all = await people('kill', 4)
    for (const one of all) await world(one, 'Work')
    await told(await start(namesOf(all), 'binThenGone'))
    await node.server.kill()
    const server = await startServer({ data, access: 'accounts' })
    const signedIn = await ask(server.url, 'POST', '/api/session', { account: 'ada', password: PASSWORD })
    node = nodeOf(server, await somebody(server.url, signedIn, PASSWORD))
    const { lines } = await over()
    expect(lines.map(({ state }) => state)).toEqual(all.map(() => 'ended'))
    expect(await here('kill-')).toEqual([])
    expect(await worldsAt('kill-')).toEqual([])
    const sessions = AdminSessionPage.parse(await told(await admin().ask('GET', '/api/admin/sessions')))
    expect(sessions.sessions.filter(({ account }) => account.startsWith('kill-'))).toEqual([])
    for (const { account } of all) await until('it is noted', async () => (await endsOf(account)).length > 0)
  },
)

test('[C26] the command line ends accounts while the node runs', { timeout: LONG_MS }, async () => {
  const [one] = await people('line', 1)
  if (one === undefined) throw new Error('nobody came')
  const run = (...args: string[]) => inkland('account', 'end', ...args, '--data', data)
  expect((await run(one.account)).code).toBe(2)
  expect(await run('nobody-here', one.account, '--worlds', 'bin')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/nobody-here: nobody here[^]*line-0 was ended/),
  })
  expect(await here('line-')).toEqual([])
  expect(await run('ada', '--worlds', 'bin')).toMatchObject({
    code: 1,
    out: expect.stringContaining('only admin'),
  })
})
