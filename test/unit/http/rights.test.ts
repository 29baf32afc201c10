// Which right each call of the API needs. Open nodes give everybody every right; these rights are given by
// the test.
import { describe, expect, it } from 'vitest'
import { WorldList, WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { RIGHTS, atLeast, type Right } from '../../../shared/world/rights.ts'
import { ask } from './ask.ts'
import { serveInside } from './inside.ts'

interface Call {
  readonly what: string
  readonly needs: Right
  readonly done: number
  readonly body?: unknown
}

const CALLS: readonly Call[] = [
  { what: 'GET /api/worlds/a/here/export', needs: 'edit', done: 200 },
  { what: 'PATCH /api/worlds/a/here', needs: 'own', done: 200, body: { address: 'a/there' } },
  { what: 'DELETE /api/worlds/a/here', needs: 'own', done: 204 },
  { what: 'POST /api/bin/ID/restore', needs: 'own', done: 200, body: {} },
  { what: 'DELETE /api/bin/ID', needs: 'own', done: 204 },
]

describe('rights', () => {
  it('include each other in one order', () => {
    expect(RIGHTS.map((right) => RIGHTS.filter((needed) => atLeast(right, needed)).length)).toEqual([
      1, 2, 3, 4, 5,
    ])
  })

  it.each(RIGHTS.flatMap((right) => CALLS.map((call) => ({ right, ...call }))))(
    '"$right" for $what',
    async ({ right, what, needs, done, body }) => {
      const given: { right: Right } = { right: 'own' }
      await using inside = await serveInside({ rightOf: () => given.right })
      const to = (what: string, body?: unknown) => ask(inside.url, what, { body })
      await to('POST /api/worlds', { title: 'Here', address: 'a/here' })
      const binned = (await to('POST /api/worlds', { title: 'Binned', address: 'a/binned' })).read(
        WorldSummary,
      )
      await to('DELETE /api/worlds/a/binned')
      const all = async () => [(await to('GET /api/worlds')).text, (await to('GET /api/bin')).text]
      const before = await all()

      given.right = right
      const answer = await to(what.replace('ID', binned.id), body)
      given.right = 'own'
      const refused = right === 'none' ? 404 : 403
      expect(answer.status).toBe(atLeast(right, needs) ? done : refused)
      if (answer.status === refused) expect(await all()).toEqual(before)
    },
  )

  it('"none" hides a world from the lists', async () => {
    await using inside = await serveInside({
      rightOf: (_, { title }) => (title === 'Hidden' ? 'none' : 'see'),
    })
    for (const title of ['Hidden', 'Shown']) await ask(inside.url, 'POST /api/worlds', { body: { title } })
    const { worlds } = (await ask(inside.url, 'GET /api/worlds')).read(WorldList)
    expect(worlds.map(({ title }) => title)).toEqual(['Shown'])
  })
})
