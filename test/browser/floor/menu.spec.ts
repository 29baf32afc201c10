// The menu of the right button and of the menu key, on things and on the floor.
import { expect, type Locator } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults } from '../faults.ts'
import { makeWorld } from '../made-scene.ts'
import { Person, test } from '../person.ts'
import { touchOf } from '../touch.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const THINGS = ['one', 'two', 'three'].map((name, at) => ({ name, x: 200 + at * 120, y: 200 }))

const item = ({ page }: Person, name: string): Locator => page.getByRole('menuitem', { name, exact: true })

test('[E25] a thing, several things and the floor have a menu, by the right button and by keys @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter(await makeWorld(ada, 'Menus', 'Words', THINGS))
  const menu = page.getByRole('menu')
  await expect(async () => {
    await ada.thing('one').click({ button: 'right' })
    await expect(menu).toBeVisible({ timeout: 1_000 })
  }).toPass()
  expect(await faults(page, '.menu')).toEqual([])
  await item(ada, 'Duplicate').click()
  await expect(ada.thing('one')).toHaveCount(2)
  await expect(menu).toHaveCount(0)

  // What is not selected is alone, and what is goes with the others.
  await ada.thing('two').click({ button: 'right' })
  await page.keyboard.press('Escape')
  await expect(menu).toHaveCount(0)
  await expect(ada.thing('two')).toBeFocused()
  await ada.thing('three').click({ modifiers: ['Shift'] })
  await ada.thing('two').click({ button: 'right' })
  await expect(page.getByRole('menu', { name: '2 things' })).toBeVisible()
  await item(ada, 'Put away').click()
  await expect(ada.thing('two')).toHaveCount(0)
  await expect(ada.thing('three')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(ada.thing('three')).toBeVisible()

  // By keys alone.
  for (const key of ['Shift+F10', 'ContextMenu']) {
    await ada.thing('three').focus()
    await page.keyboard.press(key)
    await expect(menu).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(ada.thing('three')).toBeFocused()
  }
  // A menu that has just been opened may not have the focus yet.
  await page.keyboard.press('Shift+F10')
  await expect(menu).toBeVisible()
  await ada.thing('three').dispatchEvent('keydown', { key: 'Escape' })
  await expect(menu).toHaveCount(0)
  await expect(ada.thing('three')).toHaveAttribute('aria-pressed', 'true')
  await expect(ada.thing('three')).toBeFocused()
  await page.keyboard.press('Shift+F10')
  await expect(menu).toBeVisible()
  await page.keyboard.type('Ren')
  await expect(item(ada, 'Rename')).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.type('third')
  await page.keyboard.press('Enter')
  await expect(ada.thing('third')).toBeVisible()

  // On the floor, where it was pressed; words have the menu of the browser.
  await page.mouse.click(400, 600, { button: 'right' })
  await item(ada, 'Select all').click()
  await expect(page.getByRole('toolbar', { name: 'Actions for 4 things' })).toBeVisible()
  await ada.text.getByText('Words').click({ button: 'right' })
  await expect(menu).toHaveCount(0)
  await page.mouse.click(400, 600, { button: 'right' })
  await item(ada, 'Add a thing here').click()
  await expect(page.locator('.thing')).toHaveCount(5)
  const made = await page.locator('.thing[data-selected]').boundingBox()
  expect(Math.abs((made?.x ?? 0) + (made?.width ?? 0) / 2 - 400)).toBeLessThan(40)
})

test('[E25] a finger that rests opens no menu @hard', async ({ browser }) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  await ada.enter(await makeWorld(ada, 'Fingers', 'Words', THINGS))
  // A tap would make two of them with the finger that comes, and lead into it.
  await ada.thing('one').focus()
  await expect(ada.page.getByRole('toolbar', { name: 'Actions for one' })).toBeVisible()
  const { x = 0, y = 0 } = (await ada.thing('one').boundingBox()) ?? {}
  const touch = await touchOf(ada.page)
  await touch.down([x + 10, y + 10])
  // A browser on a phone tells of a finger that rests as of a right button.
  const isTaken = await ada
    .thing('one')
    .evaluate((thing) => !thing.dispatchEvent(new Event('contextmenu', { bubbles: true, cancelable: true })))
  expect(isTaken).toBe(false)
  await touch.up()
  await expect(ada.page.getByRole('toolbar', { name: 'Actions for one' })).toBeVisible()
  await expect(ada.page.getByRole('menu')).toHaveCount(0)
})
