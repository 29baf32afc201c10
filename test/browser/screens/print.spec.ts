// [E11] A print has the words of a page, all of them, and nothing else of the screen.
import { expect, type Page } from '@playwright/test'
import { makeWorld } from '../made-scene.ts'
import { Person, test } from '../person.ts'

const PARTS = 12
const PAGE = [
  '# Pond\n\nIt is **still** at *dusk*, ==deep== and `cold` [far](https://far.example). Use <b>tags</b>.\n',
  ...Array.from(
    { length: PARTS },
    (_, at) =>
      `## Part ${at}\n\nHere ~~not~~ $d$.\n\n$$\n\\frac{a}{b}\n$$\n\n- [x] mended\n- reed\n1. one\n\n> [!note] A **b**\n\n` +
      `| c | d |\n| --- | ---: |\n| 1 | **2** |\n\n${'word\n'.repeat(10)}`,
  ),
  'The **end**\n',
].join('\n')

interface Print {
  /** What is seen, in order, also letters without colour, which a PDF has. */
  readonly words: string
  readonly formulas: number
  readonly sheets: number
}

async function print(page: Page): Promise<Print> {
  // What a browser does: it tells the page, whose parts draw what is not drawn yet, and changes the medium.
  // An editor is drawn whole for half a second from then on.
  await page.evaluate(() => {
    function read(): void {
      const words: string[] = []
      const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
      for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
        const around = node.parentElement
        if (around?.checkVisibility({ visibilityProperty: true })) words.push(node.textContent ?? '')
      }
      const maths = [...document.querySelectorAll('math')]
      const formulas = maths.filter((one) => one.checkVisibility({ visibilityProperty: true })).length
      document.documentElement.dataset['printed'] = JSON.stringify({ words: words.join(' '), formulas })
    }
    function onChange(): void {
      dispatchEvent(new Event('beforeprint'))
      queueMicrotask(read)
    }
    // Behind those of the page.
    matchMedia('print').addEventListener('change', onChange, { once: true })
  })
  await page.emulateMedia({ media: 'print' })
  const read = () => page.evaluate(() => document.documentElement.dataset['printed'])
  await expect.poll(read).toBeDefined()
  const printed = (await read()) ?? ''
  await page.evaluate(() => delete document.documentElement.dataset['printed'])
  await page.emulateMedia({ media: null })
  const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
  return { ...JSON.parse(printed), sheets: pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0 }
}

function expectWhole({ words, formulas, sheets }: Print): void {
  expect(words.replaceAll(/\s+/g, ' ')).toMatch(
    /^ ?Pond It is still at dusk , deep and cold far . Use <b> tags <\/b>/,
  )
  expect(words).toMatch(/end\s*$/)
  expect(words.match(/Part \d+/g)).toHaveLength(PARTS)
  expect(words).not.toMatch(/[*=~`|[\]#$]|--|frac|far\.example|Outline|Limbo/)
  expect(formulas).toBe(2 * PARTS)
  expect(sheets).toBeGreaterThan(4)
  expect(sheets).toBeLessThan(12)
}

/** What is kept together with what follows. */
const isKept = (page: Page, element: string): Promise<boolean[]> =>
  page.locator(element).evaluateAll((all) => all.map((one) => getComputedStyle(one).breakAfter === 'avoid'))

test('[E11] a page is printed whole, without signs and panels, from the floor, its editor and Read', async ({
  browser,
  openNode,
}) => {
  const ada = await Person.meet(browser, openNode.url, 'Ada')
  const { page } = ada
  // The editor comes after the first print.
  const held = Promise.withResolvers<void>()
  await page.route(/\/assets\/editor-/, async (route) => {
    await held.promise
    await route.continue()
  })
  await ada.enter(await makeWorld(ada, 'Pond', PAGE, []))
  await expect(page.locator('.page-formula-block math').first()).toBeVisible()
  await page.getByRole('button', { name: 'Outline', exact: true }).click()
  await expect(page.locator('.outline-tree')).toBeVisible()
  expectWhole(await print(page))

  held.resolve()
  // The caret is in bold words, whose signs the writer sees.
  await ada.text.click()
  await page.getByText('still').click()
  await expect(page.locator('.page-shown')).not.toHaveCount(0)
  expectWhole(await print(page))

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('Read')
  await page.getByRole('option', { name: /^Read/ }).first().click()
  await expect(page.locator('.reading math')).toHaveCount(2 * PARTS)
  expectWhole(await print(page))

  await page.emulateMedia({ media: 'print' })
  expect(await isKept(page, '.read :is(h1, h2), .read :is(h1, h2) + .page-line')).not.toContain(false)
  expect(
    await page
      .locator('.read .formula-block')
      .first()
      .evaluate((one) => getComputedStyle(one).breakInside),
  ).toBe('avoid')
})
