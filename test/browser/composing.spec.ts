// Words of several keys to a letter, by Chromium’s own input methods, while somebody else types on the same
// line.
import { expect, type CDPSession } from '@playwright/test'
import type { RunningServer } from '../process.ts'
import { Person, test } from './person.ts'

let server: RunningServer

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** What an input method does: it shows what is composed so far, and puts the word in its place in the end. */
async function compose(cdp: CDPSession, text: string): Promise<void> {
  await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
}

for (const where of ['start', 'middle', 'end'] as const) {
  test(`what is composed at the ${where} of a line is whole, and so is what somebody else types there`, async ({
    browser,
  }) => {
    const [ada, bob] = await Promise.all([
      Person.meet(browser, server.url, 'Ada'),
      Person.meet(browser, server.url, 'Bob'),
    ])
    const address = `ada/composing-${where}`
    await ada.enter(address)
    await ada.write('above')
    await ada.page.keyboard.press('Enter')
    await ada.page.keyboard.type('left right')
    await ada.isSaved()
    await bob.enter(address)
    await bob.reads(/^above\nleft right$/)

    await ada.page.keyboard.press('Home')
    const steps = { start: 0, middle: 5, end: 10 }[where]
    for (let at = 0; at < steps; at += 1) await ada.page.keyboard.press('ArrowRight')
    const cdp = await ada.context.newCDPSession(ada.page)
    await compose(cdp, 'n')
    await compose(cdp, 'ni')
    // Somebody else writes at both ends of the line, and at what is being composed.
    await bob.text.click()
    await bob.page.keyboard.press('Control+End')
    await bob.page.keyboard.type('!')
    await compose(cdp, 'ni h')
    await bob.page.keyboard.press('Home')
    await bob.page.keyboard.type('>>')
    await bob.page.keyboard.press('Control+Home')
    await bob.page.keyboard.type('far ')
    await bob.isSaved()
    await compose(cdp, 'ni hao')
    await compose(cdp, '你好')
    await cdp.send('Input.insertText', { text: '你好' })
    await compose(cdp, 'shi')
    await compose(cdp, 'shi jie')
    await cdp.send('Input.insertText', { text: '世界' })

    const words = {
      start: '>>你好世界left right!',
      middle: '>>left 你好世界right!',
      end: '>>left right你好世界!',
    }
    const allowed = [`far above\n${words[where]}`]
    // Two who write at one spot: whose words come first is for the merge to say.
    if (where === 'start') allowed.push('far above\n你好世界>>left right!')
    if (where === 'end') allowed.push('far above\n>>left right!你好世界')
    await expect.poll(async () => allowed.includes(await ada.words())).toBe(true)
    const told = await ada.words()
    await expect.poll(() => bob.words()).toBe(told)
    // The caret is behind what was composed.
    await ada.page.keyboard.type('.')
    await expect.poll(() => ada.words()).toContain('世界.')
  })
}
