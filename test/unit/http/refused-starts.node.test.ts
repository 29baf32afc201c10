// The ways in which a start fails: each is told in one sentence that says what is wrong, and what to do. As a
// user who is not root, since root may do everything.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, chmodSync, chownSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readStartRequest } from '../../../server/config/node-config.ts'
import { createBoundedServer, listen } from '../../../server/http/edge/http-server.ts'
import { startFault } from '../../../server/operations/start-fault.ts'
import { openNodeDisk } from '../../../server/storage/opening/node-store.ts'
import { systemClock } from '../../../server/time/server-clock.ts'

const isRoot = process.getuid?.() === 0
const NOBODY = 65_534
// The folder of the run is root's alone.
const all = mkdtempSync(join(isRoot ? '/tmp' : tmpdir(), 'inkland-starts-'))
const at = (...names: readonly string[]): string => join(all, ...names)

function folder(name: string, mode = 0o700): string {
  mkdirSync(at(name))
  chmodSync(at(name), mode)
  return at(name)
}

beforeAll(() => {
  chmodSync(all, 0o755)
  for (const name of ['lock', 'broken', 'others']) {
    folder(name)
    if (isRoot) chownSync(at(name), NOBODY, NOBODY)
  }
  mkdirSync(at('lock', 'inkland.lock'))
  writeFileSync(at('broken', 'inkland.sqlite'), 'This is a text.\n'.repeat(400))
  writeFileSync(at('broken', 'database.json'), '{')
  writeFileSync(at('others', 'database.json'), '{}', { mode: 0o000 })
  folder('closed', 0o000)
  folder('read', 0o555)
  writeFileSync(at('file'), '')
  symlinkSync('loop', at('loop'))
  symlinkSync('/nowhere/at-all', at('dangling'))
  if (isRoot) process.seteuid?.(NOBODY)
})
afterAll(() => {
  if (isRoot) process.seteuid?.(0)
  chmodSync(at('closed'), 0o700)
  rmSync(all, { recursive: true })
})

const WHERE = { host: '127.0.0.1', port: 80 }

async function said(start: Promise<unknown>, where = WHERE): Promise<string> {
  return start.then(
    () => 'It started.',
    (error: unknown) => startFault(error, where),
  )
}

describe('[L12] a folder', () => {
  it.each([
    [
      'of another user, which is closed',
      at('closed'),
      /^\S+closed\S* cannot be used: this user may not read and/,
    ],
    [
      'in such a folder',
      at('closed', 'data'),
      /^\S+closed\S* cannot be used: this user may not read and write/,
    ],
    [
      'in a folder that can only be read',
      at('read', 'data'),
      /^The folder \S+data cannot be used: this user/,
    ],
    ['that can only be read', at('read'), /^The folder \S+read cannot be used: this user may not read and/],
    ['that is a file', at('file'), /^The folder \S+file cannot be used: a file is in its way/],
    ['below a file', at('file', 'data'), /^The folder \S+data cannot be used: a file is in its way/],
    ['that is a link to itself', at('loop'), /cannot be used: it is a link that leads back to itself/],
    ['that is a link to nothing', at('dangling'), /cannot be used: a file is in its way/],
    ['with too long a name', at('x'.repeat(300)), /cannot be used: its name is too long/],
    ['that the system does not make', '/proc/inkland', /cannot be used: no folder can be made there/],
    ['with a folder in the place of its lock', at('lock'), /^\S+inkland\.lock has to be a file: move/],
    ['that says no more which database it has', at('broken'), /^The file \S+database\.json is damaged/],
    ['with a file of another user', at('others'), /database\.json cannot be used: this user may not read/],
  ])('%s', async (_, path, sentence) => {
    const opened = openNodeDisk({ kind: 'sqlite' }, { folder: path, logger: pino({ level: 'silent' }) })
    const says = await said(opened)
    expect(says).toMatch(sentence)
    expect(says).toMatch(/^[^\n]*(?:--data|start again|--store)[^\n]*\.$/)
  })
})

describe('a place to listen', () => {
  it.each([
    ['that is not of this machine', '192.0.2.1', /^This machine has no address 192\.0\.2\.1\. .*--host\.$/],
    ['that nobody knows', 'nowhere.invalid', /^This machine has no address nowhere\.invalid\. .*--host\.$/],
    ['that is good on one network alone', 'fe80::1', /^This machine has no address fe80::1\. .*--host\.$/],
  ])('%s', async (_, host, sentence) => {
    const nobody = () => ({ request: () => undefined, upgrade: () => undefined })
    const server = createBoundedServer(nobody, { connectionsMax: 1, clock: systemClock })
    expect(await said(listen(server, 0, host), { host, port: 0 })).toMatch(sentence)
  })

  it('that is not for everybody', () => {
    const refused = Object.assign(new Error('listen EACCES'), { code: 'EACCES', syscall: 'listen', port: 80 })
    expect(startFault(refused, WHERE)).toBe(
      'This user is not allowed to listen on port 80. Choose one above 1023 with --port.',
    )
  })
})

describe('what a start is asked for', () => {
  it.each([
    [['--prot', '7'], /^There is no option --prot; see --help\.$/],
    [['--port', 'http'], /^--port takes a whole number from 0 to 65535, not "http"\.$/],
    [['--data', ''], /^--data needs a value\.$/],
    [['--store', 'mysql://a:b@c/d'], /^--store takes sqlite, or an address such as postgres:/],
    [['--store', 'postgres://a:b@c/d?pool=1'], /^--store has an option that is not one of /],
    [['--inside', '127.0.0.1:1'], /^--inside is for several processes with one database/],
    [['--tls-cert', '/c.pem'], /^--tls-cert needs --tls-key beside it/],
    [['--oidc', '/nowhere.json'], /^--oidc cannot be used: the file \/nowhere\.json cannot be read\.$/],
    [['--origin', 'my domain'], /^--origin takes an address such as https:\/\/my\.domain/],
    [['--access', 'closed'], /^--access is one of open, accounts, not "closed"\.$/],
    [['--backup-every', 'year'], /^--backup-every is one of never, hour, /],
    [['--alarms', 'mail'], /^--alarms takes an address/],
    [['--proxies', 'everywhere'], /^--proxies /],
  ])('%s', (args, sentence) => {
    const wish = readStartRequest(args, {})
    expect(wish).toMatchObject({ kind: 'wrong', sentence: expect.stringMatching(sentence) })
  })
})
