// The editor in a large world, in a real browser: opened from the device, scrolled, dragged in, edited by
// others, typed in.
import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { startBrowser } from '../browser.ts'
import { pause } from '../generator/until.ts'
import { measureWork } from '../generator/work.ts'
import { atMost, DISTURBANCE, type Measured, type Scenario } from '../scenario.ts'
import type { Server } from '../server.ts'
import { INKLAND } from '../system.ts'
import { KEY_MS, typeInPage } from './editor-crowd.ts'
import {
  keepFrames,
  keysSeen,
  letFramesBe,
  noteKeys,
  noteShifts,
  noteWhenDrawn,
  readyForOffline,
  scrollDown,
  shiftSeen,
  showField,
  whenLinesKept,
  whenMarked,
  whenMeasured,
  whenWordsPainted,
} from './editor-page.ts'
import { percentile, traced, type Traced } from './editor-trace.ts'
import { join, writeLargeWorld } from './editor-world.ts'

const THINGS = 10_000
const PAGE = 200_000
const OTHERS = 20
/** They type in so many characters at the top of the page: some in sight, some just below. */
const REACH = 8000
const LARGE = 'editor-large'
const SMALL = 'editor-small'
/** And its network: 1.6 Mbit/s, 150 ms away. */
const SLOW_NETWORK = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 100_000 }
/**
 * For so long, in ms, a browser is busy with a window that it opened: nobody enters an address sooner, and a
 * second visit took 1.6 times as long beside that.
 */
const WINDOW_MS = 2000
/** With less than this, in cores, nothing else runs. */
const QUIET = 0.05
/** How much slower than this machine's is the processor of a new visitor. */
const SLOWED = 4

export const editor: Scenario = {
  name: 'editor',
  what:
    `A world with ${THINGS} things over a page of ${PAGE / 1000} kB, in a browser: opened without a network from what the device has kept; ` +
    `scrolled 3,000 pixels a second; a thing dragged in it; things moved by somebody else, once all lines are measured; ` +
    `typed in while ${OTHERS} others type. Keys are timed without a trace. For what moves, and for the frames of typing, frames are asked for all the ` +
    `time, to tell them apart; for the rest they come by themselves. Script is what the page's main thread ran by its own clock, garbage collected included, without style, layout and painting. And a small ` +
    `world, seen for the first time by a browser with nothing, a processor ${SLOWED} times slower, 1.6 Mbit/s and 150 ms.`,
  systems: [INKLAND],
  figures: [
    { key: 'opened', label: 'opened from the device, drawn', unit: 'ms' },
    { key: 'openedWork', label: 'script of it', unit: 'ms' },
    { key: 'scroll', label: 'scrolling: script, 95 % of frames', unit: 'ms' },
    { key: 'scrollDrawing', label: 'style, layout, painting, 95 %', unit: 'ms' },
    { key: 'scrollFrames', label: 'frames', unit: 'a second' },
    { key: 'drag', label: 'dragging: script, 95 % of frames', unit: 'ms' },
    { key: 'dragDrawing', label: 'style, layout, painting, 95 %', unit: 'ms' },
    { key: 'dragFrames', label: 'frames', unit: 'a second' },
    { key: 'changed', label: 'a thing in sight changes: script', unit: 'ms' },
    { key: 'changedElsewhere', label: 'one out of sight', unit: 'ms' },
    { key: 'key', label: `key to paint, ${OTHERS} others typing`, unit: 'ms' },
    { key: 'keyMost', label: '95 % of keys', unit: 'ms' },
    { key: 'keyOfField', label: 'the same in a bare field beside a text that changes as often', unit: 'ms' },
    { key: 'typing', label: 'typing: script, 95 % of frames', unit: 'ms' },
    { key: 'typingDrawing', label: 'style, layout, painting, 95 %', unit: 'ms' },
    { key: 'typingFrames', label: 'frames', unit: 'a second' },
    { key: 'slowWords', label: 'slowed: first words', unit: 'ms' },
    { key: 'slowView', label: 'slowed: the world is there', unit: 'ms' },
    { key: 'slowEditor', label: 'slowed: the editor is there', unit: 'ms' },
    { key: 'slowShift', label: 'slowed: layout shift until then', unit: 'score' },
    { key: 'slowShiftPhone', label: 'the same on a phone', unit: 'score' },
    { key: 'slowAgain', label: 'slowed: first words of a second visit', unit: 'ms' },
    { key: 'slowOffline', label: 'slowed: the same without a network', unit: 'ms' },
    DISTURBANCE,
  ],
  targets: [
    atMost('opened', 700),
    atMost('scroll', 3),
    atMost('drag', 6),
    atMost('changed', 1),
    atMost('key', 10),
    atMost('slowWords', 1000),
    atMost('slowView', 3500),
    atMost('slowShift', 0.02),
    atMost('slowShiftPhone', 0.02),
    atMost('slowAgain', 400),
    atMost('slowOffline', 400),
  ],
  async run({ serve, quick }) {
    const server = await serve()
    const things = await writeLargeWorld(server, LARGE, { things: THINGS, page: PAGE })
    await writeLargeWorld(server, SMALL, { things: 20, page: 2000 })
    const othersBusy = await settledBusy(server)
    const browser = await startBrowser()
    try {
      const slow = await viewSlowly(browser, server)
      const again = await viewAgain(browser, server, quick ? 1 : 5)
      const large = await useLarge({ browser, server, things, quick })
      const keyOfField = await typeInField(browser, quick ? 20 : 80)
      return { ...slow, ...again, ...large, keyOfField, othersBusy }
    } finally {
      await browser.close()
    }
  },
}

/**
 * The share of the machine that other programs use, once the server's own processes have read what was
 * written; after 20 s whatever it is.
 */
async function settledBusy(server: Server): Promise<number> {
  for (let second = 1; ; second++) {
    const spent = measureWork(server.pid)
    await pause(1000)
    const { othersBusy } = spent()
    if (othersBusy < QUIET || second === 20) return othersBusy
  }
}

type Screen = Pick<BrowserContextOptions, 'viewport' | 'deviceScaleFactor'>
const DESK: Screen = { viewport: { width: 1280, height: 800 } }
const PHONE: Screen = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2.6 }

/** Somebody's browser, with a name, that has nothing else. */
export async function arrive(
  browser: Browser,
  { port }: Server,
  serviceWorkers: 'allow' | 'block',
  screen: Screen = DESK,
): Promise<BrowserContext> {
  const origin = `http://127.0.0.1:${port}`
  const context = await browser.newContext({ baseURL: origin, serviceWorkers, ...screen })
  const greeted = await context.request.post('/api/me', { data: { name: 'Ada' }, headers: { origin } })
  if (!greeted.ok()) throw new Error(`a name was not taken: ${greeted.status()} ${await greeted.text()}`)
  return context
}

/** The same, whose pages mark when they were drawn: for that they are looked at until they are. */
async function arriveAndNote(...args: Parameters<typeof arrive>): Promise<BrowserContext> {
  const context = await arrive(...args)
  await context.addInitScript(noteWhenDrawn)
  await context.addInitScript(noteShifts)
  return context
}

/** The first view of a visitor with a slow processor, and when it comes. */
async function viewSlowly(browser: Browser, server: Server): Promise<Measured> {
  const context = await arriveAndNote(browser, server, 'block')
  const page = await slowPage(context)
  await page.goto(`/w/bench/${SMALL}`)
  const slowWords = await page.evaluate(whenWordsPainted)
  const slowView = await page.evaluate(whenMarked, 'page')
  const slowEditor = await page.evaluate(whenMarked, 'editor')
  const slowShift = await page.evaluate(shiftSeen)
  await context.close()
  return { slowWords, slowView, slowEditor, slowShift, slowShiftPhone: await shiftOnPhone(browser, server) }
}

async function shiftOnPhone(browser: Browser, server: Server): Promise<number> {
  const context = await arriveAndNote(browser, server, 'block', PHONE)
  const page = await slowPage(context)
  await page.goto(`/w/bench/${SMALL}`)
  await page.evaluate(whenMarked, 'editor')
  const shift = await page.evaluate(shiftSeen)
  await context.close()
  return shift
}

/** Whose processor and network are slow; its window is done with what it does for itself. */
async function slowPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await pause(WINDOW_MS)
  const control = await context.newCDPSession(page)
  await control.send('Emulation.setCPUThrottlingRate', { rate: SLOWED })
  await control.send('Network.emulateNetworkConditions', SLOW_NETWORK)
  return page
}

/** The first words of a visitor who was there before, with the node in reach and without. */
async function viewAgain(browser: Browser, server: Server, visits: number): Promise<Measured> {
  const path = `/w/bench/${SMALL}`
  const context = await arriveAndNote(browser, server, 'allow')
  const first = await context.newPage()
  await first.goto(path)
  await first.evaluate(readyForOffline)
  await first.evaluate(whenLinesKept, path)
  await first.close()
  async function wordsAgain(): Promise<readonly number[]> {
    const words: number[] = []
    for (let visit = 0; visit < visits; visit++) {
      const page = await slowPage(context)
      await page.goto(path)
      words.push(await page.evaluate(whenWordsPainted))
      await page.evaluate(whenMarked, 'editor')
      await page.close()
    }
    return words
  }
  const slowAgain = await wordsAgain()
  await context.setOffline(true)
  const slowOffline = await wordsAgain()
  await context.close()
  return { slowAgain, slowOffline }
}

interface InLarge {
  readonly browser: Browser
  readonly server: Server
  readonly things: readonly ArtifactId[]
  readonly quick: boolean
}

async function useLarge({ browser, server, things, quick }: InLarge): Promise<Measured> {
  const context = await arriveAndNote(browser, server, 'allow')
  const page = await context.newPage()
  const opened = await openFromDevice(context, page, quick ? 1 : 3)
  const opening = await traced(browser, page, () => openAgain(page))
  await page.evaluate(keepFrames)
  await pause(1000)
  const scroll = await traced(browser, page, () => page.evaluate(scrollDown, quick ? 120 : 480))
  await openAgain(page)
  await page.evaluate(keepFrames)
  await pause(1000)
  const drag = await traced(browser, page, () => dragOne(page, quick ? 60 : 180))
  await page.evaluate(letFramesBe)
  await page.evaluate(whenMeasured)
  const inSight = await changeSome({ browser, server, page, things: things.slice(10, 40) })
  const outOfSight = await changeSome({ browser, server, page, things: things.slice(-30) })
  const crowd = await typeInPage(server, LARGE, { people: OTHERS, reach: REACH })
  const keys = await typeSome(page, quick ? 20 : 80)
  await page.evaluate(keepFrames)
  const typing = await traced(browser, page, async () => void (await typeSome(page, quick ? 20 : 40)))
  await crowd.stop()
  await context.close()
  return {
    opened,
    openedWork: opening.script,
    ...framesOf('scroll', scroll),
    ...framesOf('drag', drag),
    ...framesOf('typing', typing),
    changed: inSight,
    changedElsewhere: outOfSight,
    key: percentile(keys, 0.5),
    keyMost: percentile(keys, 0.95),
  }
}

async function openAgain(page: Page): Promise<void> {
  await page.reload()
  await page.evaluate(whenMarked, 'drawn')
}

/** Of a trace, under a name: script and drawing of 95 % of the frames, and how many there were a second. */
function framesOf(name: string, { frames }: Traced): Record<string, number> {
  const of95 = (values: readonly number[]): number => percentile(values, 0.95)
  const seconds = frames.reduce((sum, { since }) => sum + since, 0) / 1000
  return {
    [name]: of95(frames.map(({ script }) => script)),
    [`${name}Drawing`]: of95(frames.map(({ drawing }) => drawing)),
    [`${name}Frames`]: frames.length / seconds,
  }
}

/**
 * Opens the world once over the network, then so many times without one; each in ms, from the reload to the
 * drawn page.
 */
async function openFromDevice(
  context: BrowserContext,
  page: Page,
  times: number,
): Promise<readonly number[]> {
  await page.goto(`/w/bench/${LARGE}`)
  await page.evaluate(whenMarked, 'drawn')
  await page.getByRole('button', { name: 'Saving: saved' }).waitFor({ timeout: 60_000 })
  await page.evaluate(readyForOffline)
  // Received updates are given to the device's disk a moment later.
  await pause(3000)
  await context.setOffline(true)
  const opened: number[] = []
  for (let time = 0; time < times; time++) {
    await page.reload()
    opened.push(await page.evaluate(whenMarked, 'drawn'))
  }
  await context.setOffline(false)
  return opened
}

/** Takes a thing into the hand and carries it about, a step in each frame. */
async function dragOne(page: Page, steps: number): Promise<void> {
  const box = await page.locator('.things [data-thing]').nth(34).boundingBox()
  if (box === null) throw new Error('there is no thing to drag')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let step = 1; step <= steps; step++) {
    const turn = (step / steps) * 4 * Math.PI
    await Promise.all([page.mouse.move(x + 150 * Math.sin(turn), y + 100 - 100 * Math.cos(turn)), pause(16)])
  }
  await page.mouse.up()
}

interface Changing {
  readonly browser: Browser
  readonly server: Server
  readonly page: Page
  readonly things: readonly ArtifactId[]
}

/** Somebody else nudges one thing after the other; the script that one costs, in ms. */
async function changeSome({ browser, server, page, things }: Changing): Promise<number> {
  const somebody = await join(server, LARGE)
  const { view } = somebody
  const nudge = (id: ArtifactId): void => {
    const place = view.artifact(id)?.place
    if (place == null || place.host === 'limbo') throw new Error('a thing is gone')
    const moved = moveArtifact({ view, origin: null }, id, { ...place, host: place.host, x: place.x + 1 })
    if (!moved.ok) throw new Error(moved.text)
  }
  for (const id of things) nudge(id)
  await pause(1000)
  const { afterMessages } = await traced(browser, page, async () => {
    for (const id of things) {
      nudge(id)
      await pause(50)
    }
    await pause(200)
  })
  somebody.close()
  if (afterMessages.length < things.length / 2) throw new Error('changes did not come one by one')
  return percentile(afterMessages, 0.5)
}

/** Types where it can be seen; from key to paint, in ms. */
async function typeSome(page: Page, keys: number): Promise<readonly number[]> {
  await page.getByRole('textbox', { name: /^The page/ }).focus()
  for (let line = 0; line < 3; line++) await page.keyboard.press('ArrowDown')
  return typeKeys(page, keys)
}

/** What the browser itself needs, in ms: it shows a frame in 17 ms where something changes all the time. */
async function typeInField(browser: Browser, keys: number): Promise<number> {
  const page = await browser.newPage()
  await page.evaluate(showField, KEY_MS / OTHERS)
  const seen = await typeKeys(page, keys)
  await page.close()
  return percentile(seen, 0.5)
}

/** Types where the focus is; from key to paint, in ms. */
async function typeKeys(page: Page, keys: number): Promise<readonly number[]> {
  await page.evaluate(noteKeys)
  await page.keyboard.type('warm', { delay: 100 })
  await pause(500)
  await page.evaluate(keysSeen)
  for (let key = 0; key < keys; key++) {
    await page.keyboard.press('e')
    await pause(90 + (key % 7) * 5)
  }
  await pause(300)
  return page.evaluate(keysSeen)
}
