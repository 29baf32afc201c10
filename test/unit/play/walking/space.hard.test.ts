// Adds to space.test.ts the cost of asking on a full floor.
import { expect, test } from 'vitest'
import { walkPath } from '../../../../shared/play/walking/straight-path.ts'
import { freeSpot } from '../../../../shared/play/walking/nearest-free-spot.ts'
import { createSpace } from '../../../../shared/play/walking/floor-space.ts'
import { ROOT, thing } from './spaces.ts'

test('a step on a floor of 10,000 things costs what is near, not what is there', () => {
  const space = createSpace()
  for (let n = 0; n < 10_000; n += 1) {
    space.put(thing(`t${n}`, (n % 18) * 50, Math.floor(n / 18) * 50, { width: 35 }))
  }
  const walker = thing('walker', 40, 2000, { width: 8, height: 8 })
  const began = performance.now()
  for (let n = 0; n < 2000; n += 1) {
    space.put({ ...walker, x: 40 + (n % 2) })
    expect([...space.still(ROOT, walker)].length).toBeLessThan(4)
    walkPath(space, walker, { x: 40, y: 2500 }, 0, 100)
  }
  const us = ((performance.now() - began) * 1000) / 2000
  console.log(`${us.toFixed(1)} us for a step, a look around and a walk of 500 px among 10,000 things`)
  expect(us).toBeLessThan(1000)
  const fitting = performance.now()
  for (let n = 0; n < 10; n += 1) {
    expect(
      freeSpot(space, thing('new', 0, 0, { width: 30 }), ROOT, { x: 400, y: 1000 + n }, 0),
    ).not.toBeNull()
  }
  const ms = (performance.now() - fitting) / 10
  console.log(`${ms.toFixed(1)} ms to find a spot in a full floor`)
  expect(ms).toBeLessThan(200)
})
