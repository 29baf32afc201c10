// A node signs for its people only paths that its own routes name, however a guest spells the path, the query
// or the world. The other node reads the signed text. If somebody could write a path that a URL parser
// changes on the way, it would be asked there in this node's own name.
import { once } from 'node:events'
import { Agent, request as send, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { parsePeerPath, pathOf } from '../../../shared/wire/peers/peer-path.ts'
import { parseAddress, parseNodeName } from '../../../shared/world/address.ts'
import { servePeer, type ServedPeer } from '../../peers.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { startListening, type Heard, type Listening } from './listening.ts'
import { IS_HARD } from '../../hard.ts'

const SEED = seedFromEnvironment()
const SPELLINGS = IS_HARD ? 10_000 : 2_000
/** How many are asked for at a real node. */
const ASKED = IS_HARD ? SPELLINGS : 150
const SOCKETS = IS_HARD ? 400 : 60
/** As many as ask at once: more wait at the node that is asked. */
const AT_ONCE = 6
const LIMIT_MS = 240_000

/**
 * The requests of this node to others for a person: all are about one world. `*` is a part that the person
 * gives.
 */
const ROUTES: readonly (readonly [string, string, readonly string[]])[] = [
  ['GET', '/api/worlds/*/*/right', ['alone']],
  ['GET', '/api/worlds/*/*/authors', ['clients']],
  ['GET', '/api/worlds/*/*/writers', ['since']],
  ['GET', '/api/worlds/*/*/people', []],
  ['GET', '/api/worlds/*/*/assets', []],
  ['GET', '/api/worlds/*/*/loans', []],
  ['GET', '/api/worlds/*/*/sharing', []],
  ['PATCH', '/api/worlds/*/*', []],
  ['DELETE', '/api/worlds/*/*', []],
  ['PATCH', '/api/worlds/*/*/sharing', []],
  ['POST', '/api/worlds/*/*/revert', []],
  ['POST', '/api/worlds/*/*/knock', []],
  ['DELETE', '/api/worlds/*/*/knock', []],
  ['POST', '/api/worlds/*/*/link', []],
  ['POST', '/api/worlds/*/*/assets', []],
  ['POST', '/api/worlds/*/*/assets/take', []],
  ['POST', '/api/worlds/*/*/loans/*/back', []],
  ['POST', '/api/worlds/*/*/sharing/links', []],
  ['DELETE', '/api/worlds/*/*/sharing/links/*', []],
  ['POST', '/api/worlds/*/*/sharing/owner', []],
  ['PUT', '/api/worlds/*/*/sharing/people/*', []],
  ['PUT', '/api/worlds/*/*/sharing/nodes/*', []],
  ['POST', '/api/worlds/*/*/sharing/knocks/*', []],
  ...['kick', 'mute', 'ban'].flatMap((deed): (readonly [string, string, readonly string[]])[] => [
    ['POST', `/api/worlds/*/*/people/*/${deed}`, []],
    ['DELETE', `/api/worlds/*/*/people/*/${deed}`, []],
    ['PUT', `/api/worlds/*/*/people/*/${deed}`, []],
  ]),
]

/** It asks the other node by itself. */
const PLACE = ['GET', '/api/peers/place/*/*', []] as const

/**
 * Pieces of spellings: texts that servers, proxies and parsers take for a way up, a slash, an end, or
 * nothing.
 */
const PIECES = [
  '..',
  '.',
  '\\',
  '/',
  '//',
  '%2e',
  '%2E%2e',
  '.%2e',
  '%2f',
  '%5c',
  '%252e%252e%252f',
  '%00',
  '%0d%0a',
  '%09',
  ';',
  ';/..',
  '?',
  '%3f',
  '#',
  '%23',
  '@',
  ':',
  '%c0%ae',
  '%ef%bc%8f',
  '%e2%80%a5',
  '\u00e4',
  'ada',
  'api',
  'peers',
  'settled',
  'people',
  'x',
  'http://127.0.0.1',
  '[::1]',
  '*',
  '|',
  '^',
  '`',
  "'",
  '{',
  '%',
  '%zz',
  '&',
  '=',
  '+',
] as const
/** Ways to other routes that people have tried elsewhere. */
const KNOWN = [
  '..\\..\\..\\..\\..\\..\\api\\peers\\settled',
  '..\\..\\..\\..\\..\\peers\\people\\x\\left',
  '%2e%2e\\%2e%2e\\%2e%2e\\%2e%2e\\peers\\settled',
  '..%5c..%5c..%5c..%5cpeers%5csettled',
  '..%2f..%2f..%2f..%2fpeers%2fsettled',
  '%2e%2e/%2e%2e/%2e%2e/%2e%2e/peers/settled',
  'x/../../../../peers/settled',
  '\\\\127.0.0.1\\peers',
  '.',
  '..',
  '%2e',
  '%2e%2e',
  '%252e%252e',
]

let a: ServedPeer
let cookie = ''
let b: Listening
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })

beforeAll(async () => {
  ;[a, b] = await Promise.all([servePeer('ada'), startListening(7)])
  cookie = a.admin.cookie
}, LIMIT_MS)
afterAll(async () => {
  agent.destroy()
  await a?.[Symbol.asyncDispose]()
  await b?.[Symbol.asyncDispose]()
})

async function asks(method: string, path: string): Promise<number> {
  const body = method === 'GET' || method === 'DELETE' ? '' : '{}'
  const headers = { cookie, 'content-type': 'application/json', 'content-length': body.length }
  const asked = send({ port: a.server.port, host: '127.0.0.1', method, path, headers, agent })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  return answer.statusCode ?? 0
}

/** Whether a request is one that a route of ours names, letter by letter. */
function isNamed({ method, url, claims }: Heard): boolean {
  if (claims.htu !== url || claims.htm !== method) return false
  const parsed = new URL(url, 'http://other.invalid')
  if (`${parsed.pathname}${parsed.search}` !== url || /%(2e|2f|5c|25|0|1)/i.test(parsed.pathname))
    return false
  const parts = parsed.pathname.split('/')
  if (parseAddress(parts.slice(3, 5).map(decodeURIComponent).join('/')) === null) return false
  return ROUTES.some(([named, pattern, query]) => {
    const wanted = pattern.split('/')
    const isPath =
      wanted.length === parts.length && wanted.every((part, at) => part === '*' || part === parts[at])
    return isPath && named === method && [...parsed.searchParams.keys()].every((key) => query.includes(key))
  })
}
function isLine({ url, claims }: Heard): boolean {
  const [, account = '', world = ''] =
    /^\/sync\/([^/]+)\/([^/]+)(?:\/live)?\?inkland=1&(?:bare|follow)=1$/.exec(url) ?? []
  return (
    claims.htu === url && parseAddress(`${decodeURIComponent(account)}/${decodeURIComponent(world)}`) !== null
  )
}

function spellings(count: number): (readonly [string, string])[] {
  const random = seededRandom(SEED)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random.fraction() * from.length)] as T
  const made = (): string =>
    random.fraction() < 0.2
      ? pick(KNOWN)
      : Array.from({ length: 1 + Math.floor(random.fraction() * 8) }, () => pick(PIECES)).join('')
  return Array.from({ length: count }, () => {
    const [method, pattern, query] = pick([...ROUTES, PLACE])
    const here = pattern.replace('/*/*', `/bob@${b.name}/square`)
    const given = here.replace('*', () => (random.fraction() < 0.9 ? made() : 'ada'))
    const way = random.fraction()
    const path =
      way < 0.4 ? given : way < 0.6 ? `${given}/${made()}` : way < 0.7 ? `${given}${made()}` : given
    const split = Math.floor(random.fraction() * path.length)
    const spelled = way >= 0.7 && way < 0.85 ? `${path.slice(0, split)}${made()}${path.slice(split)}` : path
    const asked = random.fraction() < 0.3 ? `${spelled}?${pick([...query, 'x'])}=${made()}` : spelled
    // A text that no client can send as a path is no spelling of one.
    return [method, asked.replaceAll(/[^\u0021-\u00ff]/g, '')] as const
  })
}

describe('whatever a guest writes as the address of a world of another node', () => {
  it(`is signed only as its route names it: ${ASKED} spellings`, { timeout: LIMIT_MS }, async () => {
    expect(await asks('GET', `/api/worlds/bob@${b.name}/square/right?alone=1`)).toBe(200)
    expect(b.heard.at(-1)).toMatchObject({ url: '/api/worlds/bob/square/right?alone=1' })
    const all = spellings(ASKED)
    let next = 0
    const go = async (): Promise<void> => {
      for (let at = next++; at < all.length; at = next++)
        await asks(...(all[at] as readonly [string, string]))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, go))
    const wrong = b.heard
      .filter((heard) => !isNamed(heard) && !isLine(heard))
      .map(({ method, url }) => `${method} ${url}`)
    console.info(
      `seed ${SEED}: ${all.length} spellings, ${b.heard.length} signed, ${wrong.length} of them not named`,
    )
    expect(wrong).toEqual([])
    expect(b.heard.length).toBeGreaterThan(ASKED / 10)
  })

  it('leads to no other socket', { timeout: LIMIT_MS }, async () => {
    const before = b.heard.length
    const random = seededRandom(SEED + 1)
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random.fraction() * from.length)] as T
    const open = async (path: string): Promise<void> => {
      const socket = new WebSocket(`${a.server.wsUrl}/sync/x`, {
        headers: { cookie },
        finishRequest: (request) => {
          request.path = path
          request.end()
        },
      })
      // No client would ask for this: it is closed, or answered in words.
      socket.on('error', () => {})
      await new Promise((resolve) => socket.once('close', resolve).once('unexpected-response', resolve))
      socket.terminate()
    }
    const paths = Array.from({ length: SOCKETS }, () => {
      const way = Array.from({ length: 1 + Math.floor(random.fraction() * 6) }, () => pick(PIECES)).join('')
      const tail = random.fraction() < 0.3 ? pick(KNOWN) : way
      const at = `/sync/bob@${b.name}/square`
      const spelled = pick([
        `${at}/${tail}`,
        `${at}${tail}`,
        `/sync/bob${tail}@${b.name}/square`,
        `${at}?${tail}`,
      ])
      return spelled.replaceAll(/[^\u0021-\u00ff]/g, '')
    })
    for (let from = 0; from < paths.length; from += AT_ONCE)
      await Promise.all(paths.slice(from, from + AT_ONCE).map(open))
    const heard = b.heard.slice(before)
    expect(heard.filter((each) => !isLine(each) && !isNamed(each)).map(({ url }) => url)).toEqual([])
    expect(heard.length).toBeGreaterThan(0)
  })
})

describe('a path between nodes', () => {
  it('is in a spelling that nothing on the way changes, or none', () => {
    const isWhole = (path: string): boolean => {
      const { pathname, search, href } = new URL(path, 'http://other.invalid')
      return href === `http://other.invalid${path}` && `${pathname}${search}` === path
    }
    const all = spellings(SPELLINGS).map(([, text]) => text.replace(`bob@${b.name}`, 'bob'))
    let read = 0
    for (const text of all) {
      const path = parsePeerPath(text)
      if (path === null) continue
      read += 1
      expect(
        isWhole(path) && !/%(2e|2f|5c|25|0|1)|[\\#]|\/\/|\/\.{1,2}(\/|$)/i.test(path.split('?')[0] ?? ''),
      ).toBe(true)
    }
    expect(read).toBeGreaterThan(SPELLINGS / 20)
    let made = 0
    for (const text of all) {
      const parts = text.slice(1).split('/')
      const path = pathOf(['api', ...parts], { x: text })
      if (path === null) continue
      made += 1
      expect(isWhole(path)).toBe(true)
      expect(
        new URL(path, 'http://other.invalid').pathname.split('/').slice(2).map(decodeURIComponent),
      ).toEqual(parts)
      expect(new URL(path, 'http://other.invalid').searchParams.get('x')).toBe(text)
    }
    expect(made).toBeGreaterThan(0)
  })
})

describe('the name of a node', () => {
  it('is a host and a port alone, as every URL parser reads them', () => {
    const random = seededRandom(SEED + 2)
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random.fraction() * from.length)] as T
    const hosts = [
      ...PIECES,
      'house.example',
      ':443',
      ':80',
      ':7070',
      '127.1',
      '0x7f.1',
      '[::ffff:7f00:1]',
      'ß.de',
      '。',
      '-',
    ]
    let read = 0
    for (let at = 0; at < SPELLINGS; at++) {
      const text = Array.from({ length: 1 + Math.floor(random.fraction() * 4) }, () => pick(hosts)).join('')
      const name = parseNodeName(text)
      if (name === null) continue
      read += 1
      const url = new URL(`https://${name}`)
      expect([url.host, url.pathname, url.search, url.hash, url.username]).toEqual([name, '/', '', '', ''])
      expect(parseNodeName(name)).toBe(name)
    }
    expect(read).toBeGreaterThan(100)
  })
})
