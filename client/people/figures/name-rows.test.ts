import { expect, test } from 'vitest'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { LINE, nameRows, type FigureName } from './name-rows.ts'

function named(id: string, x: number, y: number, words = 'Ada'): FigureName {
  const parsed = parseArtifactId(id)
  if (parsed === null) throw new Error(id)
  return { id: parsed, words, x, y }
}
const rowsOf = (people: readonly FigureName[], size = 1) => Object.fromEntries(nameRows(people, size))

test('names that cover nobody’s are at the feet', () => {
  expect(rowsOf([named('a', 0, 0), named('b', 60, 0), named('c', 0, LINE)])).toEqual({})
})

test('of two who stand side by side one has the name a line lower, whoever is told first', () => {
  const [left, right] = [named('a', 0, 0), named('b', 20, 0)]
  expect(rowsOf([left, right])).toEqual({ b: 1 })
  expect(rowsOf([right, left])).toEqual({ b: 1 })
})

test('a long name is as wide as it is shown, and names drawn larger meet sooner', () => {
  expect(rowsOf([named('a', 0, 0, 'Ada · kitchen.example'), named('b', 80, 0)])).toEqual({ b: 1 })
  expect(rowsOf([named('a', 0, 0), named('b', 60, 0)], 2)).toEqual({ b: 1 })
})

test('who stands at one spot with many has a line of their own, as far as there are lines', () => {
  const crowd = ['a', 'b', 'c', 'd', 'e'].map((id) => named(id, 0, 0))
  expect(rowsOf(crowd)).toEqual({ b: 1, c: 2, d: 3, e: 3 })
})
