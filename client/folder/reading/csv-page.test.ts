// [F12] A CSV file by itself as a page with a table.
import { expect, test } from 'vitest'
import { pageFromCsv } from './csv-page.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const page = (bytes: Uint8Array) => {
  const file = pageFromCsv('prices.csv', bytes)
  return { ...file, bytes: new TextDecoder().decode(file.bytes) }
}
const TABLE = '| thing | price |\n| --- | --- |\n| Käse | 1,50 |\n'

test('it is a page of the same name, however its letters are written', () => {
  const text = 'thing;price\nKäse;1,50\n'
  expect(page(utf8(text))).toEqual({ path: 'prices.md', bytes: TABLE })
  const wide = new Uint8Array(Uint16Array.from(`\uFEFF${text}`, (letter) => letter.charCodeAt(0)).buffer)
  expect(page(wide)).toEqual({ path: 'prices.md', bytes: TABLE })
  expect(page(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))).toEqual({
    path: 'prices.md',
    bytes: TABLE,
    note: 'Its letters were read as Western European (Windows-1252).',
  })
})

test('where no page holds it, it is left out, and why', () => {
  expect(page(utf8('\n'))).toEqual({ path: 'prices.csv', bytes: '', why: 'There is nothing in it.' })
  expect(page(utf8(`${'x'.repeat(1_000_000)},y\n`)).why).toContain('longer than a page')
  expect(page(new Uint8Array(11 * 1024 * 1024)).why).toContain('too large')
})
