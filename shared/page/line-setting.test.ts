// Which way a line is read.
import { expect, test } from 'vitest'
import { directionAt, directionOf } from './line-setting.ts'
import { pageTextOf } from './typesetting.ts'

test('[M6] a line is read as its first letter is, whatever signs stand before it', () => {
  for (const line of [
    'שלום',
    '# שלום',
    '- [x] שלום world',
    '> مرحبا',
    '> [!warning] זהירות',
    '12. **שלום** a',
    '| שלום | a |',
    '😀 שלום',
  ])
    expect([line, directionOf(line)]).toEqual([line, 'rtl'])
  for (const line of ['hello שלום', '', '123', '- [x] hello', '**a** שלום', '中文 שלום'])
    expect([line, directionOf(line)]).toEqual([line, 'ltr'])
})

test('[M6] a callout that says only its kind is read as the words below it', () => {
  const text = pageTextOf('> [!note]-\n> שלום\n\n> [!note] hello\n> שלום\n\n> [!note]\n> hello')
  const first = [0, 19, 43].map((at) => text.lineAt(at))
  expect(first.map(({ text: line }) => line)).toEqual(['> [!note]-', '> [!note] hello', '> [!note]'])
  expect(first.map((line) => directionAt(text, line))).toEqual(['rtl', 'ltr', 'ltr'])
})
