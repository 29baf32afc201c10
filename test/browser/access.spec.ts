import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import type { RunningServer } from '../process.ts'
import { Person, test } from './person.ts'

let server: RunningServer

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** What WCAG 2.2 AA would have otherwise on what is shown, as far as a program can tell. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

const SCREENS = [
  { name: 'wide, light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'a phone, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true },
] as const

for (const { name, ...screen } of SCREENS) {
  test(`every screen can be used by everyone: ${name}`, async ({ browser }) => {
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
