// Passkeys, other places to sign in with, one's data, and leaving for good, as people at browsers do it: with
// the browser's own virtual key, and a real provider beside the node.
import { expect, type Browser, type CDPSession, type Page } from '@playwright/test'
import { strFromU8, unzipSync } from 'fflate'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { invite, PASSWORD, startAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { OfferedWorlds } from '../../../shared/wire/api/sharing-bodies.ts'
import {
  CLIENT,
  SECRET,
  startProvider,
  type TestProvider,
} from '../../unit/accounts/sign-in/oidc-provider.ts'
import { worldOf } from '../account-person.ts'
import { faults } from '../faults.ts'
import { test, Person } from '../person.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let school: TestProvider
let node: AccountsNode
/** The node by a name: passkeys need one, and no address of numbers. */
let here: string

test.beforeAll(async () => {
  school = await startProvider()
  const { issuer } = school
  const providers = [{ id: 'school', name: 'My school', issuer, clientId: CLIENT, clientSecret: SECRET }]
  node = await startAccounts({ env: { INKLAND_OIDC: JSON.stringify(providers) } })
  here = `http://localhost:${node.server.port}`
})

test.afterAll(async () => {
  await node[Symbol.asyncDispose]()
  await school[Symbol.asyncDispose]()
})

async function at(
  browser: Browser,
  somebody: Somebody | null,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Person> {
  const context = await browser.newContext({ baseURL: here, ...options })
  if (somebody) await context.addCookies(somebody.cookies.map((cookie) => ({ ...cookie, url: here })))
  return new Person(context, await context.newPage())
}

/** A key in the browser, that says yes by itself. */
async function plugIn({ context, page }: Person): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const cdp = await context.newCDPSession(page)
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
  return { cdp, authenticatorId }
}

async function makePasskey(page: Page, name: string): Promise<void> {
  await page.goto('/account')
  await page.getByRole('button', { name: /^Create (a passkey|another)$/ }).click()
  await page.getByLabel('Name for this passkey').fill(name)
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText('not used yet')
}

type Json = Record<string, unknown>

/** The answer of the browser's key to such a challenge, on any page. */
function answerOf(page: Page, kind: 'get' | 'create', question: Json): Promise<Json> {
  return page.evaluate(
    async ([kind, question]) => {
      const credential =
        kind === 'get'
          ? await navigator.credentials.get({
              publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question as never),
            })
          : await navigator.credentials.create({
              publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question as never),
            })
      return { ...(credential as PublicKeyCredential).toJSON() }
    },
    [kind, question] as const,
  )
}

async function signOut(page: Page): Promise<void> {
  const answer = await page.context().request.delete('/api/session')
  expect(answer.status()).toBe(204)
}

const asWhom = async (page: Page): Promise<string | undefined> => {
  const me = (await (await page.context().request.get('/api/me')).json()) as {
    member: { account: string } | null
  }
  return me.member?.account
}

test('who made a passkey signs in with it, and what was sent counts once @hard', async ({ browser }) => {
  const bob = await node.signUp('bob')
  const person = await at(browser, bob)
  const { page, context } = person
  await plugIn(person)
  await makePasskey(page, 'My laptop')
  expect(await faults(page)).toEqual([])

  await signOut(page)
  await page.goto('/sign-in')
  const sent = page.waitForRequest((request) => request.url().endsWith('/api/session/passkey'))
  // A browser with the only key there may offer it, and be answered, before the button is pressed.
  const button = page.getByRole('button', { name: 'Sign in with a passkey' })
  await button.click({ timeout: 5_000 }).catch(() => null)
  const request = await sent
  await expect.poll(() => asWhom(page)).toBe('bob')
  await page.goto('/account')
  await expect(page.getByRole('listitem').filter({ hasText: 'My laptop' })).toContainText('last used')

  const replayed = await context.request.post('/api/session/passkey', {
    data: request.postDataJSON() as unknown,
  })
  // No question is open, or another one, which the page asked when it was answered already.
  expect([403, 409]).toContain(replayed.status())
  const stranger = await browser.newContext({ baseURL: here })
  const stolen = await stranger.request.post('/api/session/passkey', {
    data: request.postDataJSON() as unknown,
    headers: { cookie: (await request.allHeaders())['cookie'] ?? '' },
  })
  expect([403, 409]).toContain(stolen.status())
  expect(await asWhom(await stranger.newPage())).toBeUndefined()
})

test('[W1] a page elsewhere that passes our question on gets nobody in @hard', async ({ browser }) => {
  const zoe = await node.signUp('zoe')
  const person = await at(browser, zoe)
  const { page, context } = person
  await plugIn(person)
  await makePasskey(page, 'Phished')
  await signOut(page)
  // Another program on this machine: browsers give its pages the same keys, since the name is the same.
  const elsewhere = createServer((_request, response) =>
    response.end('<!doctype html><title>Win a lamp</title>'),
  )
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = elsewhere.address() as AddressInfo
    await page.goto(`http://localhost:${port}/`)
    const asked = await context.request.post('/api/session/passkey/options', { data: {} })
    const response = await answerOf(page, 'get', (await asked.json()) as Json)
    const sent = await context.request.post('/api/session/passkey', { data: { response } })
    expect([sent.status(), ((await sent.json()) as Json)['code']]).toEqual([403, 'wrong'])
    expect(await asWhom(page)).toBeUndefined()
  } finally {
    elsewhere.close()
  }
})

test('[W1] what one account was asked nobody answers as another @hard', async ({ browser }) => {
  const [yan, xia] = [await node.signUp('yan'), await node.signUp('xia')]
  const [one, two] = [await at(browser, yan), await at(browser, xia)]
  await plugIn(two)
  await two.page.goto('/reference')
  const asked = await one.context.request.post('/api/passkeys/options', { data: {} })
  const response = await answerOf(two.page, 'create', (await asked.json()) as Json)
  const make = async () => {
    const sent = await two.context.request.post('/api/passkeys', { data: { name: 'x', response } })
    return [sent.status(), ((await sent.json()) as Json)['code']]
  }
  expect(await make()).toEqual([409, 'late'])
  // With a challenge of their own beside it, and with the other one's cookie.
  await two.context.request.post('/api/passkeys/options', { data: {} })
  expect(await make()).toEqual([403, 'wrong'])
  const challenge = (await one.context.cookies()).filter(({ name }) => name.startsWith('inkland_challenge'))
  expect(challenge).toHaveLength(1)
  await two.context.addCookies(challenge)
  expect(await make()).toEqual([409, 'late'])
})

test('a passkey is removed where one sees it, and signs nobody in any more @hard', async ({ browser }) => {
  const eve = await node.signUp('eve')
  const person = await at(browser, eve)
  const { page } = person
  await plugIn(person)
  await makePasskey(page, 'Old phone')
  await page.getByRole('button', { name: 'Remove Old phone' }).click()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(page.getByText('Old phone')).toHaveCount(0)
  await signOut(page)
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(page.getByRole('alert')).toContainText('not known here')
  expect(await asWhom(page)).toBeUndefined()
})

test('[W2] where the address is a number no passkey is offered, and it is said why @hard', async ({
  browser,
}) => {
  const person = await at(browser, null, { baseURL: node.url })
  const { page } = person
  await page.goto('/sign-in')
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toHaveCount(0)
  await person.context.addCookies([...node.admin.cookies])
  await page.goto('/account')
  await expect(page.getByText('Passkeys need a name, not a number')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Create a passkey' })).toHaveCount(0)
  const asked = await node.admin.ask('POST', '/api/passkeys/options')
  expect(asked.status).toBe(409)
})

test('who was invited comes in by way of their school, and is where the invitation leads @hard', async ({
  browser,
}) => {
  const world = await worldOf(node.admin, 'Class')
  const secret = await invite(node.admin, { world: { address: world, right: 'edit' } })
  const auth_time = Math.floor(Date.now() / 1000)
  school.person = { sub: 'mia', name: 'Mia', preferred_username: 'mia', auth_time }
  const { page } = await at(browser, null, phone)
  await page.goto(`/join#${secret}`)
  await page.getByRole('button', { name: 'Continue with My school' }).click()
  await page.waitForURL(`${here}/w/${world}`)
  expect(await asWhom(page)).toBe('mia')

  await page.goto('/account')
  await expect(page.getByText('You can sign in with it.')).toBeVisible()
  await page.getByRole('button', { name: 'Stop signing in with My school' }).click()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('your only way to sign in')
})

test('who has an account adds their school to it, signs in by it, and stops it @hard', async ({
  browser,
}) => {
  const tom = await node.signUp('tom')
  school.person = { sub: 'tom', name: 'Thomas' }
  const { page } = await at(browser, tom)
  await page.goto('/account')
  await page.getByRole('button', { name: 'Use My school to sign in' }).click()
  await expect(page.getByText('You can sign in with it.')).toBeVisible()

  await signOut(page)
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Continue with My school' }).click()
  await expect.poll(() => asWhom(page)).toBe('tom')
  await page.goto('/account')
  await page.getByRole('button', { name: 'Stop signing in with My school' }).click()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  // The school shows of nobody who has a password that it is them.
  const isItYou = page.getByRole('dialog', { name: 'Is it you?' })
  await isItYou.getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await isItYou.getByRole('button', { name: 'Yes, it is me' }).click()
  await expect(page.getByText('Not used.')).toBeVisible()

  // Now nobody: people are told in words, on a page that leads back.
  await signOut(page)
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Continue with My school' }).click()
  await expect(page.getByText('Nobody here signs in with that My school account')).toBeVisible()
  expect(await faults(page)).toEqual([])
})

test('what is known of somebody comes as one file @hard', async ({ browser }) => {
  const uma = await node.signUp('uma')
  const world = await worldOf(uma, 'Greenhouse')
  const { page } = await at(browser, uma)
  await page.goto('/account')
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download everything' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('inkland-uma.zip')
  const files = unzipSync(await readFile(await file.path()))
  expect(Object.keys(files)).toContain('worlds/uma-greenhouse.inkland')
  const known = JSON.parse(strFromU8(files['account.json'] ?? new Uint8Array())) as {
    worlds: { address: string }[]
  }
  expect(known.worlds.map(({ address }) => address)).toContain(world)
})

test('who leaves says what becomes of the worlds, by password; they are out everywhere, and the name is nobody’s @hard', async ({
  browser,
}) => {
  const [vic, heir] = [await node.signUp('vic'), await node.signUp('heir')]
  await worldOf(vic, 'Observatory')
  const { page } = await at(browser, vic, phone)
  const other = await at(browser, vic)
  await other.page.goto('/account')
  await page.goto('/account')
  await page.getByRole('button', { name: 'Delete my account' }).click()
  const card = page.getByRole('dialog', { name: 'Delete your account' })
  await card.getByLabel('is offered to someone else').check()
  expect(await faults(page)).toEqual([])

  await card.getByLabel('To which account').fill('nobody-here')
  await card.getByLabel('Your password', { exact: true }).fill('not my password')
  await card.getByRole('button', { name: 'Delete for good' }).click()
  await expect(card.getByRole('alert')).toContainText('not your password')
  await card.getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await card.getByRole('button', { name: 'Delete for good' }).click()
  await expect(card.getByRole('alert')).toContainText('Nobody here has the account nobody-here')
  await card.getByLabel('To which account').fill('heir')
  await card.getByRole('button', { name: 'Delete for good' }).click()
  await expect(page.getByRole('heading', { name: /Sign in/ })).toBeVisible()

  expect(await asWhom(other.page)).toBeUndefined()
  const { offers } = OfferedWorlds.parse(await told(await heir.ask('GET', '/api/offers')))
  expect(offers.map(({ address, from }) => [address, from])).toEqual([['vic/observatory', null]])
  const again = { account: 'vic', name: 'Vic', password: PASSWORD, invitation: await invite(node.admin) }
  expect((await node.ask('POST', '/api/accounts', again)).status).toBe(409)
})

test('who has no password, and signed in at their school just now, makes a passkey and leaves @hard', async ({
  browser,
}) => {
  const secret = await invite(node.admin)
  const auth_time = Math.floor(Date.now() / 1000)
  school.person = { sub: 'wim', name: 'Wim', preferred_username: 'wim', auth_time }
  const person = await at(browser, null)
  const { page } = person
  await plugIn(person)
  await page.goto(`/join#${secret}`)
  await page.getByRole('button', { name: 'Continue with My school' }).click()
  await expect.poll(() => asWhom(page)).toBe('wim')
  await makePasskey(page, 'Key')
  await page.getByRole('button', { name: 'Delete my account' }).click()
  await page.getByRole('button', { name: 'Delete for good' }).click()
  await expect.poll(() => asWhom(page)).toBeUndefined()
})

test('whoever is signed in as somebody else by now ends neither account @hard', async ({ browser }) => {
  const [una, ola] = [await node.signUp('una'), await node.signUp('ola')]
  const { context } = await at(browser, una)
  await context.addCookies(ola.cookies.map((cookie) => ({ ...cookie, url: here })))
  const ended = await context.request.delete('/api/account', {
    data: { account: 'una', password: PASSWORD, worlds: 'bin' },
  })
  expect([ended.status(), ((await ended.json()) as Json)['code']]).toEqual([409, 'another'])
  expect((await node.ask('POST', '/api/session', { account: 'una', password: PASSWORD })).status).toBe(200)
  expect((await node.ask('POST', '/api/session', { account: 'ola', password: PASSWORD })).status).toBe(200)
})

test('the only admin cannot leave others alone @hard', async ({ browser }) => {
  const { page } = await at(browser, node.admin)
  await page.goto('/account')
  await page.getByRole('button', { name: 'Delete my account' }).click()
  const card = page.getByRole('dialog', { name: 'Delete your account' })
  await card.getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await card.getByRole('button', { name: 'Delete for good' }).click()
  await expect(card.getByRole('alert')).toContainText('You are the only admin here')
})
