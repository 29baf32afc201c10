// What Markdown has beside the usual signs, written by hand and seen on the page and in *Read*.
import { expect, type Page } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

async function read(page: Page) {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('reading view')
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: /./ }).filter({ has: page.getByRole('article') })
  await expect(sheet.getByRole('article')).toBeVisible()
  return sheet
}

test('[M9] marked words and callouts are written as Markdown, and shown on the page and to readers', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/marks')
  await ada.write(
    'A ==yellow== word; a == b == c.\n\n> [!warning] Thin ice\nStay on the *path*.\n\n\nBehind it.',
  )
  await ada.reads('> [!warning] Thin ice\n> Stay on the *path*.')
  await expect(page.locator('.page-mark')).toHaveText(['yellow'])
  const callout = page.locator('.callout-warning')
  await expect(callout).toHaveCount(2)
  await expect(callout.first().locator('.page-callout-kind')).toHaveText('warning')
  await expect(callout.first()).toHaveCSS('font-style', 'normal')
  // The signs are letters that nobody sees until the caret is there, and they move nothing.
  const tops = () =>
    page.locator('.cm-line').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))
  const before = await tops()
  await expect(callout.locator('.page-shown')).toHaveCount(0)
  await callout.first().locator('.page-callout-kind').click()
  await expect(callout.first().locator('.page-shown')).not.toHaveCount(0)
  expect(await tops()).toEqual(before)

  const sheet = await read(page)
  const asRead = { useInnerText: true }
  await expect(sheet.locator('.page-mark')).toHaveText(['yellow'], asRead)
  const note = sheet.locator('blockquote')
  await expect(note.locator('.page-callout').first()).toHaveText('Warning Thin ice', asRead)
  await expect(note.locator('.page-em')).toHaveText('path', asRead)
  await expect(note).not.toContainText('[!', asRead)
  await expect(note).not.toContainText('Behind it', asRead)
})

test('[M10] a press leads from a footnote to its words and back, on the page and in Read @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', { viewport: { width: 1280, height: 500 } })
  const { page } = ada
  await ada.enter('ada/notes')
  await ada.write(`Meant[^1] here.\n${'\nMore.\n'.repeat(20)}\n[^1]: The words of it.`)
  const notes = page.locator('.page-note')
  await page.keyboard.press('Control+Home')
  await expect(notes.first()).toHaveText('1')
  await notes.first().click()
  const words = page.locator('.page-footnote')
  await expect(words).toBeInViewport()
  await expect(words.locator('.page-shown')).toHaveCount(2)
  await words.locator('.page-note').click()
  await expect(page.getByText('Meant')).toBeInViewport()
  await page.keyboard.type('0')
  await ada.reads('Meant[^01] here.')
  await page.keyboard.press('Backspace')

  const sheet = await read(page)
  await sheet.getByRole('link', { name: 'Footnote 1', exact: true }).click()
  const back = sheet.getByRole('link', { name: 'Footnote 1: back to the text' })
  await expect(back).toBeInViewport()
  await expect(back).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(sheet.getByRole('link', { name: 'Footnote 1', exact: true })).toBeFocused()
  await expect(sheet.getByText('Meant')).toBeInViewport()
})

test('[M11] formulas are MathML in the room of their text, and are written in place @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/maths')
  await ada.write('Where $a^2+b$ holds.\n\n$$ % 4\n\\frac{1}{2}\n$$\nBehind')
  const behind = page.locator('.cm-line', { hasText: 'Behind' })
  const inLine = page.locator('.page-formula math')
  const block = page.locator('.page-formula-block math')
  await expect(inLine.locator('msup')).toHaveCount(1)
  await expect(block.locator('mfrac')).toBeVisible()
  const top = async () => (await behind.boundingBox())?.y
  const before = await top()
  // 4 lines, as its first line says.
  const first = await page.locator('.cm-line').first().boundingBox()
  expect(before && first && Math.round(before - first.y)).toBe(30 * 6)
  // A press opens the source of a block, and nothing moves.
  await block.click()
  await expect(block).toBeHidden()
  expect(await top()).toBe(before)
  await page.keyboard.press('Control+End')
  await expect(block).toBeVisible()
  expect(await top()).toBe(before)
  // One in a line is written in its card.
  await page.keyboard.press('Control+Home')
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight')
  const field = page.getByRole('group', { name: 'Formula' }).getByRole('textbox', { name: 'Formula' })
  await expect(field).toHaveValue('a^2+b')
  await field.fill('c_1')
  await field.press('Enter')
  await expect(inLine.locator('msub')).toHaveCount(1)

  const sheet = await read(page)
  await expect(sheet.locator('math')).toHaveCount(2)
})

test('[M11] formulas of wide and of tall letters are whole in the room of their text @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/wide-maths')
  await ada.write('Where $WWWWMMMM$, $x_{i_j}$ and $\\frac{x^2+1}{\\sqrt{y}}$ hold, $\\sum_{i=1}^n i$.')
  const hidden = () =>
    ada.page.locator('.page-formula').evaluateAll((rooms) =>
      rooms.map((element) => {
        const drawn = element.querySelector('math')?.getBoundingClientRect()
        const { left, right, top, bottom } = element.getBoundingClientRect()
        if (!drawn) return null
        const beside = [left - drawn.left, drawn.right - right, top - drawn.top, drawn.bottom - bottom]
        return Math.round(Math.max(0, ...beside))
      }),
    )
  await expect.poll(hidden).toEqual([0, 0, 0, 0])
})

test('[M11] what a formula must not do is its source, with a sentence @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await ada.enter('ada/hostile-maths')
  const hostile = [
    '\\href{javascript:alert(1)}{x}',
    '\\includegraphics{https://example.org/a.png}',
    '\\def\\a{\\a\\a}\\a',
    '\\style{position:fixed}{x}',
    '\\frac{1',
    '{'.repeat(400),
  ]
  await ada.write(hostile.map((source) => `$$ ${source} $$`).join('\n\n'))
  await page.keyboard.type('\n\nEnd, with $\\color{red} y$.')
  await expect(page.locator('.formula-wrong')).toHaveCount(hostile.length)
  await expect(page.locator('.formula-wrong').first()).toContainText('This formula cannot be read.')
  await expect(page.locator('.page-formula math')).toBeVisible()
  await expect(page.locator('.formula').locator('a, img, [href], [src], [onclick], [id]')).toHaveCount(0)
  expect(asked.filter((url) => url.includes('example.org'))).toEqual([])
})

test('[M12] a page is shown in another, in the room that the text says, and follows what is written', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  const { page } = ada
  await ada.enter('ada/embeds')
  await ada.write('![[note#Part|4]]\n![[nothing]]\nBehind')
  await expect(page.getByText('There is no “note” here yet.')).toBeVisible()
  // Somebody makes it.
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused()
  await page.keyboard.type('note')
  await page.keyboard.press('Enter')
  await ada.thing('note').click()
  await page.keyboard.press('Shift+Enter')
  await expect(page.getByRole('textbox', { name: 'The page of note' })).toBeFocused()
  await page.keyboard.type('Top\n\n## Part\n\nIn the *part*.\n\n![[note|3]]')
  await page.goBack()
  await expect(page.getByRole('textbox', { name: 'The page of embeds' })).toBeVisible()
  const embeds = page.locator('.paper .page-embed')
  const part = embeds.first()
  await expect(part.locator('.page-em').first()).toHaveText('part')
  await expect(part.getByRole('heading', { name: 'Part', exact: true, level: 2 }).first()).toBeVisible()
  await expect(part).not.toContainText('Top')
  await expect(page.getByText('There is no “nothing” here yet.')).toBeVisible()
  // An embed in itself ends.
  expect(await page.locator('.page-embed').count()).toBeLessThan(6)
  const heightOf = () =>
    page.evaluate(() => {
      const tops = [...document.querySelectorAll('.paper .cm-line')].filter(
        (line) => !line.closest('.page-embed'),
      )
      const [first, last] = [tops[0], tops.at(-1)].map((line) => line?.getBoundingClientRect().top ?? 0)
      return Math.round((last ?? 0) - (first ?? 0))
    })
  expect(await heightOf()).toBe(30 * (4 + 6))

  // What others write on it is seen at once; the page is as high as before.
  await bob.enter('ada/embeds')
  await bob.thing('note').dblclick()
  await bob.page.getByRole('textbox', { name: 'The page of note' }).click()
  await bob.page.keyboard.press('Control+Home')
  for (let line = 0; line < 4; line += 1) await bob.page.keyboard.press('ArrowDown')
  await bob.page.keyboard.type('News. ')
  await expect(part).toContainText('News. In the *part*.')
  expect(await heightOf()).toBe(30 * (4 + 6))

  const sheet = await read(page)
  const shown = sheet.locator('.page-embed').first()
  await expect(shown).toContainText('News. In the part.', { useInnerText: true })
  await page.keyboard.press('Escape')
  // Its button goes there.
  await part.locator('.page-embed-way').first().click()
  await expect(page.getByRole('textbox', { name: 'The page of note' })).toBeVisible()
})

test('[M12] a picture in an embed stays the same while somebody writes on its page @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/steady-embeds')
  await ada.write('![[#Part|8]]\n\n## Part\n\n![p|60](data:image/gif;base64,R0lGODlhAQABAAAAACw=)\n\nEnd')
  const embed = page.locator('.paper .page-embed').first()
  const picture = await embed.locator('.page-picture img').elementHandle()
  await ada.write(' and more')
  await expect(embed).toContainText('End and more')
  expect(await picture?.evaluate(({ isConnected }) => isConnected)).toBe(true)
})

test('[M1] a sign beside words takes no room, shown or hidden', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/no-room')
  const [first, ...words] = ['bold', '太字の', 'struck', 'marked', 'both', 'said']
  await ada.write(`in**${first}**d, これは**太字の**言葉, a~~struck~~b, a==marked==b, a***both***b, a*said*b`)
  /** From each letter of the line to the next one, and how wide the line is. */
  const gaps = () =>
    ada.text.evaluate((content) => {
      const { cmTile } = content as unknown as {
        cmTile: {
          root: { view: { state: { doc: { toString(): string } }; coordsForChar(at: number): DOMRect } }
        }
      }
      const { view } = cmTile.root
      const text = view.state.doc.toString()
      const boxes = Array.from(text).flatMap((letter, at) =>
        /[*~=]/.test(letter) ? [] : [view.coordsForChar(at)],
      )
      return boxes.map(({ left }, at) => Math.abs(left - (boxes[at - 1]?.right ?? left)))
    })
  const signs = page.locator('.page-tuck.page-shown')
  for (const word of [first, ...words]) {
    const shown = page.locator('.cm-line span', { hasText: new RegExp(`^${word}$`) }).last()
    await shown.click()
    await expect(signs).not.toHaveCount(0)
    expect(Math.max(...(await gaps())), word).toBeLessThan(1)
  }
})
