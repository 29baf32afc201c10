// People as the node knows them: an account and a body of their own, kept for good, and a look that they
// choose.
import { expect, it } from 'vitest'
import { inFrontOf } from '../../../server/storage/store-proxy.ts'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { ask } from './ask.ts'
import { serveInside } from './inside.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'

const FOX = { sprite: 'emoji:🦊', color: '#102030' }

async function called(url: string, body: object, before?: string) {
  const answer = await ask(url, 'POST /api/me', { body, ...(before && { headers: { cookie: before } }) })
  const { member } = answer.read(Me)
  if (member === null) throw new Error('nobody')
  return { ...member, cookie: answer.cookie }
}

it('gives two of one name each an account and a body of their own', async () => {
  await using node = await serveInside()
  const [ada, other] = [await called(node.url, { name: 'Ada' }), await called(node.url, { name: 'Ada' })]
  expect([ada.account, other.account]).toEqual(['ada', 'ada-2'])
  expect(other.body).not.toBe(ada.body)
})

it('asks and writes no more for somebody whose name many have, and gives those who come at once each their own', async () => {
  const store = createMemoryStore()
  const made: string[] = []
  let questions = 0
  const counting = inFrontOf(store, {
    takenAccounts(accounts) {
      questions += 1
      return store.takenAccounts(accounts)
    },
    introduce(person) {
      made.push(person.account)
      return store.introduce(person)
    },
  })
  await using node = await serveInside({ store: counting })
  const numbers = Array.from({ length: 30 }, (_, index) => index)
  const first = numbers.slice(0, 10)
  const accounts = first.map((number) => (number === 0 ? 'ada' : `ada-${number + 1}`))
  for (const account of accounts) expect(await called(node.url, { name: 'Ada' })).toMatchObject({ account })
  const others = await Promise.all(numbers.slice(10).map(() => called(node.url, { name: 'Ada' })))
  expect(new Set(others.map(({ account }) => account)).size).toBe(20)
  expect(made.length).toBe(30)
  expect(questions).toBe(30)
})

it('keeps account, body and look through another name, and takes another look', async () => {
  await using node = await serveInside()
  const { cookie: before, ...ada } = await called(node.url, { name: 'Ada' })
  const { cookie, ...adele } = await called(node.url, { name: 'Adele', look: FOX }, before)
  expect(adele).toEqual({ ...ada, name: 'Adele', look: FOX })
  const { cookie: _, ...again } = await called(node.url, { name: 'Ada' }, cookie)
  expect(again).toEqual({ ...ada, look: FOX })
  const bare = await ask(node.url, 'GET /api/me', { headers: { cookie } })
  expect(bare.read(Me).member).toMatchObject({ account: 'ada', look: FOX })
})

it('gives nobody the accounts of guests and of the node itself', async () => {
  await using node = await serveInside()
  const accounts: string[] = []
  for (const name of ['Guest', 'Inkland', '…']) {
    const { account } = await called(node.url, { name })
    accounts.push(account)
  }
  expect(accounts).toEqual(['guest-2', 'inkland-2', 'somebody'])
})

it('refuses a look that is none', async () => {
  await using node = await serveInside()
  const look = { sprite: 'person', color: 'red; }' }
  const answer = await ask(node.url, 'POST /api/me', { body: { name: 'Ada', look } })
  expect(answer.status).toBe(400)
})
