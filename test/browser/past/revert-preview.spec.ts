// Taking back what was written: the floor shows first how the world would be.
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { startServer, temporaryFolder, type RunningServer } from '../../process.ts'
import { makePastWorld } from '../../support/past-world.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { line, openHistory, PHONE } from '../timeline.ts'

let server: RunningServer

test.beforeAll(async () => {
  const data = join(temporaryFolder(), 'data')
  await makePastWorld(data)
  server = await startServer({ data })
})

test.afterAll(() => server[Symbol.asyncDispose]())

test('[HI37] before edits are taken back the floor shows how it would be, until Escape or the deed @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const question = page.getByRole('dialog', { name: 'Take this session back?' })
  const mark = (kind: string) => page.locator(`.past-mark[data-kind="${kind}"]`)
  await openHistory(ada)
  const ask = line(page, /^Take back: .*Bob/).first()
  await ask.click()
  // Tree comes back, Well goes, Bench moves, the lamp has its name again, and so do the words of the page.
  await expect(mark('came')).toHaveCount(1)
  await expect(mark('went').locator('.sprite')).toHaveCount(1)
  await expect(page.locator('.past-arrow')).toHaveCount(1)
  await expect(mark('changed')).toHaveCount(1)
  await expect(ada.thing('Tree')).toBeVisible()
  await expect(ada.thing('Well')).toHaveCount(0)
  await expect(page.locator('.page-came')).toContainText('Sweep the path')
  await expect(page.locator('.page-went')).toContainText('The path is swept.')
  await expect(question).toContainText('1 thing put into limbo, 1 thing brought back')
  expect.soft(await faults(page)).toEqual([])
  // By keys through what would change, and back to the world as it is.
  await expect(question).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await expect(question.getByText(/^2 of \d: /)).toBeVisible()
  await page.keyboard.press('ArrowUp')
  await expect(question.getByText(/^1 of \d: /)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(question).toHaveCount(0)
  await expect(page.locator('.past-mark')).toHaveCount(0)
  await expect(ada.thing('Well')).toBeVisible()
  await expect(ada.thing('Tree')).toHaveCount(0)
  await expect(ask).toBeFocused()
  await ada.write('Still now. ')
  await ada.isSaved()

  // On a phone, with a finger: given up by Cancel first, then done.
  const phone = await Person.meet(browser, server.url, 'Bob', PHONE)
  await openHistory(phone)
  const touched = phone.page.getByRole('dialog', { name: 'Take this session back?' })
  const take = line(phone.page, /^Take back: .*Bob/).first()
  await take.tap()
  await expect(phone.page.locator('.past-arrow')).toHaveCount(1)
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await touched.getByRole('button', { name: 'Next change' }).tap()
  await expect(touched.getByText(/^2 of \d: /)).toBeVisible()
  await expect(touched.getByRole('button', { name: 'Take it back' })).toBeInViewport()
  expect.soft(await faults(phone.page)).toEqual([])
  await touched.getByRole('button', { name: 'Cancel' }).tap()
  await expect(phone.page.locator('.past-mark')).toHaveCount(0)
  await take.tap()
  await touched.getByRole('button', { name: 'Take it back' }).tap()
  await expect(phone.page.getByText(/^It has been taken back: /)).toBeVisible()
  await expect(phone.page.locator('.past-mark')).toHaveCount(0)
  await expect(ada.thing('Tree')).toBeVisible()
  await expect(ada.thing('Well')).toHaveCount(0)
  await ada.reads(/Sweep the path.*Still now/s)
  // The notice undoes exactly that.
  await phone.page.getByRole('button', { name: 'Undo', exact: true }).last().tap()
  await expect(phone.page.getByText('It stands again.')).toBeVisible()
  await expect(ada.thing('Well')).toBeVisible()
  await expect(ada.thing('Tree')).toHaveCount(0)
  await ada.reads(/The path is swept\..*Still now|Still now.*The path is swept\./s)
})
