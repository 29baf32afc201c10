// Attacks over HTTP on a real node with accounts: forged and stolen sessions, guessed ids, paths that try to
// lead out; and no secret that anybody used is in a log, in the metrics or on the disk.
import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Me } from '../../shared/wire/api/node-bodies.ts'
import { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { Codes, SessionList } from '../../shared/wire/api/account-bodies.ts'
import { FRAME_PROTOCOL, FRAME_TOKEN } from '../../shared/world/framing.ts'
import { MadeLink } from '../../shared/wire/api/sharing-bodies.ts'
import { ask, firstLink, invite, secretIn, serveAccounts, told, type AccountsNode } from '../accounts.ts'
import { until } from '../process.ts'
import { IS_HARD } from '../hard.ts'

/** Each day one in so many of those that differ in their place alone. */
const ONE_IN = 6
const some = <T>(all: readonly T[], from = 0): T[] =>
  all.filter((_, at) => IS_HARD || (at + from) % ONE_IN === 0)

let node: AccountsNode
beforeAll(async () => {
  node = await serveAccounts({ args: ['--log-level', 'trace'] })
})
afterAll(() => node[Symbol.asyncDispose]())

/** The person that the node sees in this `Cookie` header. */
async function whoIs(cookie: string): Promise<string | null> {
  const answer = await ask(node.url, 'GET', '/api/me', undefined, cookie)
  return answer.ok ? (Me.parse(await answer.json()).member?.account ?? null) : null
}

/** Ways to change one byte, cut, stretch or repeat a cookie's value. */
function* changed(value: string): Generator<string> {
  for (let at = 0; at < value.length; at += IS_HARD ? 1 : ONE_IN) {
    const other = value[at] === 'A' ? 'B' : 'A'
    yield `${value.slice(0, at)}${other}${value.slice(at + 1)}`
    yield value.slice(0, at)
  }
  yield* [
    `${value}A`,
    `${value}.A`,
    `A${value}`,
    value.toUpperCase(),
    value.toLowerCase(),
    '',
    '.',
    '..',
    'null',
    '[object Object]',
  ]
  yield* [
    '%00',
    '"',
    ',',
    `${value}, ${value}`.slice(0, 20),
    '__proto__',
    randomBytes(32).toString('base64url'),
  ]
}

describe('sessions', () => {
  it('cannot be forged, cut, stretched or made of another', async () => {
    const guest = await node.guest('Gus')
    const [name = '', value = ''] = node.admin.cookie.split('=', 2)
    const [guestName = '', guestValue = ''] = guest.cookie.split('=', 2)
    expect(await whoIs(node.admin.cookie)).toBe('ada')
    let tries = 0
    const accepted: string[] = []
    const attempt = async (cookie: string, mayBe: string | null = null) => {
      tries += 1
      const who = await whoIs(cookie)
      if (who !== null && who !== mayBe) accepted.push(`${cookie} is ${who}`)
    }
    for (const forged of changed(value)) await attempt(`${name}=${forged}`)
    // Its last letter may have bits that are no part of any byte: then it is the same signature.
    for (const forged of changed(guestValue)) await attempt(`${guestName}=${forged}`, guest.account)
    // A guest's cookie says who one is: that of the admin, signed with keys that somebody might guess.
    const payload = Buffer.from(
      JSON.stringify({ member: node.admin.id, name: 'Ada', session: 'x', since: Date.now() }),
    ).toString('base64url')
    for (const key of ['', 'secret', 'session', 'inkland', node.admin.id, payload, Buffer.alloc(32)]) {
      await attempt(
        `${guestName}=${payload}.${createHmac('sha256', key).update(payload).digest('base64url')}`,
      )
      if (typeof key === 'string') await attempt(`${guestName}=${payload}.${key}`)
    }
    const [, signature = ''] = guestValue.split('.')
    await attempt(`${guestName}=${payload}.${signature}`)
    // An account's token under a guest's name, and the other way round; ids of sessions, which are no
    // secrets.
    await attempt(`${guestName}=${value}`)
    await attempt(`${name}=${guestValue}`)
    const { sessions } = SessionList.parse(await told(await node.admin.ask('GET', '/api/sessions')))
    for (const { id } of sessions) await attempt(`${name}=${id}`)
    expect(accepted).toEqual([])
    console.log(`sessions: ${tries} forged, 0 accepted`)
  })

  it('that were stolen are worth nothing once they are ended: for requests, sockets and what is open', async () => {
    const bob = await node.signUp('bob')
    const other = await node.signIn('bob')
    const stolen = new WebSocket(`${node.server.wsUrl}/sync/inkland/welcome`, {
      headers: { cookie: other.cookie },
    })
    await once(stolen, 'open')
    stolen.send(Uint8Array.of(0, 0, 1, 0))
    expect(await whoIs(other.cookie)).toBe('bob')
    const closed = once(stolen, 'close')
    await told(await bob.ask('DELETE', '/api/sessions'))
    await closed
    expect(await whoIs(other.cookie)).toBeNull()
    for (const [method, path] of [
      ['GET', '/api/account'],
      ['GET', '/api/sessions'],
      ['POST', '/api/worlds'],
      ['POST', '/api/invitations'],
      ['DELETE', '/api/sessions'],
    ] as const)
      expect(
        (await other.ask(method, path, method === 'GET' ? undefined : { title: 'x' })).status,
        path,
      ).toBe(401)
    const again = new WebSocket(`${node.server.wsUrl}/sync/bob/home`, { headers: { cookie: other.cookie } })
    const [refused] = await Promise.race([once(again, 'close'), once(again, 'error')])
    expect(refused).toBeDefined()
  })
})

/** Where a path that is joined without care could lead. */
const OUT = [
  '..',
  '../..',
  '..%2f..%2fpackage.json',
  '..%5c..%5cpackage.json',
  '%2e%2e/package.json',
  '%2e%2e%2fpackage.json',
  '%252e%252e%252fpackage.json',
  '..%c0%af..%c0%afpackage.json',
  '..%u2215package.json',
  '....//package.json',
  '..;/package.json',
  '.%00./package.json',
  'index.html%00.js',
  'x%00',
  '%00',
  '%0d%0aSet-Cookie:%20a=b',
  '%ff%fe',
  '%',
  '%zz',
  'a%2fb',
  'a%5cb',
  'CON',
  '.git/config',
  '.inkland-built',
  '%2egit/config',
  'data/inkland.db',
  'C:%5cwindows',
  'file:%2f%2f%2fetc%2fpasswd',
  '~root',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'x'.repeat(8_000),
  `${'../'.repeat(60)}etc/passwd`,
  `${'%2e%2e%2f'.repeat(60)}etc/passwd`,
  encodeURIComponent('💥'.repeat(100)),
]
const BELOW = [
  '/',
  '/assets/',
  `/assets/${'0'.repeat(64)}/`,
  '/w/',
  '/w/ada/',
  '/copies/',
  '/api/',
  '/api/worlds/',
  '/api/worlds/ada/',
  '/api/bin/',
  '/api/sessions/',
  '/api/invitations/',
  '/api/oidc/',
  '/api/admin/',
  '/api/admin/accounts/',
  '/sync/',
]

/** Sends a request byte for byte, as no library would, and reads until the node closes. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(node.server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  // Not ended by us: a sender that closed may get no answer.
  socket.write(bytes, 'latin1')
  return text(socket).catch(() => '')
}

describe('paths', () => {
  it('lead nowhere out of the node, and none makes it stumble', async () => {
    const cookie = node.admin.cookie
    let tries = 0
    const wrong: string[] = []
    for (const [nth, base] of BELOW.entries()) {
      const answers = await Promise.all(
        some(OUT, nth).map(async (out) => {
          const said = await raw(
            `GET ${base}${out} HTTP/1.1\r\nHost: 127.0.0.1:${node.server.port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
          )
          return [`${base}${out}`.slice(0, 80), said] as const
        }),
      )
      for (const [path, said] of answers) {
        tries += 1
        const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1] ?? 0)
        const body = said.slice(said.indexOf('\r\n\r\n'))
        const isRefused = status >= 400 && status < 500
        // A page of the app knows by itself that there is nothing at such an address.
        const isShell = status === 200 && body.includes('<div id="app">')
        const leaks = /"dependencies"|root:.*:0:0|\[core\]|SQLite format|at \w+ \(|node_modules/.test(body)
        if (!(isRefused || isShell || status === 404) || leaks || /^set-cookie: a=b/im.test(said))
          wrong.push(`${path}: ${status} ${body.slice(0, 100)}`)
      }
    }
    expect(wrong).toEqual([])
    expect((await ask(node.url, 'GET', '/healthz')).status).toBe(200)
    console.log(`paths: ${tries} tried, 0 led anywhere`)
  }, 120_000)
})

describe('ids and secrets', () => {
  it('that are guessed find nothing', async () => {
    const guesses = [
      ...Array.from({ length: 12 }, () => randomBytes(16).toString('base64url')),
      ...Array.from({ length: 12 }, () => randomBytes(16).toString('hex')),
      '0',
      '1',
      '-1',
      'null',
      'undefined',
      'true',
      '*',
      '%',
      "' or 1=1 --",
      '{"$ne":null}',
      '__proto__',
      '',
    ]
    const bob = await node.signUp('guesser')
    const found: string[] = []
    let tries = 0
    for (const guess of some(guesses)) {
      const word = encodeURIComponent(guess)
      const asked = [
        bob.ask('DELETE', `/api/sessions/${word || 'x'}`),
        bob.ask('DELETE', `/api/invitations/${word || 'x'}`),
        bob.ask('POST', `/api/bin/${word || 'x'}/restore`),
        bob.ask('POST', '/api/worlds/ada/home/link', { secret: guess }),
        node.ask('POST', '/api/invitation', { secret: guess }),
        node.ask('POST', '/api/accounts', {
          account: 'eve',
          name: 'Eve',
          password: 'a lamp in the garden',
          invitation: guess,
        }),
        node.ask('POST', '/api/first', {
          secret: guess,
          account: 'eve',
          name: 'Eve',
          password: 'a lamp in the garden',
        }),
      ]
      for (const answer of await Promise.all(asked)) {
        tries += 1
        if (answer.ok || answer.status >= 500) found.push(`${answer.status} ${answer.url} ${guess}`)
      }
    }
    expect(found).toEqual([])
    expect((await bob.ask('GET', '/api/worlds/ada/home/scene')).status).toBe(404)
    console.log(`ids and secrets: ${tries} guessed, 0 found anything`)
  }, 120_000)
})

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))

const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('hex'),
]

describe('what was told in secret', () => {
  it('is in no line of the log, at any level, not in the metrics, not among the deeds, and not on the disk', async () => {
    const secrets = new Map<string, string>()
    const keep = (what: string, secret: string): string => {
      secrets.set(what, secret)
      return secret
    }
    keep('the first link', secretIn(await firstLink(node.server)))
    keep('the admin’s cookie', node.admin.cookie.split('=')[1] ?? '')
    const password = keep('a password', `correct horse ${randomBytes(6).toString('hex')}`)
    const wrong = keep('a wrong password', `wrong horse ${randomBytes(6).toString('hex')}`)
    const next = keep('a new password', `another horse ${randomBytes(6).toString('hex')}`)
    const invitation = keep('an invitation', await invite(node.admin))
    const dora = await node.signUp('dora', { password, invitation })
    keep('a cookie', dora.cookie.split('=')[1] ?? '')
    keep('a guest’s cookie', (await node.guest('Gus')).cookie.split('=')[1] ?? '')
    const framed = await fetch(`${node.url}/api/me`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${FRAME_TOKEN}` },
      body: JSON.stringify({ name: 'Fran' }),
    })
    const inFrame = `${FRAME_TOKEN}${keep('a secret of a frame', Me.parse(await framed.json()).secret ?? '')}`
    await node.ask('POST', '/api/session', { account: 'dora', password: wrong })
    await node.ask('POST', '/api/session', { account: 'dora', password: wrong, extra: wrong }, `x=${wrong}`)
    const { codes } = Codes.parse(await told(await dora.ask('POST', '/api/account/codes', { password })))
    for (const [at, code] of codes.entries()) keep(`recovery code ${at}`, code)
    const { address } = WorldSummary.parse(
      await told(await dora.ask('POST', '/api/worlds', { title: 'Diary' })),
    )
    const made = MadeLink.parse(
      await told(
        await dora.ask('POST', `/api/worlds/${address}/sharing/links`, { right: 'see', until: null }),
      ),
    )
    keep('a link', made.secret)
    await node.admin.ask('POST', `/api/worlds/${address}/link`, { secret: made.secret })
    await node.ask('POST', '/api/recovery', { account: 'dora', code: codes[0], password: next })
    // Refused, malformed and broken requests are logged, too.
    const body = JSON.stringify({ account: 'dora', password: wrong }).slice(0, -1)
    const session = (length: number) =>
      `POST /api/session HTTP/1.1\r\nHost: 127.0.0.1:${node.server.port}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\nConnection: close\r\nCookie: ${dora.cookie}\r\n\r\n${body}`
    expect(await raw(session(body.length))).toMatch(/^HTTP\/1\.1 400 /)
    const broken = connect(node.server.port, '127.0.0.1', () => broken.end(session(999)))
    await until('a request broke off', () => node.server.log().includes('a request broke off'))
    const socket = new WebSocket(`${node.server.wsUrl}/sync/${address}`, { headers: { cookie: dora.cookie } })
    const guest = new WebSocket(`${node.server.wsUrl}/sync/${address}`, [FRAME_PROTOCOL, inFrame])
    for (const each of [socket, guest]) {
      await Promise.race([once(each, 'open'), once(each, 'error')])
      each.terminate()
    }
    await fetch(`${node.url}/api/worlds`, { headers: { authorization: `Bearer ${inFrame}` } })

    const places = {
      metrics: await (await ask(node.url, 'GET', '/metrics')).text(),
      deeds: await (await node.admin.ask('GET', '/api/admin/deeds')).text(),
      log: await until('there is a log', () => node.server.log()),
      disk: filesBelow(node.server.data)
        .map((file) => readFileSync(file, 'latin1'))
        .join(''),
    }
    expect(places.metrics).toContain('inkland_connections')
    expect(places.deeds).toContain('dora')
    expect(places.disk).toContain('dora')
    const found = Object.entries(places).flatMap(([place, words]) =>
      [...secrets]
        .filter(([, secret]) => formsOf(secret).some((form) => words.includes(form)))
        .map(([what]) => `${what}: ${place}`),
    )
    expect([...secrets.values()].filter((secret) => secret.length < 8)).toEqual([])
    expect(secrets.size).toBeGreaterThan(15)
    expect(found).toEqual([])
    // On the console stands the one link that has to, and nothing else.
    const lines = node.server.lines().join('\n')
    expect(
      [...secrets].filter(([, secret]) => secret !== '' && lines.includes(secret)).map(([what]) => what),
    ).toEqual(['the first link'])
    console.log(`secrets: ${secrets.size} used, 0 in the log, the metrics, the deeds or on the disk`)
  }, 120_000)
})
