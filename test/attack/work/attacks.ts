// Inputs that were found to hold up a node, each with its cost then.
import * as encoding from 'lib0/encoding'
import { presenceFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { artifactMaps } from '../../../shared/world/scene/scene.ts'
import { textOf, type Recipe } from './parsers/texts.ts'
import type { Asked, Target } from './watched-node.ts'
import { program, put } from './things.ts'

export interface Attack {
  readonly name: string
  readonly send: (target: Target) => Promise<unknown>
}

const BODY = 98_000
/** Room is left for a program. */
const PAGE = 999_000
const body = (recipe: Recipe): string => textOf(recipe, BODY)
const page = (recipe: Recipe): string => textOf(recipe, PAGE)

const atOnce = (target: Target, times: number, asked: Asked): Promise<number[]> =>
  Promise.all(Array.from({ length: times }, () => target.ask(asked)))

/** Marks that are sorted one by one as a text is put together. */
export const MARKS = body([
  ['\u0301', 24_000],
  ['\u0323', 24_000],
])

/** A list of objects, each with a key of its own: no two of one shape. */
const shapes = (count: number, from = 0): string =>
  `[${Array.from({ length: count }, (_, at) => `{"${(from + at).toString(36)}":0}`).join(',')}]`

/** Presence of one tab, repeated in one frame. */
function presence(id: number, states: readonly string[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, states.length)
  for (const [clock, state] of states.entries()) {
    encoding.writeVarUint(encoder, id)
    encoding.writeVarUint(encoder, clock + 1)
    encoding.writeVarString(encoder, state)
  }
  return presenceFrame(encoding.toUint8Array(encoder))
}

/** A thousand things that a tab says of itself. */
export const manyThings = (): Uint8Array =>
  presence(
    77,
    Array.from({ length: 1_000 }, (_, at) => shapes(300, at * 300)),
  )

const HERE = { x: 10, y: 10 }

/** Requests that one may make at once; some are left for making worlds. */
const AT_ONCE = 250

export const ATTACKS: readonly Attack[] = [
  ...['/api/worlds', '/api/bin', '/api/me/met', '/api/me'].map((path): Attack => ({
    // 190 ms each where there are ten thousand worlds: all were copied, and looked at.
    name: `a list again and again: ${path}`,
    send: (target) =>
      Promise.all([
        atOnce(target, AT_ONCE, { method: 'GET', path }),
        atOnce(target, AT_ONCE, { method: 'GET', path, headers: { cookie: target.guest.cookie } }),
      ]),
  })),
  {
    // 40 ms each where ten thousand guests came once: all their names were read.
    name: 'who wrote, again and again',
    async send(target) {
      const path = `/api/worlds/${await target.world()}/authors?clients=1`
      await atOnce(target, AT_ONCE, { method: 'GET', path, headers: { cookie: target.mallory.cookie } })
    },
  },
  ...['scene', 'export'].map((as): Attack => ({
    // 2 s each, and a copy of the world for each: +1 GB.
    name: `a large world as a whole, again and again: ${as}`,
    async send(target) {
      const world = await target.world()
      const line = await target.line(world)
      const long = page([['a\n', PAGE]])
      for (const half of ['a', 'b']) {
        await line.edit((doc) =>
          [1, 2, 3, 4, 5].forEach((id) => put(doc, `${half}${id}`, { ...HERE, text: long })),
        )
      }
      line.leave()
      const { cookie } = target.mallory
      await atOnce(target, 60, { method: 'GET', path: `/api/worlds/${world}/${as}`, headers: { cookie } })
    },
  })),
  {
    // 1.4 s each, of anybody.
    name: 'names of marks in sign-ups',
    send: (target) =>
      atOnce(target, 20, {
        method: 'POST',
        path: '/api/accounts',
        body: JSON.stringify({ account: MARKS, name: 'M', password: 'a lamp in the garden' }),
      }),
  },
  {
    // 70 ms each, of anybody.
    name: 'heads full of cookies',
    send: (target) =>
      atOnce(target, 100, {
        method: 'GET',
        path: '/api/me',
        headers: { cookie: 'inkland_session=a.b;'.repeat(750) },
      }),
  },
  {
    // 27 ms each.
    name: 'lists in lists',
    send: (target) =>
      atOnce(target, 100, {
        method: 'POST',
        path: '/api/me',
        body: body([
          ['[', BODY / 2],
          [']', BODY / 2],
        ]),
      }),
  },
  {
    // 40 ms each.
    name: 'objects of a shape each',
    send: (target) => atOnce(target, 100, { method: 'POST', path: '/api/me', body: shapes(9_000) }),
  },
  {
    // 0.55 s: all began in one turn of the loop.
    name: 'as many requests at once as an address has',
    send: (target) => atOnce(target, 3_000, { method: 'GET', path: '/api/nothing' }),
  },
  {
    // 1.4 s for each frame.
    name: 'one tab that says a thousand things of itself in a frame',
    async send(target) {
      const line = await target.line(await target.world())
      line.send(presence(77, ['{}']))
      const frame = manyThings()
      for (let time = 0; time < 5; time++) line.send(frame)
      await line.asks()
      line.leave()
    },
  },
  {
    // 150 ms for each page, in one go: 0.75 s, and again whenever one is typed in.
    name: 'pages of half a million lines, typed in',
    async send(target) {
      const line = await target.line(await target.world())
      const long = program('let a = 1') + page([['a\n', PAGE]])
      await line.edit((doc) =>
        ['a', 'b', 'c', 'd', 'e'].forEach((id) => put(doc, id, { ...HERE, text: long })),
      )
      await line.edit((doc) => put(doc, 'f', HERE))
      line.leave()
    },
  },
  {
    // 0.9 s each second: the page was read at each, and once more where it was written.
    name: 'a program that shows four hundred anchors of a long page',
    async send(target) {
      const line = await target.line(await target.world())
      const anchors = Array.from({ length: 400 }, (_, at) => `#s${at} 1\n`).join('')
      const code =
        'let n = 0; every(0.2, () => { n++; for (let i = 0; i < 200; i++) text().show("#s" + i, n) })'
      const long = page([[`#a ${'b'.repeat(50)}\n`, 18_000]])
      await line.edit((doc) => put(doc, 'p', { ...HERE, code, text: anchors + long }))
      const live = await target.line(`${line.path}/live`)
      await live.hears(5)
      live.leave()
      await line.edit((doc) => artifactMaps(doc).delete('p'))
      line.leave()
    },
  },
]
