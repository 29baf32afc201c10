import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { figureOf, walkIn } from '../there.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const lookOf = (person: Person, name: string) =>
  figureOf(person, name)
    .locator('.figure-body')
    .evaluate((body) => getComputedStyle(body).getPropertyValue('--who'))

test('one chooses a name, a figure and a colour by keyboard, and others see it at once @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await walkIn(ada, 'ada/looks')
  await walkIn(bob, 'ada/looks')
  await expect(figureOf(bob, 'Ada')).toBeVisible()

  await ada.page.getByRole('button', { name: /^People: / }).click()
  await ada.page.getByRole('button', { name: 'How you look' }).click()
  const card = ada.page.getByRole('dialog', { name: 'How you look' })
  await card.getByLabel('Your name').fill('Ada Lovelace')
  await card.getByRole('radio', { name: 'Short hair' }).check()
  await card.getByRole('radio', { name: 'Short hair' }).press('ArrowLeft')
  await expect(card.getByRole('radio', { name: 'Robot' })).toBeChecked()
  await card.getByRole('radio', { name: 'rose' }).check()
  expect.soft(await faults(ada.page)).toEqual([])
  await ada.page.keyboard.press('Enter')
  await expect(card).toHaveCount(0)

  await expect(figureOf(bob, 'Ada Lovelace')).toBeVisible()
  await expect.poll(() => lookOf(bob, 'Ada Lovelace')).toBe('#a63a77')
  await expect(figureOf(bob, 'Ada Lovelace').locator('.f-screen')).toHaveCount(1)
  await ada.page.reload()
  await expect(figureOf(ada, 'Ada Lovelace')).toBeVisible()
  await expect.poll(() => lookOf(ada, 'Ada Lovelace')).toBe('#a63a77')
})

test('the list of people has everybody once, says where they are, and leads to them @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  const cleo = await Person.meet(browser, server.url, 'Cleo')
  await walkIn(ada, 'ada/list')
  await walkIn(bob, 'ada/list')
  await cleo.enter('ada/list')
  const second = await bob.context.newPage()
  await second.goto('/w/ada/list')
  await expect(second.locator('.figure').first()).toBeVisible()

  await ada.page.getByRole('button', { name: 'People: you and 2 others' }).click()
  const list = ada.page.getByRole('dialog', { name: 'Here now' })
  await expect(list.getByRole('listitem')).toHaveText([/^Ada you/, /^Bob near you/, /Cleo writing/])
  await expect(list.getByRole('button', { name: 'Show Bob' })).toHaveCount(1)
  expect.soft(await faults(ada.page)).toEqual([])
  await list.getByRole('button', { name: 'Whisper to Bob' }).click()
  await expect(ada.page.getByRole('textbox', { name: 'Whisper to Bob' })).toBeFocused()
})

test('people are no things: they cannot be selected, and are in the outline apart @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await walkIn(bob, 'ada/no-things')
  await ada.enter('ada/no-things')
  const figure = figureOf(ada, 'Bob')
  await expect(figure).toBeVisible()
  await ada.page.keyboard.press('Control+Shift+o')
  await expect(ada.page.getByRole('tree')).toBeVisible()
  await expect(ada.page.getByRole('treeitem', { name: /Bob/ })).toHaveCount(0)
  await ada.page
    .getByRole('treeitem', { name: /^People/ })
    .locator('[data-twisty]')
    .click()
  await ada.page.getByRole('treeitem', { name: /^Bob/ }).click({ modifiers: ['Control'] })
  await expect(ada.page.getByRole('treeitem', { selected: true })).toHaveCount(0)
  await ada.page.getByRole('main').focus()
  await ada.page.keyboard.press('Control+a')
  await expect(ada.page.locator('.thing[data-selected]')).toHaveCount(0)
  await expect(ada.page.getByRole('button', { name: /^Put away/ })).toHaveCount(0)
})
