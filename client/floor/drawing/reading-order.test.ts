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
