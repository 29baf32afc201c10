import fc from 'fast-check'
import { expect, test } from 'vitest'
import { difference, type DifferencePart } from './difference.ts'

const linesOf = (parts: readonly DifferencePart[], left: DifferencePart['kind']): string =>
  parts
    .filter(({ kind }) => kind !== left)
    .flatMap(({ lines }) => lines)
    .join('\n')

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', '', 'a longer line'), { maxLength: 12 })
  .map((lines) => lines.join('\n'))

test('the parts make up both texts, and neighbours are of different kinds', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = difference(before, after)
      expect(linesOf(parts, 'new')).toBe(before)
      expect(linesOf(parts, 'gone')).toBe(after)
      for (const [at, { kind }] of parts.entries()) expect(parts[at + 1]?.kind).not.toBe(kind)
    }),
    { verbose: true },
  )
})

test('what did not change is said to be the same', () => {
  expect(difference('one\ntwo\nthree', 'one\n2\nthree')).toEqual([
    { kind: 'same', lines: ['one'] },
    { kind: 'gone', lines: ['two'] },
    { kind: 'new', lines: ['2'] },
    { kind: 'same', lines: ['three'] },
  ])
})

test('texts too large to compare count as replaced, without what they begin and end with', () => {
  const many = (word: string): string => Array.from({ length: 3000 }, (_, at) => `${word} ${at}`).join('\n')
  const parts = difference(`same\n${many('old')}\nend`, `same\n${many('new')}\nend`)
  expect(parts.map(({ kind, lines }) => [kind, lines.length])).toEqual([
    ['same', 1],
    ['gone', 3000],
    ['new', 3000],
    ['same', 1],
  ])
})
