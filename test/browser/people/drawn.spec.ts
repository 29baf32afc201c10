// What programs show to all who are there, as people see and hear it: drawings in other colours, turned,
// pale, large; sounds, once a person allows them.
import { expect, type Locator } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'
import { walkIn } from '../there.ts'

let server: ServingNode
test.beforeAll(({ openNode }) => {
  server = openNode
})

const PAGE = `# The stage

\`\`\`js
const box = find({ name: 'Act' })[0] ?? await create({ name: 'Act', sprite: 'lamp', x: 300, y: 300, on: self })
on('hear', ({ words }) => {
  if (words === 'turn') set(box, { tint: '#2f7f73', angle: 90, scale: 200 })
  if (words === 'hide') set(box, { opacity: 0 })
  if (words === 'ring') sound('bell')
})
\`\`\`
`

const thing = ({ page }: Person): Locator =>
  page.locator('.thing', { has: page.getByRole('button', { name: 'Act' }) })

async function say({ page }: Person, words: string): Promise<void> {
  await page.getByLabel('Say something').fill(words)
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Say something')).toHaveValue('')
}

/** How many points of what is shown are yellow. */
async function yellowIn(shown: Locator): Promise<number> {
  const picture = `data:image/png;base64,${(await shown.screenshot()).toString('base64')}`
  const blank = await shown.page().context().newPage()
  try {
    return await blank.evaluate(async (source) => {
      const image = new Image()
      image.src = source
      await image.decode()
      const { width, height } = image
      const painter = new OffscreenCanvas(width, height).getContext('2d')
      painter?.drawImage(image, 0, 0)
      const { data = [] } = painter?.getImageData(0, 0, width, height) ?? {}
      let count = 0
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0] = data.slice(at, at + 3)
        if (red > blue + 60 && green > blue + 60) count++
      }
      return count
    }, picture)
  } finally {
    await blank.close()
  }
}

test('[B24] a drawing is turned and coloured where the thing stands; who edits still sees what is hidden @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/stage')
  await ada.text.click()
  await ada.page.keyboard.insertText(PAGE)
  await ada.isSaved()
  await walkIn(ada, 'ada/stage')
  const act = thing(ada)
  const drawing = act.locator('.sprite')
  await expect(act).toBeVisible()
  const box = await act.boundingBox()
  const before = await drawing.boundingBox()
  expect(await yellowIn(act)).toBeGreaterThan(20)

  await say(ada, 'turn')
  await expect(drawing).toHaveCSS('rotate', '90deg')
  await expect(drawing).toHaveCSS('scale', '2')
  await expect(act.locator('.tint-filter filter')).toBeAttached()
  expect(await drawing.evaluate((element) => getComputedStyle(element).filter)).toContain('url(')
  expect(await act.boundingBox()).toEqual(box)
  expect((await drawing.boundingBox())?.height).toBe(2 * (before?.width ?? 0))
  // The lamp's light is yellow: with the tint no point of it is.
  await expect.poll(() => yellowIn(act)).toBe(0)

  await say(ada, 'hide')
  await expect(drawing).toHaveCSS('opacity', '0')
  await ada.page.getByRole('button', { name: 'Write', exact: true }).click()
  await expect(ada.page.locator('.world')).toHaveAttribute('data-mode', 'write')
  await expect(drawing).toHaveCSS('opacity', '0.2')
})

test('[B24] what somebody carries is drawn so in their hand, in the list of it, and in the outline @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/carried')
  await ada.text.click()
  await page.keyboard.insertText(PAGE)
  await ada.isSaved()
  await walkIn(ada, 'ada/carried')
  await expect(thing(ada)).toBeVisible()
  await say(ada, 'turn')
  await expect(thing(ada).locator('.sprite')).toHaveCSS('rotate', '90deg')
  await page.getByRole('button', { name: 'Outline', exact: true }).click()
  const row = page.getByRole('treeitem', { name: /Act/ }).locator('.outline-drawing')
  await expect(row.locator('.sprite')).toHaveCSS('rotate', '90deg')
  await expect.poll(() => yellowIn(row)).toBe(0)
  await page.getByRole('button', { name: 'Outline', exact: true }).click()

  await ada.thing('Act').click()
  await page
    .getByRole('toolbar', { name: 'Actions for Act' })
    .getByRole('button', { name: 'Pick up', exact: true })
    .click()
  const button = page.getByRole('button', { name: 'Carrying: Act' })
  await button.click({ timeout: 30_000 })
  const list = page.getByRole('list', { name: 'What you hold' })
  const places = [page.locator('.in-hand'), button, list]
  for (const place of places) {
    const drawing = place.locator('.sprite')
    await expect(drawing).toHaveCSS('rotate', '90deg')
    // Each is as large there as any other thing.
    await expect(drawing).toHaveCSS('scale', '1')
    await expect(place.locator('.tint-filter filter')).toBeAttached()
    expect(await drawing.evaluate((element) => getComputedStyle(element).filter)).toContain('url(')
  }
  // Behind a hand is a person, who may be yellow.
  await expect.poll(() => yellowIn(list.locator('.sprite'))).toBe(0)
})

/** How many tones the page began, by the browser's own audio. */
const tonesOf = ({ page }: Person): Promise<number> =>
  page.evaluate(() => Number(Reflect.get(window, 'tones') ?? 0))

test('[B25] sounds are silent until a person allows them, which the device keeps; at a phone too @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { viewport: { width: 390, height: 844 } })
  await ada.page.addInitScript(() => {
    // oxlint-disable-next-line typescript/unbound-method -- it is called with its own object below
    const { start } = OscillatorNode.prototype
    OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
      Reflect.set(window, 'tones', Number(Reflect.get(window, 'tones') ?? 0) + 1)
      start.call(this, when)
    }
  })
  await ada.enter('ada/ring')
  await ada.text.click()
  await ada.page.keyboard.insertText(PAGE)
  await ada.isSaved()
  const walk = ada.page
    .getByRole('navigation', { name: 'Actions' })
    .getByRole('button', { name: 'Walk', exact: true })
  await walk.click()
  await expect(ada.page.locator('.figure[data-me]')).toBeVisible()
  await expect(thing(ada)).toBeVisible()
  const toggle = ada.page.getByRole('button', { name: 'Sound', exact: true })
  await expect(toggle).toHaveCount(0)

  await say(ada, 'ring')
  await expect(toggle).toHaveAttribute('aria-pressed', 'false')
  await expect(ada.page.getByText('They are silent until you allow them.')).toBeVisible()
  expect(await tonesOf(ada)).toBe(0)
  await ada.page.getByRole('button', { name: 'Allow sound' }).click()
  await expect(toggle).toHaveAttribute('aria-pressed', 'true')
  const began = await tonesOf(ada)
  await say(ada, 'ring')
  await expect.poll(() => tonesOf(ada)).toBeGreaterThan(began)

  // A choice of the device: there again after a reload, and one more press is silence.
  await ada.page.reload()
  await expect(ada.page.locator('.figure[data-me]')).toBeVisible()
  await say(ada, 'ring')
  await expect.poll(() => tonesOf(ada)).toBe(3)
  await expect(toggle).toHaveAttribute('aria-pressed', 'true')
  await toggle.click()
  await expect(toggle).toHaveAttribute('aria-pressed', 'false')
  await say(ada, 'ring')
  await expect(ada.page.locator('.bubble', { hasText: 'ring' }).first()).toBeVisible()
  expect(await tonesOf(ada)).toBe(3)
})
