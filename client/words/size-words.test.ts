import { expect, test } from 'vitest'
import { sizeWords } from './size-words.ts'

test.each([
  [0, '0 bytes'],
  [812, '812 bytes'],
  [1_000, '1 kB'],
  [1_449, '1.4 kB'],
  [999_600, '1 MB'],
  [123_456_789, '123 MB'],
  [5e15, '5,000 TB'],
])('%i is said as %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words))
