// Fields and forms over what others change meanwhile: a field shows the present value until somebody types
// into it, only what was typed is sent, and what is being typed stays.
import { expect, type Locator, type Page } from '@playwright/test'
import { startAccounts } from '../../accounts.ts'
import { atBrowser } from '../account-person.ts'
import { Person, test } from '../person.ts'

const titleOf = (page: Page) => page.getByRole('heading', { level: 1 }).getByRole('button')
const nameIn = (page: Page) => page.getByLabel('Name of the thing')

test('a title or a name that was opened and not written on leaves what others wrote @hard', async ({
  browser,
  openNode,
}) => {
  const ada = await Person.meet(browser, openNode.url, 'Ada')
  const bob = await Person.meet(browser, openNode.url, 'Bob')
  await ada.enter('ada/forms')
  await bob.enter('ada/forms')

  await test.step('the title: opened, and left; written on, and taken back', async () => {
    await titleOf(ada.page).click()
    const field = ada.page.getByLabel('Title of the world')
    await expect(field).toBeFocused()
    await titleOf(bob.page).click()
    await bob.page.getByLabel('Title of the world').fill('The tower')
    await bob.page.keyboard.press('Enter')
    await expect(field).toHaveValue('The tower')
    await field.press('End')
    await ada.page.keyboard.type('s')
    await ada.page.keyboard.press('Backspace')
    await titleOf(bob.page).click()
    await bob.page.getByLabel('Title of the world').fill('The garden')
    await bob.page.keyboard.press('Enter')
    await expect(titleOf(bob.page)).toHaveText('The garden')
    await bob.isSaved()
    await ada.write('Ada was here. ')
    await expect(titleOf(ada.page)).toHaveText('The garden')
    await bob.reads('Ada was here.')
    await expect(titleOf(bob.page)).toHaveText('The garden')
  })

  await ada.page.getByRole('button', { name: 'Add a thing' }).click()
  await ada.page.getByRole('button', { name: 'lamp', exact: true }).click()
  await ada.page.keyboard.press('Enter')
  await bob.thing('lamp').click()
  await bob.page.keyboard.press('Enter')
  await expect(nameIn(bob.page)).toHaveValue('lamp')

  await test.step('the inspector: what is typed stays, and what is not typed follows', async () => {
    await ada.thing('lamp').click()
    await ada.page.keyboard.press('Enter')
    await expect(nameIn(ada.page)).toHaveValue('lamp')
    await nameIn(ada.page).click()
    await nameIn(bob.page).fill('Night light')
    await bob.page.keyboard.press('Enter')
    await expect(nameIn(ada.page)).toHaveValue('Night light')
    await expect(nameIn(ada.page)).toBeFocused()
    await nameIn(ada.page).fill('Ada’s la')
    await nameIn(bob.page).fill('Street light')
    await bob.page.keyboard.press('Enter')
    await expect(ada.thing('Street light')).toBeVisible()
    await ada.page.keyboard.type('mp')
    await expect(nameIn(ada.page)).toHaveValue('Ada’s lamp')
    await ada.page.keyboard.press('Enter')
    await expect(bob.thing('Ada’s lamp')).toBeVisible()
  })

  await test.step('a name on the floor that was opened, and left', async () => {
    await ada.thing('Ada’s lamp').press('F2')
    await expect(ada.page.getByLabel('Name', { exact: true })).toBeFocused()
    await nameIn(bob.page).fill('Bob’s lamp')
    await bob.page.keyboard.press('Enter')
    await expect(ada.page.getByLabel('Name', { exact: true })).toHaveValue('Bob’s lamp')
    await ada.page.keyboard.press('Enter')
    await expect(ada.thing('Bob’s lamp')).toBeVisible()
    await bob.isSaved()
    await expect(bob.thing('Bob’s lamp')).toBeVisible()
  })

  await test.step('a property that was written on, and is as it was again', async () => {
    const widthIn = (page: Page) => page.getByLabel('Width', { exact: true })
    for (const { page } of [ada, bob]) {
      const group = page.getByText('Look', { exact: true })
      if (!(await widthIn(page).isVisible())) await group.click()
    }
    const before = await widthIn(ada.page).inputValue()
    await widthIn(ada.page).fill(`${before}0`)
    await widthIn(ada.page).fill(before)
    await widthIn(bob.page).fill('120')
    await bob.page.keyboard.press('Enter')
    await bob.isSaved()
    await nameIn(ada.page).click()
    await expect(widthIn(ada.page)).toHaveValue('120')
    await expect(widthIn(bob.page)).toHaveValue('120')
  })
})

test('the forms of admins send only what was changed, and show what others changed @hard', async ({
  browser,
}) => {
  await using node = await startAccounts()
  const ada = await atBrowser(browser, node.url, node.admin)
  const { page } = ada

  await page.goto('/admin#settings')
  await page.getByLabel('Most worlds per account').fill('2')
  await node.admin.ask('PATCH', '/api/admin/settings', { banner: 'Back at noon', worldsPerAccount: 30 })
  await expect(page.getByLabel('A line above every page')).toHaveValue('Back at noon')
  await expect(page.getByText('Somebody has changed this meanwhile, to 30.')).toBeVisible()
  await page.getByLabel('Most worlds per account').press('End')
  await page.keyboard.type('5')
  await expect(page.getByLabel('Most worlds per account')).toHaveValue('25')
  await node.admin.ask('PATCH', '/api/admin/settings', { guestHomeDays: 12 })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The settings are saved')).toBeVisible()
  const settings: unknown = await (await node.admin.ask('GET', '/api/admin/settings')).json()
  expect(settings).toMatchObject({ banner: 'Back at noon', worldsPerAccount: 25, guestHomeDays: 12 })

  await page.goto('/admin#backups')
  await page.getByLabel('How many to keep').fill('9')
  await node.admin.ask('PATCH', '/api/admin/backups', { everyHours: 24 })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved. Backups are made like this from now on.')).toBeVisible()
  const backups: unknown = await (await node.admin.ask('GET', '/api/admin/backups')).json()
  expect(backups).toMatchObject({ plan: { everyHours: 24, keep: 9 } })

  await page.goto('/account')
  await page.getByRole('radio', { name: 'Rabbit' }).check({ force: true })
  await node.admin.ask('POST', '/api/me', { name: 'Ada the first' })
  await page.getByRole('button', { name: 'Save' }).first().click()
  await expect(page.getByText('Others see this from now on.')).toBeVisible()
  await expect(page.getByLabel('Your name')).toHaveValue('Ada the first')
})

test('limits of an account and the name of a group do the same @hard', async ({ browser }) => {
  await using node = await startAccounts()
  await node.signUp('bob')
  const ada = await atBrowser(browser, node.url, node.admin)
  const { page } = ada
  const MB = 1024 * 1024
  const patch = async (path: string, body: object) =>
    expect((await node.admin.ask('PATCH', path, body)).ok).toBe(true)

  await page.goto('/admin#storage')
  await page.getByRole('row', { name: /^Bob/i }).getByRole('button').click()
  await page.getByRole('menuitem', { name: 'Change the limits' }).click()
  await page.getByLabel('Most in a day').fill('20')
  await patch('/api/admin/accounts/bob/storage', { bytesPerDay: 30 * MB, pictureBytesPerAccount: 90 * MB })
  await expect(page.getByLabel('Most pictures')).toHaveValue('90')
  await expect(page.getByText('Somebody has changed this meanwhile, to 30.')).toBeVisible()
  await expect(page.getByLabel('Most in a day')).toHaveValue('20')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The limits of bob are saved')).toBeVisible()
  const storage: unknown = await (await node.admin.ask('GET', '/api/admin/storage?search=bob')).json()
  expect(storage).toMatchObject({
    lines: [{ own: { bytesPerDay: 20 * MB, bytesPerAccount: null, pictureBytesPerAccount: 90 * MB } }],
  })

  const made = await node.admin.ask('POST', '/api/admin/groups', { name: '3b' })
  const { id } = (await made.json()) as { readonly id: string }
  await page.goto('/admin#groups')
  await page.getByRole('link', { name: '3b' }).click()
  await page.getByRole('button', { name: 'Rename' }).click()
  const name = page.getByLabel('Name', { exact: true })
  await expect(name).toHaveValue('3b')
  await patch(`/api/admin/groups/${id}`, { name: '4b' })
  await expect(name).toHaveValue('4b')
  await name.press('End')
  await page.keyboard.type(' of last year')
  await patch(`/api/admin/groups/${id}`, { name: '5b' })
  await expect(page.getByText('Somebody has changed this meanwhile, to 5b.')).toBeVisible()
  await expect(name).toHaveValue('4b of last year')
})

test('what code lets one set, and a colour, do the same @hard', async ({ browser, openNode }) => {
  const ada = await Person.meet(browser, openNode.url, 'Ada')
  const bob = await Person.meet(browser, openNode.url, 'Bob')
  await ada.enter('ada/set')
  await bob.enter('ada/set')
  await ada.page.getByRole('button', { name: 'Add a thing' }).click()
  await ada.page.getByRole('button', { name: 'sign', exact: true }).click()
  await ada.page.keyboard.press('Enter')
  await ada.thing('sign').click()
  await ada.page.keyboard.press('Enter')
  await ada.page.getByRole('textbox', { name: 'The page of sign' }).click()
  await ada.page.keyboard.insertText("```js\nprops({ greeting: 'hello', times: 2 })\n```\n")
  await bob.thing('sign').click()
  await bob.page.keyboard.press('Enter')
  const [hers, his] = [ada, bob].map(({ page }) => page.getByRole('region', { name: 'Settings' })) as [
    Locator,
    Locator,
  ]
  const greeting = (of: Locator) => of.getByLabel('greeting', { exact: true })
  await expect(greeting(his)).toHaveValue('hello')
  await greeting(hers).click()
  await greeting(his).fill('good day')
  await greeting(his).press('Enter')
  await expect(greeting(hers)).toHaveValue('good day')
  await greeting(hers).fill('good ni')
  await greeting(his).fill('good evening')
  await greeting(his).press('Enter')
  await bob.isSaved()
  await expect(greeting(hers)).toHaveValue('good ni')
  await ada.page.keyboard.type('ght')
  await greeting(hers).press('Enter')
  await expect(greeting(his)).toHaveValue('good night')

  for (const { page } of [ada, bob]) {
    if (!(await page.getByLabel('Tint', { exact: true }).isVisible()))
      await page.getByText('Look', { exact: true }).click()
  }
  const tint = (page: Page) => page.getByLabel('Tint', { exact: true })
  await tint(ada.page).click()
  await tint(bob.page).fill('#112233')
  await bob.page.keyboard.press('Enter')
  await expect(tint(ada.page)).toHaveValue('#112233')
  await tint(ada.page).fill('#4455')
  await tint(bob.page).fill('#665544')
  await bob.page.keyboard.press('Enter')
  await bob.isSaved()
  await expect(tint(ada.page)).toHaveValue('#4455')
  await ada.page.keyboard.type('66')
  await ada.page.keyboard.press('Enter')
  await expect(tint(bob.page)).toHaveValue('#445566')
})
