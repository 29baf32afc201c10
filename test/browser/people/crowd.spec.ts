// Many people in sight: drawn with little work, and as they are drawn alone.
import { expect, type Page } from '@playwright/test'
import { WebSocket } from 'ws'
import { connect, type Driver } from '../../../shared/driver/connect.ts'
import { ORDER_MAX } from '../../../shared/world/limits.ts'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'
import { figureOf } from '../there.ts'

/** More than are drawn one by one. */
const PEOPLE = 30

test.use({ reducedMotion: 'no-preference' })

let server: ServingNode
const crowd: Driver[] = []

test.beforeAll(({ openNode }) => {
  server = openNode
})

test.afterAll(() => {
  for (const one of crowd) one.close()
})

/** Thirty people come into a world, and stand apart. */
async function gather(world: string): Promise<void> {
  for (let number = 0; number < PEOPLE; number++) {
    const one = await connect({
      server: server.url,
      world,
      name: `Guest ${number}`,
      platform: globalThis,
      WebSocket,
    })
    crowd.push(one)
    expect(await one.visit()).toMatchObject({ ok: true })
    await one.walk({ x: 60 + (number % 6) * 140, y: 120 + Math.floor(number / 6) * 90 })
  }
}

test('thirty people stand and walk in sight, each drawn from the sheet of their look @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/square')
  await ada.isSaved()
  await gather('ada/square')
  const { page } = ada
  await expect(page.locator('.figures[data-crowd]')).toBeVisible()
  await expect(page.locator('.figure')).toHaveCount(PEOPLE)
  await expect(page.locator('.figure-cell')).toHaveCount(PEOPLE)
  expect(await leastDrawn(page)).toBeGreaterThan(400)
  // Styles that tell the floor's height are not inherited by the people on it.
  const inherited = (figure: Element) => getComputedStyle(figure).getPropertyValue('--height')
  expect(await page.locator('.figure').first().evaluate(inherited)).toBe('')
  // A step of one styles one element: there is nothing in its style that its parts inherit or that is
  // reckoned again, and no transition is looked for.
  const figures = page.locator('.figure:not([data-me])')
  expect(await figures.evaluateAll(writtenInto)).toEqual(['translate', 'z-index'])
  expect(await figures.evaluateAll(longestTransition)).toBe(0)
  expect(await figures.evaluateAll(isAsDeepAsThing, ORDER_MAX)).toBe(true)

  // Somebody turns and goes, and is seen to arrive, under their name.
  const figure = figureOf(ada, 'Guest 0')
  const before = await figure.boundingBox()
  await crowd[0]?.walk({ x: 400, y: 700 })
  await expect(figure.locator('.figure-cell')).toHaveAttribute('data-facing', 'down')
  await expect.poll(async () => (await figure.boundingBox())?.y ?? 0).toBeGreaterThan((before?.y ?? 0) + 500)

  // Who speaks there is drawn anew, stays where they went, and goes back from there.
  expect(await crowd[0]?.say('Here')).toMatchObject({ ok: true })
  await expect(figure.locator('.bubble')).toBeVisible()
  expect((await figure.boundingBox())?.y ?? 0).toBeGreaterThan((before?.y ?? 0) + 500)
  await expect(figure.locator('.bubble')).toHaveCount(0)
  expect((await figure.boundingBox())?.y ?? 0).toBeGreaterThan((before?.y ?? 0) + 500)
  await crowd[0]?.walk({ x: 60, y: 120 })
  await expect.poll(async () => (await figure.boundingBox())?.y ?? 0).toBeLessThan((before?.y ?? 0) + 10)
  await expect(figure).not.toHaveAttribute('data-walking')

  // By night another row of the sheets is shown, and the paper of a floor says which one.
  expect(await rowOf(page)).toBe('0px')
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(() => rowOf(page)).toBe('-64px')
  await page.locator('.floor-space').evaluate((floor: HTMLElement) => (floor.dataset['light'] = 'light'))
  expect(await rowOf(page)).toBe('0px')

  // Alone again, each is drawn by themselves.
  for (const one of crowd.slice(3)) expect(await one.leave()).toMatchObject({ ok: true })
  await expect(page.locator('.figure-cell')).toHaveCount(0)
})

test('[I18] in a browser that spoils what a canvas encodes, people in a crowd are drawn as they are @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.context.addInitScript(() => {
    /* oxlint-disable typescript/unbound-method -- each is called with its own object */
    const write = OffscreenCanvas.prototype.convertToBlob
    const drop = HTMLCanvasElement.prototype.toBlob
    /* oxlint-enable typescript/unbound-method */
    const noiseOf = (width: number, height: number): ImageData => {
      const image = new ImageData(width, height)
      image.data.forEach((_, at) => (image.data[at] = at % 4 === 3 ? 255 : Math.random() * 256))
      return image
    }
    OffscreenCanvas.prototype.convertToBlob = function convertToBlob(how) {
      this.getContext('2d')?.putImageData(noiseOf(this.width, this.height), 0, 0)
      return write.call(this, how)
    }
    HTMLCanvasElement.prototype.toBlob = function toBlob(...asked) {
      this.getContext('2d')?.putImageData(noiseOf(this.width, this.height), 0, 0)
      drop.apply(this, asked)
    }
  })
  await ada.enter('ada/spoiled-square')
  await ada.isSaved()
  const warned = ada.page.waitForEvent('console', (line) => line.text().startsWith('A figure is drawn by'))
  await gather('ada/spoiled-square')
  await warned
  await expect(ada.page.locator('.figures[data-crowd]')).toBeVisible()
  await expect(ada.page.locator('.figure')).toHaveCount(PEOPLE)
  await expect(ada.page.locator('.figure-cell')).toHaveCount(0)
  await expect(ada.page.locator('.figure svg').first()).toBeVisible()
})

/** The properties that are written into the elements of those who stand. */
const writtenInto = (figures: Element[]): string[] =>
  [
    ...new Set(
      figures
        .filter((figure) => !figure.hasAttribute('data-walking'))
        .flatMap((figure) => [...(figure as HTMLElement).style]),
    ),
  ].sort()

const longestTransition = (figures: Element[]): number =>
  Math.max(...figures.map((figure) => Number.parseFloat(getComputedStyle(figure).transitionDuration)))

/** Whether each lies as a thing of the same layer would, whose depth the style sheet reckons. */
function isAsDeepAsThing(figures: Element[], layer: number): boolean {
  return figures.every((figure) => {
    const { translate, height, zIndex } = getComputedStyle(figure)
    const thing = document.createElement('div')
    thing.className = 'thing'
    const [, y] = translate.split(' ').map(Number.parseFloat)
    thing.style.cssText = `--order: ${layer}; --y: ${y ?? 0}; --tall: ${Number.parseFloat(height)}`
    figure.parentElement?.append(thing)
    const depth = getComputedStyle(thing).zIndex
    thing.remove()
    return depth === zIndex
  })
}

const rowOf = (page: Page): Promise<string> =>
  page
    .locator('.figure-cell')
    .first()
    .evaluate((cell) => getComputedStyle(cell).backgroundPositionY)

/**
 * Of all that are drawn, the least that one has in its sheet, in pixels that are not empty, for each side and
 * light.
 */
function leastDrawn(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const sheets = [...document.querySelectorAll('.figure-cell')].map((cell) =>
      getComputedStyle(cell).backgroundImage.slice(5, -2),
    )
    const drawn = await Promise.all(
      [...new Set(sheets)].map(async (sheet) => {
        const picture = new Image()
        picture.src = sheet
        await picture.decode()
        const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
        context?.drawImage(picture, 0, 0)
        const [width, height] = [picture.width / 4, picture.height / 2]
        const cells = [0, 1, 2, 3, 4, 5, 6, 7].map((cell) => {
          const [x, y] = [(cell % 4) * width, Math.floor(cell / 4) * height]
          const data = context?.getImageData(x, y, width, height).data ?? []
          return data.filter((value, at) => at % 4 === 3 && value > 0).length
        })
        return Math.min(...cells)
      }),
    )
    return Math.min(...drawn)
  })
}
