// A draft as people use it: begun from a world, written in, reviewed, merged, and taken back.
import { expect, type Request } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults, GOOD_PRACTICE } from '../faults.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

test('[Y1][Y6][Y11] what one writes in a draft reaches its world when it is merged, beside what others wrote', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/nightly')
  await ada.write('A garden by day.')
  await ada.isSaved()
  await bob.enter('ada/nightly')
  await bob.reads(/^A garden by day\.$/)

  await command(ada, 'Drafts')
  const panel = ada.page.getByRole('complementary', { name: 'Drafts' })
  await panel.getByRole('textbox', { name: 'New draft' }).fill('Night')
  await panel.getByRole('button', { name: 'Begin' }).click()
  const mark = ada.page.getByRole('button', { name: 'This is a draft of' })
  await expect(mark).toBeVisible()
  await ada.reads(/^A garden by day\.$/)
  await mark.click()
  await expect(panel).toContainText('Nothing differs yet')
  await ada.write(' And by night.')
  await ada.isSaved()
  await expect(mark).toHaveAccessibleName(/: Night\. 1 change$/)
  // The review is up to date while it is open, with what is written on either side.
  await expect(panel.getByRole('listitem')).toContainText('And by night.')
  await bob.write(' It rains.')
  await bob.isSaved()
  await bob.reads(/^A garden by day\. It rains\.$/)
  await expect(panel).toContainText('has changed since')
  // Both wrote at one place: somebody chooses.
  const conflict = panel.getByRole('group', { name: /line 1 of its page/ })
  await expect(conflict).toContainText('“ It rains.”')
  await expect(conflict).toContainText('“ And by night.”')
  expect(await faults(ada.page, '.panel', GOOD_PRACTICE)).toEqual([])
  const both = conflict.getByRole('radio', { name: 'Both, one after the other' })
  await both.check()
  // Nothing that was chosen is lost where the network goes for a moment.
  const isReview = (request: Request): boolean => request.url().endsWith('/review')
  await ada.page.route('**/review', (route) => route.abort(), { times: 1 })
  const failed = ada.page.waitForEvent('requestfailed', isReview)
  await ada.context.setOffline(true)
  await expect(ada.mark).toHaveAccessibleName(/offline/)
  await ada.context.setOffline(false)
  await failed
  await ada.isSaved()
  await expect(both).toBeChecked()
  await panel.getByRole('button', { name: 'Merge all' }).press('Enter')
  await expect(ada.page.getByText('1 change merged.')).toBeVisible()
  await bob.reads(/^A garden by day\. It rains\. And by night\.$/)
  await expect(panel).toContainText('Nothing differs yet')
  await isInPanel(ada)
  await expect(mark).toHaveAccessibleName(/: Night\. 0 changes$/)

  await command(bob, 'Drafts')
  const bobs = bob.page.getByRole('complementary', { name: 'Drafts' })
  await bobs.getByRole('button', { name: 'Revert' }).click()
  await expect(bob.page.getByRole('dialog', { name: 'Revert the merge' })).toBeFocused()
  const revert = bob.page.getByRole('button', { name: 'Revert merge' })
  await expect(revert).toBeEnabled()
  await revert.press('Enter')
  await bob.reads(/^A garden by day\. It rains\.$/)
  await expect(bobs).toContainText('taken back')
  await isInPanel(bob)
})

/** What a keyboard was on went with what it did: it is in the panel, and not at the page's beginning. */
const isInPanel = ({ page }: Person): Promise<void> =>
  expect(page.locator('.side:focus, .side :focus')).toHaveCount(1)

test('[Y1] a draft of a draft is begun by keys @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/later')
  await ada.isSaved()
  await command(ada, 'Drafts')
  const panel = page.getByRole('complementary', { name: 'Drafts' })
  await panel.getByRole('textbox', { name: 'New draft' }).fill('Night')
  await page.keyboard.press('Enter')
  const mark = page.getByRole('button', { name: 'This is a draft of' })
  await expect(mark).toHaveAccessibleName(/: Night\. 0 changes$/)
  await mark.press('Enter')
  await panel.getByText('Drafts of this draft').focus()
  await page.keyboard.press('Enter')
  await panel.getByRole('textbox', { name: 'New draft' }).fill('Later')
  expect(await faults(page, '.panel', GOOD_PRACTICE)).toEqual([])
  await page.keyboard.press('Enter')
  await expect(mark).toHaveAccessibleName(/: Later\. 0 changes$/)
})

async function command({ page }: Person, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(name)
  await page.keyboard.press('Enter')
}

test('[Y15][Y16] what one writes in the draft of a published world is there for others once it is published @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/paper')
  await ada.write('Issue one.')
  await ada.isSaved()
  await bob.enter('ada/paper')
  await bob.reads(/^Issue one\.$/)

  await command(ada, 'Drafts')
  const panel = ada.page.getByRole('complementary', { name: 'Drafts' })
  await panel.getByRole('button', { name: 'Write it in a draft' }).click()
  const mark = bob.page.getByRole('button', { name: 'This world is written in a draft' })
  await expect(mark).toBeVisible()
  // The page takes no letters any more; the way to the draft is in the panel.
  await mark.click()
  const bobs = bob.page.getByRole('complementary', { name: 'Drafts' })
  await expect(bobs).toContainText('Everybody sees it as it was when that began.')
  expect(await faults(bob.page, '.panel', GOOD_PRACTICE)).toEqual([])
  await bobs.getByRole('region', { name: 'Publishing' }).getByRole('link').click()
  await expect(bob.page.getByRole('button', { name: 'This is a draft of' })).toBeVisible()
  await bob.reads(/^Issue one\.$/)
  await bob.write(' Issue two.')
  await bob.isSaved()
  await ada.reads(/^Issue one\.$/)

  await panel.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(ada.page.getByText('Published: everybody sees it now.')).toBeVisible()
  await ada.reads(/^Issue one\. Issue two\.$/)
  await panel.getByRole('button', { name: 'Unpublish' }).click()
  await ada.page.getByRole('alertdialog').getByRole('button', { name: 'Unpublish' }).click()
  await ada.reads(/^Issue one\.$/)
  await isInPanel(ada)
  await panel.getByRole('button', { name: 'Stop' }).click()
  const question = ada.page.getByRole('alertdialog')
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await question.getByRole('button', { name: 'Write in the world' }).click()
  await expect(panel.getByRole('button', { name: 'Write it in a draft' })).toBeVisible()
  await isInPanel(ada)
})
