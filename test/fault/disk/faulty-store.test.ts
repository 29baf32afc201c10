// The store that fails on purpose fails as a real one does.
import { expect, test } from 'vitest'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { StoreFault } from '../../../server/storage/store.ts'
import { documentOf, makeWorld, update } from '../../contract/made.ts'
import { createFaultyStore } from './faulty-store.ts'

async function appendTwice(when: 'before' | 'after') {
  const memory = createMemoryStore()
  const document = documentOf(await makeWorld(memory, 'garden'))
  const store = createFaultyStore(memory, { failOn: (call, n) => call === 'append' && n === 1, when })
  const settled = await Promise.allSettled([
    store.append([update(document, 1)]),
    store.append([update(document, 2)]),
    store.append([update({ ...document, kind: 'live' }, 3)]),
  ])
  expect(settled.map((each) => each.status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  expect(settled[0]).toMatchObject({ reason: expect.any(StoreFault) })
  await store.append([update(document, 4)])
  return (await store.open(document)).tail.map((row) => row.bytes[0])
}

test('a fault before the work keeps nothing, and what follows fails until it is told', async () => {
  expect(await appendTwice('before')).toEqual([4])
})

test('a fault after the work keeps it', async () => {
  expect(await appendTwice('after')).toEqual([1, 4])
})

test('any call can fail, and is numbered among all', async () => {
  const store = createFaultyStore(createMemoryStore(), { failOn: (_, n) => n % 2 === 0 })
  await store.worlds('here')
  await expect(store.probe()).rejects.toThrow(StoreFault)
  await store.members()
  await expect(store.members()).rejects.toThrow(StoreFault)
})
