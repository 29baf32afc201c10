// The worlds that come with the node: each is chosen by its picture, and played through on the screen. The
// garden on a wide screen, and with the hard run all of them at both widths.
import { expect, type Locator } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { IS_HARD } from '../../hard.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const WIDTHS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const

/** Somebody who sees the templates. */
async function looksAtTemplates(
  browser: Parameters<typeof Person.meet>[0],
  viewport: (typeof WIDTHS)[number],
): Promise<Person> {
  const ada = await Person.meet(browser, server.url, 'Ada', { viewport })
  await ada.page.goto('/')
  await ada.page.getByRole('button', { name: 'New world' }).click()
  await expect(template(ada, 'The garden')).toBeVisible()
  return ada
}

const template = (person: Person, title: string): Locator =>
  person.page.locator('.template').filter({ has: person.page.getByText(title, { exact: true }) })

const shown = (person: Person, words: string | RegExp): Locator =>
  person.page.locator('.live-value').filter({ hasText: words })

/** Looks at the top of the page again. */
const looksUp = (person: Person): Promise<void> =>
  person.page.locator('.floor-window').evaluate((floor) => floor.scrollTo(0, 0))

/** Presses a thing while one walks, and what one can do with it. */
async function does(person: Person, deed: string, name: string): Promise<void> {
  const thing = person.thing(name).first()
  const button = person.page
    .getByRole('toolbar', { name: `Actions for ${name}` })
    .getByRole('button', { name: deed, exact: true })
  await expect(async () => {
    if (!(await button.isVisible())) await thing.click({ timeout: 5_000 })
    // The view follows who walks: a pointer may miss what moves.
    await button.press('Enter', { timeout: 5_000 })
  }).toPass({ timeout: 30_000 })
}

async function walks({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Walk', exact: true }).click()
  await expect(page.locator('.figure[data-me]')).toBeVisible()
}

/** Answers a question of a program with one of its choices. */
async function answers({ page }: Person, words: string | RegExp, choice: string): Promise<void> {
  const card = page.getByRole('dialog', { name: words })
  await card.getByRole('button', { name: choice, exact: true }).click({ timeout: 30_000 })
  await expect(card).toHaveCount(0)
}

const holds = (person: Person, thing: string): Promise<void> =>
  expect(person.page.getByRole('button', { name: `Carrying: ${thing}` })).toBeVisible()

interface Played {
  readonly title: string
  readonly play: (ada: Person) => Promise<void>
}

const WORLDS: readonly Played[] = [
  {
    title: 'The garden',
    async play(ada) {
      // It lives before anybody comes in.
      await expect(shown(ada, /^4\d\d$/)).toBeVisible()
      await walks(ada)
      await does(ada, 'Use', 'The seed box')
      const card = ada.page.getByRole('dialog', { name: 'What is the new bed about?' })
      await card.getByLabel('About').fill('Worms')
      await card.getByRole('button', { name: 'Answer' }).click()
      await expect(ada.thing('Worms')).toBeVisible()
      await looksUp(ada)
      await expect(shown(ada, '7')).toBeVisible()
    },
  },
  {
    title: 'The board',
    async play(ada) {
      const [card, column] = [ada.thing('Write the song'), ada.thing('Doing')]
      // The code for dragging comes after the first view.
      await expect(async () => {
        await card.scrollIntoViewIfNeeded()
        await card.hover()
        await ada.page.mouse.down()
        const to = await column.boundingBox()
        if (to === null) throw new Error('there is no column')
        await ada.page.mouse.move(to.x + to.width / 2, to.y + to.height * 0.6, { steps: 8 })
        await ada.page.mouse.up()
        const { x = 0 } = (await card.boundingBox()) ?? {}
        expect(x).toBeGreaterThan(to.x)
      }).toPass()
      await looksUp(ada)
      await expect(shown(ada, '3')).toHaveCount(2)
    },
  },
  {
    title: 'The dark lighthouse',
    async play(ada) {
      await walks(ada)
      await does(ada, 'Use', 'Nets')
      await does(ada, 'Pick up', 'Coin')
      await holds(ada, 'Coin')
      await does(ada, 'Go in', 'Hut')
      await expect(ada.thing('Maren')).toBeVisible()
      await does(ada, 'Use', 'Maren')
      await answers(ada, /^Good evening, Ada/, 'Buy the oil, for one coin')
      await does(ada, 'Pick up', 'Can of oil')
      await holds(ada, 'Can of oil')
      await ada.page.keyboard.press('q')
      await does(ada, 'Go in', 'Lighthouse')
      await does(ada, 'Use', 'Iron door')
      await answers(ada, /^The iron door is locked/, 'Can of oil')
      await expect(ada.page.getByText('Nothing happens. The keyhole is rusty.').first()).toBeVisible()
      await does(ada, 'Go in', 'Cellar')
      await expect(ada.thing('Barrel')).toBeVisible()
      await ada.page.keyboard.press('q')
      await expect(ada.thing('Iron door')).toBeVisible()
    },
  },
  {
    title: 'Coins in the meadow',
    async play(ada) {
      await walks(ada)
      await does(ada, 'Use', 'Bell')
      await expect(shown(ada, '1 of 3')).toBeVisible()
      // A press on what one can walk over leads onto it.
      const find = ada.page
        .getByRole('region', { name: 'Things' })
        .getByRole('button', { name: /^(Coin|Star)$/ })
        .first()
      await expect(async () => {
        await find.click({ timeout: 5_000 })
        await expect(shown(ada, /^Ada, [1-9]/)).toBeAttached({ timeout: 6_000 })
      }).toPass({ timeout: 60_000 })
    },
  },
  {
    title: 'The quiz',
    async play(ada) {
      await walks(ada)
      await does(ada, 'Use', 'The owl')
      await answers(ada, /nearest to the sun/, 'Mercury')
      await looksUp(ada)
      await expect(shown(ada, 'Ada, 1')).toBeAttached()
      await expect(shown(ada, 'Mercury')).toHaveCount(2)
    },
  },
  {
    title: 'The meeting room',
    async play(ada) {
      await walks(ada)
      await does(ada, 'Use', 'Gavel')
      await expect(shown(ada, /^Welcome/)).toBeAttached()
      await does(ada, 'Use', 'Ballot box')
      await answers(ada, /^Your vote: Welcome/, 'For')
      await expect(shown(ada, 'For 1, Against 0, Abstain 0')).toBeAttached()
      await ada.page.locator('.floor-window').evaluate((floor) => floor.scrollBy(0, 600))
      await expect(ada.page.getByText('Vote: For 1, Against 0, Abstain 0.')).toBeVisible({ timeout: 30_000 })
    },
  },
]

for (const { title, play } of WORLDS) {
  for (const viewport of WIDTHS) {
    test(`[TP2] ${title} is made from its template and played, ${viewport.width} px wide @hard`, async ({
      browser,
    }) => {
      const ada = await looksAtTemplates(browser, viewport)
      await template(ada, title).click()
      await expect(ada.page.getByRole('textbox', { name: 'Title' })).toHaveValue(title)
      await ada.page.getByRole('button', { name: 'Create world' }).click()
      await expect(ada.text).toBeVisible()
      await ada.isSaved()
      await play(ada)
    })
  }
}

for (const [wide, viewport] of WIDTHS.entries()) {
  const mark = IS_HARD || wide !== 1 ? ' @hard' : ''
  test(`[TP1] templates are chosen by keys, and each has a picture, ${viewport.width} px wide${mark}`, async ({
    browser,
  }) => {
    const ada = await looksAtTemplates(browser, viewport)
    const { page } = ada
    await expect(page.locator('.template')).toHaveCount(7)
    await expect(page.locator('.template').first()).toContainText('Blank')
    expect(await faults(page)).toEqual([])
    await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused()
    await page.keyboard.press('Tab')
    await expect(page.getByRole('radio', { name: /^Blank/ })).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('radio', { name: /^The garden/ })).toBeChecked()
    await expect(page.locator('.template:has(:checked) .miniature-thing')).not.toHaveCount(0)
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/the-garden/)
    // Its picture is in the list of worlds, and follows what is written.
    await ada.text.focus()
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('Dear ')
    await ada.isSaved()
    await page.goto('/')
    const line = page.locator('.world-line').filter({ hasText: 'The garden' }).first()
    await expect(line.locator('.miniature-thing')).not.toHaveCount(0)
    await expect(line.locator('.miniature-line').first()).toContainText('Dear')
  })
}
