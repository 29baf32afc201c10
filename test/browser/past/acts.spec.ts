// What people do with a world's past: put things back, name moments and send links to them.
import { join } from 'node:path'
import { expect, type Locator } from '@playwright/test'
import { startServer, temporaryFolder, type RunningServer } from '../../process.ts'
import { makePastWorld } from '../../support/past-world.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { band, line, marker, openTimeline, PHONE } from '../timeline.ts'

let server: RunningServer

test.beforeAll(async () => {
  const data = join(temporaryFolder(), 'data')
  await makePastWorld(data)
  server = await startServer({ data })
})

test.afterAll(() => server[Symbol.asyncDispose]())

const GROWING = '/w/ada/garden?at=20'

/** Chooses from the menu of the band over the past. */
async function restore({ page }: Person, what: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  await page.getByRole('menuitem', { name: what }).click()
  await expect(band(page)).toHaveCount(0)
}

test('[HI6][HI31] a thing, a passage and a page come back out of the past; nothing glides for whom motion is too much @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { reducedMotion: 'reduce' })
  const { page } = ada
  await page.goto(GROWING)
  await ada.reads(/Roses grow along/)
  const sessions = page.locator('.strip-session')
  await expect(sessions).not.toHaveCount(0)
  const before = await sessions.count()
  await ada.thing('Tree').click()
  await restore(ada, /^Restore Tree, with what is in it/)
  await expect(page.getByText(/^Tree is as it was: 1 thing changed back\./)).toBeVisible()
  await expect(ada.thing('Tree')).toBeVisible()
  await expect(ada.thing('Bench')).toBeVisible()

  // What was restored is a session of its own, for which all others on the strip make room.
  await expect(sessions).toHaveCount(before + 1)
  // Dragged to where the path was not swept yet: each frame shows all of it where it was.
  const strip = await page.locator('.strip-track').boundingBox()
  const session = await page.locator('.strip-session').nth(3).boundingBox()
  if (strip === null || session === null) throw new Error('the strip is there')
  const y = strip.y + 30
  await page.mouse.move(strip.x + strip.width - 6, y)
  await page.mouse.down()
  for (const x of [session.x + 60, session.x + 4]) {
    await page.mouse.move(x, y, { steps: 8 })
    const moving = () =>
      document.getAnimations().filter(({ playState, effect }) => {
        const { duration } = effect?.getComputedTiming() ?? {}
        return playState === 'running' && typeof duration === 'number' && duration > 1
      }).length
    expect(await page.evaluate(moving)).toBe(0)
  }
  await page.mouse.up()
  await ada.reads(/Sweep the path/)
  await page.getByText('Sweep the path').click({ clickCount: 3 })
  await restore(ada, /^Restore the selected passage/)
  await ada.reads(/Sweep the path.*The path is swept/s)

  await page.goto(GROWING)
  await ada.reads(/Roses grow along/)
  await restore(ada, /^Restore this page/)
  await ada.reads(/Roses grow along the wall, and a lamp stands by the gate\.\s*$/)
  await expect(ada.thing('Bench')).toBeVisible()
})

test('[HI31] a passage and a thing are copied out of the past, and pasted into now @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await page.goto(GROWING)
  await ada.reads(/Roses grow along/)
  const copy = page.getByRole('button', { name: 'Copy what is selected' })
  await copy.click()
  await expect(page.getByText(/^Select a passage or a thing first/)).toBeVisible()
  await page.getByText('Roses grow along').click({ clickCount: 3 })
  await copy.click()
  await expect(page.getByText('The passage is copied.')).toBeVisible()
  expect(await copied()).toContain('Roses grow along the wall, and a lamp stands by the gate.')
  // With its page: then it said that it burns all night, now it says more.
  await ada.thing('Lamp').click()
  await copy.click()
  await expect.poll(copied).toContain('It burns all night.')
  expect(await copied()).not.toContain('Lit twelve times')

  await page.getByRole('button', { name: 'Back to now' }).click()
  await expect(band(page)).toHaveCount(0)
  const lamps = await ada.thing('Lamp').count()
  await ada.thing('Well').click()
  await page.keyboard.press('Control+v')
  await expect(ada.thing('Lamp')).toHaveCount(lamps + 1)
})

/** Presses Tab until something of this name has the focus. */
async function tabTo({ page }: Person, name: string): Promise<void> {
  const target = page.getByRole('button', { name, exact: true })
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to ${name}`)
}

test('[HI5][HI6] by keys alone a moment gets a name and everything comes back; its link leads others there @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openTimeline(ada)
  await page.keyboard.press('Alt+h')
  await expect(marker(page)).toHaveCount(0)
  await page.keyboard.press('Alt+h')
  await expect(marker(page)).toBeFocused()
  await page.keyboard.press('Home')
  for (let session = 0; session < 4; session += 1) await page.keyboard.press('PageDown')
  await ada.reads(/Sweep the path/)
  await expect(ada.thing('Well')).toHaveCount(0)
  await tabTo(ada, 'Name this moment')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Before the guests')
  await page.keyboard.press('Enter')
  await expect(page.getByText('“Before the guests” is now a version.')).toBeVisible()
  await tabTo(ada, 'Copy a link to this moment')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The link to this moment is copied.')).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())

  const bob = await Person.meet(browser, server.url, 'Bob')
  await bob.page.goto(link)
  await bob.reads(/Sweep the path/)
  await expect(bob.thing('Well')).toHaveCount(0)
  await bob.page.getByRole('button', { name: 'Back to now' }).click()
  await bob.page.getByRole('button', { name: 'Sessions, versions and changes' }).click()
  await bob.page.getByRole('tab', { name: 'Versions' }).click()
  await line(bob.page, /^Before the guests/).click()
  await expect(band(bob.page)).toBeVisible()
  await bob.reads(/Sweep the path/)

  await tabTo(ada, 'Restore')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Restore everything…' })).toBeVisible()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await tabTo(ada, 'Restore everything')
  await page.keyboard.press('Enter')
  await expect(band(page)).toHaveCount(0)
  await ada.reads(/Sweep the path/)
  await expect(ada.thing('Lamp')).toBeVisible()
  await expect(ada.thing('Well')).toHaveCount(0)
})

test('[HI6] on a phone a finger puts a page back, and gives a moment a name @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', PHONE)
  const { page } = ada
  await page.goto(GROWING)
  await ada.reads(/Roses grow along/)
  await page.getByRole('button', { name: 'Name this moment' }).tap()
  await page.getByLabel('Name', { exact: true }).fill('The first roses')
  await page.getByRole('button', { name: 'Keep it' }).tap()
  await expect(page.getByText('“The first roses” is now a version.')).toBeVisible()
  await page.getByRole('button', { name: 'Restore', exact: true }).tap()
  const item = page.getByRole('menuitem', { name: 'Restore this page' })
  await expect(item).toBeInViewport()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(await faults(page)).toEqual([])
  await item.tap()
  await expect(page.getByText(/^The world’s page is (as it was|the same now)/)).toBeVisible()
  await ada.reads(/a lamp stands by the gate\.\s*$/)
})

/** Moves a thing down by keys. */
async function moveDown(person: Person, thing: string, steps: number): Promise<void> {
  await person.thing(thing).click()
  for (let step = 0; step < steps; step += 1) await person.page.keyboard.press('Shift+ArrowDown')
  await person.isSaved()
}

async function openDrafts({ page }: Person): Promise<Locator> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('Drafts')
  await page.keyboard.press('Enter')
  return page.getByRole('complementary', { name: 'Drafts' })
}

test('[Y7][Y22] a conflict is settled in the review, and stays listed with its merge @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/garden')
  await bob.enter('ada/garden')
  // It stands there whatever the tests above have brought back.
  await expect(bob.thing('Bench')).toBeVisible()
  const panel = await openDrafts(ada)
  await panel.getByRole('textbox', { name: 'New draft' }).fill('Lower')
  await panel.getByRole('button', { name: 'Begin' }).click()
  const mark = ada.page.getByRole('button', { name: 'This is a draft of' })
  await expect(mark).toBeVisible()
  await moveDown(ada, 'Bench', 1)
  await moveDown(bob, 'Bench', 2)
  await expect(mark).toHaveAccessibleName(/1 change$/)
  await mark.click()
  await panel.getByRole('radio', { name: /from the draft$/ }).check()
  expect(await faults(ada.page, '.panel')).toEqual([])
  await panel.getByRole('button', { name: 'Merge all' }).click()
  await expect(ada.page.getByText('1 change merged.')).toBeVisible()

  const bobs = await openDrafts(bob)
  await bobs.getByText('1 conflict').click()
  await expect(bobs.getByRole('listitem').filter({ hasText: 'Bench: Place' }).last()).toContainText(
    /This world had .*, the draft/,
  )
  expect(await faults(bob.page, '.panel')).toEqual([])
})
