// Every route of the API, by people who may call it and by others: its body, query, path and headers grown,
// many at once, also where the world or the list is large.
import { HEADER_BYTES_MAX, JSON_BYTES_MAX } from '../../../../server/http/edge/http-limits.ts'
import type { RouteRule } from '../../../../server/http/routing/route-rules.ts'
import type { Random } from '../../../simulation/random.ts'
import { CALLS, type At, type Call } from '../../routes/calls.ts'
import type { Person } from '../../routes/people.ts'
import type { Target } from '../watched-node.ts'
import { growRecipe, textOf, type Recipe } from '../parsers/texts.ts'
import { put } from '../things.ts'
import { change, changed, growChange, type Change } from './json-growth.ts'
import { among, grownIn, kindOf, listOf, oneOf, timesFor, upTo } from './kind.ts'

const NOTHING: Recipe = [['', 0]]
const WHOS = ['who may', 'guest', 'nobody'] as const

interface Request {
  readonly route: string
  readonly who: (typeof WHOS)[number]
  readonly times: number
  /** Things in the world that is asked for, and letters of the page of each. */
  readonly things: number
  readonly letters: number
  readonly body: readonly Change[]
  /** In place of the path's parameters; behind it; and in a header. */
  readonly path: Recipe
  readonly query: Recipe
  readonly header: string
  readonly head: Recipe
}

/** These end what the search is done with, or take bytes: they have kinds of their own. */
const NOT_HERE: ReadonlySet<string> = new Set(
  Object.entries(CALLS).flatMap(([name, call]) => (call.isLast || call.bytes !== undefined ? [name] : [])),
)
const ROUTES = Object.keys(CALLS).filter((name) => !NOT_HERE.has(name))
/** Fuller bodies than those that do what a route is for, where a list may be long. */
const FULL: Readonly<Record<string, unknown>> = {
  'POST /me/met': { people: [{ account: 'bob@house.example', name: 'Bob', at: 1, world: 'a@b.example/c' }] },
  'POST /worlds/:account/:world/assets/take': { pictures: ['0'.repeat(64)] },
  'POST /peers/worlds': { accounts: ['ada'], after: null },
}
const HEADERS = [
  'none',
  'cookie',
  'accept',
  'accept-language',
  'if-none-match',
  'range',
  'origin',
  'content-type',
  'content-encoding',
  'user-agent',
  'signature',
  'signature-input',
  'x-forwarded-host',
  'forwarded',
  'accept-encoding',
] as const
const PIECES = [
  'a',
  '=',
  '&',
  '?',
  '%',
  '%00',
  '/',
  '..',
  '@',
  ':',
  ';',
  ',',
  '"',
  '(',
  ')',
  '1',
  '*',
  'sig1=',
  ' ',
]
const PATH_MAX = 8_000
/** As many as a member may send at once, without the calls of the preparation. */
const TIMES_MAX = 280
const LETTERS_MAX = 990_000
const PAGES_BYTES = 12_000_000
const BYTES = 28_000_000

const request = (route: string, more: Partial<Request> = {}): Request => ({
  route,
  who: 'who may',
  times: 40,
  things: 1,
  letters: 10,
  body: [],
  path: NOTHING,
  query: NOTHING,
  header: 'none',
  head: NOTHING,
  ...more,
})

const text = (most: number) => (recipe: Recipe, random: Random) =>
  growRecipe(recipe, { most, pieces: PIECES }, random)

export const REQUESTS = kindOf<Request>({
  name: 'requests',
  seeds: [
    ...ROUTES.map((route) => request(route, { times: 250 })),
    ...['scene', 'export', 'authors', 'writers', 'assets'].map((of) =>
      request(`GET /worlds/:account/:world/${of}`, { things: 12, letters: 900_000 }),
    ),
    request('POST /worlds', { body: [change('text', 90_000, { at: 1 })] }),
    request('POST /me', { body: [change('keys', 900)] }),
  ],
  grow: (input, random) =>
    grownIn(
      input,
      {
        route: among(ROUTES),
        who: among(WHOS),
        times: upTo(TIMES_MAX),
        things: upTo(5_000),
        letters: upTo(LETTERS_MAX),
        body: listOf(
          5,
          (random) =>
            change(oneOf(['text', 'many', 'deep', 'keys'] as const, random), 2 ** random.below(17), {
              at: random.below(5),
            }),
          (one, random) => growChange(one, JSON_BYTES_MAX, random),
        ),
        path: text(PATH_MAX),
        query: text(PATH_MAX),
        header: among(HEADERS),
        head: text(HEADER_BYTES_MAX),
      },
      random,
    ),
  async send(target, input) {
    const call = CALLS[input.route]
    if (call === undefined) throw new Error(`nobody says how ${input.route} is called`)
    const at = await begun(target, call.rule, input)
    await call.before?.(at)
    const asked = await askedOf(call, at, input)
    const weight = asked.path.length + asked.body.length + JSON.stringify(asked.headers).length
    const times = timesFor(input.times, weight, BYTES)
    const method = input.route.split(' ', 1)[0] ?? 'GET'
    const { path, headers } = asked
    const body = method === 'GET' ? {} : { body: asked.body }
    await Promise.all(Array.from({ length: times }, () => target.ask({ method, path, headers, ...body })))
    return times * weight
  },
})

/** The conditions of a call: a world, and a caller. */
async function begun(target: Target, rule: RouteRule, { who, things, letters }: Request): Promise<At> {
  const { node, mallory, guest } = target
  const { id, address: world } = await target.newWorld()
  const page = 'a\n'.repeat(Math.floor(Math.min(letters, LETTERS_MAX) / 2))
  const count = Math.min(things, timesFor(things, page.length, PAGES_BYTES))
  if (count > 1) {
    const line = await target.line(world)
    await line.edit((doc) => {
      for (let at = 0; at < count; at++) put(doc, `thing${at}`, { x: 50, y: at * 50, text: page })
    })
    line.leave()
  }
  const isOfAdmin =
    rule === 'admin' || (typeof rule === 'object' && 'proven' in rule && rule.proven === 'admin')
  const cookie =
    who === 'nobody' ? '' : who === 'guest' ? guest.cookie : isOfAdmin ? node.admin.cookie : mallory.cookie
  const person: Person = {
    what: who,
    standing: 'account',
    right: 'own',
    cookie,
    account: mallory.account,
    isWithAll: false,
    letIn: () => Promise.resolve(),
  }
  return { node, people: { olga: mallory, target: mallory, all: [] }, person, world, id }
}

interface Made {
  readonly path: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

async function askedOf(call: Call, at: At, input: Request): Promise<Made> {
  const [account = '', world = ''] = at.world.split('/')
  const named = new Map(
    Object.entries({ account, world, id: at.id, name: 'target', ...(await call.params?.(at)) }),
  )
  const instead = textOf(input.path, PATH_MAX)
  const route = input.route.slice(input.route.indexOf(' ') + 1)
  const path = route.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(instead === '' || name === 'account' ? (named.get(name) ?? '') : instead),
  )
  const query = [call.query ?? '', textOf(input.query, PATH_MAX)].filter((part) => part !== '').join('&')
  const search = query === '' || query.startsWith('?') ? query : `?${query}`
  const body = changed(FULL[input.route] ?? call.body?.(at), input.body, JSON_BYTES_MAX - 2_000)
  const said = textOf(input.head, HEADER_BYTES_MAX - 1_500)
  const more = input.header === 'none' || said.trim() === '' ? {} : { [input.header]: said }
  const headers = {
    cookie: at.person.cookie,
    ...more,
    ...(input.header === 'cookie' && { cookie: `${said};${at.person.cookie}` }),
  }
  return { path: encodeURI(`/api${path}${search}`).replaceAll('%25', '%'), body, headers }
}
