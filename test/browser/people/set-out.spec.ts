// Walking begins on the floor that one looks at, where one may edit; what others see of one's selection ends
// then; and the view is fitted, on a phone in a room by itself.
import { expect, type Locator, type Page } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { makeWorld } from '../made-scene.ts'
import { Person, test } from '../person.ts'
import { mayOnlyAct } from '../there.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const HOUSE = { name: 'House', x: 600, y: 400, properties: { locked: true } }
const CODE = "```js\non('use', { role: 'object' }, () => say('Warm'))\n```\n"
const LAMP = { name: 'Lamp', x: 400, y: 260, text: CODE }

const me = (page: Page): Locator => page.locator('.figure[data-me]')
/** How wide the floor is drawn. */
const drawnWidth = (page: Page): Promise<number> =>
  page.locator('.paper').evaluate((paper) => Math.round(paper.getBoundingClientRect().width))
const isWalkingIn = async (page: Page, floor: string): Promise<void> => {
  await expect(page.locator('.walk-over[data-here]')).toBeAttached()
  await expect(me(page)).toBeVisible()
  await expect(page.getByLabel(`The page of ${floor}`)).toBeVisible()
}

test('[G20] who may edit walks in the room they look at, and nobody sees what they had selected', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  const { page } = ada
  const address = await makeWorld(ada, 'Rooms', '# Rooms', [HOUSE, LAMP])
  await bob.enter(address)
  await ada.enter(`${address}#thing0`)
  await ada.isSaved()
  const room = page.getByRole('textbox', { name: 'The page of House' })
  await room.click()
  await page.keyboard.type('A cellar.')
  // For the first time here, out of the midst of writing.
  await page.keyboard.press('Alt+k')
  await isWalkingIn(page, 'House')
  await expect(page).toHaveURL(/#thing0$/u)

  // The body stays in the house, and the view goes out; there one walks again.
  await page.keyboard.press('Alt+k')
  await expect(room).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Alt+o')
  // With its inspector open the thing stays selected while one walks: what its code logs is followed.
  await ada.thing('Lamp').click()
  await page.keyboard.press('Alt+i')
  await expect(page.getByRole('complementary', { name: 'Lamp' })).toBeVisible()
  const seen = bob.page.locator('.thing').filter({ hasText: 'Ada' })
  await expect(seen).toHaveCount(1)
  await page.getByRole('button', { name: 'Walk', exact: true }).click()
  await isWalkingIn(page, 'Rooms')
  await expect(seen).toHaveCount(0)
  await expect(bob.page.locator('.figure').filter({ hasText: 'Ada' })).toBeVisible()

  // While one walks the view can be fitted by key and by button.
  await page.mouse.move(400, 400)
  const whole = await drawnWidth(page)
  for (const fit of [() => page.keyboard.press('v'), () => page.getByLabel('Fit the whole width').click()]) {
    await page.keyboard.down('Control')
    await page.mouse.wheel(0, -100)
    await page.keyboard.up('Control')
    await expect.poll(() => drawnWidth(page)).toBeGreaterThan(whole)
    await fit()
    await expect.poll(() => drawnWidth(page)).toBe(whole)
  }

  // Another floor is no place for a look while one walks, and that is said.
  await page.evaluate(() => {
    location.hash = '#thing0'
  })
  await expect(page.getByText('You are on the world’s main floor.')).toBeVisible()
  await isWalkingIn(page, 'Rooms')
})

test('[G20] on a phone a room is fitted when one comes into it', async ({ browser }) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  const { page } = ada
  const address = await makeWorld(ada, 'Small', '# Small', [{ ...HOUSE, x: 414, y: 130, properties: {} }])
  await ada.enter(address)
  await ada.isSaved()
  await page.getByRole('navigation', { name: 'Actions' }).getByRole('button', { name: 'Walk' }).tap()
  await isWalkingIn(page, 'Small')
  await expect.poll(() => drawnWidth(page)).toBeGreaterThan(700)
  await page.getByRole('button', { name: 'Go in' }).tap()
  await isWalkingIn(page, 'House')
  await expect.poll(() => drawnWidth(page)).toBe(390)
  // The buttons are at hand here, too.
  await page.getByRole('button', { name: 'Fit the text' }).tap()
  await expect.poll(() => drawnWidth(page)).toBeGreaterThan(390)
  await page.getByRole('button', { name: 'Fit the whole width' }).tap()
  await expect.poll(() => drawnWidth(page)).toBe(390)
})

test('[D14] a player is not shown the code of a thing, nor the words for its makers, where the world says so', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  const text = `A lamp of brass.\n\n> [!maker] For makers\n> Set another word.\n\n${CODE}`
  const address = await makeWorld(ada, 'Making', '# Making', [{ ...LAMP, x: 414, y: 130, text }])
  await mayOnlyAct(bob)
  await bob.enter(address)
  await isWalkingIn(bob.page, 'Making')
  const inFront = bob.page.getByRole('toolbar', { name: 'In front of you: Lamp' })
  await inFront.getByRole('button', { name: 'Go in' }).click()
  await isWalkingIn(bob.page, 'Lamp')
  const code = bob.page.locator('.page .code-strip')
  const manual = bob.page.getByText('Set another word.')
  await expect(manual).toBeVisible()
  await expect(code).toBeVisible()

  await ada.enter(address)
  await ada.isSaved()
  await ada.page.getByRole('button', { name: 'Inspector' }).click()
  const setting = ada.page.getByRole('checkbox', { name: 'Players see how things are made' })
  await expect(setting).toBeChecked()
  await setting.click()
  await expect(setting).not.toBeChecked()
  await expect(manual).toBeHidden()
  await expect(code).toHaveCount(0)
  await expect(bob.page.getByText('A lamp of brass.')).toBeVisible()
  await bob.page.keyboard.press('Control+k')
  const words = bob.page.getByRole('combobox')
  await words.fill('brass')
  await expect(bob.page.getByRole('option', { name: /Lamp/u })).toHaveCount(1)
  await words.fill('another word')
  await expect(bob.page.getByRole('option', { name: /Lamp/u })).toHaveCount(0)
  // Who may edit sees all of it.
  await ada.page.goto(`/w/${address}#thing0`)
  await expect(ada.page.getByText('Set another word.')).toBeVisible()
})
