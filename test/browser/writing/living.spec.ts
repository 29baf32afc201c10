import { expect, type Browser, type BrowserContextOptions, type Locator } from '@playwright/test'
import { SPRITES } from '../../../shared/world/sprites.ts'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

/** For people who load a page without a network. */
const WITH_WORKER = { serviceWorkers: 'allow' } as const

test.beforeAll(({ openNode }) => {
  server = openNode
})

let worlds = 0

/** Somebody in a world of their own, with a thing that is opened. */
async function meet(browser: Browser, name: string, options: BrowserContextOptions = {}): Promise<Person> {
  const person = await Person.meet(browser, server.url, name, options)
  worlds += 1
  await person.enter(`${name.toLowerCase()}/living${worlds}`)
  await person.isSaved()
  return person
}

/** Makes a thing of a kind; its own name is the kind's. */
async function add(person: Person, kind: string): Promise<void> {
  await person.page.getByRole('button', { name: 'Add a thing' }).click()
  await person.page.getByRole('button', { name: kind, exact: true }).click()
  await person.page.keyboard.press('Enter')
  await expect(person.thing(kind)).toBeVisible()
}

/** The page of the thing that is opened. */
const pageOf = (person: Person, thing: string): Locator =>
  person.page.getByRole('textbox', { name: `The page of ${thing}` })

/** Writes a whole page into an opened thing, at once, as when it is pasted. */
async function writePage(person: Person, thing: string, text: string): Promise<void> {
  // The place of a click may be the strip of folded code.
  await pageOf(person, thing).focus()
  await person.page.keyboard.press('Control+a')
  await person.page.keyboard.insertText(text)
}

const fence = (code: string): string => `\`\`\`js\n${code}\n\`\`\`\n`

/** Opens a thing with the keyboard. */
async function openThing(person: Person, thing: string): Promise<void> {
  await person.thing(thing).focus()
  await person.page.keyboard.press('Enter')
  await expect(pageOf(person, thing)).toBeVisible()
}

test('code that is written in a page brings its thing to life', async ({ browser }) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'lamp')
  await openThing(ada, 'lamp')
  await writePage(ada, 'lamp', `#lit no\n\n${fence("on('use', () => text().show('lit', 'yes'))")}`)
  await expect(ada.page.locator('.life[data-life="alive"]')).toBeVisible()
  await ada.page.getByRole('button', { name: 'Close' }).click()
  await ada.thing('lamp').focus()
  await ada.page.keyboard.press('Space')
  await openThing(ada, 'lamp')
  await expect(ada.page.locator('.live-value')).toHaveText('yes')
})

test('a line of an anchor says what is written as soon as the cursor is in it @hard', async ({ browser }) => {
  const ada = await meet(browser, 'Ada')
  await ada.write(`#top-score 0\n#your-points 0\n\nwords\n\n${fence("text().show('top-score', 12)")}`)
  await expect(ada.page.locator('.live-value')).toHaveText('12')
  // Its signs are not seen until then, on the page and where one reads.
  const signs = ada.page.locator('.value-hidden:not(.page-written)')
  await expect(signs).toHaveText(['#', '-', '#', '-'])
  for (const sign of await signs.all()) await expect(sign).toHaveCSS('color', 'rgba(0, 0, 0, 0)')
  await ada.page.keyboard.press('Control+k')
  await ada.page.keyboard.type('reading view')
  await ada.page.keyboard.press('Enter')
  const reading = ada.page.getByRole('dialog')
  const values = reading.locator('.page-line', { has: ada.page.locator('.page-label') })
  await expect(values).toHaveText(['top-score 12', 'your-points 0'], { useInnerText: true })
  await ada.page.keyboard.press('Escape')
  await ada.page.locator('.live-value').click()
  await expect(ada.page.locator('.live-value')).toHaveCount(0)
  await expect(signs).toHaveText(['#', '-'])
  await ada.reads('#top-score 0')
})

test('[E12] code is completed inside calls as one types, and what one opens is closed; prose is left alone @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'lamp')
  await openThing(ada, 'lamp')
  const page = pageOf(ada, 'lamp')
  const { keyboard } = ada.page
  const offered = ada.page.locator('.cm-tooltip-autocomplete li')
  await page.click()
  await keyboard.type("it's (so\n\n")
  await keyboard.insertText(fence(''))
  await keyboard.press('ArrowUp')
  await keyboard.press('ArrowUp')
  await keyboard.type('set(self, { spr')
  await expect(offered.first()).toHaveText('sprite')
  // A list that has only just come takes no key yet.
  await offered.first().click()
  await keyboard.type("'lan")
  await expect(offered.first()).toHaveText('lantern')
  await offered.first().click()
  await keyboard.type("' })\non('mo")
  await expect(offered.first()).toContainText('move')
  await keyboard.press('Escape')
  await keyboard.press('Backspace')
  await keyboard.press('Backspace')
  await keyboard.press('Backspace')
  await expect(page.locator('.cm-line')).toHaveText([
    "it's (so",
    '',
    '```js',
    "set(self, { sprite: 'lantern' })",
    'on()',
    '```',
    '',
  ])
})

test('the reference has an example of each function, a sentence for each event, and drawings to press @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  const { page } = ada
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/reference')
  await expect(page.locator('dt#moveTo + dd .reference-example')).toContainText('await moveTo(200, 100)')
  await expect(page.getByRole('row', { name: /^collide A walk was stopped/ })).toBeVisible()
  await expect(page.getByText('Math.random()', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'lantern', exact: true }).click()
  await expect(page.getByText("'lantern' is copied.")).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("'lantern'")
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
  }
})

test('each drawing is one box with a picture, by day and by night, and by day on paper @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  const { page } = ada
  await page.goto('/reference')
  const drawings = page
    .getByRole('list')
    .filter({ has: page.getByRole('button', { name: 'lantern', exact: true }) })
  await expect(drawings.getByRole('listitem')).toHaveCount(SPRITES.length)
  await expect(drawings.locator('.drawn')).toHaveCount(SPRITES.length)
  const seen = () => drawings.locator('.drawn').evaluateAll(picturesOf)
  const day = await seen()
  // Each is a picture of its own, and its shadow one of two.
  expect(new Set(day.map(({ image }) => image)).size).toBe(SPRITES.length)
  for (const { elements, sizes } of day) {
    expect(elements).toBe(0)
    expect(sizes.length).toBeGreaterThanOrEqual(2)
    for (const size of sizes) expect(size).toBeGreaterThan(0)
  }
  await page.emulateMedia({ colorScheme: 'dark' })
  const night = await seen()
  for (const [at, { image }] of night.entries()) expect(image).not.toBe(day[at]?.image)
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
  expect(await seen()).toEqual(day)
  await page.emulateMedia({ colorScheme: 'light', media: 'screen' })
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'dark'
  })
  expect(await seen()).toEqual(night)
})

/** In the page: of each drawing its pictures, how large those are once they are read, and what is in it. */
function picturesOf(drawings: readonly Element[]) {
  return Promise.all(
    drawings.map(async (drawing) => {
      const image = getComputedStyle(drawing).backgroundImage
      const sizes = await Promise.all(
        [...image.matchAll(/url\("([^"]+)"\)/g)].map(async ([, address = '']) => {
          const picture = new Image()
          picture.src = address
          await picture.decode()
          return picture.naturalWidth
        }),
      )
      return { image, sizes, elements: drawing.childElementCount }
    }),
  )
}

test('[E12] the panel of a thing with code can be wide, and is again the next time @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'lamp')
  await openThing(ada, 'lamp')
  const panel = ada.page.getByRole('complementary', { name: 'lamp' })
  const widthOf = async () => (await panel.boundingBox())?.width ?? 0
  const wide = ada.page.getByRole('button', { name: 'Wide panel' })
  await expect(wide).toHaveCount(0)
  await writePage(
    ada,
    'lamp',
    `words\n\n${fence("on('use', () => say('a line of code that is rather long'))")}`,
  )
  await wide.click()
  await expect.poll(widthOf).toBe(820)
  await ada.page.setViewportSize({ width: 800, height: 800 })
  await expect.poll(widthOf).toBe(480)
  await ada.page.setViewportSize({ width: 390, height: 800 })
  await expect(wide).toHaveCount(0)
  await expect.poll(widthOf).toBe(390)
  await ada.page.setViewportSize({ width: 1280, height: 800 })
  await ada.page.getByRole('button', { name: 'Close' }).click()
  await openThing(ada, 'lamp')
  await expect.poll(widthOf).toBe(820)
  await expect(wide).toHaveAttribute('aria-pressed', 'true')
  await wide.press('Enter')
  await expect.poll(widthOf).toBeLessThan(500)
})

test('[B12] a thing without code is used by hand and by key where the world’s page listens for it @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'lamp')
  await ada.thing('lamp').focus()
  const use = ada.page.getByRole('button', { name: 'Use', exact: true })
  await expect(ada.page.getByRole('button', { name: 'Rename' })).toBeVisible()
  await expect(use).toHaveCount(0)
  const count = "memory.times = (memory.times ?? 0) + 1; text().show('used', object.name + memory.times)"
  await ada.write(
    `#used nothing\n\n${fence(`on('use', ({ object }) => { ${count} })\ntext().show('used', 'ready')`)}`,
  )
  const shown = ada.page.locator('.live-value')
  await ada.thing('lamp').focus()
  await expect(shown).toHaveText('ready')
  await use.click()
  await expect(shown).toHaveText('lamp1')
  await ada.thing('lamp').focus()
  await ada.page.keyboard.press('Space')
  await expect(shown).toHaveText('lamp2')
})

test('[O3] whoever uses a thing without standing in the world is told when nothing came of it @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'lamp')
  await openThing(ada, 'lamp')
  await writePage(
    ada,
    'lamp',
    fence("on('use', ({ subject }) => { if (subject !== null) whisper(subject, 'Hello') })"),
  )
  await ada.thing('lamp').focus()
  await ada.page.getByRole('button', { name: 'Use', exact: true }).click()
  await expect(ada.page.getByText(/^Nothing happened\. You are not standing in this world/)).toBeVisible()
})

test('a fault stands in the margin at its line, follows it, and goes when the code is right @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'lamp')
  await openThing(ada, 'lamp')
  await writePage(ada, 'lamp', `words\n\n${fence('const one = 1\nnothing.at.all')}`)
  const mark = ada.page.getByRole('button', { name: /^Fault in line/ })
  await expect(mark).toHaveAccessibleName(/^Fault in line 5: .*nothing/)
  await mark.hover()
  await expect(ada.page.locator('.fault-words')).toBeVisible()
  await pageOf(ada, 'lamp').focus()
  await ada.page.keyboard.press('Control+Home')
  await ada.page.keyboard.type('another line\n')
  await expect(mark).toHaveAccessibleName(/^Fault in line 6: /)
  await expect(ada.page.locator('.fault-line')).toContainText('nothing.at.all')
  // People who come later are told too, in the outline, and led to the line.
  const bob = await Person.meet(browser, server.url, 'Bob')
  await bob.page.goto(new URL(ada.page.url()).pathname)
  await bob.page.getByRole('button', { name: 'Outline: 1 thing in trouble' }).click()
  await bob.page.getByRole('treeitem', { name: /nothing/ }).click()
  await expect(bob.page.locator('.fault-line')).toBeInViewport()
  await writePage(ada, 'lamp', fence('const one = 1'))
  await expect(mark).toHaveCount(0)
  await expect(bob.page.locator('.fault-line')).toHaveCount(0)
  await bob.context.close()
})

test('[B10] what came to nothing is told at its line, without trouble, and goes with the code @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'lamp')
  await openThing(ada, 'lamp')
  await writePage(ada, 'lamp', `words\n\n${fence("set(self, { sprite: 'lmap' })")}`)
  const mark = ada.page.getByRole('button', { name: /^Warning in line 4: .*Did you mean "lamp"/ })
  await mark.focus()
  await expect(ada.page.locator('.fault-words')).toBeVisible()
  await expect(ada.page.getByRole('region', { name: 'Warnings' })).toBeVisible()
  await expect(ada.page.locator('[data-life="faulty"]')).toHaveCount(0)
  await mark.blur()
  await writePage(ada, 'lamp', `words\n\n${fence("set(self, { sprite: 'lamp' })")}`)
  await expect(mark).toHaveCount(0)
})

test('a misspelt name is told at its line with the name of the program that was meant @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'lamp')
  await openThing(ada, 'lamp')
  await writePage(ada, 'lamp', fence('const says = 1\nlog(sayz)'))
  await expect(
    ada.page.getByRole('button', { name: /^Fault in line 3: .*sayz is not defined\. Did you mean "says"\?/ }),
  ).toBeVisible()
})

test('a program that fails again and again sleeps, says why, and can be woken @hard', async ({ browser }) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'ball')
  await openThing(ada, 'ball')
  await writePage(
    ada,
    'ball',
    fence("every(0.05, () => { if (self.name === 'ball') throw new Error('ill') })"),
  )
  await ada.page.getByRole('button', { name: 'Close' }).click()
  const asleep = ada.page.getByRole('button', { name: 'ball is asleep' })
  await expect(asleep).toBeVisible()
  await ada.thing('ball').focus()
  await ada.page.keyboard.press('F2')
  await ada.page.keyboard.insertText('egg')
  await ada.page.keyboard.press('Enter')
  await ada.page.getByRole('button', { name: 'egg is asleep' }).click()
  await expect(ada.page.getByText('It kept failing')).toBeVisible()
  await ada.page.getByRole('button', { name: 'Wake it' }).click()
  await expect(ada.page.getByRole('button', { name: 'egg is asleep' })).toHaveCount(0)
})

test('settings that code declares are a form, and what one sets can be undone @hard', async ({ browser }) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'sign')
  await openThing(ada, 'sign')
  const code = `const s = props({ greeting: 'hello', times: 2, isLoud: false, tone: ['low', 'high'] })
const show = () => text().show('says', [s.greeting, s.times, s.isLoud, s.tone].join(' '))
show()
on('properties', show)`
  await writePage(ada, 'sign', `#says nothing\n\n${fence(code)}`)
  const value = ada.page.locator('.live-value')
  await expect(value).toHaveText('hello 2 false low')
  const settings = ada.page.getByRole('region', { name: 'Settings' })
  await settings.getByLabel('greeting', { exact: true }).fill('good day')
  await settings.getByLabel('times', { exact: true }).fill('3')
  await settings.getByRole('switch', { name: 'is loud' }).click()
  await settings.getByLabel('tone', { exact: true }).selectOption('high')
  await expect(value).toHaveText('good day 3 true high')
  await settings.getByRole('button', { name: 'greeting: reset' }).click()
  await expect(value).toHaveText('hello 3 true high')
  await ada.page.getByRole('button', { name: 'Undo' }).click()
  await expect(value).toHaveText('good day 3 true high')
})

test('[E6] what code makes of a property is shown beside what is written, and what is set goes back to the usual @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'cat')
  await openThing(ada, 'cat')
  await writePage(ada, 'cat', fence("on('use', () => set(self, { speed: 40 }))"))
  await expect(ada.page.locator('.life[data-life="alive"]')).toBeVisible()
  await ada.page.getByText('In play', { exact: true }).click()
  const speed = ada.page.getByLabel('Speed', { exact: true })
  await speed.fill('70')
  await speed.press('Enter')
  // What is written later than what code made of it counts, and both go by sockets of their own.
  await ada.isSaved()
  await ada.thing('cat').focus()
  await ada.page.keyboard.press('Space')
  await expect(ada.page.getByText('now 40 %, built as 70 %')).toBeVisible()
  await expect(speed).toHaveValue('40')
  await ada.page.getByRole('button', { name: 'Speed: as built' }).click()
  await expect(speed).toHaveValue('70')
  await expect(ada.page.getByText(/^now 40/)).toHaveCount(0)
  await ada.page.getByRole('button', { name: 'Speed: reset' }).click()
  await expect(speed).toHaveValue('100')
  await expect(ada.page.getByRole('button', { name: 'Speed: reset' })).toHaveCount(0)
})

test('what code logs is in its console, for those who come later too, and can be cleared @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada')
  await add(ada, 'box')
  await openThing(ada, 'box')
  await writePage(ada, 'box', fence("log('hello', { one: 1 })"))
  const log = ada.page.getByRole('log', { name: 'Lines' })
  await expect(log).toContainText('hello')
  await ada.page.reload()
  await openThing(ada, 'box')
  await expect(log).toContainText('hello')
  await ada.page.getByRole('button', { name: 'Clear' }).click()
  await expect(log).toHaveCount(0)
})

test('the world can be paused, played, reset and kept from inside @hard', async ({ browser }) => {
  const ada = await meet(browser, 'Ada')
  await ada.text.click()
  // At once: what is typed slowly starts before its end, and counts that, too.
  await ada.page.keyboard.insertText(
    `#count 0\n\n${fence("on('wake', () => {\n  memory.n = (memory.n ?? 0) + 1\n  text().show('count', memory.n)\n})")}`,
  )
  const value = ada.page.locator('.live-value')
  await expect(value).toHaveText('1')
  const choose = async (item: string): Promise<void> => {
    await ada.page.getByRole('button', { name: /^The world is/ }).click()
    await ada.page.getByRole('menuitem', { name: item }).click()
  }
  await choose('Pause')
  await expect(ada.page.getByRole('button', { name: 'The world is paused' })).toBeVisible()
  await choose('Play')
  await expect(ada.page.getByRole('button', { name: 'The world is playing' })).toBeVisible()
  await choose('Keep things as they are now')
  await expect(value).toHaveCount(0)
  await ada.reads('#count 1')
  await ada.page.getByRole('button', { name: 'Undo' }).first().click()
  await ada.reads('#count')
  await choose('Reset')
  await ada.page.getByRole('button', { name: 'Reset', exact: true }).click()
  await expect(value).toHaveText('1')
})

test('what is tried out is seen by nobody else, and is dropped or kept @hard', async ({ browser }) => {
  const ada = await meet(browser, 'Ada')
  await ada.write('the garden')
  await ada.isSaved()
  const path = new URL(ada.page.url()).pathname
  const bob = await Person.meet(browser, server.url, 'Bob')
  await bob.page.goto(path)
  await bob.reads('the garden')
  // Comes from the list of worlds, which is back from here then.
  await ada.page.getByRole('link', { name: 'Worlds' }).click()
  await ada.page.locator(`a[href="${path}"]`).first().click()
  await ada.reads('the garden')
  const tryHere = async (): Promise<void> => {
    await ada.page.getByRole('button', { name: /^The world is/ }).click()
    await ada.page.getByRole('menuitem', { name: 'Try it out alone' }).click()
    await expect(ada.page.getByText('You are trying things out. Nobody else sees this.')).toBeVisible()
  }
  await tryHere()
  await ada.write(`\n\n#count 0\n\n${fence("text().show('count', 7)")}`)
  await expect(ada.page.locator('.live-value')).toHaveText('7')
  // It is nowhere else: the browser asks before the page goes away.
  const asked = ada.page.waitForEvent('dialog')
  const reload = ada.page.reload({ timeout: 2_000 }).catch(() => null)
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  await reload
  // So does the world, before one goes to another screen: by a link, by the keyboard, or back.
  const question = ada.page.getByRole('alertdialog', { name: 'Keep what you tried out?' })
  await ada.page.getByRole('link', { name: 'Worlds' }).press('Enter')
  await expect(question.getByRole('button', { name: 'Stay' })).toBeFocused()
  await ada.page.keyboard.press('Escape')
  await expect(question).toBeHidden()
  await ada.page.goBack()
  await question.getByRole('button', { name: 'Stay' }).click()
  await expect(question).toBeHidden()
  expect(new URL(ada.page.url()).pathname).toBe(path)
  await expect(ada.page.locator('.live-value')).toHaveText('7')
  await ada.page.goBack()
  await question.getByRole('button', { name: 'Discard' }).click()
  await expect(ada.page.getByRole('heading', { name: 'Worlds' }).first()).toBeVisible()
  await ada.page.goForward()
  await expect.poll(() => ada.words()).toBe('the garden')
  await tryHere()
  await ada.write(`\n\n#count 0\n\n${fence("text().show('count', 8)")}`)
  await expect(ada.page.locator('.live-value')).toHaveText('8')
  expect(await bob.words()).toBe('the garden')
  await ada.page.getByRole('link', { name: 'Worlds' }).click()
  await question.getByRole('button', { name: 'Keep' }).click()
  await expect(ada.page.getByRole('heading', { name: 'Worlds' }).first()).toBeVisible()
  await bob.reads('#count 8')
  await bob.context.close()
})

test('one can try things out without a network, and keep them @hard', async ({ browser }) => {
  const ada = await meet(browser, 'Ada', WITH_WORKER)
  await ada.write('the garden')
  await ada.isSaved()
  await ada.isReadyForOffline()
  await ada.context.setOffline(true)
  await expect(ada.mark).toHaveAccessibleName(/offline/)
  await ada.page.getByRole('button', { name: 'The world is not seen while offline' }).click()
  // Only what can be done without a network.
  await expect(ada.page.getByRole('menuitem')).toHaveText([/^Try it out alone/u, 'What code can do'])
  await ada.page.getByRole('menuitem', { name: 'Try it out alone' }).click()
  await ada.write(`\n\n#count 0\n\n${fence("text().show('count', 9)")}`)
  await expect(ada.page.locator('.live-value')).toHaveText('9')
  await ada.page.getByRole('button', { name: 'Keep', exact: true }).click()
  await ada.reads('#count 9')
  await ada.context.setOffline(false)
  await ada.isSaved()
})

test('code is completed and explained while one writes, and the reference opens without a network @hard', async ({
  browser,
}) => {
  const ada = await meet(browser, 'Ada', WITH_WORKER)
  await ada.write('```js\n')
  // The tools for code come with the first code.
  await expect(ada.page.locator('.fault-margin')).toBeAttached()
  await ada.write('move')
  await expect(ada.page.getByRole('option', { name: /moveTo/ })).toBeVisible()
  await ada.page.getByRole('option', { name: /moveTo/ }).click()
  await ada.reads('moveTo')
  await ada.page.locator('.cm-line', { hasText: /move/ }).hover({ position: { x: 40, y: 12 } })
  await expect(ada.page.locator('.code-help')).toContainText('Without a thing: you.')
  await ada.page.locator('.cm-line', { hasText: /move/ }).click()
  await ada.page.keyboard.press('End')
  await ada.write('\nsya(self.x) ')
  await expect(ada.page.locator('.unknown-name')).toHaveText(['sya'])
  await expect(ada.page.locator('.unknown-name')).toHaveAttribute('title', /^“sya” is not known here/)
  await ada.isReadyForOffline()
  await ada.context.setOffline(true)
  await ada.page.goto('/reference')
  await expect(ada.page.getByRole('heading', { name: 'What code can do' })).toBeVisible()
  await expect(ada.page.locator('#moveTo')).toContainText('moveTo(x: number, y: number)')
})

test('a starter thing works as it is put down, and what is said is heard @hard', async ({ browser }) => {
  const ada = await meet(browser, 'Ada')
  await ada.page.getByRole('button', { name: 'Add a thing' }).click()
  await ada.page.getByRole('button', { name: /^Dice/ }).click()
  await expect(ada.thing('Dice')).toBeVisible()
  await expect(ada.page.locator('.life[data-life="alive"]')).toBeVisible()
  await ada.page.getByRole('button', { name: 'Talk' }).click()
  await ada.page.getByRole('textbox', { name: 'Say something' }).fill('good morning')
  await ada.page.keyboard.press('Enter')
  const said = ada.page.getByRole('log', { name: 'What was said' })
  await expect(said).toContainText('good morning')
  await ada.thing('Dice').focus()
  await ada.page.getByRole('button', { name: 'Use' }).click()
  await expect(said).toContainText('Dice')
})

test('a walk is drawn from where it begins to where it ends @hard', async ({ browser }) => {
  const ada = await meet(browser, 'Ada')
  await ada.page.emulateMedia({ reducedMotion: 'no-preference' })
  await add(ada, 'cat')
  const cat = ada.thing('cat')
  const left = async (): Promise<number> => (await cat.boundingBox())?.x ?? 0
  const before = await left()
  await openThing(ada, 'cat')
  await writePage(ada, 'cat', fence('moveBy(-150, 0)'))
  await ada.page.getByRole('button', { name: 'Close' }).click()
  const seen: number[] = []
  await expect
    .poll(async () => {
      const now = await left()
      seen.push(now)
      return Math.round(now - before)
    })
    .toBe(-150)
  expect(seen.toSorted((a, b) => b - a)).toEqual(seen)
  await ada.page.reload()
  await expect.poll(async () => Math.round((await left()) - before)).toBe(-150)
})
