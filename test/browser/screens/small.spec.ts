// Small things of the first hour, as a person meets them: results of a search are shown, a field's meaning is
// at the field, and nothing moves the line that one types.
import { expect, type Page } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults, GOOD_PRACTICE } from '../faults.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

async function add(person: Person, kind: string): Promise<void> {
  const { page } = person
  await page.getByRole('button', { name: 'Add a thing' }).click()
  await page.getByRole('searchbox', { name: 'Find a thing' }).fill(kind)
  await page.keyboard.press('Enter')
  await page.keyboard.type(kind)
  await page.keyboard.press('Enter')
  await expect(person.thing(kind)).toBeVisible()
}

async function openThing(person: Person, name: string): Promise<void> {
  await person.thing(name).focus()
  await person.page.keyboard.press('Enter')
  await expect(person.page.getByRole('textbox', { name: `The page of ${name}` })).toBeVisible()
}

const selectedWords = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => getSelection()?.toString())

test('Ctrl+K in a page’s first moment opens the search, and no browser has anything to warn of @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const warned: string[] = []
  page.on('console', (message) => {
    if (/policy/i.test(message.text())) warned.push(message.text())
  })
  const fetched = Promise.withResolvers<void>()
  await page.route(/assets\/tools-[^/]*\.js/, async (route) => {
    await fetched.promise
    await route.continue()
  })
  await ada.enter('ada/first-moment')
  await page.keyboard.press('Control+k')
  fetched.resolve()
  await expect(
    page.getByRole('combobox', { name: 'What to do, where to go, or words to find' }),
  ).toBeFocused()
  expect(warned).toEqual([])
})

test('[E7] a search goes to what it found: the thing is selected and in sight, its words are selected on its page @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/search')
  await ada.text.click()
  await page.keyboard.insertText(`# Pond\n${'It rains.\n\n'.repeat(60)}The heron stands here.\n`)
  await add(ada, 'lamp')
  await openThing(ada, 'lamp')
  await page.getByRole('textbox', { name: 'The page of lamp' }).click()
  await page.keyboard.insertText('It burns.\nWhale oil, mostly.\n')
  await ada.isSaved()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: /^Outline/ }).click()
  const field = page.getByRole('textbox', { name: 'Search for a thing' })

  await field.fill('heron')
  await field.press('Enter')
  await expect.poll(() => selectedWords(page)).toBe('heron')
  await expect(page.locator('.cm-line', { hasText: 'The heron' })).toBeInViewport()

  await field.fill('whale')
  await expect(page.getByRole('treeitem', { name: /^lamp/ })).toBeVisible()
  await field.press('Enter')
  await expect(page.getByRole('textbox', { name: 'The page of lamp' })).toBeFocused()
  await expect.poll(() => selectedWords(page)).toBe('Whale')
  await expect(page.getByRole('treeitem', { name: /^lamp/ })).toHaveAttribute('aria-selected', 'true')
  await expect(ada.thing('lamp')).toBeInViewport()
})

test('[E6] what a field means stands at the field; axe names nothing in an inspector that is all open @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/fields')
  await add(ada, 'lamp')
  await openThing(ada, 'lamp')
  const written = page.getByRole('textbox', { name: 'The page of lamp' })
  await written.click()
  await page.keyboard.insertText(
    '```js\nprops({ bright: true, far: 3 })\nfor (let at = 0; at < 40; at += 1) log(at)\nafter(1, () => nothing.at())\n```\n',
  )
  await expect(page.getByText('Settings', { exact: true })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Faults' })).toBeVisible()
  // Below the page: what went wrong moves no line of it.
  const top = (name: 'Page' | 'Faults') =>
    page.getByRole('region', { name, exact: true }).evaluate((part) => part.getBoundingClientRect().top)
  expect(await top('Faults')).toBeGreaterThan(await top('Page'))

  await page.locator('summary', { hasText: 'In play' }).click()
  const speed = page.getByRole('textbox', { name: 'Speed' })
  await expect(speed).toHaveAccessibleDescription('How fast it walks; 100 is normal.')
  const [field, help] = await Promise.all([
    speed.boundingBox(),
    page.getByText('How fast it walks; 100 is normal.').boundingBox(),
  ])
  if (!field || !help) throw new Error('the field says nothing')
  expect(help.y - (field.y + field.height)).toBeLessThan(12)

  // The console is scrolled by keys.
  const lines = page.getByRole('log', { name: 'Lines' })
  await lines.focus()
  const place = () => lines.evaluate((box) => box.scrollTop)
  const end = await place()
  await page.keyboard.press('PageUp')
  await expect.poll(place).toBeLessThan(end)

  // Hundreds of drawings would take half a minute.
  const closed = page.locator('.panel details:not(.prop-more):not([open]) > summary')
  while ((await closed.count()) > 0) await closed.first().click()
  expect(await faults(page, undefined, GOOD_PRACTICE)).toEqual([])
  await page.locator('.panel .prop-more > summary').click()
  await expect(page.getByRole('list', { name: 'Things' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Things' })).toHaveCount(1)
})

test('a page is printed by a command, without the search over it @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/printed')
  await ada.write('On real paper.')
  await page.evaluate(() =>
    addEventListener('beforeprint', () => {
      document.title = `printed with ${document.querySelectorAll('[role="dialog"]').length} over it`
    }),
  )
  await page.keyboard.press('Control+k')
  await page.keyboard.type('save as pdf')
  await page.keyboard.press('Enter')
  await expect(page).toHaveTitle('printed with 0 over it')
})
