// Keys of other layouts and of input methods, as Chromium tells them.
import { expect, type CDPSession } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

const [ALT, CONTROL] = [1, 2]

interface Stroke {
  readonly code: string
  readonly key: string
  readonly keyCode: number
  readonly modifiers?: number
  /** What it writes. */
  readonly text?: string
}

async function hold(cdp: CDPSession, { keyCode, text, ...stroke }: Stroke): Promise<void> {
  const type = text === undefined ? 'rawKeyDown' : 'keyDown'
  await cdp.send('Input.dispatchKeyEvent', {
    type,
    ...stroke,
    ...(text !== undefined && { text }),
    windowsVirtualKeyCode: keyCode,
  })
}

async function strike(cdp: CDPSession, stroke: Stroke): Promise<void> {
  await hold(cdp, stroke)
  const { code, key, keyCode } = stroke
  await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', code, key, windowsVirtualKeyCode: keyCode })
}

test('a Russian keyboard has all shortcuts and walks; who composes a name ends it with its own Enter', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/layouts')
  await expect(ada.text).toBeVisible()
  const cdp = await ada.context.newCDPSession(page)
  await strike(cdp, { code: 'Enter', key: 'Enter', keyCode: 13, modifiers: CONTROL })
  const field = page.locator('.thing-name-field')
  await expect(field).toBeFocused()
  await page.keyboard.press('Control+a')
  await cdp.send('Input.imeSetComposition', { text: '한글', selectionStart: 2, selectionEnd: 2 })
  for (const key of ['Enter', 'Escape']) {
    await strike(cdp, { code: key, key, keyCode: 229 })
    await expect(field).toHaveValue('한글')
  }
  await cdp.send('Input.insertText', { text: '한글' })
  await page.keyboard.press('Enter')
  await expect(field).toHaveCount(0)
  await ada.thing('한글').click()
  await strike(cdp, { code: 'KeyD', key: 'в', keyCode: 68, modifiers: CONTROL })
  await expect(page.getByRole('region', { name: 'Things' }).locator('.thing-body')).toHaveCount(2)
  await strike(cdp, { code: 'KeyZ', key: 'я', keyCode: 90, modifiers: CONTROL })
  await expect(page.getByRole('region', { name: 'Things' }).locator('.thing-body')).toHaveCount(1)
  await strike(cdp, { code: 'KeyK', key: 'л', keyCode: 75, modifiers: CONTROL })
  const palette = page.getByRole('dialog', { name: 'Find anything' })
  await expect(palette).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette).toHaveCount(0)
  // Nobody walks off with a selection.
  await page.keyboard.press('Escape')
  await expect(ada.thing('한글')).toHaveAttribute('aria-pressed', 'false')
  await strike(cdp, { code: 'KeyK', key: 'л', keyCode: 75, modifiers: ALT })
  const me = page.locator('.figure[data-me]')
  await expect(me).toBeVisible()
  // One key goes down, once, as soon as what hears it is there.
  await expect(page.locator('.walk-over[data-here]')).toBeAttached()
  const before = await me.boundingBox()
  await hold(cdp, { code: 'KeyD', key: 'в', keyCode: 68 })
  await expect.poll(async () => (await me.boundingBox())?.x ?? 0).toBeGreaterThan((before?.x ?? 0) + 20)
  await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', code: 'KeyD', key: 'в' })
})

test('a letter that Option makes on a Mac is written, and opens nothing', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', {
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/156.0 Safari/537.36',
  })
  await ada.enter('ada/option')
  await ada.text.click()
  await ada.page.keyboard.type('to ')
  const panels = await ada.page.locator('aside').count()
  const cdp = await ada.context.newCDPSession(ada.page)
  for (const [letter, key] of [
    ['O', 'ó'],
    ['I', 'ı'],
    ['Y', '¥'],
    ['W', '∑'],
    ['H', 'ª'],
    ['K', 'ķ'],
  ] as const)
    await strike(cdp, {
      code: `Key${letter}`,
      key,
      keyCode: letter.charCodeAt(0),
      modifiers: ALT,
      text: key,
    })
  await ada.reads(/^to óı¥∑ªķ$/)
  await expect(ada.page.locator('aside')).toHaveCount(panels)
  await expect(ada.text).toBeFocused()
})
