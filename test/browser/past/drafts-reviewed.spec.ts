// A draft whose maker asks for a review, at two browsers: bob asks, ada is led to it from home, answers, and
// merges it when she is asked again. A keyboard stays in the panel through all of it.
import { expect, type Page } from '@playwright/test'
import { serveAccounts, type AccountsNode } from '../../accounts.ts'
import { atBrowser, letIn, worldOf } from '../account-person.ts'
import { faults, GOOD_PRACTICE } from '../faults.ts'
import { test } from '../person.ts'

let node: AccountsNode

test.beforeAll(async () => {
  node = await serveAccounts()
})

test.afterAll(() => node[Symbol.asyncDispose]())

const panelOf = (page: Page) => page.getByRole('complementary', { name: 'Drafts' })

/** Presses a button by the keyboard, and answers where the focus is once what it does is done. */
async function press(page: Page, name: string, done: () => Promise<void>): Promise<void> {
  await panelOf(page).getByRole('button', { name }).focus()
  await page.keyboard.press('Enter')
  await done()
  await expect(page.locator('.side:focus, .side :focus')).toHaveCount(1)
}

test('[Y24] a draft’s maker asks for a review, and the owner of its world answers, and merges it', async ({
  browser,
}) => {
  const garden = await worldOf(node.admin, 'Garden')
  const bob = await atBrowser(browser, node.url, await node.signUp('bob'))
  await letIn(node.admin, garden, 'bob', 'edit')
  await bob.enter(garden)
  await bob.page.keyboard.press('Control+k')
  await bob.page.getByRole('combobox').fill('Drafts')
  await bob.page.keyboard.press('Enter')
  const bobs = panelOf(bob.page)
  await bobs.getByRole('textbox', { name: 'New draft' }).fill('Night')
  await bobs.getByRole('button', { name: 'Begin' }).click()
  await bob.page.getByRole('button', { name: 'This is a draft of' }).click()
  await bob.write('By night.')
  await expect(bobs.getByRole('listitem')).toContainText('By night.')
  await expect(bobs).toContainText('they can see and edit it')
  await press(bob.page, 'Ask Ada to review it', () => expect(bobs).toContainText('Asked, just now'))

  // From home to the review.
  const ada = await atBrowser(browser, node.url, node.admin)
  await ada.page.goto('/')
  await ada.page.getByRole('link', { name: 'Review asked for Night' }).click()
  const adas = panelOf(ada.page)
  await expect(adas).toContainText('Bob asks to have this draft reviewed, just now.')
  expect(await faults(ada.page, '.panel', GOOD_PRACTICE)).toEqual([])
  await adas.getByRole('textbox', { name: 'Do not merge it now' }).fill('Next spring')
  await press(ada.page, 'Answer', () => expect(adas).toContainText('Ada looked at it just now'))

  // An opened panel has what became of it.
  const mark = bob.page.getByRole('button', { name: 'This is a draft of' })
  await mark.click()
  await mark.click()
  await expect(bobs).toContainText('Next spring')
  await press(bob.page, 'Ask Ada to review it', () => expect(bobs).toContainText('Asked, just now'))

  // In the world, her list of drafts leads there, too.
  await ada.enter(garden)
  await ada.page.keyboard.press('Control+k')
  await ada.page.getByRole('combobox').fill('Drafts')
  await ada.page.keyboard.press('Enter')
  await adas.getByRole('link', { name: 'Review asked for Night' }).click()
  await expect(adas.getByRole('listitem')).toContainText('By night.')
  await press(ada.page, 'Merge all', () => expect(adas).toContainText('Nothing differs yet'))
  await expect(adas.getByRole('region', { name: 'Review' })).toHaveCount(0)
})
