// What people see most, compared with pictures that are kept in `pictures/`: drawings, screens and templates,
// by day and by night, wide and on a phone. See test/README.md for how they are renewed.
import { expect, type Browser, type Page } from '@playwright/test'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { connect, type Driver } from '../../../shared/driver/connect.ts'
import { FIGURES, PEOPLE_COLORS } from '../../../shared/world/figures.ts'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { SPRITES } from '../../../shared/world/sprites.ts'
import { startServer, type RunningServer } from '../../process.ts'
import { makeWorld } from '../made-scene.ts'
import { Person, test } from '../person.ts'
import { stands, walkIn } from '../there.ts'

const WIDTHS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const
const LIGHTS = [
  { light: 'day', colorScheme: 'light' },
  { light: 'night', colorScheme: 'dark' },
] as const

const GROUNDS = ['#d8b97a', '#86ad5f', '#6aa9c4', '#a9a59b', '#c97b5c', '#b58a5a', '#a68cc8', '#d98a95']

let server: RunningServer
const people: Driver[] = []

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  for (const one of people) one.close()
  await server[Symbol.asyncDispose]()
})

/**
 * Half as large as the screen, which tells colours and places as well. Without the node's policy, which would
 * not take the style sheet of the pictures.
 */
async function meet(browser: Browser, deviceScaleFactor = 0.5): Promise<Person> {
  const options = { viewport: WIDTHS[0], deviceScaleFactor, bypassCSP: true }
  const ada = await Person.meet(browser, server.url, 'Ada', options)
  await ada.context.request.post('/api/me', { data: { name: 'Ada', look: ADA } })
  return ada
}

const ADA = { sprite: 'person-bob', color: '#3d4148' }

/** Opens an address at each width, and compares what it shows by day and by night. */
async function compare(
  page: Page,
  name: string,
  open: () => Promise<void>,
  { sheet, ...tolerance }: Tolerance = WITH_WORDS,
): Promise<void> {
  const stylePath = fileURLToPath(new URL(`pictures/${sheet}.css`, import.meta.url))
  for (const viewport of WIDTHS) {
    await page.setViewportSize(viewport)
    await open()
    // Code that comes later, and faces.
    await page.waitForLoadState('networkidle')
    await page.evaluate(() => document.fonts.ready)
    for (const { light, colorScheme } of LIGHTS) {
      await page.emulateMedia({ colorScheme })
      const picture = `${name}-${viewport.width}-${light}.png`
      await expect.soft(page).toHaveScreenshot(picture, { ...tolerance, scale: 'device', stylePath })
    }
  }
}

interface Tolerance {
  readonly threshold: number
  readonly maxDiffPixelRatio: number
  /** The style sheet of the pictures. */
  readonly sheet: 'blurred' | 'drawings'
}

/** Letters are as wide as each machine has it; measured, they make up 0.0043 of a picture at most. */
const WITH_WORDS: Tolerance = { threshold: 0.06, maxDiffPixelRatio: 0.006, sheet: 'blurred' }
/** Shapes alone are the same everywhere. */
const SHAPES: Tolerance = { threshold: 0.03, maxDiffPixelRatio: 0.000_05, sheet: 'drawings' }

test('the list of worlds looks as before @hard', async ({ browser }) => {
  const ada = await meet(browser)
  const { page } = ada
  await makeWorld(ada, 'The yard', YARD, THINGS)
  // What changed after that is as if it had just changed.
  await page.clock.setFixedTime(0)
  await compare(page, 'home', async () => {
    await page.goto('/')
    await expect(page.locator('.world-line .miniature-thing')).not.toHaveCount(0)
  })
})

const YARD = `# The yard

Between the house and the road, for everybody who comes by.

- [x] Sweep the leaves
- [ ] Mend the lamp, *before* it is dark

## Rules

Leave the bench where it is. It is **the** place for a [rest](https://example.org).`

const THINGS = [
  { name: 'Lawn', x: 180, y: 420, look: { sprite: 'paint:#86ad5f', width: 360, height: 150 } },
  { name: 'Lamp', x: 600, y: 440 },
  { name: 'Bench', x: 240, y: 450, look: { sprite: 'bench', width: 96 } },
  { name: 'Tree', x: 420, y: 430, look: { sprite: 'tree', height: 96 } },
  { name: 'Call the plumber', x: 640, y: 130, look: { sprite: 'card', width: 112 } },
]

test('a world looks as before to who writes, and to who opened its sharing @hard', async ({ browser }) => {
  const ada = await meet(browser)
  const { page } = ada
  const world = await makeWorld(ada, 'The yard', YARD, THINGS)
  await compare(page, 'write', async () => {
    await ada.enter(world)
    await ada.isSaved()
    await expect(async () => {
      await ada.thing('Bench').click()
      await expect(page.locator('.select-frame')).toBeVisible({ timeout: 1_000 })
    }).toPass()
    await expect(page.getByRole('toolbar', { name: 'Actions for Bench' })).toBeVisible()
    await page.mouse.move(0, 0)
  })
  await compare(page, 'share', async () => {
    await ada.enter(world)
    await ada.isSaved()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('Share')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Template' })).toBeVisible()
  })
})

test('a world looks as before to who walks @hard', async ({ browser }) => {
  const ada = await meet(browser)
  await walkIn(ada, await makeWorld(ada, 'The yard', YARD, THINGS))
  const { page } = ada
  await compare(page, 'walk', async () => {
    await page.reload()
    await expect(page.getByRole('button', { name: 'Write', exact: true })).toBeVisible()
    await stands(page.locator('.figure[data-me]'))
  })
})

test('each drawing, ground and figure is drawn as before @hard', async ({ browser }) => {
  const ada = await meet(browser, 1)
  const { page } = ada
  const sprites = [...SPRITES, ...GROUNDS.map((color) => `paint:${color}`), 'emoji:🦊']
  const things = sprites.map((sprite, at) => ({
    name: '',
    x: 160 + (at % 8) * 78,
    y: 130 + Math.floor(at / 8) * 84,
    look: { sprite, ...(sprite === 'card' && { width: 70, height: 40 }) },
    properties: { passable: true },
  }))
  const world = await makeWorld(ada, 'Drawings', 'Words', things)
  for (const [at, sprite] of FIGURES.entries()) {
    const one = await cameAs(`F${at}`, { sprite, color: PEOPLE_COLORS[at] ?? '' }, world)
    people.push(one)
    expect(await one.visit()).toMatchObject({ ok: true })
    await one.walk({ x: 176 + at * 78, y: 590 })
  }
  await ada.enter(world)
  const figures = page.locator('.figure')
  await expect(figures).toHaveCount(FIGURES.length)
  for (const figure of await figures.all()) await stands(figure)
  for (const one of people) expect(await one.turn('down')).toMatchObject({ ok: true })
  await compare(
    page,
    'drawings',
    async () => {
      await page.reload()
      await ada.isSaved()
      await expect(figures).toHaveCount(FIGURES.length)
    },
    SHAPES,
  )
})

/** Somebody who looks in a way of their own, and comes as a program does. */
async function cameAs(
  name: string,
  look: { readonly sprite: string; readonly color: string },
  world: string,
): Promise<Driver> {
  const answer = await fetch(`${server.url}/api/me`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, look }),
  })
  const [session] = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  return connect({ server: server.url, world, name, session, platform: globalThis, WebSocket })
}

for (const [name, title] of [
  ['garden', 'The garden'],
  ['board', 'The board'],
  ['adventure', 'The dark lighthouse'],
  ['game', 'Coins in the meadow'],
  ['quiz', 'The quiz'],
  ['meeting', 'The meeting room'],
] as const) {
  test(`[TP1] the template ${name} looks as before @hard`, async ({ browser }) => {
    const ada = await meet(browser)
    const { page } = ada
    const made = await ada.context.request.post('/api/worlds', { data: { title, template: name } })
    await ada.enter(WorldSummary.parse(await made.json()).address)
    // As it was built, whatever its programs have done by now.
    await page.getByRole('button', { name: 'The world is playing' }).click()
    await page.getByRole('menuitem', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'The world is paused' }).click()
    await page.getByRole('menuitem', { name: 'Reset' }).click()
    await page.getByRole('button', { name: 'Reset', exact: true }).click()
    await compare(page, name, async () => {
      await page.reload()
      await ada.isSaved()
      await expect(ada.text).toBeVisible()
    })
  })
}

test('[E9] a dark floor is printed in dark ink @hard', async ({ browser }) => {
  const ada = await meet(browser)
  const made = await ada.context.request.post('/api/worlds', {
    data: { title: 'Dark', template: 'adventure' },
  })
  await ada.enter(WorldSummary.parse(await made.json()).address)
  const heading = ada.page.locator('.page-h1').first()
  await expect(heading).toHaveCSS('color', 'rgb(240, 217, 168)')
  await ada.page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await expect(heading).toHaveCSS('color', 'rgb(34, 37, 44)')
  await expect(ada.text).toHaveCSS('color', 'rgb(34, 37, 44)')
})
