import { expect, test } from 'vitest'
import { spotBelow, spotNear } from '../../../client/world/geometry/free-spot.ts'
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'
import { id, make, makeWorld, ROOT } from '../world/made.ts'

const SIZE = { width: 64, height: 64 }
const look = { sprite: 'lamp', ...SIZE }

test('what comes where nobody pointed stands in the margins, one beside and below the other', () => {
  const world = makeWorld()
  const spots = ['a', 'b', 'c'].map((name) => {
    const spot = spotBelow(world.view, ROOT, SIZE, 100)
    make(world, name, 'root', { look, place: { host: ROOT, ...spot } })
    return spot
  })
  expect(spots).toEqual([
    { x: 832, y: 96 },
    { x: 48, y: 96 },
    { x: 832, y: 160 },
  ])
})

test('beside a thing is to its right, its left, below it, further out; never off the floor', () => {
  const world = makeWorld()
  const near = { x: FLOOR_WIDTH - 64, y: 200, ...SIZE }
  make(world, 'chest', 'root', { look, place: { host: ROOT, x: near.x, y: near.y } })
  expect(spotNear(world.view, ROOT, SIZE, near)).toEqual({ x: near.x - 72, y: 200 })
  make(world, 'lamp', 'root', { look, place: { host: ROOT, x: near.x - 72, y: 200 } })
  expect(spotNear(world.view, ROOT, SIZE, near)).toEqual({ x: near.x, y: 272 })
  expect(spotNear(world.view, ROOT, SIZE, near, [{ x: near.x, y: 272, ...SIZE }])).toEqual({
    x: near.x,
    y: 128,
  })
})

test('a ground is in nobody’s way', () => {
  const world = makeWorld()
  const ground = { sprite: 'paint:#d8cfbd', width: 940, height: 900 }
  make(world, 'ground', 'root', { look: ground, place: { host: ROOT, x: 0, y: 0 } })
  expect(spotBelow(world.view, ROOT, SIZE, 100)).toEqual({ x: 832, y: 96 })
  expect(world.view.artifact(id('ground'))?.look.width).toBe(940)
})
