import { expect, test } from 'vitest'
import { moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { id, make, makeWorld, ROOT } from '../../../test/unit/world/made.ts'
import { ReadingOrder } from './reading-order.ts'

const place = (y: number) => ({ host: ROOT, x: 0, y })

test('what comes is put between those that stay in their turn, and all are put in order afterwards', () => {
  const world = makeWorld()
  for (const [at, name] of ['a', 'b', 'c', 'd'].entries())
    make(world, name, 'root', { place: place(at * 100) })
  const order = new ReadingOrder(world.view)
  expect(order.of(['d', 'b', 'a', 'c'].map(id))).toEqual(['a', 'b', 'c', 'd'].map(id))
  expect(order.isLoose).toBe(false)

  moveArtifact(world, id('a'), place(1_000))
  make(world, 'e', 'root', { place: place(150) })
  expect(order.of(['a', 'b', 'd', 'e'].map(id))).toEqual(['e', 'a', 'b', 'd'].map(id))
  expect(order.isLoose).toBe(true)

  order.settle()
  const settled = order.of(['a', 'b', 'd', 'e'].map(id))
  expect(settled).toEqual(['b', 'e', 'd', 'a'].map(id))
  order.settle()
  expect(order.of(['a', 'b', 'd', 'e'].map(id))).toBe(settled)
})

test('of what went, what may stay keeps its turn until it may not any more', () => {
  const world = makeWorld()
  for (const [at, name] of ['a', 'b', 'c', 'd'].entries())
    make(world, name, 'root', { place: place(at * 100) })
  const order = new ReadingOrder(world.view)
  const all = order.of(['a', 'b', 'c', 'd'].map(id))
  const isB = (one: string): boolean => one === id('b')
  expect(order.of(['a', 'd'].map(id), isB)).toEqual(['a', 'b', 'd'].map(id))
  const stayed = order.of(['a', 'd'].map(id), isB)
  expect(order.of(['d', 'a', 'b'].map(id), isB)).toBe(stayed)
  expect(order.of(['a', 'd'].map(id))).toEqual(['a', 'd'].map(id))
  expect(all).toEqual(['a', 'b', 'c', 'd'].map(id))
})
