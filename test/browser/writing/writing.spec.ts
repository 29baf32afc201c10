// Writing and placing: the selection is where one writes, Escape leaves one thing at a time, and keys do what
// hands expect of them.
import { expect, type Locator, type Page } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** The name that the inspector shows. */
const inspected = (page: Page) => page.getByRole('textbox', { name: 'Name of the thing' })

test('the inspector is about what is selected, also when that was just made', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/one-truth')
  const paper = await page.locator('.paper').boundingBox()
  if (!paper) throw new Error('there is no paper')
  async function make(x: number, name: string): Promise<void> {
    if (!paper) return
    await page.mouse.dblclick(paper.x + x, paper.y + 300)
    await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await expect(ada.thing(name)).toBeVisible()
  }
  await make(120, 'oak')
  await ada.thing('oak').click()
  await page.keyboard.press('Enter')
  await expect(inspected(page)).toHaveValue('oak')
  // One more, made while the inspector is open.
  await make(420, 'elm')
  await expect(inspected(page)).toHaveValue('elm')
  const written = page.getByRole('textbox', { name: 'The page of elm' })
  await written.click()
  await page.keyboard.type('- about elm')
  // Escape leaves the page, not the panel; then Tab goes on, from a list too.
  await expect(async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    await expect(written).not.toBeFocused({ timeout: 1_000 })
  }).toPass()
  await expect(written).toContainText(/^- about elm$/)
  await ada.thing('oak').click()
  await expect(inspected(page)).toHaveValue('oak')
  await expect(page.getByRole('textbox', { name: 'The page of oak' })).not.toContainText('about elm')
  // A name that is being typed is written to the thing that it was typed for.
  await inspected(page).fill('old oak')
  await ada.thing('elm').click()
  await expect(inspected(page)).toHaveValue('elm')
  await expect(ada.thing('old oak')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'The page of elm' })).toContainText('about elm')
  // With nothing selected it is about the floor that one sees.
  await page.mouse.click(paper.x + 60, paper.y + 500)
  await expect(page.getByRole('complementary', { name: 'The world’s page' })).toBeVisible()
})

test('[E22] Escape leaves one thing at a time, no letter is a command then, and Enter comes back to where one wrote', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/escape')
  await ada.write('first line')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.type('/')
  // A list, then what is chosen, then the page.
  const list = page.getByRole('listbox')
  await expect(list).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(list).toBeHidden()
  await expect(ada.text).toBeFocused()
  await page.keyboard.press('Backspace')
  await page.keyboard.type('third')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Escape')
  await expect(ada.text).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.type(' line')
  await ada.reads(/third line$/)
  await expect(async () => {
    await page.keyboard.press('Escape')
    await expect(ada.text).not.toBeFocused({ timeout: 1_000 })
  }).toPass()
  // Letters do nothing there: one is not in another mode, nor anywhere else.
  const before = page.url()
  await page.keyboard.type('kqiowasd')
  await expect(ada.text).toHaveAttribute('contenteditable', 'true')
  await expect(page.locator('.figure[data-me]')).toHaveCount(0)
  expect(page.url()).toBe(before)
  await page.keyboard.press('Enter')
  await expect(ada.text).toBeFocused()
  // The caret says so, and no frame.
  await expect(ada.text).toHaveCSS('outline-style', 'none')
  await page.keyboard.type(', still')
  await ada.reads(/third line, still$/)

  // Going into a thing puts the caret into its page; Escape leaves that page, not the place.
  await page.keyboard.press('Control+Enter')
  await page.keyboard.type('hut')
  await page.keyboard.press('Enter')
  await ada.thing('hut').click()
  await page.keyboard.press('Shift+Enter')
  await expect(page.getByRole('textbox', { name: 'The page of hut' })).toBeFocused()
  await page.keyboard.type('inside')
  await ada.reads(/^inside$/)
  const here = page.url()
  await expect(async () => {
    await page.keyboard.press('Escape')
    await expect(ada.text).not.toBeFocused({ timeout: 1_000 })
  }).toPass()
  await expect(ada.text).toHaveAttribute('contenteditable', 'true')
  expect(page.url()).toBe(here)
  await page.keyboard.press('Enter')
  await page.keyboard.type(' it')
  await ada.reads(/^inside it$/)
})

test('keys of writing: lists, code, quotations, tables, bold, a word found, and out of it again', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const { keyboard } = page
  await ada.enter('ada/keys')
  await ada.text.click()
  async function type(...keys: readonly string[]): Promise<void> {
    for (const key of keys)
      await (/^(?:Enter|Tab|Shift\+|Control\+|Arrow)/.test(key) ? keyboard.press(key) : keyboard.type(key))
  }
  async function clear(): Promise<void> {
    await ada.text.focus()
    await type('Control+a')
    await keyboard.press('Delete')
    // Empty, it says what one can do.
    await ada.reads(/^Write here/)
  }
  // The page’s tools come a moment after it.
  await expect(async () => {
    await clear()
    await type('- a', 'Enter', 'Tab', 'b')
    await expect.poll(() => ada.words(), { timeout: 1_000 }).toBe('- a\n  - b')
  }).toPass()
  await type('Enter', 'c', 'Shift+Tab', 'Enter', 'Enter', 'after')
  await ada.reads(/^- a\n {2}- b\n- c\n\nafter$/)
  await clear()
  await type('1. a', 'Enter', 'b', 'Enter', 'c', 'Shift+Tab', 'ArrowUp', 'Tab')
  await ada.reads(/^1\. a\n {3}1\. b\n2\. c$/)
  await clear()
  await type('> said', 'Enter', 'more', 'Enter', 'Enter', 'after')
  await ada.reads(/^> said\n> more\n\nafter$/)
  await clear()
  await type('| a | b |', 'Enter', '| --- | --- |', 'Enter', '1', 'Enter', '2', 'Enter', 'Enter', 'after')
  await ada.reads(/^\| a \| b \|\n\| --- \| --- \|\n\| 1 \| {2}\|\n\| 2 \| {2}\|\n\nafter$/)
  await clear()
  await type('```', 'Enter', 'if (x) {', 'Enter', 'Tab', 'y', 'Shift+Tab')
  await ada.reads(/^```\nif \(x\) \{\ny/)
  await clear()
  await type('so ', 'Control+b', 'bold', 'Control+b', ' and ', 'Control+i', 'slanted', 'Control+i', '.')
  await ada.reads(/^so \*\*bold\*\* and \*slanted\*\.$/)
  // Typed over, nothing keeps the looks of what is gone.
  await clear()
  await type('*it* ==m== ~~s~~', 'Control+a', 'so')
  await ada.reads(/^so$/)
  await clear()
  await type('needle in hay, Needle')
  // Words typed before their line is there are not lost.
  await type('Control+f', 'NEEDLE')
  const find = page.getByRole('searchbox', { name: 'Find in the page' })
  await expect(find).toHaveValue('NEEDLE')
  await expect(page.getByRole('search').getByRole('status')).toHaveText(/of 2$/)
  await type('Enter')
  await keyboard.press('Escape')
  await expect(ada.text).toBeFocused()
  expect(await page.evaluate(() => getSelection()?.toString().toLowerCase())).toBe('needle')

  // From the first stop of a keyboard the page is one step away.
  await page.reload()
  const skip = page.getByRole('button', { name: 'To the page' })
  await expect(skip).toBeAttached()
  // Past the line that says what kind of place this is.
  await page.getByRole('button', { name: 'Hide this line' }).focus()
  await keyboard.press('Tab')
  await expect(skip).toBeFocused()
  await keyboard.press('Enter')
  await expect(ada.text).toBeFocused()
})

const RICH = `<meta charset="utf-8"><div><h2>A <em>title</em></h2><p>Words, <strong>heavy</strong> and <a href="https://example.org/a">a link</a>, 2 * 3.</p><ul><li>one<ul><li>two</li></ul></li><li><input type="checkbox" checked>done</li></ul><table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>x|y</td></tr></table><pre><code class="language-js">alert(1)</code></pre><script>alert(2)</script></div>`
const PLAIN = 'A title\nWords'
const MARKDOWN = `## A *title*

Words, **heavy** and [a link](https://example.org/a), 2 \\* 3.

- one
  - two
- [x] done

| a | b |
| --- | --- |
| 1 | x\\|y |

\`\`\`
alert(1)
\`\`\``

test('[E17] [E28] what is pasted with its looks comes as Markdown, in one step', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', {
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const { page } = ada
  await ada.enter('ada/paste')
  await ada.text.click()
  await page.evaluate(
    ([html, plain]) =>
      navigator.clipboard.write([
        new ClipboardItem({
          'text/html': new Blob([html], { type: 'text/html' }),
          'text/plain': new Blob([plain], { type: 'text/plain' }),
        }),
      ]),
    [RICH, PLAIN] as const,
  )
  // The page’s tools come a moment after it.
  await expect(async () => {
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+v')
    await expect.poll(() => ada.words(), { timeout: 2_000 }).toBe(MARKDOWN)
  }).toPass()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+Shift+v')
  await ada.reads(/^A title\nWords$/)
  await page.keyboard.press('Control+z')
  await expect.poll(() => ada.words()).toBe(MARKDOWN)

  // Words with tabs: one undo gives them back as they were; indented ones are no table.
  const paste = async (plain: string): Promise<void> => {
    await page.evaluate((text) => navigator.clipboard.writeText(text), plain)
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+v')
  }
  await paste('\tone\n\ttwo')
  await expect.poll(() => ada.words()).toBe('\tone\n\ttwo')
  await paste('Name:\tMira\nBoat:\tHeron')
  await expect.poll(() => ada.words()).toBe('| Name: | Mira |\n| --- | --- |\n| Boat: | Heron |')
  await page.keyboard.press('Control+z')
  await expect.poll(() => ada.words()).toBe('Name:\tMira\nBoat:\tHeron')

  // With its looks, too, where it is dropped into the page, or pasted onto the floor.
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text/html', '<p>5 m<sup>2</sup></p>')
    data.setData('text/plain', '5 m2')
    const line = document.querySelector('.paper .cm-line')
    const { left: clientX, top: clientY } = line?.getBoundingClientRect() ?? { left: 0, top: 0 }
    const told = { bubbles: true, cancelable: true }
    line?.dispatchEvent(new DragEvent('drop', { ...told, dataTransfer: data, clientX, clientY }))
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    document.body.dispatchEvent(new ClipboardEvent('paste', { ...told, clipboardData: data }))
  })
  await ada.reads(/5 m²Name/)
  await expect(ada.thing('5 m²')).toBeVisible()
})

test('`/tab` makes a table, Enter takes an emoji, and what is undone is told no longer', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/small')
  await ada.write('')
  await page.keyboard.type('/tab')
  await expect(page.getByRole('option', { selected: true })).toHaveText(/^Table/)
  await page.keyboard.press('Enter')
  await ada.reads(/^\| {2}\| {2}\|\n\| --- \| --- \|/)
  // Other words for the same find it; and it is said where nothing fits.
  // In one go, before the menu is there.
  await ada.write('/todo\n')
  await page.keyboard.type('sow /qqq')
  await expect(page.getByRole('option', { name: 'Nothing here is called “qqq”.' })).toBeVisible()
  await page.keyboard.press('Enter')
  await ada.reads(/- \[ \] sow \/qqq\n- \[ \] $/)
  await page.getByRole('button', { name: 'Add a thing' }).click()
  await page.getByRole('searchbox', { name: 'Find a thing' }).fill('🦆')
  await page.keyboard.press('Enter')
  await page.keyboard.type('duck')
  await page.keyboard.press('Enter')
  await ada.thing('duck').click()
  await page.keyboard.press('Delete')
  const told = page.getByText('“duck” is put away, in limbo.')
  await expect(told).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(ada.thing('duck')).toBeVisible()
  await expect(told).toBeHidden()
  await ada.isSaved()
  await page.context().setOffline(true)
  await expect(page.getByRole('button', { name: 'The world is not seen while offline' })).toBeVisible()
  await expect(page.getByText('playing', { exact: true })).toHaveCount(0)
})

/** Opens a page again, whose editor does not come until the answer is called. */
async function openDrawn({ page }: Person, part = 'editor'): Promise<() => number> {
  const held = Promise.withResolvers<void>()
  let asked = 0
  await page.route(`**/assets/${part}-*.js`, async (route) => {
    asked += 1
    await held.promise
    await route.continue()
  })
  await page.reload()
  return () => {
    held.resolve()
    return asked
  }
}

test('[E27] what is typed before the editor is there stands where one pressed', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { serviceWorkers: 'block' })
  const { page } = ada
  await ada.enter('ada/early')
  await ada.write('# Early\n\nSome **words** here.\n\nThe end.')
  await ada.isSaved()
  const letCome = await openDrawn(ada)
  await expect(ada.drawn.getByRole('heading', { name: 'Early' })).toBeVisible()
  await ada.drawn.getByText('The end').click({ position: { x: 3, y: 10 } })
  await page.keyboard.type('Soon ,')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('comes:\n')
  await expect(ada.drawn).toContainText('comes:')
  // Until its line break is drawn, too, the end is in the line of what was typed.
  await ada.drawn.getByText('The end.', { exact: true }).click({ position: { x: 3, y: 10 } })
  expect(letCome()).toBe(1)
  await expect(ada.text).toBeFocused()
  await page.keyboard.type('now ')
  await ada.reads(/^# Early\n\nSome \*\*words\*\* here\.\n\nSoon comes:\nnow The end\.$/)
  await ada.isSaved()
})

test('[E27] before the editor is there a key deletes what is selected', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { serviceWorkers: 'block' })
  const { page } = ada
  await ada.enter('ada/deleted')
  await ada.write('One two three\n\nThe end.')
  await ada.isSaved()
  const letCome = await openDrawn(ada)
  for (const [words, key] of [
    ['One', 'Backspace'],
    ['The end', 'Delete'],
  ] as const) {
    await ada.drawn.getByText(words).dblclick({ position: { x: 8, y: 10 } })
    await page.keyboard.press(key)
    await expect(ada.drawn).not.toContainText(words)
  }
  await page.keyboard.type('An')
  letCome()
  await ada.reads(/^ ?two three\n\nAn ?end\.$/)
})

test('[E27] before the floor’s tools or its hands are there one writes beside a line, and below the last one', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { serviceWorkers: 'block' })
  const { page } = ada
  await ada.enter('ada/beside')
  await ada.write('Some words here.\n\nThe end.')
  await ada.isSaved()
  const letTools = await openDrawn(ada, 'tools')
  const letHands = await openDrawn(ada, 'select-frame')
  const letEditor = await openDrawn(ada)
  const right = ((await page.locator('.paper').boundingBox())?.width ?? 0) - 30
  const besides = async (words: string, down: number): Promise<void> => {
    const { y = 0 } = (await ada.drawn.getByText(words).boundingBox()) ?? {}
    const { y: top = 0 } = (await page.locator('.paper').boundingBox()) ?? {}
    await page.locator('.paper').click({ position: { x: right, y: y - top + down } })
  }
  await besides('Some', 10)
  await page.keyboard.type('!')
  await expect(ada.drawn).toContainText('here.!')
  await besides('The end', 100)
  await page.keyboard.type('Below')
  await expect(ada.drawn).toContainText('Below')
  letTools()
  const menu = page.getByRole('menu')
  await expect(async () => {
    await page.locator('.paper').click({ button: 'right', position: { x: right, y: 300 } })
    await expect(menu).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await page.keyboard.press('Escape')
  await expect(menu).toBeHidden()
  await besides('Below', 70)
  letHands()
  letEditor()
  await expect(ada.text).toBeFocused()
  await page.keyboard.type('later')
  await ada.reads(/^Some words here\.!\n\nThe end\.\n{3}Below\n{2}later$/)
  await ada.isSaved()
})

test('[E27] before the editor is there a link is written in, a box ticked, selected words are copied, and it is asked for once', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { serviceWorkers: 'block' })
  const { page } = ada
  await ada.enter('ada/pressed')
  await ada.write('See [the lake](https://example.org/lake) here.\n\nAll of this is blue\n\n- [ ] sow')
  await ada.isSaved()
  let isAway = true
  const asked: number[] = []
  await page.route('**/assets/editor-*.js', (route) => (isAway ? route.abort() : route.continue()))
  await page.route('**/healthz', async (route) => {
    asked.push(Date.now())
    await (isAway ? route.abort() : route.continue())
  })
  await page.reload()
  const field = page.getByRole('textbox', { name: 'Write here' })
  await ada.drawn.getByRole('link', { name: 'the lake' }).click()
  await expect(field).toBeFocused()
  await page.keyboard.type('!')
  await ada.reads(/^See \[.*!.*\]\(https.*\) here\./)
  expect(ada.context.pages()).toHaveLength(1)
  const task = ada.drawn.locator('.page-line', { hasText: 'sow' })
  await task.click({ position: { x: 8, y: 15 } })
  await ada.reads(/- \[x\] sow$/)
  await page.keyboard.press('Control+z')
  await ada.reads(/- \[ \] sow$/)
  await ada.drawn.getByText('All of this').dblclick({ position: { x: 8, y: 10 } })
  await page.keyboard.press('Control+c')
  await page.mouse.click(...(await endOf(ada.drawn.getByText('All of this'))))
  await page.keyboard.press('Control+v')
  await ada.reads(/All of this is blueAll ?$/m)
  await page.mouse.click(...(await endOf(ada.drawn.getByText('sow'))))
  await page.keyboard.press('Backspace')
  await ada.reads(/- \[ \] so$/)
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.type('n')
  await page.keyboard.press('End')
  await page.keyboard.type('w')
  await ada.reads(/- \[ \] snow$/)
  await page.keyboard.press('Home')
  await page.mouse.click(...(await endOf(ada.drawn.getByText('snow'))))
  await page.keyboard.type('y')
  await ada.reads(/- \[ \] snowy$/)
  await page.keyboard.press('Backspace')
  await ada.reads(/- \[ \] snow$/)
  // A key that follows a link does not write.
  const opened = ada.context.waitForEvent('page')
  await ada.drawn.getByRole('link', { name: 'the' }).press('Enter')
  await (await opened).close()
  await expect(ada.drawn.getByRole('link', { name: 'the' })).toBeFocused()
  const before = asked.length
  await expect.poll(() => asked.length, { timeout: 20_000 }).toBeGreaterThan(before + 2)
  const waits = asked.slice(before + 1).map((at, index) => at - (asked[before + index] ?? 0))
  expect(Math.min(...waits)).toBeGreaterThan(1_000)

  // A hand that has begun to select ends that first.
  await page.mouse.move(...(await endOf(ada.drawn.getByText('All of this'))))
  await page.mouse.down()
  isAway = false
  const fetched = page.waitForResponse('**/assets/editor-*.js')
  await (await fetched).finished()
  await page.evaluate(async () => {
    for (let frame = 0; frame < 40; frame += 1) await new Promise(requestAnimationFrame)
  })
  await page.mouse.move(...(await startOf(ada.drawn.getByText('All of this'))), { steps: 5 })
  await page.mouse.up()
  await expect(ada.text).toBeFocused()
  await page.keyboard.type('Gone')
  await ada.reads(/here\.\n\nGone\n\n- \[ \] snow$/)
})

/** Where a line begins and ends on the screen. */
async function startOf(line: Locator): Promise<readonly [x: number, y: number]> {
  const box = await line.boundingBox()
  return [(box?.x ?? 0) + 1, (box?.y ?? 0) + 10]
}

async function endOf(line: Locator): Promise<readonly [x: number, y: number]> {
  const box = await line.boundingBox()
  return [(box?.x ?? 0) + (box?.width ?? 0) - 5, (box?.y ?? 0) + 10]
}
