// Code that pages share, as who writes and plays there sees it.
import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'
import { walkIn } from '../there.ts'

let server: ServingNode
test.beforeAll(({ openNode }) => {
  server = openNode
})

const CARDS = '\\n```js\\nexport function deal() { return self.name + " deals the ace" }\\n```\\n'

const PAGE = `# The table

\`\`\`js
on('hear', ({ words }) => {
  if (words === 'cards') create({ name: 'Cards', x: 300, y: 500, on: self, text: '# Cards${CARDS}' })
  if (words === 'deal') say(from('Cards').deal())
})
\`\`\`
`

test('[B26] [B27] a page that is missing is told at the line; once it is there, its functions are used @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const say = async (words: string): Promise<void> => {
    await page.getByLabel('Say something').fill(words)
    await page.keyboard.press('Enter')
    await expect(page.getByLabel('Say something')).toHaveValue('')
  }
  await ada.enter('ada/table')
  await ada.text.click()
  await page.keyboard.insertText(PAGE)
  await ada.isSaved()
  await walkIn(ada, 'ada/table')
  const fault = page.getByRole('button', { name: /^Fault in line 6: There is no page called “Cards”/ })
  await expect(async () => {
    await say('deal')
    await expect(fault).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await say('cards')
  await expect(page.getByRole('button', { name: 'Cards', exact: true })).toBeVisible()
  await expect(fault).toHaveCount(0)
  await say('deal')
  await expect(page.getByText('table deals the ace').first()).toBeVisible()
})
