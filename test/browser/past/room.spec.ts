// Making room on the screen, wide and on a phone, beside another tab that is open and one that is offline.
import { expect } from '@playwright/test'
import { startAccounts } from '../../accounts.ts'
import { leaveNothing } from '../../attack/past/many-writers.ts'
import { furnish } from '../../fault/past/deed.ts'
import { changed } from '../../fault/past/scene-writer.ts'
import { atBrowser, worldOf } from '../account-person.ts'
import { faults } from '../faults.ts'
import { test } from '../person.ts'
import { PHONE } from '../timeline.ts'

for (const { name, window } of [
  { name: 'at a desk', window: undefined },
  { name: 'on a phone', window: PHONE },
]) {
  test(`[HI44] an owner sees what making room gives, and makes it, ${name}; open tabs go on @hard`, async ({
    browser,
  }) => {
    await using node = await startAccounts()
    const world = await worldOf(node.admin, 'Garden')
    await changed(node, world, furnish)
    await changed(node, world, (writer) => leaveNothing(writer.scene, 't0', 300))
    const ada = await atBrowser(browser, node.url, node.admin, window)
    const { page } = ada
    await ada.enter(world)
    await ada.text.click()
    await page.keyboard.insertText('Before. ')
    await ada.isSaved()
    const other = await atBrowser(browser, node.url, node.admin)
    await other.enter(world)
    await other.reads(/Before\./)
    const away = await atBrowser(browser, node.url, node.admin)
    await away.enter(world)
    await away.reads(/Before\./)
    await away.text.click()
    await away.page.context().setOffline(true)
    await away.page.keyboard.insertText('Mine')
    await away.hasKept(1)

    if (window === undefined) await page.getByRole('button', { name: /^Share/ }).click()
    else {
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('combobox').fill('Share')
      await page.keyboard.press('Enter')
    }
    await page.getByRole('button', { name: 'Make room…' }).click()
    const card = page.getByRole('dialog', { name: 'Make room' })
    await card.getByRole('button', { name: 'See how much that is' }).click()
    await expect(card).toContainText(/This world counts 3\d\d tabs and \d+ pieces\. It would count \d tabs/)
    expect(await faults(page)).toEqual([])
    await card.getByRole('button', { name: 'Make room', exact: true }).click()
    await expect(page.getByText(/^Room was made\. This world counts \d tabs? and/)).toBeVisible()

    await ada.reads(/^\s*Before\.\s*$/)
    await other.reads(/^\s*Before\.\s*$/)
    await other.text.click()
    await other.page.keyboard.insertText('After. ')
    await other.isSaved()
    await ada.reads(/After\./)
    await away.page.context().setOffline(false)
    await expect(away.page.getByText(/as a copy/).first()).toBeVisible()
    await away.reads(/After\./)
    await page.reload()
    await ada.reads(/After\./)
  })
}
