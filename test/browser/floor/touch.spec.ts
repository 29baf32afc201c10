// Dragging with a finger: out of the palette, the handle of space, and lines of the outline.
import { expect, type Locator } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'
import { touchOf, type Spot } from '../touch.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

async function middleOf(place: Locator): Promise<Spot> {
  const box = await place.boundingBox()
  if (!box) throw new Error('it is not on the screen')
  return [box.x + box.width / 2, box.y + box.height / 2]
}

test('[E1] [E3] a finger drags a thing out of the palette, opens space by the handle, and drags in the outline', async ({
  browser,
}) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  const { page } = ada
  await ada.enter('ada/fingers')
  await ada.write('one\n\ntwo')
  const touch = await touchOf(page)
  const dock = page.getByRole('navigation', { name: 'Actions' })
  const top = async (thing: Locator): Promise<number> => (await thing.boundingBox())?.y ?? Number.NaN

  // All but the drags by a mouse: a tap so soon after a drag only stops it, to the browser.
  for (const [name, y] of [
    ['chest', 330],
    ['lamp', 450],
  ] as const) {
    await dock.getByRole('button', { name: 'Add a thing' }).click()
    const choice = page.getByRole('button', { name, exact: true }).first()
    await choice.scrollIntoViewIfNeeded()
    const from = await middleOf(choice)
    await touch.down(from)
    await expect(page.locator('.carried')).toBeVisible()
    await touch.move(from, [200, y])
    await touch.up()
    await page.keyboard.press('Enter')
    await expect(ada.thing(name)).toBeVisible()
    const [, middle] = await middleOf(ada.thing(name))
    expect(Math.abs(middle - y)).toBeLessThan(24)
  }

  // Whole, wherever the thing is; and gone while one writes.
  await expect(page.getByRole('toolbar', { name: 'Actions for lamp' })).toBeInViewport({ ratio: 1 })
  await page.locator('.cm-line').filter({ hasText: 'one' }).click()
  await expect(page.getByRole('toolbar')).toHaveCount(0)
  const handle = page.getByRole('button', { name: /^Space here/ })
  const grip = await middleOf(handle)
  const before = await top(ada.thing('chest'))
  await touch.down(grip)
  await touch.move(grip, [grip[0], grip[1] + 60])
  await expect(page.getByRole('status').getByText(/^\d lines more$/)).toBeVisible()
  await touch.up()
  await expect.poll(() => top(ada.thing('chest'))).toBeGreaterThan(before + 40)
  await dock.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => top(ada.thing('chest'))).toBe(before)

  await dock.getByRole('button', { name: /^Outline/ }).click()
  const line = (name: string): Locator => page.getByRole('treeitem').filter({ hasText: name })
  const [from, to] = [await middleOf(line('lamp')), await middleOf(line('chest'))]
  await touch.down(from)
  await expect(page.locator('.outline-ghost')).toBeVisible()
  await touch.move(from, to)
  await expect(page.locator('.outline-ghost')).toContainText('into chest')
  await touch.up()
  await expect(line('lamp')).toHaveAttribute('aria-level', '3')
  await ada.isSaved()
})
