// A person's room on a node: how much is used, a warning before, the waiting edits and where they are, and
// the admin's view of it; wide and on a phone.
import { expect, type Page } from '@playwright/test'
import { PICTURE_TYPE } from '../../../shared/wire/api/picture-bodies.ts'
import { startAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { noise } from '../../unit/assets/made.ts'
import { atBrowser, worldOf } from '../account-person.ts'
import { faults } from '../faults.ts'
import { test, type Person } from '../person.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const MB = 1024 * 1024

let node: AccountsNode
test.beforeAll(async () => {
  node = await startAccounts()
  await set({ bytesPerDay: MB })
})
test.afterAll(() => node[Symbol.asyncDispose]())

const set = (settings: object): Promise<unknown> =>
  node.admin.ask('PATCH', '/api/admin/settings', settings).then(told)

/** Puts a picture of so many bytes, about, into a world. */
async function put(who: Somebody, world: string, bytes: number): Promise<void> {
  const answer = await fetch(new URL(`/api/worlds/${world}/assets`, node.url), {
    method: 'POST',
    headers: { cookie: who.cookie, 'content-type': PICTURE_TYPE },
    body: noise(bytes),
  })
  expect(answer.status).toBe(201)
}

/** The part of a page far below the visible one is not drawn. */
async function seeTheEnd({ text, page }: Person): Promise<void> {
  await text.click()
  await page.keyboard.press('Control+End')
}

const isWide = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)

test('who writes much is warned, then what they write waits on their device, and is saved once there is room @hard', async ({
  browser,
}) => {
  const bob = await node.signUp('bob')
  const world = await worldOf(bob, 'Much')
  const one = await atBrowser(browser, node.url, bob)
  await one.enter(world)
  // They are told once, where they are then: what is drawn at first has no connection.
  await expect(one.text).toBeVisible()
  await put(bob, world, 0.85 * MB)
  await expect(
    one.page.getByText(/^You have added .* today\. After 1 MB, anything more is saved tomorrow\.$/),
  ).toBeVisible()
  await put(bob, world, 0.14 * MB)

  const mark = one.page.getByRole('button', { name: /^Saving: / })
  for (let time = 0; time < 20 && !(await mark.getAttribute('aria-label'))?.includes('waiting'); time++) {
    await one.typeFast('a', 50)
    await expect(mark).toHaveAttribute('aria-label', /saved|waiting/)
  }
  await expect(mark).toHaveAttribute('aria-label', 'Saving: kept here, waiting')
  await one.write('not lost')
  await expect(one.text).toContainText('not lost')
  await mark.click()
  await expect(
    one.page.getByText(/You have added 1 MB today.*kept on this device.*You can close the tab\./),
  ).toBeVisible()
  expect(await faults(one.page)).toEqual([])
  // A reload changes nothing: it waits still.
  await one.page.reload()
  await seeTheEnd(one)
  await expect(one.text).toContainText('not lost')
  await expect(mark).toHaveAttribute('aria-label', 'Saving: kept here, waiting')

  await set({ bytesPerDay: 2 * MB })
  await expect(mark).toHaveAttribute('aria-label', 'Saving: saved')
  const other = await atBrowser(browser, node.url, bob)
  await other.enter(world)
  await seeTheEnd(other)
  await expect(other.text).toContainText('not lost')
})

for (const [where, options] of [
  ['wide', {}],
  ['on a phone', phone],
] as const) {
  test(`one sees how much room one has, and an admin who takes how much, ${where} @hard`, async ({
    browser,
  }) => {
    await set({ bytesPerDay: MB })
    const [cy, dora] = [
      await node.signUp(`cy-${options === phone}`),
      await node.signUp(`dora-${options === phone}`),
    ]
    await put(cy, await worldOf(cy, 'Pictures'), 0.9 * MB)
    await worldOf(dora, 'Words')
    const one = await atBrowser(browser, node.url, cy, options)
    await one.page.goto('/account')
    const meter = one.page.getByRole('meter', { name: 'Today' })
    await expect(meter).toBeVisible()
    await expect(one.page.getByText(/^9\d\d(\.\d)? kB of 1 MB$/)).toBeVisible()
    expect(await isWide(one.page)).toBe(true)
    expect(await faults(one.page)).toEqual([])

    const { page } = await atBrowser(browser, node.url, node.admin, options)
    await page.goto('/admin#storage')
    const rows = page.getByRole('table', { name: 'Storage' }).getByRole('row')
    await expect(rows.filter({ hasText: cy.account })).toContainText('nearly full')
    await page.getByLabel('Order').selectOption('by name')
    await expect(rows.filter({ hasText: /cy-|dora-/ }).first()).toContainText('cy-')
    await page.getByLabel('Search by name').fill(dora.account)
    await expect(rows.filter({ hasText: cy.account })).toHaveCount(0)
    await expect(rows.filter({ hasText: dora.account })).toHaveCount(1)
    expect(await isWide(page)).toBe(true)
    expect(await faults(page)).toEqual([])
  })
}
