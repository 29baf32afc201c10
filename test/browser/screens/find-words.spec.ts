// Words are found in all worlds, from within a world and from the list of worlds, and on the device.
import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode
test.beforeAll(({ openNode }) => {
  server = openNode
})

/** The line of a result: the passage, and the world that it is in. */
const FOUND = /school.*…by the old Schülerhaus 学校, where the river bends\./

/** Somebody who wrote in one world, and is in another. */
async function inAnother(ada: Person, name: string): Promise<void> {
  await ada.enter(`ada/${name}-school`)
  await ada.write('one\n\nby the old Schülerhaus 学校, where the river bends.')
  await ada.isSaved()
  await ada.enter(`ada/${name}-house`)
  await ada.write('two')
  await ada.isSaved()
}

/** Opens the palette. The keys are fetched after the page: pressed too early, they do nothing. */
async function openPalette({ page }: Person): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox')).toBeFocused({ timeout: 1_000 })
  }).toPass()
}

/** Types the words again until they are found: a node brings them up some seconds after they were written. */
async function find(
  { page }: Person,
  words: string,
  result: ReturnType<typeof page.getByRole>,
): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('Control+a')
    await page.keyboard.type(words)
    await expect(result).toBeVisible({ timeout: 2_000 })
  }).toPass()
}

const areMarked = ({ page }: Person, words: string): Promise<void> =>
  expect.poll(() => page.evaluate(() => getSelection()?.toString())).toBe(words)

test('[X4] the palette opens with the worlds of late; by its keys one is led to words of another world', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await inAnother(ada, 'keys')
  await openPalette(ada)
  await expect(page.getByRole('option').first()).toHaveAccessibleName(/ada\/keys-school/)
  await expect(page.getByRole('option', { name: /^Add a thing: lamp/ })).toHaveCount(0)
  await find(ada, 'schulerhaus', page.getByRole('option', { name: FOUND }))
  await expect(page.getByRole('option', { selected: true })).toHaveAccessibleName(FOUND)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/ada\/keys-school$/)
  await areMarked(ada, 'Schülerhaus')
  await expect(page.locator('.cm-line', { hasText: 'Schülerhaus' })).toBeInViewport()
})

test('[X4] words in the page that one is on are found at once, and marked', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/words-here')
  await ada.write('a heron\n\nstands in the réservoir')
  await openPalette(ada)
  await page.keyboard.type('reservoir')
  await expect(page.getByRole('option', { selected: true })).toHaveAccessibleName(
    /this page.*…stands in the réservoir/,
  )
  await page.keyboard.press('Enter')
  await areMarked(ada, 'réservoir')
})

test('[X4] the list of worlds finds words in their pages', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await inAnother(ada, 'home')
  await page.goto('/')
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('searchbox', { name: 'Search worlds' })).toBeFocused({ timeout: 1_000 })
  }).toPass()
  const found = page.getByRole('region', { name: 'In pages' }).getByRole('button', { name: /home-school/ })
  await find(ada, '学校', found)
  await page.keyboard.press('Tab')
  await found.press('Enter')
  await expect(page).toHaveURL(/ada\/home-school$/)
  await areMarked(ada, '学校')
})

test('[X6] find in page puts other words in place, one or all, and undo takes that back', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/replaced')
  await ada.write('a heron, another Heron, the last heron')
  // With frames as slow as this, Enter comes before the bar is drawn: it presses the button all the same.
  await page.evaluate(() => {
    const soon = requestAnimationFrame
    window.requestAnimationFrame = (draw) => Number(setTimeout(() => soon(draw), 100))
  })
  await page.keyboard.press('Control+f')
  await page.getByRole('searchbox', { name: 'Find in the page' }).fill('heron')
  await page.getByRole('button', { name: 'Replace', exact: true }).first().press('Enter')
  await page.getByRole('textbox', { name: 'Replace with' }).fill('herons')
  await page.keyboard.press('Enter')
  await expect.poll(() => ada.words()).toContain('a herons, another Heron, the last heron')
  await page.keyboard.press('Enter')
  await expect.poll(() => ada.words()).toContain('a herons, another herons, the last heron')
  await page.getByRole('searchbox', { name: 'Find in the page' }).fill('heron')
  await page.getByRole('textbox', { name: 'Replace with' }).fill('crow')
  await page.getByRole('button', { name: 'All' }).click()
  await expect.poll(() => ada.words()).toContain('a crows, another crows, the last crow')
  const told = page.getByRole('search').getByRole('status')
  await expect(told).toHaveText('3 replaced')
  await expect(page.getByRole('button', { name: 'All' })).toBeFocused()
  // Undone from there it is no longer said.
  await page.keyboard.press('Control+z')
  await expect.poll(() => ada.words()).toContain('a herons, another herons, the last heron')
  await expect(told).toHaveText('1 of 3')
  await expect(page.getByRole('button', { name: 'All' })).toBeFocused()
})

test.describe('without a network', () => {
  test.use({ serviceWorkers: 'allow' })

  test('[X5] words of worlds on this device are found', async ({ browser }) => {
    const ada = await Person.meet(browser, server.url, 'Ada')
    const { page } = ada
    await ada.enter('ada/away-school')
    await ada.isReadyForOffline()
    await ada.write('by the old Schülerhaus 学校, where the river bends.')
    await ada.isSaved()
    // As one goes from world to world, without a pause.
    await page.getByRole('link', { name: 'Worlds' }).first().click()
    await hasKeptWords(ada, 1)
    await ada.enter('ada/away-house')
    await ada.isSaved()
    await ada.context.setOffline(true)
    await openPalette(ada)
    await find(ada, 'schulerhaus', page.getByRole('option', { name: FOUND }))
    await expect(page.getByRole('status').filter({ hasText: 'cannot be reached' })).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/ada\/away-school$/)
    await areMarked(ada, 'Schülerhaus')
  })
})

/** Waits until the words of so many things are on the device. */
async function hasKeptWords({ page }: Person, things: number): Promise<void> {
  const count = () =>
    page.evaluate(async () => {
      const answer = <T>(request: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          request.addEventListener('success', () => resolve(request.result))
          request.addEventListener('error', () => reject(request.error ?? new Error('no answer')))
        })
      const all = await indexedDB.databases()
      const name = all.map((each) => each.name ?? '').find((each) => each.endsWith(' words'))
      if (name === undefined) return 0
      const database = await answer(indexedDB.open(name))
      const rows = await answer(database.transaction('words').objectStore('words').getAll())
      database.close()
      return rows.filter((row: { folded: string }) => row.folded.includes('river bends')).length
    })
  await expect.poll(count).toBe(things)
}
