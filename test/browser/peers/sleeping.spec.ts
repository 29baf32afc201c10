// The host of a world falls asleep or is killed while somebody of another node stands there: the page goes
// home, with the way back. On the world's own page the line above the floor hides nothing, and each press is
// answered.
import { expect, type Page } from '@playwright/test'
import { endNodes, makeWorld, open, startAgain, startLastingPair, type PeerNode } from '../../peers.ts'
import { atBrowser } from '../account-person.ts'
import { faults } from '../faults.ts'
import { test, type Person } from '../person.ts'
import { leaveByKey } from '../there.ts'

/** A node that went is known to be asleep, and one that came back to be awake. */
const TURN = { timeout: 30_000 }

test.use({ actionTimeout: 20_000 })

let a: PeerNode
let b: PeerNode
let square: string

test.beforeAll(async () => {
  ;({ a, b } = await startLastingPair())
  square = `bob@${b.name}/square`
  await makeWorld(b.admin, 'Square')
  await open(b.admin, 'bob/square', 'edit')
})

test.afterAll(async () => {
  await endNodes(a, b)
})

const me = ({ page }: Person) => page.locator('.figure[data-me]')

async function standsThere(person: Person): Promise<void> {
  const walk = person.page.getByRole('button', { name: 'Walk', exact: true })
  await expect(walk.or(me(person)).first()).toBeVisible(TURN)
  if (await walk.isVisible()) await walk.click()
  await expect(me(person)).toBeVisible(TURN)
}

/** How far the lines above the floor reach over it, in pixels. */
const overlapOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const line = document.querySelector('.floor-line')?.getBoundingClientRect()
    const floor = document.querySelector('.floor-window')?.getBoundingClientRect()
    return (line?.bottom ?? Infinity) - (floor?.top ?? 0)
  })

test('[N44] [N52] whoever stood at a host that froze or was killed is home within 12 s, and leave is the way back @hard', async ({
  browser,
}, info) => {
  test.setTimeout(240_000)
  const ada = await atBrowser(browser, a.url, a.admin)
  const { page } = ada
  await ada.enter(square)
  await standsThere(ada)

  await test.step('a frozen host', async () => {
    process.kill(b.server.pid, 'SIGSTOP')
    try {
      await expect(page).toHaveURL(`${a.url}/w/ada/home`, { timeout: 13_000 })
      await expect(page.getByText(/You are at home\./u).first()).toBeVisible()
      await page.goto(`/w/${square}`)
      await expect(page.getByRole('complementary', { name: 'The node of this world' })).toBeVisible(TURN)
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 })
        await expect.poll(() => overlapOf(page)).toBeLessThanOrEqual(0)
        expect.soft(await faults(page, '.floor-lines')).toEqual([])
        await page.screenshot({ path: info.outputPath(`asleep-${width}.png`) })
      }
      await page.setViewportSize({ width: 1280, height: 800 })
      await page.keyboard.press('q')
      await expect(page.getByText(`${b.name} is asleep. You can come here when it wakes.`)).toBeVisible()
    } finally {
      process.kill(b.server.pid, 'SIGCONT')
    }
    await expect(page.getByText('At home or on its page, leave takes you back there.')).toBeVisible(TURN)
    await expect(page.getByRole('button', { name: 'Come here' })).toBeVisible(TURN)
    await page.keyboard.press('Escape')
    await page.keyboard.press('q')
    await expect(page.getByText(`You are going to ${square}.`)).toBeVisible()
    await expect(me(ada)).toBeVisible(TURN)
  })

  for (const end of ['kill', 'stop'] as const)
    await test.step(`a host that ends by ${end}`, async () => {
      await b.server[end]()
      const since = performance.now()
      await expect(page).toHaveURL(`${a.url}/w/ada/home`, { timeout: 13_000 })
      console.info(`home ${performance.now() - since} ms after ${end}`)
      await expect(me(ada)).toBeVisible()
      b = await startAgain(b)
      await expect(async () => {
        await leaveByKey(ada)
        await expect(page).toHaveURL(`${a.url}/w/${square}`, { timeout: 4_000 })
      }).toPass(TURN)
      await expect(me(ada)).toBeVisible(TURN)
    })
})
