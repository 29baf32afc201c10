import { expect, type Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import type { ServingNode } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.use({ serviceWorkers: 'allow' })

/** For people who load no page without a network: a worker fetches the whole app once more. */
const NO_WORKER = { serviceWorkers: 'block' } as const

test.beforeAll(({ openNode }) => {
  server = openNode
})

async function makeThing({ page, text }: Person, name: string): Promise<void> {
  await text.click()
  await page.keyboard.press('Control+Enter')
  await nameIt(page, name)
}

async function rename(person: Person, from: string, to: string): Promise<void> {
  await person.thing(from).click()
  await person.page.keyboard.press('F2')
  await nameIt(person.page, to)
}

async function nameIt(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
  await page.keyboard.press('Control+A')
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
}

/** Lets a page believe that it is later. */
const pass = (page: Page, ms: number): Promise<void> =>
  page.evaluate((later) => {
    const { now } = Date
    Date.now = () => now() + later
  }, ms)

test('offline: edit, reload, edit again, come back, and both people’s work is there', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob', NO_WORKER)
  await ada.enter('ada/reloaded')
  await ada.write('start')
  await ada.isSaved()
  await bob.enter('ada/reloaded')
  await bob.reads('start')
  await ada.isReadyForOffline()
  await ada.context.setOffline(true)
  await ada.write(' one')
  await expect(ada.mark).toHaveAccessibleName('Saving: offline, 4 changes kept here')
  await ada.page.reload()
  await ada.reads('start one')
  await expect(ada.mark).toHaveAccessibleName(/offline, \d+ changes? kept here/)
  await ada.write(' two')
  await bob.write(' meanwhile')
  await bob.isSaved()
  await ada.context.setOffline(false)
  await ada.isSaved()
  for (const person of [ada, bob]) {
    await person.reads('one')
    await person.reads('two')
    await person.reads('meanwhile')
  }
  expect(await ada.words()).toBe(await bob.words())
  expect((await ada.words()).length).toBe('start one two meanwhile'.length)
})

test('[R6] who comes back is told what others did meanwhile, and led to it, until it is read @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', NO_WORKER)
  const bob = await Person.meet(browser, server.url, 'Bob', NO_WORKER)
  await ada.enter('ada/away')
  await ada.write('Roses.')
  await ada.isSaved()
  await bob.enter('ada/away')
  await bob.reads('Roses.')
  await ada.context.setOffline(true)
  await ada.write(' Mine.')
  await expect(ada.mark).toHaveAccessibleName(/offline, \d+ changes kept here/)
  await makeThing(bob, 'chest')
  await bob.write(' Theirs.')
  await bob.isSaved()
  await pass(ada.page, 20 * 60_000)
  await ada.context.setOffline(false)
  const report = ada.page.getByRole('complementary', { name: 'While you were away' })
  await expect(report).toContainText('Bob changed 2 things. You were away for 20 minutes.')
  // Nobody has read it yet.
  await ada.page.reload()
  await expect(report).toContainText('Bob changed 2 things. You were away for 20 minutes.')
  // They wrote at one place of the page: each side's words are there to choose.
  await expect(report).toContainText('This world: line 1 of its page')
  await report.getByRole('radio', { name: 'Both, one after the other' }).check()
  await ada.reads(/^Roses\. Theirs\. Mine\.$/)
  await report.getByRole('radio', { name: /^Yours/ }).check()
  await ada.reads(/^Roses\. Mine\.$/)
  await expect(bob.page.getByRole('complementary', { name: 'Ada is back' })).toContainText(
    'You and Ada both wrote at one place of the page of this world',
  )
  const changes = report.getByRole('region', { name: 'Bob' }).getByRole('button')
  await changes.first().focus()
  await ada.page.keyboard.press('ArrowDown')
  await expect(changes.nth(1)).toBeFocused()
  await ada.page.keyboard.press('ArrowUp')
  await expect(changes.first()).toBeFocused()
  await report.getByRole('button', { name: /chest was added/ }).click()
  await expect(ada.thing('chest')).toHaveAttribute('aria-pressed', 'true')
  await report.getByRole('button', { name: 'Close the report' }).click()
  await expect(report).toHaveCount(0)
  await ada.page.reload()
  await ada.reads(/^Roses\. Mine\.$/)
  await ada.isSaved()
  await expect(report).toHaveCount(0)
})

test('[R6] who comes back is told what others did, and takes the other of two values that met; who was there is told as well @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/apart')
  await ada.write('Roses.')
  await makeThing(ada, 'lamp')
  await ada.isSaved()
  await bob.enter('ada/apart')
  await expect(bob.thing('lamp')).toBeVisible()
  await ada.context.setOffline(true)
  await rename(ada, 'lamp', 'lantern')
  await ada.write(' Mine.')
  await expect(ada.mark).toHaveAccessibleName(/offline, \d+ changes kept here/)
  await rename(bob, 'lamp', 'torch')
  await makeThing(bob, 'chest')
  await bob.write(' Theirs.')
  // The mark says “saved” a moment longer while the last letters are on their way.
  const eve = await Person.meet(browser, server.url, 'Eve')
  await eve.enter('ada/apart')
  await eve.reads(/ Theirs\.$/)
  await pass(ada.page, 20 * 60_000)
  await ada.context.setOffline(false)
  const report = ada.page.getByRole('complementary', { name: 'While you were away' })
  await expect(report).toContainText('Bob changed 3 things. You were away for 20 minutes.')
  await expect(report.getByRole('region', { name: 'Bob' }).getByRole('listitem')).toHaveText([
    'The world’s page Theirs.',
    /chest was added|: Name/,
    /chest was added|: Name/,
  ])
  await expect(report).toContainText('This world: line 1 of its page')
  expect(await faults(ada.page, '.away')).toEqual([])
  const news = bob.page.getByRole('complementary', { name: 'Ada is back' })
  await expect(news).toContainText('You and Ada both wrote at one place of the page of this world')
  expect(await faults(bob.page, '.away')).toEqual([])
  const [yours, theirs] = [
    report.getByRole('radio', { name: 'Yours: lantern' }),
    report.getByRole('radio', { name: 'Bob’s: torch' }),
  ]
  const stands = (await yours.isChecked()) ? 'mine' : 'theirs'
  const [standing, other] = stands === 'mine' ? [yours, theirs] : [theirs, yours]
  await expect(standing).toBeChecked()
  const [hers, bobs] = ['Ada’s: lantern stands now', 'Yours: torch stands now']
  await expect(news).toContainText(stands === 'mine' ? hers : bobs)
  for (const side of ['Yours: torch', 'Ada’s: lantern']) await expect(news).toContainText(side)
  await other.check()
  await expect(news).toContainText(stands === 'mine' ? bobs : hers)
  await expect(bob.thing(stands === 'mine' ? 'torch' : 'lantern')).toBeVisible()
  await ada.page.keyboard.press('Control+Z')
  await expect(standing).toBeChecked()
  await report.getByRole('button', { name: /chest was added/ }).click()
  await expect(ada.thing('chest')).toHaveAttribute('aria-pressed', 'true')
  await news.getByRole('button', { name: 'Close the report' }).click()
  await expect(news).toHaveCount(0)

  // Changes that she sees while the report is open are not told again after her next absence.
  await makeThing(bob, 'bench')
  await expect(ada.thing('bench')).toBeVisible()
  await ada.context.setOffline(true)
  await expect(ada.mark).toHaveAccessibleName(/offline/)
  // The report lies over it: by the keyboard.
  await ada.thing('chest').focus()
  await ada.page.keyboard.press('F2')
  await nameIt(ada.page, 'trunk')
  await makeThing(bob, 'well')
  await bob.thing('chest').focus()
  await bob.page.keyboard.press('Delete')
  await expect(bob.thing('chest')).toHaveCount(0)
  await bob.isSaved()
  await pass(ada.page, 10 * 60_000)
  await ada.context.setOffline(false)
  await expect(report).toContainText('Bob changed 4 things. You were away for 30 minutes.')
  await expect(report.getByRole('button', { name: /well was added/ })).toBeVisible()
  await expect(report).not.toContainText('bench')
  // It keeps the text of the person who put it away, and both are told.
  await expect(report).toContainText('Bob put “chest” into limbo, and you changed it meanwhile.')
  await expect(news).toContainText('You put “trunk” into limbo, and Ada changed it meanwhile.')
  await report.getByRole('button', { name: 'Close the report' }).click()
  await expect(report).toHaveCount(0)
})

test('[R7] where the browser keeps nothing, that is said at once, and the work can be taken home as a file @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
  })
  await ada.enter('ada/private')
  await expect(ada.page.getByText(/This device keeps nothing/)).toBeVisible()
  await ada.write('saved')
  await expect(ada.mark).toHaveAccessibleName('Saving: saved, online only')
  await ada.context.setOffline(true)
  await ada.write(', and only here')
  await expect(ada.mark).toHaveAccessibleName(/offline, \d+ changes not kept/)
  await ada.mark.click()
  const sheet = ada.page.getByRole('dialog', { name: /^Offline/ })
  await expect(sheet).toContainText('private window')
  await expect(sheet).toContainText(/Not on the server\s*\d+ changes/)
  await expect(sheet).toContainText(/On this device\s*nothing(?! yet)/)
  const saving = ada.page.waitForEvent('download')
  const told = ada.page.getByRole('region', { name: 'Notifications' })
  await told.getByRole('button', { name: 'Save as a file' }).click()
  const download = await saving
  expect(download.suggestedFilename()).toMatch(/^ada-private-.*\.unsaved\.json$/)
  const buffer = readFileSync(await download.path())
  expect(buffer.toString()).toContain('saved, and only here')
  await ada.context.close()
  await bob.page.goto('/')
  const choosing = bob.page.waitForEvent('filechooser')
  await bob.page.getByRole('button', { name: 'Open a saved-changes file' }).click()
  await (
    await choosing
  ).setFiles({ name: download.suggestedFilename(), mimeType: 'application/json', buffer })
  await expect(bob.page.getByRole('heading', { name: /A kept copy of/ })).toBeVisible()
  await bob.page.getByRole('button', { name: /^Take over/ }).click()
  await bob.page.getByRole('main').getByRole('link', { name: 'private' }).click()
  await bob.reads('saved, and only here')
  await bob.isSaved()
})

/** How many worlds the device's book has. */
const inBook = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name)
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error ?? new Error('not opened')))
      })
      if (!database.objectStoreNames.contains('worlds')) continue
      return new Promise<number>((resolve) => {
        const request = database.transaction('worlds').objectStore('worlds').count()
        request.addEventListener('success', () => resolve(request.result))
      }).finally(() => database.close())
    }
    return 0
  })

test('[R8] [R9] what the browser clears is kept again; a world is removed when asked, and no work with it @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/kept')
  await ada.write('saved')
  await ada.isSaved()
  await ada.isReadyForOffline()
  await ada.context.setOffline(true)
  await ada.write(', mine')
  await expect(ada.mark).toHaveAccessibleName('Saving: offline, 6 changes kept here')
  const devtools = await ada.context.newCDPSession(ada.page)
  await devtools.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'indexeddb' })
  await expect(ada.page.getByText(/cleared what was kept/)).toBeVisible()
  await ada.hasKept(6)
  await expect.poll(() => inBook(ada.page)).toBe(1)
  await ada.page.reload()
  await ada.reads('saved, mine')
  const home = new Person(ada.context, await ada.context.newPage())
  await home.page.goto('/')
  async function askToRemove(): Promise<void> {
    await home.page.getByRole('button', { name: 'More for kept' }).click()
    await home.page.getByRole('menuitem', { name: 'Remove from this device' }).click()
    await home.page.getByRole('button', { name: 'Remove', exact: true }).click()
  }
  await askToRemove()
  await expect(home.page.getByRole('alert')).toContainText('Another tab has this world open')
  await home.page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await ada.page.close()
  await askToRemove()
  await expect(home.page.getByRole('alert')).toContainText('not on the server yet')
  await home.page.getByRole('button', { name: 'Keep a copy and remove it' }).click()
  await expect(home.page.getByRole('button', { name: 'More for kept' })).toHaveCount(0)
  await home.page.getByRole('link', { name: /You removed this world from this device/ }).click()
  await expect(home.page.getByText(', mine').first()).toBeVisible()
  // If the work is cleared while no page has it open, the next page that opens it says so.
  await ada.context.setOffline(false)
  await home.enter('ada/kept')
  await home.isSaved()
  await ada.context.setOffline(true)
  await home.write('!')
  await expect(home.mark).toHaveAccessibleName('Saving: offline, 1 change kept here')
  await home.page.goto('/')
  const again = await ada.context.newCDPSession(home.page)
  await again.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'indexeddb' })
  await ada.context.setOffline(false)
  await home.enter('ada/kept')
  await expect(home.page.getByText(/1 change of yours in this world was not on the server/)).toBeVisible()
})
