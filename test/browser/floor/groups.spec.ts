// Groups of things: selected and moved together, by everybody, until somebody ungroups them.
import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { makeWorld } from '../made-scene.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const THINGS = ['one', 'two', 'three'].map((name, at) => ({ name, x: 200 + at * 120, y: 200 }))

const both = ({ page }: Person) => page.getByRole('toolbar', { name: 'Actions for 2 things' })
const alone = ({ page }: Person, name: string) => page.getByRole('toolbar', { name: `Actions for ${name}` })

test('[E26] grouped things are selected and moved together, after a reload and by others too @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob', { viewport: { width: 390, height: 844 } })
  const { page } = ada
  const world = await makeWorld(ada, 'Groups', 'Words', THINGS)
  await ada.enter(world)
  await ada.thing('one').click()
  await expect(alone(ada, 'one')).toBeVisible()
  await ada.thing('two').click({ modifiers: ['Shift'] })
  await page.keyboard.press('Control+g')
  await expect(page.getByRole('button', { name: 'Ungroup' })).toBeVisible()
  await page.mouse.click(400, 650)
  await expect(both(ada)).toHaveCount(0)
  await ada.isSaved()

  // After a reload one is dragged, and the other goes along.
  await page.reload()
  await ada.isSaved()
  const placeOf = async (name: string) => (await ada.thing(name).boundingBox()) ?? { x: 0, y: 0 }
  const [one, two, three] = [await placeOf('one'), await placeOf('two'), await placeOf('three')]
  await expect(async () => {
    await ada.thing('one').hover()
    await page.mouse.down()
    await page.mouse.move(one.x + 32, one.y + 132, { steps: 6 })
    await page.mouse.up()
    expect((await placeOf('one')).y).toBeGreaterThan(one.y + 60)
  }).toPass()
  const down = (await placeOf('one')).y - one.y
  await expect.poll(async () => (await placeOf('two')).y - two.y).toBe(down)
  expect(await placeOf('three')).toEqual(three)
  await ada.isSaved()

  // Somebody else has them together, too; a second press takes one alone.
  await bob.enter(world)
  await bob.thing('two').click()
  await expect(both(bob)).toBeVisible()
  await bob.thing('two').click()
  await expect(alone(bob, 'two')).toBeVisible()
  await bob.page.mouse.click(100, 600)
  await bob.thing('one').click()
  await expect(both(bob)).toBeVisible()
  await bob.page.getByRole('button', { name: 'Ungroup' }).click()
  await bob.isSaved()
  await page.mouse.click(400, 650)
  await ada.thing('one').click()
  await expect(alone(ada, 'one')).toBeVisible()
})
