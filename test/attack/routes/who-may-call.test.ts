// Every right against every route of the API. A person of each standing calls it, and it answers as its rule
// says. That Express serves these routes with these rules, and no others, is told by routes.test.ts.
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RouteRule } from '../../../server/http/routing/route-rules.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { serveAccounts, told, type AccountsNode } from '../../accounts.ts'
import { CALLS, prepare, type At, type Call } from './calls.ts'
import { meetPeople, type People, type Person } from './people.ts'
import { IS_HARD } from '../../hard.ts'

/** How long one rule may take, in ms: some hundred calls, on a busy machine. */
const CALLS_MS = 120_000

const ROUTES = Object.entries(CALLS).map(([name, call]) => {
  const [method = '', path = ''] = name.split(' ')
  return { name, method: method.toLowerCase(), path: `/api${path}`, rule: call.rule, call }
})

let node: AccountsNode
let people: People
let made = 0
let calls = 0
let wrong = 0

beforeAll(async () => {
  node = await serveAccounts()
  people = await meetPeople(node)
}, CALLS_MS)

afterAll(async () => {
  await node[Symbol.asyncDispose]()
  console.log(`routes: ${calls} calls by ${people.all.length} people, ${wrong} not as the rule says`)
})

/** Each day one route in so many of each rule is called. */
const ONE_IN = 8
/**
 * Each day it is called by one person who just may, and by one who may not, both in turn. Where a rule is
 * about no world, nobody of them has a right in one.
 */
function askingOf(rule: RouteRule, { isLast }: Call, { all }: People, nth: number): readonly Person[] {
  const some = all.filter(({ standing }) => isLast !== true || standing === 'nobody')
  if (IS_HARD) return some
  const isOfWorld = typeof rule === 'object' && !('proven' in rule)
  const mayNot = some.filter((one) => refusalFor(rule, one) !== null)
  const may = some.filter((one) => {
    if (refusalFor(rule, one) !== null) return false
    return isOfWorld ? one.right === ('world' in rule ? rule.world : rule.binned) : one.right === 'none'
  })
  return [may, mayNot].flatMap((of) => of.slice(Math.floor(nth / ONE_IN) % of.length).slice(0, 1))
}

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

describe('[T4] who may call a route', () => {
  it.each(['anyone', 'session', 'account', 'maker', 'admin', 'proven', 'world', 'binned'] as const)(
    'with the rule "%s"',
    { timeout: CALLS_MS },
    async (kind) => {
      const of = ROUTES.filter(({ rule }) => (typeof rule === 'object' ? kind in rule : rule === kind))
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
        if (!IS_HARD && nth % ONE_IN !== 0) continue
        const { name, rule, call } = route
        const asking = askingOf(rule, call, people, nth)
        calls += asking.length
        const told = (person: Person, status: number, may: readonly number[]): void => {
          if (!may.includes(status))
            failed.push(`${name} by ${person.what}: ${status}, not ${may.join(' or ')}`)
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
        if (!isDeepStrictEqual(await states(), before)) failed.push(`${name} changed something`)
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
