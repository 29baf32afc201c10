// Answers of a hostile node to requests of ours: to questions of people, many at once.
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { json } from './hostile.ts'
import { more, type PeerKind } from './kind.ts'
import type { PeerTarget } from './visiting-node.ts'

const MEGABYTE = 1024 * 1024
const BYTES_MAX = MEGABYTE - 1_000

/** Bodies by their shape, of so many parts, but at most a megabyte. */
const BODIES = {
  shapes: (count) => `[${parts(count, (at) => `{"${at.toString(36)}":0}`)}]`,
  people: (count) =>
    `{"people":[${parts(count, (at) => `{"account":"p${at}","name":"${'x'.repeat(40)}"}`)}]}`,
  objects: (count) => `[${parts(count, () => '{}')}]`,
  lists: (count) => `[${parts(count, () => '[]')}]`,
  numbers: (count) => `[${parts(count, () => '1e-300')}]`,
  escapes: (count) => `["${'\\u0301'.repeat(Math.min(count, BYTES_MAX / 6))}"]`,
  deep: (count) => '['.repeat(Math.min(count, BYTES_MAX / 2)) + ']'.repeat(Math.min(count, BYTES_MAX / 2)),
} satisfies Record<string, (count: number) => string>

type Body = keyof typeof BODIES
const ALL_BODIES = Object.keys(BODIES).filter((name): name is Body => name in BODIES)

function parts(count: number, make: (at: number) => string): string {
  const all: string[] = []
  let bytes = 0
  for (let at = 0; at < count && bytes < BYTES_MAX; at++) {
    const part = make(at)
    bytes += part.length + 1
    all.push(part)
  }
  return all.join(',')
}

/** How the bytes come. */
const WAYS = {
  plainly: (response, body) => json(response, 200, body),
  packed(response, body) {
    const bomb = gzipSync(Buffer.concat([Buffer.from(body), Buffer.alloc(32 * MEGABYTE)]))
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(bomb)
  },
  'never whole'(response, body) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length + 1 })
    response.write(body)
  },
  'with a thousand headers'(response, body) {
    const headers = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`x-${at}`, 'xxxx']))
    response.writeHead(200, headers)
    response.end(body)
  },
  elsewhere(response) {
    response.writeHead(302, { location: '/api/worlds/eve/elsewhere/right' })
    response.end()
  },
} satisfies Record<string, (response: ServerResponse, body: string) => void>

type Way = keyof typeof WAYS
const ALL_WAYS = Object.keys(WAYS).filter((name): name is Way => name in WAYS)

/** Requests of our people that make our node ask there. */
const ASKED = {
  right: (place) => `/api/worlds/${place}/right`,
  authors: (place) => `/api/worlds/${place}/authors?clients=1`,
  place: (place) => `/api/peers/place/${place}`,
} satisfies Record<string, (place: string) => string>

type Asked = keyof typeof ASKED
const ALL_ASKED = Object.keys(ASKED).filter((name): name is Asked => name in ASKED)

interface Answers {
  readonly asked: Asked
  readonly body: Body
  readonly way: Way
  readonly count: number
  readonly times: number
}

async function ask(target: PeerTarget, { asked, body, way, count, times }: Answers): Promise<number> {
  const text = BODIES[body](count)
  target.host.lies({
    answer(request, response) {
      if (!(request.url ?? '').startsWith('/api/')) return false
      WAYS[way](response, text)
      return true
    },
  })
  const { cookie } = target.ours.mallory
  await Promise.all(
    Array.from({ length: times }, () =>
      target.ours.ask({ method: 'GET', path: ASKED[asked](target.place()), headers: { cookie } }),
    ),
  )
  target.host.lies({})
  return times * text.length
}

export const ANSWERS: PeerKind<Answers> = {
  name: 'answers of another node',
  seeds: ALL_ASKED.flatMap((asked) =>
    ALL_BODIES.flatMap((body) => ALL_WAYS.map((way) => ({ asked, body, way, count: 10_000, times: 12 }))),
  ),
  grow: (answers, random) => ({
    ...answers,
    count: more(answers.count, 500_000, random),
    times: random.below(2) === 0 ? more(answers.times, 60, random) : answers.times,
  }),
  send: ask,
}
