// The lines of a page as markup are as high as those of its editor: words that are drawn before the editor
// comes do not move when it does.
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { toHtml } from '../../../shared/page/page-html.ts'
import { linesOf } from '../../../shared/page/page-lines.ts'
import { pageParser } from '../../../shared/page/page-parser.ts'
import { STARTERS } from '../../../shared/starters/all-starters.ts'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { openStock } from '../../unit/sync/stock.ts'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** An editor draws only so much at once. */
const LINES_MAX = 150

const LONG =
  'So many *words* that `they` go on into **the next** line, [with a link](#lamp) and [[one by name]]. '
/** What those pages do not have. */
const FORMS = `Set\n===\n
> [!note] A ==title== of ${LONG}\n> ${LONG}\n> > - ${LONG}${LONG}\n
- [ ] ${LONG}\n  1. ${LONG}\n     more ${LONG}\n
| a | ${LONG} | c |\n| --: | :-: | --- |\n| ${LONG} || ~~x~~ |\n| 1 | ![w](/assets/${'a'.repeat(64)}) |\n
![w|90](/assets/${'b'.repeat(64)}) and ![x](https://example.org/x.png)\n
![w|right|200x100](/assets/${'b'.repeat(64)})\n
![[note|4]]\n
Where $\\frac{a}{b}$ holds, ${LONG}${LONG}\n
$$ % 4\nx^2\n$$\n
***
A[^1] <b>tag</b> &amp; <!-- a comment in ${LONG} --> <https://example.org/${'long/'.repeat(30)}>\n
[^1]: ${LONG}${LONG}\n
<!-- more
${LONG}${LONG} -->\n
\u05e9\u05dc\u05d5\u05dd ${LONG}\n
# ${LONG}\n### ${LONG}\n##### ${LONG}\n
#score 12\n#empty\n
    ${LONG}${LONG}\n
\`\`\`js\n// ${LONG}${LONG}\n\tlet x = '${'y'.repeat(200)}'`

const ROOT = new URL('../../..', import.meta.url).pathname
const PAGES: readonly string[] = [
  FORMS,
  ...STARTERS.map(({ text }) => text),
  ...globSync(['*.md', 'docs/**/*.md', 'server/templates/**/*.md', 'client/**/*.md'], { cwd: ROOT })
    .toSorted()
    .map((file) => readFileSync(`${ROOT}/${file}`, 'utf8')),
]
const PIECES = PAGES.flatMap((page) => {
  const lines = page.split('\n')
  return Array.from({ length: Math.ceil(lines.length / LINES_MAX) }, (_, at) =>
    lines.slice(at * LINES_MAX, (at + 1) * LINES_MAX).join('\n'),
  )
})

function htmlOf(page: string): string {
  const world = {
    origin: server.url,
    isUnknown: () => false,
    isTurned: () => false,
    picturesByName: () => [],
    hasEmbeds: true,
  }
  const nodes = linesOf(pageParser.parse(page), page, { ...world, hrefOf: (written) => written })
  return toHtml(nodes)
}

/** The heights of its lines, in pixels of the page: by the editor, and by the markup. */
const heightsOf = (page: Page, words: string, html: string) =>
  page.evaluate(
    async ([words, html]) => {
      interface Editor {
        readonly contentDOM: HTMLElement
        readonly scaleY: number
        readonly state: { readonly doc: { readonly length: number } }
        dispatch(change: { changes: { from: number; to: number; insert: string } }): void
      }
      const place = document.querySelector<HTMLElement>('.paper .page')
      const content = place?.querySelector('.cm-content')
      if (!place || !content) throw new Error('there is no page')
      // CodeMirror's EditorView.findFromDOM looks this up.
      const { view } = (content as unknown as { cmTile: { root: { view: Editor } } }).cmTile.root
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: words } })
      const drawn = document.createElement('div')
      drawn.className = 'page-lines'
      drawn.innerHTML = html
      place.append(drawn)
      const heightsIn = (lines: Iterable<Element>) =>
        Array.from(lines, (line) => line.getBoundingClientRect().height / view.scaleY)
      // The editor reads a page piece by piece.
      for (let turn = 0; ; turn += 1) {
        await new Promise(requestAnimationFrame)
        const editor = heightsIn(view.contentDOM.querySelectorAll(':scope > .cm-line'))
        const plain = heightsIn(drawn.querySelectorAll('.page-line'))
        const odd = editor.flatMap((height, at) =>
          Math.abs(height - (plain[at] ?? 0)) > 0.05 ? [[at, height, plain[at]]] : [],
        )
        if (odd.length > 0 && turn < 300) continue
        drawn.remove()
        return { lines: [editor.length, plain.length], odd }
      }
    },
    [words, html] as const,
  )

for (const width of [1280, 390])
  test(`lines are as high without the editor, ${width} pixels wide @hard`, async ({ browser }) => {
    test.setTimeout(400_000)
    const ada = await Person.meet(browser, server.url, 'Ada', {
      viewport: { width, height: 9_000 },
      // The test puts markup into the page.
      bypassCSP: true,
    })
    await ada.enter(`ada/lines-${width}`)
    await expect(ada.text).toBeVisible()
    const odd: string[] = []
    let lines = 0
    for (const piece of PIECES) {
      const found = await heightsOf(ada.page, piece, htmlOf(piece))
      const words = piece.split('\n')
      expect(found.lines, words[0]).toEqual([words.length, words.length])
      lines += words.length
      odd.push(
        ...found.odd.map(([at = 0, editor, plain]) => `${editor} ${plain} ${words[at]?.slice(0, 200)}`),
      )
    }
    console.log(`${PAGES.length} pages, ${lines} lines`)
    expect(odd).toEqual([])
  })

/** So often a page is compared that is scrolled to its end, or back. */
const LOOKS = 40

/** Lines that were scrolled to and are otherwise once the page is set anew; and how many were compared. */
const scrolledLines = (page: Page, words: string): Promise<{ compared: number; odd: string[] }> =>
  page.evaluate(
    async ([words, looks]) => {
      interface Editor {
        dispatch(change: { changes: { from: number; to: number; insert: string } }): void
        posAtDOM(line: Element): number
      }
      const content = document.querySelector('.paper .page .cm-content')
      const floor = document.querySelector('.floor-window')
      if (!content || !floor) throw new Error('there is no page')
      const { view } = (content as unknown as { cmTile: { root: { view: Editor } } }).cmTile.root
      const setAnew = (insert: string): void => view.dispatch({ changes: { from: 0, to: 1, insert } })
      const linesNow = () =>
        new Map(
          Array.from(content.querySelectorAll(':scope > .cm-line'), (line) => [
            view.posAtDOM(line),
            line.outerHTML,
          ]),
        )
      const frame = (): Promise<number> => new Promise(requestAnimationFrame)
      view.dispatch({ changes: { from: 0, to: 0, insert: words } })
      const odd: string[] = []
      let compared = 0
      for (const way of [1, -1])
        for (let look = 0; look < looks; look += 1) {
          for (let step = 0; step < 6; step += 1) {
            floor.scrollBy({ top: (way * floor.scrollHeight) / (6 * looks), behavior: 'instant' })
            await frame()
            await frame()
          }
          const before = linesNow()
          setAnew(look % 2 === 0 ? 'b' : 'a')
          const after = linesNow()
          for (const [at, line] of before)
            if (at > 0 && after.has(at)) {
              compared += 1
              if (after.get(at) !== line) odd.push(`${line} is ${after.get(at)}`)
            }
        }
      return { compared, odd }
    },
    [words, LOOKS] as const,
  )

test('lines that one scrolls to are set as those that are there at once @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/scrolled')
  await expect(ada.text).toBeVisible()
  const wide = `**${`${LONG}\n`.repeat(90)}**\n\n- ${`${LONG}\n`.repeat(90)}\n> ${`${LONG}\n`.repeat(90)}`
  const { compared, odd } = await scrolledLines(ada.page, `a\n${`${FORMS}\n\`\`\`\n${wide}\n`.repeat(4)}`)
  expect(compared).toBeGreaterThan(LOOKS * 40)
  expect(odd).toEqual([])
})

/** How far lines in sight move, in pixels, from now until the editor has been there for some frames. */
const movedBy = (page: Page): Promise<{ lines: number; moved: number }> =>
  page.evaluate(async () => {
    const AFTER = 40
    const floor = document.querySelector('.floor-window')?.getBoundingClientRect()
    const inSight = (): number[] =>
      [...document.querySelectorAll('.paper .page :is(.cm-line, .page-line)')]
        .filter((line) => line.closest('.page-embed') === null)
        .map((line) => line.getBoundingClientRect())
        .filter(({ top, bottom }) => floor && bottom > floor.top && top < floor.bottom)
        .map(({ top }) => top)
    const before = inSight()
    let moved = 0
    for (let frames = 0; frames < AFTER;) {
      await new Promise(requestAnimationFrame)
      const now = inSight()
      const far = now.map((top, at) => Math.abs(top - (before[at] ?? Infinity)))
      moved = Math.max(moved, now.length === before.length ? Math.max(0, ...far) : Infinity)
      if (document.querySelector('.paper .cm-content')) frames += 1
    }
    return { lines: before.length, moved }
  })

/** Where the first lines are, from the top; in one go, since the editor may take over any moment. */
const placesOf = (page: Page, lines: string): Promise<{ left: number; top: number; width: number }[]> =>
  page.evaluate(
    (selector) =>
      [...document.querySelectorAll(selector)].slice(0, 12).map((line) => {
        const { left, top, width } = line.getBoundingClientRect()
        return { left, top, width }
      }),
    lines,
  )

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
])
  test(`[H17] the first lines are there before the app, where it puts them, ${viewport.width} pixels wide @hard`, async ({
    browser,
  }) => {
    const ada = await Person.meet(browser, server.url, 'Ada', { viewport, serviceWorkers: 'block' })
    const { page } = ada
    await ada.enter('inkland/welcome')
    const held = Promise.withResolvers<void>()
    await page.route('**/assets/*.js', async (route) => {
      await held.promise
      await route.continue()
    })
    await page.goto('/w/inkland/welcome', { waitUntil: 'commit' })
    await expect(page.locator('#first-lines').getByRole('heading', { name: 'Welcome' })).toBeVisible()
    // Fonts are asked for by sheets that are there.
    await page.waitForFunction(() => document.styleSheets.length > 1)
    await page.evaluate(() => document.fonts.ready)
    const before = await placesOf(page, '#first-lines .page-line')
    held.resolve()
    await expect(ada.drawn.or(ada.text).first()).toBeVisible()
    await expect(page.locator('#first-lines')).toHaveCount(0)
    const after = await placesOf(page, '.paper .page :is(.page-line, .cm-line)')
    expect(before).toHaveLength(12)
    // There is room for the line about the place from the first.
    await expect(page.getByRole('complementary', { name: 'About this place' })).toBeVisible()
    for (const [at, { left, top, width }] of before.entries()) {
      expect(Math.abs(top - (after[at]?.top ?? 0))).toBeLessThan(0.1)
      expect(Math.abs(width - (after[at]?.width ?? 0))).toBeLessThan(0.1)
      // A floor that is wider than the window is scrolled by whole pixels.
      expect(Math.abs(left - (after[at]?.left ?? 0))).toBeLessThan(1)
    }
  })

test('[H17] a world is read without a script, and a wide table is scrolled by itself', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/plain')
  const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
  const [head, rule, row] = [days, days.map(() => '---'), days.keys()].map(
    (cells) => `| ${[...cells].join(' | ')} |`,
  )
  await ada.write(`# Week\n\n${head}\n${rule}\n${row}\n\nThe *end*.`)
  await ada.isSaved()
  const viewport = { width: 390, height: 844 }
  const page = await (await browser.newContext({ javaScriptEnabled: false, viewport })).newPage()
  await page.goto(`${server.url}/w/ada/plain`)
  await expect(page.getByRole('heading', { name: 'Week' })).toBeVisible()
  await expect(page.getByRole('main').getByText('The end.')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width)
  const table = page.getByRole('table')
  expect(await table.evaluate(({ scrollWidth }) => scrollWidth)).toBeGreaterThan(viewport.width)
  const letter = await table.getByRole('cell', { name: '6' }).boundingBox()
  const word = await table.getByRole('columnheader', { name: 'Wednesday' }).boundingBox()
  expect(word?.height).toBe(letter?.height)
  await page.context().close()
})

const LIVING = '#score 12\n\n```js\ntext().show("score", 34)\n```\n\n'

const ALL = [0, 0.02, 0.5, 1]
for (const [name, viewport, letters, parts] of [
  ['on a page', { width: 1280, height: 800 }, 10_000, [0.4]],
  ['on a long page @hard', { width: 1280, height: 800 }, Infinity, ALL],
  ['on a phone @hard', { width: 390, height: 844 }, Infinity, ALL],
] as const)
  test(`[E27] no line in sight moves when the editor takes over, ${name}`, async ({ browser }) => {
    test.setTimeout(120_000)
    const ada = await Person.meet(browser, server.url, 'Ada', { viewport, serviceWorkers: 'block' })
    const { page } = ada
    const address = `ada/taken-${viewport.width}-${parts.length}`
    const long = PAGES.toSorted((a, b) => b.length - a.length)[0] ?? ''
    await ada.enter(address)
    const client = openStock(`${server.wsUrl}/sync`, address)
    await once(client as unknown as EventTarget, 'sync')
    const { root } = metaOf(client.doc)
    if (root) textOf(client.doc, root)?.insert(0, `${LIVING}${FORMS}\n\`\`\`\n\n${long.slice(0, letters)}`)
    await expect(page.locator('.live-value')).toHaveText('34')
    await ada.isSaved()
    client.destroy()
    for (const part of parts) {
      const held = Promise.withResolvers<void>()
      await page.unrouteAll()
      await page.route('**/assets/editor-*.js', async (route) => {
        await held.promise
        await route.continue()
      })
      await page.goto('about:blank')
      await page.goto(`/w/${address}`)
      await expect(ada.drawn.locator('.page-line').nth(parts.length > 1 ? 600 : 100)).toBeAttached()
      await expect(page.locator('.live-value')).toHaveText('34')
      await page
        .locator('.floor-window')
        .evaluate((floor, at) => floor.scrollTo({ top: floor.scrollHeight * at }), part)
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)))
      const moving = movedBy(page)
      held.resolve()
      const { lines, moved } = await moving
      expect(lines).toBeGreaterThan(5)
      expect(moved, `${part} of the way down`).toBeLessThan(0.1)
    }
  })
