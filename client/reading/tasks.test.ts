import { expect, test } from 'vitest'
import { lineNow } from './tasks.tsx'

test('[E11] a task is found again, whatever others have written above it', () => {
  const drawn = ['- [ ] one', '- [ ] two', '- [ ] one']
  expect(lineNow(drawn, drawn, 2)).toBe(2)
  expect(lineNow(drawn, ['new', ...drawn], 2)).toBe(3)
  expect(lineNow(drawn, ['new', ...drawn], 1)).toBe(2)
  expect(lineNow(drawn, ['- [ ] one', '- [x] two', '- [ ] one'], 1)).toBe(-1)
})
