import { expect, test } from 'vitest'
import { endWords, outWords, untilOf } from './link-spans.ts'

const NOW = Date.UTC(2026, 10, 20)
const HOUR = 3_600_000

test('a link holds for a day, a week, or until it is taken back', () => {
  expect(untilOf('day', NOW)).toBe(NOW + 24 * HOUR)
  expect(untilOf('week', NOW)).toBe(NOW + 7 * 24 * HOUR)
  expect(untilOf('ever', NOW)).toBeNull()
})

test('its end is said in what is left of it, and never as more than that', () => {
  expect(endWords(null, NOW)).toBe('until you take it back')
  expect(endWords(untilOf('week', NOW), NOW)).toBe('for 7 more days')
  expect(endWords(untilOf('day', NOW), NOW)).toBe('for 24 more hours')
  expect(endWords(NOW + 1.5 * HOUR, NOW)).toBe('for 2 more hours')
  expect(endWords(NOW + HOUR, NOW)).toBe('ends within an hour')
  expect(endWords(NOW, NOW)).toBe('has ended')
})

test('who was sent out is out for a minute, or for good', () => {
  expect(outWords(NOW + 60_000, NOW)).toBe('can come back in a minute')
  expect(outWords(NOW + HOUR, NOW)).toBe('can come back within an hour')
  expect(outWords(NOW + 3 * HOUR, NOW)).toBe('is out for 3 more hours')
  expect(outWords(null, NOW)).toBe('cannot come in')
})
