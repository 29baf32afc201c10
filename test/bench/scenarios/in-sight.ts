// A hundred people who walk about in sight of somebody, in a real browser: what a frame costs, and how many there are.
import { startBrowser } from '../browser.ts'
import { pause } from '../generator/until.ts'
import { measureWork } from '../generator/work.ts'
import { startJob } from '../load.ts'
import { atMost, DISTURBANCE, type Scenario } from '../scenario.ts'
import { INKLAND } from '../system.ts'
import { arrive, framesOf } from './editor.ts'
import { keepFrames } from './editor-page.ts'
import { percentile, traced } from './editor-trace.ts'

const PEOPLE = 100
/** All of the floor that they walk on is in the window. */
const WINDOW = { width: 1280, height: 1000 }
const AREA = { left: 20, top: 100, width: 860, height: 760 }
/** The first of the towns that the generator makes. */
const TOWN = 'town-0'
/** A walk across their part of the floor takes four seconds, and nothing ends it before: whoever sets out so often is always on the way. */
const WALK_MS = 1000

export const inSight: Scenario = {
  name: 'in-sight',
  what:
    `${PEOPLE} people walk about in one world, and talk, all of them in sight of somebody at a browser who looks on. Each sets out for another spot ` +
    `every ${WALK_MS / 1000} s or so, before they get to the one before, and nothing is in the way. Who walks is moved by the browser as a layer, with each frame on the screen, whatever the page does meanwhile. The browser draws without a graphics processor, on one core, beside the server and the generator on the other.`,
  systems: [INKLAND],
  figures: [
    { key: 'frame', label: 'script, 95 % of frames', unit: 'ms' },
    { key: 'frameDrawing', label: 'style, layout, painting, 95 %', unit: 'ms' },
    { key: 'frameFrames', label: 'frames in which the page did something', unit: 'a second' },
    { key: 'shown', label: 'frames on the screen', unit: 'a second' },
    { key: 'shownMost', label: 'one of them, 95 %', unit: 'ms' },
    { key: 'walking', label: 'of them walk at once', unit: 'people' },
    DISTURBANCE,
  ],
  targets: [atMost('frame', 6), { figure: 'shown', kind: 'at least', value: 58 }],
  roundsMax: 3,
  async run({ serve, quick }) {
    const server = await serve()
    // Before there are a crowd and a browser, which are not of the server either.
    const spent = measureWork(server.pid)
    await pause(1000)
    const { othersBusy } = spent()
    const ms = quick ? 3000 : 10_000
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
    const crowd = startJob('players', server, { ...plan, warmUpMs: 20_000, measureMs: ms + 20_000 })
    const browser = await startBrowser()
    try {
      const context = await arrive(browser, server, 'block')
      const page = await context.newPage()
      await page.setViewportSize(WINDOW)
      await page.goto(`/w/bench/${TOWN}`)
      await page.waitForFunction(areInSight, PEOPLE, { timeout: 60_000 })
      await pause(3000)
      await page.evaluate(keepFrames)
      const trace = await traced(browser, page, () => pause(ms))
      const walking = await page.evaluate(countWalking)
      const seconds = trace.shown.reduce((sum, ms) => sum + ms, 0) / 1000
      return {
        ...framesOf('frame', trace),
        shown: trace.shown.length / seconds,
        shownMost: percentile(trace.shown, 0.95),
        walking,
        othersBusy,
      }
    } finally {
      await browser.close()
      await crowd.result
    }
  },
}

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
