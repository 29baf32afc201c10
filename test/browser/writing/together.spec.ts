import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

/**
 * The letters of a text in order: two who type at one place may be woven into each other, but lose no letter.
 */
const letters = (text: string): string => text.split('').sort().join('')

test.beforeAll(({ openNode }) => {
  server = openNode
})

test('two people write one page at once, and both keep every word', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/garden')
  await bob.enter('ada/garden')
  await ada.write('Roses are red.')
  await bob.reads('Roses are red.')
  await bob.page.keyboard.press('Tab')
  await Promise.all([ada.write('\nAda was here'), bob.write('\nBob was here')])
  const all = 'Roses are red.\nAda was here\nBob was here'
  for (const person of [ada, bob]) {
    await person.isSaved()
    await expect.poll(async () => letters(await person.words())).toBe(letters(all))
  }
  expect(await ada.words()).toBe(await bob.words())
})

test('Enter takes no blank that somebody else types at the same place', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/blank')
  await bob.enter('ada/blank')
  await ada.write('Ada')
  await bob.reads('Ada')
  await bob.write('')
  await ada.page.keyboard.type(' ')
  await bob.reads(/Ada $/)
  await bob.page.keyboard.type('\nBob')
  await ada.reads(/Bob$/)
  await ada.page.keyboard.type('was here')
  await bob.reads(/Ada was here\nBob$/)
})

test('people see each other, by name @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/meeting')
  await bob.enter('ada/meeting')
  await bob.write('hello')
  await expect(ada.page.getByRole('button', { name: /^People: you and / })).toBeVisible()
  await expect(ada.page.getByText('Bob').first()).toBeAttached()
  await bob.context.close()
  await expect(ada.page.getByRole('button', { name: /^People: you and 1/ })).toHaveCount(0)
})

test('a thing that one person makes, names, drags and puts away is so for the other @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/things')
  await bob.enter('ada/things')
  await ada.page.getByRole('button', { name: 'Add a thing' }).click()
  await ada.page.getByRole('button', { name: 'lamp', exact: true }).click()
  await ada.page.keyboard.press('Control+A')
  await ada.page.keyboard.type('Night light')
  await ada.page.keyboard.press('Enter')
  await expect(bob.thing('Night light')).toBeVisible()
  const before = await bob.thing('Night light').boundingBox()
  const from = await ada.thing('Night light').boundingBox()
  if (from === null || before === null) throw new Error('the thing is nowhere')
  await ada.page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await ada.page.mouse.down()
  await ada.page.mouse.move(from.x + 60, from.y + 200, { steps: 8 })
  await ada.page.mouse.up()
  await expect
    .poll(async () => (await bob.thing('Night light').boundingBox())?.y)
    .toBeGreaterThan(before.y + 100)
  const apart = async (): Promise<number> => {
    const [mine, theirs] = [
      await ada.thing('Night light').boundingBox(),
      await bob.thing('Night light').boundingBox(),
    ]
    return Math.abs((mine?.y ?? 0) - (theirs?.y ?? 1e9)) + Math.abs((mine?.x ?? 0) - (theirs?.x ?? 1e9))
  }
  await expect.poll(apart).toBeLessThan(1)
  // Nudged by one, then by the other: it goes on from where it stands.
  for (const person of [ada, bob, ada]) {
    const at = await bob.thing('Night light').boundingBox()
    await person.thing('Night light').focus()
    await person.page.keyboard.press('ArrowDown')
    await expect
      .poll(async () => (await bob.thing('Night light').boundingBox())?.y)
      .toBeGreaterThan((at?.y ?? 1e9) + 1)
    await expect.poll(apart).toBeLessThan(1)
  }
  await ada.thing('Night light').focus()
  await ada.page.keyboard.press('Delete')
  await expect(bob.thing('Night light')).toHaveCount(0)
  await bob.page.getByRole('button', { name: 'Limbo' }).click()
  await bob.page.getByRole('button', { name: 'Bring back Night light' }).click()
  await expect(ada.thing('Night light')).toBeVisible()
  // What one puts away while the other holds it stays away.
  const back = await ada.thing('Night light').boundingBox()
  if (back === null) throw new Error('the thing is nowhere')
  const [x, y] = [back.x + back.width / 2, back.y + back.height / 2]
  await ada.page.mouse.move(x, y)
  await ada.page.mouse.down()
  await ada.page.mouse.move(x + 40, y + 40, { steps: 4 })
  await bob.thing('Night light').focus()
  await bob.page.keyboard.press('Delete')
  await expect(bob.thing('Night light')).toHaveCount(0)
  await expect(ada.thing('Night light')).toHaveCount(0)
  await ada.page.mouse.up()
  await expect(ada.page.getByText('Somebody has put it away meanwhile.')).toBeVisible()
  await expect(bob.thing('Night light')).toHaveCount(0)
  await ada.isSaved()
})

test('undo takes back one’s own steps only @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/undo')
  await bob.enter('ada/undo')
  await ada.write('mine')
  await bob.reads('mine')
  await bob.write(' theirs')
  await ada.reads('mine theirs')
  await ada.page.keyboard.press('Control+z')
  await bob.reads(/^\s*theirs$/)
})
