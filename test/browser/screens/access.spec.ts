import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const SCREENS = [
  { name: 'wide, light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'a phone, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true },
] as const

for (const { name, ...screen } of SCREENS) {
  test(`every screen can be used by everyone: ${name} @hard`, async ({ browser }) => {
    const context = await browser.newContext({ baseURL: server.url, ...screen })
    const page = await context.newPage()
    const ada = new Person(context, page)
    await page.goto('/')
    await expect(page.getByLabel('Your name')).toBeVisible()
    expect.soft(await faults(page)).toEqual([])
    await ada.introduce('Ada')
    expect.soft(await faults(page)).toEqual([])
    for (const path of ['/#bin', '/reference', '/nowhere']) {
      await page.goto(path)
      await expect(page.getByRole('heading').first()).toBeVisible()
      expect.soft(await faults(page), path).toEqual([])
    }
    await ada.enter('inkland/welcome')
    await expect(ada.mark).toBeVisible()
    expect.soft(await faults(page), 'a world').toEqual([])
    await ada.enter('inkland/welcome#tour-life')
    await expect(page.getByRole('heading', { name: 'Life', level: 1 })).toBeVisible()
    expect.soft(await faults(page), 'a thing gone into').toEqual([])
    await context.close()
  })
}
