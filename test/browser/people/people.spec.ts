import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

test('one sees where somebody points, follows them down the page, and goes one’s own way again @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/long')
  await bob.enter('ada/long')
  await bob.text.click()
  await bob.page.keyboard.insertText('A line of a long page.\n\n'.repeat(60))
  await expect(ada.page.getByRole('button', { name: 'People: you and 1 other' })).toBeVisible()

  const pointer = ada.page.locator('.pointer').filter({ hasText: 'Bob' })
  // The tooltip's code is fetched after the page, and a pointer that rests is taken away.
  await expect(async () => {
    await bob.page.mouse.move(520, 320)
    await bob.page.mouse.move(500, 300)
    await expect(pointer).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await expect
    .poll(async () => {
      const box = await pointer.boundingBox()
      return Math.hypot((box?.x ?? 0) - 500, (box?.y ?? 0) - 300)
    })
    .toBeLessThan(12)

  await ada.page.getByRole('button', { name: /^People: / }).click()
  await ada.page.getByRole('button', { name: 'Follow Bob' }).click()
  await expect(ada.page.getByText('You see what Bob sees.')).toBeVisible()
  const top = (person: Person) => person.page.getByRole('main').evaluate((floor) => floor.scrollTop)
  await bob.page.mouse.wheel(0, 900)
  await expect.poll(() => top(bob)).toBeGreaterThan(800)
  await expect.poll(async () => Math.abs((await top(ada)) - (await top(bob)))).toBeLessThan(30)

  await ada.page.mouse.move(400, 400)
  await ada.page.mouse.wheel(0, -300)
  await expect(ada.page.getByText('You see what Bob sees.')).toHaveCount(0)
  await bob.page.mouse.wheel(0, 400)
  await expect.poll(() => top(bob)).toBeGreaterThan(1200)
  await expect(pointer).toBeVisible()
  expect((await top(bob)) - (await top(ada))).toBeGreaterThan(350)
})
