// Ending the accounts of a class at the end of a year, as an admin does it at a browser: chosen by keys,
// looked at before, downloaded, ended while the page is left; and the limits of one account. Wide, and a look
// on a phone.
import { expect, type Page } from '@playwright/test'
import { GroupDetails } from '../../../shared/wire/api/group-bodies.ts'
import { startAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { atBrowser, worldOf } from '../account-person.ts'
import { faults } from '../faults.ts'
import { test } from '../person.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let node: AccountsNode
test.beforeAll(async () => {
  node = await startAccounts()
})
test.afterAll(() => node[Symbol.asyncDispose]())

async function classOf(word: string, size: number): Promise<Somebody[]> {
  const all: Somebody[] = []
  for (let at = 1; at <= size; at++) all.push(await node.signUp(`${word}-${at}`))
  await worldOf(all[0] ?? node.admin, 'Herbarium')
  return all
}

const isWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)

const box = (page: Page, name: string) => page.getByRole('checkbox', { name: `Choose ${name} ` })

test('a class is chosen, looked at, downloaded and deleted; what is left is said, and the page may be left @hard', async ({
  browser,
}) => {
  await classOf('fern', 4)
  const { page } = await atBrowser(browser, node.url, node.admin)
  await page.goto('/admin#accounts')
  // By its box, with the keyboard alone; the admin who asks has none.
  await box(page, 'Fern-1').focus()
  await page.keyboard.press('Space')
  await expect(page.getByText('1 account chosen')).toBeVisible()
  await expect(box(page, 'Ada')).toHaveCount(0)
  await page.getByLabel('Search by name').fill('fern-')
  await page.getByRole('button', { name: 'Choose all found' }).click()
  await expect(page.getByText('4 accounts chosen')).toBeVisible()
  await box(page, 'Fern-4').uncheck()
  await page.getByRole('button', { name: 'Delete them…' }).click()
  const card = page.getByRole('dialog', { name: 'Delete 3 accounts' })
  await expect(card).toContainText('3 accounts with 1 world')
  await expect(card.getByRole('list', { name: 'Accounts to delete' })).toContainText('Fern-3')
  expect(await faults(page)).toEqual([])

  const download = page.waitForEvent('download')
  await card.getByRole('button', { name: 'Download their worlds first' }).click()
  expect((await download).suggestedFilename()).toBe('inkland-worlds.zip')

  await card.getByRole('radio', { name: 'are offered to someone else' }).check()
  await card.getByLabel('To which account').fill('fern-2')
  await expect(card.getByText('That account is among those that end.')).toBeVisible()
  await card.getByRole('radio', { name: 'become yours' }).check()
  await expect(card).toContainText(/You have \d+ of 500 worlds now/)
  await card.getByRole('button', { name: 'Delete 3 for good' }).click()
  await expect(card).toBeHidden()
  // It goes on without the page, and the result is there for anybody who comes back.
  await page.reload()
  const told = page.getByRole('region', { name: 'Deleting accounts' })
  await expect(told).toContainText('Deleted 3 of 3 accounts')
  expect(await faults(page)).toEqual([])
  await page.getByLabel('Search by name').fill('fern-')
  await expect(page.getByRole('row').filter({ hasText: 'Fern-' })).toHaveCount(1)
  await told.getByRole('button', { name: 'Put this away' }).click()
  await expect(told).toBeHidden()
  await page.goto('/admin#worlds')
  await expect(page.getByRole('row').filter({ hasText: 'Herbarium' })).toContainText('Ada')
  await page.goto('/admin#deeds')
  await expect(page.getByText('Ada deleted the account fern-3; its worlds were left to ada')).toBeVisible()
  await expect(page.getByText('Ada downloaded the worlds of fern-1')).toBeVisible()
})

test('on a phone the same is in reach, and one account gets limits of its own @hard', async ({ browser }) => {
  const [first, second] = await classOf('moss', 2)
  const made = await node.admin.ask('POST', '/api/admin/groups', { name: 'Class 4b' })
  const { id } = GroupDetails.parse(await told(made))
  for (const { account } of [first, second].filter((one) => one !== undefined))
    await told(await node.admin.ask('PUT', `/api/admin/groups/${id}/members/${account}`))
  const { page } = await atBrowser(browser, node.url, node.admin, phone)
  await page.goto('/admin#accounts')
  await page.getByLabel('Choose all of a group').selectOption('Class 4b')
  await expect(page.getByText('2 accounts chosen')).toBeVisible()
  await box(page, 'Moss-2').tap()
  await expect(page.getByText('1 account chosen')).toBeVisible()
  await box(page, 'Moss-2').tap()
  expect(await isWide(page)).toBe(true)
  expect(await faults(page)).toEqual([])
  await page.getByRole('button', { name: 'Delete them…' }).tap()
  const card = page.getByRole('dialog', { name: 'Delete 2 accounts' })
  await expect(card).toContainText('2 accounts with 1 world')
  expect(await isWide(page)).toBe(true)
  expect(await faults(page)).toEqual([])
  await card.getByRole('button', { name: 'Cancel' }).tap()

  await page.goto('/admin#storage')
  await page.getByRole('button', { name: 'Actions for moss-1' }).tap()
  await page.getByRole('menuitem', { name: 'Change the limits' }).tap()
  const limits = page.getByRole('dialog', { name: 'Limits of moss-1' })
  await limits.getByLabel('Most in total').fill('none')
  await limits.getByRole('button', { name: 'Save' }).tap()
  await expect(limits.getByText('A whole number from 1 to 1,000,000, or nothing.')).toBeVisible()
  await limits.getByLabel('Most in total').fill('10240')
  expect(await faults(page)).toEqual([])
  await limits.getByRole('button', { name: 'Save' }).tap()
  const line = page.getByRole('row').filter({ hasText: 'moss-1' })
  await expect(line).toContainText('own limits')
  await expect(line).toContainText('of 10 GB')
  expect(await isWide(page)).toBe(true)
  expect(await faults(page)).toEqual([])
})
