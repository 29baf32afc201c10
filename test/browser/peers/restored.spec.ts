// A world of another node, which went back to a backup, as somebody sees it whose browser had more.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { backUp, restoreBackup } from '../../../server/storage/maintenance/data-backup.ts'
import { endNodes, makeWorld, open, startAgain, startLastingPair } from '../../peers.ts'
import { temporaryFolder } from '../../process.ts'
import { atBrowser } from '../account-person.ts'
import { test } from '../person.ts'

test('[R16] what was newer than the restored backup of another node is a copy, in an open tab and on a device that comes back @hard', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const pair = await startLastingPair()
  const { a } = pair
  let { b } = pair
  try {
    const square = `bob@${b.name}/square`
    await makeWorld(b.admin, 'Square')
    await open(b.admin, 'bob/square', 'edit')
    const ada = await atBrowser(browser, a.url, a.admin)
    const carl = await atBrowser(browser, a.url, await a.signUp('carl'))
    await ada.enter(square)
    await ada.write('Kept.')
    await ada.isSaved()
    const backup = join(temporaryFolder(), 'backup')
    await backUp(b.server.data, backup, Date.now())
    await ada.write(' Later.')
    await ada.isSaved()
    await carl.enter(square)
    await carl.reads(/Later/)
    await carl.isSaved()
    await carl.page.goto('about:blank')

    const { data } = b.server
    await b.server.stop()
    rmSync(data, { recursive: true })
    await restoreBackup(backup, data)
    b = await startAgain(b)

    await expect(ada.mark).toHaveAccessibleName('Saving: newer work kept as a copy', { timeout: 60_000 })
    await ada.reads(/^(?!.*Later)/)
    await ada.mark.click()
    await expect(ada.page.getByText('restored from a backup')).toContainText('newer than that backup')
    await ada.page.getByRole('link', { name: 'Open the copy' }).click()
    await expect(ada.page.getByText('Later.')).toBeVisible()
    // He only looked.
    await carl.enter(square)
    await expect(carl.mark).toHaveAccessibleName('Saving: newer work kept as a copy')
  } finally {
    await endNodes(a, b)
  }
})
