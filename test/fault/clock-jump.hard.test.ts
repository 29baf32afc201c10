// A real node on a machine whose clock is 400 days ahead: what has to wait thirty days waits, people stay
// signed in, and an admin is asked. Hard: six starts of a node.
import { expect, it } from 'vitest'
import { MadeInvitation } from '../../shared/wire/api/account-bodies.ts'
import { Overview } from '../../shared/wire/api/admin-bodies.ts'
import { nodeOf, startAccounts, told, type AccountsNode } from '../accounts.ts'
import { startServer, until } from '../process.ts'
import { inkland } from '../unit/cli/inkland.ts'
import { clockAhead } from './clock.ts'

const DAYS = 400

const binned = async (node: AccountsNode): Promise<number> =>
  Overview.parse(await told(await node.admin.ask('GET', '/api/admin'))).binned

it('[C40] nothing goes for its age while the clock is 400 days ahead, nor after; it goes once an admin says so', async () => {
  const first = await startAccounts()
  const { data } = first.server
  const bob = await first.signUp('bob')
  await told(await bob.ask('POST', '/api/worlds', { title: 'Left behind' }))
  await told(await first.admin.ask('POST', '/api/admin/ending', { accounts: ['bob'], worlds: 'binThenGone' }))
  await until('his worlds are in the bin', async () => (await binned(first)) > 0)
  const inTheBin = await binned(first)
  await first.server.stop()

  const again = async (env: Readonly<Record<string, string>>): Promise<AccountsNode> =>
    nodeOf(await startServer({ data, access: 'accounts', env }), first.admin)
  const { cookie } = first.admin
  const overview = async (node: AccountsNode) =>
    Overview.parse(await told(await node.ask('GET', '/api/admin', undefined, cookie)))

  for (const env of [clockAhead(DAYS), {}, clockAhead(DAYS)]) {
    await using node = await again(env)
    const now = await overview(node)
    expect([now.binned, now.clockDoubt === null]).toEqual([inTheBin, Object.keys(env).length === 0])
    if (now.clockDoubt !== null) expect(node.server.log()).toContain('the clock jumped')
  }

  await using node = await again(clockAhead(DAYS))
  const asked = await node.ask('POST', '/api/admin/clock/trust', { told: 0 }, cookie)
  expect(asked.status).toBe(403)
  const proven = await node.signIn('ada')
  const answers = [0, Date.now() + DAYS * 86_400_000].map(
    async (told) => (await proven.ask('POST', '/api/admin/clock/trust', { told })).status,
  )
  expect(await Promise.all(answers)).toEqual([409, 204])
  expect((await overview({ ...node, ask: (method, path) => proven.ask(method, path) })).clockDoubt).toBeNull()
  await node.server.stop()
  await using last = await again(clockAhead(DAYS))
  const back = await last.signIn('ada')
  await until(
    'the worlds in the bin are gone',
    async () => Overview.parse(await told(await back.ask('GET', '/api/admin'))).binned < inTheBin,
  )
})

it('[C40] whoever has the machine is told by the command line, and says there that the clock is right', async () => {
  const first = await startAccounts()
  const { data } = first.server
  const run = (...args: readonly string[]) => inkland('clock', ...args, '--data', data)
  expect((await run()).out).toContain('The clock is believed')
  await first.server.stop()
  await using node = nodeOf(
    await startServer({ data, access: 'accounts', env: clockAhead(DAYS) }),
    first.admin,
  )
  const day = new Date(Date.now() + DAYS * 86_400_000).toISOString().slice(0, 10)
  expect((await run()).out).toMatch(new RegExp(`^The clock tells ${day} .* should tell about `))
  expect((await run('right')).code).toBe(2)
  expect(await run('trust')).toMatchObject({ code: 0, out: expect.stringContaining('The clock is right') })
  const proven = await node.signIn('ada')
  const overview = Overview.parse(await told(await proven.ask('GET', '/api/admin')))
  expect(overview.clockDoubt).toBeNull()
  await node.server.stop()
  // By the clock of this process, which is in the past now: that is in doubt.
  expect((await run()).out).toContain('should tell about')
})

it('[C40] people sign in, and are invited, on a node that began while the clock was ahead', async () => {
  const first = await startAccounts({ env: clockAhead(DAYS) })
  const { data } = first.server
  await first.server.stop()
  await using node = nodeOf(await startServer({ data, access: 'accounts' }), first.admin)
  const admin = await node.signIn('ada')
  expect(Overview.parse(await told(await admin.ask('GET', '/api/admin'))).clockDoubt).not.toBeNull()
  const until = Date.now() + 7 * 86_400_000
  const { secret } = MadeInvitation.parse(
    await told(await admin.ask('POST', '/api/invitations', { label: '', until, uses: 1 })),
  )
  expect((await node.signUp('bob', { invitation: secret })).account).toBe('bob')
})
