// Somebody who never saw Inkland: from `npm start` on an empty folder to walking with a friend in a world
// that came with the node, counted by steps and seconds. Each link that is opened, each press, and each line
// or key that is typed, is a step.
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, type Browser, type Locator, type Page } from '@playwright/test'
import { PASSWORD } from '../../accounts.ts'
import { temporaryFolder, until } from '../../process.ts'
import { test } from '../person.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
/** People think before each step: it counts as so long, in ms, beside what the machine takes. */
const STEP_MS = 4_000
const LIMIT_MS = 120_000
const STEPS_MAX = 20

/** Steps, and when it began. */
class Journey {
  readonly #begun = performance.now()
  #steps = 0

  async open(page: Page, link: string): Promise<void> {
    this.#steps += 1
    await page.goto(link)
  }

  async press(on: Locator): Promise<void> {
    this.#steps += 1
    await on.click()
  }

  async type(into: Locator, words: string): Promise<void> {
    this.#steps += 1
    await into.fill(words)
  }

  async key(page: Page, key: string): Promise<void> {
    this.#steps += 1
    await page.keyboard.press(key, { delay: 300 })
  }

  end(): { readonly steps: number; readonly ms: number } {
    return { steps: this.#steps, ms: performance.now() - this.#begun }
  }
}

test('[TP9] from npm start to walking with a friend in a world that came with it, in two minutes @hard', async ({
  browser,
}) => {
  const journey = new Journey()
  using node = npmStart()
  const [ada, bob] = [await newcomer(browser), await newcomer(browser)]

  // The link is on the console.
  const link = await until(
    'the link for the first account',
    () => node.lines.flatMap(firstLink).at(0),
    30_000,
  )
  await journey.open(ada, link)
  await journey.type(ada.getByLabel('Your name'), 'Ada')
  await journey.type(ada.getByLabel('Password', { exact: true }), PASSWORD)
  await journey.press(ada.getByRole('button', { name: 'Create account' }))

  // She looks around in the welcome world, and goes on to make one of her own.
  await journey.press(ada.getByRole('link', { name: 'Worlds', exact: true }))
  await journey.press(ada.getByRole('button', { name: 'New world' }))
  await journey.press(ada.locator('.template').filter({ hasText: 'Coins in the meadow' }))
  await journey.press(ada.getByRole('button', { name: 'Create world' }))
  await journey.press(ada.getByRole('button', { name: 'Walk', exact: true }))
  await expect(ada.locator('.figure[data-me]')).toBeVisible()

  await journey.press(ada.getByRole('button', { name: 'Share' }))
  await journey.press(ada.getByRole('button', { name: 'Copy link' }))
  const invitation = await ada.getByRole('textbox', { name: 'The copied link' }).inputValue()

  await journey.open(bob, invitation)
  await journey.type(bob.getByLabel('Your name'), 'Bob')
  await journey.press(bob.getByRole('button', { name: 'Come in' }))
  await expect(bob.locator('.figure[data-me]')).toBeVisible()

  // Each sees the other one walk.
  await walks(journey, bob, ada)
  await journey.press(ada.getByRole('main'))
  await walks(journey, ada, bob)

  const { steps, ms } = journey.end()
  console.info(`a newcomer walks with a friend after ${steps} steps; the machine took ${Math.round(ms)} ms`)
  expect(steps).toBeLessThanOrEqual(STEPS_MAX)
  expect(ms + steps * STEP_MS).toBeLessThan(LIMIT_MS)
})

const firstLink = (line: string): string[] => [...(/\S+\/first#\S+$/.exec(line) ?? [])]

const newcomer = async (browser: Browser): Promise<Page> => (await browser.newContext()).newPage()

/** Somebody walks a few steps by key, and a friend sees that. */
async function walks(journey: Journey, one: Page, friend: Page): Promise<void> {
  const seen = friend.locator('.figure:not([data-me])')
  const before = await seen.boundingBox()
  await journey.key(one, 'ArrowDown')
  await expect.poll(async () => (await seen.boundingBox())?.y).not.toBe(before?.y)
}

/** Starts a node as README says, on a free port and an empty folder. */
function npmStart(): Disposable & { readonly lines: readonly string[] } {
  const npm = spawn('npm', ['start', '--', '--port', '0', '--data', temporaryFolder()], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const lines: string[] = []
  createInterface({ input: npm.stdout }).on('line', (line) => lines.push(line))
  return { lines, [Symbol.dispose]: () => killGroup(npm) }
}

/** Kills what is left of a process and all that it started. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
