// Every route of the API has a rule. The list is what Express really serves, read from inside a running node
// with accounts. A route without a rule fails, and so does one without a call in calls.ts, which
// who-may-call.test.ts makes.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RouteRule } from '../../../server/http/routing/route-rules.ts'
import { startAccounts, type AccountsNode } from '../../accounts.ts'
import { temporaryFolder, until } from '../../process.ts'
import { CALLS } from './calls.ts'

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
  '/w/:account/:world/look.css',
  '/embed/:account/:world',
  '/work/:account/:world',
  '/preview/:account/:world',
  '/oembed',
  '/robots.txt',
  '/sitemap.xml',
  '/world.html',
  '/*file',
]
interface Route {
  readonly method: string
  readonly path: string
  readonly rule: RouteRule | null
}

let node: AccountsNode
let routes: readonly Route[] = []

beforeAll(async () => {
  const probe = join(temporaryFolder(), 'routes.json')
  const script = fileURLToPath(new URL('probe.mjs', import.meta.url))
  node = await startAccounts({
    env: { PROBE: probe, NODE_OPTIONS: `--import ${script}` },
  })
  routes = await until('the routes are written down', () => readRoutes(probe))
})

afterAll(() => node[Symbol.asyncDispose]())

/** Null until all of them are there: the last ones are the API's. */
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
