// Words of several keys to a letter, by Chromium’s own input methods, while somebody else types on the same
// line.
import { expect, type CDPSession } from '@playwright/test'
import { once } from 'node:events'
import type { ServingNode } from '../../process.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** An input method: it shows the text composed so far, and puts the word in its place in the end. */
async function compose(cdp: CDPSession, text: string): Promise<void> {
  await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
}

const LINES = [
  { at: 'start', keys: ['Home'], words: '你好世界left right' },
  { at: 'middle', keys: ['Home', ...Array<string>(5).fill('ArrowRight')], words: 'left 你好世界right' },
  { at: 'end', keys: ['End'], words: 'left right你好世界' },
] as const

test('what is composed is whole, and so is what somebody else types on that line meanwhile @hard', async ({
  browser,
}) => {
  const [ada, bob] = await Promise.all([
    Person.meet(browser, server.url, 'Ada'),
    Person.meet(browser, server.url, 'Bob'),
  ])
  await ada.enter('ada/composing')
  await ada.write('first')
  await ada.write('\nleft right'.repeat(LINES.length))
  await ada.isSaved()
  await bob.enter('ada/composing')
  await bob.reads(/right$/)
  const cdp = await ada.context.newCDPSession(ada.page)
  const clerk = openStock(`${server.wsUrl}/sync`, 'ada/composing')
  await once(clerk as unknown as EventTarget, 'sync')

  for (const [index, { at, keys, words }] of LINES.entries()) {
    async function goTo({ page }: Person, more: readonly string[]): Promise<void> {
      await page.keyboard.press('Control+Home')
      for (let down = 0; down <= index; down += 1) await page.keyboard.press('ArrowDown')
      for (const key of more) await page.keyboard.press(key)
    }
    let count = 0
    /** Somebody else writes at both ends of the line, and it is here when this is over. */
    async function meanwhile(): Promise<void> {
      count += 1
      await bob.page.keyboard.press('End')
      await bob.page.keyboard.type('!')
      await bob.page.keyboard.press('Home')
      await bob.page.keyboard.type('>')
      await bob.isSaved()
      // An edit that is saved after it has also arrived here after it.
      clerk.doc.getMap('meta').set('title', `${at} ${count}`)
      await expect(ada.page.getByRole('heading', { name: `${at} ${count}` })).toBeVisible()
    }
    await bob.text.focus()
    await goTo(bob, [])
    await ada.text.focus()
    await goTo(ada, keys)
    await compose(cdp, 'n')
    await compose(cdp, 'ni')
    await meanwhile()
    await compose(cdp, 'ni h')
    await meanwhile()
    await compose(cdp, '你好')
    await cdp.send('Input.insertText', { text: '你好' })
    await compose(cdp, 's')
    await meanwhile()
    await compose(cdp, 'shi')
    await meanwhile()
    await cdp.send('Input.insertText', { text: '世界' })

    const lineOf = async (person: Person): Promise<string> =>
      (await person.words()).split('\n')[index + 1] ?? ''
    const whole = { words, others: count * 2 }
    await expect
      .poll(async () => {
        const line = await lineOf(ada)
        return { words: line.replace(/[>!]/g, ''), others: line.replace(/[^>!]/g, '').length }
      }, at)
      .toEqual(whole)
    const line = await lineOf(ada)
    expect(line, at).toContain('你好世界')
    await expect.poll(() => lineOf(bob)).toBe(line)
    // The cursor is behind what was composed.
    await ada.page.keyboard.type('.')
    await expect.poll(() => lineOf(ada)).toContain('世界.')
  }
  clerk.destroy()
})

test('[E27] an editor that comes while a word is composed waits for it, and goes on behind it @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { serviceWorkers: 'block' })
  const { page } = ada
  await ada.enter('ada/composed-early')
  await ada.write('left right')
  await ada.isSaved()
  const held = Promise.withResolvers<void>()
  await page.route('**/assets/editor-*.js', async (route) => {
    await held.promise
    await route.continue()
  })
  await page.goto('about:blank')
  await page.goto('/w/ada/composed-early')
  await ada.drawn
    .locator('.page-line')
    .first()
    .click({ position: { x: 400, y: 10 } })
  await expect(page.getByRole('textbox', { name: 'Write here' })).toBeFocused()
  const cdp = await ada.context.newCDPSession(page)
  await compose(cdp, 'n')
  await compose(cdp, 'ni')
  const fetched = page.waitForResponse('**/assets/editor-*.js')
  held.resolve()
  await (await fetched).finished()
  // It would be there after a few frames.
  await page.evaluate(async () => {
    for (let frame = 0; frame < 40; frame += 1) await new Promise(requestAnimationFrame)
  })
  await expect(ada.text).toHaveCount(0)
  await compose(cdp, 'ni h')
  await cdp.send('Input.insertText', { text: '你好' })
  await compose(cdp, 'shi')
  await cdp.send('Input.insertText', { text: '世界' })
  await expect(ada.text).toBeFocused()
  await page.keyboard.type('.')
  await ada.reads(/^left right你好世界\.$/)
})
