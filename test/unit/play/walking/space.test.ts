// Where things stand: free spots and neighbours.
import { expect, test } from 'vitest'
import { createDueQueue } from '../../../../shared/play/documents/due-queue.ts'
import { walkPath } from '../../../../shared/play/walking/straight-path.ts'
import { collisionOf, overlaps, sideOf } from '../../../../shared/play/walking/rect.ts'
import { freeSpot } from '../../../../shared/play/walking/nearest-free-spot.ts'
import { inTheWay } from '../../../../shared/play/walking/floor-space.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { ROOT, spaceWith, thing } from './spaces.ts'

test('who only touches does not overlap, and does not stop who slides along', () => {
  const wall = { x: 40, y: 0, width: 40, height: 100 }
  expect(overlaps({ x: 0, y: 0, width: 40, height: 40 }, wall)).toBe(false)
  expect(collisionOf({ x: 0, y: 0, width: 40, height: 40 }, 0, 200, wall)).toBeNull()
  expect(collisionOf({ x: 0, y: 0, width: 40, height: 40 }, 10, 0, wall)).toEqual({ share: 0, axis: 'x' })
  expect(collisionOf({ x: 0, y: 0, width: 40, height: 40 }, -10, 0, wall)).toBeNull()
})

test('who stands over another can walk away from it', () => {
  expect(
    collisionOf({ x: 20, y: 0, width: 40, height: 40 }, -100, 0, { x: 0, y: 0, width: 40, height: 40 }),
  ).toBeNull()
})

test('the side of a neighbour is where the gap is', () => {
  const me = { x: 100, y: 100, width: 40, height: 40 }
  expect(sideOf(me, { ...me, x: 142 })).toBe('right')
  expect(sideOf(me, { ...me, x: 58 })).toBe('left')
  expect(sideOf(me, { ...me, y: 142 })).toBe('down')
  expect(sideOf(me, { ...me, y: 58 })).toBe('up')
})

test('a spot is taken by what is not passable; what one can walk through may be anywhere', () => {
  const space = spaceWith(thing('box', 0, 0), thing('rug', 100, 0, { passable: true }))
  expect(inTheWay(space, thing('new', 0, 0), ROOT, { x: 30, y: 30 }, 0)?.name).toBe('box')
  expect(inTheWay(space, thing('new', 0, 0), ROOT, { x: 100, y: 0 }, 0)).toBeNull()
  expect(inTheWay(space, thing('new', 0, 0, { passable: true }), ROOT, { x: 30, y: 30 }, 0)).toBeNull()
  expect(inTheWay(space, thing('box', 0, 0), ROOT, { x: 5, y: 5 }, 0)).toBeNull()
})

test('the free spot is the nearest one, and on the floor', () => {
  const space = spaceWith(thing('box', 100, 100, { width: 100, height: 100 }))
  expect(freeSpot(space, thing('new', 0, 0), ROOT, { x: 165, y: 150 }, 0)).toEqual({ x: 200, y: 150 })
  expect(freeSpot(space, thing('new', 0, 0), ROOT, { x: -50, y: -9 }, 0)).toEqual({ x: 0, y: 0 })
  expect(freeSpot(space, thing('new', 0, 0), ROOT, { x: 2000, y: 0 }, 0)).toEqual({ x: 900, y: 0 })
})

test('free spots are free, wherever they are looked for', () => {
  const seed = seedFromEnvironment()
  console.log(`seed ${seed}`)
  const { below } = seededRandom(seed)
  for (let round = 0; round < 40; round += 1) {
    const things = Array.from({ length: 10 + 10 * round }, (_, n) =>
      thing(`t${n}`, below(900), below(600), { width: 1 + below(80), height: 1 + below(80) }),
    )
    const space = spaceWith(...things)
    const fitted = thing('new', 0, 0, { width: 1 + below(90), height: 1 + below(90) })
    const spot = freeSpot(space, fitted, ROOT, { x: below(940), y: below(600) }, 0)
    if (spot === null) throw new Error('there is room below')
    expect(things.filter((other) => overlaps(other, { ...fitted, ...spot }))).toEqual([])
    expect(spot.x >= 0 && spot.x + fitted.width <= 940 && spot.y >= 0).toBe(true)
  }
})

test('a walk ends where it touches the first obstacle, never inside one, in any direction', () => {
  const seed = seedFromEnvironment()
  console.log(`seed ${seed}`)
  const { below } = seededRandom(seed)
  for (let round = 0; round < 300; round += 1) {
    const walker = thing('walker', below(900), below(900))
    const things = Array.from({ length: 60 }, (_, n) =>
      thing(`t${n}`, below(900), below(900), { width: 5 + below(60), height: 5 + below(60) }),
    ).filter((one) => !overlaps(one, walker))
    const space = spaceWith(walker, ...things)
    const to = { x: below(900), y: below(900) }
    const { toX, toY, stoppedBy } = walkPath(space, walker, to, 0, 100)
    const steps = 400
    for (let step = 0; step <= steps; step += 1) {
      const at = {
        ...walker,
        x: walker.x + ((toX - walker.x) * step) / steps,
        y: walker.y + ((toY - walker.y) * step) / steps,
      }
      // Whole pixels bend the line by less than one.
      const inner = { x: at.x + 1, y: at.y + 1, width: at.width - 2, height: at.height - 2 }
      expect(things.filter((other) => overlaps(other, inner)).map(({ name }) => name)).toEqual([])
    }
    expect(things.some((other) => overlaps(other, { ...walker, x: toX, y: toY }))).toBe(false)
    if (stoppedBy === null) expect([toX, toY]).toEqual([to.x, to.y])
  }
})

test('what is due comes in order, equal times as they were put, and what was cancelled not at all', () => {
  const seed = seedFromEnvironment()
  console.log(`seed ${seed}`)
  const { below } = seededRandom(seed)
  const dues = createDueQueue<number>()
  const wanted: [number, number][] = []
  for (let n = 0; n < 2000; n += 1) {
    const at = below(100)
    const cancel = dues.put(at, n)
    if (below(3) === 0) cancel()
    else wanted.push([at, n])
  }
  const taken: [number, number][] = []
  for (let now = 0; now < 100; now += 7) {
    for (let due = dues.take(now); due !== null; due = dues.take(now)) taken.push([due.at, due.item])
  }
  for (let due = dues.take(1000); due !== null; due = dues.take(1000)) taken.push([due.at, due.item])
  expect(taken).toEqual(wanted.sort(([a, n], [b, m]) => a - b || n - m))
  expect(dues.next()).toBeNull()
})
