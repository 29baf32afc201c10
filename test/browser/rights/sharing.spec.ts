// Rights in a world, as people at browsers give them, ask for them, and lose them.
import { expect, type Browser, type BrowserContextOptions, type Locator, type Page } from '@playwright/test'
import decodeQr from 'qr/decode.js'
import { MadeLink } from '../../../shared/wire/api/sharing-bodies.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import { atBrowser, letIn, worldOf } from '../account-person.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { takenMs } from '../taken.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let node: AccountsNode
let ada: Somebody
let bob: Somebody

test.beforeAll(async () => {
  node = await serveAccounts()
  ada = node.admin
  bob = await node.signUp('bob')
})

test.afterAll(() => node[Symbol.asyncDispose]())

const NOT_OPEN = 'This world is not open to you, or does not exist'

const panel = (page: Page): Locator => page.getByRole('complementary', { name: 'Share' })

async function share(person: Person): Promise<Locator> {
  await person.page.getByRole('button', { name: /^Share/ }).click()
  await expect(panel(person.page).getByRole('heading', { name: 'People' })).toBeVisible()
  return panel(person.page)
}

/**
 * How long it takes until a page says something, in ms: looked at with each frame, since Playwright's own
 * looks are half a second apart.
 */
async function timeUntilSaid({ page }: Person, words: string): Promise<number> {
  const from = performance.now()
  await page.waitForFunction((said) => document.body.innerText.includes(said), words, { polling: 'raf' })
  return performance.now() - from
}

const OUTSIDE = 'You are outside now'

/** A world of ada's in which bob may do something, with both of them in it. */
async function together(
  browser: Browser,
  title: string,
  right: 'edit' | 'act',
  options: BrowserContextOptions = {},
): Promise<{ readonly world: string; readonly one: Person; readonly two: Person }> {
  const world = await worldOf(ada, title)
  await letIn(ada, world, 'bob', right)
  const one = await atBrowser(browser, node.url, ada, options)
  const two = await atBrowser(browser, node.url, bob, options)
  await one.enter(world)
  await two.enter(world)
  return { world, one, two }
}

/** Bob in a world of ada's, with something of his in it, and something that he wrote without a network. */
async function bobOffline(
  browser: Browser,
  title: string,
  alone: string,
): Promise<{ readonly world: string; readonly two: Person }> {
  const world = await worldOf(ada, title)
  await letIn(ada, world, 'bob', 'edit')
  const two = await atBrowser(browser, node.url, bob, { serviceWorkers: 'allow' })
  await two.enter(world)
  await two.write('together. ')
  await two.isSaved()
  await two.isReadyForOffline()
  await two.context.setOffline(true)
  await two.write(alone)
  return { world, two }
}

/** Chooses an action about Bob in the list of people who are here. */
async function aboutBob({ page }: Person, what: string): Promise<void> {
  await page.getByRole('button', { name: /^People/ }).click()
  await page.getByRole('button', { name: 'More about Bob' }).click()
  await page.getByRole('menuitem', { name: what }).click()
}

test('a world that is closed and one that is missing look the same; who knocks and is let in comes in by themselves @hard', async ({
  browser,
}) => {
  const world = await worldOf(ada, 'Knocking')
  const [one, two] = [await atBrowser(browser, node.url, ada), await atBrowser(browser, node.url, bob)]
  await two.page.goto('/w/ada/nowhere')
  await expect(two.page.getByRole('heading', { name: NOT_OPEN })).toBeVisible()
  const missing = await two.page.getByRole('main').innerText()
  await two.page.goto(`/w/${world}`)
  await expect(two.page.getByRole('heading', { name: NOT_OPEN })).toBeVisible()
  expect(await two.page.getByRole('main').innerText()).toBe(missing)
  expect(await faults(two.page)).toEqual([])

  await two.page.getByLabel('Message to the owner').fill('I bring cake')
  await two.page.getByRole('button', { name: 'Knock' }).click()
  await expect(two.page.getByText('You have knocked')).toBeVisible()
  // A page that is loaded anew goes on waiting.
  await two.page.reload()
  await expect(two.page.getByText('You have knocked')).toBeVisible()

  await one.enter(world)
  await expect(one.page.getByText('Bob is at the door: “I bring cake”')).toBeVisible()
  await one.page.getByRole('button', { name: 'Look', exact: true }).click()
  const door = panel(one.page)
  await expect(door.getByText('I bring cake')).toBeVisible()
  expect(await faults(one.page)).toEqual([])
  await door.getByLabel('What Bob can do').selectOption({ label: 'can write' })
  await door.getByRole('button', { name: 'Let in: Bob' }).click()
  await expect(door.getByRole('heading', { name: 'At the door' })).toBeHidden()
  await expect(door.getByLabel('What Bob can do')).toHaveValue('edit')

  await expect(two.text).toBeVisible()
  await two.write('with cake')
  await two.isSaved()
  await one.reads(/with cake/)
})

test('who may write, act or look has the tools for it, and hears of it when that changes @hard', async ({
  browser,
}) => {
  const { world, one, two } = await together(browser, 'Rights', 'edit')
  await two.write('before ')
  await two.isSaved()
  const rights = await share(one)
  const choose = rights.getByLabel('What Bob can do')

  await choose.selectOption('act')
  await expect(
    two.page.getByText('you can walk, talk and use things here, but not write').first(),
  ).toBeVisible()
  await expect(two.text).toHaveAttribute('contenteditable', 'false')
  await expect(two.page.getByRole('button', { name: 'Write', exact: true })).toBeHidden()
  await expect(two.page.getByRole('textbox', { name: /^Say/ })).toBeVisible()

  await choose.selectOption('see')
  await expect(two.page.getByText('you can only look at this world')).toBeVisible()
  await expect(two.page.getByRole('textbox', { name: /^Say/ })).toBeHidden()
  await expect(two.page.locator('.figure[data-me]')).toBeHidden()
  expect(await faults(two.page)).toEqual([])
  await two.page.getByRole('button', { name: /^Share/ }).click()
  await expect(panel(two.page).getByText('You can look at this world.')).toBeVisible()

  await choose.selectOption('edit')
  await expect(two.page.getByText('From now on you can write here.')).toBeVisible()
  await two.write('after')
  await two.isSaved()
  await one.reads(/before after/)

  await rights.getByRole('button', { name: 'Take away access for Bob' }).click()
  await expect(two.page.getByRole('heading', { name: OUTSIDE })).toBeVisible()
  expect(await faults(two.page)).toEqual([])
  await two.page.getByRole('button', { name: 'Remove from this device' }).click()
  await expect(two.page.getByRole('heading', { name: 'Worlds' }).first()).toBeVisible()
  await two.page.goto(`/w/${world}`)
  await expect(two.page.getByRole('heading', { name: NOT_OPEN })).toBeVisible()
  await expect(two.page.getByRole('region', { name: 'On this device' })).toBeHidden()
})

test('what was written offline after the right was taken away becomes a copy, and a world of one’s own @hard', async ({
  browser,
}) => {
  const { world, two } = await bobOffline(browser, 'Offline', 'alone on a train')
  await letIn(ada, world, 'bob', 'see')
  await two.context.setOffline(false)
  await two.mark.filter({ hasText: 'kept as a copy' }).click({ timeout: 20_000 })
  await two.page.getByRole('link', { name: 'Open the copy' }).click()
  await expect(two.page.getByText('You cannot write in that world now.')).toBeVisible()
  await expect(two.page.getByText('alone on a train').first()).toBeVisible()
  expect(await faults(two.page)).toEqual([])
  await two.page.getByRole('button', { name: 'Copy it into a world of my own' }).click()
  await two.page.waitForURL(/\/w\/bob\//)
  await two.reads(/together\. alone on a train/)
  await two.write('. At home')
  await two.isSaved()
})

test('who may not write in a world has one of their own of it, found among the commands @hard', async ({
  browser,
}) => {
  const { world, one, two } = await together(browser, 'A pattern', 'act')
  await one.write('to be tried')
  await one.isSaved()
  await two.reads('to be tried')
  // The code for keys is fetched after the page.
  await expect(async () => {
    await two.page.keyboard.press('Control+k')
    await expect(two.page.getByRole('combobox')).toBeFocused({ timeout: 1_000 })
  }).toPass()
  await two.page.getByRole('combobox').fill('my own')
  await expect(two.page.getByRole('option', { selected: true })).toHaveText(
    /^Copy this world into one of my own/,
  )
  await two.page.keyboard.press('Enter')
  await two.page.waitForURL(/\/w\/bob\/a-pattern$/)
  await expect(two.page.getByText('Only you see it.')).toBeVisible()
  await two.write(' and is')
  await two.reads('to be tried and is')
  await two.isSaved()
  await one.reads(/tried$/)
  // Bob walks there until then.
  await told(await ada.ask('DELETE', `/api/worlds/${world}`))
})

test('a right that is taken away while somebody types loses no letter that they typed @hard', async ({
  browser,
}) => {
  const { world, one, two } = await together(browser, 'Typing', 'edit')
  await two.write('0')
  await two.isSaved()
  // Keys that are pressed on a page that cannot be written any more are not letters.
  await two.page.evaluate(() => {
    document.documentElement.dataset['typed'] = '0'
    document.addEventListener('beforeinput', () => {
      const { dataset } = document.documentElement
      dataset['typed'] = String(Number(dataset['typed']) + 1)
    })
  })
  const typing = two.page.keyboard.type('x'.repeat(200), { delay: 8 })
  await expect.poll(() => two.words()).toMatch(/x{20}/)
  await letIn(ada, world, 'bob', 'see')
  await expect(two.page.getByText('you can only look at this world')).toBeVisible()
  await typing
  await expect(two.text).toHaveAttribute('contenteditable', 'false')
  const typed = await two.page.evaluate(() => Number(document.documentElement.dataset['typed']))
  const saved = (await two.words()).length - 1
  await one.reads(new RegExp(`^0x{${saved}}$`))

  // The rest is in copies on the device, each of which begins where the world ends. There is none if the
  // right was taken between two letters.
  await two.page.goto('/')
  const copies = two.page.getByRole('region', { name: 'Kept copies' }).getByRole('link', { name: 'Typing' })
  if (typed > saved) await expect(copies.first()).toBeVisible()
  const paths = await copies.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  let kept = 0
  for (const path of paths) {
    await two.page.goto(path)
    await two.page.getByRole('button', { name: 'Copy it into a world of my own' }).click()
    await two.page.waitForURL(/\/w\/bob\//)
    await two.reads(/^0x+$/)
    kept += (await two.words()).length - 1 - saved
  }
  console.log(`${typed} letters typed: ${saved} saved, ${kept} kept in ${paths.length} copies`)
  expect(saved + kept).toBe(typed)
})

test('what somebody wrote is taken back, and what others wrote stays @hard', async ({ browser }) => {
  const { one, two } = await together(browser, 'Reverted', 'edit')
  await one.write('mine. ')
  await one.isSaved()
  await two.reads(/mine\. /)
  await two.write('theirs')
  await two.isSaved()
  await one.reads(/mine\. theirs/)
  await aboutBob(one, 'Take back what they wrote')
  const dialog = one.page.getByRole('dialog', { name: 'Take back what Bob wrote' })
  await expect(dialog.getByText(/^1 thing changed back, with 6 letters\. The earliest of it/)).toBeVisible()
  expect(await faults(one.page)).toEqual([])
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await expect(
    one.page.getByText('What Bob wrote has been taken back: 1 thing changed back, with 6 letters.'),
  ).toBeVisible()
  await one.reads(/^mine\.\s*$/)
  await two.reads(/^mine\.\s*$/)
  await one.write('And on')
  await one.isSaved()
})

test('a world that is taken away whole keeps what was not saved on the device, and says so @hard', async ({
  browser,
}) => {
  const { world, two } = await bobOffline(browser, 'Gone', 'alone')
  await letIn(ada, world, 'bob', 'none')
  await two.context.setOffline(false)
  const kept = two.page.getByRole('region', { name: 'On this device' })
  await expect(kept).toContainText('not saved there', { timeout: 20_000 })
  await kept.getByRole('button', { name: 'Copy it into a world of my own' }).click()
  await two.page.waitForURL(/\/w\/bob\//)
  await two.reads(/together\. alone/)
})

test('a world that is not open to one any more is found at home, as what is kept on this device @hard', async ({
  browser,
}) => {
  const world = await worldOf(ada, 'Attic')
  await letIn(ada, world, 'bob', 'see')
  const two = await atBrowser(browser, node.url, bob)
  const { page } = two
  await page.goto(`/w/${world}`)
  await two.isSaved()
  await letIn(ada, world, 'bob', 'none')
  await expect(page.getByRole('heading', { name: 'You are outside now' })).toBeVisible({ timeout: 30_000 })
  await page.goto('/')
  const left = page.getByRole('region', { name: 'Only on this device' })
  await expect(left.getByRole('link')).toHaveText(/Attic/)
  expect(await faults(page)).toEqual([])
  await left.getByRole('link').click()
  await page.getByRole('button', { name: 'Remove from this device' }).click()
  await expect(page.getByRole('heading', { name: 'Worlds', level: 1 })).toBeVisible()
  await expect(left).toHaveCount(0)
})

test('a secret link lets a guest in at once, leaves the address bar, and ends when it is taken back', async ({
  browser,
}) => {
  const world = await worldOf(ada, 'Linked')
  const one = await atBrowser(browser, node.url, ada)
  await one.enter(world)
  const links = await share(one)
  await links.getByRole('button', { name: 'New link' }).click()
  const form = links.getByRole('form', { name: 'A new link' })
  await links.getByLabel('What it is for').fill('the parents')
  // What a link gives is read before it is made: to act, unless one chooses otherwise.
  await expect(
    form.getByText('Everyone who has the link can walk, talk and use things here, but not write.'),
  ).toBeVisible()
  await links.getByLabel('What people can do with it').selectOption({ label: 'can write' })
  await expect(form.getByText('Everyone who has the link can write here')).toBeVisible()
  await links.getByLabel('How long it lasts').selectOption({ label: 'for a day' })
  await links.getByRole('button', { name: 'Create link' }).click()
  const url = await links.getByRole('textbox', { name: 'The new link' }).inputValue()
  expect(url).toMatch(/\/w\/ada\/linked#key=[\w-]{20,}$/)
  await expect(links.getByText('the parents')).toBeVisible()
  expect(await faults(one.page)).toEqual([])

  const guest = await atBrowser(browser, node.url, await node.guest('Gast'))
  // As a chat has it that takes the full stop for a part of it.
  await guest.page.goto(`${url}.`)
  await expect(guest.text).toBeVisible()
  await expect(guest.page.getByText('Ada invites you. You may write in “Linked”.')).toBeVisible()
  expect(guest.page.url()).toBe(`${node.url}/w/${world}`)
  await guest.write('by a link')
  await guest.isSaved()
  await one.reads(/by a link/)
  await expect(links.getByText('used by 1')).toBeVisible()

  await links.getByRole('button', { name: 'Take back the link “the parents”' }).click()
  await expect(guest.page.getByRole('heading', { name: OUTSIDE })).toBeVisible()
  await guest.page.goto(url)
  await expect(guest.page.getByText('This link no longer works.')).toBeVisible()
  await guest.page.goto(url.slice(0, -4))
  await expect(guest.page.getByText('This link is not whole.')).toBeVisible()
  await expect(guest.page.getByRole('heading', { name: NOT_OPEN })).toBeVisible()
})

test('Share begins with a link that is copied by one press, and read by a camera; who opens it gives a name @hard', async ({
  browser,
}) => {
  const world = await worldOf(ada, 'Passed on')
  const one = await atBrowser(browser, node.url, ada, { permissions: ['clipboard-read', 'clipboard-write'] })
  await one.enter(world)
  const shared = (await share(one)).getByRole('region', { name: 'Link' })
  await expect(shared.getByText('Everyone who has the link can walk, talk and use things here')).toBeVisible()
  await expect(shared.getByText('This address works on this computer only.')).toBeVisible()
  await shared.getByLabel('What whoever has the link can do').selectOption('can write')
  await shared.getByRole('button', { name: 'Copy link' }).click()
  const link = await shared.getByLabel('The copied link').inputValue()
  expect(await one.page.evaluate(() => navigator.clipboard.readText())).toBe(link)
  await shared.getByRole('button', { name: 'QR code' }).click()
  expect(await readQr(shared.getByRole('img', { name: 'QR code of the link' }))).toBe(link)
  expect(await faults(one.page)).toEqual([])
  // Pressed again, it is the same link.
  await shared.getByRole('button', { name: 'Copy link' }).click()
  expect(await shared.getByLabel('The copied link').inputValue()).toBe(link)

  const page = await (await browser.newContext({ baseURL: node.url })).newPage()
  await page.goto(link)
  await expect(page.getByLabel('Your name')).toBeFocused()
  await page.keyboard.type('Gast')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: /^The page/ })).toBeVisible()
  await expect(page.getByText('Ada invites you. You may write in “Passed on”.')).toBeVisible()

  // For those who may already, the address alone.
  await shared.getByLabel('What whoever has the link can do').selectOption('must be let in')
  await shared.getByRole('button', { name: 'Copy link' }).click()
  await expect(shared.getByLabel('The copied link')).toHaveValue(`${node.url}/w/${world}`)
})

/** What a camera reads in a QR code that is drawn as one path of squares. */
async function readQr(drawn: Locator): Promise<string> {
  const size = Number((await drawn.getAttribute('viewBox'))?.split(' ')[3])
  const path = (await drawn.locator('path').getAttribute('d')) ?? ''
  const width = size * MODULE_PIXELS
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)/g)) {
    for (let at = 0; at < MODULE_PIXELS ** 2; at += 1) {
      const row = Number(y) * MODULE_PIXELS + Math.floor(at / MODULE_PIXELS)
      const start = (row * width + Number(x) * MODULE_PIXELS + (at % MODULE_PIXELS)) * 4
      pixels.fill(0, start, start + 3)
    }
  }
  return decodeQr({ data: pixels, width, height: width })
}

const MODULE_PIXELS = 4

test('who is nobody yet is told who invites them into what, on a phone, and is where the link leads @hard', async ({
  browser,
}) => {
  const world = await worldOf(ada, 'Invited')
  const made = await ada.ask('POST', `/api/worlds/${world}/sharing/links`, { right: 'act', until: null })
  const { secret } = MadeLink.parse(await made.json())
  const page = await (await browser.newContext({ baseURL: node.url, ...phone })).newPage()
  await page.goto(`/w/${world}#key=${secret}`)
  await expect(page.getByRole('heading', { name: 'Ada invites you' })).toBeVisible()
  await expect(page.getByText('You may look, walk, talk and use things in “Invited”.')).toBeVisible()
  expect(await faults(page)).toEqual([])
  await expect(page.getByLabel('Your name')).toBeFocused()
  expect(page.url()).not.toContain(secret)
  // Another place to sign in would lead back to a page that is loaded anew.
  await page.reload()
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByLabel('Account')).toBeVisible()
  await expect(page.getByText('Your home here is kept for 90 days after your last visit.')).toBeVisible()
  await page.getByLabel('Your name').fill('Gast')
  await page.getByRole('button', { name: 'Come in' }).click()
  await expect(page.locator('.figure[data-me]')).toBeVisible()
  await page.reload()
  await expect(page.locator('.figure[data-me]')).toBeVisible()
})

for (const [size, options] of [
  ['wide', {}],
  ['phone', phone],
] as const) {
  test(`somebody is silenced, and sent out for a minute, from the list of who is here (${size}) @hard`, async ({
    browser,
  }) => {
    const { one, two } = await together(browser, `Moderated ${size}`, 'act', options)
    await expect(two.page.locator('.figure[data-me]')).toBeVisible()
    await aboutBob(one, 'Mute')
    await expect(one.page.getByText('Bob can no longer speak here.')).toBeVisible()
    await one.page.keyboard.press('Escape')
    await two.page.getByRole('textbox', { name: /^Say/ }).fill('let me speak')
    await two.page.keyboard.press('Enter')
    await expect(two.page.getByText(/has muted you/)).toBeVisible()

    // In the list he looks it, with the way back beside him.
    await one.page.getByRole('button', { name: /^People/ }).click()
    await expect(one.page.getByText(/· muted$/)).toBeVisible()
    await one.page.getByRole('button', { name: 'Unmute Bob' }).click()
    await expect(one.page.getByText('Bob can speak here again.')).toBeVisible()
    await expect(one.page.getByRole('button', { name: 'Unmute Bob' })).toHaveCount(0)
    await one.page.getByRole('button', { name: 'More about Bob' }).click()
    await one.page.getByRole('menuitem', { name: 'Mute' }).click()
    await expect(one.page.getByRole('button', { name: 'Unmute Bob' })).toBeVisible()
    await one.page.keyboard.press('Escape')
    await aboutBob(one, 'Send out for a minute')
    const ms = await timeUntilSaid(two, OUTSIDE)
    expect(ms).toBeLessThan(takenMs())
    await expect(two.page.getByText('sent you out for a minute')).toBeVisible()
    expect(await faults(two.page)).toEqual([])

    const rights = await share(one)
    await expect(rights.getByRole('heading', { name: 'Sent out or muted' })).toBeVisible()
    await rights.getByRole('button', { name: 'Unmute: Bob' }).click()
    await expect(rights.getByRole('heading', { name: 'Sent out or muted' })).toBeHidden()
  })
}

test('who only writes is known by the node’s word, and kept out for good @hard', async ({ browser }) => {
  const { one, two } = await together(browser, 'Banned', 'edit')
  await two.write('rude words')
  await two.isSaved()
  await aboutBob(one, 'Send out for good')
  await expect(one.page.getByRole('alertdialog')).toContainText('(bob)')
  await one.page.getByRole('alertdialog').getByRole('button', { name: 'Send out for good' }).click()
  await expect(two.page.getByRole('heading', { name: OUTSIDE })).toBeVisible()
  await one.page.keyboard.press('Escape')
  const rights = await share(one)
  await expect(rights.getByText('cannot come in')).toBeVisible()
  await rights.getByRole('button', { name: 'Let back in: Bob' }).click()
  // A person who waits at the door comes in by themselves.
  await expect(two.text).toBeVisible()
})

test('a world is offered, taken back, refused and accepted: then it moves, open tabs follow, also one without a network just then, and who had it goes on writing @hard', async ({
  browser,
}) => {
  const world = await worldOf(ada, 'Handed')
  const [one, two] = [await atBrowser(browser, node.url, ada), await atBrowser(browser, node.url, bob, phone)]
  await one.enter(world)
  const rights = await share(one)
  const offer = async (): Promise<void> => {
    await rights.getByRole('button', { name: 'Give this world to someone else' }).click()
    const card = one.page.getByRole('dialog', { name: 'Give this world away' })
    expect(await faults(one.page)).toEqual([])
    await card.getByLabel('Their account').fill('bob')
    await card.getByRole('button', { name: 'Offer it' }).click()
    await expect(rights.getByText('Offered to Bob')).toBeVisible()
  }
  await offer()
  await two.page.goto('/')
  const offered = two.page.getByRole('region', { name: 'Offered to you' })
  await expect(offered.getByRole('listitem')).toContainText('from Ada')
  expect(await faults(two.page)).toEqual([])
  await rights.getByRole('button', { name: 'Take back' }).click()
  await expect(rights.getByText('Offered to Bob')).toBeHidden()
  await two.page.reload()
  await expect(two.page.getByRole('heading', { name: 'Worlds' }).first()).toBeVisible()
  await expect(offered).toBeHidden()

  await offer()
  await two.page.reload()
  await offered.getByRole('button', { name: 'No, thanks: Handed' }).press('Enter')
  await expect(offered).toBeHidden()
  await expect(rights.getByText('Bob does not want it')).toBeVisible()
  await rights.getByRole('button', { name: 'OK' }).click()

  await offer()
  const away = await atBrowser(browser, node.url, bob)
  await away.enter(world)
  await away.context.setOffline(true)
  await two.page.reload()
  await offered.getByRole('button', { name: 'Accept: Handed' }).press('Enter')
  await expect(two.page.getByText('“Handed” is yours now.')).toBeVisible()
  await one.page.waitForURL(/\/w\/bob\/handed$/)
  // It was never told that the world moved: the address that it knows is not open to anybody.
  await away.context.setOffline(false)
  await away.page.waitForURL(/\/w\/bob\/handed$/)
  await one.write('still here')
  await one.isSaved()
  const mine = two.page
    .getByRole('region', { name: 'Mine' })
    .or(two.page.getByRole('region', { name: 'Worlds' }))
  await expect(mine.getByRole('listitem').filter({ hasText: 'bob/handed' })).toContainText(
    'shared with some people',
  )
  await one.page.goto('/')
  const shared = one.page.getByRole('region', { name: 'Shared with me' })
  await expect(shared.getByRole('listitem').filter({ hasText: 'Handed' })).toContainText(
    'by Bob · you can write',
  )
})

test('a right is given by name, to everyone, and to anybody; a name that nobody has is said @hard', async ({
  browser,
}) => {
  const world = await worldOf(ada, 'Given')
  const one = await atBrowser(browser, node.url, ada)
  await one.enter(world)
  const rights = await share(one)
  const people = rights.getByRole('region', { name: 'People' })
  await people.getByLabel('Account to add').fill('nobody-here')
  await people.getByRole('button', { name: 'Add' }).click()
  await expect(rights.getByRole('alert')).toContainText('Nobody here has that name')
  await people.getByLabel('Account to add').fill('bob')
  await people.getByLabel('What they can do').selectOption({ label: 'can look' })
  await people.getByRole('button', { name: 'Add' }).click()
  await expect(rights.getByLabel('What Bob can do')).toHaveValue('see')
  await rights.getByLabel('What everyone signed in can do').selectOption('act')
  await rights.getByLabel('What anyone at all can do').selectOption('see')
  await one.page.reload()
  const again = await share(one)
  await expect(again.getByLabel('What everyone signed in can do')).toHaveValue('act')
  await expect(again.getByLabel('What anyone at all can do')).toHaveValue('see')
  const guest = await atBrowser(browser, node.url, await node.guest('Gast'))
  // Their right is told late: until then they might be one who may write.
  const told = Promise.withResolvers<void>()
  const editors: string[] = []
  guest.page.on('request', (request) => request.url().includes('editor-') && editors.push(request.url()))
  await guest.page.routeWebSocket(/\/live\?/, async (socket) => {
    await told.promise
    socket.connectToServer()
  })
  await guest.page.goto(`/w/${world}`)
  await expect(guest.drawn).toBeVisible()
  const walk = guest.page.getByRole('button', { name: 'Walk', exact: true })
  await expect(walk).toBeVisible()
  await guest.page.waitForLoadState('networkidle')
  told.resolve()
  await expect(walk).toBeHidden()
  await expect(guest.page.getByRole('textbox', { name: /^Say/ })).toBeHidden()
  await expect(guest.drawn).toBeVisible()
  expect(editors).toEqual([])
})

test('on a phone one knocks, lets in, and takes a right away @hard', async ({ browser }) => {
  const world = await worldOf(ada, 'Phones')
  const one = await atBrowser(browser, node.url, ada, phone)
  const two = await atBrowser(browser, node.url, bob, { ...phone, colorScheme: 'dark' })
  await two.page.goto(`/w/${world}`)
  await two.page.getByRole('button', { name: 'Knock' }).click()
  await expect(two.page.getByText('You have knocked')).toBeVisible()
  expect(await two.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(await faults(two.page)).toEqual([])
  await one.enter(world)
  await expect(one.page.getByText('Bob is at the door.')).toBeVisible()
  await one.page.getByRole('button', { name: /^People/ }).click()
  await one.page.getByRole('button', { name: 'Share', exact: true }).click()
  await panel(one.page).getByRole('button', { name: 'Let in: Bob' }).click()
  await expect(two.drawn).toBeVisible()
  expect(await one.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(await faults(one.page)).toEqual([])
  await panel(one.page).getByRole('button', { name: 'Take away access for Bob' }).click()
  await expect(two.page.getByRole('heading', { name: OUTSIDE })).toBeVisible()
})

test('an open node says that everybody may do everything, and how that is changed @hard', async ({
  browser,
}) => {
  await using open = await serve()
  const eve = await Person.meet(browser, open.url, 'Eve')
  await eve.enter('eve/garden')
  await eve.page.getByRole('button', { name: 'Share', exact: true }).click()
  await expect(panel(eve.page).getByText('This node is open')).toBeVisible()
  await expect(panel(eve.page).getByText('--access open')).toBeVisible()
  await expect(panel(eve.page).getByRole('button', { name: 'Copy link' })).toBeVisible()
  expect(await faults(eve.page)).toEqual([])
})

test('[HI30] the owner says how far others may look back @hard', async ({ browser }) => {
  const world = await worldOf(ada, 'Remembered')
  await letIn(ada, world, 'bob', 'act')
  const one = await atBrowser(browser, node.url, ada)
  await one.enter(world)
  await one.write('Once.')
  await one.isSaved()
  const past = () => bob.ask('GET', `/api/worlds/${world}/history`).then(({ status }) => status)
  expect(await past()).toBe(403)
  const shared = await share(one)
  await shared.getByLabel('How far others can look back').selectOption('everything')
  await expect(one.page.getByText('Others can look back at everything')).toBeVisible()
  expect(await past()).toBe(200)
  await shared.getByLabel('How far others can look back').selectOption('nothing')
  await expect(one.page.getByText('nothing of its past')).toBeVisible()
  expect(await past()).toBe(403)
})
