// People who are together are told apart by their colours, the same wherever one sees them.
import { expect, type Locator } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'
import { figureOf } from '../there.ts'
import { openHistory } from '../timeline.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const BLUE = { sprite: 'person', color: '#2b6cb0' }

const colorOf = (element: Locator): Promise<string> =>
  element.evaluate((one) => getComputedStyle(one).getPropertyValue('--who').trim())

test('[P5] two who chose one colour are shown in two, on both screens, in lists, on the floor and in history @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  for (const { context } of [ada, bob]) await context.request.post('/api/me', { data: { look: BLUE } })
  await ada.enter('ada/colours')
  await ada.write('Written by Ada.')
  await bob.enter('ada/colours')
  await bob.write(' And by Bob.')
  await ada.isSaved()

  // The last one in the bar is oneself.
  const rounds = ({ page }: Person) =>
    page.getByRole('button', { name: 'People: you and 1 other' }).locator('.round')
  const own = (person: Person) => colorOf(rounds(person).last())
  const other = (person: Person) => colorOf(rounds(person).first())
  await expect.poll(async () => (await own(ada)) === (await own(bob))).toBe(false)
  expect(await other(bob)).toBe(await own(ada))
  const [adas, bobs] = [await own(ada), await own(bob)]
  expect([adas, bobs]).toContain(BLUE.color)
  await expect.poll(() => colorOf(ada.page.locator('.other-caret'))).toBe(bobs)

  for (const { page } of [ada, bob]) await page.getByRole('button', { name: 'Walk', exact: true }).click()
  await expect.poll(() => colorOf(figureOf(ada, 'Bob').locator('.figure-body'))).toBe(bobs)
  await expect.poll(() => colorOf(figureOf(bob, 'Ada').locator('.figure-body'))).toBe(adas)
  await ada.page.getByRole('button', { name: /^People: / }).click()
  const list = ada.page.getByRole('listitem')
  expect(await colorOf(list.filter({ hasText: 'Bob' }).locator('.people-figure'))).toBe(bobs)
  expect(await colorOf(list.first().locator('.people-figure'))).toBe(adas)
  await ada.page.keyboard.press('Escape')

  await openHistory(bob, 'ada/colours')
  const dots = bob.page.getByRole('complementary', { name: 'History' }).locator('.author-dot')
  await expect(dots).toHaveCount(2)
  expect(new Set(await Promise.all((await dots.all()).map(colorOf)))).toEqual(new Set([adas, bobs]))
})
