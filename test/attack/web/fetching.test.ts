// Code that asks addresses outside reaches nothing that the admins did not allow, tells nobody who asks, and
// neither fills nor floods anybody: a hostile server outside, a trap inside, and requests as a program that
// broke out of its guest would make them. "Outside" is 127.0.0.2; all else of this machine is inside.
import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parseWebRequest, type WebOutcome } from '../../../shared/behavior/web-request.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import {
  createProgramFetching,
  NODE_PACE,
  NODE_WAITING,
  OWNER_PACE,
  OWNER_WAITING,
} from '../../../server/web/program-fetching.ts'
import { until } from '../../process.ts'
import { openOutside, OUTSIDE, pour, type Outside, type Script } from '../peers/outward/outside.ts'
import { SCRIPTS } from '../peers/outward/scripts.ts'
import { setTrap, type Trap } from '../peers/outward/trap.ts'

const OK = 'HTTP/1.1 200 OK\r\n'
const PACKED = `${OK}content-encoding: gzip\r\n`
const HASTY_MS = 1_000
const LET_GO_MS = 30_000

const packed = (bytes: Buffer, more = ''): string | Buffer =>
  Buffer.concat([Buffer.from(`${PACKED}${more}content-length: ${bytes.length}\r\n\r\n`), bytes])

const WAYS: Record<string, Script> = {
  ...SCRIPTS,
  text: (socket) => socket.end(packed(gzipSync('Grüße'), 'content-type: text/plain\r\n')),
  latin: (socket) =>
    socket.end(
      Buffer.concat([
        Buffer.from(`${OK}content-type: text/plain; charset=iso-8859-1\r\ncontent-length: 5\r\n\r\n`),
        Buffer.from('Grüße', 'latin1'),
      ]),
    ),
  whole: (socket) => socket.end(packed(gzipSync(Buffer.alloc(1024 * 1024, 'x')))),
  bomb: (socket) => socket.end(packed(gzipSync(Buffer.alloc(32 * 1024 * 1024)))),
  bombs: (socket) => {
    socket.write(`${PACKED}\r\n`)
    pour(socket, gzipSync(Buffer.alloc(1024 * 1024)))
  },
  /** Members without anything in them: they cost work, and are nothing. */
  empties: (socket) => {
    socket.write(`${PACKED}\r\n`)
    pour(socket, Buffer.concat(Array.from({ length: 100 }, () => gzipSync(''))))
  },
  dust: (socket) => {
    socket.write(`${PACKED}transfer-encoding: chunked\r\n\r\n`)
    for (const byte of gzipSync(randomBytes(20_000)))
      socket.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.of(byte), Buffer.from('\r\n')]))
  },
  garbage: (socket) => socket.end(packed(Buffer.from('no gzip at all'))),
  half: (socket) => socket.end(packed(gzipSync('x'.repeat(5_000)).subarray(0, 12))),
  brotli: (socket) => socket.end(`${OK}content-encoding: br\r\ncontent-length: 1\r\n\r\nx`),
  cookies: (socket) =>
    socket.end(
      'HTTP/1.1 302 Found\r\nSet-Cookie: id=1; Path=/\r\nLocation: /echo\r\ncontent-length: 0\r\n\r\n',
    ),
}

let trap: Trap
let outside: Outside
beforeAll(async () => {
  ;[trap, outside] = await Promise.all([
    setTrap(),
    openOutside(['evil.example', 'good.example', 'rebind.example', OUTSIDE], WAYS),
  ])
})
afterAll(async () => void (await Promise.all([trap.close(), outside.close()])))
afterEach(() => expect(trap.hits.splice(0)).toEqual([]))

const PLACES: Readonly<Record<string, readonly string[]>> = {
  'evil.example': [OUTSIDE],
  'good.example': [OUTSIDE],
  'inside.example': ['127.0.0.1'],
}
const WORLD: WorldRecord = {
  key: 1 as WorldRecord['key'],
  id: 'w' as WorldRecord['id'],
  line: 'l' as WorldRecord['line'],
  address: 'ada/garden' as WorldRecord['address'],
  title: 'Garden',
  createdAt: 0,
  changedAt: 0,
  binnedAt: null,
  isLiving: true,
  lookedTo: 0,
  owner: null,
}
const at = (path: string, host = 'evil.example') => `https://${host}:${outside.port}/${path}`

interface Given {
  readonly allowed?: () => readonly string[]
  readonly lookup?: (name: string) => Promise<readonly string[]>
  readonly answerMs?: number
  readonly clock?: typeof systemClock
}

function node({
  allowed = () => [at('').slice(0, -1)],
  lookup = async (name) => PLACES[name] ?? [],
  answerMs,
  clock = systemClock,
}: Given = {}) {
  const fetching = createProgramFetching({
    clock,
    payerOf: ({ owner }) => owner ?? '',
    allowPrivate: [OUTSIDE],
    authorities: [outside.authority],
    lookup,
    allowed,
    ...(answerMs !== undefined && { answerMs }),
  })
  const wanted = new AbortController()
  return {
    end: () => wanted.abort(),
    fetch: (address: string, body: string | null = null, owner = 'ada'): Promise<WebOutcome> =>
      fetching({ ...WORLD, owner: owner as MemberId }, { address, headers: {}, body }, wanted.signal),
  }
}

const whyOf = async (asked: Promise<WebOutcome>): Promise<string> => {
  const { why, answer } = await asked
  return why ?? `${answer.status} ${answer.text.slice(0, 40)}`
}

describe('[B31] Code reaches what admins allow', () => {
  it('nothing, where they allow nothing, and at once when they take it back', async () => {
    let allowed: readonly string[] = []
    const { fetch } = node({ allowed: () => allowed })
    const none = 'The admins of this node have allowed no addresses, so code can fetch nothing.'
    expect(await whyOf(fetch(at('ok')))).toBe(none)
    allowed = [at('').slice(0, -1)]
    expect(await whyOf(fetch(at('ok')))).toBe('200 ok')
    allowed = []
    expect(await whyOf(fetch(at('ok')))).toBe(none)
  })

  it('and no other place, however it is spelled', async () => {
    const { fetch } = node({ allowed: () => [at('ok/'), 'https://127.0.0.1', `https://inside.example`] })
    const port = outside.port
    for (const address of [
      at('echo'),
      at('okay'),
      at('ok/../echo'),
      at('ok/%2e%2e/echo'),
      at('ok/..%2fecho'),
      at('ok/%252e%252e/echo'),
      at('ok\\..\\echo'),
      `https://good.example:${port}/ok/`,
      `https://evil.example:${port + 1}/ok/`,
      `https://evil.example/ok/`,
      `http://evil.example:${port}/ok/`,
      `https://evil.example:${port}@127.0.0.1:${trap.port}/ok/`,
      `https://127.0.0.1:${trap.port}/`,
      `https://0x7f.1:${trap.port}/`,
      `https://inside.example:${trap.port}/`,
    ])
      expect(await whyOf(fetch(address)), address).toMatch(/have not allowed |name or a password/)
    expect(await whyOf(fetch(at('ok/there')))).toBe('200 ok')
    expect(await whyOf(fetch(at('ok/', 'evil.example.')))).toBe('200 ok')
    expect(await whyOf(fetch(at('ok/?to=x')))).toBe('200 ok')
  })

  it('nothing inside, though it is in the list', async () => {
    const inside = [`https://127.0.0.1:${trap.port}`, `https://inside.example:${trap.port}`]
    const { fetch } = node({ allowed: () => inside })
    expect(await whyOf(fetch(`${inside[0]}/`))).toMatch(/lies in a private network/)
    expect(await whyOf(fetch(`${inside[1]}/`))).toMatch(/No public address is known for inside\.example/)
  })

  it('by redirects no more than that', async () => {
    const { fetch } = node({ allowed: () => [at('').slice(0, -1), `https://rebind.example:${trap.port}`] })
    const to = (target: string, status = 302) => whyOf(fetch(at(`${status}?to=${target}`)))
    expect(await to('/ok')).toBe('200 ok')
    for (const target of [
      `https://127.0.0.1:${trap.port}/`,
      `//127.0.0.1:${trap.port}/`,
      `https://good.example:${outside.port}/ok`,
    ])
      expect(await to(target, 307)).toMatch(/have not allowed/)
    expect(await to(`http://evil.example:${outside.plainPort}/ok`)).toMatch(/have not allowed|https only/)
    expect(await to(`https://rebind.example:${trap.port}/`)).toMatch(/No public address is known/)
    expect(await whyOf(fetch(at('circle')))).toMatch(/more than 3 times/)
    // What somebody sends is for the one who is named.
    expect(await whyOf(fetch(at('307?to=/ok'), 'secret'))).toMatch(/meant only for it/)
  })

  it('by a name that leads elsewhere a moment later, where it led when it was judged', async () => {
    const rebind = `https://rebind.example:${outside.port}`
    const answers = [[OUTSIDE], ['127.0.0.1']]
    let looked = 0
    const { fetch } = node({ allowed: () => [rebind], lookup: async () => answers[looked++] ?? [] })
    expect(await whyOf(fetch(`${rebind}/ok`))).toBe('200 ok')
    expect(looked).toBe(1)
    expect(await whyOf(fetch(`${rebind}/ok`))).toMatch(/No public address is known/)
  })
})

describe('[B32] What goes out', () => {
  it('says nothing of who asks: no cookie that was set, no authorization, one user agent', async () => {
    const { fetch } = node()
    const { answer } = await fetch(at('cookies'))
    expect(answer?.address).toBe(at('echo'))
    const lines = (answer?.text ?? '').trim().split('\r\n')
    expect(lines.map((line) => line.split(':')[0]?.toLowerCase() ?? '').toSorted()).toEqual([
      'accept-encoding',
      'connection',
      'get /echo http/1.1',
      'host',
      'user-agent',
    ])
    expect(lines).toContain('user-agent: Inkland')
    expect(Object.keys(answer?.headers ?? {})).not.toContain('set-cookie')
    expect((await fetch(at('echo'))).answer?.text).not.toMatch(/cookie/i)
  })

  it('is no more than a request has, whatever the guest is made to say', () => {
    const request = { address: 'https://api.example/', headers: {}, body: null }
    expect(parseWebRequest(request)).toEqual(request)
    for (const forged of [
      null,
      { ...request, address: 'file:///etc/passwd' },
      { ...request, address: 'https://api.example/\r\nHost: x' },
      { ...request, address: 'https://api.example/ x' },
      { ...request, address: `https://api.example/${'x'.repeat(2_000)}` },
      { ...request, headers: { cookie: 'a=b' } },
      { ...request, headers: { Host: 'x' } },
      { ...request, headers: { authorization: 'x' } },
      { ...request, headers: { 'user-agent': 'x' } },
      { ...request, headers: { accept: 'a\r\nCookie: b' } },
      { ...request, headers: { accept: 'ü' } },
      { ...request, headers: { accept: 'x'.repeat(201) } },
      { ...request, headers: JSON.parse('{"__proto__":{"cookie":"a"}}') as unknown },
      { ...request, body: 'x'.repeat(16 * 1024 + 1) },
      { ...request, body: 'ж'.repeat(8 * 1024 + 1) },
      { ...request, body: {} },
      { ...request, method: 'DELETE' },
    ])
      expect(parseWebRequest(forged), JSON.stringify(forged)).toBeNull()
  })
})

describe('[B33] What comes back', () => {
  it('is text, packed or not, in the letters that it says', async () => {
    const { fetch } = node()
    expect(await whyOf(fetch(at('text')))).toBe('200 Grüße')
    expect(await whyOf(fetch(at('latin')))).toBe('200 Grüße')
    expect((await fetch(at('whole'))).answer?.text.length).toBe(1024 * 1024)
    expect((await fetch(at('fits'))).answer?.text.length).toBe(1024 * 1024)
  })

  it.each([
    ['large', /sent more than 1 MB/],
    ['endless', /sent more than 1 MB/],
    ['chunks', /sent more than 1 MB/],
    ['bomb', /sent more than 1 MB/],
    ['bombs', /sent more than 1 MB/],
    ['empties', /sent more than 1 MB/],
    ['dust', /too many tiny pieces/],
    ['crumbs', /too many tiny pieces/],
    ['garbage', /cannot be unpacked/],
    ['half', /cannot be unpacked/],
    ['brotli', /compressed form that nobody asked for/],
    ['flood', /too many headers/],
    ['line', /too many headers/],
    ['interim', /never finished/],
    ['other', /does not answer as the web does/],
    ['cut', /does not answer|stopped in the middle/],
  ])('is not taken when it is too much, or nothing: %s', async (path, words) => {
    expect(await whyOf(node().fetch(at(path)))).toMatch(words)
    await until('the line is cut', () => outside.open.now === 0, LET_GO_MS)
  })
})

describe('[B33] What comes slowly', () => {
  it('is waited for so long in all, and no longer', async () => {
    const slow = ['silent', 'heads', 'body', 'stairs']
    const { fetch } = node({ answerMs: HASTY_MS })
    for (const why of await Promise.all(slow.map((path) => whyOf(fetch(at(path))))))
      expect(why).toMatch(/takes longer than/)
    await until('the lines are cut', () => outside.open.now === 0, LET_GO_MS)
  })
})

describe('[B34] Nobody is flooded', () => {
  it('by ten thousand requests of one person: so many wait, all others are told so at once', async () => {
    const { fetch, end } = node()
    outside.open.peak = 0
    const asked = Array.from({ length: 10_000 }, () => whyOf(fetch(at('silent'))))
    await until('some are there', () => outside.open.now === 6)
    const refused = await Promise.all(asked.slice(OWNER_WAITING))
    expect(new Set(refused)).toEqual(
      new Set([
        `${OWNER_WAITING} requests of one person’s worlds are still waiting for their answers. Try again later.`,
      ]),
    )
    // Others have their turn all the same.
    expect(await whyOf(fetch(`https://good.example:${outside.port}/ok`, null, 'bob'))).toMatch(/not allowed/)
    end()
    await Promise.all(asked)
    expect(outside.open.peak).toBeLessThanOrEqual(6)
    await until('the lines are cut', () => outside.open.now === 0, LET_GO_MS)
  })

  it.each([
    [
      'of one person',
      () => 'ada',
      OWNER_PACE.atOnce,
      'All worlds of one person together can fetch 3 times a second, and 30 times at once after a pause.',
    ],
    [
      'of many people',
      (nth: number) => `person${nth}`,
      NODE_PACE.atOnce,
      'The programs of this node fetch too much at once. Try again in a moment.',
    ],
  ])('by loops in many worlds %s', async (_, ownerOf, most, words) => {
    let now = 0
    const { fetch } = node({ clock: { ...systemClock, monotonic: () => now } })
    const round = async (count: number): Promise<string[]> => {
      const told: string[] = []
      for (let nth = 0; nth < count; nth += 1) told.push(await whyOf(fetch(at('ok'), null, ownerOf(nth))))
      return told
    }
    const fine = (count: number) => Array.from({ length: count }, () => '200 ok')
    expect(await round(most + 2)).toEqual([...fine(most), words, words])
    now = 1_000
    const perSecond = most === NODE_PACE.atOnce ? NODE_PACE.perSecond : OWNER_PACE.perSecond
    expect(await round(perSecond + 1)).toEqual([...fine(perSecond), words])
  })

  it('by the worlds of many people, of which so many wait', async () => {
    const { fetch, end } = node()
    const crowd = Array.from({ length: 1_000 }, (_, index) =>
      whyOf(fetch(at('silent'), null, `person${index}`)),
    )
    const told = await Promise.all(crowd.slice(NODE_WAITING))
    expect(new Set(told)).toEqual(
      new Set(['The programs of this node fetch too much at once. Try again in a moment.']),
    )
    end()
    await Promise.all(crowd)
    await until('the lines are cut', () => outside.open.now === 0, LET_GO_MS)
  })
})
