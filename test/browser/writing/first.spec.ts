// The first steps: from opening the page for the first time to the first word on the paper, and where a click
// puts the caret.
import { expect, type Locator, type Page } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** The steps besides typing a name, a title and the first word. */
class Steps {
  readonly page: Page
  count = 0

  constructor(page: Page) {
    this.page = page
  }

  async press(key: string): Promise<void> {
    this.count += 1
    await this.page.keyboard.press(key)
  }

  async click(on: Locator): Promise<void> {
    this.count += 1
    await on.click()
  }

  async tap(on: Locator): Promise<void> {
    this.count += 1
    await on.tap()
  }

  /** The first word is there, typed where the caret already was. */
  async wrote(word: string): Promise<void> {
    const paper = this.page.getByRole('textbox', { name: /^The page/ })
    await expect(paper).toBeFocused()
    await this.page.keyboard.type(word)
    await expect(paper).toHaveText(word)
  }
}

/** The field that has the focus, whose name this is. */
const field = (page: Page, name: string): Locator => page.getByRole('textbox', { name })

test('the first word is on the paper after three clicks', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: server.url })
  const page = await context.newPage()
  await page.goto('/')
  const steps = new Steps(page)
  await expect(field(page, 'Your name')).toBeFocused()
  await page.keyboard.type('Ida')
  await steps.click(page.getByRole('button', { name: 'Come in' }))
  await steps.click(page.getByRole('button', { name: 'New world' }))
  // A blank of the title is a letter of it.
  await expect(field(page, 'Title')).toBeFocused()
  await page.keyboard.type('A mouse’s world')
  await steps.click(page.getByRole('button', { name: 'Create world' }))
  await expect(page.locator('.cm-placeholder')).toContainText('Type / to add things')
  await steps.wrote('Hello')
  expect(steps.count).toBe(3)
})

test('the button stays under the pointer when the templates arrive @hard', async ({ browser }) => {
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 1600, height: 1100 },
    { width: 390, height: 844 },
  ]) {
    const ida = await Person.meet(browser, server.url, 'Ida', { viewport })
    const { page } = ida
    const arrival = Promise.withResolvers<void>()
    await page.route('**/api/templates', async (route) => {
      await arrival.promise
      await route.continue()
    })
    await page.goto('/')
    await page.getByRole('button', { name: 'New world' }).click()
    const button = page.getByRole('button', { name: 'Create world' })
    await expect(button).toBeVisible()
    await page.waitForTimeout(500)
    const before = await button.boundingBox()
    arrival.resolve()
    await expect(page.locator('.template-title', { hasText: 'The garden' })).toBeVisible()
    expect(await button.boundingBox()).toEqual(before)
    await ida.context.close()
  }
})

test('the first word is on the paper by the keyboard alone @hard', async ({ browser }) => {
  const context = await browser.newContext({ baseURL: server.url })
  const page = await context.newPage()
  await page.goto('/')
  const steps = new Steps(page)
  await expect(field(page, 'Your name')).toBeFocused()
  await page.keyboard.type('Kai')
  await steps.press('Enter')
  const make = page.getByRole('button', { name: 'New world' })
  await expect(make).toBeVisible()
  while (!(await make.evaluate((button) => button === document.activeElement))) {
    expect(steps.count).toBeLessThan(10)
    await steps.press('Tab')
  }
  await steps.press('Enter')
  await expect(field(page, 'Title')).toBeFocused()
  await page.keyboard.type('Keys and words')
  await steps.press('Enter')
  await steps.wrote('Hello')
  expect(steps.count).toBeLessThanOrEqual(9)
})

test('the first word is on the paper of a phone after three taps @hard', async ({ browser }) => {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: { width: 390, height: 780 },
    hasTouch: true,
    isMobile: true,
  })
  const page = await context.newPage()
  await page.goto('/')
  const steps = new Steps(page)
  await field(page, 'Your name').fill('Pia')
  await steps.tap(page.getByRole('button', { name: 'Come in' }))
  await steps.tap(page.getByRole('button', { name: 'New world' }))
  await expect(field(page, 'Title')).toBeFocused()
  await page.keyboard.type('A phone’s world')
  await steps.tap(page.getByRole('button', { name: 'Create world' }))
  await steps.wrote('Hello')
  expect(steps.count).toBe(3)
})

test('a click on empty paper puts the caret at that line, and nothing else @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/first-click')
  await ada.write('One')
  await ada.isSaved()
  const paper = await page.locator('.paper').boundingBox()
  const text = await ada.text.boundingBox()
  if (!paper || !text) throw new Error('there is no paper')
  const [left, top] = [text.x + 40, text.y]
  const line = 30
  // The seventh line: five blank ones lie between, as soon as something is written there, and not before.
  const spot = { x: left, y: top + 6 * line + line / 2 }
  await expect(async () => {
    await page.mouse.click(spot.x, spot.y)
    await expect(ada.text).toBeFocused({ timeout: 1_000 })
    await expect.poll(() => ada.words(), { timeout: 1_000 }).toBe(`One${'\n'.repeat(6)}`)
  }).toPass()
  const reader = await Person.meet(browser, server.url, 'Bob')
  await reader.enter('ada/first-click')
  expect(await reader.words()).toBe('One')
  // Elsewhere it leaves no trace, and is no step.
  await page.mouse.click(left, top + line / 2)
  await ada.reads(/^One$/)
  await page.mouse.click(spot.x, spot.y)
  await page.keyboard.type('seven')
  await ada.reads(/^One\n{6}seven$/)
  await reader.reads(/^One\n{6}seven$/)
  await page.keyboard.press('Control+z')
  await ada.reads(/^One$/)

  // At the side of a line it is that line’s; a drag still selects; two clicks still make a thing.
  await page.mouse.click(paper.x + 60, top + line / 2)
  await page.keyboard.type('Number ')
  await ada.reads(/^Number One$/)
  // As on a busy machine: the editor, which looks a moment later whether it has the focus, never learns that
  // it had it between two clicks.
  await page.evaluate(() => {
    const { setTimeout: after } = globalThis
    Object.assign(globalThis, { setTimeout: (run: () => void, ms = 0) => after(run, ms === 10 ? 1_000 : ms) })
  })
  await page.mouse.dblclick(left, top + 8 * line)
  await page.keyboard.type('post')
  await page.keyboard.press('Enter')
  const post = ada.thing('post')
  await expect(post).toBeVisible()
  await ada.reads(/^Number One$/)
  await page.mouse.click(left + 300, top + 12 * line)
  await expect(post).toHaveAttribute('aria-pressed', 'false')
  await page.mouse.move(left + 220, top + 13 * line)
  await page.mouse.down()
  await page.mouse.move(left, top + 10 * line, { steps: 4 })
  await page.mouse.move(left - 60, top + 5 * line, { steps: 4 })
  await page.mouse.up()
  await expect(post).toHaveAttribute('aria-pressed', 'true')
  await ada.reads(/^Number One$/)
})
