// Visitors who did not say who they are, at worlds that are open to the public: they see them at once, and
// are asked who they are when they want to do more. A real server, real browsers.
import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { startAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { atBrowser, worldOf } from '../account-person.ts'
import { faults } from '../faults.ts'
import { test } from '../person.ts'

let node: AccountsNode

test.beforeAll(async () => {
  node = await startAccounts()
})

test.afterAll(() => node[Symbol.asyncDispose]())

/** A world of the admin's, open to the public. */
async function openWorld(title: string, right: string): Promise<string> {
  const world = await worldOf(node.admin, title)
  await openTo(world, right)
  return world
}

async function openTo(world: string, right: string): Promise<void> {
  await told(await node.admin.ask('PATCH', `/api/worlds/${world}/sharing`, { public: right }))
}

/** Somebody nobody knows. */
async function stranger(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: node.url, ...options })
  return context.newPage()
}

async function signIn(page: Page, { account, password }: Somebody): Promise<void> {
  await page.getByLabel('Account').fill(account)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

const pageOf = (page: Page) => page.getByLabel(/^The page/)
const lineOf = (page: Page) => page.getByRole('complementary', { name: 'About this place' })

for (const [name, options] of [
  ['wide', { viewport: { width: 1280, height: 800 } }],
  ['on a phone', { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'dark' }],
] as const) {
  test(`a public world is seen at once, and one is asked for a name to do more, ${name} @hard`, async ({
    browser,
  }) => {
    const world = await openWorld(`Square ${name}`, 'act')
    const ada = await atBrowser(browser, node.url, node.admin)
    await ada.enter(world)
    await ada.write('Everybody may read this.')

    const page = await stranger(browser, options)
    const asked: string[] = []
    page.on('request', (request) => void asked.push(request.url()))
    await page.goto(`/w/${world}`)
    await expect(pageOf(page)).toContainText('Everybody may read this.')
    await expect(lineOf(page)).toContainText('Come as a guest or sign in to walk, talk and use things here.')
    expect(await faults(page)).toEqual([])
    // They have no hands, and no tools.
    await expect(page.getByLabel('Say something')).toHaveCount(0)
    await pageOf(page).click()
    await page.keyboard.type('graffiti')
    await page.keyboard.press('ArrowRight')
    await ada.write(' It goes on.')
    await expect(pageOf(page)).toContainText('Everybody may read this. It goes on.')
    await expect(pageOf(page)).not.toContainText('graffiti')
    await expect(ada.page.getByRole('button', { name: /^People: / })).toHaveAccessibleName(
      'People: you and nobody else',
    )
    // [E27] What one reads by is there, and no editor.
    expect(asked.some((url) => /\/assets\/tools-/.test(url))).toBe(true)
    expect(asked.filter((url) => /\/assets\/editor-/.test(url))).toEqual([])

    await lineOf(page).getByRole('link', { name: 'Come as a guest' }).click()
    await page.getByLabel('Your name').fill('Gus')
    await page.getByRole('button', { name: 'Come in' }).click()
    await expect(pageOf(page)).toContainText('It goes on.')
    await expect(page.getByLabel('Say something')).toBeVisible()
    await expect(lineOf(page)).toContainText('You are here as a guest.')
  })
}

test('where it is closed one signs in; where it was open it is told, and one looks on when it opens again @hard', async ({
  browser,
}) => {
  const world = await openWorld('Window', 'see')
  const page = await stranger(browser)
  await page.goto('/w/ada/not-there')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(lineOf(page)).toHaveCount(0)

  await page.goto(`/w/${world}`)
  await expect(lineOf(page)).toContainText('Sign in if you have an account that can do more here.')
  await openTo(world, 'none')
  await expect(page.getByRole('heading', { name: 'You are outside now' })).toBeVisible()
  await expect(lineOf(page)).toHaveCount(0)
  expect(await faults(page)).toEqual([])
  await openTo(world, 'edit')
  await expect(lineOf(page)).toContainText('Come as a guest or sign in to walk and write here.')
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)

  await lineOf(page).getByRole('link', { name: 'sign in' }).click()
  await signIn(page, node.admin)
  await expect(page).toHaveURL(new RegExp(`/w/${world}$`))
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  await expect(lineOf(page)).toHaveCount(0)
})

test('a guest who signs in is told where what they carried is @hard', async ({ browser }) => {
  const world = await openWorld('Market', 'act')
  const cy = await node.signUp('cy')
  const gus = await atBrowser(browser, node.url, await node.guest('Gus'))
  // A world that wakes up may ask one to come again.
  await expect(async () => {
    await gus.page.goto(`/w/${world}`)
    await expect(gus.page.locator('.figure[data-me]')).toBeVisible({ timeout: 10_000 })
  }).toPass({ timeout: 60_000 })
  await gus.page.goto('/sign-in')
  await signIn(gus.page, cy)
  await expect(
    gus.page.getByText(/^What you carried as a guest is in “.*”\. That world is yours now\.$/),
  ).toBeVisible()
  await gus.page.getByRole('button', { name: 'Look', exact: true }).click()
  await expect(gus.page).toHaveURL(/\/w\/guest-\w+\/home#\w+$/)
  await expect(pageOf(gus.page)).toBeVisible()
})

test('what was looked at is on the device, without a network too @hard', async ({ browser }) => {
  const world = await openWorld('Shelter', 'see')
  const page = await stranger(browser, { serviceWorkers: 'allow' })
  await page.goto(`/w/${world}`)
  await expect(pageOf(page)).toBeVisible()
  await page.evaluate(() => navigator.serviceWorker.ready)
  await expect.poll(() => page.evaluate(() => caches.keys().then((names) => names.length))).toBeGreaterThan(0)
  await page.context().setOffline(true)
  await page.reload()
  await expect(pageOf(page)).toBeVisible()
  await expect(lineOf(page)).toBeVisible()
})

test('who was signed out is asked to sign in, and may look on instead @hard', async ({ browser }) => {
  const world = await openWorld('Terrace', 'see')
  const bob = await node.signUp('bob')
  const { page } = await atBrowser(browser, node.url, bob)
  await page.goto(`/w/${world}`)
  await expect(pageOf(page)).toBeVisible()
  await told(await bob.ask('DELETE', '/api/session'))
  await expect(page.getByRole('heading', { name: 'Please sign in again' })).toBeVisible()
  await page.getByRole('button', { name: 'Continue without signing in' }).click()
  await expect(pageOf(page)).toBeVisible()
  await expect(lineOf(page)).toContainText('Sign in if you have an account that can do more here.')
})

test('[R1] where the storage of a browser never answers, a stranger at a closed world is asked who they are @hard', async ({
  browser,
}) => {
  const world = await worldOf(node.admin, 'Closed to strangers')
  const page = await stranger(browser)
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest
    IDBFactory.prototype.databases = () => new Promise(() => {})
  })
  await page.goto(`/w/${world}`)
  await expect(page.getByLabel('Account')).toBeVisible()
})
