// Tables: one writes in their cells, and they stay plain Markdown, with every bar and dash in its place.
import { expect, type Locator } from '@playwright/test'
import type { RunningServer } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: RunningServer

test.beforeAll(({ openNode }) => {
  server = openNode
})

const HEAD = '| a | b |\n| --- | --- |\n'

/** A table on a new world's page, and its cells. */
async function openTable(ada: Person, world: string, page: string): Promise<void> {
  await ada.enter(`ada/${world}`)
  await ada.text.click()
  // The page’s tools come a moment after it: then Enter makes the dashes.
  await expect(async () => {
    await ada.page.keyboard.press('Control+a')
    await ada.page.keyboard.press('Delete')
    await ada.page.keyboard.type('| a | b |\nx')
    await expect.poll(() => ada.words(), { timeout: 1_000 }).toBe(`${HEAD}| x |  |`)
  }).toPass()
  await ada.page.keyboard.press('Control+a')
  await ada.page.keyboard.insertText(page)
  await expect.poll(() => ada.words()).toBe(page)
}

const rowsOf = (ada: Person): Locator => ada.text.locator('.page-row')
const cellOf = (ada: Person, row: number, column: number): Locator =>
  rowsOf(ada).nth(row).locator('.page-cell').nth(column)

test('[E15] one writes a table by hand, goes from cell to cell, and every bar and dash stays', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const { keyboard } = page
  await openTable(ada, 'table', `top\n\n${HEAD}|  | 2 |\n\nend`)
  const is = (words: string) => expect.poll(() => ada.words()).toBe(words)
  // A press into an empty cell, at its far end.
  const empty = await cellOf(ada, 1, 0).boundingBox()
  if (!empty) throw new Error('there is no cell')
  await page.mouse.click(empty.x + empty.width - 3, empty.y + 4)
  await keyboard.type('1|')
  await is(`top\n\n${HEAD}| 1\\| | 2 |\n\nend`)
  await keyboard.press('Backspace')
  await keyboard.press('Tab')
  await keyboard.type('!')
  await keyboard.press('Tab')
  await keyboard.type('3')
  await is(`top\n\n${HEAD}| 1 | 2! |\n| 3 |  |\n\nend`)
  await keyboard.press('Shift+Tab')
  await keyboard.press('Backspace')
  await keyboard.press('Enter')
  await keyboard.type('4')
  await is(`top\n\n${HEAD}| 1 | 2 |\n| 3 | 4 |\n\nend`)
  // The dashes are never seen, and as low for everybody.
  const rule = ada.text.locator('.page-row-line')
  await expect(rule.locator('.page-shown')).toHaveCount(0)
  expect(await rule.evaluate((line) => (line instanceof HTMLElement ? line.offsetHeight : 0))).toBe(12)
  // The arrows know no bars: up, over the dashes, and back.
  await keyboard.press('ArrowUp')
  await keyboard.press('ArrowUp')
  await keyboard.type('B')
  await keyboard.press('Home')
  await keyboard.press('Backspace')
  await keyboard.press('ArrowLeft')
  await keyboard.type('A')
  await is(`top\n\n| aA | bB |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n\nend`)
  // Out of it: Escape to the line below, words there are no row.
  await keyboard.press('Escape')
  await keyboard.type('so')
  await is(`top\n\n| aA | bB |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n\nso\nend`)
})
