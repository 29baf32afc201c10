// Who may take which things, as people at browsers meet it: a thing that must stay is put back by one press,
// a thing that is taken along is listed and called back, and a person who is sent out holds nothing.
import { expect, type Browser, type BrowserContextOptions } from '@playwright/test'
import { startAccounts, type AccountsNode, type Somebody } from '../../accounts.ts'
import { furnish } from '../../fault/peers/travellers.ts'
import { makeWorld, open } from '../../peers.ts'
import { atBrowser } from '../account-person.ts'
import { faults } from '../faults.ts'
import { test, type Person } from '../person.ts'
import { leaveByKey, stands } from '../there.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const GARDEN = 'ada/garden'
const small = { width: 40, height: 40 }

test.use({ actionTimeout: 10_000 })

let node: AccountsNode
let ada: Somebody

test.beforeAll(async () => {
  node = await startAccounts()
  ada = node.admin
  await makeWorld(ada, 'Garden')
  await open(ada, GARDEN, 'act')
  await furnish(node, ada, GARDEN, [
    { name: 'lamp', x: 464, y: 96, look: { ...small, sprite: 'lamp' } },
    { name: 'vase', x: 464, y: 160, look: small },
  ])
})

test.afterAll(() => node?.[Symbol.asyncDispose]())

/** A guest who walks in the garden. */
async function guestIn(browser: Browser, name: string, options: BrowserContextOptions = {}): Promise<Person> {
  const person = await atBrowser(browser, node.url, await node.guest(name), options)
  await person.page.goto(`/w/${GARDEN}`)
  await expect(person.page.locator('.figure[data-me]')).toBeVisible()
  return person
}

async function pickUp(person: Person, thing: string): Promise<void> {
  await person.thing(thing).click()
  await stands(person.page.locator('.figure[data-me]'))
  await person.page
    .getByRole('button', { name: /^Pick up/ })
    .first()
    .click()
  await expect(person.page.getByRole('button', { name: `Carrying: ${thing}` })).toBeVisible()
}

/** Goes back, or home for a person who came here first. */
async function leave(person: Person): Promise<void> {
  await person.page.keyboard.press('Escape')
  await leaveByKey(person)
}

const STAYS = '“lamp” belongs to ada/garden and stays there. Put it down first.'

test('[G18] who may only act is told what stays, and goes without it by one press; [G17] who is sent out puts it down @hard', async ({
  browser,
}) => {
  const guest = await guestIn(browser, 'Mia', PHONE)
  const owner = await atBrowser(browser, node.url, ada)
  await owner.enter(GARDEN)
  await pickUp(guest, 'lamp')
  await expect(owner.thing('lamp')).toHaveCount(0)
  await leave(guest)
  await expect(guest.page.getByText(STAYS)).toBeVisible()
  await expect(guest.page.getByRole('button', { name: 'Carrying: lamp' })).toBeVisible()
  expect.soft(await faults(guest.page)).toEqual([])
  await guest.page.getByRole('button', { name: 'Put back and go' }).click()
  await expect(guest.page).toHaveURL(/\/home$/u)
  await expect(owner.thing('lamp')).toBeVisible()

  // Here again, in another one's hands: out for good, and the lamp is where it was.
  const other = await guestIn(browser, 'Noa')
  await pickUp(other, 'lamp')
  await expect(owner.thing('lamp')).toHaveCount(0)
  await owner.page.getByRole('button', { name: /^People/ }).click()
  await owner.page.getByRole('button', { name: 'More about Noa' }).click()
  await owner.page.getByRole('menuitem', { name: 'Send out for good' }).click()
  await expect(owner.page.getByText('What they hold goes back to where they took it.')).toBeVisible()
  await owner.page.getByRole('button', { name: 'Send out for good' }).click()
  await expect(owner.thing('lamp')).toBeVisible()
})

test('[G18] a starter thing that is meant to be carried says so, and a visitor goes home with it @hard', async ({
  browser,
}) => {
  const owner = await atBrowser(browser, node.url, ada)
  await owner.enter(GARDEN)
  await owner.page.getByRole('button', { name: 'Add a thing' }).click()
  const starters = owner.page.getByRole('region', { name: 'Starter things' }).getByRole('button')
  await expect(starters.filter({ hasText: 'It can be taken along.' })).toHaveText([/^Lamp/, /^Dice/])
  expect.soft(await faults(owner.page)).toEqual([])
  await starters.filter({ hasText: 'Dice' }).click()
  await expect(owner.thing('Dice')).toBeVisible()
  await owner.isSaved()

  const guest = await guestIn(browser, 'Ida')
  await pickUp(guest, 'Dice')
  await expect(owner.thing('Dice')).toHaveCount(0)
  await leave(guest)
  await expect(guest.page).toHaveURL(/\/home$/u)
  await expect(guest.page.getByRole('button', { name: 'Carrying: Dice' })).toBeVisible()
})

test('[G19] what a visitor takes along is listed for its owner, called back, and counted where what they did is taken back @hard', async ({
  browser,
}) => {
  const owner = await atBrowser(browser, node.url, ada)
  await owner.enter(GARDEN)
  await owner.page.getByRole('button', { name: /^Share/ }).click()
  const share = owner.page.getByRole('complementary', { name: 'Share' })
  await share.getByRole('checkbox', { name: 'Visitors can take things along' }).click()
  await expect(share.getByText('You can call everything back.')).toBeVisible()
  await owner.isSaved()
  expect.soft(await faults(owner.page)).toEqual([])

  const guest = await guestIn(browser, 'Pia')
  for (const thing of ['lamp', 'vase']) await pickUp(guest, thing)
  await leave(guest)
  await expect(guest.page).toHaveURL(/\/home$/u)
  await expect(owner.thing('vase')).toHaveCount(0)

  // On a phone: where it is, and back with it.
  const phone = await atBrowser(browser, node.url, ada, PHONE)
  await phone.page.goto('/')
  const out = phone.page.getByRole('region', { name: 'Lent by you' })
  await expect(out.getByRole('listitem').filter({ hasText: 'vase' })).toContainText('from ada/garden')
  expect.soft(await faults(phone.page)).toEqual([])
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await out.getByRole('button', { name: 'Call back: vase' }).click()
  await expect(phone.page.getByText('vase is back in its world.')).toBeVisible()
  await expect(owner.thing('vase')).toBeVisible()

  await owner.page.reload()
  await owner.page.getByRole('button', { name: /^Share/ }).click()
  await expect(share.getByRole('list', { name: 'Taken along by others' })).toContainText('lamp')
  await owner.page.goto('/')
  await expect(owner.page.getByRole('region', { name: 'Lent by you' })).toContainText('lamp')

  // They wrote nothing: the things that they took along count all the same.
  const back = await guestIn(browser, 'Quin')
  await owner.enter(GARDEN)
  await expect(back.page.locator('.figure[data-me]')).toBeVisible()
  const list = await ada.ask('GET', '/api/me/transfers')
  const { out: things } = (await list.json()) as { out: { holder: string }[] }
  const account = things[0]?.holder ?? ''
  const revert = { account, since: 0, isTrial: true }
  const would = await ada.ask('POST', `/api/worlds/${GARDEN}/revert`, revert)
  expect(await would.json()).toMatchObject({ carried: 1, letters: 0 })
  const done = await ada.ask('POST', `/api/worlds/${GARDEN}/revert`, { ...revert, isTrial: false })
  expect(await done.json()).toMatchObject({ carried: 1 })
  await expect(owner.thing('lamp')).toBeVisible()
  await owner.page.goto('/')
  await owner.page.getByRole('button', { name: 'Ada', exact: true }).click()
  await owner.page.getByRole('menuitem', { name: 'Look after this place' }).click()
  await owner.page.getByRole('link', { name: 'What happened', exact: true }).click()
  // Not which: an erased name stands in no list of deeds.
  await expect(owner.page.getByText('Pia took a thing along out of ada/garden')).toHaveCount(2)
  await expect(
    owner.page.getByText(/^Ada called back to ada\/garden what .* had carried away$/),
  ).toBeVisible()
})

test('[G19] a ban asks whether what somebody took along comes back, and brings it @hard', async ({
  browser,
}) => {
  const owner = await atBrowser(browser, node.url, ada)
  await owner.enter(GARDEN)
  await owner.page.getByRole('button', { name: /^Share/ }).click()
  const flag = owner.page.getByRole('checkbox', { name: 'Visitors can take things along' })
  await expect(flag).toBeVisible()
  if (!(await flag.isChecked())) await flag.click()
  await owner.isSaved()
  const guest = await guestIn(browser, 'Uma')
  await pickUp(guest, 'lamp')
  await leave(guest)
  await expect(guest.page).toHaveURL(/\/home$/u)
  await expect(guest.page.locator('.figure[data-me]')).toBeVisible()
  await expect(owner.thing('lamp')).toHaveCount(0)

  // At home with the lamp in her hand, she looks at the garden.
  await guest.page.goto(`/w/${GARDEN}`)
  await expect(guest.page.getByRole('button', { name: 'Come here' })).toBeVisible()
  await owner.page.getByRole('button', { name: /^People/ }).click()
  await owner.page.getByRole('button', { name: 'More about Uma' }).click()
  await owner.page.getByRole('menuitem', { name: 'Send out for good' }).click()
  const question = owner.page.getByRole('alertdialog')
  const back = question.getByRole('checkbox', { name: 'Call back what Uma took along' })
  await expect(back).toBeChecked()
  await expect(back).toHaveAccessibleDescription('lamp')
  expect.soft(await faults(owner.page)).toEqual([])
  await question.getByRole('button', { name: 'Send out for good' }).click()
  await expect(owner.thing('lamp')).toBeVisible()
})
