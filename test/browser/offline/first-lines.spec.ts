// The first lines of a world that is visited again: from this device, before the app is there, and for nobody
// but who saw them.
import { expect, type Locator, type Page } from '@playwright/test'
import { serveAccounts, type AccountsNode } from '../../accounts.ts'
import { atBrowser, letIn, worldOf } from '../account-person.ts'
import { test } from '../person.ts'

let node: AccountsNode

test.beforeAll(async () => {
  node = await serveAccounts()
})

test.afterAll(() => node[Symbol.asyncDispose]())

/** The markup that a browser begins with, and its policy. */
async function opened(page: Page, world: string): Promise<{ lines: string; policy: string | undefined }> {
  const answer = await page.goto(`/w/${world}`)
  const [, lines = ''] =
    /<div id="first-lines"[^>]*>(.*?)<div id="app">/s.exec((await answer?.text()) ?? '') ?? []
  return { lines, policy: answer?.headers()['content-security-policy'] }
}

const keptOf = (page: Page, world: string): Promise<string | null> =>
  page.evaluate(async (path) => {
    const kept = await caches.match(path, { cacheName: 'inkland-first-lines' })
    return kept ? kept.text() : null
  }, `/w/${world}`)

test('[H22] the first lines of a second visit come from the device, offline too, to the person who saw them @hard', async ({
  browser,
}) => {
  const world = await worldOf(node.admin, 'Kept')
  const bob = await node.signUp('bob')
  const ada = await atBrowser(browser, node.url, node.admin, { serviceWorkers: 'allow' })
  const { page } = ada
  const online = await opened(page, world)
  await expect(ada.text).toBeVisible()
  await ada.write('# Lines\n\nThat are **kept** & <b>safe</b>.')
  await ada.isSaved()
  await ada.isReadyForOffline()
  await expect.poll(() => keptOf(page, world)).toContain('kept')

  expect(await keptOf(page, world)).not.toContain('beside-outline')
  await page.getByRole('button', { name: 'Outline' }).click()
  await page.reload()
  await expect.poll(() => keptOf(page, world)).toContain('beside-outline')

  const again = await opened(page, world)
  // No line stands above every page: that they leave room for is by a first visit alone.
  await expect(page.locator('html')).not.toHaveAttribute('data-above')
  expect(again.lines).toContain('&lt;b&gt;')
  expect(again.lines).toMatch(/<h1>.*Lines/s)
  // Its sheets and its first script stand in it, and may by their hashes alone.
  const inside = / 'sha256-[\w+/]{43}='/g
  expect(again.policy?.match(inside)).toHaveLength(3)
  expect(again.policy?.replace(inside, '')).toBe(online.policy)
  await expect(ada.text).toBeVisible()
  // No part of the app fetches them once more.
  const sheets = await page
    .locator('link[rel="stylesheet"]')
    .evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.hasAttribute('disabled')]))
  expect(sheets.filter(([, isInside]) => isInside)).toHaveLength(2)
  expect(new Set(sheets.map(([href]) => href)).size).toBe(sheets.length)
  await page.context().setOffline(true)
  expect((await opened(page, world)).lines).toContain('kept')
  await expect(page.locator('.paper .page')).toContainText('safe')
  await page.context().setOffline(false)

  // Somebody else at this browser.
  await letIn(node.admin, world, 'bob', 'see')
  await page.context().clearCookies()
  await page.context().addCookies([...bob.cookies])
  await page.goto('/')
  await expect.poll(() => keptOf(page, world)).toBeNull()
  expect((await opened(page, world)).lines).toBe('')
  await expect.poll(() => keptOf(page, world)).toContain('kept')
  // Whoever is let out of the world has nothing of it any more.
  await letIn(node.admin, world, 'bob', 'none')
  await expect(page.getByRole('heading', { name: /outside|not open/i })).toBeVisible()
  await expect.poll(() => keptOf(page, world)).toBeNull()
  await page.context().clearCookies()
  await page.goto('/')
  expect((await opened(page, world)).lines).toBe('')
})

const PAGE = `# Lines

| Name | Count | What it is for |
| --- | ---: | --- |
| Lamp | 3 | It is lit every evening. |

- one
  - [ ] two deep, and so long that it goes on over more than a line of the page, hanging below its words
> quoted
>> twice, and as long: it goes on over more than a line of the page, beside the bars of its quotations

Words with \`code\`.`

/** The place of each line, from the first one, and its size. */
const placesOf = (lines: Locator): Promise<number[][]> =>
  lines.evaluateAll((lines) =>
    lines.map((line) => {
      const box = line.getBoundingClientRect()
      const first = (lines[0] ?? line).getBoundingClientRect()
      return [box.x - first.x, box.y - first.y, box.width, box.height].map((side) => Math.round(side))
    }),
  )

test('[H22] the lines that come before the app stand where the app sets them, tables and lists too', async ({
  browser,
}) => {
  const world = await worldOf(node.admin, 'Early')
  const ada = await atBrowser(browser, node.url, node.admin)
  const { page } = ada
  await page.goto(`/w/${world}`)
  await expect(ada.text).toBeVisible()
  await ada.write(PAGE)
  await ada.isSaved()
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await page.reload()
    await expect(ada.text).toBeVisible()
    await expect(ada.text.locator('.page-cell')).toHaveCount(6)
    const set = await placesOf(ada.text.locator('.cm-line'))
    await page.route('**/*.js', (route) => route.abort())
    await page.reload()
    await expect(page.locator('#first-lines .page-cell')).toHaveCount(6)
    expect(await placesOf(page.locator('#first-lines .page-line'))).toEqual(set)
    await page.unroute('**/*.js')
  }
})
