// A full disk is told as such: on a real node in a folder with a small disk of its own, wide and on a phone.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { openStock } from '../../unit/sync/stock.ts'
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

/** The log has room of its own at its end: all of that is written by somebody in another world. */
async function fillLog(): Promise<void> {
  const clerk = openStock(`${server.wsUrl}/sync`, 'ada/filler')
  await once(clerk as unknown as EventTarget, 'sync')
  const root = parseArtifactId(clerk.doc.getMap('meta').get('root'))
  const text = root && textOf(clerk.doc, root)
  if (text === null) throw new Error('there is no page')
  for (const [letters, times] of [
    [256_000, 3],
    [16_000, 12],
    [1_000, 30],
  ] as const)
    for (let time = 0; time < times; time += 1) {
      text.insert(text.length, 'x'.repeat(letters))
      // In a group of its own: a large one would leave room for small ones.
      await new Promise((resolve) => setTimeout(resolve, 50))
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
  await fillLog()
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
