import { expect, it } from 'vitest'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { memoryBudgetFor, memoryOf } from '../../../../server/sync/document/memory-budget.ts'
import { DOCUMENT_BYTES_MAX, DOCUMENT_ITEMS_MAX } from '../../../../shared/world/limits.ts'
import { makeWorld } from '../../../contract/made.ts'

const MB = 1024 * 1024
/** What holds a document each. */
const [one, two, three] = [{}, {}, {}]
const LARGEST = memoryOf({ bytes: DOCUMENT_BYTES_MAX, items: DOCUMENT_ITEMS_MAX })

/**
 * The budget of a process with so many times the memory that the largest world takes, and a world of each of
 * these people.
 */
async function budgetFor(times: number, ...people: readonly string[]) {
  const store = createMemoryStore()
  const worlds = await Promise.all(people.map((name) => makeWorld(store, name)))
  const budget = memoryBudgetFor(times * LARGEST, ({ address }) => address)
  return { budget, worlds }
}

it('[S22] the largest world is opened, and goes on growing, where nothing else is', async () => {
  const { budget, worlds } = await budgetFor(4, 'mallory')
  const [world] = worlds
  if (world === undefined) throw new Error('there is no world')
  expect(budget.whyShut(world)).toBeNull()
  budget.note(one, world, LARGEST - 1)
  expect(budget.whyFull(one)).toBeNull()
})

it('[S22] worlds of one owner take their share, and nobody else’s', async () => {
  const { budget, worlds } = await budgetFor(16, 'mallory', 'ada')
  const [mallorys, adas] = worlds
  if (mallorys === undefined || adas === undefined) throw new Error('there are no worlds')
  budget.note(one, mallorys, LARGEST)
  budget.note(two, mallorys, LARGEST)
  expect(budget.whyShut(mallorys)).toContain('of this owner')
  expect(budget.whyFull(two)).toContain('of this owner')
  budget.note(three, adas, MB)
  expect(budget.whyShut(adas)).toBeNull()
  expect(budget.whyFull(three)).toBeNull()
  // A document that is smaller now, or closed, is counted no more.
  budget.note(one, mallorys, MB)
  expect(budget.whyShut(mallorys)).toBeNull()
  budget.note(one, mallorys, LARGEST)
  budget.forget(two)
  expect(budget.whyShut(mallorys)).toBeNull()
})

it('[S22] where all is taken, who has little open is let in and may write, and nothing large is opened', async () => {
  const { budget, worlds } = await budgetFor(4, 'mallory', 'eve', 'ada')
  const [mallorys, eves, adas] = worlds
  if (mallorys === undefined || eves === undefined || adas === undefined)
    throw new Error('there are no worlds')
  budget.note(one, mallorys, LARGEST)
  budget.note(two, eves, LARGEST)
  expect(budget.whyShut(eves)).not.toBeNull()
  expect(budget.whyFull(two)).not.toBeNull()
  expect(budget.whyShut(adas)).toBeNull()
  expect(budget.whyShut(adas, 'large')).toContain('no memory')
  budget.note(three, adas, MB)
  expect(budget.whyFull(three)).toBeNull()
  budget.note(three, adas, 33 * MB)
  expect(budget.whyFull(three)).toContain('no memory')
  // Nor is the reserve without an end.
  budget.note(two, eves, 1.5 * LARGEST)
  budget.forget(three)
  expect(budget.whyShut(adas)).toContain('no memory')
})
