import { expect, type Locator, type Page } from '@playwright/test'
import { once } from 'node:events'
import { artifactMap, artifactMaps, metaOf } from '../../../shared/world/scene/scene.ts'
import type { ServingNode } from '../../process.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { faults, faultsInBothLights } from '../faults.ts'
import { makeWorld } from '../made-scene.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** Chooses in the palette by typing, with the keyboard alone. */
async function choose(page: Page, words: string, line: RegExp): Promise<void> {
  // The keys are fetched after the page: pressed too early, they do nothing.
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox')).toBeFocused({ timeout: 1_000 })
  }).toPass()
  await pick(page, words, line)
}

async function pick(page: Page, words: string, line: RegExp): Promise<void> {
  await page.keyboard.type(words)
  await expect(page.getByRole('option', { selected: true })).toHaveText(line)
  await page.keyboard.press('Enter')
}

/** Of a thing on the floor, in pixels from its left and top edge. */
const placeOf = (thing: Locator): Promise<string> =>
  thing.evaluate((button) => button.closest<HTMLElement>('.thing')?.style.translate ?? '')

test('keys beside a touch screen type into the line of the palette, and not on the page @hard', async ({
  browser,
}) => {
  const tablet = { viewport: { width: 1024, height: 768 }, hasTouch: true, isMobile: true }
  const ada = await Person.meet(browser, server.url, 'Ada', tablet)
  const { page } = ada
  await ada.enter('ada/tablet')
  await ada.write('words')
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog', { name: 'Find anything' })).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await page.keyboard.type('add')
  await expect(page.getByRole('combobox')).toHaveValue('add')
  await ada.reads(/^words$/)
})

test('by the palette and the keyboard alone a thing is made, named, moved and put away @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/palette')
  await ada.write('words')
  // Words typed while the palette is still being fetched are in its line, and nowhere else.
  const fetched = Promise.withResolvers<void>()
  let isAsked = false
  await page.route(/command-palette-[^/]*\.js/, async (route) => {
    isAsked = true
    await fetched.promise
    await route.continue()
  })
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await expect.poll(() => isAsked, { timeout: 1_000 }).toBe(true)
  }).toPass()
  await page.keyboard.type('add la')
  fetched.resolve()
  await expect(page.getByRole('combobox')).toHaveValue('add la')
  await pick(page, 'mp', /^Add a thing: lamp/)
  await ada.reads(/^words$/)
  await page.keyboard.type('Night light')
  await page.keyboard.press('Enter')
  await expect(ada.thing('Night light')).toBeVisible()
  // A link that shows the name shows the new one, where its page is open, too.
  await ada.write(' [[Night light]]')
  await ada.thing('Night light').click()
  await choose(page, 'rename', /^Rename/)
  await expect(page.getByRole('combobox', { name: 'What should “Night light” be called?' })).toBeFocused()
  await pick(page, 'Reading light', /^Rename to “Reading light”/)
  await expect(ada.thing('Reading light')).toBeVisible()
  await ada.reads(/^words .*Reading light/)
  await choose(page, 'move to', /^Move to…/)
  await pick(page, '320 200', /^Move to 320, 200/)
  await expect.poll(() => placeOf(ada.thing('Reading light'))).toBe('320px 200px')
  // The last chosen command is first, and nothing is left open.
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option').first()).toHaveText(/^Move to…/)
  expect(await faults(page, '.find')).toEqual([])
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(keys.getByText('Put away')).toBeVisible()
  expect(await faults(page, '.card')).toEqual([])
  await page.keyboard.press('Escape')
  await choose(page, 'away', /^Put away/)
  await expect(ada.thing('Reading light')).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(ada.thing('Reading light')).toBeVisible()
})

test('what several things have in common is set at once, as one step; what they cannot be is told @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/many')
  await ada.isSaved()
  for (const kind of ['key', 'house']) {
    await choose(page, `add thing ${kind}`, new RegExp(`^Add a thing: ${kind}`))
    await page.keyboard.press('Enter')
    await expect(ada.thing(kind)).toBeVisible()
  }
  await ada.thing('key').focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Alt+i')
  await expect(page.getByRole('heading', { name: '2 things' })).toBeVisible()
  const width = page.getByLabel('Width', { exact: true })
  await expect(width).toHaveValue('')
  await expect(width).toHaveAttribute('placeholder', '—')
  await width.fill('much')
  await width.press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'A whole number from 1 to 1,880.' })).toBeVisible()
  await width.fill('96')
  await width.press('Enter')
  await expect(width).toHaveValue('96')
  await width.press('ArrowUp')
  await expect(width).toHaveValue('104')
  expect(await faultsInBothLights(page, '.panel')).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(width).toHaveAttribute('placeholder', '—')
  // One of them differs: a press makes them alike.
  const isPushed = page.getByRole('checkbox', { name: 'It can be pushed' })
  await ada.thing('key').click()
  for (const group of ['Look', 'Place', 'In play', 'Floor colours'])
    await page.getByText(group, { exact: true }).click()
  expect(await faultsInBothLights(page, '.panel')).toEqual([])
  await isPushed.click()
  await expect(isPushed).not.toBeChecked()
  await ada.thing('house').click({ modifiers: ['Shift'] })
  await expect(isPushed).toHaveAttribute('aria-checked', 'mixed')
  await isPushed.click()
  await expect(isPushed).toBeChecked()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(isPushed).toHaveAttribute('aria-checked', 'mixed')
  for (const panel of ['Talk', 'Limbo: what was put away']) {
    await page.getByRole('button', { name: panel, exact: true }).click()
    await expect(page.locator('.panel .panel-note')).toBeVisible()
    expect(await faultsInBothLights(page, '.panel'), panel).toEqual([])
  }
})

/** A world of 10,000 things, written at once by a stock client. */
async function writeMany(address: string): Promise<void> {
  const client = openStock(`${server.wsUrl}/sync`, address)
  await once(client as unknown as EventTarget, 'sync')
  const { doc } = client
  const { root } = metaOf(doc)
  doc.transact(() => {
    for (let at = 0; at < 10_000; at += 1) {
      const place = { host: root, x: (at % 14) * 64, y: Math.floor(at / 14) * 64, facing: 'down' }
      artifactMaps(doc).set(
        `t${at}`,
        artifactMap(
          [
            ['name', `crate ${at}`],
            ['place', place],
          ],
          '',
        ),
      )
    }
  })
  const other = openStock(`${server.wsUrl}/sync`, address)
  await once(other as unknown as EventTarget, 'sync')
  await expect.poll(() => artifactMaps(other.doc).size).toBe(10_001)
  for (const each of [client, other]) each.destroy()
}

test('among 10,000 things one is found, gone to, and dragged into another @hard', async ({ browser }) => {
  await writeMany('ada/crates')
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await page.goto('/w/ada/crates')
  await expect(ada.text).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Outline', exact: true }).click()
  const tree = page.getByRole('tree')
  const line = (name: string): Locator => tree.getByRole('treeitem').filter({ hasText: name }).first()
  await expect(line('crate 0')).toHaveAttribute('aria-setsize', '10000')
  expect(await tree.getByRole('treeitem').count()).toBeLessThan(60)
  const search = page.getByLabel('Search for a thing')
  await search.fill('crate 9879')
  await expect(page.getByText('1 thing found')).toBeAttached()
  expect(await faultsInBothLights(page, '.outline-side')).toEqual([])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  // It is opened, and seen on the floor far down.
  await expect(page.getByLabel('Name of the thing')).toHaveValue('crate 9879')
  await expect(ada.thing('crate 9879')).toBeInViewport()
  await search.fill('crate 987')
  await line('crate 9879').dragTo(line('crate 9870'))
  await expect(ada.thing('crate 9879')).toHaveCount(0)
  await expect(line('crate 9879')).toHaveAttribute('aria-level', '3')
  await line('crate 9870').dragTo(line('crate 9879'))
  await expect(page.getByText('A thing cannot be put into itself.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(ada.thing('crate 9879')).toBeInViewport()
})

test('a thing that is put away leaves the page as large and where it is, and uncovers it on a phone @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { viewport: { width: 1100, height: 800 } })
  const { page } = ada
  const things = ['one', 'two', 'three'].map((name, at) => ({ name, x: 400 + at * 90, y: 200 }))
  await ada.enter(await makeWorld(ada, 'Steady floor', 'Words', things))
  const panel = (name: string): Locator => page.getByRole('complementary', { name })
  const paper = page.locator('.paper')
  const inspect = (name: string): Promise<void> =>
    expect(async () => {
      await ada.thing(name).click()
      await page.keyboard.press('Enter')
      await expect(panel(name)).toBeVisible({ timeout: 2_000 })
    }).toPass()
  await inspect('one')
  const before = await paper.boundingBox()
  await ada.thing('one').press('Delete')
  await expect(ada.thing('one')).toHaveCount(0)
  await expect(panel('The world’s page')).toBeVisible()
  expect(await paper.boundingBox()).toEqual(before)

  await page.setViewportSize({ width: 390, height: 800 })
  await inspect('two')
  await ada.thing('two').press('Delete')
  await expect(ada.thing('two')).toHaveCount(0)
  await expect(panel('two').or(panel('The world’s page'))).toHaveCount(0)
})
