// A world's past in the browser: going there and back by keys, pointer, finger and link, what changed, who
// wrote what, and all of it without a network for what was fetched.
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { serve } from '../../hosted-node.ts'
import { temporaryFolder, type ServingNode } from '../../process.ts'
import { makePastWorld } from '../../support/past-world.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { band, line, marker, openHistory, openTimeline, PHONE } from '../timeline.ts'
import { touchOf } from '../touch.ts'

let server: ServingNode

test.beforeAll(async () => {
  const data = join(temporaryFolder(), 'data')
  await makePastWorld(data)
  server = await serve({ data })
})

test.afterAll(() => server[Symbol.asyncDispose]())

test('[HI36] keys lead through time, the past is read only, and one comes back to now @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await openTimeline(ada)
  await page.keyboard.press('Alt+h')
  await expect(marker(page)).toHaveCount(0)
  await page.keyboard.press('Alt+h')
  await expect(marker(page)).toBeFocused()
  await expect(marker(page)).toHaveAttribute('aria-valuetext', 'Now')

  await page.keyboard.press('Shift+ArrowLeft')
  await expect(band(page)).toBeVisible()
  await ada.reads(/Sweep the path before the guests come/)
  await expect(ada.thing('Tree')).toBeVisible()
  await expect(ada.thing('Well')).toHaveCount(0)
  // One edit after the other, forward and back.
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => ada.words()).not.toContain('Sweep the path')
  await page.keyboard.press('ArrowLeft')
  await ada.reads(/Sweep the path/)
  await page.keyboard.press('Home')
  await expect.poll(() => ada.words()).toBe('')

  await page.keyboard.press('PageDown')
  await ada.reads(/Roses grow along the wall/)
  await ada.text.click()
  await page.keyboard.type('not here')
  await expect.poll(() => ada.words()).not.toContain('not here')
  await expect(page.getByRole('button', { name: 'Add a thing' })).toHaveCount(0)

  await page.getByRole('button', { name: 'Back to now' }).click()
  await expect(band(page)).toHaveCount(0)
  await ada.reads(/The path is swept/)
  await expect.poll(() => ada.words()).not.toContain('not here')
  await expect(marker(page)).toHaveAttribute('aria-valuetext', 'Now')
})

test('[HI31] a pointer drags the world through time, and what was fetched works without a network', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await openTimeline(ada)
  const track = await page.locator('.strip-track').boundingBox()
  if (track === null) throw new Error('the strip is there')
  const [y, right] = [track.y + 30, track.x + track.width]
  await page.mouse.move(right - 40, y)
  await page.mouse.down()
  // After the first session, before the second.
  const gap = await page.locator('.strip-session').nth(1).boundingBox()
  await page.mouse.move((gap?.x ?? 0) - 3, y, { steps: 12 })
  await ada.reads(/Roses grow/)
  await page.mouse.move(right - 60, y, { steps: 12 })
  await ada.reads(/Roses and lilies/)
  await page.mouse.move(right - 2, y, { steps: 4 })
  await page.mouse.up()
  await expect(band(page)).toHaveCount(0)

  // Each moment is there before the next one is asked for.
  for (const words of [/Sweep the path/, /Roses grow/]) {
    await marker(page).press('PageUp')
    await ada.reads(words)
  }
  await ada.context.setOffline(true)
  await page.getByRole('button', { name: 'Back to now' }).click()
  await marker(page).press('PageUp')
  await ada.reads(/Sweep the path/)
  await marker(page).press('PageUp')
  await ada.reads(/Roses grow/)
  await ada.context.setOffline(false)
})

test('[HI32] a link leads to its moment, and a finger on a phone through time @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', PHONE)
  const { page } = ada
  await page.goto('/w/ada/garden?at=20')
  await expect(band(page)).toBeVisible()
  await ada.reads(/Roses grow/)
  for (const way of await band(page).getByRole('button').all()) await expect(way).toBeInViewport({ ratio: 1 })
  await expect(marker(page)).toBeInViewport()
  const [at, strip] = [await marker(page).boundingBox(), await page.locator('.strip').boundingBox()]
  if (at === null || strip === null) throw new Error('the strip is there')
  const touch = await touchOf(page)
  const y = strip.y + 50
  await touch.down([at.x + 12, y])
  await touch.move([at.x + 12, y], [strip.x + strip.width - 60, y])
  await touch.up()
  await ada.reads(/Roses and lilies/)
  expect(new URL(page.url()).search).toBe('')
  expect(await faults(page)).toEqual([])
})

test('[HI33] a list leads through what changed, and the floor shows what came, went and moved @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { colorScheme: 'dark' })
  const { page } = ada
  await openHistory(ada)
  expect(await faults(page)).toEqual([])
  await line(page, /^What changed: .*Bob/)
    .first()
    .click()
  await expect(page.getByRole('button', { name: /^Bench was moved/ })).toBeVisible()
  await expect(page.locator('.past-mark[data-kind="came"]')).toHaveCount(1)
  await expect(page.locator('.past-mark[data-kind="went"] .sprite')).toHaveCount(1)
  await expect(page.locator('.past-arrow')).toHaveCount(1)
  await expect(page.locator('.page-went')).toHaveText('Sweep the path before the guests come.')
  await expect(page.locator('.page-came')).toContainText('The path is swept.')
  const current = page.locator('.change-entry[aria-current="true"]')
  await current.focus()
  const first = await current.textContent()
  await page.keyboard.press('ArrowDown')
  await expect(current).toBeFocused()
  await expect(current).not.toHaveText(first ?? '')
  await page.keyboard.press('End')
  await page.getByRole('button', { name: /^Bench was moved/ }).click()
  await expect(page.getByRole('table')).toContainText('60 across, 330 down')
  expect(await faults(page)).toEqual([])
})

test('[HI33] what changed is marked only in the text that it is about, once that is on the floor @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await openHistory(ada)
  const changes = line(page, /^What changed: .*Bob/)
  await changes.first().click()
  await expect(page.locator('.page-came')).toContainText('The path is swept')
  const held = Promise.withResolvers<void>()
  await page.route(/\/history\/(\d+$|steps)/, async (route) => {
    await held.promise
    await route.continue()
  })
  await page.getByRole('tab', { name: 'Sessions' }).click()
  await changes.last().click()
  await expect(page.getByRole('tab', { name: 'Changes' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('button', { name: /^Bench (?!was moved)/ })).toBeVisible()
  // Two frames, in which what the list leads to would be marked.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  expect(await ada.words()).toContain('The path is swept')
  expect(await page.locator('.page-came, .page-went, .past-mark').count()).toBe(0)
  held.resolve()
  await expect(page.locator('.page-came').first()).toContainText('What to do')
  await expect.poll(() => ada.words()).not.toContain('The path is swept')
})

test('[HI34] [HI35] sessions are narrowed to an author and say how much; a page says who wrote the words under the pointer, and a thing who gave it its values @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await openHistory(ada)
  const lines = page.locator('.session-line')
  await expect(lines).toHaveCount(6)
  await expect(lines.first()).toContainText(/letters in, 38 out/, { timeout: 20_000 })
  const author = page.getByLabel('Who wrote', { exact: true })
  await author.selectOption({ label: 'by Mira' })
  await expect(lines).toHaveCount(2)
  await author.selectOption({ label: 'by the program of Old lamp' })
  await expect(lines).toHaveCount(1)

  await page.getByLabel('Show on the page who wrote what').check()
  const told = page.locator('.author-line')
  await expect(told).toContainText('Point at words')
  await page.getByText('Water the roses').hover()
  await expect(told).toContainText('Bob')
  await page.getByText('lilies').hover()
  await expect(told).toContainText('Ada')
  await ada.thing('Bench').click()
  await page.getByRole('button', { name: 'Inspector' }).click()
  await page.getByText('Who wrote this').click()
  await expect(page.locator('.value-author').filter({ hasText: 'Place' })).toContainText('Bob')
})

test('[HI7] a session is taken back from the list once one has read what that would change @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await openTimeline(ada)
  await page.getByRole('button', { name: 'Sessions, versions and changes' }).click()
  await line(page, /^Take back: .*Bob/)
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: 'Take this session back?' })
  await expect(dialog.getByText(/^\d+ things? changed back, with \d+ letters/)).toBeVisible()
  expect(await faults(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await expect(
    page.getByText(/^It has been taken back: \d+ things? changed back, with \d+ letters/),
  ).toBeVisible()
  await ada.reads(/Sweep the path before the guests come/)
})
