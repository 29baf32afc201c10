import { expect, test } from 'vitest'
import { createOwnerClock, durationOf, walkedTo } from './walk-interpolation.ts'

const leg = { toX: 300, toY: 0, at: 1000, speed: 100 }
const from = { x: 0, y: 0 }

test('a walk is drawn by time, and ends where it ends', () => {
  expect(durationOf(from, leg)).toBe(3000)
  expect(walkedTo(from, leg, 500)).toEqual({ x: 0, y: 0 })
  expect(walkedTo(from, leg, 2000)).toEqual({ x: 100, y: 0 })
  expect(walkedTo(from, leg, 99_000)).toEqual({ x: 300, y: 0 })
})

test('a leg without length or speed is over at once', () => {
  expect(walkedTo(from, { ...leg, speed: 0 }, 1000)).toEqual({ x: 300, y: 0 })
  expect(walkedTo(from, { ...leg, toX: 0 }, 1000)).toEqual({ x: 0, y: 0 })
})

test('a device whose clock is wrong draws walks where the owner has them', () => {
  for (const wrong of [-300_000, 300_000]) {
    let real = 1_000_000
    const clock = createOwnerClock(() => real + wrong)
    for (const delay of [40, 700, 60]) {
      real += 10_000
      clock.heard(real - delay)
    }
    expect(Math.abs(clock.now() - real)).toBeLessThan(100)
  }
})

test('a slow network is not taken for a wrong clock', () => {
  let real = 5000
  const clock = createOwnerClock(() => real)
  for (let leg = 0; leg < 5; leg += 1) clock.heard((real += 1000) - 900)
  expect(clock.now()).toBe(real)
})

test('legs that began before one came are not taken for a wrong clock, and not drawn again', () => {
  const clock = createOwnerClock(() => 50_000)
  for (const at of [46_000, 41_000, 47_000, 30_000]) clock.heard(at)
  expect(clock.now()).toBe(50_000)
})
