// Live code is one strip for people who do not write it: it keeps the room of its source, so that nothing on
// the page moves.
import { expect, type Locator, type Page } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults, faultsInBothLights } from '../faults.ts'
import { Person, test } from '../person.ts'
import { walkIn } from '../there.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const CODE = "on('use', () => {\n  say('pling')\n})"
const WORDS = `Above it.\n\n\`\`\`js\n${CODE}\n\`\`\`\n\nBelow it.`

const strips = (page: Page): Locator => page.getByRole('button', { name: /ode of / })

/** Where each line of the page stands, from the top of the paper. */
const linesOf = (page: Page): Promise<number[]> =>
  page
    .locator('.paper .cm-line')
    .evaluateAll((lines) => lines.map((line) => Math.round(line.getBoundingClientRect().top * 10) / 10))

/** Whether the letters of the code are seen. */
const isSeen = (page: Page): Promise<boolean> =>
  page.getByText("'pling'").evaluate((word) => getComputedStyle(word).color !== 'rgba(0, 0, 0, 0)')

async function write(person: Person, address: string, words: string): Promise<void> {
  await person.enter(address)
  await person.text.click()
  await person.page.keyboard.insertText(words)
  await person.isSaved()
}

test('[E13] code folds to one strip when its writer leaves it, keeps its room, and opens for a cursor, a press and a search @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', {
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const { page } = ada
  const { keyboard } = page
  await write(ada, 'ada/folds', WORDS)
  const strip = strips(page)
  // A machine that is busy elsewhere may have ended it for its time.
  await expect(strip).toHaveAccessibleName(/^Code of folds 3 lines (?:running|in trouble)$/)
  await expect(strip).toHaveAttribute('aria-expanded', 'false')
  expect(await isSeen(page)).toBe(false)
  expect(await faultsInBothLights(page, '.floor-window')).toEqual([])
  const before = await linesOf(page)

  // By its keys: a line up from below is in it; a line down is out of it.
  await keyboard.press('ArrowUp')
  await keyboard.press('ArrowUp')
  await expect(strip).toHaveAttribute('aria-expanded', 'true')
  expect(await isSeen(page)).toBe(true)
  expect(await linesOf(page)).toEqual(before)
  await keyboard.press('ArrowDown')
  await expect(strip).toHaveAttribute('aria-expanded', 'false')

  // By the strip itself, with a pointer and by keyboard: then one writes in it.
  await strip.click()
  await expect(ada.text).toBeFocused()
  await keyboard.type('// ')
  await ada.reads(/```js\n\/\/ on\('use'/)
  // [U6] What was typed in here goes by itself, however soon it came after the rest.
  await keyboard.press('Control+z')
  await ada.reads(/^Above it\.[^]*```js\non\('use'[^]*Below it\.$/)
  await strip.focus()
  await keyboard.press('Enter')
  await expect(strip).toHaveAttribute('aria-expanded', 'false')
  await expect(strip).toBeFocused()
  await keyboard.press('Enter')
  await expect(strip).toHaveAttribute('aria-expanded', 'true')
  await expect(ada.text).toBeFocused()
  await keyboard.press('Control+Home')
  await expect(strip).toHaveAttribute('aria-expanded', 'false')

  // It is found, and copied, as it was.
  await expect(async () => {
    await keyboard.press('Control+f')
    await expect(page.getByRole('searchbox', { name: 'Find in the page' })).toBeFocused({ timeout: 1_000 })
  }).toPass()
  await keyboard.type('pling')
  await expect.poll(() => isSeen(page)).toBe(true)
  await keyboard.press('Escape')
  await keyboard.press('Control+Home')
  await expect.poll(() => isSeen(page)).toBe(false)
  await keyboard.press('Control+a')
  await keyboard.press('Control+c')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(WORDS)
  expect(await linesOf(page)).toEqual(before)

  // A print has the code.
  await keyboard.press('Control+Home')
  await expect.poll(() => isSeen(page)).toBe(false)
  await page.emulateMedia({ media: 'print' })
  await expect.poll(() => isSeen(page)).toBe(true)
  await expect(strip).toBeHidden()
})

test('[E13] pasted code stays open until the cursor goes on @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', {
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const { page } = ada
  await ada.enter('ada/pasted')
  await ada.text.click()
  await page.keyboard.type('Above it.')
  await page.evaluate((words) => navigator.clipboard.writeText(words), WORDS.slice('Above it.'.length))
  await page.keyboard.press('Control+v')
  const strip = strips(page)
  await expect(strip).toHaveAttribute('aria-expanded', 'true')
  expect(await isSeen(page)).toBe(true)
  await page.keyboard.press('Control+Home')
  await expect(strip).toHaveAttribute('aria-expanded', 'false')
})

test('[E13] who only reads opens and folds it; what goes wrong is said by the strip; what is read is one strip @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await write(ada, 'ada/reads', WORDS)
  await walkIn(bob, 'ada/reads')
  // The first walk takes the focus.
  await expect(bob.page.getByRole('main', { name: 'The floor' })).toBeFocused()
  const strip = strips(bob.page)
  await expect(strip).toHaveAttribute('aria-expanded', 'false')
  await expect(bob.page.locator('.paper [contenteditable=true]')).toHaveCount(0)
  await strip.focus()
  await bob.page.keyboard.press('Enter')
  await expect(strip).toHaveAttribute('aria-expanded', 'true')
  await expect(strip).toBeFocused()
  expect(await isSeen(bob.page)).toBe(true)
  expect(await faults(bob.page, '.floor-window')).toEqual([])
  await bob.page.keyboard.press('Enter')
  await expect(strip).toHaveAttribute('aria-expanded', 'false')
  await expect(strip).toBeFocused()

  await strips(ada.page).click()
  await ada.page.keyboard.type('nothing.here()\n')
  await expect(strip).toHaveAccessibleName('Code of reads 4 lines in trouble')
  // The keyboard is still at it, though its words are others.
  await expect(strip).toBeFocused()

  await ada.page.keyboard.press('Control+Home')
  await ada.page.keyboard.press('Control+k')
  await ada.page.keyboard.type('read')
  await ada.page.keyboard.press('Enter')
  const reading = ada.page.getByRole('dialog')
  await expect(reading.getByText('in trouble')).toBeVisible()
  await expect(reading.getByText('Below it.')).toBeVisible()
  await expect(reading.getByText("'pling'")).toBeHidden()
  await reading.getByText('4 lines').click()
  await expect(reading.getByText("'pling'")).toBeVisible()
  expect(await faultsInBothLights(ada.page, '.reading')).toEqual([])
})
