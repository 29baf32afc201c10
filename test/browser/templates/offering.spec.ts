// A world is offered as a template and an admin shows it, as people at browsers do that: with a pointer on a
// wide screen, and with keys alone on a phone's width.
import { expect, type Locator, type Page } from '@playwright/test'
import { startAccounts, type AccountsNode } from '../../accounts.ts'
import { atBrowser, worldOf } from '../account-person.ts'
import { faults } from '../faults.ts'
import { test, type Person } from '../person.ts'

let node: AccountsNode
test.beforeAll(async () => {
  node = await startAccounts()
})
test.afterAll(() => node[Symbol.asyncDispose]())

/** How somebody presses a button. */
type Press = (button: Locator) => Promise<void>

const WAYS: readonly { readonly by: string; readonly width: number; readonly press: Press }[] = [
  { by: 'a pointer', width: 1280, press: (button) => button.click() },
  {
    by: 'keys',
    width: 390,
    async press(button) {
      await tabTo(button)
      await button.press('Enter')
    },
  },
]

/** Comes to a button by the Tab key, from where the focus is. */
async function tabTo(button: Locator): Promise<void> {
  await expect(button).toBeVisible()
  for (let presses = 0; presses < 120; presses += 1) {
    if (await button.evaluate((element) => element === document.activeElement)) return
    await button.page().keyboard.press('Tab')
  }
  throw new Error('no key leads to the button')
}

/** Nothing is wider than the screen, and axe finds nothing. */
async function isWell(page: Page, part?: string): Promise<void> {
  const tooWide = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(await tooWide()).toBeLessThanOrEqual(0)
  expect(await faults(page, part)).toEqual([])
}

async function openShare({ page }: Person, press: Press): Promise<Locator> {
  const button = page.getByRole('button', { name: /^Share/ })
  if (await button.isVisible()) await press(button)
  else {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('share')
    await page.keyboard.press('Enter')
  }
  const part = page.getByRole('region', { name: 'Template', exact: true })
  await expect(part).toBeVisible()
  return part
}

for (const { by, width, press } of WAYS) {
  test(`[TP5] [TP6] a world is offered, shown, begun as by somebody else, and taken back, by ${by}, ${width} px wide @hard`, async ({
    browser,
  }) => {
    const screen = { viewport: { width, height: 844 } }
    const bob = await node.signUp(`bob${width}`)
    const title = `The workshop ${width}`
    const address = await worldOf(bob, title)
    const maker = await atBrowser(browser, node.url, bob, screen)
    await maker.enter(address)
    await maker.isSaved()
    const part = await openShare(maker, press)
    await expect(part).toContainText('without its past')
    await press(part.getByRole('button', { name: 'Offer', exact: true }))
    await expect(part).toContainText('An admin of this node decides whether it is shown.')
    await isWell(maker.page, 'aside')

    const admin = await atBrowser(browser, node.url, node.admin, screen)
    await admin.page.goto('/admin#templates')
    const line = admin.page.getByRole('row').filter({ hasText: title })
    await expect(line).toContainText(bob.name)
    await press(line.getByRole('button', { name: `Show ${title}` }))
    await expect(line.getByRole('button', { name: `Hide ${title}` })).toBeFocused()
    await isWell(admin.page)

    const cleo = await atBrowser(browser, node.url, await node.signUp(`cleo${width}`), screen)
    await cleo.page.goto('/')
    await press(cleo.page.getByRole('button', { name: 'New world' }))
    const choice = cleo.page.getByRole('radio', { name: new RegExp(`^${title}`) })
    await expect(cleo.page.locator('.template').filter({ hasText: title })).toContainText(
      `offered by ${bob.name}`,
    )
    await choice.check({ force: true })
    await press(cleo.page.getByRole('button', { name: 'Create world' }))
    await expect(cleo.text).toBeVisible()

    await press(part.getByRole('button', { name: 'Take back', exact: true }))
    await expect(part.getByRole('button', { name: 'Offer', exact: true })).toBeFocused()
    await admin.page.reload()
    await expect(admin.page.getByRole('row').filter({ hasText: 'The garden' })).toBeVisible()
    await expect(line).toHaveCount(0)
  })
}
