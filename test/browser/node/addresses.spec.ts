// An admin allows an address outside, and code on a page brings its answer onto the page; then they take it
// back. By the keyboard, wide and on a phone.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from '@playwright/test'
import { startAccounts, type AccountsNode } from '../../accounts.ts'
import { atBrowser, worldOf } from '../account-person.ts'
import { faults } from '../faults.ts'
import { test } from '../person.ts'
import { walkIn } from '../there.ts'

/** Where the service is; the node is started for it, and for nothing else of this machine. */
const OUTSIDE = '127.0.0.2'
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let node: AccountsNode
let service: Server
let at = ''
test.beforeAll(async () => {
  service = createServer((_, response) => void response.end(JSON.stringify({ now: 'sunny, 21 degrees' })))
  service.listen(0, OUTSIDE)
  await once(service, 'listening')
  at = `http://${OUTSIDE}:${(service.address() as AddressInfo).port}`
  node = await startAccounts({ args: [`--peers-private=${OUTSIDE}/32`] })
})
test.afterAll(async () => {
  await node[Symbol.asyncDispose]()
  service.close()
})

const pageWith = (address: string): string => `# The weather house

#weather unknown

\`\`\`js
on('hear', async () => {
  const answer = await fetch('${address}/weather')
  text().show('weather', answer.ok ? answer.data.now : answer.why)
})
\`\`\`
`

test('[C29] an admin allows an address, code brings its answer onto the page, and the admin takes it back @hard', async ({
  browser,
}) => {
  const world = await worldOf(node.admin, 'The weather house')
  const one = await atBrowser(browser, node.url, node.admin)
  await one.enter(world)
  await one.text.click()
  await one.page.keyboard.insertText(pageWith(at))
  await one.isSaved()
  await walkIn(one, world)
  const asks = async (shown: string): Promise<void> => {
    await expect(async () => {
      await one.page.getByLabel('Say something').fill('What is the weather?')
      await one.page.keyboard.press('Enter')
      await expect(one.page.getByText(shown)).toBeVisible({ timeout: 2_000 })
    }).toPass()
  }
  await asks('The admins of this node have allowed no addresses')

  const two = await atBrowser(browser, node.url, node.admin)
  const { page } = two
  await page.goto('/admin#addresses')
  await expect(page.getByText('None yet, so code reaches nothing outside this node.')).toBeVisible()
  expect(await faults(page)).toEqual([])
  const line = page.getByLabel('Allow an address')
  for (const [typed, words] of [
    ['not an address', 'That is not an address.'],
    ['https://ada:secret@api.example.org', 'Leave out the name and password'],
    ['https://api.example.org/?key=1', 'Leave out what follows'],
    ['http://api.example.org:25', 'Port 25 belongs to another kind of service'],
    ['https://10.0.0.1', 'lies in a private network'],
    [at.replace(OUTSIDE, '127.0.0.1'), 'lies in a private network'],
  ] as const) {
    await line.fill(typed)
    await line.press('Enter')
    await expect(page.getByRole('alert')).toContainText(words)
    await expect(line).toBeFocused()
  }
  await line.fill(at)
  await line.press('Enter')
  await expect(page.getByRole('row').filter({ hasText: at })).toBeVisible()
  await expect(line).toHaveValue('')
  await asks('sunny, 21 degrees')

  const small = await atBrowser(browser, node.url, node.admin, phone)
  await small.page.goto('/admin#addresses')
  await expect(small.page.getByRole('row').filter({ hasText: at })).toBeVisible()
  const isWide = await small.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
  expect(isWide).toBe(true)
  expect(await faults(small.page)).toEqual([])
  await small.page.getByRole('button', { name: `Remove ${at}` }).tap()
  await expect(small.page.getByText('None yet, so code reaches nothing outside this node.')).toBeVisible()
  await asks('The admins of this node have allowed no addresses')
  await page.goto('/admin#deeds')
  await expect(page.getByText(`Ada stopped code from reaching ${at}`)).toBeVisible()
  await expect(page.getByText(`Ada let code reach ${at}`)).toBeVisible()
})
