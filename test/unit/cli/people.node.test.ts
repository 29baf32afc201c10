// The command line beside a node with accounts, as processes of their own: accounts, worlds and invitations
// while it is stopped; backup, restore and doctor; and serve.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readCommandRequest } from '../../../server/cli/command-line.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { PASSWORD, serveAccounts } from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import { temporaryFolder, until } from '../../process.ts'
import { sit } from '../accounts/stock-client.ts'
import { inkland } from './inkland.ts'
import { IS_HARD } from '../../hard.ts'

const CLI = fileURLToPath(new URL('../../../server/cli.ts', import.meta.url))
const LIMIT_MS = 120_000

const post = (url: string, path: string, body: unknown) =>
  fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test(
  'a node without anybody gets its admin, invitations and codes from the command line',
  { timeout: LIMIT_MS },
  async () => {
    const data = join(temporaryFolder(), 'data')
    const run = (...args: string[]) => inkland(...args, '--data', data)
    expect(await run('account', 'list')).toMatchObject({
      code: 0,
      out: expect.stringContaining('no accounts yet'),
    })
    const added = await run('account', 'add', 'Ada')
    expect(added).toMatchObject({ code: 0, errors: '' })
    expect(added.out).toContain('Created the account ada, the admin of this node.')
    const code = /^Its code is (\S+)$/m.exec(added.out)?.[1] ?? ''
    expect(await run('account', 'add', 'ada')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('has that name'),
    })
    expect(await run('account', 'add', 'a b')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('one word'),
    })
    expect(await run('account', 'no-admin', 'ada')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('only admin'),
    })
    expect(await run('account', 'suspend', 'nobody')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('no account'),
    })
    expect((await run('account', 'list')).out).toMatch(/^ada +ada +\d{4}-\d\d-\d\d +- +admin$/m)
    const invited = await run('invite', '--by', 'ada', '--origin', 'https://my.one', '--uses', '2')
    const secret = /^https:\/\/my\.one\/join#(\S+)$/m.exec(invited.out)?.[1] ?? ''
    expect(secret).not.toBe('')

    await using server = await serve({ data, args: ['--access', 'accounts'] })
    expect(server.lines().join('\n')).not.toContain('/first#')
    const recovered = await post(server.url, '/api/recovery', { account: 'ada', code, password: PASSWORD })
    expect(recovered.status).toBe(200)
    expect((await post(server.url, '/api/recovery', { account: 'ada', code, password: PASSWORD })).ok).toBe(
      false,
    )
    const bob = { account: 'bob', name: 'Bob', password: PASSWORD }
    expect((await post(server.url, '/api/accounts', bob)).status).toBe(403)
    expect((await post(server.url, '/api/accounts', { ...bob, invitation: secret })).ok).toBe(true)
    await server.stop()
    expect((await run('account', 'admin', 'bob')).out).toContain('bob is now an admin.')
    expect((await run('account', 'suspend', 'ada')).out).toContain('until let in again')
    expect((await run('account', 'list')).out).toMatch(/^ada .*admin, suspended$/m)
  },
)

test(
  '[C23] what the command line says while the node runs is done in it, and in force at once',
  { timeout: LIMIT_MS },
  async () => {
    await using node = await serveAccounts()
    const { data } = node.server
    const run = (...args: string[]) => inkland(...args, '--data', data)
    expect(statSync(join(data, 'commands.sock')).mode & 0o077).toBe(0)
    const added = await run('account', 'add', 'bob')
    expect(added).toMatchObject({ code: 0, errors: '' })
    const code = /^Its code is (\S+)$/m.exec(added.out)?.[1] ?? ''
    const recovered = await post(node.url, '/api/recovery', { account: 'bob', code, password: PASSWORD })
    expect(recovered.status).toBe(200)
    const bob = await node.signIn('bob')
    const { address } = (await (
      await bob.ask('POST', '/api/worlds', { title: 'Garden' })
    ).json()) as WorldSummary
    expect((await run('group', 'make', 'Class 4b')).out).toContain('Made the group “Class 4b”.')
    expect((await run('group', 'add', 'class 4B', 'bob')).out).toContain('bob is in “Class 4b” now.')
    expect(await (await bob.ask('GET', '/api/groups')).json()).toMatchObject({
      groups: [{ name: 'Class 4b' }],
    })
    expect(await run('group', 'make', 'Class 4b')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('There is a group of that name already'),
    })
    const seat = await sit(node.server.wsUrl, address, bob.cookie)
    expect((await run('world', 'list')).out).toMatch(/^bob\/garden +Garden +bob/m)
    expect((await run('world', 'bin', 'bob/garden')).out).toContain('is in the bin')
    expect(await seat.closed).toBe(CLOSE.binned)
    expect(await run('world', 'bin', 'bob/garden')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('already in the bin'),
    })
    expect((await run('world', 'restore', 'bob/garden')).out).toContain('is back')
    const again = await sit(node.server.wsUrl, address, bob.cookie)
    expect((await run('account', 'suspend', 'bob')).out).toContain('until let in again')
    expect(await again.closed).toBe(CLOSE.signIn)
    expect(await run('account', 'no-admin', 'ada')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('only admin'),
    })
    expect((await run('invite', '--by', 'ada', '--origin', 'https://my.one')).out).toMatch(
      /^https:\/\/my\.one\/join#\S+$/m,
    )
    expect(await run('account', 'nonsense')).toMatchObject({ code: 2 })
    expect(await run('peer', 'new-key')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Stop the node first'),
    })
  },
)

test.runIf(IS_HARD)(
  'worlds are listed, given and binned; a backup restores with its people',
  { timeout: LIMIT_MS },
  async () => {
    const folder = temporaryFolder()
    const data = join(folder, 'data')
    await using node = await serveAccounts({ data })
    await node.signUp('bob')
    await node.admin.ask('POST', '/api/admin/groups', { name: 'Class 4b' })
    expect((await node.admin.ask('POST', '/api/worlds', { title: 'Garden' })).status).toBe(201)
    const saved = await inkland('backup', join(folder, 'backups'), '--data', data)
    expect(saved).toMatchObject({ code: 0, errors: '' })
    const backup = /to (\S+)\.$/m.exec(saved.out)?.[1] ?? ''
    expect((await inkland('doctor', '--data', data)).out).toContain('The last backup was today.')
    await node.server.stop()

    const run = (...args: string[]) => inkland('world', ...args, '--data', data)
    expect((await run('list')).out).toMatch(/^ada\/garden +Garden +ada +\d{4}-\d\d-\d\d$/m)
    expect((await run('give', 'ada/garden', 'bob')).out).toContain('now belongs to bob. They were not asked.')
    expect((await run('list')).out).toMatch(/^ada\/garden +Garden +bob /m)
    expect((await run('bin', 'ada/garden')).code).toBe(0)
    expect(await run('bin', 'ada/garden')).toMatchObject({
      code: 1,
      errors: expect.stringContaining('already'),
    })
    expect((await run('restore', 'ada/garden')).code).toBe(0)
    expect((await run('give', 'ada/nothing', 'bob')).errors).toContain('no world at ada/nothing')

    const restored = join(folder, 'restored')
    const { madeAt } = JSON.parse(readFileSync(join(backup, 'backup.json'), 'utf8')) as { madeAt: number }
    const time = new Date(madeAt).toISOString().slice(0, 16).replace('T', ' ')
    expect((await inkland('restore', backup, '--data', restored)).out).toMatch(
      new RegExp(
        `^(\\d+ worlds?) goe?s? back from now, .{16} UTC, to ${time} UTC\\.\nRestored \\1 to .*, as they were on ${time} UTC`,
      ),
    )
    expect((await inkland('world', 'list', '--data', restored)).out).toMatch(/^ada\/garden +Garden +ada /m)
    expect((await inkland('group', 'list', '--data', restored)).out).toMatch(/^0 .* Class 4b$/m)
    await using again = await serve({ data: restored, args: ['--access', 'accounts'] })
    const me = await fetch(new URL('/api/me', again.url), { headers: { cookie: node.admin.cookie } })
    expect(await me.json()).toMatchObject({ member: null })
    const signedIn = await post(again.url, '/api/session', { account: 'ada', password: PASSWORD })
    expect(signedIn.ok).toBe(true)
  },
)

test.runIf(IS_HARD)(
  'serve runs a node with its own options, and stops in order',
  { timeout: LIMIT_MS },
  async () => {
    const child = spawn(
      process.execPath,
      [CLI, 'serve', '--port', '0', '--data', temporaryFolder(), '--access', 'open'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (words: string) => (said += words))
    const url = await until('it serves', () => /listening on (http:\S+)/.exec(said)?.[1], 30_000)
    expect((await fetch(new URL('/healthz', url))).status).toBe(200)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  },
)

test.each([
  [['account'], 'Use account list'],
  [['account', 'list', 'x'], 'Use account list'],
  [['group', 'add', 'Class 4b'], 'Use group list'],
  [['world', 'give', 'ada/garden'], 'Use world list'],
  [['world', 'bin', 'garden'], 'is not an address'],
  [['invite', '--by', 'ada'], '--origin takes the address'],
  [['invite', '--by', 'ada', '--origin', 'https://my.one', '--uses', '0'], '--uses takes a whole number'],
  [['backup', 'x', '--keep', '0'], '--keep takes a whole number'],
  [['backup'], 'Use backup FOLDER'],
  [['doctor', 'x'], 'Use doctor on its own'],
])('%j is told to be wrong', async (args, words) => {
  expect(await readCommandRequest(args, './data')).toMatchObject({
    kind: 'wrong',
    sentence: expect.stringContaining(words),
  })
})

test('who is told that something is wrong is told on stderr, with 2', async () => {
  const said = await inkland('account', 'list', 'x')
  expect(said).toMatchObject({ code: 2, out: '', errors: expect.stringContaining('Use account list') })
})
