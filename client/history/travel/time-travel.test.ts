// Whoever goes to now, and into the past again, while the way to an earlier wish is still asked for, gets
// where they want to be, whatever became of that wish.
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { KeptHistory } from '../../session/kept-history.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { TimeTravel } from './time-travel.ts'

const asked = new Map<string, PromiseWithResolvers<Response>>()

beforeAll(() => {
  vi.stubGlobal('requestAnimationFrame', (then: () => void) => setTimeout(then))
  vi.stubGlobal('fetch', (path: string): Promise<Response> => {
    if (path.includes('/history?'))
      return Promise.resolve(Response.json({ revision: 20, line: '', sessions: [], hasMore: false }))
    const answer = Promise.withResolvers<Response>()
    asked.set(path.slice(path.lastIndexOf('/') + 1), answer)
    return answer.promise
  })
})
afterAll(() => vi.unstubAllGlobals())

it('[HI31] a wish that failed takes no later one away', async () => {
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  const travel = new TimeTravel({ address, kept: () => Promise.resolve(null), showPast: () => undefined })
  travel.goTo(10 as Revision)
  await vi.waitFor(() => expect(asked.has('10')).toBe(true))
  travel.leave()
  travel.goTo(5 as Revision)
  asked.get('10')?.resolve(Response.json({ error: { code: 'busy', text: 'Try again.' } }, { status: 503 }))
  await vi.waitFor(() => expect(asked.has('5')).toBe(true))
  const scene = Y.encodeStateAsUpdate(new Y.Doc())
  asked.get('5')?.resolve(new Response(scene.slice(), { headers: { 'inkland-revision': '5' } }))
  await vi.waitFor(() => expect(travel.moment.now?.revision).toBe(5))
  expect(travel.wanted.now).toBe(5)
  expect(travel.trouble.now).toBe(null)
})

/** What a device kept of one session, to revision 20, when there is no network. */
function travelOffline(kept: {
  readonly states: readonly number[]
  readonly steps: readonly { readonly from: number; readonly to: number; readonly things: [] | null }[]
}): TimeTravel {
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
  const session = { from: 1, to: 20, firstAt: 0, lastAt: 0, authors: [], letters: [0, 0], things: [] }
  const values = new Map<string, unknown>([
    ['sessions 0', { revision: 20, line: '', sessions: [session], hasMore: false }],
    ['steps 1', { steps: kept.steps.map((step) => ({ ...step, at: 0, authors: [] })) }],
    ...kept.states.map((at) => [`states ${at}`, Y.encodeStateAsUpdate(new Y.Doc())] as const),
  ])
  const history: KeptHistory = {
    read: (kind, revision) => Promise.resolve(values.get(`${kind} ${revision}`) ?? null),
    keep: () => Promise.resolve(),
    revisions: () => Promise.resolve(kept.states),
  }
  return new TimeTravel({ address, kept: () => Promise.resolve(history), showPast: () => undefined })
}

it('[HI31] without a network one comes all the way from the nearest kept state, however long that takes', async () => {
  // Each look at the clock takes as long as a piece of the way may.
  let now = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 1))
  const steps = Array.from({ length: 19 }, (_, at) => ({ from: at + 1, to: at + 2, things: [] as [] }))
  const travel = travelOffline({ states: [20], steps })
  travel.goTo(3 as Revision)
  await vi.waitFor(() => expect(travel.moment.now?.revision).toBe(3))
  clock.mockRestore()
})

it('[HI31] without a network a nearer state inside of a step, from where none leads on, is not in the way', async () => {
  const steps = [
    { from: 1, to: 10, things: [] as [] },
    { from: 10, to: 20, things: [] as [] },
  ]
  const travel = travelOffline({ states: [12, 20], steps })
  travel.goTo(10 as Revision)
  await vi.waitFor(() => expect(travel.moment.now?.revision).toBe(10))
})

it('[HI31] without a network one stays at the nearest state where a step is too large to be told', async () => {
  const travel = travelOffline({
    states: [20],
    steps: [
      { from: 1, to: 10, things: [] },
      { from: 10, to: 20, things: null },
    ],
  })
  travel.goTo(5 as Revision)
  await vi.waitFor(() => expect(travel.isFetching.now).toBe(false))
  expect(travel.moment.now?.revision).toBe(20)
})

it('[HI31] steps of a long session that are still on their way hold up no later wish', async () => {
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  const scene = Y.encodeStateAsUpdate(new Y.Doc())
  const sessions = [
    { from: 10, to: 9_000, firstAt: 2, lastAt: 2, authors: [], letters: [0, 0], things: [] },
    { from: 1, to: 10, firstAt: 1, lastAt: 1, authors: [], letters: [0, 0], things: [] },
  ]
  vi.stubGlobal('fetch', (path: string): Promise<Response> => {
    if (path.includes('/history?'))
      return Promise.resolve(Response.json({ revision: 9_000, line: '', sessions, hasMore: false }))
    if (path.includes('/steps?')) return new Promise(() => undefined)
    const at = path.slice(path.lastIndexOf('/') + 1)
    return Promise.resolve(new Response(scene.slice(), { headers: { 'inkland-revision': at } }))
  })
  const travel = new TimeTravel({ address, kept: () => Promise.resolve(null), showPast: () => undefined })
  travel.goTo(5_000 as Revision)
  await vi.waitFor(() => expect(travel.moment.now?.revision).toBe(5_000))
  travel.goTo(5 as Revision)
  await vi.waitFor(() => expect(travel.moment.now?.revision).toBe(5))
  // From now, too.
  travel.leave()
  travel.goTo(7_000 as Revision)
  await vi.waitFor(() => expect(travel.moment.now?.revision).toBe(7_000))
})

it('[HI36] an arrow goes one edit back or on, also from within one, where somebody dragged to', async () => {
  const steps = [
    { from: 1, to: 10, things: [] as [] },
    { from: 10, to: 20, things: [] as [] },
  ]
  const travel = travelOffline({ states: [20], steps })
  travel.goTo(15 as Revision)
  await vi.waitFor(() => expect(travel.moment.now?.revision).toBe(20))
  expect(travel.neighbour(-1, 'edit')).toBe(10)
  travel.goTo(4 as Revision)
  await vi.waitFor(() => expect(travel.moment.now?.revision).toBe(10))
  expect(travel.neighbour(1, 'edit')).toBe(20)
})
