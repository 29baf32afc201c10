// How long it takes until an edit is on somebody's screen: in a browser at the node where the world is, and
// in one at another node.
import type { Page } from '@playwright/test'
import { setTimeout as pause } from 'node:timers/promises'
import { metaOf, textOf } from '../../shared/world/scene/scene.ts'
import { Visitor } from '../fault/peers/visitor.ts'
import { makeWorld, open, type PeerNode } from '../peers.ts'
import { startBrowser } from './browser.ts'

/** In each of the two browsers, one after the other: both draw on the same machine. */
const EDITS = 300
/** A screen is drawn anew every so many ms: edits come at any time in between. */
const FRAME_MS = 17
/** How often two clocks are compared. */
const GLANCES = 30

interface Seat {
  readonly page: Page
  readonly bob: Visitor
  /** By how much the clock of the page is ahead, in ms. */
  readonly ahead: number
  readonly times: number[]
}

/** Times in ms from an edit of bob's until it is drawn, at his node and at ada's. */
export async function timesSeen(
  a: PeerNode,
  b: PeerNode,
): Promise<{ readonly near: number[]; readonly far: number[] }> {
  const browser = await startBrowser()
  try {
    const sit = async (at: PeerNode, title: string): Promise<Seat> => {
      const world = await makeWorld(b.admin, title)
      await open(b.admin, world, 'edit')
      const context = await browser.newContext({ baseURL: at.url })
      await context.addCookies([...at.admin.cookies])
      const page = await context.newPage()
      await page.goto(`/w/${at === b ? world : world.replace('/', `@${b.name}/`)}`)
      await page.getByRole('textbox', { name: /^The page/ }).waitFor()
      const bob = await Visitor.open(b.server.wsUrl, world, b.admin)
      return { page, bob, ahead: await aheadOf(page), times: [] }
    }
    const [near, far] = [await sit(b, 'Seen near'), await sit(a, 'Seen far')]
    await pause(3000)
    for (let edit = 0; edit < EDITS; edit++) {
      for (const seat of [near, far]) {
        await pause(20 + Math.random() * FRAME_MS)
        seat.times.push(await seenAfter(seat))
      }
    }
    for (const { bob } of [near, far]) bob.close()
    return { near: near.times, far: far.times }
  } finally {
    await browser.close()
  }
}

async function seenAfter({ page, bob, ahead }: Seat): Promise<number> {
  await page.evaluate(waitForDrawing)
  const { root } = metaOf(bob.doc)
  const since = clock()
  if (root !== null) textOf(bob.doc, root)?.insert(0, 'e')
  return (await page.evaluate(whenDrawn)) - ahead - since
}

const clock = (): number => performance.timeOrigin + performance.now()

/** The quickest of some glances at the clock of a page. */
async function aheadOf(page: Page): Promise<number> {
  let best = { took: Infinity, ahead: 0 }
  for (let n = 0; n < GLANCES; n++) {
    const before = clock()
    const there = await page.evaluate(() => performance.timeOrigin + performance.now())
    const took = clock() - before
    if (took < best.took) best = { took, ahead: there - before - took / 2 }
  }
  return best.ahead
}

/** In the page: waits for the next change of the text to be drawn. */
function waitForDrawing(): void {
  const drawn = new Promise<number>((resolve) => {
    const { port1, port2 } = new MessageChannel()
    // After the frame that the change is drawn in.
    port1.addEventListener('message', () => resolve(performance.timeOrigin + performance.now()))
    port1.start()
    const observer = new MutationObserver(() => {
      observer.disconnect()
      requestAnimationFrame(() => port2.postMessage(null))
    })
    const text = document.querySelector('[role=textbox][aria-label^="The page"]')
    if (text === null) throw new Error('there is no page')
    observer.observe(text, { childList: true, subtree: true, characterData: true })
  })
  Object.assign(globalThis, { drawn })
}

/** In the page: when that was, by its clock. */
const whenDrawn = (): Promise<number> => (globalThis as unknown as { drawn: Promise<number> }).drawn
