// Erasing deleted words on the screen, and a browser with an older copy of a world that something was erased
// from.
import { expect, type Page } from '@playwright/test'
import { startAccounts } from '../../accounts.ts'
import { startServer, type RunningServer } from '../../process.ts'
import { atBrowser, worldOf } from '../account-person.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { PHONE } from '../timeline.ts'

let server: RunningServer

test.beforeAll(async () => {
  server = await startServer()
})
test.afterAll(() => server[Symbol.asyncDispose]())

/** Whether a word is in anything that the device keeps. */
const isOnDevice = (page: Page, word: string): Promise<boolean> =>
  page.evaluate(async (wanted) => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error ?? new Error('no answer')))
      })
    const has = (value: unknown): boolean => {
      if (value instanceof Uint8Array) return new TextDecoder('latin1').decode(value).includes(wanted)
      if (typeof value === 'string') return value.includes(wanted)
      return typeof value === 'object' && value !== null && Object.values(value).some(has)
    }
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name))
      try {
        for (const store of database.objectStoreNames) {
          const all: unknown[] = await answer(database.transaction(store).objectStore(store).getAll())
          if (all.some(has)) return true
        }
      } finally {
        database.close()
      }
    }
    return false
  }, word)

test('[HI42] it moves to the new line, keeps unsaved work as a copy, and has the erased words nowhere @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/garden')
  await ada.write(' ')
  // As one edit: its letters stand together in what the device keeps.
  await page.keyboard.insertText('mayonnaise')
  await ada.isSaved()
  await expect.poll(() => isOnDevice(page, 'mayonnaise')).toBe(true)
  // So long that deleting it is a step of its own, which can be undone: what it took is kept, too.
  await page.waitForTimeout(1_600)
  for (let letters = 'mayonnaise'.length; letters > 0; letters -= 1) await page.keyboard.press('Backspace')
  await ada.write('It stays.')
  await ada.reads(/It stays\./)
  // The mark may still speak of the letters before; the device knows each edit that the node has not.
  await ada.hasKept(0)
  await page.context().setOffline(true)
  await ada.write('Mine')
  await ada.hasKept(4)
  const bob = await Person.meet(browser, server.url, 'Bob')
  await bob.enter('ada/garden')
  const asked = await bob.page.request.post(`${server.url}/api/worlds/ada/garden/erase`, {
    data: { before: Date.now() + 60_000 },
    headers: { origin: server.url },
  })
  expect(await asked.text()).toContain('"erased"')
  await page.context().setOffline(false)
  await expect(page.getByText(/kept as a copy|as a copy/).first()).toBeVisible()
  await expect.poll(() => isOnDevice(page, 'mayonnaise'), { timeout: 20_000 }).toBe(false)
  expect(await isOnDevice(page, 'Mine')).toBe(true)
  await ada.reads(/^\s*It stays\.\s*$/)
})

test('[HI38] an owner counts what is deleted, of anybody or of one person, and erases it for good @hard', async ({
  browser,
}) => {
  await using node = await startAccounts()
  const world = await worldOf(node.admin, 'Garden')
  const ada = await atBrowser(browser, node.url, node.admin, PHONE)
  const { page } = ada
  await ada.enter(world)
  await ada.text.click()
  await page.keyboard.insertText('It stays. mayonnaise')
  await ada.isSaved()
  for (let letters = 'mayonnaise'.length; letters > 0; letters -= 1) await page.keyboard.press('Backspace')
  await expect.poll(() => ada.words()).not.toContain('m')
  await ada.isSaved()

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('combobox').fill('Share')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Erase…' }).click()
  const card = page.getByRole('dialog', { name: 'Erase deleted words for good' })
  await card.getByLabel('Deleted before').fill('2020-01-01')
  await card.getByRole('button', { name: 'See how much that is' }).click()
  await expect(card).toContainText('There is nothing to erase.')
  await card.getByLabel('Written by').selectOption({ label: 'by Ada (ada)' })
  await card.getByRole('button', { name: 'See how much that is' }).click()
  await expect(card).toContainText(/1\d deleted letters and values would be gone\./)
  expect(await faults(page)).toEqual([])
  await card.getByRole('button', { name: 'Erase for good' }).click()
  await expect(page.getByText(/^1\d deleted letters and values erased for good\./)).toBeVisible()
  await ada.reads(/^\s*It stays\.\s*$/)
})
