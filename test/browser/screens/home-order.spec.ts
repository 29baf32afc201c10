// The list of worlds as its person arranged it: by pointer, by keys and by finger, on each of their devices.
import { expect, type Locator, type Page } from '@playwright/test'
import { serveAccounts, type AccountsNode } from '../../accounts.ts'
import { atBrowser, worldOf } from '../account-person.ts'
import { faultsInBothLights } from '../faults.ts'
import { test } from '../person.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let node: AccountsNode

test.beforeAll(async () => {
  node = await serveAccounts()
})
test.afterAll(() => node[Symbol.asyncDispose]())

const shelf = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const titles = (list: Locator): Locator => list.locator('.world-title')
const more = (page: Page, title: string): Locator =>
  page.getByRole('button', { name: `More for ${title}`, exact: true })

/** What this device has of the order, as JSON. */
async function keptOrder(): Promise<string> {
  const named = (await indexedDB.databases()).find(({ name }) => name?.endsWith(' order'))
  if (named?.name === undefined) return ''
  const { name } = named
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name)
    opening.addEventListener('error', () => reject(new Error('the order cannot be read')))
    opening.addEventListener('success', () => {
      const database = opening.result
      const reading = database.transaction('order').objectStore('order').getAll()
      reading.addEventListener('success', () => {
        database.close()
        resolve(JSON.stringify(reading.result))
      })
    })
  })
}

test('a person stars worlds, sorts them and puts them into folders, and finds it so at another device; drafts stand below their world', async ({
  browser,
}) => {
  const mia = await node.signUp('mia')
  for (const title of ['Attic', 'Garden', 'Pond']) await worldOf(mia, title)
  await mia.ask('POST', '/api/worlds/mia/garden/drafts', { title: 'in spring' })
  const { page } = await atBrowser(browser, node.url, mia)
  await page.goto('/')
  const drafts = page.getByRole('list', { name: 'Drafts of Garden' })
  await expect(drafts.getByRole('link')).toHaveText(/^in springdraft/)

  await page.getByRole('button', { name: 'Star Attic' }).click()
  await expect(titles(shelf(page, 'Starred'))).toHaveText([/^Attic/])
  await page.getByLabel('Sort by').selectOption('Name')
  await expect(titles(shelf(page, 'Mine'))).toHaveText([/^Garden/, /^in spring/, /^Pond/])

  // By keys alone: the menu, the card, the name of a folder that is made by it.
  await more(page, 'Garden').focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Star', exact: true })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name of the folder' })).toBeFocused()
  await page.keyboard.type('Outside')
  await page.keyboard.press('Enter')
  await expect(titles(shelf(page, 'Outside'))).toHaveText([/^Garden/, /^in spring/])
  await page.getByRole('button', { name: 'New folder' }).click()
  await page.keyboard.type('School')
  await page.keyboard.press('Enter')
  await expect(shelf(page, 'School')).toContainText('No worlds in it yet.')

  // Another device has it so, and what it changes is here when one comes back.
  const other = await atBrowser(browser, node.url, await node.signIn('mia'))
  await other.page.goto('/')
  await expect(titles(shelf(other.page, 'Starred'))).toHaveText([/^Attic/])
  await expect(other.page.getByLabel('Sort by')).toHaveValue('name')
  await other.page.getByRole('button', { name: 'More for the folder School' }).click()
  await other.page.getByRole('menuitem', { name: 'Rename' }).click()
  await other.page.keyboard.press('Control+a')
  await other.page.keyboard.type('Outside')
  await other.page.keyboard.press('Enter')
  await expect(other.page.getByRole('alert')).toContainText('a folder with that name already')
  await other.page.keyboard.press('Control+a')
  await other.page.keyboard.type('Class')
  await other.page.keyboard.press('Enter')
  await expect(shelf(other.page, 'Class')).toBeVisible()
  await page.evaluate(() => dispatchEvent(new Event('focus')))
  await expect(shelf(page, 'Class')).toBeVisible()

  await page.getByRole('button', { name: 'More for the folder Outside' }).click()
  await page.getByRole('menuitem', { name: 'Remove the folder' }).click()
  await expect(titles(shelf(page, 'Mine'))).toHaveText([/^Garden/, /^in spring/, /^Pond/])
  await page.getByRole('button', { name: 'Star Attic' }).press('Space')
  await expect(shelf(page, 'Starred')).toHaveCount(0)
  expect(await faultsInBothLights(page, 'main')).toEqual([])
})

test('on a phone a finger does the same, from the menu of a world @hard', async ({ browser }) => {
  const nils = await node.signUp('nils')
  for (const title of ['Attic', 'Garden']) await worldOf(nils, title)
  const { page } = await atBrowser(browser, node.url, nils, PHONE)
  await page.goto('/')
  await more(page, 'Garden').tap()
  await page.getByRole('menuitem', { name: 'Star', exact: true }).tap()
  await expect(titles(shelf(page, 'Starred'))).toHaveText([/^Garden/])
  await more(page, 'Garden').tap()
  await page.getByRole('menuitem', { name: 'Put into a folder' }).tap()
  const card = page.getByRole('dialog', { name: 'Put “Garden” into a folder' })
  await expect(card).toContainText('You have no folders yet.')
  await card.getByLabel('Name of the folder').fill('Outside')
  await card.getByRole('button', { name: 'Create and put in' }).tap()
  await expect(shelf(page, 'Outside')).toContainText('Its worlds are starred, and stand above.')
  await more(page, 'Garden').tap()
  await page.getByRole('menuitem', { name: 'Take the star away' }).tap()
  await expect(titles(shelf(page, 'Outside'))).toHaveText([/^Garden/])
  await more(page, 'Attic').tap()
  await page.getByRole('menuitem', { name: 'Put into a folder' }).tap()
  await page.getByRole('list', { name: 'Folders' }).getByRole('button', { name: 'Outside' }).tap()
  await expect(titles(shelf(page, 'Outside'))).toHaveText([/^Garden/, /^Attic/])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(await faultsInBothLights(page, 'main')).toEqual([])

  // It is closed on this device, also the next time.
  const folder = page.getByRole('button', { name: /^Outside/ })
  await folder.tap()
  await expect(titles(shelf(page, 'Outside'))).toHaveCount(0)
  await expect.poll(() => page.evaluate(keptOrder)).toContain('"closed":["Outside"]')
  await page.reload()
  await expect(folder).toHaveAttribute('aria-expanded', 'false')
  await page.getByLabel('Search worlds').fill('attic')
  await expect(titles(shelf(page, 'Outside'))).toHaveText([/^Attic/])
})

test.describe('without a network', () => {
  test.use({ serviceWorkers: 'allow' })

  test('the worlds on the device stand as they were arranged @hard', async ({ browser }) => {
    const owen = await node.signUp('owen')
    for (const title of ['Attic', 'Garden', 'Pond']) await worldOf(owen, title)
    await owen.ask('POST', '/api/worlds/owen/garden/drafts', { title: 'in spring' })
    const person = await atBrowser(browser, node.url, owen)
    const { page } = person
    await page.goto('/')
    const draft = page.getByRole('list', { name: 'Drafts of Garden' }).getByRole('link')
    const path = (await draft.getAttribute('href')) ?? ''
    for (const address of ['owen/attic', 'owen/garden', 'owen/pond', path.slice('/w/'.length)]) {
      await person.enter(address)
      if (address === 'owen/pond') await person.write('Deep water')
      await person.isSaved()
    }
    const looks = async () => (await owen.ask('GET', '/api/worlds/owen/pond/miniature')).text()
    await expect.poll(looks).toContain('Deep water')
    const picture = page.locator('.world-picture', { hasText: 'Deep water' })
    await page.goto('/')
    await page.getByRole('button', { name: 'Star Pond' }).click()
    await page.getByLabel('Sort by').selectOption('Name')
    await expect(titles(shelf(page, 'Mine'))).toHaveText([/^Attic/, /^Garden/, /^in spring/])
    await expect(picture).toBeVisible()
    await person.isReadyForOffline()
    await person.context.setOffline(true)
    await page.reload()
    await expect(page.getByText('The server cannot be reached.')).toBeVisible()
    await expect(titles(shelf(page, 'Starred'))).toHaveText([/^Pond/])
    await expect(picture).toBeVisible()
    await expect(titles(shelf(page, 'Here'))).toHaveText([/^Attic/, /^Garden/, /^in spring/])
    // Nothing can be arranged meanwhile.
    await expect(page.getByLabel('Sort by')).toHaveCount(0)
    await more(page, 'Garden').click()
    await expect(page.getByRole('menuitem', { name: 'Copy link' })).toBeVisible()
    await expect(page.getByRole('menuitem', { name: 'Put into a folder' })).toHaveCount(0)
  })
})
