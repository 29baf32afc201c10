import { expect, test } from 'vitest'
import { amountWords } from './storage-amounts.ts'

test.each([
  [0, '0 kB'],
  [1, '1 kB'],
  [320 * 1024, '320 kB'],
  [1.44 * 1024 ** 2, '1.4 MB'],
  [1024 ** 2 - 1, '1 MB'],
  [500 * 1024 ** 2, '500 MB'],
  [5 * 1024 ** 3, '5 GB'],
])('%d is said as %s', (bytes, words) => expect(amountWords(bytes)).toBe(words))
