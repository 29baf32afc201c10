import { expect, test } from 'vitest'
import { PEOPLE_COLORS } from '../../../shared/world/figures.ts'
import { createColorChoice } from './author-color.ts'

test('as many authors as there are colours have each another one, whatever they are called', () => {
  const names = Array.from(PEOPLE_COLORS.slice(1), (_, at) => `author ${at}`)
  const choose = createColorChoice([PEOPLE_COLORS[0]])
  const colors = names.map((name) => choose(name))
  expect(new Set([...colors, PEOPLE_COLORS[0]]).size).toBe(PEOPLE_COLORS.length)
  // The same for the same name; those who come later share.
  expect(names.map((name) => choose(name))).toEqual(colors)
  expect(PEOPLE_COLORS).toContain(choose('one more'))
})
