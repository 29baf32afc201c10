// The focus follows what one means to do, for whoever walks by keys alone.
import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { makeWorld } from '../made-scene.ts'
import { Person, test } from '../person.ts'
import { walkIn } from '../there.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const ASKS =
  "```js\non('use', { role: 'object' }, async ({ subject }) => {\n  say('You take ' + await ask(subject, 'Tea or coffee?', ['Tea', 'Coffee']))\n})\n```\n"

test('[E22] [E23] a question has the focus in its answer, Tab leaves the floor, no letter leads away without a word', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const address = await makeWorld(ada, 'Keys', '# Keys', [
    { name: 'Kettle', x: 460, y: 180, text: ASKS },
    { name: 'Stone', x: 640, y: 180 },
  ])
  await walkIn(ada, address)
  await ada.thing('Kettle').click()
  await page.keyboard.press('Space')
  const card = page.getByRole('dialog', { name: 'Tea or coffee?' })
  await expect(card.getByRole('button', { name: 'Tea' })).toBeFocused()
  await expect(card).toContainText('Alt+Y')
  await page.keyboard.press('Tab')
  // Keys that come too soon are meant for what was there before.
  await expect(async () => {
    await page.keyboard.press('Enter')
    await expect(card).toHaveCount(0, { timeout: 1_000 })
  }).toPass()
  await expect(page.getByText('You take Coffee').first()).toBeVisible()

  // Through what is near, each once, and out of the floor.
  await page.getByRole('main').focus()
  const seen: (string | null)[] = []
  const isOnFloor = () => page.evaluate(() => document.activeElement?.closest('.floor-window') != null)
  for (let presses = 0; presses < 10 && (await isOnFloor()); presses++) {
    await page.keyboard.press('Tab')
    seen.push(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null))
  }
  expect(await isOnFloor()).toBe(false)
  expect(new Set(seen.slice(0, 2))).toEqual(new Set(['Kettle', 'Stone']))
  await page.keyboard.press('Shift+Tab')
  expect(await isOnFloor()).toBe(true)

  await page.getByRole('main').focus()
  await page.keyboard.press('q')
  await expect(page.locator('.walk-note')).toHaveText('Press Q again to go home.')
  await expect(page).toHaveURL(new RegExp(`/w/${address}$`))
  await page.keyboard.press('q')
  await expect(page).toHaveURL(/\/home$/)
})
