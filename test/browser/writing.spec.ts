// Writing and placing: what is selected is what is written to.
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
