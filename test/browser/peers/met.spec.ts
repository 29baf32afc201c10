// Worlds of people on another node, at browsers: people whom one met are at home again, a portal to one of
// their worlds is two choices away, and people who write in one world together see each other, on whatever
// node they are.
import { expect, type Locator } from '@playwright/test'
import { portal, furnish } from '../../fault/peers/travellers.ts'
import { makeWorld, open, startPair, type Pair } from '../../peers.ts'
import { atBrowser } from '../account-person.ts'
import { faults } from '../faults.ts'
import { test, type Person } from '../person.ts'

test.use({ actionTimeout: 20_000 })

/** People who are together long enough have met, and other nodes are asked. */
const A_WHILE = { timeout: 30_000 }

let pair: Pair

test.beforeAll(async () => {
  pair = await startPair()
  const { a, b } = pair
  await makeWorld(a.admin, 'Room')
  await makeWorld(b.admin, 'Square')
  await makeWorld(b.admin, 'Attic')
  await open(b.admin, 'bob/square', 'edit')
  await open(b.admin, 'bob/attic', 'act')
  await furnish(a, a.admin, 'ada/room', [portal('gate', `bob@${b.name}/square`)])
})

test.afterAll(() => pair?.[Symbol.asyncDispose]())

/** Where somebody else writes, on a person's screen. */
const caret = ({ page }: Person, name: string): Locator =>
  page.locator('.other-name', { hasText: name }).first()

const passes = async ({ page }: Person): Promise<void> => expect(await faults(page)).toEqual([])

test('[N32] [N33] [N86] ada finds bob’s other world at home, makes a portal to it, and they see each other write @hard', async ({
  browser,
}) => {
  test.setTimeout(150_000)
  const { a, b } = pair
  const square = `bob@${b.name}/square`
  const [ada, bob] = await Promise.all([
    atBrowser(browser, a.url, a.admin),
    atBrowser(browser, b.url, b.admin),
  ])
  const { page } = ada
  await Promise.all([ada.enter(square), bob.enter('bob/square')])

  // Writers are seen with a caret and a name, both ways.
  await ada.write('Hello. ')
  await expect(caret(bob, 'Ada')).toBeAttached()
  await bob.write('Welcome. ')
  await expect(caret(ada, 'Bob')).toBeAttached()
  await expect(page.getByRole('button', { name: 'People: you and 1 other' })).toBeVisible()

  for (const person of [ada, bob])
    await person.page.getByRole('button', { name: 'Walk', exact: true }).click()
  const told = page.waitForResponse(
    (answer) => answer.url().endsWith('/api/me/met') && answer.request().method() === 'POST',
    A_WHILE,
  )
  await told
  await page.goto('/')
  const met = page.getByRole('region', { name: 'People you met' })
  await expect(met).toContainText(`bob@${b.name}`)
  const attic = met.getByRole('list', { name: 'Worlds of Bob' })
  await expect(attic).toContainText('Attic', A_WHILE)
  // She was in the square: it stands in the list above.
  await expect(attic).not.toContainText('Square')
  await passes(ada)

  // From there, a portal into a world of her own.
  await met.getByRole('button', { name: 'More for Attic' }).click()
  await page.getByRole('menuitem', { name: 'Make a portal to here' }).click()
  const card = page.getByRole('dialog', { name: 'A portal to “Attic”' })
  await expect(card.getByRole('button', { name: /^Room/ })).toBeVisible()
  await passes(ada)
  await card.getByRole('button', { name: /^Room/ }).click()
  await expect(page).toHaveURL(`${a.url}/w/ada/room`)
  await expect(page.getByText('A portal to “Attic” stands here.')).toBeVisible()
  await expect(ada.thing('Attic').locator('..').getByText('awake')).toBeAttached()

  // And in her own, one that leads to a world that she chooses by its name.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('make a portal')
  await page
    .getByRole('option', { name: /^Make a portal\b/ })
    .first()
    .click()
  const where = page.getByRole('combobox', { name: 'Where should the portal lead?' })
  await where.fill('square')
  await expect(page.getByRole('option', { name: /^Square/ })).toBeVisible()
  await passes(ada)
  await page.keyboard.press('Enter')
  await expect(ada.thing('Square')).toBeVisible()
  await page.getByRole('button', { name: 'Inspector' }).click()
  await page.locator('summary', { hasText: 'In play' }).click()
  const leadsTo = page.getByLabel('Leads to', { exact: true })
  await expect(leadsTo).toHaveValue(square)
  await page.getByRole('button', { name: 'Choose a world' }).click()
  await page.getByRole('combobox', { name: 'Where should it lead?' }).fill(`${b.url}/w/bob/attic`)
  await page.keyboard.press('Enter')
  await expect(leadsTo).toHaveValue(`bob@${b.name}/attic`)

  // A forgotten person is gone from the list, and stays so.
  await page.goto('/')
  await page.getByRole('button', { name: 'Forget Bob' }).click()
  await expect(met).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('region', { name: 'Elsewhere' })).toBeVisible()
  await expect(met).toHaveCount(0)
})
