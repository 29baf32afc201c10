// Dragging through the past of a world with a thousand things: a frame's work is bounded.
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { percentile, traced } from '../../bench/scenarios/editor-trace.ts'
import { startServer, temporaryFolder } from '../../process.ts'
import { makePastWorld } from '../../support/past-world.ts'
import { Person, test } from '../person.ts'

/** Of a frame, for 95 of a hundred of them, in ms. */
const SCRIPT_MS = 4
const DRAWING_MS = 12

test.use({ reducedMotion: 'no-preference' })

test('[HI31] dragging over a fetched stretch of a world with 1,000 things takes little of a frame @hard', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const data = join(temporaryFolder(), 'data')
  await makePastWorld(data, { crowd: 1_000, moves: 900 })
  await using server = await startServer({ data })
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/garden')
  await ada.isSaved()
  await page.getByRole('button', { name: 'Timeline', exact: true }).click()
  const marker = page.getByRole('slider', { name: 'Moment' })
  await expect(marker).toBeVisible()
  await marker.press('ArrowLeft')
  await expect(page.getByRole('region', { name: 'The past' })).toBeVisible()
  await page.locator('.floor-window').evaluate((window) => window.scrollTo(0, 560))
  await expect(ada.thing('Stone 200')).toBeVisible()
  // The last session, of the moves, is fetched then, and so is its code.
  await page.waitForTimeout(3_000)

  const at = await marker.boundingBox()
  if (at === null) throw new Error('the marker is there')
  const [x, y] = [at.x + 12, at.y + 40]
  await page.mouse.move(x, y)
  await page.mouse.down()
  // Once over it, so that nothing of it is done for the first time.
  await page.mouse.move(x - 200, y, { steps: 30 })
  await page.mouse.move(x - 20, y, { steps: 30 })
  const { made } = await traced(browser, page, async () => {
    for (let turn = 0; turn < 2; turn += 1) {
      await page.mouse.move(x - 220, y, { steps: 40 })
      await page.mouse.move(x - 20, y, { steps: 40 })
    }
  })
  await page.mouse.up()
  const script = percentile(
    made.map((frame) => frame.script),
    0.95,
  )
  const drawing = percentile(
    made.map((frame) => frame.drawing),
    0.95,
  )
  console.log(
    `dragging over 900 moves among 1,000 things: ${made.length} frames, script ${script.toFixed(1)} ms, layout and paint ${drawing.toFixed(1)} ms (p95)`,
  )
  expect(made.length).toBeGreaterThan(60)
  expect(script).toBeLessThanOrEqual(SCRIPT_MS)
  expect(drawing).toBeLessThanOrEqual(DRAWING_MS)
})
