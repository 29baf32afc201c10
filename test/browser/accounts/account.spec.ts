// Coming to a node with accounts, and going: a real server, real browsers, and the screens that people see.
import { expect, type Page } from '@playwright/test'
import { firstLink, invite, PASSWORD, serveAccounts, type AccountsNode } from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import { Person, test } from '../person.ts'

let node: AccountsNode

test.beforeAll(async () => {
  node = await serveAccounts()
  await node.admin.ask('POST', '/api/worlds', { title: 'Garden' })
})

test.afterAll(() => node[Symbol.asyncDispose]())

const password = (page: Page, label = 'Password') => page.getByLabel(label, { exact: true })

/** Fills in the form for a new account. */
async function fillNewAccount(page: Page, name: string, account: string): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Account').fill(account)
  await password(page).fill(PASSWORD)
}

async function fillSignIn(page: Page, account: string): Promise<void> {
  await page.getByLabel('Account').fill(account)
  await password(page).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

const menuOf = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function isHome(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: 'Worlds', level: 1 })).toBeVisible()
}

async function openMenu(page: Page, name: string, item: string): Promise<void> {
  await menuOf(page, name).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('the first account is made with the link on the console, and by nobody else', async ({ browser }) => {
  await using server = await serve({ access: 'accounts' })
  const page = await browser.newPage({ baseURL: server.url })
  await page.goto('/w/inkland/welcome')
  await expect(page.getByRole('heading', { name: 'This place is new' })).toBeVisible()

  const link = await firstLink(server)
  await page.goto(link.slice(0, -3))
  await expect(page.getByRole('heading', { name: 'This link is not whole' })).toBeVisible()
  await page.goto('about:blank')
  await page.goto(`${new URL(link).pathname}#${'x'.repeat(32)}`)
  await fillNewAccount(page, 'Mallory', 'mallory')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('alert')).toContainText('This link does not work')

  await page.goto('about:blank')
  await page.goto(link)
  await page.getByLabel('Your name').fill('Ada Lovelace')
  await expect(page.getByLabel('Account')).toHaveValue('ada-lovelace')
  await password(page).fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(password(page)).toBeFocused()
  await expect(page.getByRole('alert')).toContainText('at least 12 characters')
  await password(page).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page).toHaveURL(/\/w\/inkland\/welcome$/)
  await page.goto('/')
  await isHome(page)
  await menuOf(page, 'Ada Lovelace').click()
  await expect(page.getByRole('menuitem', { name: 'Look after this place' })).toBeVisible()

  const other = await browser.newPage({ baseURL: server.url })
  await other.goto(link)
  await expect(other.getByRole('heading', { name: 'The first account exists already' })).toBeVisible()
})

test('an invitation leads through an account into its world @hard', async ({ browser }) => {
  const secret = await invite(node.admin, { world: { address: 'ada/garden', right: 'edit' } })
  const page = await browser.newPage({ baseURL: node.url })
  await page.goto(`/join#${secret}`)
  await expect(page.getByRole('heading', { name: 'Ada invites you' })).toBeVisible()
  await expect(page.getByText('Garden', { exact: true })).toBeVisible()
  await fillNewAccount(page, 'Bob', 'ada')
  await page.getByRole('button', { name: 'Create my account and go in' }).click()
  // Somebody has that name: the error is at the field, and the focus is there.
  await expect(page.getByLabel('Account')).toBeFocused()
  await page.getByLabel('Account').fill('bob')
  await page.getByRole('button', { name: 'Create my account and go in' }).click()
  await expect(page).toHaveURL(/\/w\/ada\/garden$/)
  const bob = new Person(page.context(), page)
  await bob.write('Bob was here')
  await bob.isSaved()

  const late = await browser.newPage({ baseURL: node.url })
  await late.goto(`/join#${secret}`)
  await expect(late.getByRole('heading', { name: 'This link no longer works' })).toBeVisible()
  await late.goto('about:blank')
  await late.goto(`/join#${secret.slice(0, 20)}`)
  await expect(late.getByRole('heading', { name: 'This link is not whole' })).toBeVisible()
})

for (const [size, options] of [
  ['wide', {}],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true }],
] as const) {
  test(`who has an account invites others into a world of theirs, and takes it back (${size}) @hard`, async ({
    browser,
  }) => {
    const host = `mia-${size}`
    const mia = await node.signUp(host, { name: 'Mia' })
    await mia.ask('POST', '/api/worlds', { title: 'Mias' })
    const context = await browser.newContext({ baseURL: node.url, ...options })
    await context.addCookies([...mia.cookies])
    const page = await context.newPage()
    async function inviteFor(label: string): Promise<string> {
      await page.getByRole('button', { name: 'Invite someone' }).click()
      await page.getByLabel('For whom').fill(label)
      await page.getByLabel('Where they arrive').selectOption(`${host}/mias`)
      await page.getByLabel('What they can do there').selectOption('can write')
      await page.getByRole('button', { name: 'Create link' }).click()
      const link = await page.getByRole('textbox', { name: 'The link' }).inputValue()
      await page.getByRole('button', { name: 'Done' }).click()
      await expect(page.getByText(label, { exact: true })).toBeVisible()
      return link
    }
    await page.goto('/account')
    const link = await inviteFor('Nils')
    const voided = await inviteFor('Nobody')
    await page.getByRole('button', { name: 'Take back the invitation “Nobody”' }).click()
    await expect(page.getByText('Nobody', { exact: true })).toBeHidden()

    const guest = await browser.newPage({ baseURL: node.url, ...options })
    await guest.goto(voided)
    await expect(guest.getByRole('heading', { name: 'This link no longer works' })).toBeVisible()
    await guest.goto('about:blank')
    await guest.goto(link)
    await expect(guest.getByRole('heading', { name: 'Mia invites you' })).toBeVisible()
    await fillNewAccount(guest, 'Nils', `nils-${size}`)
    await guest.getByRole('button', { name: 'Create my account and go in' }).click()
    const nils = new Person(guest.context(), guest)
    await expect(guest).toHaveURL(new RegExp(`/w/${host}/mias$`))
    await nils.write('Nils was here')
    await nils.isSaved()
  })
}

test('who has an account takes an invitation up with it @hard', async ({ browser }) => {
  await node.signUp('carol')
  const secret = await invite(node.admin, { world: { address: 'ada/garden', right: 'see' } })
  const page = await browser.newPage({ baseURL: node.url })
  await page.goto(`/join#${secret}`)
  await page.getByRole('link', { name: 'I have an account: sign in' }).click()
  await fillSignIn(page, 'carol')
  await page.getByRole('button', { name: 'Go in as Carol' }).click()
  await expect(page).toHaveURL(/\/w\/ada\/garden$/)
  await expect(new Person(page.context(), page).drawn).toBeVisible()
})

test('who is nobody signs in where they are, is there, and goes again @hard', async ({ browser }) => {
  const page = await browser.newPage({ baseURL: node.url })
  await page.goto('/w/ada/garden')
  await page.getByLabel('Account').fill('ada')
  await password(page).fill('not her password')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('do not match')
  await expect(password(page)).toBeFocused()
  // The typed password can be shown.
  await page.getByRole('button', { name: 'Show the password' }).click()
  await expect(password(page)).toHaveAttribute('type', 'text')
  await expect(password(page)).toHaveAttribute('autocomplete', 'current-password')
  await password(page).fill(PASSWORD)
  await page.keyboard.press('Enter')
  const ada = new Person(page.context(), page)
  await expect(ada.text).toBeVisible()
  await expect(page).toHaveURL(/\/w\/ada\/garden$/)
  await ada.isSaved()

  await page.goto('/')
  await openMenu(page, 'Ada', 'Sign out')
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  // Nothing of hers is left, and nothing opens any more.
  await expect.poll(() => databases(page)).toEqual([])
  await page.goto('/w/ada/garden')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

/** The browser's stored data, by member. */
const databases = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? '').toSorted())

test('a session that is ended elsewhere ends within a second, says so, and what was unsaved goes on @hard', async ({
  browser,
}) => {
  const dora = await node.signUp('dora')
  await dora.ask('POST', '/api/worlds', { title: 'Diary' })
  const context = await browser.newContext({ baseURL: node.url })
  const page = await context.newPage()
  await page.goto('/w/dora/diary')
  await fillSignIn(page, 'dora')
  const here = new Person(context, page)
  await here.write('saved ')
  await here.isSaved()
  await here.hasKept(0)

  // Elsewhere she looks at where she is signed in, and ends it.
  const elsewhere = await browser.newContext({ baseURL: node.url })
  await elsewhere.addCookies([...dora.cookies])
  const list = await elsewhere.newPage()
  await list.goto('/account')
  const end = list.getByRole('button', { name: /^End /, disabled: false })
  await expect(end).toHaveCount(1)
  await list.evaluate(() => new Promise(requestAnimationFrame))
  await end.click()
  const ended = Date.now()
  await expect(page.getByRole('heading', { name: 'Please sign in again' })).toBeVisible({ timeout: 5_000 })
  console.log(`a session that was ended elsewhere: the page said so after ${Date.now() - ended} ms`)
  await expect(page.getByText('You were signed out of this browser.')).toBeVisible()
  await expect(page.getByLabel('Account')).toHaveValue('dora')
  await password(page).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await here.reads('saved')

  // The same while she writes without a network: nothing of it is lost.
  await here.isSaved()
  await context.setOffline(true)
  await expect(here.mark).toHaveAccessibleName(/offline/)
  await here.write('and not')
  await here.hasKept(7)
  await dora.ask('DELETE', '/api/sessions')
  await context.setOffline(false)
  await expect(page.getByRole('heading', { name: 'Please sign in again' })).toBeVisible()
  await here.hasKept(7)
  await password(page).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await here.reads('saved and not')
  await here.isSaved()
})

test('a recovery code brings back who forgot the password, once @hard', async ({ browser }) => {
  const erin = await node.signUp('erin')
  const context = await browser.newContext({ baseURL: node.url })
  await context.addCookies([...erin.cookies])
  const page = await context.newPage()
  await page.goto('/account')
  await page.getByRole('button', { name: 'Create codes' }).click()
  await password(page, 'Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create codes' }).click()
  const shown = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
  await expect(shown).toHaveCount(10)
  const codes = await shown.allTextContents()
  await page.getByRole('button', { name: 'I have saved them' }).click()
  await expect(page.getByText('10 codes are left.', { exact: false })).toBeVisible()

  const lost = await browser.newPage({ baseURL: node.url })
  async function recover(code: string): Promise<void> {
    await lost.goto('/recovery')
    await lost.getByLabel('Account').fill('erin')
    await lost.getByLabel('Recovery code').fill(code)
    await password(lost, 'New password').fill('a bench in the garden')
    await lost.getByRole('button', { name: 'Set password and sign in' }).click()
  }
  await lost.goto('/')
  await lost.getByRole('link', { name: 'I have a recovery code' }).click()
  await recover('0000-0000-0000-0000')
  await expect(lost.getByLabel('Recovery code')).toBeFocused()
  await recover(codes[0] ?? '')
  await expect(lost.getByText('9 recovery codes')).toBeVisible()
  await lost.getByRole('button', { name: 'Continue', exact: true }).click()
  await isHome(lost)
  // The browser that knew the old password is out.
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Please sign in again' })).toBeVisible()
  const again = await browser.newPage({ baseURL: node.url })
  await again.goto('/recovery')
  await again.getByLabel('Account').fill('erin')
  await again.getByLabel('Recovery code').fill(codes[0] ?? '')
  await password(again, 'New password').fill('a bench in the garden')
  await again.getByRole('button', { name: 'Set password and sign in' }).click()
  await expect(again.getByRole('alert')).toContainText('or the code has been used')
})

test('an open node says on every page that it is open, and what is put away is there after loading @hard', async ({
  browser,
}) => {
  await using server = await serve()
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    const gus = await Person.meet(browser, server.url, 'Gus', { viewport })
    const line = gus.page.getByText('Open: anyone who can reach this node can edit everything')
    for (const path of ['/', '/#bin', '/reference', '/account', '/w/inkland/welcome']) {
      await gus.page.goto(path)
      await expect(line, path).toBeInViewport({ ratio: 1 })
    }
    await expect(gus.text).toBeVisible()
    // The floor ends where the window does.
    expect(await gus.page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
    await gus.page.getByRole('button', { name: 'Hide this line' }).click()
    await expect(line).toBeHidden()
    expect(await gus.page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0)
    await gus.page.reload()
    await expect(line).toBeVisible()
  }
})

test('[J5] two nodes on one host name sign nobody out of the other @hard', async ({ browser }) => {
  // New: a copy of the same folder would be the same node.
  await using other = await serveAccounts({}, 'eva')
  const context = await browser.newContext()
  const [here, there] = [await context.newPage(), await context.newPage()]
  for (const [page, at, account] of [
    [here, node, 'Hana'],
    [there, other, 'Theo'],
  ] as const) {
    await at.signUp(account.toLowerCase())
    await page.goto(`${at.url}/`)
    await fillSignIn(page, account.toLowerCase())
    await isHome(page)
  }
  await here.reload()
  await isHome(here)
  await expect(menuOf(here, 'Hana')).toBeVisible()

  await openMenu(here, 'Hana', 'Sign out')
  await here.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(here.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await there.reload()
  await isHome(there)
  await expect(menuOf(there, 'Theo')).toBeVisible()
  await context.close()
})
