// A hundred people who walk about in sight of two real browsers: the cost of a frame, the number of frames,
// and the time until a letter typed in the one is seen in the other.
import type { Browser, Page } from '@playwright/test'
import { startBrowser } from '../browser.ts'
import { pause } from '../generator/until.ts'
import { measureWork } from '../generator/work.ts'
import { startJob } from '../load.ts'
import { atMost, DISTURBANCE, type Scenario } from '../scenario.ts'
import type { Server } from '../server.ts'
import { INKLAND } from '../system.ts'
import { arrive } from './editor.ts'
import { percentile, readTrace, startTrace, stopTrace } from './editor-trace.ts'

const PEOPLE = 100
/** All of the floor that they walk on is in the window. */
const WINDOW = { width: 1280, height: 1000 }
const AREA = { left: 20, top: 100, width: 860, height: 760 }
/** The first of the towns that the generator makes. */
const TOWN = 'town-0'
/**
 * A walk across their part of the floor takes four seconds, and nothing ends it before: a person who sets out
 * so often is always on the way.
 */
const WALK_MS = 1000
/** A letter that is in none of the words that the app shows in an empty page. */
const LETTER = 'q'
/** Until all that is fetched for a crowd is there, in ms. */
const SETTLED_MS = 12_000

export const inSight: Scenario = {
  name: 'in-sight',
  what:
    `${PEOPLE} people walk about in one world, and talk, all of them in sight of two browsers. Each sets out for another spot every ` +
    `${WALK_MS / 1000} s or so, before they get to the one before, and nothing is in the way. At the one browser somebody types, at the other ` +
    'somebody looks on. Both draw without a graphics processor, on two cores that they share with the server and the generator.',
  systems: [INKLAND],
  figures: [
    { key: 'script', label: 'script, 95 % of frames, who looks on', unit: 'ms' },
    { key: 'drawing', label: 'style, layout, painting, 95 %', unit: 'ms' },
    { key: 'typingScript', label: 'script, 95 % of frames, who types', unit: 'ms' },
    { key: 'typingDrawing', label: 'style, layout, painting, 95 %', unit: 'ms' },
    { key: 'made', label: 'frames in which the page did something', unit: 'a second' },
    { key: 'shown', label: 'frames on the screen', unit: 'a second' },
    { key: 'seen', label: 'from a key to the other screen', unit: 'ms' },
    { key: 'seenMost', label: 'the same, 95 %', unit: 'ms' },
    { key: 'walking', label: 'of them walk at once', unit: 'people' },
    DISTURBANCE,
  ],
  targets: [atMost('script', 3), atMost('drawing', 8), atMost('seenMost', 300)],
  roundsMax: 3,
  async run({ serve, quick }) {
    const server = await serve()
    // Before there are a crowd and browsers, which are not of the server either.
    const spent = measureWork(server.pid)
    await pause(1000)
    const { othersBusy } = spent()
    const keys = quick ? 20 : 60
    const plan = {
      towns: 1,
      people: PEOPLE,
      walkMs: WALK_MS,
      talkMs: 20_000,
      seed: 1,
      area: AREA,
      isBare: true,
    }
    // They go on for as long as it takes to come, to look and to leave.
    const crowd = startJob('players', server, { ...plan, warmUpMs: 20_000, measureMs: 60_000 })
    const browsers: Browser[] = []
    try {
      const open = async (): Promise<Seat> => {
        const browser = await startBrowser()
        browsers.push(browser)
        return { browser, page: await comeTo(server, browser) }
      }
      const [writer, looker] = [await open(), await open()]
      await pause(SETTLED_MS)
      // Apart from the traces, which take time themselves, as does noting what is seen.
      const waits = await typeAndSee(writer.page, looker.page, keys)
      await Promise.all([startTrace(writer.browser, writer.page), startTrace(looker.browser, looker.page)])
      await type(writer.page, keys)
      const [typing, looking] = [
        readTrace(await stopTrace(writer.browser)),
        readTrace(await stopTrace(looker.browser)),
      ]
      const seconds = looking.shown.reduce((sum, ms) => sum + ms, 0) / 1000
      const of95 = (values: readonly number[]): number => percentile(values, 0.95)
      return {
        script: of95(looking.made.map(({ script }) => script)),
        drawing: of95(looking.made.map(({ drawing }) => drawing)),
        typingScript: of95(typing.made.map(({ script }) => script)),
        typingDrawing: of95(typing.made.map(({ drawing }) => drawing)),
        made: looking.made.length / seconds,
        shown: looking.shown.length / seconds,
        seen: percentile(waits, 0.5),
        seenMost: of95(waits),
        walking: await looker.page.evaluate(countWalking),
        othersBusy,
      }
    } finally {
      for (const browser of browsers) await browser.close()
      await crowd.result
    }
  },
}

interface Seat {
  readonly browser: Browser
  readonly page: Page
}

async function comeTo(server: Server, browser: Browser): Promise<Page> {
  const page = await (await arrive(browser, server, 'block')).newPage()
  await page.setViewportSize(WINDOW)
  await page.goto(`/w/bench/${TOWN}`)
  await page.waitForFunction(areInSight, PEOPLE, { timeout: 60_000 })
  return page
}

/**
 * Types so many letters in one page; returns for each how long it took until the other one showed it, in ms.
 */
async function typeAndSee(writer: Page, looker: Page, keys: number): Promise<readonly number[]> {
  await writer.getByRole('textbox', { name: /^The page/ }).focus()
  await writer.evaluate(notePressed)
  await looker.evaluate(noteSeen, LETTER)
  await type(writer, keys)
  await looker.waitForFunction((n) => (globalThis as unknown as Noted).times.length >= n, keys, {
    timeout: 60_000,
  })
  const [pressed, seen] = [await writer.evaluate(timesNoted), await looker.evaluate(timesNoted)]
  await looker.evaluate(stopNoting)
  return pressed.map((at, i) => (seen[i] ?? Infinity) - at)
}

async function type(writer: Page, keys: number): Promise<void> {
  for (let key = 0; key < keys; key++) {
    await writer.keyboard.press(LETTER)
    await pause(150 + (key % 7) * 10)
  }
}

/** Moments that a page keeps for us, in ms since 1970. */
interface Noted {
  times: number[]
  stop(): void
}

/** In the page: keeps when each key is pressed. */
function notePressed(): void {
  const times: number[] = []
  Object.assign(globalThis, { times })
  const note = ({ timeStamp }: KeyboardEvent): void => {
    ;(globalThis as unknown as Noted).times.push(performance.timeOrigin + timeStamp)
  }
  addEventListener('keydown', note, { capture: true })
}

/**
 * In the page: keeps when each further letter of the page is on the screen. One that is put into the page
 * while a frame is being made is in that frame; another one is in the next.
 */
function noteSeen(letter: string): void {
  const page = document.querySelector('[role=textbox][aria-label^="The page"]')
  if (page === null) throw new Error('there is no page')
  // A message comes after the frame was handed over to be painted.
  const { port1, port2 } = new MessageChannel()
  const painted: (() => void)[] = []
  port1.addEventListener('message', () => painted.shift()?.())
  port1.start()
  const afterFrame = (work: () => void): void => {
    painted.push(work)
    port2.postMessage(null)
  }
  let isInFrame = false
  const ask = requestAnimationFrame.bind(globalThis)
  globalThis.requestAnimationFrame = (work) =>
    ask((at) => {
      if (!isInFrame) afterFrame(() => (isInFrame = false))
      isInFrame = true
      work(at)
    })
  const count = (): number => (page.textContent ?? '').split(letter).length - 1
  const times: number[] = []
  Object.assign(globalThis, { times })
  let shown = count()
  const observer = new MutationObserver(() => {
    const more = count() - shown
    if (more <= 0) return
    shown += more
    const note = (): void => {
      const now = performance.timeOrigin + performance.now()
      times.push(...Array.from({ length: more }, () => now))
    }
    if (isInFrame) afterFrame(note)
    else ask(() => afterFrame(note))
  })
  observer.observe(page, { subtree: true, childList: true, characterData: true })
  const stop = (): void => {
    observer.disconnect()
    globalThis.requestAnimationFrame = ask
  }
  Object.assign(globalThis, { stop })
}

/** In the page: the moments that it kept. */
const timesNoted = (): number[] => (globalThis as unknown as Noted).times
const stopNoting = (): void => (globalThis as unknown as Noted).stop()

/** In the page: whether so many people are drawn. */
function areInSight(people: number): boolean {
  return document.querySelectorAll('.figure').length >= people
}

/** In the page: how many of those in the window are on their way. */
function countWalking(): number {
  return [...document.querySelectorAll('.figure[data-walking]')].filter((figure) => {
    const { top, bottom } = figure.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  }).length
}
