// Selecting and arranging several things at once, with somebody else in the world.
import { expect, type Locator, type Page } from '@playwright/test'
import { makeArtifactId, parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { emptyLimbo } from '../../../shared/world/edits/limbo-edits.ts'
import { createArtifact, moveArtifact, sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import type { Edit } from '../../../shared/world/edits/scene-edit.ts'
import { sceneArtifact } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import type { ServingNode } from '../../process.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { Person, test } from '../person.ts'
import { touchOf } from '../touch.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

interface Given {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly sprite?: string
  readonly width?: number
  readonly height?: number
}

/** Puts things on a world's floor, as a program of one's own could. */
async function furnish(world: string, things: readonly Given[]): Promise<void> {
  const stock = openStock(`${server.wsUrl}/sync`, world)
  const view = createView(stock.doc, null)
  await expect.poll(() => view.root).not.toBeNull()
  const root = parseArtifactId(view.root)
  if (root === null) throw new Error('no floor')
  for (const { name, x, y, sprite = 'box', width = 64, height = 64 } of things) {
    const done = createArtifact(
      { view, origin: 'furnish' },
      { id: newId(), name, place: { host: root, x, y }, look: { sprite, width, height } },
    )
    if (!done.ok) throw new Error(done.text)
  }
  // Changes that the server has sent back are on its disk.
  const check = openStock(`${server.wsUrl}/sync`, world)
  await expect.poll(() => check.doc.getMap('artifacts').size).toBe(things.length + 1)
  check.destroy()
  stock.destroy()
}

/** Somebody else's edit of a thing, which is there as soon as others see it. */
async function editThing(world: string, name: string, change: (edit: Edit, id: ArtifactId) => void) {
  const stock = openStock(`${server.wsUrl}/sync`, world)
  const view = createView(stock.doc, null)
  await expect.poll(() => view.size).toBeGreaterThan(1)
  const edit = { view, origin: 'other' }
  change(edit, idOf(edit, name))
  return stock
}

function idOf({ view }: Edit, name: string): ArtifactId {
  const found = [...view.artifacts()].find((thing) => thing.name === name)
  if (!found) throw new Error(`no ${name}`)
  return found.id
}

function newId(): ArtifactId {
  return makeArtifactId((bytes) => crypto.getRandomValues(new Uint8Array(bytes)))
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where a thing stands, in pixels of the floor. */
async function boxOf(thing: Locator): Promise<Box> {
  return thing.evaluate((body) => {
    const paper = body.closest('.paper')?.getBoundingClientRect()
    const { x, y, width, height } = body.getBoundingClientRect()
    const scale = (paper?.width ?? 940) / 940
    const round = (value: number): number => Math.round(value / scale)
    return {
      x: round(x - (paper?.x ?? 0)),
      y: round(y - (paper?.y ?? 0)),
      width: round(width),
      height: round(height),
    }
  })
}

const centre = ({ x, y, width, height }: Box): readonly [number, number] => [x + width / 2, y + height / 2]

/** Where on the screen a spot of the floor is. */
async function toScreen(page: Page, x: number, y: number): Promise<readonly [number, number]> {
  const paper = await page.locator('.paper').boundingBox()
  if (!paper) throw new Error('no floor')
  const scale = paper.width / 940
  return [paper.x + x * scale, paper.y + y * scale]
}

async function dragTo(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  await page.mouse.move(...(await toScreen(page, ...from)))
  await page.mouse.down()
  await page.mouse.move(...(await toScreen(page, (from[0] + to[0]) / 2, (from[1] + to[1]) / 2)), { steps: 4 })
  await page.mouse.move(...(await toScreen(page, ...to)), { steps: 4 })
}

test('three things are lassoed, dragged past a line, aligned, and one undo each brings them back; the other sees it @hard', async ({
  browser,
}) => {
  await furnish('ada/arrange', [
    { name: 'one', x: 24, y: 120 },
    { name: 'two', x: 40, y: 208, width: 32, height: 32 },
    { name: 'three', x: 16, y: 264 },
    { name: 'far', x: 840, y: 184 },
  ])
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/arrange')
  await bob.enter('ada/arrange')
  const { page } = ada
  const places = (person: Person) =>
    Promise.all(['one', 'two', 'three'].map(async (name) => boxOf(person.thing(name))))
  const start = await places(ada)

  // The tools of hands come a moment after the page.
  await ada.thing('far').click()
  await expect(page.locator('[data-corner="0"]')).toBeVisible()
  await dragTo(page, [4, 100], [70, 300])
  await expect(page.locator('.lasso')).toBeVisible()
  await page.mouse.up()
  await expect(page.locator('.lasso')).toHaveCount(0)
  const tools = page.getByRole('toolbar', { name: 'Actions for 3 things' })
  await expect(tools).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: '3 things selected' })).toHaveCount(1)
  await expect(ada.thing('far')).toHaveAttribute('aria-pressed', 'false')

  // Held so that the first one's upper edge is near the other thing's: it is drawn to it, and Bob sees it go.
  await dragTo(page, [56, 152], [86, 218])
  await expect(page.locator('.guide[data-axis="y"]').first()).toBeVisible()
  await expect.poll(async () => (await boxOf(bob.thing('one'))).y).toBe(184)
  expect((await boxOf(ada.thing('one'))).y).toBe(184)
  await page.keyboard.press('Escape')
  await expect.poll(() => places(ada)).toEqual(start)
  await expect.poll(() => places(bob)).toEqual(start)
  await page.mouse.up()

  await dragTo(page, [56, 152], [86, 218])
  await page.mouse.up()
  const by = { x: (await boxOf(ada.thing('one'))).x - 24, y: 64 }
  expect(by.x).toBeGreaterThan(20)
  const moved = start.map((box) => ({ ...box, x: box.x + by.x, y: box.y + by.y }))
  await expect.poll(() => places(ada)).toEqual(moved)
  await expect.poll(() => places(bob)).toEqual(moved)

  await tools.getByRole('button', { name: 'Align left' }).click()
  const left = Math.min(...moved.map(({ x }) => x))
  await expect.poll(() => places(bob)).toEqual(moved.map((box) => ({ ...box, x: left })))
  // Keys also go to the selection when nothing has the focus.
  await tools.getByRole('button', { name: 'Align left' }).blur()
  await page.evaluate(() => {
    for (const key of ['ArrowRight', 'ArrowRight']) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    }
  })
  await expect.poll(() => places(bob)).toEqual(moved.map((box) => ({ ...box, x: left + 16 })))
  for (const before of [moved.map((box) => ({ ...box, x: left })), moved, start]) {
    await page.keyboard.press('Control+z')
    await expect.poll(() => places(bob)).toEqual(before)
  }
  expect(await places(ada)).toEqual(start)
  await ada.isSaved()
})

test('a thing that was let go of is not selected again by scrolling @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const { mouse } = page
  await ada.enter('ada/let-go')
  await furnish('ada/let-go', [
    { name: 'lamp', x: 60, y: 400 },
    { name: 'below', x: 60, y: 1450 },
    { name: 'far below', x: 60, y: 1650 },
  ])
  const lamp = ada.thing('lamp')
  await lamp.click()
  await expect(lamp).toHaveAttribute('aria-pressed', 'true')
  // What is drawn follows the view.
  await mouse.wheel(0, 300)
  await expect(ada.thing('below')).toBeAttached()
  await mouse.move(200, 450)
  await mouse.down()
  await mouse.move(280, 520, { steps: 4 })
  await mouse.up()
  await expect(lamp).toHaveAttribute('aria-pressed', 'false')
  await mouse.wheel(0, 150)
  await expect(ada.thing('far below')).toBeAttached()
  await expect(lamp).not.toBeFocused()
  await expect(lamp).toHaveAttribute('aria-pressed', 'false')
})

test('a pulled corner leaves a thing where somebody has moved it meanwhile', async ({ browser }) => {
  await furnish('ada/pulled', [
    { name: 'lamp', x: 32, y: 128, sprite: 'lamp' },
    { name: 'mark', x: 800, y: 128 },
  ])
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/pulled')
  const { page } = ada
  await ada.thing('lamp').click()
  const corner = await page.locator('[data-corner="2"]').boundingBox()
  if (!corner) throw new Error('no corner')
  await page.mouse.move(...centre(corner))
  await page.mouse.down()
  await page.mouse.move(corner.x + 60, corner.y + 60, { steps: 4 })
  const other = await editThing('ada/pulled', 'lamp', (edit, id) => {
    const host = parseArtifactId(edit.view.root)
    if (host === null) throw new Error('no floor')
    moveArtifact(edit, id, { host, x: 400, y: 300 })
    moveArtifact(edit, idOf(edit, 'mark'), { host, x: 600, y: 128 })
  })
  await expect.poll(async () => (await boxOf(ada.thing('mark'))).x).toBe(600)
  await page.mouse.up()
  await expect.poll(async () => (await boxOf(ada.thing('lamp'))).width).toBeGreaterThan(90)
  await expect.poll(() => boxOf(ada.thing('lamp'))).toMatchObject({ x: 400, y: 300 })
  other.destroy()
})

test('a selected thing and its actions lie over all other things, those of a ground where they are seen', async ({
  browser,
}) => {
  const ground = { sprite: 'paint:#7ea672', width: 320, height: 160 }
  await furnish('ada/raised', [
    { name: 'back', x: 300, y: 200 },
    { name: 'front', x: 330, y: 220 },
    ...[0, 1, 2, 3, 4].map((at) => ({ name: `below ${at}`, x: 180 + at * 70, y: 290 })),
    { name: 'ground', ...ground, x: 100, y: 420 },
    ...[0, 1, 2, 3, 4].map((at) => ({ name: `on it ${at}`, x: 90 + at * 70, y: 590 })),
  ])
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/raised')
  const { page } = ada
  /** Whether no button of a thing's actions is covered, nor the corner that it shares with another thing. */
  const isSeen = (name: string) =>
    page.getByRole('toolbar', { name: `Actions for ${name}` }).evaluate((bar) =>
      [...bar.querySelectorAll('button')].every((button) => {
        const { x, y, width, height } = button.getBoundingClientRect()
        return button.contains(document.elementFromPoint(x + width / 2, y + height / 2))
      }),
    )
  const topmostAt = async (x: number, y: number) => {
    const spot = await toScreen(page, x, y)
    return page.evaluate(
      ([x, y]) =>
        document.elementFromPoint(x, y)?.closest('.thing')?.querySelector('.thing-name')?.textContent,
      spot,
    )
  }
  expect(await topmostAt(345, 240)).toBe('front')
  await page.mouse.click(...(await toScreen(page, 308, 210)))
  await expect.poll(() => isSeen('back')).toBe(true)
  expect(await topmostAt(345, 240)).toBe('back')
  await page.mouse.click(...(await toScreen(page, 250, 440)))
  await expect.poll(() => isSeen('ground')).toBe(true)
  // What stands on it is not hidden.
  expect(await topmostAt(120, 600)).toBe('on it 0')
})

test('what somebody deletes is selected no more, and the rest is grouped', async ({ browser }) => {
  await furnish('ada/deleted', [
    { name: 'one', x: 24, y: 120 },
    { name: 'two', x: 24, y: 220 },
    { name: 'three', x: 24, y: 320 },
  ])
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/deleted')
  const { page } = ada
  await ada.thing('one').click()
  await expect(page.locator('[data-corner="0"]')).toBeVisible()
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('toolbar', { name: 'Actions for 3 things' })).toBeVisible()
  const other = await editThing('ada/deleted', 'two', (edit, id) => {
    sendToLimbo(edit, id, Date.now())
    emptyLimbo(edit)
  })
  await expect(page.getByRole('toolbar', { name: 'Actions for 2 things' })).toBeVisible()
  await page.keyboard.press('Control+g')
  await expect(page.getByRole('status').filter({ hasText: 'Grouped.' })).toHaveCount(1)
  other.destroy()
})

test('a thing without a name that is put away is told of in plain words', async ({ browser }) => {
  await furnish('ada/unnamed', [{ name: 'box', x: 24, y: 120 }])
  const other = await editThing('ada/unnamed', 'box', ({ view }, id) =>
    sceneArtifact(view.scene, id)?.delete('name'),
  )
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/unnamed')
  await bob.enter('ada/unnamed')
  await bob.thing('A thing without a name').dblclick()
  await expect(bob.page).toHaveURL(/\/ada\/unnamed#./u)
  await bob.write('What is in it')
  await ada.thing('A thing without a name').click()
  await ada.page.keyboard.press('Delete')
  await expect(ada.page.locator('.notice')).toContainText('A thing without a name is put away, in limbo.')
  const line = bob.page.getByRole('complementary', { name: 'In limbo' })
  await expect(line).toContainText('A thing without a name is in limbo. Ada put it there.')
  other.destroy()
})

test('a corner resizes, layers change, and what is pinned stays @hard', async ({ browser }) => {
  await furnish('ada/sizes', [
    { name: 'lamp', x: 32, y: 128, sprite: 'lamp' },
    { name: 'rug', x: 800, y: 128, sprite: 'box' },
    { name: 'mat', x: 816, y: 160, sprite: 'box' },
    { name: 'deep', x: 32, y: 4_000 },
  ])
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/sizes')
  await bob.enter('ada/sizes')
  const { page } = ada

  await ada.thing('lamp').click()
  const corner = page.locator('[data-corner="2"]')
  await expect(corner).toBeVisible()
  const at = await corner.boundingBox()
  if (!at) throw new Error('no corner')
  await page.mouse.move(...centre(at))
  await page.mouse.down()
  await page.mouse.move(at.x + 50, at.y + 20, { steps: 5 })
  await page.mouse.up()
  await expect.poll(() => boxOf(bob.thing('lamp'))).toMatchObject({ x: 32, y: 128 })
  await expect.poll(async () => (await boxOf(bob.thing('lamp'))).width).toBeGreaterThan(90)
  const { width, height } = await boxOf(bob.thing('lamp'))
  expect(width).toBe(height)
  await page.keyboard.press('Control+z')
  await expect.poll(() => boxOf(bob.thing('lamp'))).toEqual({ x: 32, y: 128, width: 64, height: 64 })

  // Held at the lower edge the floor scrolls, far past where the lamp stands, and the lamp comes along.
  await dragTo(page, [64, 160], [64, 240])
  const [across] = await toScreen(page, 64, 0)
  await page.mouse.move(across, 795)
  const scrolled = () => page.getByRole('main').evaluate((floor) => floor.scrollTop)
  await expect.poll(scrolled).toBeGreaterThan(1_600)
  await expect(ada.thing('lamp')).toBeInViewport()
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await page.getByRole('main').evaluate((floor) => floor.scrollTo(0, 0))
  await expect.poll(() => boxOf(ada.thing('lamp'))).toEqual({ x: 32, y: 128, width: 64, height: 64 })

  // The mat stands further down, so it is over the rug, until the rug is brought to the front.
  const atTop = () =>
    page.evaluate(([x, y]) => {
      const body = document.elementFromPoint(x, y)?.closest<HTMLElement>('.thing-body')
      return body?.getAttribute('aria-label')
    }, spot)
  const spot = [...(await toScreen(page, 840, 176))] as [number, number]
  expect(await atTop()).toBe('mat')
  await ada.thing('rug').focus()
  await page.keyboard.press('Control+Shift+]')
  await expect.poll(atTop).toBe('rug')
  await page.keyboard.press('Control+[')
  await expect.poll(atTop).toBe('mat')

  // Pinned with the tools of several, both stay.
  await page.keyboard.press('Shift+Space')
  await ada.thing('mat').focus()
  await page.keyboard.press('Shift+Space')
  await page.getByRole('toolbar').getByRole('button', { name: 'Pin in place' }).click()
  const before = await boxOf(ada.thing('rug'))
  await dragTo(page, [808, 136], [700, 300])
  await page.mouse.up()
  await expect(page.getByText('2 things are pinned, so they stay as they are.')).toBeVisible()
  expect(await boxOf(ada.thing('rug'))).toEqual(before)
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('toolbar', { name: 'Actions for 4 things' })).toBeVisible()
  // A thing that Bob puts away leaves the selection; the rest goes, except pinned things.
  await bob.thing('lamp').focus()
  await bob.page.keyboard.press('Delete')
  await expect(page.getByRole('toolbar', { name: 'Actions for 3 things' })).toBeVisible()
  await page.keyboard.press('Delete')
  await expect(page.getByText('“deep” is put away, in limbo.')).toBeVisible()
  await expect(bob.thing('rug')).toBeVisible()
  await expect(bob.thing('mat')).toBeVisible()
})

test('a finger scrolls empty floor; when it rests first it draws a lasso, and drags what is in it @hard', async ({
  browser,
}) => {
  await furnish('ada/touched', [
    { name: 'lamp', x: 48, y: 296, sprite: 'lamp' },
    { name: 'tree', x: 24, y: 408, sprite: 'tree', width: 96, height: 96 },
    { name: 'deep', x: 24, y: 3_000 },
  ])
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const ada = await Person.meet(browser, server.url, 'Ada', phone)
  await ada.enter('ada/touched')
  const { page } = ada
  await page.getByRole('button', { name: /^Fit/ }).first().click()
  const touch = await touchOf(page)
  await ada.thing('tree').tap()
  await expect(page.locator('[data-corner="0"]')).toBeVisible()
  await page.touchscreen.tap(200, 600)
  await expect(page.getByRole('toolbar')).toHaveCount(0)
  const lamp = await boxOf(ada.thing('lamp'))
  const [x, top] = await toScreen(page, 8, 270)
  const [, bottom] = await toScreen(page, 8, 430)

  const scrolled = () => page.getByRole('main').evaluate((floor) => floor.scrollTop)
  // Where the machine is so slow that the finger seemed to rest, it is tried again.
  await expect(async () => {
    await touch.drag([x, bottom + 200], [x, top])
    await expect.poll(scrolled, { timeout: 1_000 }).toBeGreaterThan(0)
  }).toPass({ timeout: 20_000 })
  await expect(page.locator('.lasso')).toHaveCount(0)
  await page.getByRole('main').evaluate((floor) => floor.scrollTo(0, 0))

  await touch.down([x, top])
  await expect(page.locator('.lasso')).toBeVisible()
  await touch.move([x, top], await toScreen(page, 60, 440))
  await touch.up()
  await expect(page.getByRole('toolbar', { name: 'Actions for 2 things' })).toBeVisible()
  expect(await scrolled()).toBe(0)

  const from = await toScreen(page, 80, 328)
  await touch.drag(from, [from[0] + 40, from[1] + 20])
  await expect.poll(async () => (await boxOf(ada.thing('lamp'))).x).toBeGreaterThan(lamp.x + 60)
  await page.touchscreen.tap(x, 600)
  await expect(page.getByRole('toolbar')).toHaveCount(0)
})
