// A node that went back to a backup, as people see it whose browsers had more: wide and on a phone.
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { backUp, restoreBackup } from '../../../server/storage/maintenance/data-backup.ts'
import { startServer, temporaryFolder, type RunningServer } from '../../process.ts'
import { png } from '../../unit/assets/made.ts'
import { invite, nodeOf, PASSWORD, startAccounts } from '../../accounts.ts'
import { atBrowser, worldOf } from '../account-person.ts'
import { Person, test } from '../person.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

let server: RunningServer
test.afterEach(() => server[Symbol.asyncDispose]())

async function paste(page: Page, bytes: Uint8Array): Promise<void> {
  await page.evaluate(
    (bytes) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([Uint8Array.from(bytes)], 'lamp.png', { type: 'image/png' }))
      const event = new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
      ;(document.activeElement ?? document.body).dispatchEvent(event)
    },
    [...bytes],
  )
}

const shownPicture = (page: Page) => page.locator('.page-picture img').first()

test('[R16] what was newer than a restored backup is a copy for all who had it, and can be taken over with its picture @hard', async ({
  browser,
}) => {
  const folder = temporaryFolder()
  server = await startServer({ data: join(folder, 'data') })
  const { port } = server
  const ada = await Person.meet(browser, server.url, 'Ada', { serviceWorkers: 'allow' })
  const bob = await Person.meet(browser, server.url, 'Bob', phone)
  await ada.enter('ada/garden')
  await ada.write('Kept.')
  await ada.isSaved()
  await backUp(join(folder, 'data'), join(folder, 'backup'), Date.now())
  await ada.write(' Later.')
  await paste(ada.page, png(60, 30, { shade: 90 }))
  await expect(shownPicture(ada.page)).toBeVisible()
  await ada.isSaved()
  await bob.enter('ada/garden')
  await bob.reads(/Later/)
  await bob.isSaved()
  await bob.page.goto('about:blank')

  // The tab that is open sends the picture again, a moment after it is here.
  const sent = ada.page.waitForResponse(
    (answer) => answer.request().method() !== 'GET' && answer.url().endsWith('/assets') && answer.ok(),
  )
  await server.stop()
  await restoreBackup(join(folder, 'backup'), join(folder, 'restored'))
  server = await startServer({ data: join(folder, 'restored'), args: ['--port', `${port}`] })

  await expect(ada.mark).toHaveAccessibleName('Saving: newer work kept as a copy')
  await ada.reads(/^(?!.*Later)/)
  await sent
  await ada.mark.click()
  await expect(ada.page.getByText('restored from a backup')).toContainText('newer than that backup')
  await ada.page.getByRole('link', { name: 'Open the copy' }).click()
  await expect(ada.page.getByText('Later.')).toBeVisible()
  await ada.page
    .getByRole('button', { name: /^Take over: / })
    .first()
    .click()
  await expect(ada.page.getByText('Everything in this copy is now in the world')).toBeVisible()
  await ada.enter('ada/garden')
  await ada.reads(/Kept\. Later\./)
  await ada.isSaved()
  await expect
    .poll(() => shownPicture(ada.page).evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBe(60)
  expect(await shownPicture(ada.page).getAttribute('src')).toMatch(/^\/assets\/[0-9a-f]{64}$/)

  await bob.enter('ada/garden')
  await expect(bob.mark).toHaveAccessibleName('Saving: newer work kept as a copy')
  await bob.page.goto('/')
  await expect(bob.page.getByText('Kept copies')).toBeVisible()

  await ada.page.goto('/admin#backups')
  const list = ada.page.getByRole('list', { name: 'Newer than the backup' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  await expect(list).toContainText('Ada in ada/garden')
  await expect(list).toContainText('Bob in ada/garden')
})

test('[R10] [R14] a draft and an account that were made after the backup: what they had is on the device still @hard', async ({
  browser,
}) => {
  const folder = temporaryFolder()
  const first = await startAccounts({ data: join(folder, 'data') })
  server = first.server
  const { port } = server
  const ada = await atBrowser(browser, server.url, first.admin)
  await ada.enter(await worldOf(first.admin, 'Garden'))
  await ada.write('Kept.')
  await ada.isSaved()
  await backUp(join(folder, 'data'), join(folder, 'backup'), Date.now())
  await ada.page.keyboard.press('Control+k')
  await ada.page.getByRole('combobox').fill('Drafts')
  await ada.page.keyboard.press('Enter')
  const panel = ada.page.getByRole('complementary', { name: 'Drafts' })
  await panel.getByRole('textbox', { name: 'New draft' }).fill('Night')
  await panel.getByRole('button', { name: 'Begin' }).click()
  await expect(ada.page.getByRole('button', { name: 'This is a draft of' })).toBeVisible()
  await ada.write(' By night.')
  await ada.isSaved()
  const made = await first.signUp('bob')
  const bob = await atBrowser(browser, server.url, made)
  await bob.enter(await worldOf(made, 'Cellar'))
  await bob.write('Of Bob.')
  await bob.isSaved()

  await server.stop()
  await restoreBackup(join(folder, 'backup'), join(folder, 'restored'))
  server = await startServer({
    data: join(folder, 'restored'),
    access: 'accounts',
    args: ['--port', `${port}`],
  })
  // Everybody signs in again.
  const admin = await nodeOf(server, first.admin).signIn('ada')
  await ada.page.goto('/')
  await ada.page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await ada.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(ada.page.getByRole('heading', { name: 'Worlds', level: 1 })).toBeVisible()
  async function copyLeft({ page }: Person): Promise<void> {
    await page.getByRole('region', { name: 'Only on this device' }).getByRole('link').click()
    await page.getByRole('button', { name: 'Copy it into a world of my own' }).click()
  }
  await copyLeft(ada)
  await ada.reads(/Kept\. By night\./)
  await ada.isSaved()
  await bob.page.goto('/')
  await expect(bob.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible()
  await bob.page.goto(`/join#${await invite(admin)}`)
  await bob.page.getByLabel('Your name').fill('Bob')
  await bob.page.getByLabel('Account').fill('bob')
  await bob.page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await bob.page.getByRole('button', { name: 'Create my account and go in' }).click()
  await expect(bob.page.getByRole('heading', { name: 'Worlds', level: 1 })).toBeVisible()
  await copyLeft(bob)
  await expect(bob.page).toHaveURL(/\/w\/bob\//)
  await bob.reads('Of Bob.')
})
