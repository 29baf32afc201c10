// What lies flat is walked on, and what is far away still answers.
import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { makeWorld } from '../made-scene.ts'
import { Person, test } from '../person.ts'
import { stands, walkIn } from '../there.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

test('[E20] a press on a meadow walks there, and its button leads in @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const address = await makeWorld(ada, 'Meadow', '', [
    {
      name: 'Meadow',
      x: 300,
      y: 160,
      look: { sprite: 'paint:#cfe3c0', width: 400, height: 320, order: -1000 },
      properties: { passable: true, pushable: false, pickable: false },
    },
  ])
  await walkIn(ada, address)
  const me = page.locator('.figure[data-me]')
  const meadow = (await ada.thing('Meadow').boundingBox())!
  const spot = { x: meadow.x + meadow.width - 60, y: meadow.y + meadow.height - 50 }
  await page.mouse.click(spot.x, spot.y)
  await expect
    .poll(async () => (await me.locator('.figure-body').boundingBox())!.x)
    .toBeGreaterThan(spot.x - 60)
  await stands(me)
  const box = (await me.boundingBox())!
  expect(Math.hypot(box.x + box.width / 2 - spot.x, box.y + box.height / 2 - spot.y)).toBeLessThan(40)
  await expect(page.getByRole('toolbar', { name: 'Actions for Meadow' })).toHaveCount(0)
  await page
    .getByRole('toolbar', { name: 'In front of you: Meadow' })
    .getByRole('button', { name: 'Go in' })
    .click()
  await expect(page.getByRole('heading', { name: 'Meadow' })).toBeVisible()
})

test('[E21] what a far thing says is shown to whoever used it while they write @hard', async ({
  browser,
}) => {
  // High enough for both of them.
  const viewport = { width: 1280, height: 1000 }
  const ada = await Person.meet(browser, server.url, 'Ada', { viewport })
  const bob = await Person.meet(browser, server.url, 'Bob')
  const speaks = "```js\non('use', { role: 'object' }, () => say('You are far away'))\n```\n"
  const address = await makeWorld(ada, 'Far', '', [{ name: 'Lamp', x: 400, y: 760, text: speaks }])
  await walkIn(ada, address)
  await walkIn(bob, address)
  const { page } = ada
  await page.getByRole('button', { name: 'Write', exact: true }).click()
  await ada.thing('Lamp').click()
  await page.keyboard.press('Space')
  await expect(page.locator('.thing .bubble')).toHaveText('You are far away')
  // Others hear what is near them.
  await expect(bob.page.locator('.bubble')).toHaveCount(0)
})
