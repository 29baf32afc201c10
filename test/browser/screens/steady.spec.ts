// What one aims at stays where it is: the bar when somebody comes or one's mode changes, and what one works
// with when there are notices.
import { expect, type Page } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** Where the marks and buttons of the bar begin, beside those of the people. */
function barOf(page: Page): Promise<string[]> {
  return page.locator('.bar :is(button, a, output):not(.people)').evaluateAll((all) =>
    all.map((part) => {
      const name = part.getAttribute('aria-label') ?? part.textContent
      return `${name}: ${Math.round(part.getBoundingClientRect().left)}`
    }),
  )
}

test('the bar stays as it is when people come, and the switch between writing and walking in its place @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/steady')
  await ada.isSaved()
  await expect(ada.page.getByRole('button', { name: 'People: you and nobody else' })).toBeVisible()
  const before = await barOf(ada.page)
  for (const name of ['Bob', 'Eve']) await (await Person.meet(browser, server.url, name)).enter('ada/steady')
  await expect(ada.page.getByRole('button', { name: 'People: you and 2 others' })).toBeVisible()
  expect(await barOf(ada.page)).toEqual(before)

  const walk = ada.page.getByRole('button', { name: 'Walk', exact: true })
  const place = await walk.boundingBox()
  await walk.click()
  const write = ada.page.getByRole('button', { name: 'Write', exact: true })
  await expect(write).toBeVisible()
  expect(await write.boundingBox()).toEqual(place)
})

test('at most two notices are seen, above the timeline that one works with @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', {
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  await ada.enter('ada/notices')
  await ada.isSaved()
  await ada.page.getByRole('button', { name: 'Share' }).click()
  const copy = ada.page.getByRole('button', { name: 'Copy link' })
  const notices = ada.page.locator('.notice').filter({ visible: true })
  await copy.click()
  await expect(notices).toHaveCount(1)
  await ada.page.getByRole('button', { name: 'Timeline' }).click()
  const timeline = ada.page.locator('.timeline')
  await expect(timeline).toBeVisible()
  for (let press = 0; press < 3; press += 1) await copy.click()
  await expect(notices).toHaveCount(2)
  await expect
    .poll(async () => {
      const boxes = await Promise.all((await notices.all()).map((notice) => notice.boundingBox()))
      const lowest = Math.max(...boxes.map((box) => (box === null ? 0 : box.y + box.height)))
      return lowest < ((await timeline.boundingBox())?.y ?? 0)
    })
    .toBe(true)
})
