// What programs show and ask one person alone, as people see it.
import { expect, type Locator } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { walkIn } from '../there.ts'

let server: ServingNode
test.beforeAll(({ openNode }) => {
  server = openNode
})

const PAGE = `# The tearoom

#order nothing yet

\`\`\`js
on('hear', async ({ subject, words }) => {
  if (words === 'hello') text().showTo(subject, 'order', 'a secret for ' + subject.name)
  if (words === 'tea') say('They take ' + await ask(subject, 'Tea or coffee?', ['Tea', 'Coffee']))
  if (words === 'where') say('Shown: ' + (await pointOut(subject, self, 'Look here?')))
  if (words === 'form') {
    const order = await ask(subject, 'How would you like it?', { name: '', sugar: 1, milk: false, cup: ['small', 'large'] })
    say(order === null ? 'They want nothing' : order.name + ': ' + order.sugar + ' ' + order.milk + ' ' + order.cup)
  }
})
\`\`\`
`

const cardOf = ({ page }: Person, words: string): Locator => page.getByRole('dialog', { name: words })

async function say({ page }: Person, words: string): Promise<void> {
  await page.getByLabel('Say something').fill(words)
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Say something')).toHaveValue('')
}

test('[B15] [B16] a question is answered from the keyboard, a form at a phone; a value is shown to one alone @hard', async ({
  browser,
}) => {
  const phone = { viewport: { width: 390, height: 844 } }
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob', phone)
  await ada.enter('ada/tearoom')
  await ada.text.click()
  await ada.page.keyboard.insertText(PAGE)
  await ada.isSaved()
  await walkIn(ada, 'ada/tearoom')
  await bob.enter('ada/tearoom')
  const walk = bob.page
    .getByRole('navigation', { name: 'Actions' })
    .getByRole('button', { name: 'Walk', exact: true })
  await walk.click()
  await expect(bob.page.locator('.figure[data-me]')).toBeVisible()

  await expect(async () => {
    await say(ada, 'hello')
    await expect(ada.page.getByText('a secret for Ada')).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await expect(bob.page.getByText('nothing yet')).toBeVisible()
  await ada.page.reload()
  await expect(ada.page.getByText('a secret for Ada')).toBeVisible()
  await expect(bob.page.getByText('a secret for Ada')).toHaveCount(0)

  await expect(ada.page.locator('.figure[data-me]')).toBeVisible()
  await say(ada, 'tea')
  const tea = cardOf(ada, 'Tea or coffee?')
  await expect(tea).toBeVisible()
  await expect(cardOf(bob, 'Tea or coffee?')).toHaveCount(0)
  await expect(ada.page.getByText(/asks you: Tea or coffee\? Press Alt\+Y to answer\./)).toBeAttached()
  expect(await faults(ada.page, '.question-card')).toEqual([])
  // The focus is in the answer; after having been elsewhere a key leads back there.
  await expect(tea.getByRole('button', { name: 'Tea' })).toBeFocused()
  await expect(tea).toContainText('Alt+Y')
  await ada.page.getByRole('main').focus()
  await ada.page.keyboard.press('Alt+y')
  await expect(tea.getByRole('button', { name: 'Tea' })).toBeFocused()
  await ada.page.keyboard.press('Tab')
  await ada.page.keyboard.press('Enter')
  await expect(tea).toHaveCount(0)
  await expect(ada.page.getByText('They take Coffee').first()).toBeVisible()

  await say(bob, 'form')
  const form = cardOf(bob, 'How would you like it?')
  await expect(form).toBeVisible()
  await form.getByLabel('Name').fill('Bob')
  await form.getByLabel('Sugar').fill('2.5')
  await form.getByLabel('Milk').check()
  await form.getByLabel('Cup').selectOption('large')
  expect(await faults(bob.page, '.question-card')).toEqual([])
  const box = await form.boundingBox()
  expect(box?.width).toBe(390)
  await form.getByRole('button', { name: 'Answer' }).click()
  await expect(form).toHaveCount(0)
  await expect(bob.page.getByText('Bob: 2.5 true large').first()).toBeVisible()

  await say(bob, 'where')
  await cardOf(bob, 'Look here?').getByRole('button', { name: 'Show me' }).click()
  await expect(bob.page.getByText('Shown: true').first()).toBeVisible()

  await say(bob, 'tea')
  await cardOf(bob, 'Tea or coffee?').getByRole('button', { name: 'Close the question' }).click()
  await expect(bob.page.getByText('They take null').first()).toBeVisible()
})
