// Tables: one writes in their cells, and they stay plain Markdown, with every bar and dash in its place.
import { expect, type Locator } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

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

test('[E15] a press puts the caret at its letter, on any line of a cell and in both directions', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const long = 'The harbour office keeps the keys of all boats that lie here in winter, and counts them'
  const hebrew = 'המשרד של הנמל שומר את המפתחות של כל הסירות שעומדות ליד המזח בחורף וגם סופר אותן'
  const page = `top ${long} ${long}\n\n${HEAD}| ${long} | 2 |\n| 3 | ${long}, **again** ${long} |\n| ${hebrew} | 5 |`
  await openTable(ada, 'presses', page)
  // Letters of every line that wraps, and where the caret is after a press on each.
  const letters = [...page.matchAll(/[\p{L}\d]/gu)].map(({ index }) => index).filter((_, at) => at % 23 === 0)
  expect(letters.length).toBeGreaterThan(15)
  for (const letter of letters) {
    const box = await ada.text.evaluate((content, letter) => {
      const { cmTile } = content as unknown as {
        cmTile: { root: { view: { coordsForChar(at: number): DOMRect } } }
      }
      const { left, right, top, bottom } = cmTile.root.view.coordsForChar(letter)
      return { x: (left + right) / 2, y: (top + bottom) / 2 }
    }, letter)
    // A second press at once would take the word.
    await ada.page.keyboard.press('Control+Home')
    await ada.page.mouse.click(box.x, box.y, { clickCount: 1 })
    const at = await ada.text.evaluate((content) => {
      const { cmTile } = content as unknown as {
        cmTile: { root: { view: { state: { selection: { main: { head: number } } } } } }
      }
      return cmTile.root.view.state.selection.main.head
    })
    expect([letter, letter + 1], page.slice(letter - 9, letter + 9)).toContain(at)
  }
})

test('[E18] rows and columns are added, moved and removed by handles and keys, never beside a caret @hard', async ({
  browser,
}) => {
  const [ada, bob] = [
    await Person.meet(browser, server.url, 'Ada'),
    await Person.meet(browser, server.url, 'Bob'),
  ]
  const { page } = ada
  const { keyboard } = page
  await openTable(ada, 'handles', `top\n\n${HEAD}| 1 | 2 |\n| 3 | 4 |\n\nend`)
  const is = (table: string) => expect.poll(() => ada.words()).toBe(`top\n\n${table}\n\nend`)
  await cellOf(ada, 1, 1).click()
  const [row, column] = ['Row', 'Column'].map((name) =>
    page.getByRole('button', { name: `${name}: add, move, remove` }),
  )
  if (!row || !column) throw new Error('there are no handles')
  const choose = async (handle: Locator, name: string) => {
    await handle.click()
    await page.getByRole('menuitem', { name }).click()
    await expect(ada.text).toBeFocused()
  }
  await choose(row, 'Add a row above')
  await keyboard.type('0')
  await is(`${HEAD}|  | 0 |\n| 1 | 2 |\n| 3 | 4 |`)
  await choose(row, 'Move the row down')
  await is(`${HEAD}| 1 | 2 |\n|  | 0 |\n| 3 | 4 |`)
  await choose(column, 'Move the column back')
  await is('| b | a |\n| --- | --- |\n| 2 | 1 |\n| 0 |  |\n| 4 | 3 |')
  await choose(row, 'Remove the row')
  await is('| b | a |\n| --- | --- |\n| 2 | 1 |\n| 4 | 3 |')
  // Space opens below the table, not in it.
  const [space, last] = await Promise.all(
    [page.getByRole('button', { name: /^Space here/ }), rowsOf(ada).last()].map((box) => box.boundingBox()),
  )
  expect((space?.y ?? 0) + (space?.height ?? 0)).toBeGreaterThan((last?.y ?? 0) + (last?.height ?? 0))
  // The same by keys.
  await keyboard.press('Alt+Shift+Enter')
  await keyboard.type('c')
  await is('| b |  | a |\n| --- | --- | --- |\n| 2 |  | 1 |\n| 4 | c | 3 |')
  await keyboard.press('Alt+Shift+Backspace')
  await keyboard.press('Alt+Shift+ArrowUp')
  await is('| b | a |\n| --- | --- |\n| 4 | 3 |\n| 2 | 1 |')
  await keyboard.press('Control+.')
  await expect(page.getByRole('menu', { name: 'Table' })).toBeVisible()
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem', { name: 'Add a row below' })).toBeFocused()
  await keyboard.press('Escape')
  await expect(ada.text).toBeFocused()
  // The pointer brings the handles to where it is.
  await cellOf(ada, 2, 0).hover()
  await row.click()
  await expect(page.getByRole('menuitem', { name: 'Move the row down' })).toHaveCount(0)
  await page.keyboard.press('Escape')

  await ada.isSaved()
  await bob.enter('ada/handles')
  await cellOf(bob, 1, 0).click()
  await expect(page.locator('.other-caret')).toBeVisible()
  await cellOf(ada, 1, 1).click()
  await keyboard.press('Control+Shift+k')
  await expect(page.getByText('Bob is writing in this row. It stays.')).toBeVisible()
  await keyboard.press('Tab')
  await keyboard.press('Alt+Shift+Backspace')
  await expect(page.getByText('Bob is writing in this column. It stays.')).toBeVisible()
  await is('| b | a |\n| --- | --- |\n| 4 | 3 |\n| 2 | 1 |')
  // A menu stays at its row while somebody writes above it.
  await cellOf(ada, 1, 1).click()
  await row.click()
  await bob.page.keyboard.press('Control+Home')
  await bob.page.keyboard.type('on ')
  await expect.poll(() => ada.words()).toContain('on top')
  await page.getByRole('menuitem', { name: 'Remove the row' }).click()
  await expect.poll(() => ada.words()).toBe('on top\n\n| b | a |\n| --- | --- |\n| 2 | 1 |\n\nend')
})

test('[E17] cells of a spreadsheet fill a table, and make one elsewhere @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', {
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const { page } = ada
  await openTable(ada, 'sheet', `${HEAD}| 1 | 2 |\n\nend`)
  const copy = (html: string | null, plain: string) =>
    page.evaluate(
      ([html, plain]) =>
        navigator.clipboard.write([
          new ClipboardItem({
            ...(html !== null && { 'text/html': new Blob([html], { type: 'text/html' }) }),
            'text/plain': new Blob([plain], { type: 'text/plain' }),
          }),
        ]),
      [html, plain] as const,
    )
  // As LibreOffice and Excel copy them.
  const cells = '<tr><td>5|</td><td>6</td></tr><tr><td><b>7</b></td><td>8</td></tr>'
  const html = `<html><body><!--StartFragment--><table border=0><col width=64>${cells}</table><!--EndFragment--></body></html>`
  await copy(html, '5|\t6\r\n7\t8\r\n')
  await cellOf(ada, 1, 1).click()
  await page.keyboard.press('Control+v')
  const filled = '| a | b |  |\n| --- | --- | --- |\n| 1 | 5\\| | 6 |\n|  | 7 | 8 |\n\nend'
  await expect.poll(() => ada.words()).toBe(filled)
  await page.keyboard.press('Control+z')
  await expect.poll(() => ada.words()).toBe(`${HEAD}| 1 | 2 |\n\nend`)
  // Lines of words stay in their cell.
  await copy(null, 'one\ntwo | three\n')
  await cellOf(ada, 1, 0).click()
  await page.keyboard.press('Control+v')
  await expect.poll(() => ada.words()).toBe(`${HEAD}| 1one two \\| three | 2 |\n\nend`)
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await copy(html, '5|\t6\r\n7\t8\r\n')
  await page.keyboard.press('Control+v')
  await expect.poll(() => ada.words()).toBe('| 5\\| | 6 |\n| --- | --- |\n| **7** | 8 |')
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await copy(null, 'a\tb\n1\t2\n')
  await page.keyboard.press('Control+v')
  await expect.poll(() => ada.words()).toBe(`${HEAD}| 1 | 2 |`)
})

test('[E16] a table typed by hand with its dashes and bars is as it was typed @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await openTable(ada, 'by-hand', 'x')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('| a | b |\n| :-- | --: |\n| 1 | 2 |\n| 3 | 4\n\nend')
  await expect.poll(() => ada.words()).toBe('| a | b |\n| :-- | --: |\n| 1 | 2 |\n| 3 | 4\n\nend')
  // A selection over all of it takes it.
  await page.keyboard.press('Control+a')
  await page.keyboard.type('y')
  await expect.poll(() => ada.words()).toBe('y')
})

test('[E15] a table that is wider than the page widens no other line @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const words = 'Words that go on for more than the width of one line of this page. '.repeat(3)
  const row = `| ${Array.from({ length: 40 }, (_, at) => `column-${at}`).join(' | ')} |\n`
  await openTable(ada, 'wide', 'x')
  const first = page.locator('.cm-line').first()
  const widthOf = () => first.evaluate((line) => line.getBoundingClientRect().width)
  const width = await widthOf()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(`${words}\n\n${row}${row.replaceAll(/column-\d+/g, '---')}${row}`)
  await expect(page.locator('.page-row')).toHaveCount(2)
  expect(await widthOf()).toBeCloseTo(width, 1)
})

test('[E18] two people write in one row, and one adds rows meanwhile: each row is there once @hard', async ({
  browser,
}) => {
  const [ada, bob] = [
    await Person.meet(browser, server.url, 'Ada'),
    await Person.meet(browser, server.url, 'Bob'),
  ]
  await openTable(ada, 'both', `${HEAD}|  |  |\n\nend`)
  await ada.isSaved()
  await openTable(bob, 'tools', 'x')
  await bob.enter('ada/both')
  await cellOf(ada, 1, 0).click()
  await cellOf(bob, 1, 1).click()
  await Promise.all([
    ada.page.keyboard.type('one | two three four', { delay: 20 }),
    bob.page.keyboard.type('five six seven eight', { delay: 20 }),
  ])
  await Promise.all([
    ada.page.keyboard.type(' nine ten', { delay: 20 }),
    bob.page.keyboard.type('\nbelow\nlast', { delay: 20 }),
  ])
  const page = `${HEAD}| one \\| two three four nine ten | five six seven eight |\n|  | below |\n|  | last |\n\nend`
  for (const person of [ada, bob]) await expect.poll(() => person.words()).toBe(page)
})

test('[E18] a finger writes in an empty cell, and the handles are as large as it @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', {
    viewport: { width: 390, height: 780 },
    hasTouch: true,
    isMobile: true,
  })
  const { page } = ada
  await openTable(ada, 'finger', `top\n\n${HEAD}|  | 2 |\n\nend`)
  const empty = await cellOf(ada, 1, 0).boundingBox()
  if (!empty) throw new Error('there is no cell')
  await page.touchscreen.tap(empty.x + empty.width - 3, empty.y + 4)
  // The page opens in one column for fingers.
  await expect(page.getByRole('dialog', { name: 'finger' }).getByRole('textbox')).toBeFocused()
  await page.keyboard.insertText('1')
  await expect.poll(() => ada.words()).toBe(`top\n\n${HEAD}| 1 | 2 |\n\nend`)
  for (const name of ['Row', 'Column']) {
    const handle = page.getByRole('button', { name: `${name}: add, move, remove` })
    const size = await handle.evaluate((button) => {
      const { width, height } = button.getBoundingClientRect()
      const { left, right, top, bottom } = getComputedStyle(button, '::after')
      const scale = width / parseFloat(getComputedStyle(button).width)
      return [
        width - scale * (parseFloat(left) + parseFloat(right)),
        height - scale * (parseFloat(top) + parseFloat(bottom)),
      ]
    })
    for (const side of size) expect(side).toBeGreaterThanOrEqual(44)
  }
  await page.getByRole('button', { name: 'Row: add, move, remove' }).tap()
  await expect(page.getByRole('menuitem', { name: 'Add a row below' })).toBeVisible()
  expect(await faults(page)).toEqual([])
  await page.getByRole('menuitem', { name: 'Add a row below' }).tap()
  await expect.poll(() => ada.words()).toBe(`top\n\n${HEAD}| 1 | 2 |\n|  |  |\n\nend`)
})
