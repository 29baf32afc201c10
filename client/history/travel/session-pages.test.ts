// The list of sessions as pages come: one page may begin inside of a session that is known.
import { afterEach, expect, it, vi } from 'vitest'
import { parseAddress } from '../../../shared/world/address.ts'
import type { KeptHistory } from '../../session/kept-history.ts'
import { SessionFilter } from './session-filter.ts'
import { SessionPages } from './session-pages.ts'

afterEach(() => vi.unstubAllGlobals())

/** The list, as `from` and `to`, after a page, what is older than that, and the newest page again. */
async function listedAfter(
  ...answers: readonly (readonly (readonly [from: number, to: number, isCut?: boolean])[])[]
): Promise<readonly (readonly [number, number])[]> {
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  const waiting = [...answers]
  vi.stubGlobal('fetch', () => {
    const page = waiting.shift() ?? []
    const sessions = page.map(([from, to, isCut = false]) => ({
      ...(isCut && { isCut }),
      from,
      to,
      firstAt: from,
      lastAt: to,
      authors: [],
      letters: [0, 0],
      things: [],
    }))
    return Promise.resolve(Response.json({ revision: 100, line: '', sessions, hasMore: true }))
  })
  const pages = new SessionPages(address, {}, () => Promise.resolve(null))
  await pages.refresh()
  await pages.older()
  await pages.refresh()
  return pages.shown.now.list.map(({ from, to }) => [from, to])
}

it('[HI14] a page that begins inside of a known session takes nothing older away', async () => {
  const list = await listedAfter(
    [
      [80, 90],
      [60, 80, true],
    ],
    [
      [50, 60],
      [20, 50],
    ],
    [
      [90, 100],
      [80, 90],
      [70, 80, true],
    ],
  )
  expect(list).toEqual([
    [20, 50],
    [50, 60],
    [60, 80],
    [80, 90],
    [90, 100],
  ])
})

it('[HI14] a long session that goes on keeps its known beginning, and what was before it', async () => {
  const list = await listedAfter(
    [[60, 90, true]],
    [
      [40, 60],
      [20, 40],
    ],
    [[70, 100, true]],
  )
  expect(list).toEqual([
    [20, 40],
    [40, 60],
    [60, 100],
  ])
})

it('[HI14] what is known goes where more was written since than one page has', async () => {
  const list = await listedAfter([[60, 70]], [[40, 60]], [[80, 100, true]])
  expect(list).toEqual([[80, 100]])
})

/** What is listed, and what is said, of a world of which the device kept one session. */
async function keptAfter(answer: () => Promise<Response>): Promise<readonly [number, string | null]> {
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  vi.stubGlobal('fetch', answer)
  const session = { from: 1, to: 20, firstAt: 0, lastAt: 0, authors: [], letters: [0, 0], things: [] }
  const kept: KeptHistory = {
    read: () => Promise.resolve({ revision: 20, line: '', sessions: [session], hasMore: false }),
    keep: () => Promise.resolve(),
    revisions: () => Promise.resolve([]),
  }
  const pages = new SessionPages(address, {}, () => Promise.resolve(kept))
  await pages.refresh()
  return [pages.shown.now.list.length, pages.shown.now.trouble]
}

it('[HI31] the sessions that the device kept are listed without a network, and not where the node refuses', async () => {
  expect(await keptAfter(() => Promise.reject(new TypeError('no network')))).toEqual([1, null])
  const refusal = { code: 'forbidden', text: 'Its past is not for you.' }
  const refuse = (): Promise<Response> => Promise.resolve(Response.json(refusal, { status: 403 }))
  expect(await keptAfter(refuse)).toEqual([0, 'Its past is not for you.'])
})

type Page = readonly (readonly [from: number, to: number])[]

/** Answers with sessions, newest first, or with how far one looked in vain, by the `to` that is asked for. */
function answerSessions(page: (to: string | null) => Page | number): void {
  vi.stubGlobal('fetch', (path: string) => {
    const found = page(new URLSearchParams(path.slice(path.indexOf('?'))).get('to'))
    const [list, reached] = typeof found === 'number' ? [[], found] : [found, undefined]
    const made = list.map(([from, to]) => ({ from, to, firstAt: from, lastAt: to }))
    const sessions = made.map((one) => ({ ...one, authors: [], letters: [0, 0], things: [] }))
    const [revision, hasMore] = [sessions[0]?.to ?? 900, sessions.at(-1)?.from !== 1]
    return Promise.resolve(Response.json({ revision, line: '', sessions, hasMore, reached }))
  })
}

it('[HI35] a narrowed list goes on past a page that has nothing of what is looked for', async () => {
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  const pages = new SessionPages(address, { author: { kind: 'person', id: 'ada' } }, () =>
    Promise.resolve(null),
  )
  const answers = new Map<string | null, Page | number>([
    [null, 600],
    ['600', [[500, 510]]],
    ['500', 300],
    ['300', [[1, 10]]],
  ])
  answerSessions((to) => answers.get(to) ?? expect.unreachable(`nobody asks before ${to}`))
  await pages.refresh()
  for (let count = 0; count < 4 && !pages.shown.now.isWhole; count += 1) await pages.older()
  expect(pages.shown.now.list.map(({ from, to }) => [from, to])).toEqual([
    [1, 10],
    [500, 510],
  ])
  expect(pages.shown.now.isWhole).toBe(true)
})

it('[HI35] a narrowed list has what somebody writes while it is open', async () => {
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  const all = new SessionPages(address, {}, () => Promise.resolve(null))
  const filter = new SessionFilter(address, all)
  answerSessions(() => [[1, 10]])
  await all.refresh()
  filter.narrow({ thing: 'world' })
  await vi.waitFor(() => expect(filter.pages.now.shown.now.list).toHaveLength(1))
  answerSessions(() => [
    [10, 20],
    [1, 10],
  ])
  await all.refresh()
  await vi.waitFor(() => expect(filter.pages.now.shown.now.list).toHaveLength(2))
})
