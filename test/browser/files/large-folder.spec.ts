// [F21] A folder of more than one world holds, chosen on home: it is read beside the page, which stays quick,
// and becomes a world for each of its folders.
import { expect } from '@playwright/test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startServer, temporaryFolder, type RunningServer } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'

let server: RunningServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(() => server[Symbol.asyncDispose]())

/** Each of its two folders has 9 MB of pages; one world holds 16. */
function largeFolder(): string {
  const vault = join(temporaryFolder(), 'vault')
  for (const part of ['north', 'south']) {
    mkdirSync(join(vault, part), { recursive: true })
    for (let n = 0; n < 300; n++) {
      const words = `[[page ${n + 1}]] and *so on*, ${part}. `.repeat(900)
      writeFileSync(join(vault, part, `page ${n}.md`), `# Page ${n}\n\n${words}\n`)
    }
  }
  writeFileSync(join(vault, 'beside.md'), '# Beside\n\nA page beside the folders.\n')
  return vault
}

test('[F21] a folder that is too large becomes a world for each of its folders, and nobody waits for a key @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await page.goto('/')
  await page.evaluate(() => {
    const tasks: number[] = []
    const observer = new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    )
    observer.observe({ type: 'longtask' })
    Object.assign(globalThis, { longest: () => Math.max(0, ...tasks.splice(0)) })
  })
  const longest = () => page.evaluate(() => (Reflect.get(globalThis, 'longest') as () => number)())
  await page.getByRole('button', { name: 'Import' }).click()
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('menuitem', { name: 'A folder of Markdown files' }).click()
  await (await choosing).setFiles(largeFolder())
  const card = page.getByRole('dialog')
  await expect(card).toContainText('This is more than one world can hold. It becomes 3 worlds', {
    timeout: 60_000,
  })
  await expect(card.getByRole('list', { name: 'Worlds' })).toContainText('north: 300 things')
  expect(await longest()).toBeLessThan(500)
  expect(await faults(page, '[role=dialog]')).toEqual([])
  // What looks for faults works in the page, too.
  await longest()
  await card.getByRole('button', { name: 'Create 3 worlds' }).click()
  await expect(page.getByText('3 worlds are imported.')).toBeVisible({ timeout: 60_000 })
  expect(await longest()).toBeLessThan(500)
  for (const title of ['north', 'south', 'Beside'])
    await expect(page.getByRole('link', { name: new RegExp(`^${title}`) })).toBeVisible()
  await page.getByRole('link', { name: /^south/ }).click()
  await expect(ada.thing('Page 0')).toBeVisible()
})
