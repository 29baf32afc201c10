// A full disk is told as such: on a real node in a folder with a small disk of its own, wide and on a phone.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { startServer, temporaryFolder, type RunningServer } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const MB = 1024 * 1024
const FULL = /^This node’s disk is full\. What you write is kept on your device until there is room\./

const disk = temporaryFolder()
let hasDisk = false
let server: RunningServer

/**
 * Only root may have a disk made; elsewhere `test/fault/disk/disk.test.ts` says the same without a browser.
 */
test.beforeAll(async () => {
  hasDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=0700', 'inkland', disk]).status === 0
  if (hasDisk) server = await startServer({ data: join(disk, 'data') })
})

test.afterAll(async () => {
  if (!hasDisk) return
  await server[Symbol.asyncDispose]()
  spawnSync('umount', ['-l', disk])
})

const filler = join(disk, 'filler')

/** Writes until nothing more goes in. */
function fill(): void {
  for (const step of [MB, 64 * 1024, 1024, 1]) {
    const bytes = Buffer.alloc(step)
    try {
      for (;;) writeFileSync(filler, bytes, { flag: 'a' })
    } catch {
      // Full, as far as so many bytes go.
    }
  }
}

test('[S11] a full disk is told as that to who writes and who comes, and what they wrote is saved once there is room @hard', async ({
  browser,
}) => {
  test.skip(!hasDisk, 'only root can make a small disk')
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob', phone)
  await ada.enter('ada/garden')
  await ada.write('before')
  await ada.isSaved()
  fill()
  await ada.write(' meanwhile')
  await expect(ada.mark).toHaveAccessibleName('Saving: kept here, waiting')
  await ada.mark.click()
  await expect(ada.page.getByText(FULL)).toContainText(/kept on this device.*You can close the tab\.$/)
  await expect(ada.page.getByText(/cannot be reached|offline/)).toHaveCount(0)
  expect(await faults(ada.page)).toEqual([])
  await shoot(ada, 'disk-wide')

  await bob.enter('ada/garden')
  await expect(bob.page.getByRole('button', { name: /^Saving: / })).toHaveAccessibleName(
    'Saving: not saving now',
  )
  await bob.reads('before')
  await bob.mark.click()
  await expect(bob.page.getByText(FULL)).toBeVisible()
  expect(await faults(bob.page)).toEqual([])
  await shoot(bob, 'disk-phone')

  rmSync(filler)
  await ada.isSaved()
  await expect(bob.mark).toHaveAccessibleName('Saving: saved')
  await ada.page.keyboard.press('Escape')
  await bob.page.keyboard.press('Escape')
  await bob.reads('before meanwhile')
})

async function shoot({ page }: Person, name: string): Promise<void> {
  const folder = process.env['INKLAND_SHOTS']
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}
