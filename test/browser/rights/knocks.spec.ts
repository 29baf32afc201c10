// What people are told about the door of a world: its owner of who knocks, and who is sent out, once.
import { expect } from '@playwright/test'
import { startAccounts, type AccountsNode, type Somebody } from '../../accounts.ts'
import { atBrowser, letIn, worldOf } from '../account-person.ts'
import { test, type Person } from '../person.ts'

let node: AccountsNode
let ada: Somebody
let bob: Somebody

test.beforeAll(async () => {
  node = await startAccounts()
  ada = node.admin
  bob = await node.signUp('bob')
})

test.afterAll(() => node[Symbol.asyncDispose]())

const knock = (who: Somebody, world: string, words: string): Promise<Response> =>
  who.ask('POST', `/api/worlds/${world}/knock`, { words })

test('[T6] a knock is shown at home and in another world, and leads to the door; once answered, it is told no more @hard', async ({
  browser,
}) => {
  const door = await worldOf(ada, 'Door')
  await worldOf(ada, 'Other')
  const owner = await atBrowser(browser, node.url, ada)
  const { page } = owner
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Worlds' }).first()).toBeVisible()
  await knock(bob, door, 'I bring cake')
  const told = page.getByText('Bob is at the door of “Door”: “I bring cake”')
  await expect(told).toBeVisible()
  // It was told, and the tab goes on to another world.
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page
    .getByRole('link', { name: /^Other/ })
    .first()
    .click()
  await expect(owner.text).toBeVisible()
  const eve = await node.signUp('eve')
  await knock(eve, door, '')
  await expect(page.getByText('Eve is at the door of “Door”.')).toBeVisible()
  await expect(told).toHaveCount(0)
  await page.getByRole('button', { name: 'Look', exact: true }).click()
  await expect(page).toHaveURL(new RegExp(`/w/${door}$`))
  const share = page.getByRole('complementary', { name: 'Share' })
  await expect(share.getByText('I bring cake')).toBeVisible()
  await share.getByRole('button', { name: 'Not now: Bob' }).click()
  await share.getByRole('button', { name: 'Not now: Eve' }).click()
  await expect(share.getByRole('heading', { name: 'At the door' })).toBeHidden()
})

test('[T6] a walker who is sent out gets one message @hard', async ({ browser }) => {
  const world = await worldOf(ada, 'Party')
  await letIn(ada, world, 'bob', 'act')
  const guest: Person = await atBrowser(browser, node.url, bob)
  const { page } = guest
  await page.goto(`/w/${world}`)
  await expect(page.locator('.figure[data-me]')).toBeVisible()
  await ada.ask('POST', `/api/worlds/${world}/people/bob/kick`)
  await expect(page.getByRole('heading', { name: 'You are outside now' })).toBeVisible()
  await expect(page.getByText('sent you out for a minute')).toHaveCount(1)
  // As long as a notice took to come.
  await page.waitForTimeout(2_500)
  await expect(page.locator('.notice')).toHaveCount(0)
})
