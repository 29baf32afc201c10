// What Markdown has beside the usual signs, written by hand and seen on the page and in *Read*.
import { expect, type Page } from '@playwright/test'
import type { RunningServer } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: RunningServer

test.beforeAll(({ openNode }) => {
  server = openNode
})

async function read(page: Page) {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('reading view')
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: /./ }).filter({ has: page.getByRole('article') })
  await expect(sheet.getByRole('article')).toBeVisible()
  return sheet
}

test('[M9] marked words and callouts are written as Markdown, and shown on the page and to readers', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/marks')
  await ada.write(
    'A ==yellow== word; a == b == c.\n\n> [!warning] Thin ice\nStay on the *path*.\n\n\nBehind it.',
  )
  await ada.reads('> [!warning] Thin ice\n> Stay on the *path*.')
  await expect(page.locator('.page-mark')).toHaveText(['yellow'])
  const callout = page.locator('.callout-alarm')
  await expect(callout).toHaveCount(2)
  await expect(callout.first().locator('.page-callout-kind')).toHaveText('warning')
  await expect(callout.first()).toHaveCSS('font-style', 'normal')
  // The signs are letters that nobody sees until the caret is there, and they move nothing.
  const tops = () =>
    page.locator('.cm-line').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))
  const before = await tops()
  await expect(callout.locator('.page-shown')).toHaveCount(0)
  await callout.first().locator('.page-callout-kind').click()
  await expect(callout.first().locator('.page-shown')).not.toHaveCount(0)
  expect(await tops()).toEqual(before)

  const sheet = await read(page)
  await expect(sheet.locator('mark')).toHaveText(['yellow'])
  const note = sheet.getByRole('note')
  await expect(note.locator('.read-callout-title')).toHaveText('warning Thin ice')
  await expect(note.locator('em')).toHaveText('path')
  await expect(note).not.toContainText('[!')
  await expect(note).not.toContainText('Behind it')
})
