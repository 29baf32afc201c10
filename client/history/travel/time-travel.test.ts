// Whoever goes to now, and into the past again, while the way to an earlier wish is still asked for, gets
// where they want to be, whatever became of that wish.
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
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
