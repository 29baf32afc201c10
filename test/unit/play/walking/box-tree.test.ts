// The tree of boxes says what looking at all boxes would say, and looks at few.
import { expect, test } from 'vitest'
import { BoxTree, type Leaf } from '../../../../shared/play/walking/box-tree.ts'
import { walkPath } from '../../../../shared/play/walking/straight-path.ts'
import { collisionOf, overlaps, type Rect } from '../../../../shared/play/walking/rect.ts'
import { createSpace } from '../../../../shared/play/walking/floor-space.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { thing } from './spaces.ts'

/** The furthest that a floor goes. */
const FAR = 9_999_000

test('what is in a place, and what is met on a way, is found after any number of changes', () => {
  const seed = seedFromEnvironment()
  const { below } = seededRandom(seed)
  const rect = (size: number): Rect => ({
    x: below(900),
    y: below(900),
    width: 1 + below(size),
    height: 1 + below(size),
  })
  for (let round = 0; round < 60; round += 1) {
    const tree = new BoxTree<number>({ count: 0 })
    const leaves = new Map<number, Leaf<number>>()
    for (let change = 0; change < 300; change += 1) {
      const item = below(80)
      const leaf = leaves.get(item)
      if (leaf !== undefined) tree.remove(leaf)
      leaves.delete(item)
      if (below(3) > 0) leaves.set(item, tree.put(item, rect(round % 2 === 0 ? 60 : 900)))
    }
    const all = [...leaves]
    const place = rect(200)
    const inside = all.filter(([, { box }]) => overlaps(box, place)).map(([item]) => item)
    expect(
      [...tree.in(place)].toSorted((a, b) => a - b),
      `seed ${seed}`,
    ).toEqual(inside.toSorted((a, b) => a - b))
    const [dx, dy] = [below(800) - 400, below(3) === 0 ? 0 : below(800) - 400]
    const met = all.filter(([, { box }]) => collisionOf(place, dx, dy, box) !== null).map(([item]) => item)
    for (const isHeldLeftOut of [true, false]) {
      const found = new Set(tree.along(place, { dx, dy }, () => false, isHeldLeftOut))
      expect(
        met.filter((item) => !found.has(item)),
        `seed ${seed}`,
      ).toEqual([])
    }
    const lowest = all.reduce((most, [, { box }]) => Math.max(most, box.y + box.height), 0)
    expect(tree.bottom).toBe(lowest)
  }
})

test('a walk looks at what is in its way, however far it leads and however much stands beside it', () => {
  const space = createSpace()
  for (let n = 0; n < 5_000; n += 1) space.put(thing(`left${n}`, 0, n * 2_000))
  for (let n = 0; n < 5_000; n += 1) space.put(thing(`pile${n}`, 400 + (n % 3), 50))
  const walks = [
    { from: { x: 880, y: 0 }, to: { x: 880, y: FAR }, most: 20 },
    { from: { x: 100, y: 3 }, to: { x: 880, y: FAR }, most: 200 },
    { from: { x: 401, y: 51 }, to: { x: 401, y: FAR }, most: 200 },
  ]
  for (const { from, to, most } of walks) {
    const before = space.looked()
    expect(walkPath(space, thing('walker', from.x, from.y), to, 0, 100)).toMatchObject({
      toX: to.x,
      toY: to.y,
    })
    expect(space.looked() - before).toBeLessThan(most)
  }
})
