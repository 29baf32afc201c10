// The clock of a node that jumped, as an admin sees it.
import { expect } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { startAccounts, nodeOf } from '../../accounts.ts'
import { startServer } from '../../process.ts'
import { clockAhead } from '../../fault/clock.ts'
import { test } from '../person.ts'

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]) {
  test(`[C40] an admin is asked whether the clock is right, and says so by keys (${viewport.width} px) @hard`, async ({
    browser,
  }) => {
    const first = await startAccounts()
    await first.server.stop()
    const server = await startServer({ data: first.server.data, access: 'accounts', env: clockAhead(400) })
    await using node = nodeOf(server, first.admin)
    const admin = await node.signIn('ada')
    const context = await browser.newContext({ baseURL: node.url, viewport })
    await context.addCookies([...admin.cookies])
    const page = await context.newPage()
    await page.goto('/admin')
    const question = page.getByRole('alert').filter({ hasText: 'Is the clock of this node right?' })
    await expect(question).toBeVisible()
    expect((await new AxeBuilder({ page }).include('main').analyze()).violations).toEqual([])
    await page.getByRole('button', { name: 'The clock is right' }).focus()
    await page.keyboard.press('Enter')
    await expect(question).toHaveCount(0)
  })
}
