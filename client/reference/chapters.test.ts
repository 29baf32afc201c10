import { expect, test } from 'vitest'
import { REFERENCE } from '../code/words.ts'
import { CHAPTERS } from './chapters.ts'

test('the reference tells of everything that is declared, once', () => {
  const declared = REFERENCE.map(({ name }) => name)
  const told = CHAPTERS.flatMap(({ names }) => names)
  expect(told.toSorted()).toEqual(declared.toSorted())
})
