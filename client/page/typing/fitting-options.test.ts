import { expect, it } from 'vitest'
import { fittingOptions } from './fitting-options.ts'

const NAMES = ['cave', 'Café Łódź', 'Tower of Łódź'].map((label) => ({ label }))

it.each([
  ['', ['Café Łódź', 'cave', 'Tower of Łódź']],
  ['ca', ['cave', 'Café Łódź']],
  ['cafe lo', ['Café Łódź']],
  ['LODZ', ['Café Łódź', 'Tower of Łódź']],
  ['tol', ['Tower of Łódź']],
  ['xyz', []],
])('“%s” offers %j', (typed, names) =>
  expect(fittingOptions(NAMES, typed).options.map(({ label }) => label)).toEqual(names),
)

it('marks the letters that were typed', () => {
  const { options, getMatch } = fittingOptions(NAMES, 'lodz')
  expect(options.map((option) => getMatch?.(option))).toEqual([
    [5, 9],
    [9, 13],
  ])
})
