// One's own list of lent things stays short, and asks for each world once, however many things are lent.
import { expect, it } from 'vitest'
import { addLoanRoutes, LENT_LISTED_MAX } from '../../../server/http/worlds/loan-routes.ts'
import type { RouteRequest, Routes } from '../../../server/http/routing/route-rules.ts'

const COUNT = 3_000

it('[G19] lists the things that were lent last, and looks for their world once', async () => {
  const handlers = new Map<string, (asked: RouteRequest) => unknown>()
  const routes = {
    add: (_: string, path: string, ...rest: unknown[]) =>
      void handlers.set(path, rest.at(-1) as (asked: RouteRequest) => unknown),
  } as unknown as Routes
  let asked = 0
  const all = Array.from({ length: COUNT }, (_, since) => {
    return { id: `loan-${since}`, name: 'lamp', holder: 'bob', world: 'garden', since, isHere: false }
  })
  const store = {
    async findById() {
      asked += 1
      return { address: 'ada/garden', binnedAt: null }
    },
  }
  const lent = { all: () => all, told: (each: object) => Promise.resolve(each) }
  addLoanRoutes(routes, { store, lent, rightOf: () => 'own', transfers: null } as never)
  let answer: { out: readonly { since: number }[] } = { out: [] }
  const response = { json: (body: typeof answer) => void (answer = body) }
  await handlers.get('/me/transfers')?.({ response, member: { id: 'ada' } } as never)
  expect(answer.out).toHaveLength(LENT_LISTED_MAX)
  expect(answer.out.map(({ since }) => since)).toEqual(
    Array.from({ length: LENT_LISTED_MAX }, (_, n) => COUNT - 1 - n),
  )
  expect(asked).toBe(1)
})
