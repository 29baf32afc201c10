import { describe, expect, it } from 'vitest'
import { readPage } from './blocks.ts'
import { placeBehind } from './place-pressed.ts'

/** `|` in the source: where the caret is to be, behind so many letters that are read. */
const CASES: readonly (readonly [letters: number, source: string])[] = [
  [0, '|Plain words'],
  [5, 'Plain| words'],
  [4, '**Deep|** water'],
  [5, '**Deep** w|ater'],
  [3, '# Pon|d'],
  [8, 'See [the po|nd](https://example.org/pond) now'],
  [11, 'See [the pond](https://example.org/pond) n|ow'],
  [3, 'A \\*s|tar'],
  [4, '- one t|wo'],
  [4, '> said|'],
  [2, '```js\nco|de\n```'],
  [6, 'one\ntwo|\nthree'],
]

describe('a finger on a page that is read', () => {
  it.each(CASES)('%i letters in leads to %j', (letters, source) => {
    const at = source.indexOf('|')
    const text = source.replace('|', '')
    const [block] = readPage(text).blocks
    const { node = null } = block?.items[0] ?? block ?? {}
    expect(node && placeBehind(text, node, letters)).toBe(at)
  })
})
