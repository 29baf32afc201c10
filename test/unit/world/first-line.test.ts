import { expect, test } from 'vitest'
import { firstLine } from '../../../shared/world/first-line.ts'

test.each([
  ['', ''],
  ['\n\n# The **old** garden\nmore', 'The old garden'],
  ['- [ada](#lamp) says _so_', 'ada says so'],
  ['```js\nsay("hi")\n```\nHello', 'Hello'],
  ['---\n> quoted', 'quoted'],
  ['snake_case_name stays', 'snake_case_name stays'],
  ['12. twelfth  `step`', 'twelfth step'],
  ['   ', ''],
  ['!'.repeat(5_000), '!'.repeat(2_000)],
  ['*'.repeat(5_000), ''],
])('%j begins with %j', (text, words) => {
  expect(firstLine(text)).toBe(words)
})
