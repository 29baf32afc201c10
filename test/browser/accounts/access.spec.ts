// Everyone can use the screens of accounts: by keyboard, with a screen reader, wide and on a phone, in both
// lights.
import { expect, type Page } from '@playwright/test'
import { firstLink, invite, PASSWORD, startAccounts, type AccountsNode } from '../../accounts.ts'
import { startServer } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'

let node: AccountsNode

test.beforeAll(async () => {
  node = await startAccounts()
})

test.afterAll(() => node[Symbol.asyncDispose]())

async function isFine(page: Page, what: string): Promise<void> {
  expect.soft(await faults(page), what).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect.soft(overflow, `${what} is no wider than the window`).toBeLessThanOrEqual(0)
}

const SCREENS = [
  { name: 'wide, light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'a phone, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark', hasTouch: true },
] as const

for (const { name, ...screen } of SCREENS) {
  test(`everyone can come to a node with accounts: ${name} @hard`, async ({ browser }) => {
    await using fresh = await startServer({ access: 'accounts' })
    const context = await browser.newContext({ baseURL: fresh.url, ...screen })
    const page = await context.newPage()
    await page.goto('/')
    await expect(page.getByRole('heading', { name: 'This place is new' })).toBeVisible()
    await isFine(page, 'a new node')
    await page.goto(await firstLink(fresh))
    await page.getByRole('button', { name: 'Create account' }).click()
    await expect(page.getByRole('alert').first()).toBeVisible()
    await isFine(page, 'the first account, with what is wrong beside its fields')
    await expect(page.getByLabel('Your name')).toBeFocused()
    await context.close()
  })

  test(`everyone can sign up, in and out, and look after their account: ${name} @hard`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ baseURL: node.url, ...screen })
    const page = await context.newPage()
    await page.goto('/')
    await expect(page.getByLabel('Account')).toBeFocused()
    await page.getByRole('button', { name: 'Come as a guest' }).click()
    await isFine(page, 'sign in')
    await page.goto('/recovery')
    await expect(page.getByLabel('Recovery code')).toHaveAttribute('autocomplete', 'one-time-code')
    await isFine(page, 'recovery')
    await page.goto('/join')
    await expect(page.getByRole('heading', { name: 'You need an invitation' })).toBeVisible()
    await isFine(page, 'join without a link')

    // By keyboard alone, from the first field to the world.
    await page.goto(`/join#${await invite(node.admin)}`)
    await expect(page.getByLabel('Your name')).toBeFocused()
    await isFine(page, 'join')
    const account = `kim-${screen.colorScheme}`
    await page.keyboard.type('Kim')
    await page.keyboard.press('Tab')
    await expect(page.getByLabel('Account')).toBeFocused()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(account)
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Tab')
    await expect(page.getByRole('button', { name: 'Show the password' })).toBeFocused()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Worlds', level: 1 })).toBeVisible()

    await page.goto('/account')
    await expect(page.getByText('this browser')).toBeVisible()
    await page.getByRole('button', { name: 'Change password' }).click()
    await isFine(page, 'account')
    await page.getByRole('button', { name: 'Create codes' }).click()
    await page.getByLabel('Your password').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('listitem').filter({ hasText: /^\w{4}-\w{4}-/ })).toHaveCount(10)
    await isFine(page, 'recovery codes')
    await page.getByRole('button', { name: 'I have saved them' }).click()
    await page.getByRole('button', { name: 'Sign out of this browser' }).click()
    await expect(page.getByRole('checkbox', { name: 'Remove my worlds from this browser' })).toBeChecked()
    await expect(page.getByRole('button', { name: 'Sign out', exact: true })).toBeEnabled()
    await isFine(page, 'sign out')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('checkbox')).toHaveCount(0)
    await context.close()
  })
}

test('worlds open without a network for who was signed in last @hard', async ({ browser }) => {
  const lou = await node.signUp('lou')
  await lou.ask('POST', '/api/worlds', { title: 'Lous' })
  const context = await browser.newContext({ baseURL: node.url, serviceWorkers: 'allow' })
  await context.addCookies([...lou.cookies])
  const page = await context.newPage()
  const here = new Person(context, page)
  await here.enter('lou/lous')
  await here.write('on the way ')
  await here.isSaved()
  await here.hasKept(0)
  await here.isReadyForOffline()
  await context.setOffline(true)
  await page.reload()
  await here.reads('on the way')
  await here.write('home')
  await here.hasKept(4)
  await page.goto('/')
  await expect(page.getByRole('button', { name: 'Lou', exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: /Lous/ })).toBeVisible()
  await here.enter('lou/lous')
  await context.setOffline(false)
  await here.isSaved()
})
