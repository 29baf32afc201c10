// One browser and several members: each one's stored data is theirs alone, goes over from a guest to their
// account, and is deleted when they sign out.
import { expect, type BrowserContext, type Page } from '@playwright/test'
import { PASSWORD, startAccounts, type AccountsNode, type Somebody } from '../../accounts.ts'
import { Person, test } from '../person.ts'

let node: AccountsNode

test.beforeAll(async () => {
  node = await startAccounts()
})

test.afterAll(() => node[Symbol.asyncDispose]())

/** A world of the admin's that everybody may write in, guests too. */
async function openWorld(title: string): Promise<string> {
  const made = await node.admin.ask('POST', '/api/worlds', { title })
  const { address } = (await made.json()) as { address: string }
  const opened = await node.admin.ask('PATCH', `/api/worlds/${address}/sharing`, {
    everyone: 'edit',
    public: 'edit',
  })
  expect(opened.ok).toBe(true)
  return address
}

async function signIn(page: Page, { account }: Pick<Somebody, 'account'>): Promise<void> {
  await page.getByLabel('Account').fill(account)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** From a world that is open to the public. */
async function comeAsGuest(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Come as a guest' }).click()
  await page.getByLabel('Your name').fill(name)
  await page.getByRole('button', { name: 'Come in' }).click()
}

async function openSignOut(page: Page, name: string): Promise<void> {
  await page.goto('/')
  await page.getByRole('button', { name, exact: true }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
}

const signOutButton = (page: Page) => page.getByRole('button', { name: 'Sign out', exact: true })

/** Lets no edit through to the server, though it is there. */
async function holdSockets(context: BrowserContext): Promise<{ hold: () => void; release: () => void }> {
  let isHeld = true
  await context.routeWebSocket(/\/sync\//, (socket) => {
    if (isHeld) void socket.close({ code: 1012 })
    else socket.connectToServer()
  })
  return { hold: () => (isHeld = true), release: () => (isHeld = false) }
}

const databases = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? '').toSorted())

test('two accounts on one browser see nothing of each other’s: no worlds, no unsaved work, no undo @hard', async ({
  browser,
}) => {
  const address = await openWorld('Shared')
  const frank = await node.signUp('frank')
  const grace = await node.signUp('grace')
  await frank.ask('POST', '/api/worlds', { title: 'Franks diary' })
  const context = await browser.newContext({ baseURL: node.url })
  const page = await context.newPage()
  const here = new Person(context, page)
  await page.goto('/w/frank/franks-diary')
  await signIn(page, frank)
  await here.write('dear diary')
  await here.isSaved()
  await here.hasKept(0)
  await here.enter(address)
  await here.write('of Frank ')
  await here.isSaved()
  await here.hasKept(0)
  await context.setOffline(true)
  await expect(here.mark).toHaveAccessibleName(/offline/)
  await here.write('unsaved')
  await here.hasKept(7)
  await frank.ask('DELETE', '/api/sessions')
  await context.setOffline(false)
  await expect(page.getByRole('heading', { name: 'Please sign in again' })).toBeVisible()

  // Grace is at the same browser now, and in the same world.
  await signIn(page, grace)
  await here.reads('of Frank')
  await here.isSaved()
  expect(await here.words()).not.toContain('unsaved')
  await here.text.click()
  await page.keyboard.press('Control+z')
  await here.write('of Grace ')
  await here.isSaved()
  await here.reads('of Frank of Grace')
  // Frank's is still on the disk, and not hers: neither in her list, nor at its address, with a network or
  // without.
  await here.hasKept(7)
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Worlds', level: 1 })).toBeVisible()
  await expect(page.getByRole('link', { name: /Shared/ })).toBeVisible()
  await expect(page.getByText('diary')).toHaveCount(0)
  await page.goto('/w/frank/franks-diary')
  await expect(page.getByRole('heading', { name: 'This world is not open to you' })).toBeVisible()
  await expect(page.getByText('dear diary')).toHaveCount(0)

  // She goes and takes hers along; Frank's stays, and goes on as his.
  await page.getByRole('link', { name: 'Sign in as someone else' }).click()
  await signOutButton(page).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  // The page is loaded anew in between.
  await expect(async () => {
    const kept = await databases(page)
    expect(kept.filter((name) => name.includes(grace.id))).toEqual([])
    expect(kept).toContain(`inkland ${frank.id}`)
  }).toPass({ timeout: 15_000 })
  await expect(page).toHaveURL(/\/w\/frank\/franks-diary$/)
  await page.goto(`/w/${address}`)
  await page.getByRole('link', { name: 'sign in', exact: true }).click()
  await signIn(page, frank)
  await here.reads(/of Frank .*unsaved/)
  await here.reads('of Grace')
  await here.isSaved()
  await here.hasKept(0)
})

test('signing out says what is unsaved, and loses it after a second yes alone @hard', async ({ browser }) => {
  const henry = await node.signUp('henry')
  await henry.ask('POST', '/api/worlds', { title: 'Henrys notes' })
  const context = await browser.newContext({ baseURL: node.url })
  await context.addCookies([...henry.cookies])
  const page = await context.newPage()
  const here = new Person(context, page)
  await here.enter('henry/henrys-notes')
  await here.write('kept ')
  await here.isSaved()
  await here.hasKept(0)
  const held = await holdSockets(context)
  await page.reload()
  await expect(here.text).toBeVisible()
  await here.write('held')
  await here.hasKept(4)

  await openSignOut(page, 'Henry')
  await expect(page.getByText('Henrys notes · 4 changes')).toBeVisible()
  await expect(page.getByText('Not on the server yet:', { exact: true })).toBeVisible({ timeout: 20_000 })
  await expect(signOutButton(page)).toBeDisabled()
  const second = page.getByRole('checkbox', { name: 'Discard 4 changes' })
  await second.check()
  await expect(signOutButton(page)).toBeEnabled()
  await second.uncheck()
  await expect(signOutButton(page)).toBeDisabled()
  // A person who leaves it here loses nothing.
  const along = page.getByRole('checkbox', { name: 'Remove my worlds from this browser' })
  await along.uncheck()
  await expect(second).toBeHidden()
  await signOutButton(page).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await here.hasKept(4)

  // Waiting edits are sent while the list is open, though their world is not.
  await signIn(page, henry)
  await expect(page.getByRole('heading', { name: 'Worlds', level: 1 })).toBeVisible()
  held.release()
  await openSignOut(page, 'Henry')
  await expect(signOutButton(page)).toBeEnabled()
  await here.hasKept(0)
  // Later edits of another tab are not lost, either.
  held.hold()
  const tab = new Person(context, await context.newPage())
  await tab.enter('henry/henrys-notes')
  await tab.write('!')
  await tab.hasKept(1)
  await signOutButton(page).click()
  await expect(page.getByText('Henrys notes · 1 change')).toBeVisible()
  await expect(signOutButton(page)).toBeDisabled()
  // The card has given up sending it by itself, and sees that the other tab does once it can.
  await expect(page.getByText('Not on the server yet:', { exact: true })).toBeVisible({ timeout: 20_000 })
  await expect(signOutButton(page)).toBeDisabled()
  held.release()
  // A client that could not reach a node for a while asks it again after up to half a minute.
  await expect(signOutButton(page)).toBeEnabled({ timeout: 40_000 })
  await expect(page.getByText('Henrys notes · 1 change')).toBeHidden()
  await signOutButton(page).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect.poll(() => databases(page)).toEqual([])
  const other = await browser.newContext({ baseURL: node.url })
  await other.addCookies([...(await node.signIn('henry')).cookies])
  const there = new Person(other, await other.newPage())
  await there.enter('henry/henrys-notes')
  await there.reads('kept held!')
})

test('without a network nobody signs out, and is told why @hard', async ({ browser }) => {
  const ivan = await node.signUp('ivan')
  const context = await browser.newContext({ baseURL: node.url })
  await context.addCookies([...ivan.cookies])
  const page = await context.newPage()
  await openSignOut(page, 'Ivan')
  await expect(signOutButton(page)).toBeEnabled()
  await context.setOffline(true)
  await signOutButton(page).click()
  await expect(page.getByRole('alert')).toContainText('The server cannot be reached')
  await context.setOffline(false)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Ivan', exact: true })).toBeVisible()
})

test('who signs out in one tab is out in all of them @hard', async ({ browser }) => {
  const judy = await node.signUp('judy')
  await judy.ask('POST', '/api/worlds', { title: 'Judys' })
  const context = await browser.newContext({ baseURL: node.url })
  await context.addCookies([...judy.cookies])
  const page = await context.newPage()
  const other = await context.newPage()
  await new Person(context, other).enter('judy/judys')
  await openSignOut(page, 'Judy')
  // The other tab learns that it is out, and says so, while this one waits to be told the same.
  const asks = page.waitForRequest('**/api/me')
  await other.route('**/api/me', (route) => asks.then(() => route.continue()), { times: 1 })
  await page.route(
    '**/api/me',
    async (route) => {
      const response = await route.fetch()
      await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
      await route.fulfill({ response })
    },
    { times: 1 },
  )
  await signOutButton(page).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect.poll(() => databases(page)).toEqual([])
  // And a person who signs in there is signed in everywhere.
  await signIn(other, judy)
  await expect(new Person(context, other).text).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Worlds', level: 1 })).toBeVisible()
})

test('a guest who signs up stays who they are, with what they wrote @hard', async ({ browser }) => {
  const address = await openWorld('For guests')
  const secret = await node.admin
    .ask('POST', '/api/invitations', { uses: 1, until: null })
    .then(async (answer) => ((await answer.json()) as { secret: string }).secret)
  const context = await browser.newContext({ baseURL: node.url })
  const page = await context.newPage()
  const here = new Person(context, page)
  await page.goto(`/w/${address}`)
  await comeAsGuest(page, 'Ken')
  await expect(page.getByText('You are here as a guest.')).toBeVisible()
  await here.write('of a guest')
  await here.isSaved()
  await expect.poll(() => stepsKept(page)).toBeGreaterThan(0)
  const before = await me(page)
  await page.goto(`/join#${secret}`)
  await expect(page.getByLabel('Your name')).toHaveValue('Ken')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create my account and go in' }).click()
  await expect(page.getByRole('heading', { name: 'Worlds', level: 1 })).toBeVisible()
  await expect(page.getByText('You are here as a guest.')).toBeHidden()
  const after = await me(page)
  expect(after).toMatchObject({ id: before.id, kind: 'account', account: 'ken' })
  await here.enter(address)
  await here.reads('of a guest')
  // Undo reaches back to the guest's writing, in the same tab.
  await here.text.click()
  // Undo steps are read from the device when the page is there already.
  await expect(async () => {
    await page.keyboard.press('Control+z')
    await expect.poll(() => here.words(), { timeout: 3_000 }).not.toContain('of a guest')
  }).toPass({ timeout: 30_000 })
  await here.isSaved()
})

/**
 * How many steps of undo the device has, of nobody and of the guest: they are gathered for a moment before
 * they are written.
 */
function stepsKept(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const answer = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () =>
          reject(request.error ?? new Error('the steps cannot be read')),
        )
      })
    let kept = 0
    for (const { name = '' } of await indexedDB.databases()) {
      if (!name.endsWith(' steps')) continue
      const database = await answer(indexedDB.open(name))
      if (database.objectStoreNames.contains('steps'))
        kept += await answer(database.transaction('steps').objectStore('steps').count())
      database.close()
    }
    return kept
  })
}

async function me(page: Page): Promise<{ id: string; kind: string; account: string }> {
  const answer = await page.request.get('/api/me')
  return ((await answer.json()) as { member: { id: string; kind: string; account: string } }).member
}

test('a guest who signs in to an account takes along what was written without a network @hard', async ({
  browser,
}) => {
  const address = await openWorld('On a train')
  const liz = await node.signUp('liz')
  const context = await browser.newContext({ baseURL: node.url })
  const page = await context.newPage()
  const here = new Person(context, page)
  await page.goto(`/w/${address}`)
  await comeAsGuest(page, 'Somebody')
  await here.write('with a network ')
  await here.isSaved()
  await here.hasKept(0)
  const guest = await me(page)
  await context.setOffline(true)
  await expect(here.mark).toHaveAccessibleName(/offline/)
  await here.write('and without')
  await here.hasKept(11)
  await page.goto('about:blank')
  await context.setOffline(false)

  await page.goto('/account')
  await page.getByRole('link', { name: 'I have an account: sign in' }).click()
  await signIn(page, liz)
  // Back where the guest was, as Liz; the unsaved edits are hers now.
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible()
  expect(await me(page)).toMatchObject({ id: liz.id, account: 'liz' })
  await here.enter(address)
  await here.reads('with a network and without')
  await here.isSaved()
  await here.hasKept(0)
  // Nothing of the guest stays behind.
  await page.reload()
  await here.isSaved()
  await expect.poll(async () => (await databases(page)).filter((name) => name.includes(guest.id))).toEqual([])
  await here.text.click()
  await here.write(', and goes on')
  await here.isSaved()
})
