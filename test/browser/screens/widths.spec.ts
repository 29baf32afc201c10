// Windows between a phone and a desk: the title can be read, nothing covers the text that one types, and
// things at the edge of the paper are whole.
import { expect, type Locator } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { makeWorld } from '../made-scene.ts'
import { Person, test } from '../person.ts'
import { stands, walkIn } from '../there.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const boxOf = (element: Locator): Promise<Box> =>
  element.evaluate((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect()
    return { left, right, top, bottom }
  })

/** By how many pixels what stands in an element is wider than it. */
const tooWide = (element: Locator): Promise<number> =>
  element.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)

/** Where the line of the caret is on the screen. */
const caretLine = (person: Person): Promise<Box> =>
  person.page.evaluate(() => {
    const at = getSelection()?.anchorNode
    const line = (at instanceof Element ? at : at?.parentElement)?.closest('.cm-line')
    const range = document.createRange()
    range.selectNodeContents(line ?? document.body)
    const { left, right, top, bottom } = range.getBoundingClientRect()
    return { left, right, top, bottom }
  })

const apart = (a: Box, b: Box): boolean =>
  a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top

test('from 721 pixels on the title is read, and no panel covers the text one types @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { viewport: { width: 721, height: 800 } })
  const { page } = ada
  await ada.enter('ada/garden-of-the-school')
  await ada.write(
    'Words that go from the left edge of the page to its right, as far as a line is wide, and on.',
  )
  const title = page.getByRole('heading', { name: 'garden-of-the-school' })
  for (const width of [721, 960, 1100]) {
    await page.setViewportSize({ width, height: 800 })
    const { left, right } = await boxOf(title)
    expect(right - left, `title at ${width}`).toBeGreaterThan(110)
    expect(await tooWide(page.locator('.bar')), `bar at ${width}`).toBe(0)
    for (const panel of ['Outline', 'Inspector']) {
      await page.getByRole('button', { name: panel, exact: true }).click()
      const aside = page.locator('.world-body aside').first()
      await expect(aside).toBeVisible()
      await ada.text.click()
      await page.keyboard.type('.')
      await expect
        .poll(async () => apart(await caretLine(ada), await boxOf(aside)), `${panel} at ${width}`)
        .toBe(true)
      await page.getByRole('button', { name: panel, exact: true }).click()
      await expect(aside).toBeHidden()
    }
  }

  // A draft has one mark more.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('Drafts')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'New draft' }).fill('Night')
  await page.getByRole('button', { name: 'Begin' }).click()
  const mark = page.getByRole('button', { name: 'This is a draft of' })
  await expect(mark).toBeVisible()
  await page.setViewportSize({ width: 721, height: 800 })
  expect(await tooWide(page.locator('.bar')), 'bar of a draft').toBe(0)
  const { left, right } = await boxOf(page.locator('.title'))
  expect(right - left).toBeGreaterThan(70)
  await mark.click()
  await expect(page.getByRole('complementary', { name: 'Drafts' })).toBeVisible()
})

/** Of a corner's round, in px of the screen: so far from the inner edge of what takes the press it begins. */
const ROUND_FROM = 12

for (const width of [1280, 390]) {
  test(`at the edge of the paper a frame and its handles are whole, ${width} px wide @hard`, async ({
    browser,
  }) => {
    const ada = await Person.meet(browser, server.url, 'Ada', { viewport: { width, height: 800 } })
    const { page } = ada
    const things = [
      { name: 'first', x: 0, y: 0 },
      { name: 'last', x: 876, y: 0 },
    ]
    await ada.enter(await makeWorld(ada, `Edges ${width}`, 'Words', things))
    const paper = page.locator('.floor-space')
    for (const { name } of things) {
      const corners = page.locator('.select-frame [data-corner]')
      await expect(async () => {
        await ada.thing(name).click()
        await expect(corners).toHaveCount(4, { timeout: 1_000 })
      }).toPass()
      const [edge, outline] = [await boxOf(paper), await boxOf(page.locator('.thing-outline'))]
      const [first, third] = [await boxOf(corners.nth(0)), await boxOf(corners.nth(2))]
      const rounds = {
        left: first.right - ROUND_FROM,
        top: first.bottom - ROUND_FROM,
        right: third.left + ROUND_FROM,
      }
      for (const { left, top, right } of [outline, rounds]) {
        expect(left, name).toBeGreaterThanOrEqual(edge.left - 0.5)
        expect(top, name).toBeGreaterThanOrEqual(edge.top - 0.5)
        expect(right, name).toBeLessThanOrEqual(edge.right + 0.5)
      }
    }
  })
}

test('at the edge of the paper names and words are whole, and one’s own body lets one read what one writes @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada of the long river', {
    viewport: { width: 900, height: 800 },
  })
  const { page } = ada
  await ada.enter('ada/edges')
  await ada.write('A first line of words')
  await walkIn(ada, 'ada/edges')
  const me = page.locator('.figure[data-me]')
  const edge = await boxOf(page.locator('.floor-space'))
  const room = await boxOf(page.locator('.floor-window'))
  await page.mouse.click(edge.right - 3, 420)
  await stands(me)
  await page.getByRole('textbox', { name: 'Say something' }).click()
  await page.keyboard.type('Here the paper ends, and nothing of what I say is cut off.')
  await page.keyboard.press('Enter')
  for (const part of [me.locator('.bubble'), me.locator('.figure-name'), me.locator('.figure-body')]) {
    await expect(part).toBeVisible()
    await expect
      .poll(async () => {
        const { left, right } = await boxOf(part)
        return left >= Math.max(room.left, edge.left) && right <= Math.min(room.right, edge.right)
      })
      .toBe(true)
  }
  await page.keyboard.press('Escape')
  // Onto the words, and down to write there.
  const words = await boxOf(ada.text)
  await page.mouse.click(words.left + 60, words.top + 20)
  await stands(me)
  await page.keyboard.press('k')
  await expect(ada.text).toBeFocused()
  await page.keyboard.press('Control+Home')
  await expect.poll(() => me.evaluate((body) => Number(getComputedStyle(body).opacity))).toBeLessThan(0.5)
  await page.keyboard.press('Control+End')
})
