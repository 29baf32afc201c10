import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { stands, walkIn } from '../there.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** Makes a lamp and walks. */
async function withLamp(person: Person, address: string): Promise<void> {
  await person.enter(address)
  await person.page.getByRole('button', { name: 'Add a thing' }).click()
  await person.page.getByRole('button', { name: 'lamp', exact: true }).click()
  await person.page.keyboard.press('Enter')
  await expect(person.thing('lamp')).toBeVisible()
  await person.isSaved()
  await walkIn(person, address)
}

/** Walks up to the lamp by pressing it, and picks it up. */
async function pickUp(person: Person): Promise<void> {
  await person.thing('lamp').click()
  const me = person.page.locator('.figure[data-me]')
  await stands(me)
  await person.page
    .getByRole('button', { name: /^Pick up/ })
    .first()
    .click()
  await expect(person.page.getByRole('button', { name: 'Carrying: lamp' })).toBeVisible()
}

test('what is picked up is in one’s hands, and is dragged out of them onto the floor @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await withLamp(ada, 'ada/hands')
  await bob.enter('ada/hands')
  await expect(bob.thing('lamp')).toBeVisible()
  await ada.page.getByRole('button', { name: 'Carrying: nothing' }).click()
  await expect(ada.page.getByText('Your hands are empty.')).toBeVisible()
  // A panel that has just opened closes by its key, and gives the focus back.
  await ada.page.keyboard.press('Escape')
  await expect(ada.page.getByText('Your hands are empty.')).toHaveCount(0)
  await expect(ada.page.getByRole('button', { name: 'Carrying: nothing' })).toBeFocused()
  await ada.page.keyboard.press('Enter')
  await pickUp(ada)
  await expect(ada.page.getByRole('log', { name: 'What happens' })).toContainText('You picked up lamp.')
  await expect(bob.thing('lamp')).toHaveCount(0)
  await expect(bob.page.locator('.figure .in-hand')).toBeVisible()

  const held = ada.page.getByRole('list', { name: 'What you hold' }).getByRole('listitem')
  await expect(held).toHaveText(/lamp/)
  expect.soft(await faults(ada.page)).toEqual([])
  const me = await ada.page.locator('.figure[data-me]').boundingBox()
  const lamp = await held.boundingBox()
  if (me === null || lamp === null) throw new Error('nothing is there')
  await ada.page.mouse.move(lamp.x + 20, lamp.y + 20)
  await ada.page.mouse.down()
  await ada.page.mouse.move(me.x, me.y + 80, { steps: 4 })
  const spot = { x: me.x - 8, y: me.y + 90 }
  await ada.page.mouse.move(spot.x, spot.y, { steps: 2 })
  await ada.page.mouse.up()
  await expect(ada.thing('lamp')).toBeVisible()
  await expect(bob.thing('lamp')).toBeVisible()
  const box = await ada.thing('lamp').boundingBox()
  expect(Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - spot.x)).toBeLessThan(40)
  await expect(ada.page.getByRole('button', { name: 'Carrying: nothing' })).toBeVisible()
})

test('what cannot be put there says why, and a button puts it beside one @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await withLamp(ada, 'ada/far')
  await pickUp(ada)
  await ada.page.getByRole('button', { name: 'Carrying: lamp' }).click()
  const held = ada.page.getByRole('list', { name: 'What you hold' }).getByRole('listitem')
  const lamp = await held.boundingBox()
  const floor = await ada.page.getByRole('main').boundingBox()
  if (lamp === null || floor === null) throw new Error('nothing is there')
  await ada.page.mouse.move(lamp.x + 20, lamp.y + 20)
  await ada.page.mouse.down()
  await ada.page.mouse.move(floor.x + 300, floor.y + floor.height - 120, { steps: 6 })
  await ada.page.mouse.up()
  await expect(ada.page.locator('.notice')).toBeVisible()
  await expect(held).toHaveText(/lamp/)

  await held.getByRole('button', { name: 'Put down lamp' }).press('Enter')
  await expect(ada.thing('lamp')).toBeVisible()
  await expect(ada.page.getByText('Your hands are empty.')).toBeVisible()
})
