import { expect, test } from 'vitest'
import { formulaOf, mathWidth } from './formulas.ts'

test('[M11] the height of a block of maths is that of its source, or what its first line says', () => {
  expect(formulaOf('$$ x^2 $$')).toEqual({ source: 'x^2', lines: 2 })
  expect(formulaOf('$$\nx\n+ y\n$$')).toEqual({ source: 'x\n+ y', lines: 4 })
  expect(formulaOf('$$ % 6\nx\n$$')).toEqual({ source: 'x', lines: 6 })
  expect(formulaOf('$$ % 1\nx\n$$').lines).toBe(3)
  expect(formulaOf('$$ % 99\nx\n$$').lines).toBe(60)
})

test('[M11] the width of a formula in a line follows from its letters, within a bound', () => {
  expect(mathWidth('x')).toBeLessThan(1)
  expect(mathWidth('a+b')).toBeGreaterThan(mathWidth('ab'))
  expect(mathWidth('\\alpha')).toBe(mathWidth('a'))
  expect(mathWidth('\\lim x')).toBe(mathWidth('limx'))
  expect(mathWidth('\\begin{pmatrix} a & b \\end{pmatrix}')).toBe(mathWidth('ab'))
  expect(mathWidth('x'.repeat(400))).toBe(30)
})
