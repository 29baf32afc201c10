// Which way a line is read.
import { expect, test } from 'vitest'
import { directionOf } from './line-setting.ts'

test('[M6] a line is read as its first letter is, whatever signs stand before it', () => {
  for (const line of [
    'שלום',
    '# שלום',
    '- [x] שלום world',
    '> مرحبا',
    '12. **שלום** a',
    '| שלום | a |',
    '😀 שלום',
  ])
    expect([line, directionOf(line)]).toEqual([line, 'rtl'])
  for (const line of ['hello שלום', '', '123', '- [x] hello', '**a** שלום', '中文 שלום'])
    expect([line, directionOf(line)]).toEqual([line, 'ltr'])
})
