// Two nodes at browsers: their admins link them by the code on both screens, and ada, whose account is at A,
// takes up an invitation of B.
import { expect, test, type Browser, type Page } from '@playwright/test'
import { invite, type Somebody } from '../../accounts.ts'
import { makeWorld, startPair, type Pair } from '../../peers.ts'

let pair: Pair

test.beforeAll(async () => {
  pair = await startPair()
})
test.afterAll(() => pair?.[Symbol.asyncDispose]())

async function pageOf(browser: Browser, who: Somebody): Promise<Page> {
  const context = await browser.newContext()
  await context.addCookies([...who.cookies])
  return context.newPage()
}

const SAME = { name: 'The codes match' }
const codeOn = (page: Page): Promise<string> => page.locator('.pairing-code').innerText()

test('[N91] [N94] two admins link their nodes, and somebody of one comes by an invitation of the other @hard', async ({
  browser,
}) => {
  const { a, b } = pair
  const [ada, bob] = [await pageOf(browser, a.admin), await pageOf(browser, b.admin)]
  await ada.goto(`${a.url}/admin#peers`)
  await bob.goto(`${b.url}/admin#peers`)
  await ada.getByRole('button', { name: 'Link by code' }).click()
  await ada.getByLabel('Address of the other node').fill(b.name)
  await ada.getByRole('button', { name: 'Show the code' }).click()
  await expect(ada.getByRole('button', SAME)).toBeVisible()
  await expect(bob.getByRole('button', SAME)).toBeVisible()
  expect(await codeOn(bob)).toBe(await codeOn(ada))
  await ada.getByRole('button', SAME).click()
  await expect(bob.getByText('said it is')).toBeVisible()
  await bob.getByRole('button', SAME).click()
  await expect(ada.getByText('are linked')).toBeVisible()
  await expect(bob.getByText('are linked')).toBeVisible()

  const world = await makeWorld(b.admin, 'Square')
  const secret = await invite(b.admin, { world: { address: world, right: 'edit' } })
  await ada.goto(`${b.url}/join#${secret}`)
  await ada.getByRole('button', { name: 'I have an account on another node' }).click()
  await ada.getByLabel('Your account there').fill(`ada@${a.name}`)
  await ada.getByRole('button', { name: 'Go to my node' }).click()
  await ada.getByRole('button', { name: 'Go in as Ada' }).click()
  await expect(ada).toHaveURL(`${a.url}/w/bob@${b.name}/square`)
  await expect(ada.getByText('Square').first()).toBeVisible()
})
