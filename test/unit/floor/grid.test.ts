import { expect, test } from 'vitest'
import { FLOOR_WIDTH } from '../../../shared/world/limits.ts'
import { keptInside, settled } from '../../../client/world/geometry/snap-grid.ts'

test('a thing stands on steps of 8 pixels, and lines of the 32 pixel grid draw it', () => {
  for (let at = -100; at <= 100; at += 1) {
    const to = settled(at)
    expect(Math.abs(to % 8)).toBe(0)
    expect(Math.abs(to - at)).toBeLessThanOrEqual(6)
    expect(settled(to)).toBe(to)
  }
  expect([settled(58), settled(70), settled(71), settled(80)]).toEqual([64, 64, 72, 80])
})

test('a thing stays on the floor, also one that is wider', () => {
  expect(keptInside({ x: -5, y: -5 }, 64)).toEqual({ x: 0, y: 0 })
  expect(keptInside({ x: 2000, y: 1e6 }, 64)).toEqual({ x: FLOOR_WIDTH - 64, y: 1e6 })
  expect(keptInside({ x: 50, y: 0 }, 1880)).toEqual({ x: 0, y: 0 })
})
