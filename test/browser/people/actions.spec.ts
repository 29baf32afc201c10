// The card of actions with a thing: where it lies, what it says, when it goes.
import { expect, type Locator, type Page } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { makeWorld } from '../made-scene.ts'
import { Person, test } from '../person.ts'
import { figureOf, stands, walkIn } from '../there.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const SPEAKS = "```js\non('use', { role: 'object' }, () => say('It is warm and bright here'))\n```\n"
const LAMP = { name: 'Lamp', x: 400, y: 260, text: SPEAKS }

const cardOf = (page: Page, name = 'Lamp'): Locator =>
  page.getByRole('toolbar', { name: `Actions for ${name}` })

/** How much two elements lie over each other, in pixels of the higher one. */
async function overlap(one: Locator, other: Locator): Promise<number> {
  const [a, b] = [await one.boundingBox(), await other.boundingBox()]
  if (a === null || b === null) return 0
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return across > 0 ? Math.max(0, down) : 0
}

test('[E19] one key uses a thing in both modes, and its card goes after that', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const address = await makeWorld(ada, 'One key', '# One key', [LAMP])
  await ada.enter(address)
  await ada.isSaved()
  // While one writes: the bar below the thing has words at first, and the key beside the one for use.
  await ada.thing('Lamp').click()
  await expect(cardOf(page)).toContainText(/Use\s*Space\s*Edit/)
  const [lamp, card] = [await ada.thing('Lamp').boundingBox(), await cardOf(page).boundingBox()]
  expect(card!.y).toBeGreaterThan(lamp!.y + lamp!.height)
  const words = page.getByText('It is warm and bright here')
  await page.keyboard.press('Space')
  await expect(words.first()).toBeVisible()
  await cardOf(page).getByRole('button', { name: 'Use' }).click()
  await page.keyboard.press('Escape')
  await expect(cardOf(page)).toHaveCount(0)
  await ada.thing('Lamp').click()
  await expect(cardOf(page)).not.toContainText('Edit')
  await expect(cardOf(page)).toContainText('Use')
  await page.keyboard.press('Escape')

  await walkIn(ada, address)
  await ada.thing('Lamp').click()
  await expect(cardOf(page)).toContainText(/Use\s*Space/)
  await page.keyboard.press('Space')
  await expect(words.first()).toBeVisible()
  await expect(cardOf(page)).toHaveCount(0)
  await expect(page.getByRole('toolbar', { name: /^In front of you/ })).toHaveCount(0)
})

test('[E19] with the inspector open a thing can be used, and what its code logs is followed while one walks @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const text = "```js\non('use', { role: 'object' }, () => log('warm'))\n```\n"
  const address = await makeWorld(ada, 'Followed', '# Followed', [{ ...LAMP, text }])
  await ada.enter(address)
  await ada.isSaved()
  await ada.thing('Lamp').click()
  await cardOf(page).getByRole('button', { name: 'Edit' }).click()
  const panel = page.getByRole('complementary', { name: 'Lamp' })
  await panel.getByRole('button', { name: 'Use' }).click()
  const logged = panel.getByRole('region', { name: 'Console' }).getByText('warm')
  await expect(logged).toHaveCount(1)
  await page.getByRole('button', { name: 'Walk', exact: true }).click()
  await expect(page.locator('.walk-over[data-here]')).toBeAttached()
  await ada.thing('Lamp').click()
  await cardOf(page).getByRole('button', { name: 'Use' }).click()
  await expect(logged).toHaveCount(2)
})

test('[E19] the card lies below, or at the foot: never over somebody, or over what is said @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  const address = await makeWorld(ada, 'Cards', '# Cards', [LAMP, { name: 'Ball', x: 700, y: 440 }])
  await walkIn(ada, address)
  await walkIn(bob, address)
  const { page } = ada
  // Bob stands where the card would lie.
  await bob.page.getByRole('main').click({ position: await onFloor(bob.page, { x: 470, y: 380 }) })
  await stands(figureOf(ada, 'Bob'))
  await ada.thing('Lamp').click()
  await expect(cardOf(page)).toBeVisible()
  await stands(page.locator('.figure[data-me]'))
  await expect(() => isClear(page, 'Lamp')).toPass({ timeout: 3_000 })
  await page.keyboard.press('Escape')
  // A free thing has it below.
  await ada.thing('Ball').click()
  await stands(page.locator('.figure[data-me]'))
  const [ball, card] = [await ada.thing('Ball').boundingBox(), await cardOf(page, 'Ball').boundingBox()]
  expect(card!.y).toBeGreaterThan(ball!.y + ball!.height)
  expect(card!.y).toBeLessThan(ball!.y + ball!.height + 60)
  await cardOf(page, 'Ball').getByRole('button', { name: 'Pick up' }).click()
  await expect(page.getByRole('button', { name: 'Carrying: Ball' })).toBeVisible()
  await expect(page.getByRole('toolbar')).toHaveCount(0)
})

test('[E19] on a phone the floor makes room under the card @hard', async ({ browser }) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  const bob = await Person.meet(browser, server.url, 'Bob')
  const { page } = ada
  const address = await makeWorld(ada, 'Small', '# Small', [{ name: 'Ball', x: 460, y: 300 }])
  await walkIn(bob, address)
  await bob.page.getByRole('main').click({ position: await onFloor(bob.page, { x: 480, y: 590 }) })
  await walkIn(ada, address)
  await expect(figureOf(ada, 'Bob')).toBeVisible()
  await stands(figureOf(ada, 'Bob'))
  await ada.thing('Ball').tap()
  await expect(cardOf(page, 'Ball')).toBeVisible()
  await stands(page.locator('.figure[data-me]'))
  await expect(() => isClear(page, 'Ball')).toPass({ timeout: 6_000 })
})

/** Nobody, and nothing that is said, lies under a card. */
async function isClear(page: Page, name: string): Promise<void> {
  for (const one of await page.locator('.figure-body, .figure-name, .bubble').all())
    expect(await overlap(cardOf(page, name), one)).toBe(0)
}

/** A spot of the floor, as a place in its window. */
const onFloor = (page: Page, { x, y }: { readonly x: number; readonly y: number }) =>
  page.locator('.paper').evaluate(
    (paper, spot) => {
      const { left, top, width } = paper.getBoundingClientRect()
      const room = paper.closest('.floor-window')!.getBoundingClientRect()
      const scale = width / 940
      return { x: left - room.left + spot.x * scale, y: top - room.top + spot.y * scale }
    },
    { x, y },
  )
