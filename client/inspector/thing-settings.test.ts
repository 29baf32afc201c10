import { expect, test } from 'vitest'
import { labelOf, valueOf } from './setting-words.ts'

test('a setting shows what people have set, as long as that is of the kind that is declared', () => {
  expect(valueOf(5, undefined)).toBe(5)
  expect(valueOf(5, 7)).toBe(7)
  expect(valueOf(5, 'seven')).toBe(5)
  expect(valueOf(false, true)).toBe(true)
  expect(valueOf(['red', 'blue'], undefined)).toBe('red')
  expect(valueOf(['red', 'blue'], 'blue')).toBe('blue')
  expect(valueOf(['red', 'blue'], 'green')).toBe('red')
})

test('a name of code is shown in words', () => {
  expect(labelOf('openSeconds')).toBe('open seconds')
  expect(labelOf('steps_per-turn')).toBe('steps per turn')
  expect(labelOf('glow')).toBe('glow')
})
