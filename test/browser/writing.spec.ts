// Writing and placing: what is selected is what is written to, and Escape leaves one thing at a time.
import { expect, type Page } from '@playwright/test'
import type { RunningServer } from '../process.ts'
import { Person, test } from './person.ts'

let server: RunningServer

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** The name that the inspector shows. */
const inspected = (page: Page) => page.getByRole('textbox', { name: 'Name of the thing' })

test('the inspector is about what is selected, also when that was just made', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/one-truth')
  const paper = await page.locator('.paper').boundingBox()
  if (!paper) throw new Error('there is no paper')
  async function make(x: number, name: string): Promise<void> {
    if (!paper) return
    await page.mouse.dblclick(paper.x + x, paper.y + 300)
    await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await expect(ada.thing(name)).toBeVisible()
  }
  await make(120, 'oak')
  await ada.thing('oak').click()
  await page.keyboard.press('Enter')
  await expect(inspected(page)).toHaveValue('oak')
  // One more, made while the inspector is open.
  await make(420, 'elm')
  await expect(inspected(page)).toHaveValue('elm')
  const written = page.getByRole('textbox', { name: 'The page of elm' })
  await written.click()
  await page.keyboard.type('about elm')
  await ada.thing('oak').click()
  await expect(inspected(page)).toHaveValue('oak')
  await expect(page.getByRole('textbox', { name: 'The page of oak' })).not.toContainText('about elm')
  // A name that is being typed is written to the thing that it was typed for.
  await inspected(page).fill('old oak')
  await ada.thing('elm').click()
  await expect(inspected(page)).toHaveValue('elm')
  await expect(ada.thing('old oak')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'The page of elm' })).toContainText('about elm')
  // With nothing selected it is about the floor that one sees.
  await page.mouse.click(paper.x + 60, paper.y + 500)
  await expect(page.getByRole('complementary', { name: 'The world’s own page' })).toBeVisible()
})

test('Escape leaves one thing at a time, and K comes back to where one wrote', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/escape')
  await ada.write('first line')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.type('/')
  // A list, then what is chosen, then the page.
  const list = page.getByRole('listbox')
  await expect(list).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(list).toBeHidden()
  await expect(ada.text).toBeFocused()
  await page.keyboard.press('Backspace')
  await page.keyboard.type('third')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Escape')
  await expect(ada.text).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.type(' line')
  await ada.reads(/third line$/)
  await expect(async () => {
    await page.keyboard.press('Escape')
    await expect(ada.text).toHaveAttribute('contenteditable', 'false', { timeout: 2_000 })
  }).toPass()
  await expect(page.locator('.figure[data-me]')).toBeVisible()
  await page.keyboard.press('k')
  await expect(ada.text).toBeFocused()
  await page.keyboard.type(', still')
  await ada.reads(/third line, still$/)

  // In a page where one does not stand, Escape leaves the page, not the place.
  await page.keyboard.press('Control+Enter')
  await page.keyboard.type('hut')
  await page.keyboard.press('Enter')
  await ada.thing('hut').click()
  await page.keyboard.press('i')
  await expect(page.getByRole('heading', { name: 'hut' })).toBeVisible()
  await ada.write('inside')
  const here = page.url()
  await expect(async () => {
    await page.keyboard.press('Escape')
    await expect(ada.text).not.toBeFocused({ timeout: 1_000 })
  }).toPass()
  await expect(ada.text).toHaveAttribute('contenteditable', 'true')
  expect(page.url()).toBe(here)
  await page.keyboard.press('k')
  await page.keyboard.type(' it')
  await ada.reads(/^inside it$/)
})
