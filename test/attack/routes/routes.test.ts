// Every right against every route. The list is what Express really serves, read from inside a running node
// with accounts. A person of each standing calls each route of the API, which answers as its rule says. A
// route without a rule fails, and so does one without a call here.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RouteRule } from '../../../server/http/routing/route-rules.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { startAccounts, told, type AccountsNode } from '../../accounts.ts'
import { SOURCE, temporaryFolder, until } from '../../process.ts'
import { CALLS, prepare, type At, type Call } from './calls.ts'
import { meetPeople, type People, type Person } from './people.ts'

/**
 * Served to anybody, without a rule: pages, files that are named by their content, and answers for machines.
 */
const PAGES: readonly string[] = [
  '/healthz',
  '/metrics',
  '/.well-known/inkland',
  '/^\\/assets\\/([0-9a-f]{64})$/',
  '/',
  '/reference',
  '/copies/:id',
  '/account',
  '/admin',
  '/admin/*rest',
  '/sign-in',
  '/recovery',
  '/join',
  '/join-elsewhere',
  '/first',
  '/code',
  '/w/:account/:world',
  '/world.html',
  '/*file',
]
const IS_HARD = process.env['INKLAND_HARD'] !== undefined
/**
 * Of the people whose answer does not hang on the very right that a route asks for, one in so many calls it.
 */
const ONE_IN = 6
/**
 * Rights in a world do not matter to a rule about no world. Then people of equal standing count as one,
 * except those who were turned out of the node. A rule about a world is tried by everybody who has just the
 * right, or less; by those who have more, or none at all, in turn.
 */
const asGoodAsAll = (rule: RouteRule, { all }: People, nth: number): readonly Person[] => {
  if (IS_HARD) return all
  if (typeof rule === 'object' && !('proven' in rule)) {
    const needed = 'world' in rule ? rule.world : rule.binned
    const isAnyOf = ({ right }: Person): boolean =>
      right === 'none' || (right !== needed && atLeast(right, needed))
    const inTurn = all.filter(isAnyOf)
    return all.filter((one) => !isAnyOf(one) || (inTurn.indexOf(one) + nth) % ONE_IN === 0)
  }
  const met = new Set<string>()
  return all.filter(({ standing, right, cookie }) => {
    if (right !== 'none') return false
    const kind = standing === 'nobody' ? cookie : standing
    return !met.has(kind) && met.add(kind)
  })
}
/** How long one rule may take, in ms: some hundred calls, on a busy machine. */
const CALLS_MS = 120_000

interface Route {
  readonly method: string
  readonly path: string
  readonly rule: RouteRule | null
}

let node: AccountsNode
let people: People
let routes: readonly Route[] = []
let made = 0
let calls = 0
let wrong = 0

beforeAll(async () => {
  const probe = join(temporaryFolder(), 'routes.json')
  const script = fileURLToPath(new URL('probe.mjs', import.meta.url))
  node = await startAccounts({
    program: SOURCE,
    env: { PROBE: probe, NODE_OPTIONS: `--import ${script}` },
  })
  routes = await until('the routes are written down', () => readRoutes(probe))
  people = await meetPeople(node)
}, CALLS_MS)

afterAll(async () => {
  console.log(
    `routes: ${routes.length} routes, ${calls} calls by ${people.all.length} people, ${wrong} not as the rule says`,
  )
  await node[Symbol.asyncDispose]()
})

/** Null until all of them are there: the last ones are the API's, which the first account needed. */
function readRoutes(file: string): Route[] | null {
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Route[]
    return read.some(({ path }) => path.startsWith('/api/')) ? read : null
  } catch {
    return null
  }
}

const ofApi = (): Route[] => routes.filter(({ path }) => path.startsWith('/api/'))
const nameOf = ({ method, path }: Route): string => `${method.toUpperCase()} ${path.slice('/api'.length)}`

const byName = (one: { name: string }, other: { name: string }): number => (one.name < other.name ? -1 : 1)

/** The answer of a rule to a person who may not; null when they may. */
function refusalFor(rule: RouteRule, { standing, right }: Pick<Person, 'standing' | 'right'>): number | null {
  if (typeof rule === 'object') {
    // Everybody signed in just now; test/attack/proof/proof.test.ts tries older sessions.
    if ('proven' in rule) return refusalFor(rule.proven, { standing, right })
    const needed = 'world' in rule ? rule.world : rule.binned
    if (right === 'none') return 404
    return atLeast(right, needed) ? null : 403
  }
  switch (rule) {
    case 'anyone':
      return null
    case 'session':
      return standing === 'nobody' ? 401 : null
    case 'account':
    case 'maker':
      return standing === 'nobody' || standing === 'guest' ? 401 : null
    case 'admin':
      if (standing === 'admin') return null
      return standing === 'nobody' ? 401 : 403
  }
  return rule satisfies never
}

/** Once all has arrived: few exports are sent at once, and an answer that nobody reads may still be one. */
async function statusOf(send: () => Promise<Response>): Promise<number> {
  const answer = await send()
  await answer.arrayBuffer()
  return answer.status
}

type Place = Omit<At, 'person'>

/** A world of Olga's, and these people let into it. */
async function begin(...persons: readonly Person[]): Promise<Place> {
  const title = `World ${++made}`
  const { id, address: world } = (await told(await people.olga.ask('POST', '/api/worlds', { title }))) as {
    id: string
    address: string
  }
  await Promise.all(persons.map((person) => person.letIn(world)))
  return { node, people, world, id }
}

/** People in one world each, as many together as have no more rights by that. */
function together(all: readonly Person[]): readonly (readonly Person[])[] {
  const apart = all.filter(({ isWithAll }) => isWithAll).map((person) => [person])
  return [all.filter(({ isWithAll }) => !isWithAll), ...apart].filter((each) => each.length > 0)
}

/** What is to be there before a call is made once, for all who call it in one world. */
function preparedOnce(call: Call): Call {
  const before = onceOnly(call.before)
  const params = onceOnly(call.params)
  return { ...call, ...(before && { before }), ...(params && { params }) }
}

function onceOnly<T>(make: ((at: At) => T) | undefined): ((at: At) => T) | undefined {
  let did: { readonly made: T } | null = null
  return make && ((at) => (did ??= { made: make(at) }).made)
}

/** State that a refused call must not have changed. */
async function stateOf({ world }: Place): Promise<string> {
  const asked = [`/api/worlds/${world}/sharing`, `/api/worlds/${world}/assets`, '/api/bin']
  const answers = await Promise.all(asked.map((path) => people.olga.ask('GET', path)))
  return JSON.stringify(await Promise.all(answers.map((answer) => answer.text())))
}

it('every route of the API has a rule, and everything else that is served is known', () => {
  expect(ofApi().filter(({ rule }) => rule === null)).toEqual([])
  expect(routes.filter(({ path }) => !path.startsWith('/api/')).map(({ path }) => path)).toSatisfy(
    (paths: string[]) => paths.every((path) => PAGES.includes(path)),
  )
  expect(ofApi().length).toBeGreaterThan(60)
})

it('every route of the API is called here, with the rule that it is to have, and none that is not there', () => {
  const asWritten = Object.entries(CALLS).map(([name, { rule }]) => ({ name, rule }))
  const asServed = ofApi().map((route) => ({ name: nameOf(route), rule: route.rule }))
  expect(asServed.toSorted(byName)).toEqual(asWritten.toSorted(byName))
})

describe('[T4] who may call a route', () => {
  it.each(['anyone', 'session', 'account', 'maker', 'admin', 'proven', 'world', 'binned'] as const)(
    'with the rule "%s"',
    { timeout: CALLS_MS },
    async (kind) => {
      const of = ofApi().filter(({ rule }) =>
        typeof rule === 'object' && rule !== null ? kind in rule : rule === kind,
      )
      expect(of).not.toEqual([])
      const failed: string[] = []
      /**
       * Worlds for all calls that change nothing and that nothing is prepared for: of everybody, or of one.
       */
      const groups = together(people.all)
      const unchanged = new Map<readonly Person[], Promise<Place>>()
      const worldFor = (person: Person): Promise<Place> => {
        const group = groups.find((each) => each.includes(person)) ?? []
        const at = unchanged.get(group) ?? begin(...group)
        unchanged.set(group, at)
        return at
      }
      for (const [nth, route] of of.entries()) {
        const { rule } = route
        const call = CALLS[nameOf(route)]
        if (call === undefined || rule === null) continue
        const asking = asGoodAsAll(rule, people, nth).filter(
          ({ standing }) => !call.isLast || standing === 'nobody',
        )
        calls += asking.length
        const told = (person: Person, status: number, may: readonly number[]): void => {
          if (!may.includes(status))
            failed.push(`${nameOf(route)} by ${person.what}: ${status}, not ${may.join(' or ')}`)
        }
        const isPrepared = call.before !== undefined || call.params !== undefined
        const refused = asking.filter((person) => refusalFor(rule, person) !== null)
        const refusals = await Promise.all(
          together(refused).map(async (group) => {
            const at = isPrepared ? await begin(...group) : await worldFor(group[0]!)
            const once = preparedOnce(call)
            const sends = group.map(async (person) => ({
              person,
              send: await prepare(route, once, { ...at, person }),
            }))
            return { at, sends: await Promise.all(sends) }
          }),
        )
        // Those who may not ask at once: none of them changes anything.
        const states = () =>
          route.method === 'get' ? [] : Promise.all(refusals.map(({ at }) => stateOf(at)))
        const before = await states()
        await Promise.all(
          refusals
            .flatMap(({ sends }) => sends)
            .map(async ({ person, send }) => told(person, await statusOf(send), [refusalFor(rule, person)!])),
        )
        if (!isDeepStrictEqual(await states(), before)) failed.push(`${nameOf(route)} changed something`)
        for (const person of asking) {
          if (refusalFor(rule, person) !== null) continue
          // What is only read may be read in a world that others read, too.
          const isRead = route.method === 'get' && !isPrepared
          const at = await (isRead ? worldFor(person) : begin(person))
          const send = await prepare(route, call, { ...at, person })
          told(person, await statusOf(send), [call.done].flat())
        }
      }
      wrong += failed.length
      expect(failed).toEqual([])
    },
  )
})
