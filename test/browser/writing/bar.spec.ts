// The bar on what is selected: by pointer, by keys, by finger.
import { expect, type Page } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const barOf = (page: Page) => page.getByRole('toolbar', { name: 'What is selected' })

/** Whether the bar lies over any selected letter. */
const isOverWords = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const bar = document.querySelector('.selection-bar')?.getBoundingClientRect()
    const words = [...(getSelection()?.getRangeAt(0).getClientRects() ?? [])]
    if (!bar || words.length === 0) throw new Error('nothing is selected, or there is no bar')
    return words.some(
      ({ left, right, top, bottom }) =>
        left < bar.right && right > bar.left && top < bar.bottom && bottom > bar.top,
    )
  })

test('[E24] a bar sets what a pointer has selected, stands beside it, and goes with the selection', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/bar')
  await ada.write('alpha beta gamma\n\nsecond line\nthird line')
  const bar = barOf(page)
  await expect(bar).toBeHidden()
  const words = page.locator('.cm-line', { hasText: 'alpha' })
  const box = await words.boundingBox()
  if (!box) throw new Error('there is no line')
  await page.mouse.dblclick(box.x + 20, box.y + box.height / 2)
  await expect(bar).toBeVisible()
  expect(await isOverWords(page)).toBe(false)
  await bar.getByRole('button', { name: 'Bold' }).click()
  await ada.reads(/^\*\*alpha\*\* beta gamma\n/)
  await expect(bar.getByRole('button', { name: 'Bold' })).toHaveAttribute('aria-pressed', 'true')
  await bar.getByRole('button', { name: 'Marked' }).click()
  await ada.reads(/^\*\*==alpha==\*\* beta gamma\n/)
  await bar.getByRole('button', { name: 'Bold' }).click()
  await bar.getByRole('button', { name: 'Marked' }).click()
  await ada.reads(/^alpha beta gamma\n/)
  await bar.getByRole('button', { name: 'Heading', exact: true }).click()
  await ada.reads(/^# alpha beta gamma\n/)
  await bar.getByRole('button', { name: 'Smaller heading' }).click()
  await ada.reads(/^## alpha beta gamma\n/)
  await bar.getByRole('button', { name: 'Smaller heading' }).click()
  await bar.getByRole('button', { name: 'Link' }).click()
  const address = page.getByRole('textbox', { name: 'Address' })
  await expect(address).toBeFocused()
  await page.keyboard.type('ada/other')
  await page.keyboard.press('Enter')
  await ada.reads(/^\[alpha\]\(ada\/other\) beta gamma\n/)
  await expect(bar).toBeHidden()

  // Several lines are set line by line, in one step of undo.
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Shift+ArrowUp')
  await page.keyboard.press('Shift+Home')
  await expect(bar).toBeVisible()
  expect(await isOverWords(page)).toBe(false)
  await bar.getByRole('button', { name: 'List' }).click()
  await bar.getByRole('button', { name: 'Italic' }).click()
  await ada.reads(/\n- \*second line\*\n- \*third line\*$/)
  await bar.getByRole('button', { name: 'Italic' }).click()
  await ada.reads(/\n- second line\n- third line$/)
  await page.keyboard.press('Control+z')
  await ada.reads(/\n- \*second line\*\n- \*third line\*$/)
})

test('[E24] keys come to the bar and go on in it, and Escape leaves it for the words @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/bar-keys')
  await ada.write('one two')
  const bar = barOf(page)
  await page.keyboard.press('Control+Shift+ArrowLeft')
  await expect(bar).toBeVisible()
  await page.keyboard.press('Alt+F10')
  await expect(bar.getByRole('button', { name: 'Bold' })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await ada.reads('one ~~two~~')
  await page.keyboard.press('Escape')
  await expect(ada.text).toBeFocused()
  await page.keyboard.press('Control+e')
  await ada.reads('one ~~`two`~~')
  // A second Escape leaves the selection, and the bar goes with it.
  await page.keyboard.press('Escape')
  await expect(bar).toBeHidden()
  await page.keyboard.type('!')
  await ada.reads(/!two/)
  // In code, and where one only reads, there is none.
  await page.keyboard.press('Control+a')
  await page.keyboard.type('```js\nlet a\n')
  await page.keyboard.press('Control+a')
  await page.waitForTimeout(600)
  await expect(bar).toBeHidden()
})

test('[E24] on a phone it stands above the keyboard, and the words are moved from under it @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  })
  const { page } = ada
  await ada.enter('ada/bar-phone')
  await ada.text.tap()
  await page.keyboard.insertText('line\n'.repeat(30))
  await page.keyboard.press('Control+End')
  await page.keyboard.type('last words')
  await ada.reads(/line\nlast words$/)
  // The keyboard comes up: the window of the page is what is left.
  await page.setViewportSize({ width: 390, height: 460 })
  await page.keyboard.press('Control+Shift+ArrowLeft')
  const bar = barOf(page)
  await expect(bar).toBeVisible()
  const box = await bar.boundingBox()
  expect(box && Math.round(box.y + box.height)).toBeGreaterThan(450)
  await expect.poll(() => isOverWords(page)).toBe(false)
  await bar.getByRole('button', { name: 'Bold' }).tap()
  await ada.reads(/last \*\*words\*\*$/)
  await expect(ada.text).toBeFocused()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
})
