// Being in a world with an avatar: coming in, seeing others, going somewhere.
import { expect, type Locator } from '@playwright/test'
import type { Person } from './person.ts'

/** Opens a world and walks in it. */
export async function walkIn(person: Person, address: string): Promise<void> {
  await person.enter(address)
  await person.isSaved()
  await person.page.getByRole('button', { name: 'Walk', exact: true }).click()
  await expect(person.page.locator('.figure[data-me]')).toBeVisible()
  // The code that takes presses is fetched with the first walk.
  await expect(person.page.locator('.walk-over[data-here]')).toBeAttached()
}

/** Somebody's figure, on whichever floor one sees. */
export function figureOf(person: Person, name: string): Locator {
  return person.page.locator('.figure').filter({ has: person.page.getByText(name, { exact: true }) })
}

/** Where a figure is on the screen: its middle. */
async function middleOf(figure: Locator): Promise<{ x: number; y: number }> {
  const box = await figure.boundingBox()
  if (box === null) throw new Error('nobody is there')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Goes down the floor for so many pixels of it, by key. */
export async function walkDown(person: Person, far: number): Promise<void> {
  const me = person.page.locator('.figure[data-me]')
  const depth = () =>
    me.evaluate((figure) => {
      const paper = figure.closest('.paper')
      if (paper === null) return 0
      const scale = paper.getBoundingClientRect().width / 940
      return (figure.getBoundingClientRect().top - paper.getBoundingClientRect().top) / scale
    })
  const from = await depth()
  // The code for walking by keys is fetched with the first walk; a held key repeats.
  await expect(async () => {
    await person.page.keyboard.up('ArrowDown')
    await person.page.keyboard.down('ArrowDown')
    await expect.poll(depth, { timeout: 2_000 }).toBeGreaterThan(from + 1)
  }).toPass()
  await expect.poll(depth).toBeGreaterThan(from + far)
  await person.page.keyboard.up('ArrowDown')
}

/** Goes to another world by a key, which says first where that is. */
async function goByKey({ page }: Person, key: 'i' | 'q'): Promise<void> {
  await page.keyboard.press(key)
  const words = `Press ${key.toUpperCase()} again to go`
  await expect(page.locator('.walk-note')).toContainText(words, { timeout: 5_000 })
  await page.keyboard.press(key)
}

/** Back to the world before, or home. */
export const leaveByKey = (person: Person): Promise<void> => goByKey(person, 'q')

/** Through the portal in front of one. */
export const enterByKey = (person: Person): Promise<void> => goByKey(person, 'i')

/** Waits until a figure stands still: without motion a walk is drawn in steps of a second. */
export async function stands(figure: Locator): Promise<void> {
  let last = await middleOf(figure)
  await expect
    .poll(async () => {
      const now = await middleOf(figure)
      const moved = Math.hypot(now.x - last.x, now.y - last.y)
      last = now
      return moved === 0 && (await figure.getAttribute('data-walking')) === null
    })
    .toBe(true)
}

/** As a node would tell somebody who was invited to play, from the next page on. */
export async function mayOnlyAct({ page }: Person): Promise<void> {
  await page.routeWebSocket(/\/live\?/u, (socket) => {
    const node = socket.connectToServer()
    node.onMessage((message) =>
      socket.send(typeof message === 'string' ? message : Buffer.from(asPlayer(message), 'latin1')),
    )
  })
}

/** The same frame with the right of a player in it, of the same length. */
function asPlayer(frame: Buffer): string {
  return frame
    .toString('latin1')
    .replace('"right":"edit"', '"right":"act" ')
    .replace('"right":"own"', '"right":"act"')
}
