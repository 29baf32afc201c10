import { expect, test } from 'vitest'
import { farApart } from './bubble-spacing.ts'

const box = (left: number, top: number, width = 100, height = 30) => ({
  left,
  right: left + width,
  top,
  bottom: top + height,
})

test('words that meet nobody’s stay where they are', () => {
  expect(farApart(box(0, 0), [], false)).toBe(0)
  expect(farApart(box(0, 0), [box(100, 0), box(0, 80)], false)).toBe(0)
})

test('words go clear of all that are in their way, up over a head and down under one', () => {
  expect(farApart(box(0, 100), [box(40, 100)], false)).toBe(-35)
  expect(farApart(box(0, 100), [box(40, 100)], true)).toBe(35)
  expect(farApart(box(0, 100), [box(40, 66), box(-40, 101)], false)).toBe(-69)
  expect(farApart(box(0, 100), [box(40, 135), box(-40, 101)], true)).toBe(70)
})
