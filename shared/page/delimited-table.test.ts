// Rows that were copied in a spreadsheet, and CSV files, as tables of a page.
import { expect, test } from 'vitest'
import { cellsFrom, tableFrom, tableFromCsv } from './delimited-table.ts'

test('rows of a spreadsheet become a table', () => {
  expect(cellsFrom('a\tb\r\n"x\n""y"""\t|\r\n')).toEqual([
    ['a', 'b'],
    ['x "y"', '\\|'],
  ])
  expect(tableFrom('a\tb\n\t2')).toBe('| a | b |\n| --- | --- |\n|  | 2 |')
  expect(tableFrom('\tMay\nAda\t2')).toBe('|  | May |\n| --- | --- |\n| Ada | 2 |')
  expect(tableFrom('a\tb')).toBeNull()
})

test('[E17] lines that are indented by tabs are no table', () => {
  for (const indented of [
    '\tone\n\ttwo\n\tthree',
    '\tone\n\t\ttwo',
    '\tif (a) {\n\t\tb\n\t}',
    'all:\n\tcc\n\tld',
  ])
    expect(tableFrom(indented)).toBeNull()
})

test.each([
  ['commas', 'name,price\n"Lamp, red",1.50\nRope "blue",12', ['Lamp, red', '1.50'], ['Rope "blue"', '12']],
  [
    'semicolons',
    'name;price\n"Lamp; ""red""";1,50\nRope;12,00\n',
    ['Lamp; "red"', '1,50'],
    ['Rope', '12,00'],
  ],
  ['a tab', 'name\tprice\r\nLamp, red\t1,50\r\n"a\nrope"\t|', ['Lamp, red', '1,50'], ['a rope', '\\|']],
  ['one that is said', '\uFEFFsep=;\nname;price\nLamp;1\n;2', ['Lamp', '1'], ['', '2']],
  ['semicolons and a short row', 'name;price\n1,5;2,5\n3,5\n', ['1,5', '2,5'], ['3,5', '']],
])('a CSV file with %s becomes a table', (_with, text, ...rows) => {
  const lines = [['name', 'price'], ['---', '---'], ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  expect(tableFromCsv(text)).toEqual({ markdown: lines.join('\n'), leftOut: null })
})

test('a CSV file that is too large comes in part, and it is said', () => {
  const row = Array.from({ length: 60 }, (_, at) => `c${at}`).join(',')
  const large = tableFromCsv(`${row}\n`.repeat(1_200))
  expect(large?.markdown.split('\n')).toHaveLength(501)
  expect(large?.markdown).toContain('| c49 |\n')
  expect(large?.leftOut).toBe(
    'It has 1,200 rows and 60 columns. Only the first 500 rows and 50 columns came along.',
  )
  expect(tableFromCsv(';;\n')).toBeNull()
})
