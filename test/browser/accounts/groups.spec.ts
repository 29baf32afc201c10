// The way of a teacher: a group from a list of names, slips on paper, a pupil who types the code on a phone,
// and a right that is given to the group and ends for a member who is taken out.
import { join } from 'node:path'
import { expect, type Browser, type Page } from '@playwright/test'
import { startAccounts, told, type AccountsNode } from '../../accounts.ts'
import { GroupDetails, Slips } from '../../../shared/wire/api/group-bodies.ts'
import { atBrowser, worldOf } from '../account-person.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const WIDE = { width: 1280, height: 800 }
const NARROW = phone.viewport
/**
 * Rights that are taken away end within this, in ms, as the node promises; with a click, and a page that is
 * drawn anew.
 */
const TAKEN_MS = 5_000

let node: AccountsNode
test.beforeAll(async () => {
  node = await startAccounts()
  await node.signUp('bob')
})
test.afterAll(() => node[Symbol.asyncDispose]())

/** Pictures of screens for people who work on them; nobody else wants any. */
async function show(page: Page, name: string): Promise<void> {
  const folder = process.env['INKLAND_SHOTS']
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

/** Axe names nothing, and nothing is wider than the page, at these sizes. */
async function isFit(page: Page, name: string, sizes = [WIDE, NARROW]): Promise<void> {
  const before = page.viewportSize() ?? WIDE
  for (const size of sizes) {
    await page.setViewportSize(size)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(width, name).toBeLessThanOrEqual(size.width)
    expect(await faults(page), `${name}, ${size.width} px`).toEqual([])
    await show(page, `${name}-${size.width}`)
  }
  await page.setViewportSize(before)
}

/** Somebody whom nobody knows, on a phone, at the door. */
async function atTheDoor(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ baseURL: node.url, ...phone })
  const page = await context.newPage()
  await page.goto('/')
  return page
}

test('[Q2] [Q3] [Q4] [Q5] [Q7] a class comes from a list, by slips of paper, into a world that is shared with it @hard', async ({
  browser,
}) => {
  const world = await worldOf(node.admin, 'Our river')
  const teacher = await atBrowser(browser, node.url, node.admin)
  const { page } = teacher

  // A group.
  await page.goto('/admin#groups')
  await expect(page.getByText('There are no groups yet.')).toBeVisible()
  await page.getByRole('button', { name: 'New group' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Class 4b')
  await page.getByRole('button', { name: 'Make group' }).click()
  await expect(page.getByRole('heading', { name: 'Class 4b', level: 1 })).toBeVisible()

  // A list with a line that cannot be taken: nothing is done, and it says which and why.
  await page.getByRole('button', { name: 'Add from a list' }).click()
  const card = page.getByRole('dialog', { name: 'Add from a list' })
  await card.getByRole('textbox', { name: 'Names' }).fill('Anna May\nBob\nAnna May')
  await card.getByRole('button', { name: 'Look at the list' }).click()
  await expect(card.getByRole('alert')).toContainText('1 line cannot be taken')
  await expect(card.getByText('Line 3 This name or account is in line 1 already.')).toBeVisible()

  // The same as a spreadsheet on Windows writes it.
  await card.getByRole('button', { name: 'Change the list' }).click()
  const rows = ['Vorname;Nachname;Konto', 'Anna;May;', 'Jos\u00e9;Gray;jose', ';Bob;bob']
  const buffer = Buffer.from(`${rows.join('\r\n')}\r\n`, 'latin1')
  await card.locator('input[type=file]').setInputFiles({ name: 'class.csv', mimeType: 'text/csv', buffer })
  await expect(card.getByRole('textbox', { name: 'Names' })).toHaveValue(/José;Gray/)
  await card.getByRole('button', { name: 'Look at the list' }).click()
  await expect(card.getByRole('status')).toHaveText(
    '2 people get a slip with a code, 1 person has an account and will be put in.',
  )
  await card.getByRole('button', { name: 'Take the list and make 2 slips' }).click()

  // The slips, as they are printed.
  await expect(page.getByRole('heading', { name: '2 slips' })).toBeVisible()
  const slips = page.getByRole('listitem').filter({ hasText: 'type this code' })
  await expect(slips).toHaveCount(2)
  await expect(slips.getByRole('img', { name: 'QR code of the link' })).toHaveCount(2)
  const [anna, jose] = [slips.filter({ hasText: 'Anna May' }), slips.filter({ hasText: 'José Gray' })]
  await expect(jose).toContainText('Class 4b, account jose')
  await expect(anna).toContainText(`${node.url}/code`)
  await expect(anna).toContainText(`${node.url}/join#`)
  const code = await anna.locator('.slip-code').innerText()
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden()
  await expect(page.getByRole('navigation')).toBeHidden()
  const ink = await anna.evaluate((slip) => {
    const { color, breakInside } = getComputedStyle(slip)
    return { color, breakInside, paper: getComputedStyle(slip.parentElement ?? slip).backgroundColor }
  })
  expect(ink).toEqual({ color: 'rgb(0, 0, 0)', breakInside: 'avoid', paper: 'rgb(255, 255, 255)' })
  await show(page, 'slips-printed')
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('heading', { name: '2 slips not used yet' })).toBeVisible()

  // A pupil on a phone types the code, in small letters and without the dash.
  const pupil = await atTheDoor(browser)
  await pupil.getByRole('link', { name: 'I have a code' }).click()
  await pupil.getByRole('textbox', { name: 'Code' }).fill('cdfgh jkmnp')
  await pupil.getByRole('button', { name: 'Continue' }).click()
  await expect(pupil.getByText('That code is not good, or no longer.')).toBeVisible()
  await pupil.getByRole('textbox', { name: 'Code' }).fill(code.toLowerCase().replace('-', ''))
  await pupil.getByRole('button', { name: 'Continue' }).click()
  await expect(pupil.getByText('You are invited into the group Class 4b, as Anna May.')).toBeVisible()
  await expect(pupil.getByRole('textbox', { name: 'Your name' })).toHaveValue('Anna May')
  await pupil.getByLabel('Password', { exact: true }).fill('a lamp in the garden')
  await pupil.getByRole('button', { name: 'Create my account and go in' }).click()
  await expect(pupil.getByRole('heading', { name: 'Worlds' }).first()).toBeVisible()
  await pupil.goto('/account')
  await expect(pupil.getByRole('button', { name: '2 members of Class 4b' })).toBeVisible()
  await pupil.getByRole('button', { name: '2 members of Class 4b' }).click()
  await expect(pupil.getByText(/Anna May/).last()).toBeVisible()

  // The teacher lets the group write.
  await teacher.enter(world)
  await page.getByRole('button', { name: /^Share/ }).click()
  const groups = page.getByRole('region', { name: 'Groups' })
  await groups.getByRole('combobox', { name: 'Group to add' }).selectOption('Class 4b')
  await groups.getByRole('combobox', { name: 'What the group can do' }).selectOption('can write')
  await groups.getByRole('button', { name: 'Add' }).click()
  await groups.getByRole('button', { name: '2 members: who is in Class 4b' }).click()
  await expect(groups.getByText('Bob, Anna May')).toBeVisible()

  // The pupil finds it, and writes.
  await pupil.goto('/')
  await pupil.getByRole('region', { name: 'Shared with me' }).getByRole('link', { name: 'Our river' }).click()
  const there = new Person(pupil.context(), pupil)
  await there.write('Anna was here. ')
  await expect(teacher.text).toContainText('Anna was here.')

  // Taken out of the group, the pupil is outside at once.
  const admin = await atBrowser(browser, node.url, node.admin)
  await admin.page.goto('/admin#groups')
  await admin.page.getByRole('link', { name: 'Class 4b' }).click()
  const member = admin.page.getByRole('row').filter({ hasText: 'Anna May' })
  const since = performance.now()
  await member.getByRole('button', { name: 'Take out Anna May' }).click()
  await expect(pupil.getByRole('heading', { name: 'You are outside now' })).toBeVisible()
  expect(performance.now() - since).toBeLessThan(TAKEN_MS)
  await expect(member).toBeHidden()

  // A slip that was lost is made anew; the one before is void.
  await admin.page.getByRole('button', { name: 'New slip for José Gray' }).click()
  await expect(admin.page.getByText('The slip they have stops working.')).toBeVisible()
  await admin.page.getByRole('button', { name: 'Make a new slip' }).click()
  await expect(admin.page.getByRole('heading', { name: '1 slip' })).toBeVisible()
  await admin.page.goto('/admin#deeds')
  await expect(admin.page.getByText('Ada took anna-may out of the group “Class 4b”')).toBeVisible()
  await expect(admin.page.getByText('Ada made 2 slips with codes for the group “Class 4b”')).toBeVisible()
})

test('the screens of groups fit a wide page and a phone, and axe names nothing @hard', async ({
  browser,
}) => {
  const world = await worldOf(node.admin, 'Our hill')
  const asked = async (path: string, body: unknown): Promise<unknown> =>
    told(await node.admin.ask('POST', `/api/admin/groups${path}`, body))
  const { id } = GroupDetails.parse(await asked('', { name: 'Class 4c' }))
  const text = 'name,account\nBob,bob\nCleo Gray,\nDan Bell,dan'
  const [cleo] = Slips.parse(await asked(`/${id}/list`, { text, until: null })).slips
  const { page } = await atBrowser(browser, node.url, node.admin)
  await page.goto('/admin#groups')
  await page.getByRole('link', { name: 'Class 4c' }).click()
  await expect(page.getByRole('heading', { name: '2 slips not used yet' })).toBeVisible()
  await isFit(page, 'group')
  await page.getByRole('button', { name: 'Print new slips' }).click()
  await page.getByRole('button', { name: 'Make new slips' }).click()
  await expect(page.getByRole('heading', { name: '2 slips' })).toBeVisible()
  await isFit(page, 'slips')
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Add from a list' }).click()
  const card = page.getByRole('dialog', { name: 'Add from a list' })
  await card.getByRole('textbox', { name: 'Names' }).fill('Eve\nEve')
  await isFit(page, 'list')
  await card.getByRole('button', { name: 'Look at the list' }).click()
  await expect(card.getByRole('alert')).toBeVisible()
  await isFit(page, 'list-looked-at', [NARROW])

  await told(await node.admin.ask('PUT', `/api/worlds/${world}/sharing/groups/${id}`, { right: 'see' }))
  await page.goto(`/w/${world}`)
  await page.getByRole('button', { name: /^Share/ }).click()
  const groups = page.getByRole('region', { name: 'Groups' })
  await groups.getByRole('button', { name: '1 member: who is in Class 4c' }).click()
  await expect(groups.getByText('Bob', { exact: true })).toBeVisible()
  await isFit(page, 'share')

  const pupil = await atTheDoor(browser)
  await pupil.getByRole('link', { name: 'I have a code' }).click()
  await pupil.getByRole('textbox', { name: 'Code' }).fill(cleo?.code ?? '')
  await pupil.getByRole('button', { name: 'Continue' }).click()
  // It was made anew above.
  await expect(pupil.getByRole('alert')).toBeVisible()
  await isFit(pupil, 'code')
  const [again] = Slips.parse(await asked(`/${id}/slips`, { until: null })).slips
  await pupil.getByRole('textbox', { name: 'Code' }).fill(again?.code ?? '')
  await pupil.getByRole('button', { name: 'Continue' }).click()
  await expect(pupil.getByRole('textbox', { name: 'Your name' })).toHaveValue('Cleo Gray')
  await isFit(pupil, 'join', [NARROW])
  const bob = await atBrowser(browser, node.url, await node.signIn('bob'))
  await bob.page.goto('/account')
  await bob.page.getByRole('button', { name: '1 member of Class 4c' }).click()
  await isFit(bob.page, 'you', [NARROW])
})
