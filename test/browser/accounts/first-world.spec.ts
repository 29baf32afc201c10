// The first minutes of a new node: one makes the first account, stands in the welcome world, and uses the one
// thing that says how it is used.
import { expect, type Browser, type Page } from '@playwright/test'
import { firstLink, PASSWORD } from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import type { ServingNode } from '../../process.ts'
import { faults } from '../faults.ts'
import { test } from '../person.ts'

/** A page of somebody who has just made the first account, with the link on the console. */
async function makeFirst(
  browser: Browser,
  server: ServingNode,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<Page> {
  const page = await browser.newPage({ baseURL: server.url, ...options })
  await page.goto(await firstLink(server))
  await page.getByLabel('Your name').fill('Ada Lovelace')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page).toHaveURL(/\/w\/inkland\/welcome$/)
  // In the world, and walking: nothing has to be pressed for that.
  await expect(page.locator('.figure[data-me]')).toBeInViewport()
  await expect(
    page.getByRole('button', { name: 'Walk up to the lantern and press E, or tap it' }),
  ).toBeInViewport()
  return page
}

/** How large the first flower is drawn. */
const sizeOfFlower = (page: Page): Promise<string> =>
  page
    .getByRole('button', { name: 'Flower' })
    .first()
    .locator('[data-drawn] > *, .drawn')
    .first()
    .evaluate((drawing) => getComputedStyle(drawing).scale)

test('the first account lands in the welcome world, walking, and by one step and a key a lantern lights up and flowers open', async ({
  browser,
}) => {
  await using server = await serve({ access: 'accounts' })
  const page = await makeFirst(browser, server)
  expect(await faults(page)).toEqual([])
  await page.keyboard.down('ArrowUp')
  await expect(page.getByRole('toolbar', { name: 'In front of you: Lantern' })).toBeVisible()
  await page.keyboard.up('ArrowUp')
  await page.keyboard.press('e')
  await expect(page.getByText('Hello, Ada Lovelace!').first()).toBeVisible()
  await expect.poll(() => sizeOfFlower(page)).toBe('1.5')
  // And they close again.
  await expect.poll(() => sizeOfFlower(page)).not.toBe('1.5')
})

test('on a phone, by night, a finger does it @hard', async ({ browser }) => {
  await using server = await serve({ access: 'accounts' })
  const page = await makeFirst(browser, server, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    colorScheme: 'dark',
  })
  // The words stand on plain paper, by night too.
  const card = page.locator('.thing .drawn-card')
  expect(await card.evaluate((paper) => getComputedStyle(paper).backgroundImage)).toBe('none')
  await page.getByRole('button', { name: 'Lantern', exact: true }).tap()
  await page.getByRole('toolbar', { name: 'Actions for Lantern' }).getByRole('button', { name: 'Use' }).tap()
  await expect(page.getByText('Hello, Ada Lovelace!').first()).toBeVisible()
  await expect.poll(() => sizeOfFlower(page)).toBe('1.5')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})
