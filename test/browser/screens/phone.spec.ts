import { expect, type Locator } from '@playwright/test'
import { once } from 'node:events'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import type { ServingNode } from '../../process.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { Person, test } from '../person.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

test('on a phone one writes, adds a thing, and finds every tool in the bar below @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  await ada.enter('ada/pocket')
  await ada.write('from a phone')
  await ada.isSaved()
  const dock = ada.page.getByRole('navigation', { name: 'Actions' })
  await expect(dock).toBeVisible()
  const floor = ada.page.getByRole('main', { name: 'The floor' })
  const aside = () => floor.evaluate((element) => element.scrollLeft)
  const before = await aside()
  await dock.getByRole('button', { name: 'Add a thing' }).click()
  await ada.page.getByRole('button', { name: 'tree', exact: true }).click()
  await expect(ada.page.getByRole('textbox', { name: 'Name', exact: true })).toBeInViewport({ ratio: 1 })
  await ada.page.keyboard.press('Enter')
  // A thing made in the margin is in sight, and the text is again once it is let go.
  await expect(ada.thing('tree')).toBeInViewport({ ratio: 1 })
  expect(await aside()).toBeGreaterThan(before)
  // Where a finger reaches it: finding it by its name would scroll to it first.
  const { y = 0 } = (await ada.text.boundingBox()) ?? {}
  await ada.page.touchscreen.tap(120, y + 12)
  await expect(ada.page.getByRole('textbox', { name: 'The page of pocket' })).toBeFocused()
  await ada.page.keyboard.type('!')
  await ada.page.getByRole('button', { name: 'Close' }).click()
  await expect.poll(aside).toBe(before)
  await ada.reads('!')
  await ada.isSaved()
})

test('on a phone nothing is wider than the screen but the floor, which pans and zooms; one sees the text first, with reduced motion too @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { ...phone, reducedMotion: 'reduce' })
  await ada.page.goto('/')
  await expect(ada.page.getByRole('heading', { name: 'Worlds' }).first()).toBeVisible()
  expect(await ada.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await ada.enter('inkland/welcome')
  expect(await ada.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  // The floor is measured as it will be, and not as it was: else its right end would be seen.
  const text = await ada.text.boundingBox()
  expect(text?.x).toBeGreaterThanOrEqual(0)
  expect((text?.x ?? 0) + (text?.width ?? 0)).toBeLessThanOrEqual(390)
  const sizeOf = () =>
    ada.page.evaluate(() => document.querySelector('.cm-line')?.getBoundingClientRect().width ?? 0)
  const fitted = await sizeOf()
  await ada.page.getByRole('button', { name: 'Fit the whole width' }).click()
  await expect.poll(sizeOf).toBeLessThan(fitted)
})

const BOOK = `# Pond

A **deep** one, see [above](#pond), not [this](javascript:alert(1)).

- [ ] Feed the ducks
- [ ] Count the frogs

${Array.from({ length: 80 }, (_, at) => `Line ${at}.`).join('\n\n')}`

/** Writes it as a stock client, which is returned: it goes when the page has come. */
async function writeBook(address: string, words = BOOK): Promise<ReturnType<typeof openStock>> {
  const client = openStock(`${server.wsUrl}/sync`, address)
  await once(client as unknown as EventTarget, 'sync')
  const { root } = metaOf(client.doc)
  if (root === null) throw new Error('The world has no floor.')
  textOf(client.doc, root)?.insert(0, words)
  return client
}

/** The number of the first of the book's lines that is seen. */
const lineAtTop = (box: Locator): Promise<number> =>
  box.evaluate((element) => {
    const { top } = element.getBoundingClientRect()
    const lines = [...element.querySelectorAll('.cm-line, .page-line')]
    const first = lines.find(
      (line) => line.textContent.startsWith('Line') && line.getBoundingClientRect().bottom > top + 14,
    )
    return Number.parseInt(first?.textContent.slice(5) ?? '', 10)
  })

test('[E11] on a phone one reads the page in one column, with things as chips, ticks a task, goes into a thing, and finds the floor where one was', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  const { page } = ada
  const writer = await writeBook('ada/book')
  await ada.enter('ada/book')
  await ada.reads('Pond')
  writer.destroy()
  await page.getByRole('navigation', { name: 'Actions' }).getByRole('button', { name: 'Add a thing' }).click()
  await page.getByRole('button', { name: 'lamp', exact: true }).click()
  await page.keyboard.press('Enter')
  await ada.isSaved()

  // The tools of the lamp come at the foot, and the buttons make room for them.
  await expect(page.getByRole('toolbar', { name: 'Actions for lamp' })).toBeVisible()
  const read = page.getByRole('button', { name: 'Read', exact: true })
  await read.click()
  const reading = page.getByRole('dialog', { name: /book/ })
  await expect(reading.getByRole('heading', { name: 'Pond' })).toBeVisible()
  await expect(reading.locator('.page-strong')).toHaveText('deep', { useInnerText: true })
  await expect(reading.getByRole('link')).toHaveText(['above'])
  const size = await reading
    .locator('.page-line')
    .first()
    .evaluate((words) => getComputedStyle(words).fontSize)
  expect(Number.parseFloat(size)).toBeGreaterThanOrEqual(17)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)

  // A tick is a tick for everybody, and a keyboard goes on from there.
  const ducks = reading.getByRole('checkbox', { name: 'Feed the ducks' })
  await ducks.check()
  await expect(ducks).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await expect(reading.getByRole('checkbox', { name: 'Count the frogs' })).toBeChecked()

  // It follows what others do.
  const bob = await Person.meet(browser, server.url, 'Bob')
  await bob.enter('ada/book')
  await bob.reads(/- \[x\] Feed the ducks\n- \[x\] Count the frogs/)
  await bob.thing('lamp').dblclick()
  await expect(bob.page.getByRole('textbox', { name: 'The page of lamp' })).toBeVisible()
  await bob.write('Inside of the lamp.')
  await bob.isSaved()
  const chip = reading.getByRole('button', { name: 'lamp' })
  await expect(chip.locator('.read-chip-drawing')).toBeVisible()
  await chip.click()
  const card = page.getByRole('dialog', { name: 'lamp' })
  await expect(card).toContainText('Inside of the lamp.')
  await card.getByRole('button', { name: 'Go in' }).click()
  const inside = page.getByRole('dialog', { name: 'lamp' })
  await expect(inside.getByRole('main')).toContainText('Inside of the lamp.')
  await inside.getByRole('button', { name: /book/ }).click()

  await chip.click()
  await card.getByRole('button', { name: 'Show on the floor' }).click()
  await expect(reading).toBeHidden()
  await expect(ada.thing('lamp')).toHaveAttribute('aria-pressed', 'true')

  await read.click()
  await expect(reading).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(reading).toBeHidden()
  await expect(read).toBeFocused()

  // It begins where the floor was. The phone's own way back closes it, and the floor shows the part that was
  // read.
  const floor = page.getByRole('main', { name: 'The floor' })
  const body = reading.getByRole('main')
  const state = () => page.evaluate(() => JSON.stringify(history.state))
  const step = await state()
  await floor.evaluate((window) => window.scrollTo({ top: 900 }))
  await expect.poll(() => lineAtTop(floor)).toBeGreaterThan(5)
  const seen = await lineAtTop(floor)
  await read.click()
  await expect.poll(async () => Math.abs((await lineAtTop(body)) - seen)).toBeLessThanOrEqual(1)
  await body.evaluate((box) => box.scrollBy({ top: 700 }))
  await expect.poll(() => lineAtTop(body)).toBeGreaterThan(seen + 5)
  const readTo = await lineAtTop(body)
  await page.goBack()
  await expect(reading).toBeHidden()
  expect(await state()).toBe(step)
  await expect.poll(async () => Math.abs((await lineAtTop(floor)) - readTo)).toBeLessThanOrEqual(1)
  await page.goForward()
  await expect.poll(async () => Math.abs((await lineAtTop(body)) - readTo)).toBeLessThanOrEqual(1)
  // Pressed twice, it is closed once.
  await reading.getByRole('button', { name: 'Close' }).evaluate((button: HTMLElement) => {
    button.click()
    button.click()
  })
  await expect(reading).toBeHidden()
  expect(await state()).toBe(step)
})

/** Puts a finger on the first place where some words are shown, behind so many of their letters. */
async function tapWords(box: Locator, words: string, letters: number): Promise<void> {
  const at = await box.evaluate(
    (element, [said, behind]) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const start = node.textContent?.indexOf(said) ?? -1
        if (start === -1) continue
        const range = document.createRange()
        range.setStart(node, start + behind - 1)
        range.setEnd(node, start + behind)
        const { right, top, height } = range.getBoundingClientRect()
        return { x: right, y: top + height / 2 }
      }
      return null
    },
    [words, letters] as const,
  )
  if (!at) throw new Error(`“${words}” is not shown.`)
  await box.page().touchscreen.tap(at.x, at.y)
}

test('on a phone a finger below the text, before the editor is there, writes below it in one column', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { ...phone, serviceWorkers: 'block' })
  const { page } = ada
  const editor = Promise.withResolvers<void>()
  await page.route('**/assets/editor-*.js', async (route) => {
    await editor.promise
    await route.continue()
  })
  const writer = await writeBook('ada/below', 'A pond')
  await ada.enter('ada/below')
  await expect(ada.drawn).toContainText('A pond')
  writer.destroy()
  const { x = 0, y = 0 } = (await ada.drawn.boundingBox()) ?? {}
  await page.touchscreen.tap(x + 40, y + 90)
  editor.resolve()
  const text = page.getByRole('dialog', { name: /below/ }).getByRole('textbox')
  await expect(text).toBeFocused()
  await page.keyboard.type('Last')
  const lines = () => text.locator('.cm-line').allTextContents()
  await expect.poll(async () => (await lines()).join('\n')).toMatch(/^A pond\n\n+Last$/)
  // The floor's page, whose editor came beside, has no lines of its own below.
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(ada.text.locator('.cm-line').last()).toHaveText('Last')
})

test('on a phone a finger on the text writes in one column, in letters of 16 px, and where one reads, too', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { ...phone, serviceWorkers: 'block' })
  const { page } = ada
  const tools = Promise.withResolvers<void>()
  await page.route('**/assets/editor-*.js', async (route) => {
    await tools.promise
    await route.continue()
  })
  const writer = await writeBook('ada/column')
  await ada.enter('ada/column')
  await expect(ada.drawn).toContainText('Pond')
  writer.destroy()

  // On the floor its letters are too small to be written, also for who is there before its editor.
  await tapWords(ada.drawn, 'deep', 2)
  tools.resolve()
  const column = page.getByRole('dialog', { name: /column/ })
  const text = column.getByRole('textbox')
  await expect(text).toBeFocused()
  const smallest = await text.evaluate((element) =>
    Math.min(
      ...[...element.querySelectorAll('.cm-line')].map((line) =>
        Number.parseFloat(getComputedStyle(line).fontSize),
      ),
    ),
  )
  expect(smallest).toBeGreaterThanOrEqual(16)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.keyboard.type('ee')
  await expect(text).toContainText('A **deeeep** one')

  await column.getByRole('button', { name: 'Read', exact: true }).click()
  await expect(column.locator('.page-strong')).toHaveText('deeeep', { useInnerText: true })
  await tapWords(column, 'Count the frogs', 9)
  await expect(text).toBeFocused()
  await page.keyboard.type(' green')
  await expect(text).toContainText('Count the green frogs')

  // By a button, too: for keys, and for a page on which nothing is written.
  await column.getByRole('button', { name: 'Read', exact: true }).click()
  await column.getByRole('button', { name: 'Write', exact: true }).click()
  await expect(text).toBeFocused()
  await column.getByRole('button', { name: 'Close' }).click()
  await expect(column).toBeHidden()
  await expect(ada.text).not.toBeFocused()
  await ada.reads('A **deeeep** one')
  await ada.isSaved()
})

test('on a phone a finger below the text begins that far down @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  const { page } = ada
  await ada.enter('ada/below')
  await ada.write('first')
  const { x = 0, y = 0 } = (await ada.text.boundingBox()) ?? {}
  await page.touchscreen.tap(x + 40, y + 90)
  const text = page.getByRole('dialog', { name: /below/ }).getByRole('textbox')
  await expect(text).toBeFocused()
  await page.keyboard.type('last')
  await page.getByRole('button', { name: 'Close' }).click()
  await ada.reads(/^first\n\n+last$/)
})

test('on a phone letters that are typed while the column comes stay in order @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  const { page } = ada
  const words = 'The column comes while this is typed, and no letter goes astray.'
  await ada.enter('ada/typed')
  await ada.text.tap()
  await page.keyboard.type(words)
  await expect(page.getByRole('dialog', { name: 'typed' }).getByRole('textbox')).toBeFocused()
  await expect.poll(() => ada.words()).toBe(words)
})
