// A node of two processes, as an admin sees it at a browser, wide and on a phone: who leads, what each has,
// and handing over. Real processes, a real database.
import { expect } from '@playwright/test'
import { startNode } from '../../fault/cluster/accounts-processes.ts'
import { NodeProcesses } from '../../fault/cluster/node-processes.ts'
import { databasesOfRun } from '../../fault/postgres/database-server.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { atBrowser } from '../account-person.ts'
import { test } from '../person.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

test('an admin sees the processes and their load, and hands over from the one that leads @hard', async ({
  browser,
}) => {
  test.skip(!hasPostgres)
  await using node = new NodeProcesses(await databasesOfRun.newDatabase())
  const { leading, others, admin, world } = await startNode(node, 2)
  const [other] = others
  if (other === undefined) throw new Error('two processes are there')
  const somebody = { ...admin, cookies: admin.cookies.map((one) => ({ ...one, url: other.server.url })) }
  for (const options of [phone, {}]) {
    const { page, context } = await atBrowser(browser, other.server.url, somebody, options)
    const visitor = await context.newPage()
    await visitor.goto(`/w/${world.address}`)
    await page.goto('/admin')
    const processes = page.getByRole('region', { name: 'Processes' })
    const lineOf = (address: string) => processes.getByRole('row').filter({ hasText: address })
    await expect(lineOf(leading.inside)).toContainText('Leads')
    await expect(lineOf(other.inside)).toContainText('Passes on')
    // The one that leads has the world, and the visitor comes in at the other one.
    await expect(lineOf(leading.inside).locator('[data-title="Worlds"]')).not.toHaveText('0')
    await expect(lineOf(other.inside).locator('[data-title="Connections"]')).not.toHaveText('0')
    for (const { inside } of [leading, other])
      await expect(lineOf(inside).locator('[data-title="Load"]')).toHaveText(/^\d+ %$/)
    const isWide = await page.evaluate(
      () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
    )
    expect(isWide).toBe(true)
    await processes.scrollIntoViewIfNeeded()
    await page.screenshot({
      path: test.info().outputPath(`processes-${options === phone ? 'phone' : 'wide'}.png`),
    })
    if (options === phone) {
      await context.close()
      continue
    }
    await processes.getByRole('button', { name: `Hand over from ${leading.inside}…` }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Hand over' }).click()
    expect(await leading.server.ended()).toEqual({ code: 0, signal: null })
    await expect(lineOf(other.inside)).toContainText('Leads', { timeout: 30_000 })
    await expect(lineOf(leading.inside)).toHaveCount(0)
    await expect(page.getByText('There is no other process that could go on')).toBeVisible()
    await context.close()
  }
})
