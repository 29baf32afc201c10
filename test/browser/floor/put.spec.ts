import { expect, type Browser, type Locator } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** Somebody whose browser lets pages use the clipboard. */
const meet = (browser: Browser, name: string): Promise<Person> =>
  Person.meet(browser, server.url, name, { permissions: ['clipboard-read', 'clipboard-write'] })

/** Opens a world, and waits until hands can do all that they do on its floor. */
async function enter(person: Person, address: string): Promise<void> {
  await person.enter(address)
  await expect(person.page.getByRole('main')).toHaveAttribute('tabindex', '-1')
}

/** Makes a thing by `/`, at the end of the page that is shown. */
async function slash(person: Person, word: string): Promise<void> {
  await person.text.click()
  await person.page.keyboard.press('Control+End')
  await person.page.keyboard.type(`\n/${word}`)
  // An exact name comes before names that only contain those letters.
  const first = person.page.getByRole('option').first()
  await expect(first).toHaveText(word)
  await first.click()
  await expect(person.thing(word)).toBeVisible()
}

async function middleOf(thing: Locator): Promise<readonly [number, number]> {
  const box = await thing.boundingBox()
  if (box === null) throw new Error('it is nowhere')
  return [box.x + box.width / 2, box.y + box.height / 2]
}

/** Drags one thing onto another part of the screen. */
async function drag(person: Person, thing: Locator, to: Locator): Promise<void> {
  const { mouse } = person.page
  await mouse.move(...(await middleOf(thing)))
  await mouse.down()
  const [x, y] = await middleOf(to)
  await mouse.move(x - 40, y - 40, { steps: 4 })
  await mouse.move(x, y, { steps: 4 })
  await expect(person.page.getByText(/^Put (?:into|on)/)).toBeVisible()
  await mouse.up()
}

test('a chest, filled and written in, is copied from one world and pasted whole into another; back comes out of it @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  await enter(ada, 'ada/one')
  await ada.write('Here is a chest.')
  await slash(ada, 'chest')
  expect(await ada.words()).not.toContain('/')
  await ada.thing('chest').focus()
  await ada.page.keyboard.press('Shift+Enter')
  await expect(ada.page.getByRole('textbox', { name: 'The page of chest' })).toBeVisible()
  await ada.write('It smells of cedar.')
  await slash(ada, 'coin')
  await ada.page.goBack()
  await expect(ada.thing('chest')).toBeFocused()
  await ada.page.keyboard.press('Control+c')
  await expect(ada.page.getByText('Copied: chest.')).toBeVisible()
  const text = await ada.page.evaluate(() => navigator.clipboard.readText())
  expect(text.split('\n')[0]).toBe('Inkland things: chest. Paste them on the floor of a world.')

  // Another person, another browser: the text goes through a letter, say.
  const bob = await meet(browser, 'Bob')
  await enter(bob, 'bob/two')
  await bob.page.evaluate((copy) => navigator.clipboard.writeText(copy), text)
  await bob.text.click()
  await bob.page.keyboard.press('Control+v')
  await expect(bob.thing('chest')).toBeVisible()
  expect(await bob.words()).not.toContain('Inkland')
  await bob.thing('chest').dblclick()
  await bob.reads('It smells of cedar.')
  await expect(bob.thing('coin')).toBeVisible()
  await bob.page.evaluate(() => navigator.clipboard.writeText('# Shopping\n- milk'))
  await bob.thing('coin').focus()
  await bob.page.keyboard.press('Control+v')
  await expect(bob.thing('Shopping')).toBeVisible()
  await bob.page.keyboard.press('Alt+o')
  await expect(bob.thing('chest')).toBeFocused()
  await bob.page.keyboard.press('Control+d')
  await expect(bob.thing('chest')).toHaveCount(2)
  await bob.page.keyboard.press('Control+z')
  await expect(bob.thing('chest')).toHaveCount(1)
})

test('a lamp is dragged into a chest and out again by the breadcrumb, the other sees it; limbo gives back, and is emptied', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  const bob = await meet(browser, 'Bob')
  await enter(ada, 'ada/drag')
  await enter(bob, 'ada/drag')
  await slash(ada, 'chest')
  await ada.page.getByRole('button', { name: 'Add a thing' }).click()
  await ada.page.getByLabel('Find a thing').fill('light')
  await ada.page.keyboard.press('ArrowDown')
  await expect(ada.page.getByRole('button', { name: 'lamp', exact: true })).toBeFocused()
  await ada.page.keyboard.press('Enter')
  await ada.page.keyboard.press('Enter')
  await expect(bob.thing('lamp')).toBeVisible()
  await ada.page.keyboard.press('Escape')

  await drag(ada, ada.thing('lamp'), ada.thing('chest'))
  await expect(bob.thing('lamp')).toHaveCount(0)
  await ada.page.getByRole('button', { name: 'Add a thing' }).click()
  await ada.page.getByLabel('Find a thing').fill('coin')
  await drag(ada, ada.page.getByRole('button', { name: 'coin', exact: true }), ada.thing('chest'))
  await ada.page.getByRole('button', { name: 'Go there' }).first().click()
  await expect(ada.thing('lamp')).toBeVisible()
  await expect(ada.thing('coin')).toBeVisible()
  await drag(ada, ada.thing('lamp'), ada.page.getByRole('link', { name: 'drag' }))
  await expect(bob.thing('lamp')).toBeVisible()
  await ada.page.getByRole('button', { name: 'Go out of chest' }).click()
  await expect(ada.thing('chest')).toHaveAttribute('aria-pressed', 'true')

  for (const name of ['lamp', 'chest']) {
    await bob.thing(name).focus()
    await bob.page.keyboard.press('Delete')
    await expect(ada.thing(name)).toHaveCount(0)
  }
  await bob.page.getByRole('button', { name: 'Limbo' }).click()
  const waiting = bob.page.getByRole('complementary', { name: 'Limbo' }).getByRole('listitem')
  await expect(waiting).toHaveText([/^chest.*In it: coin/, /^lamp/])
  await bob.page.getByRole('button', { name: 'Bring back lamp' }).last().click()
  await expect(ada.thing('lamp')).toBeVisible()
  await bob.page.getByRole('button', { name: 'Empty limbo…' }).click()
  await expect(bob.page.getByRole('alertdialog')).toContainText(
    '1 thing and 1 more that is in it will be deleted for good',
  )
  await bob.page.getByRole('button', { name: 'Delete 2 things' }).click()
  await expect(bob.page.getByText('Nothing is here.')).toBeVisible()
  await ada.isSaved()
  await expect(ada.thing('lamp')).toBeVisible()
})

test('who makes a thing while the hands are still being fetched loses neither the press nor what is typed @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const gate = Promise.withResolvers<void>()
  await ada.page.route(/assets\/floor-input-.*\.js/, async (route) => {
    await gate.promise
    await route.continue()
  })
  await ada.enter('ada/early')
  const paper = (await ada.page.locator('.paper').boundingBox()) ?? { x: 0, y: 0 }
  await ada.page.mouse.dblclick(paper.x + 60, paper.y + 240)
  await ada.page.keyboard.type('Stone')
  await ada.page.keyboard.press('Enter')
  await expect(ada.thing('Stone')).toHaveCount(0)
  gate.resolve()
  await expect(ada.thing('Stone')).toBeVisible()
  expect(await ada.text.textContent()).not.toContain('Stone')
})

test('text that is pasted onto the floor while the hands are still being fetched is there with them; who cuts, or pastes while walking, is told what is so', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  const gate = Promise.withResolvers<void>()
  await ada.page.route(/assets\/floor-input-.*\.js/, async (route) => {
    await gate.promise
    await route.continue()
  })
  await ada.enter('ada/pasted')
  await ada.page.evaluate(() => navigator.clipboard.writeText('# Shopping\n- milk'))
  await ada.page.keyboard.press('Control+v')
  gate.resolve()
  await expect(ada.thing('Shopping')).toBeVisible()

  // What is cut is said to be cut, as long as it is.
  await ada.thing('Shopping').focus()
  await ada.page.keyboard.press('Control+x')
  await expect(ada.thing('Shopping')).toHaveCount(0)
  await expect(ada.page.getByText('Cut: Shopping.')).toBeVisible()
  await ada.page.keyboard.press('Control+z')
  await expect(ada.thing('Shopping')).toHaveCount(1)
  await expect(ada.page.getByText('Cut: Shopping.')).toHaveCount(0)
  // A walker is told why nothing is pasted.
  await ada.page.getByRole('button', { name: 'Walk', exact: true }).click()
  await expect(ada.page.locator('.walk-over[data-here]')).toBeAttached()
  await ada.page.keyboard.press('Control+v')
  await expect(ada.page.getByText('To paste, switch to Write (K).')).toBeVisible()
})

test('who makes a thing inside another one, where the hands are there at once, writes its name at once @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  // What is typed before its time is not given back by time alone.
  await ada.page.addInitScript(() => {
    const HELD_MS = 3_000
    const { setTimeout } = globalThis
    const started = (run: () => void, ms?: number) => (ms === HELD_MS ? 0 : setTimeout(run, ms))
    Object.assign(globalThis, { setTimeout: started })
  })
  await enter(ada, 'ada/inside')
  const paper = (await ada.page.locator('.paper').boundingBox()) ?? { x: 0, y: 0 }
  for (const name of ['Stone', 'Pebble']) {
    await ada.page.mouse.dblclick(paper.x + 60, paper.y + 240)
    await ada.page.keyboard.type(name)
    await ada.page.keyboard.press('Enter')
    await expect(ada.thing(name)).toBeVisible()
    await ada.thing(name).dblclick()
    await expect(ada.page.getByRole('button', { name: `Go out of ${name}` })).toBeVisible()
  }
})
