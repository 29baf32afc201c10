import { expect, test } from 'vitest'
import { moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { id, make, makeWorld, ROOT } from '../../../test/unit/world/made.ts'
import { ReadingOrder, type OrderedBlock } from './reading-order.ts'

const place = (y: number) => ({ host: ROOT, x: 0, y })
const all = (blocks: readonly OrderedBlock[]) => blocks.flatMap(({ ids }) => ids)

function worldOf(names: readonly string[], gap: number) {
  const world = makeWorld()
  for (const [at, name] of names.entries()) make(world, name, 'root', { place: place(at * gap) })
  return world
}

test('what comes is put between those that stay in their turn, and all are put in order afterwards', () => {
  const world = worldOf(['a', 'b', 'c', 'd'], 20)
  const order = new ReadingOrder(world.view)
  expect(all(order.of(['d', 'b', 'a', 'c'].map(id)))).toEqual(['a', 'b', 'c', 'd'].map(id))
  expect(order.isLoose).toBe(false)

  moveArtifact(world, id('a'), place(1_000))
  make(world, 'e', 'root', { place: place(30) })
  // One that went waits for a turn in which nobody comes.
  expect(all(order.of(['a', 'b', 'd', 'e'].map(id)))).toEqual(['e', 'a', 'b', 'c', 'd'].map(id))
  expect(all(order.of(['a', 'b', 'd', 'e'].map(id)))).toEqual(['e', 'a', 'b', 'd'].map(id))
  expect(order.isLoose).toBe(true)

  order.settle()
  const settled = order.of(['a', 'b', 'd', 'e'].map(id))
  expect(all(settled)).toEqual(['b', 'e', 'd', 'a'].map(id))
  order.settle()
  expect(order.of(['a', 'b', 'd', 'e'].map(id))).toBe(settled)
})

test('of what went, what may stay keeps its turn until it may not any more', () => {
  const world = worldOf(['a', 'b', 'c', 'd'], 20)
  const order = new ReadingOrder(world.view)
  const before = order.of(['a', 'b', 'c', 'd'].map(id))
  const isB = (one: string): boolean => one === id('b')
  expect(all(order.of(['a', 'd'].map(id), isB))).toEqual(['a', 'b', 'd'].map(id))
  const stayed = order.of(['a', 'd'].map(id), isB)
  expect(order.of(['d', 'a', 'b'].map(id), isB)).toBe(stayed)
  expect(all(order.of(['a', 'd'].map(id)))).toEqual(['a', 'd'].map(id))
  expect(all(before)).toEqual(['a', 'b', 'c', 'd'].map(id))
})

test('blocks beside one that changes stay the same', () => {
  const world = worldOf(['a', 'b', 'c', 'd'], 200)
  const order = new ReadingOrder(world.view)
  const before = order.of(['a', 'b', 'c'].map(id))
  order.of(['b', 'c', 'd'].map(id))
  const after = order.of(['b', 'c', 'd'].map(id))
  expect(after.map(({ ids }) => ids)).toEqual([[id('b')], [id('c')], [id('d')]])
  expect(after.slice(0, 2)).toEqual(before.slice(1))
  for (const [at, block] of before.slice(1).entries()) expect(after[at]).toBe(block)
})

test('who goes elsewhere stays in a block until they may move to another', () => {
  const world = worldOf(['a', 'b', 'c'], 200)
  const order = new ReadingOrder(world.view)
  const before = order.of(['a', 'b', 'c'].map(id))
  moveArtifact(world, id('a'), place(500))
  order.settle(({ id: one }) => one !== id('a'))
  expect(order.of(['a', 'b', 'c'].map(id))).toBe(before)
  order.settle()
  expect(all(order.of(['a', 'b', 'c'].map(id)))).toEqual(['b', 'c', 'a'].map(id))
})
