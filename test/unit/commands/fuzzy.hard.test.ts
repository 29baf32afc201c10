// Adds to fuzzy.test.ts how long it takes among many.
import { expect, test } from 'vitest'
import { fitterOf } from '../../../shared/search/fuzzy-match.ts'

test('a few letters find among 10,000 titles at once', () => {
  const titles = Array.from({ length: 10_000 }, (_, at) => `A thing of the garden ${at}`)
  const start = performance.now()
  const fits = fitterOf('gard 99')
  const found = titles.filter((title) => fits(title) !== null)
  const ms = performance.now() - start
  console.log(`letters among 10,000 titles: ${ms.toFixed(1)} ms`)
  expect(found.length).toBeGreaterThan(200)
  expect(ms).toBeLessThan(200)
})
