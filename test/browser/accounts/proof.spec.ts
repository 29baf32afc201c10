// "Is it you?": changes that would let somebody in for good ask people for a proof, however they sign in, and
// go on by themselves. After a new password people see who else could come in. Everybody here signed in some
// time ago.
import { expect, type Browser, type Page } from '@playwright/test'
import { Codes } from '../../../shared/wire/api/account-bodies.ts'
import { PASSWORD, told, type Somebody } from '../../accounts.ts'
import { openHouse, type House } from '../../attack/proof/aged-sessions.ts'
import type { PageBrowser } from '../../unit/accounts/sign-in/page-browser.ts'
import { faults } from '../faults.ts'
import { test } from '../person.ts'

const NEW = 'another lamp in the garden'
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let house: House

test.beforeAll(async () => {
  house = await openHouse()
})
test.afterAll(() => house[Symbol.asyncDispose]())

type Options = Parameters<Browser['newContext']>[0]

/** The page of somebody's account, in the session that they have had for a while. */
async function accountOf(
  browser: Browser,
  who: Somebody | PageBrowser,
  options: Options = {},
): Promise<Page> {
  const context = await browser.newContext({ baseURL: house.here, ...options })
  const cookies = 'ask' in who ? who.cookies : [...who.cookies].map(([name, value]) => ({ name, value }))
  await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: house.here })))
  const page = await context.newPage()
  await page.goto('/account')
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible()
  return page
}

const question = (page: Page) => page.getByRole('dialog', { name: 'Is it you?' })
const ways = (page: Page) => page.getByRole('list', { name: 'Other ways into your account' })

/** A key in the browser, that says yes by itself. */
async function plugIn(page: Page, credential?: Readonly<Record<string, unknown>>): Promise<void> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  if (credential !== undefined) {
    await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: credential as never })
  }
}

test('[W11] who has a password is asked for it, by keys alone, and what they wanted goes on @hard', async ({
  browser,
}) => {
  const page = await accountOf(browser, house.olga)
  await plugIn(page)
  await page.getByRole('button', { name: 'Create a passkey' }).click()
  await page.getByLabel('Name for this passkey').fill('My laptop')
  await page.keyboard.press('Enter')
  await expect(question(page).getByLabel('Your password', { exact: true })).toBeFocused()
  expect(await faults(page)).toEqual([])

  // Left: nothing is made, and the form is there as it was.
  await page.keyboard.press('Escape')
  await expect(question(page)).toHaveCount(0)
  await expect(page.getByRole('alert')).toContainText('First show that it is you')
  await expect(page.getByLabel('Name for this passkey')).toHaveValue('My laptop')

  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(question(page).getByLabel('Your password', { exact: true })).toBeFocused()
  await page.keyboard.type('not my password')
  await page.keyboard.press('Enter')
  await expect(question(page).getByRole('alert')).toContainText('not your password')
  await question(page).getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('listitem').filter({ hasText: 'My laptop' })).toContainText('not used yet')

  // For a while nothing asks again.
  await page.getByRole('button', { name: 'Remove My laptop' }).click()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(page.getByText('My laptop')).toHaveCount(0)
  await expect(question(page)).toHaveCount(0)
})

test('[W11] who has a passkey alone shows that one, over a question that waits @hard', async ({
  browser,
}) => {
  const page = await accountOf(browser, house.pia, phone)
  await plugIn(page, house.piasKey.credential())
  await page.getByRole('button', { name: 'Create codes' }).tap()
  await page.getByRole('button', { name: 'Create codes' }).tap()
  await expect(question(page)).toBeVisible()
  expect(await faults(page)).toEqual([])
  await question(page).getByRole('button', { name: 'Confirm with a passkey' }).tap()
  await expect(page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10)
})

test('[W10] who signs in elsewhere alone does it once more, comes back, and sees who else could come in @hard', async ({
  browser,
}) => {
  const { otto, school } = house
  school.person = { sub: 'otto', name: 'Otto' }
  const page = await accountOf(browser, otto)
  await page.getByRole('button', { name: 'Set a password' }).click()
  await page.getByLabel('New password').fill(NEW)
  await page.getByRole('button', { name: 'Set password' }).click()
  await question(page).getByRole('button', { name: 'Sign in with School' }).click()
  await page.waitForURL(`${house.here}/account`)
  await page.getByRole('button', { name: 'Set a password' }).click()
  await page.getByLabel('New password').fill(NEW)
  await page.getByRole('button', { name: 'Set password' }).click()

  await expect(page.getByRole('dialog', { name: 'Who else can get in?' })).toBeVisible()
  await expect(ways(page).getByRole('listitem')).toContainText(['School'])
  expect(await faults(page)).toEqual([])
  await page.getByRole('button', { name: 'End signing in with School' }).click()
  await expect(
    page.getByText('Your account can now be reached only with that password', { exact: false }),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('Not used.')).toBeVisible()
})

test('[W9] after recovery one sees all ways in, and ends them at once @hard', async ({ browser }) => {
  const { node, here } = house
  const rita = await node.signUp('rita')
  const asked = await rita.ask('POST', '/api/account/codes', { password: PASSWORD })
  const { codes } = Codes.parse(await told(asked))
  const thief = await accountOf(browser, await node.signIn('rita'))
  await plugIn(thief)
  await thief.getByRole('button', { name: 'Create a passkey' }).click()
  await thief.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(thief.getByText('not used yet')).toBeVisible()

  const page = await (await browser.newContext({ baseURL: here, ...phone })).newPage()
  await page.goto('/recovery')
  await page.getByLabel('Account').fill('rita')
  await page.getByLabel('Recovery code').fill(codes[0] ?? '')
  await page.getByLabel('New password').fill(NEW)
  await page.getByRole('button', { name: 'Set password and sign in' }).tap()
  await expect(page.getByRole('heading', { name: 'Who else can get in?' })).toBeVisible()
  await expect(ways(page).getByRole('listitem')).toContainText(['Passkey', '9 recovery codes'])
  expect(await faults(page)).toEqual([])
  await page.getByRole('button', { name: 'End all others' }).tap()
  await expect(
    page.getByText('Your account can now be reached only with that password', { exact: false }),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Continue', exact: true }).tap()
  await expect(page.getByRole('heading', { name: 'Worlds', level: 1 })).toBeVisible()
  // The thief’s page is out, and so is their key.
  await thief.goto('/sign-in')
  await thief.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(thief.getByRole('alert')).toContainText('not known here')
})

test('[W11] an admin is asked before they change others, and it is done then @hard', async ({ browser }) => {
  const page = await accountOf(browser, house.node.admin)
  await page.goto('/admin#accounts')
  await page.getByRole('button', { name: 'Actions for Target' }).click()
  await page.getByRole('menuitem', { name: 'Suspend' }).click()
  await page.getByRole('button', { name: 'Suspend', exact: true }).click()
  await question(page).getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await question(page).getByRole('button', { name: 'Yes, it is me' }).click()
  await expect(page.getByText('suspended', { exact: true })).toBeVisible()
})
