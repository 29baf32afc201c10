import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** A page with everything in it that a page can have. */
const EVERYTHING = `# The *keeper’s* **book** of \`signs\`

Every evening at *about six*, the keeper walks up the **hundred and twelve steps** and lights the lamp. What he needs is in [the chest](#chest), what he knows is in [another world](ada/garden), and what he cannot know is at [the observatory](https://example.org/a/rather/long/path/that/would/wrap?with=a-query "and a title"), they say. He writes \`lamp.on()\` when nobody looks, ~~sometimes~~ ***never*** forgets, and \\*means\\* it.

Setext
======

- Trim the wick, then fill the oil to the second mark, which is hard to see when the light is **already** going and the glass is wet
- Wind the clock
  - once on weekdays, and never when somebody sleeps in the room below, as the chain is loud enough to wake the dead
    and goes on in another line
- [ ] Sweep the stairs
- [x] Write down the [weather](ada/weather)

1. First the ships
2. Then the birds, of which there are more than one would think when the wind comes from the north and it is late

> The sea is never the **same** twice, said the old man, and he had looked at it for sixty years without once being asked.
> > — *from the first keeper*

| Day | High water | What was seen |
|:---|:---:|---:|
| Monday | 04:12 | Two **barques**, going south |
| Wednesday |  | A whale, or what [looked](ada/whale) like one from the upper gallery, close to the rocks |

---

![A red square|120](data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20width='300'%20height='120'%3E%3C/svg%3E)

![From elsewhere](https://example.org/a.png) is not shown.

\`\`\`js
on('enter', ({ subject }) => say(\`Good evening, \${subject.name}.\`))
\`\`\`

שלום עולם, זהו עמוד שנכתב מימין לשמאל, עם [קישור](ada/garden) ועם **מילה עבה** בתוכו, והוא ארוך מספיק לשתי שורות.

- פריט ראשון
`

/** The used parts of the page's own editor. */
interface Editor {
  readonly state: { readonly doc: { readonly length: number; toString(): string } }
  dispatch(change: object): void
  focus(): void
}

/** Writes the whole page through its own editor. */
async function fill({ text }: Person, words: string): Promise<void> {
  await text.evaluate((content, insert) => {
    const { cmTile } = content as unknown as { cmTile: { root: { view: Editor } } }
    const { view } = cmTile.root
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } })
  }, words)
}

const wholeText = ({ text }: Person): Promise<string> =>
  text.evaluate((content) => {
    const { cmTile } = content as unknown as { cmTile: { root: { view: Editor } } }
    return cmTile.root.view.state.doc.toString()
  })

/** The height of every line, in pixels of the floor. */
const heights = ({ page }: Person): Promise<number[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('.paper .cm-line')].map((line) =>
      parseFloat(getComputedStyle(line).height),
    ),
  )

/** Puts the cursor everywhere in the page; tells where anything stood elsewhere than when nobody writes. */
const movedBy = ({ text }: Person): Promise<{ moved: number[]; shown: number; places: number }> =>
  text.evaluate((content) => {
    const { cmTile } = content as unknown as { cmTile: { root: { view: Editor } } }
    const { view } = cmTile.root
    const range = document.createRange()
    const standing = (): string[] =>
      [...content.querySelectorAll('.cm-line')].map((line) => {
        range.selectNodeContents(line)
        const letters = [...range.getClientRects()].map(({ right, bottom }) => `${right},${bottom}`)
        return `${line.getBoundingClientRect().bottom} ${[...new Set(letters)].sort().join(' ')}`
      })
    const before = standing()
    const found = { moved: [] as number[], shown: 0, places: 0 }
    view.focus()
    for (let at = 0; at <= view.state.doc.length; at += 17) {
      view.dispatch({ selection: { anchor: at } })
      const now = standing()
      if (now.length !== before.length || now.some((line, row) => line !== before[row])) found.moved.push(at)
      found.shown = Math.max(found.shown, content.querySelectorAll('.page-shown').length)
      found.places += 1
    }
    return found
  })

test('[M1] nothing moves for who writes, and a line is as high for everybody, on any screen @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { viewport: { width: 1280, height: 2400 } })
  const bob = await Person.meet(browser, server.url, 'Bob', {
    viewport: { width: 390, height: 2400 },
    isMobile: true,
    hasTouch: true,
  })
  await ada.enter('ada/heights')
  await bob.enter('ada/heights')
  await fill(ada, EVERYTHING)
  const lines = EVERYTHING.split('\n').length
  await expect.poll(async () => (await heights(bob)).length).toBe(lines)
  await ada.page.evaluate(() => document.fonts.ready)
  // Code has its colours, which come later.
  await expect(ada.page.locator('.code-text').first()).toBeAttached()
  await expect(ada.page.locator('.page-picture')).toHaveCSS('height', '120px')
  const { moved, shown, places } = await movedBy(ada)
  expect(places).toBeGreaterThan(90)
  expect(shown).toBeGreaterThan(1)
  expect(moved).toEqual([])
  await expect.poll(() => heights(bob)).toEqual(await heights(ada))
})

test('where one scrolls there are lines in each frame, also when somebody writes @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/deep')
  await fill(ada, Array.from({ length: 500 }, (_, n) => `Line ${n} of a long page.`).join('\n\n'))
  // The page's tools are there.
  await expect(ada.page.locator('.page-space')).toHaveCount(1)
  const bare = await ada.page.getByRole('main').evaluate(async (floor) => {
    const { cmTile } = floor.querySelector('.cm-content') as unknown as { cmTile: { root: { view: Editor } } }
    const { view } = cmTile.root
    let found = 0
    for (let frame = 0; frame < 200; frame += 1) {
      // Now and then one turns back, where fewer lines are drawn.
      floor.scrollBy({ top: frame % 50 < 40 ? 40 : -40, behavior: 'instant' })
      await new Promise(requestAnimationFrame)
      // Just after a turn, too.
      if (frame % 50 === 1 || frame % 50 === 41) {
        view.dispatch({ changes: { from: view.state.doc.length, insert: '!' } })
      }
      const seen = floor.getBoundingClientRect()
      const boxes = [...floor.querySelectorAll('.cm-gap')].map((gap) => gap.getBoundingClientRect())
      if (boxes.some(({ top, bottom }) => top < seen.bottom && bottom > seen.top)) found += 1
    }
    return found
  })
  expect(bare).toBe(0)
})

test('[E1] a handle opens and closes space for the text and the things below, as one step of undo @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/space')
  await bob.enter('ada/space')
  await fill(ada, 'one\n\ntwo\n\nthree\n')
  const lineAt = (number: number) => ada.page.locator('.paper .cm-line').nth(number - 1)
  const boxOf = async (line: ReturnType<typeof lineAt>) =>
    (await line.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const three = await boxOf(lineAt(5))
  // The tool that makes a thing may still be loading.
  await expect(async () => {
    await ada.page.mouse.dblclick(three.x - 80, three.y + 60)
    const isNamed = (): boolean => document.activeElement instanceof HTMLInputElement
    await expect.poll(() => ada.page.evaluate(isNamed), { timeout: 2_000 }).toBe(true)
  }).toPass()
  await ada.page.keyboard.type('Stone')
  await ada.page.keyboard.press('Enter')
  const top = async (person: Person) => (await person.thing('Stone').boundingBox())?.y ?? NaN
  const before = await top(ada)
  await expect.poll(() => top(bob)).toBe(before)

  const handle = ada.page.getByRole('button', { name: /^Space here/ })
  const drag = async (line: number, far: number) => {
    const { x, y, width } = await boxOf(lineAt(line))
    // The handle may still be loading: the pointer moves until it is under it.
    await expect(async () => {
      await ada.page.mouse.move(x + width + 15, y + 5)
      await ada.page.mouse.move(x + width + 15, y + 4)
      const under = await handle.boundingBox({ timeout: 1_000 })
      expect(under !== null && under.y <= y + 4 && y + 4 <= under.y + under.height).toBe(true)
    }).toPass()
    await ada.page.mouse.down()
    await ada.page.mouse.move(x + width + 15, y + 4 + far / 2)
    await ada.page.mouse.move(x + width + 15, y + 4 + far)
  }
  await drag(3, 97)
  // Shown as it will be, before anything is written.
  await expect(ada.page.getByRole('status').getByText('3 lines more')).toBeVisible()
  expect(await top(ada)).toBe(before + 90)
  expect(await top(bob)).toBe(before)
  await ada.page.mouse.up()
  expect(await wholeText(ada)).toBe('one\n\n\n\n\ntwo\n\nthree\n')
  await expect.poll(() => top(ada)).toBe(before + 90)
  await expect.poll(() => top(bob)).toBe(before + 90)
  expect((await boxOf(lineAt(8))).y).toBe(three.y + 90)

  await drag(6, -70)
  await ada.page.mouse.up()
  expect(await wholeText(ada)).toBe('one\n\n\ntwo\n\nthree\n')
  await expect.poll(() => top(bob)).toBe(before + 30)
  await ada.page.keyboard.press('Control+z')
  await expect.poll(() => top(bob)).toBe(before + 90)
  await ada.page.keyboard.press('Control+z')
  await expect.poll(() => top(bob)).toBe(before)
  expect(await wholeText(ada)).toBe('one\n\ntwo\n\nthree\n')

  await lineAt(3).click()
  await ada.page.keyboard.press('Alt+Enter')
  expect(await wholeText(ada)).toBe('one\n\ntwo\n\n\nthree\n')
  await expect.poll(() => top(bob)).toBe(before + 30)
  await ada.page.keyboard.press('Alt+Backspace')
  await ada.page.keyboard.press('Alt+Backspace')
  expect(await wholeText(ada)).toBe('one\n\ntwo\nthree\n')
  await expect.poll(() => top(bob)).toBe(before - 30)
  await ada.page.keyboard.type('Typing moves no thing\n\n')
  await ada.isSaved()
  expect(await top(bob)).toBe(before - 30)
  await expect(handle).toBeVisible()
})

test('[M4] links lead where they say and nowhere else; boxes are ticked; each line is read its own way @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/links')
  await fill(
    ada,
    'To [a world](ada/other), [out](https://example.org/x) or [a trap](javascript:alert(1)).\n\n- [ ] water\n\nשלום **עולם**\n- פריט',
  )
  const mark = (number: number) => ada.page.locator('.page-way').nth(number)
  const press = async (number: number) => {
    const { x, y, width, height } = (await mark(number).boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    await ada.page.mouse.click(x + width - 4, y + height / 2)
  }
  await expect(ada.page.locator('.page-space')).toBeAttached()
  const start = ada.page.url()
  await press(2)
  await ada.page.getByText('a trap').click()
  const card = ada.page.getByRole('group', { name: 'Link' })
  await expect(card).toContainText('leads nowhere')
  expect(ada.page.url()).toBe(start)

  await ada.page.getByText('a world').click()
  await expect(card).toContainText('Leads to the world ada/other.')
  await card.getByLabel('Address').fill('ada/third (copy)')
  await ada.page.keyboard.press('Enter')
  await expect.poll(() => wholeText(ada)).toContain('[a world](<ada/third (copy)>)')
  await ada.page.keyboard.press('Control+z')

  const opened = ada.context.waitForEvent('page')
  await ada.page.route('https://example.org/**', (route) => route.abort())
  await ada.page.getByText('out', { exact: true }).click({ modifiers: ['Control'] })
  const other = await opened
  expect(await other.evaluate(() => opener)).toBeNull()
  await other.close()

  const box = await ada.page.locator('.page-task').boundingBox()
  await ada.page.mouse.click((box?.x ?? 0) + 8, box?.y ?? 0)
  await ada.reads(/\[x\] water/)
  await ada.page.keyboard.press('Escape')
  await expect(card).toHaveCount(0)
  await ada.page.getByText('water').dblclick()
  await ada.page.keyboard.press('Control+b')
  await ada.reads(/\[x\] \*\*water\*\*$/m)
  await ada.page.keyboard.press('Control+b')
  await ada.reads(/\[x\] water$/m)

  const directions = await ada.page
    .locator('.paper .cm-line')
    .evaluateAll((lines) => lines.map((line) => getComputedStyle(line).direction))
  expect(directions).toEqual(['ltr', 'ltr', 'ltr', 'ltr', 'rtl', 'rtl'])

  // What is selected has its bar above it, over the first line.
  await ada.page.keyboard.press('ArrowRight')
  await expect(ada.page.getByRole('toolbar', { name: 'What is selected' })).toBeHidden()
  await press(0)
  await expect(ada.page).toHaveURL(/\/w\/ada\/other$/)
})
