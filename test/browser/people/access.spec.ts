import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { figureOf, walkIn } from '../there.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const SCREENS = [
  { name: 'wide, light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'wide, dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'a phone, light', viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true },
  { name: 'a phone, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true },
] as const

for (const [at, { name, ...screen }] of SCREENS.entries()) {
  // By day and night, wide and narrow, every screen is looked at by access.spec.ts in each run.
  test(`being there can be done by everyone: ${name} @hard`, async ({ browser }) => {
    const isPhone = screen.viewport.width < 720
    const address = `ada/access${at}`
    const bob = await Person.meet(browser, server.url, 'Bob')
    await walkIn(bob, address)
    const ada = await Person.meet(browser, server.url, 'Ada', screen)
    await walkIn(ada, address)
    await expect(figureOf(ada, 'Bob')).toBeVisible()
    await bob.page.getByLabel('Say something').fill('hello there')
    await bob.page.keyboard.press('Enter')
    await expect(figureOf(ada, 'Bob').locator('.bubble')).toBeVisible()
    expect.soft(await faults(ada.page), 'walking').toEqual([])

    const press = (button: string | RegExp) =>
      ada.page.getByRole('button', { name: button, exact: true }).first().click()
    await press('Talk')
    await expect(ada.page.getByRole('log', { name: 'What was said' })).toContainText('hello there')
    expect.soft(await faults(ada.page), 'talk').toEqual([])
    await press('Close')
    await press('Carrying: nothing')
    await expect(ada.page.getByText('Your hands are empty.')).toBeVisible()
    expect.soft(await faults(ada.page), 'hands').toEqual([])
    await press('Close')
    await press(/^People: /)
    await expect(ada.page.getByRole('button', { name: 'Whisper to Bob' })).toBeVisible()
    expect.soft(await faults(ada.page), 'people').toEqual([])
    await press('How you look')
    await expect(ada.page.getByRole('dialog', { name: 'How you look' })).toBeVisible()
    expect.soft(await faults(ada.page), 'looks').toEqual([])
    const save = await ada.page.getByRole('button', { name: 'Save' }).boundingBox()
    expect((save?.y ?? 0) + (save?.height ?? 0)).toBeLessThanOrEqual(screen.viewport.height)
    expect(isPhone ? (save?.height ?? 0) : 44).toBeGreaterThanOrEqual(44)
  })
}
