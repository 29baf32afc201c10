import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

test('[U8] undo goes all the way back after a reload, and forth, past what somebody else writes @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/orchard')
  await bob.enter('ada/orchard')
  const undo = ada.page.getByRole('button', { name: 'Undo', exact: true })
  const redo = ada.page.getByRole('button', { name: 'Redo', exact: true })
  const top = async () => (await ada.thing('Night light').boundingBox())?.y

  await ada.write('mine')
  await ada.page.getByRole('button', { name: 'Add a thing' }).click()
  await ada.page.getByRole('button', { name: 'lamp', exact: true }).click()
  await ada.page.keyboard.press('Control+A')
  await ada.page.keyboard.type('Night light')
  await ada.page.keyboard.press('Enter')
  await ada.thing('Night light').focus()
  await ada.page.keyboard.press('Shift+ArrowDown')
  await bob.write(' theirs')
  await ada.reads(/^mine theirs$/)
  const moved = await top()

  await ada.page.reload()
  await expect(undo).toBeEnabled()
  await bob.page.keyboard.type(' too')
  await ada.reads(/^mine theirs too$/)
  const before = await top()
  expect(before).toBeCloseTo(moved ?? 0, 0)
  await ada.page.keyboard.press('Control+z')
  await expect.poll(top).toBeLessThan(before ?? 0)
  for (let steps = 0; steps < 3; steps++) {
    await expect(undo).toBeEnabled()
    await ada.page.keyboard.press('Control+z')
  }
  await expect(undo).toBeDisabled()
  await bob.reads(/^\s*theirs too$/)
  await expect(bob.thing('Night light')).toHaveCount(0)
  await expect(bob.thing('lamp')).toHaveCount(0)

  await ada.page.reload()
  await expect(redo).toBeEnabled()
  for (let steps = 0; steps < 4; steps++) await redo.click()
  await expect(redo).toBeDisabled()
  await bob.reads(/^mine theirs too$/)
  await expect(bob.thing('Night light')).toBeVisible()
  await expect.poll(top).toBeCloseTo(before ?? 0, 0)
  await ada.isSaved()
})

test('[U10] what is undone comes into sight, and is said @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/deep')
  const { page } = ada
  await page.getByRole('button', { name: 'Add a thing' }).click()
  await page.getByRole('button', { name: 'lamp', exact: true }).click()
  await page.keyboard.press('Escape')
  await ada.text.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText('\n'.repeat(120))
  await page.keyboard.press('Control+Home')
  await ada.thing('lamp').focus()
  await page.keyboard.press('Shift+ArrowDown')
  const scrollDown = () =>
    page.locator('.floor-window').evaluate((window) => window.scrollTo(0, window.scrollHeight))
  await scrollDown()
  await expect(ada.thing('lamp')).not.toBeInViewport()
  await page.keyboard.press('Control+z')
  await expect(page.getByText('Undone: move lamp.')).toBeAttached()
  await expect(ada.thing('lamp')).toBeInViewport()
  await scrollDown()
  await page.keyboard.press('Control+Shift+z')
  await expect(page.getByText('Redone: move lamp.')).toBeAttached()
  await expect(ada.thing('lamp')).toBeInViewport()

  // On a phone it may be beside what is seen, too.
  await page.setViewportSize({ width: 390, height: 844 })
  await page.locator('.floor-window').evaluate((window) => window.scrollTo(0, window.scrollHeight))
  await expect(ada.thing('lamp')).not.toBeInViewport()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(ada.thing('lamp')).toBeInViewport()
})

test('[U10] words that undo takes back in a page that is not open come into sight there @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/pages')
  const { page } = ada
  await ada.write('first\nsecond')
  await page.getByRole('button', { name: 'Add a thing' }).click()
  await page.getByRole('button', { name: 'lamp', exact: true }).click()
  await page.keyboard.press('Escape')
  await ada.thing('lamp').focus()
  await page.keyboard.press('Enter')
  const its = page.getByRole('textbox', { name: /lamp/ })
  await its.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('one words')
  await page.getByRole('button', { name: 'Inspector', exact: true }).click()
  await expect(its).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(page.getByText('Undone: typing on “lamp”.')).toBeAttached()
  await expect(its).toBeInViewport()
  await expect(its).not.toContainText('words')

  // The page of the world, from another floor, on a phone.
  await page.getByRole('textbox', { name: 'The page of pages' }).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' third')
  await page.setViewportSize({ width: 390, height: 844 })
  await ada.thing('lamp').focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Go in', exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'The page of pages' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.getByText('Undone: typing on the page of the world.')).toBeAttached()
  await expect(page.getByRole('textbox', { name: 'The page of pages' })).toBeInViewport()
  await expect(page.getByRole('textbox', { name: 'The page of pages' })).not.toContainText('third')
})
