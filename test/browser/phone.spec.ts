import { expect } from '@playwright/test'
import type { RunningServer } from '../process.ts'
import { Person, test } from './person.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
let server: RunningServer

test.beforeAll(({ openNode }) => {
  server = openNode
})

test('on a phone one writes, adds a thing, and finds every tool in the bar below', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  await ada.enter('ada/pocket')
  await ada.write('from a phone')
  await ada.isSaved()
  const dock = ada.page.getByRole('navigation', { name: 'What to do' })
  await expect(dock).toBeVisible()
  await dock.getByRole('button', { name: 'Add a thing' }).click()
  await ada.page.getByRole('button', { name: 'tree', exact: true }).click()
  await ada.page.keyboard.press('Enter')
  await expect(ada.thing('tree')).toHaveCount(1)
  await ada.isSaved()
})

test('on a phone nothing is wider than the screen but the floor, which pans and zooms', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  await ada.page.goto('/')
  await expect(ada.page.getByRole('heading', { name: 'Worlds' }).first()).toBeVisible()
  expect(await ada.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await ada.enter('inkland/welcome')
  expect(await ada.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  const sizeOf = () =>
    ada.page.evaluate(() => document.querySelector('.cm-line')?.getBoundingClientRect().width ?? 0)
  const fitted = await sizeOf()
  await ada.page.getByRole('button', { name: 'Fit the whole width' }).click()
  await expect.poll(sizeOf).toBeLessThan(fitted)
})
