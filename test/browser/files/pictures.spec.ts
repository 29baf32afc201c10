// Pictures in worlds: dropped, pasted and chosen; seen by others; brought without a network, and sent when it
// is back; where there is no room for one.
import { expect, type Locator, type Page } from '@playwright/test'
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { serveAccounts } from '../../accounts.ts'
import { until, type ServingNode } from '../../process.ts'
import { openLimitingProxy } from '../../support/limiting-proxy.ts'
import { hasNginx, openNginx } from '../../support/nginx.ts'
import { jpeg, exif, png, pngChunk, svg } from '../../unit/assets/made.ts'
import { Person, test } from '../person.ts'
import { line, openHistory } from '../timeline.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

interface Brought {
  readonly name: string
  readonly type: string
  readonly bytes: readonly number[]
}

const file = (name: string, type: string, bytes: Uint8Array): Brought => ({ name, type, bytes: [...bytes] })
const cat = (shade = 90): Brought => file('a striped cat.png', 'image/png', png(60, 30, { shade }))
const WITH_WORKER = { serviceWorkers: 'allow' } as const
const JSON_TYPE = { headers: { 'content-type': 'application/json' } }
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** Lets go of files at a spot of the screen. */
async function drop(
  page: Page,
  at: { readonly x: number; readonly y: number },
  files: readonly Brought[],
  hint = 'Drop it on the text',
): Promise<void> {
  const dataTransfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer()
    for (const { name, type, bytes } of files)
      transfer.items.add(new File([Uint8Array.from(bytes)], name, { type }))
    return transfer
  }, files)
  const event = { dataTransfer, clientX: at.x, clientY: at.y }
  await expect(async () => {
    await page.dispatchEvent('.floor-window', 'dragover', event)
    await expect(page.getByText(hint)).toBeVisible({ timeout: 500 })
  }).toPass()
  await page.dispatchEvent('.floor-window', 'drop', event)
}

/** Pastes files into what has the focus. */
async function paste(page: Page, files: readonly Brought[]): Promise<void> {
  await page.evaluate((files) => {
    const transfer = new DataTransfer()
    for (const { name, type, bytes } of files)
      transfer.items.add(new File([Uint8Array.from(bytes)], name, { type }))
    const event = new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
    ;(document.activeElement ?? document.body).dispatchEvent(event)
  }, files)
}

/** Waits until a picture of a thing, or of a page, is drawn from where it is said to be. */
async function isDrawn(
  page: Page,
  selector: string,
  source: RegExp = /\/assets\/[0-9a-f]{64}$/,
): Promise<string> {
  const image = page.locator(`${selector} img`).first()
  await expect
    .poll(() =>
      image
        .evaluate((element: HTMLImageElement) => element.complete && element.naturalWidth > 0)
        .catch(() => false),
    )
    .toBe(true)
  // One that is still on its way to the node is drawn from this device.
  const from = () => image.evaluate((element: HTMLImageElement) => element.src)
  await expect.poll(from).toMatch(source)
  return from()
}

/** How many pictures wait on this device to be sent. */
const waitingPictures = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).flatMap(({ name = '' }) =>
      name.endsWith(' pictures') ? [name] : [],
    )
    const open = indexedDB.open(names[0] ?? '')
    await new Promise((resolve) => open.addEventListener('success', resolve, { once: true }))
    const count = open.result.transaction('pictures').objectStore('pictures').count()
    await new Promise((resolve) => count.addEventListener('success', resolve, { once: true }))
    open.result.close()
    return count.result
  })

const LEFT_MARGIN = { x: 230, y: 420 }

test('a picture dropped beside the text is a thing as wide for its height; others see it; it can be renamed', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/dropped')
  await bob.enter('ada/dropped')
  await drop(ada.page, LEFT_MARGIN, [cat()])
  // It asks for the picture's content: its name is read aloud.
  const field = ada.page.getByRole('textbox', { name: 'Name' })
  await expect(field).toHaveValue('a striped cat')
  await field.fill('A cat in stripes')
  await field.press('Enter')
  await expect(bob.thing('A cat in stripes')).toBeVisible()
  // Where his browser asked for it before hers had sent it, it keeps the picture for the world, too.
  await isDrawn(bob.page, '.thing', /^blob:|\/assets\//)
  const box = await bob.thing('A cat in stripes').boundingBox()
  expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(2, 0)
  await expect(bob.page.locator('.thing img')).toHaveAttribute('alt', '')

  // One that is taller than wide stands in its line of the outline, neither squashed nor cut.
  await drop(ada.page, { x: 230, y: 560 }, [file('a tower.png', 'image/png', png(40, 120, { shade: 30 }))])
  await expect(ada.page.getByRole('textbox', { name: 'Name' })).toHaveValue('a tower')
  await ada.page.keyboard.press('Enter')
  await ada.page.getByRole('button', { name: /^Outline/ }).click()
  const line = ada.page.getByRole('treeitem', { name: /^a tower/ })
  await expect(line).toBeVisible()
  const [around, picture] = await Promise.all([line.boundingBox(), line.locator('img').boundingBox()])
  if (!around || !picture) throw new Error('the tower is not in the outline')
  expect(picture.y).toBeGreaterThanOrEqual(around.y)
  expect(picture.y + picture.height).toBeLessThanOrEqual(around.y + around.height)
  expect(picture.width).toBeLessThanOrEqual(20)
})

test('[F12] [E28] [E29] of files that are dropped at once each comes as it can, and the others are named with what to do', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/mixed')
  const text = (name: string, words: string): Brought => file(name, '', new TextEncoder().encode(words))
  const csv = text('prices.csv', 'thing;price\n"Lamp; red";1,50\n')
  const notes = text('notes.md', '# Notes\n\nSee [prices](prices.md).\n')
  await drop(page, LEFT_MARGIN, [cat(), text('letter.pdf', '%PDF'), notes, csv], 'Drop here')
  const card = page.getByRole('dialog', { name: 'Some files were left out' })
  await expect(card).toContainText('letter.pdf: It is neither a page nor an image. Open it, copy its words')
  await card.getByRole('button', { name: 'Close' }).last().click()
  await expect(card).toBeHidden()
  for (const name of ['Notes', 'prices', 'a striped cat']) await expect(ada.thing(name)).toBeVisible()

  // Without a page, too, nothing keeps a picture out.
  await drop(page, { x: 230, y: 620 }, [cat(30), text('IMG_1.MOV', 'x')], 'Drop here')
  await expect(card).toContainText('IMG_1.MOV: It is neither a page nor an image. A world has no films.')
  await card.getByRole('button', { name: 'Close' }).last().click()
  await expect(card).toBeHidden()
  await expect(ada.thing('a striped cat')).toHaveCount(2)

  // A copied file is not its name; and what a middle press pastes on Linux is not what somebody meant.
  await page.locator('.floor-window').focus()
  await page.evaluate(() => {
    const data = (plain: string): DataTransfer => {
      const transfer = new DataTransfer()
      transfer.setData('text/plain', plain)
      return transfer
    }
    const paste = (clipboardData: DataTransfer): boolean =>
      document.body.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      )
    const floor = document.querySelector('.floor-window')
    floor?.dispatchEvent(new MouseEvent('mouseup', { button: 1, bubbles: true }))
    paste(data('selected elsewhere'))
    const copied = data('owl.md')
    copied.items.add(new File(['# The owl'], 'owl.md'))
    setTimeout(() => paste(copied))
  })
  await expect(ada.thing('The owl')).toBeVisible()
  await expect(ada.thing('selected elsewhere')).toHaveCount(0)
  await expect(ada.thing('owl.md')).toHaveCount(0)
})

/** As drawio and Graphviz write a box with a word, and Mermaid one whose word is HTML alone. */
const BOX = '<rect width="140" height="60" fill="#dae8fc"/>'
const HTML_WORD =
  '<foreignObject width="140" height="60"><div xmlns="http://www.w3.org/1999/xhtml">Boat</div></foreignObject>'
const WORD = '<text x="70" y="34" font-family="Helvetica" font-size="12" text-anchor="middle">Boat</text>'
const boxed = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="140" height="60" viewBox="0 0 140 60">${BOX}${inside}</svg>`
const DRAWINGS = {
  // Without the words that only a browser draws, another program shows these.
  drawio: [boxed(`<switch>${HTML_WORD}${WORD}</switch>`), boxed(WORD)],
  graphviz: [`<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">${boxed(WORD)}`, boxed(WORD)],
} as const

test('[I3] the words of a drawing are seen, or it is said that they would not be', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/drawings')
  const drawing = (name: string, text: string) =>
    file(`${name}.svg`, 'image/svg+xml', new TextEncoder().encode(text))
  const mermaid = drawing('mermaid', boxed(HTML_WORD))
  await drop(page, LEFT_MARGIN, [
    ...Object.entries(DRAWINGS).map(([name, [came]]) => drawing(name, came)),
    mermaid,
  ])
  await expect(
    page.getByText(/^mermaid\.svg: This SVG has words in it that a picture cannot show/),
  ).toBeVisible()
  for (const [name, [, right]] of Object.entries(DRAWINGS)) {
    const image = ada.thing(name).locator('img')
    await expect(image).toHaveAttribute('src')
    const different = await image.evaluate(async (shown: HTMLImageElement, right) => {
      const drawn = async (src: string): Promise<Uint8ClampedArray> => {
        const one = new Image(320, 137)
        one.src = src
        await one.decode()
        const canvas = new OffscreenCanvas(one.width, one.height).getContext('2d')!
        canvas.drawImage(one, 0, 0, one.width, one.height)
        return canvas.getImageData(0, 0, one.width, one.height).data
      }
      const source = URL.createObjectURL(new Blob([right], { type: 'image/svg+xml' }))
      const [ours, theirs] = [await drawn(shown.src), await drawn(source)]
      return ours.filter((level, at) => Math.abs(level - (theirs[at] ?? 0)) > 40).length / ours.length
    }, right)
    expect(different, name).toBeLessThan(0.001)
  }
})

test('a picture pasted into the page is set there in the height that the page says; its card comes by a press, or by a key @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/pasted')
  await bob.enter('ada/pasted')
  await ada.write('Look at this.')
  await paste(ada.page, [cat(120)])
  await isDrawn(ada.page, '.page-picture', /^blob:|\/assets\//)
  const words = ada.page.getByRole('textbox', { name: 'What it shows' })
  // One goes on to write below it.
  await ada.page.keyboard.type('And so on.')
  await ada.reads(/^Look at this\.\s+And so on\.$/)
  await expect(words).toHaveCount(0)
  await ada.page.keyboard.press('Home')
  await ada.page.keyboard.press('ArrowLeft')
  await ada.page.keyboard.press('Control+.')
  await expect(words).toHaveValue('a striped cat')
  await ada.page.keyboard.press('Escape')
  await expect(words).toHaveCount(0)
  await ada.page.locator('.page-picture').click()
  await expect(words).toHaveValue('a striped cat')
  await words.fill('A cat on a wall')
  await words.press('Enter')
  await isDrawn(bob.page, '.page-picture')
  await expect(bob.page.getByRole('img', { name: 'A cat on a wall' })).toBeVisible()
  expect(
    await bob.page.locator('.page-picture').evaluate((frame) => frame.getBoundingClientRect().height),
  ).toBeGreaterThan(0)

  // By its handle it gets as high as one likes, in whole lines.
  const frame = ada.page.locator('.page-picture')
  const high = await frame.evaluate((element) => Number.parseFloat(getComputedStyle(element).height))
  await frame.hover()
  const foot = await ada.page.getByTitle('Drag to size the picture').boundingBox()
  if (!foot) throw new Error('the picture has no handle')
  const [x, y] = [foot.x + foot.width / 2, foot.y + foot.height / 2]
  await ada.page.mouse.move(x, y)
  await ada.page.mouse.down()
  await ada.page.mouse.move(x, y + 92, { steps: 4 })
  await ada.page.mouse.up()
  const sized = Math.round((high + 92) / 30) * 30
  await expect(bob.page.locator('.page-picture')).toHaveCSS('height', `${sized}px`)
  await expect(frame).toHaveCSS('height', `${sized}px`)
  await ada.page.keyboard.press('Control+z')
  await expect(frame).toHaveCSS('height', `${high}px`)
  await frame.click()
  await ada.page.getByRole('button', { name: 'Remove the picture' }).click()
  await expect(ada.page.locator('.page-picture, .page-card')).toHaveCount(0)
  await ada.reads(/^Look at this\.\n\nAnd so on\.$/)
})

test('[M5] a picture’s width, side and end are at hand in its card, by keys, and no card stays without it', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/sides')
  await ada.write('Above.')
  await paste(page, [file('a wide cat.png', 'image/png', png(600, 300, { shade: 121 }))])
  const frame = page.locator('.page .page-picture')
  await expect(frame).toHaveCount(1)
  await page.keyboard.type('Below.')
  const card = page.locator('.page-card')
  const open = async (): Promise<void> => {
    await ada.text.press('Control+End')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Control+.')
    await expect(card).toBeVisible()
  }
  await open()
  const width = card.getByRole('combobox', { name: 'Width' })
  await width.fill('300')
  await width.press('Enter')
  await expect(card.getByRole('textbox', { name: 'Height' })).toHaveValue('150')
  await card.getByRole('button', { name: 'Right' }).press('Enter')
  await expect(card.getByRole('button', { name: 'Right' })).toHaveAttribute('aria-pressed', 'true')
  await isAtRight(page.locator('.page'))
  // So it is for who reads, with our program and without it.
  await ada.isSaved()
  const html = await (await ada.context.request.get('/w/ada/sides')).text()
  expect(html).toMatch(
    /<figure><img class="page-picture-right" src="[^"]*" alt="a wide cat" width="300" height="150"><\/figure>/,
  )
  await page.setViewportSize({ width: 390, height: 844 })
  await isAtRight(page.locator('.page'))
  await page.getByRole('button', { name: 'Read', exact: true }).click()
  await isAtRight(page.locator('.read'))
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 1280, height: 800 })

  const isGone = async (): Promise<void> => {
    await expect(frame).toHaveCount(0)
    await expect(card).toHaveCount(0)
  }
  const comesBack = async (): Promise<void> => {
    await page.keyboard.press('Control+z')
    await expect(frame).toHaveCount(1)
  }
  await open()
  await card.getByRole('button', { name: 'Remove the picture' }).press('Enter')
  await isGone()
  await comesBack()
  await open()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+x')
  await isGone()
  await comesBack()
  await open()
  await expect(async () => {
    await page.keyboard.press('Control+z')
    await expect(frame).toHaveCount(0, { timeout: 100 })
  }).toPass()
  await isGone()
})

/** Whether a picture of 300 by 150 stands at the right edge of its line, and within it. */
const isAtRight = (page: Locator): Promise<void> =>
  expect(async () => {
    const line = await page.locator('.page-line, .cm-line').first().boundingBox()
    const picture = await page.locator('.page-picture img').boundingBox()
    if (!line || !picture) throw new Error('nothing is drawn')
    expect(picture.width / picture.height).toBeCloseTo(2, 1)
    expect(picture.x + picture.width).toBeCloseTo(line.x + line.width, 0)
    expect(picture.x).toBeGreaterThan(line.x)
  }).toPass()

test('[HI26] pictures dropped on a floor are one import in the world’s past, and are taken back together @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/drawn')
  await ada.write('Written before. ')
  await ada.isSaved()
  const tower = file('a tower.png', 'image/png', png(40, 120, { shade: 31 }))
  await drop(page, LEFT_MARGIN, [cat(91), tower])
  for (const name of ['a striped cat', 'a tower']) await expect(ada.thing(name)).toBeVisible()
  await ada.isSaved()
  await openHistory(ada, 'ada/drawn')
  const imported = page.locator('.session-line', { hasText: '2 files were imported' })
  await expect(imported).toHaveCount(1)
  await imported.getByRole('button', { name: /^Take back/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click()
  for (const name of ['a striped cat', 'a tower']) await expect(ada.thing(name)).toHaveCount(0)
  await ada.reads(/Written before/)
  await page.getByRole('tab', { name: 'Versions' }).click()
  await expect(line(page, /^Before an import of 2 files/)).toBeVisible()
})

test('a picture dropped onto a line of the page goes into the page, after that line @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/line')
  await ada.write('One line.')
  const line = await ada.page.locator('.paper .cm-line', { hasText: 'One line.' }).boundingBox()
  await drop(ada.page, { x: (line?.x ?? 0) + 20, y: (line?.y ?? 0) + 10 }, [cat(33)])
  await isDrawn(ada.page, '.page-picture', /^blob:|\/assets\//)
  await expect(ada.page.locator('.thing')).toHaveCount(0)
})

test('what a camera wrote into a photo never leaves the device, and an SVG comes without its script @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/clean')
  const sent: Buffer[] = []
  ada.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/assets'))
      sent.push(request.postDataBuffer() ?? Buffer.alloc(0))
  })
  await drop(ada.page, LEFT_MARGIN, [
    file('photo.jpg', 'image/jpeg', jpeg({ segments: [exif(6, 'GPS 59.3293')] })),
    file(
      'drawing.svg',
      'image/svg+xml',
      svg('<script>alert(1)</script><rect width="20" height="10" fill="red"/>'),
    ),
  ])
  await expect.poll(() => sent.length).toBe(2)
  for (const bytes of sent) {
    expect(bytes.toString('latin1')).not.toContain('59.3293')
    expect(bytes.toString('latin1')).not.toContain('script')
  }
  await expect(ada.page.locator('.thing')).toHaveCount(2)
})

test('a large picture is made smaller before it is sent @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/large')
  const kept = ada.page.waitForResponse(
    (answer) => answer.url().endsWith('/assets') && answer.request().method() === 'POST',
  )
  await drop(ada.page, LEFT_MARGIN, [file('map.png', 'image/png', png(4800, 2400))])
  expect(await (await kept).json()).toMatchObject({ width: 2400, height: 1200, type: 'image/webp' })
})

test('what is no picture is said to be none @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/none')
  await drop(ada.page, LEFT_MARGIN, [file('fake.png', 'image/png', Buffer.from('<script>alert(1)</script>'))])
  await expect(ada.page.getByText('fake.png: That picture cannot be shown here.')).toBeVisible()
  await expect(ada.page.locator('.thing')).toHaveCount(0)
})

test('a picture brought without a network is shown, outlives a reload and a closed tab, and is sent when the network is back @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada', WITH_WORKER)
  await ada.enter('ada/train')
  await ada.isSaved()
  await ada.isReadyForOffline()
  await ada.page.reload()
  await expect(ada.text).toBeVisible()
  // The code for pictures is fetched a moment after the page.
  await ada.page.waitForLoadState('networkidle')
  await ada.context.setOffline(true)
  await drop(ada.page, LEFT_MARGIN, [cat(77)])
  await expect(ada.page.getByText('The picture is kept on this device')).toBeVisible()
  await isDrawn(ada.page, '.thing', /^blob:/)
  await ada.page.keyboard.press('Escape')
  await expect(ada.mark).toHaveAccessibleName(/kept here/)

  await ada.page.reload()
  await isDrawn(ada.page, '.thing', /^blob:/)
  const next = await ada.context.newPage()
  await ada.page.close()
  await next.goto('/w/ada/train')
  await isDrawn(next, '.thing', /^blob:/)

  await ada.context.setOffline(false)
  const bob = await Person.meet(browser, server.url, 'Bob')
  await bob.enter('ada/train')
  await isDrawn(bob.page, '.thing')
  await expect.poll(() => waitingPictures(next)).toBe(0)
})

test('pictures that were seen are there without a network @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/seen')
  await drop(ada.page, LEFT_MARGIN, [cat(55)])
  await expect(ada.page.locator('.thing')).toHaveCount(1)
  await ada.page.keyboard.press('Escape')
  await ada.isSaved()

  const bob = await Person.meet(browser, server.url, 'Bob', WITH_WORKER)
  await bob.enter('ada/seen')
  await bob.isReadyForOffline()
  await bob.page.reload()
  const source = await isDrawn(bob.page, '.thing')
  await expect
    .poll(() =>
      bob.page.evaluate(async (url) => (await caches.match(url, { ignoreVary: true })) !== undefined, source),
    )
    .toBe(true)
  await bob.context.setOffline(true)
  await bob.page.reload()
  await isDrawn(bob.page, '.thing')
})

/** How many pictures the node keeps for a world. */
async function picturesIn(page: Page, world: string): Promise<number> {
  const answer = await page.request.get(`/api/worlds/${world}/assets`)
  return ((await answer.json()) as { pictures: number }).pictures
}

test('things with pictures are copied into another world, and stay there when the first one is gone @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/from')
  await drop(ada.page, LEFT_MARGIN, [cat(44)])
  await expect(ada.page.locator('.thing')).toHaveCount(1)
  await ada.page.keyboard.press('Escape')
  await ada.isSaved()
  await expect.poll(() => picturesIn(ada.page, 'ada/from')).toBe(1)
  const text = await ada.page.evaluate(() => {
    const data = new DataTransfer()
    document.querySelector<HTMLElement>('.thing-body')?.focus()
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }),
    )
    return data.getData('text/plain')
  })
  expect(text).toContain('asset:')
  await ada.enter('ada/to')
  // The keys of the clipboard come a moment after the page.
  await expect(async () => {
    await ada.page.evaluate((words) => {
      const data = new DataTransfer()
      data.setData('text/plain', words)
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
      if (document.querySelector('.thing') === null) document.body.dispatchEvent(event)
    }, text)
    await expect(ada.page.locator('.thing')).toHaveCount(1, { timeout: 1000 })
  }).toPass()
  const source = await isDrawn(ada.page, '.thing')
  await expect.poll(() => picturesIn(ada.page, 'ada/to')).toBe(1)
  const { worlds } = (await (await ada.page.request.get('/api/worlds')).json()) as {
    worlds: { id: string; address: string }[]
  }
  const first = worlds.find(({ address }) => address === 'ada/from')?.id
  expect((await ada.page.request.delete('/api/worlds/ada/from', JSON_TYPE)).status()).toBe(204)
  expect((await ada.page.request.delete(`/api/bin/${first}`, JSON_TYPE)).status()).toBe(204)
  const bytes = await (await ada.page.request.get(source)).body()
  expect(source).toContain(createHash('sha256').update(bytes).digest('hex'))
})

test('on a phone a picture is chosen from the palette @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada', PHONE)
  const { page } = ada
  await ada.enter('ada/phone')
  await page.getByRole('button', { name: 'Add a thing' }).click()
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'A picture…' }).click()
  const { name, type: mimeType, bytes } = cat(66)
  await (await choosing).setFiles({ name, mimeType, buffer: Buffer.from(bytes) })
  await isDrawn(page, '.thing', /^blob:|\/assets\//)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  // And from the page that one writes.
  await ada.write('Look: /image')
  const asking = page.waitForEvent('filechooser')
  await page.getByRole('option', { name: /^Picture/ }).click()
  await (await asking).setFiles({ name: 'a dog.png', mimeType, buffer: Buffer.from(cat(20).bytes) })
  await isDrawn(page, '.page-picture', /^blob:|\/assets\//)
})

test('what a thing looks like can become a picture, as wide for its height, and be undone @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/looks')
  await page.getByRole('button', { name: 'Add a thing' }).click()
  await page.getByRole('button', { name: 'lamp', exact: true }).click()
  await page.keyboard.press('Enter')
  await ada.thing('lamp').click()
  await page.keyboard.press('Enter')
  await page.getByText('Look', { exact: true }).click()
  await page.getByText('Change picture').click()
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'A picture…' }).click()
  const { name, type: mimeType, bytes } = cat(22)
  await (await choosing).setFiles({ name, mimeType, buffer: Buffer.from(bytes) })
  await isDrawn(page, '.thing', /^blob:|\/assets\//)
  const box = await ada.thing('lamp').boundingBox()
  expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(60 / 32, 0)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.locator('.thing img')).toHaveCount(0)
  await expect(ada.thing('lamp')).toBeVisible()
})

type Colour = readonly [red: number, green: number, blue: number]

/** A PNG, by the colours of its pixels. */
function painted(
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  colourAt: (x: number, y: number) => Colour,
): Brought {
  const rows = Buffer.alloc(height * (width * 3 + 1))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) rows.set(colourAt(x, y), y * (width * 3 + 1) + 1 + x * 3)
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  size.set([8, 2, 0, 0, 0], 8)
  const start = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const chunks = [
    pngChunk('IHDR', size),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]
  return file(name, 'image/png', Buffer.concat([start, ...chunks]))
}

const level = (most = 256): number => Math.floor(Math.random() * most)
/** A picture of which nothing can be made smaller. */
const noise = (name: string, side: number): Brought =>
  painted(name, { width: side, height: side }, () => [level(), level(), level()])

test('[I17] a picture that a proxy refuses holds up no other one, is told with its size, and goes once it can @hard', async ({
  browser,
}) => {
  await using proxy = await openLimitingProxy(server.url, 100_000)
  const ada = await Person.meet(browser, proxy.url, 'Ada')
  await ada.enter('ada/behind-a-proxy')
  await drop(ada.page, LEFT_MARGIN, [noise('a large one.png', 300)])
  const told = ada.page.getByText(/“a large one.png” \(0.3 MB\) was not sent. Something on the way/)
  await expect(told).toBeVisible()
  await drop(ada.page, { x: 230, y: 600 }, [cat()])
  const bob = await Person.meet(browser, server.url, 'Bob')
  await bob.enter('ada/behind-a-proxy')
  const drawn = bob.page.locator('.thing img')
  const isShown = (count: number) =>
    expect
      .poll(() =>
        drawn.evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length),
      )
      .toBe(count)
  await isShown(1)
  proxy.limit(1_000_000)
  await ada.page.reload()
  await expect(told).toHaveCount(0)
  await bob.page.reload()
  await isShown(2)
})

/** How many pictures are drawn for somebody. */
const shownTo = (person: Person): Promise<number> =>
  person.page
    .locator('.thing img')
    .evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length)

test('[I17] what nginx refuses stays after it was saved, and goes once nginx lets it through @hard', async ({
  browser,
}) => {
  test.skip(!hasNginx, 'nginx is not installed')
  await using nginx = await openNginx(server.url, 'client_max_body_size 200k;')
  const ada = await Person.meet(browser, nginx.url, 'Ada')
  await ada.enter('ada/behind-nginx')
  await drop(ada.page, LEFT_MARGIN, [noise('a large one.png', 600)])
  const told = ada.page.getByText(/“a large one.png” \(\S+ MB\) was not sent. .*client_max_body_size/)
  await expect(told).toBeVisible()
  // On a phone the words have the width to themselves; on a wide screen the line is no wider than reads well.
  expect((await told.boundingBox())?.width).toBeLessThan(720)
  await ada.page.setViewportSize({ width: 390, height: 844 })
  await expect.poll(async () => (await told.boundingBox())?.width).toBeGreaterThan(300)
  await ada.page.setViewportSize({ width: 1280, height: 800 })
  await drop(ada.page, { x: 230, y: 600 }, [cat()])
  const bob = await Person.meet(browser, server.url, 'Bob')
  await bob.enter('ada/behind-nginx')
  await expect.poll(() => shownTo(bob)).toBe(1)
  const downloading = ada.page.waitForEvent('download')
  await ada.page.getByRole('button', { name: 'Save the picture' }).click()
  expect((await downloading).suggestedFilename()).toBe('a large one.png')
  await expect(ada.page.getByText('also stays on this device')).toBeVisible()
  // Still too small: it is told again.
  await ada.page.reload()
  await expect(told).toBeVisible()
  await nginx.change('client_max_body_size 20m;')
  await ada.page.reload()
  await expect.poll(() => waitingPictures(ada.page)).toBe(0)
  await expect(told).toHaveCount(0)
  await bob.page.reload()
  await expect.poll(() => shownTo(bob)).toBe(2)
})

test('[I17] one that was saved elsewhere can be discarded, and is not tried again @hard', async ({
  browser,
}) => {
  await using proxy = await openLimitingProxy(server.url, 100_000)
  const ada = await Person.meet(browser, proxy.url, 'Ada')
  await ada.enter('ada/discarded')
  await drop(ada.page, LEFT_MARGIN, [noise('a large one.png', 300)])
  await ada.page.getByRole('button', { name: 'Save the picture' }).click()
  await ada.page.getByRole('button', { name: 'Discard it' }).click()
  await expect.poll(() => waitingPictures(ada.page)).toBe(0)
  const sent: string[] = []
  ada.page.on('request', (request) => request.url().endsWith('/assets') && sent.push(request.method()))
  await ada.page.reload()
  await expect(ada.page.locator('.thing')).toHaveCount(1)
  await drop(ada.page, { x: 230, y: 600 }, [cat(12)])
  await expect.poll(() => sent).toEqual(['POST'])
})

test('[I17] a proxy in trouble holds up all pictures together, and what is busy is tried again @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/in-trouble')
  const page = { contentType: 'text/html', body: '<h1>nginx</h1>' }
  let status: number | null = 502
  const tries: { readonly size: number; readonly atMs: number }[] = []
  await ada.context.route('**/assets', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    tries.push({ size: route.request().postDataBuffer()?.length ?? 0, atMs: performance.now() })
    return status === null ? route.continue() : route.fulfill({ ...page, status })
  })
  const wake = () => ada.page.evaluate(() => dispatchEvent(new Event('online')))
  const files = [11, 12, 13].map((shade) => file(`${shade}.png`, 'image/png', png(9 * shade, 30, { shade })))
  await drop(ada.page, LEFT_MARGIN, files)
  await expect.poll(() => waitingPictures(ada.page)).toBe(3)
  await wake()
  const count = tries.length
  await expect.poll(() => tries.length).toBeGreaterThan(count + 1)
  const [one, other] = tries.slice(-2)
  // Not each by itself: after one try all wait, and then it is another one's turn.
  expect((other?.atMs ?? 0) - (one?.atMs ?? 0)).toBeGreaterThan(2_000)
  expect(other?.size).not.toBe(one?.size)
  for (const later of [503, 429, 408]) {
    const before = tries.length
    status = later
    await wake()
    await expect.poll(() => tries.length).toBeGreaterThan(before)
  }
  await expect(ada.page.getByRole('button', { name: 'Save the picture' })).toHaveCount(0)
  status = null
  await wake()
  await expect.poll(() => waitingPictures(ada.page)).toBe(0)
})

/**
 * How a browser that protects against being recognised changes what a canvas has: by `spoil`, which is run in
 * the browser, where it is read or where it is encoded.
 */
const PROTECTIONS = {
  noise: { spoil: (data) => data.forEach((_, at) => (data[at] = Math.random() * 256)) },
  stripes: {
    spoil: (data) => data.forEach((_, at) => (data[at] = at % 4 === 3 ? 255 : (at % 32) * 8)),
  },
  white: { spoil: (data) => data.fill(255) },
  'noise of 40 levels': {
    spoil: (data) => data.forEach((was, at) => (data[at] = was + (Math.random() < 0.5 ? -40 : 40))),
  },
  'noise of 16 levels': {
    spoil: (data) => data.forEach((was, at) => (data[at] = was + (Math.random() < 0.5 ? -16 : 16))),
  },
  'scattered dots': {
    spoil: (data) =>
      data.forEach((was, at) => (data[at] = at % 4 !== 3 && Math.random() < 0.02 ? was ^ 128 : was)),
  },
  'single levels': {
    spoil: (data) => data.forEach((was, at) => (data[at] = at % 7 === 0 ? was ^ 1 : was)),
    isHarmless: true,
  },
} satisfies Record<string, { spoil: (data: Uint8ClampedArray) => unknown; isHarmless?: true }>

const WAYS = { read: ['read'], encoded: ['encoded'], 'read and encoded': ['read', 'encoded'] }

/** Run in a browser, before anything of the app. */
function protect(spoil: (data: Uint8ClampedArray) => unknown, ways: readonly string[]): void {
  const { prototype } = OffscreenCanvasRenderingContext2D
  /* oxlint-disable typescript/unbound-method -- each is called with its own object */
  const read = prototype.getImageData
  const write = OffscreenCanvas.prototype.convertToBlob
  /* oxlint-enable typescript/unbound-method */
  if (ways.includes('read'))
    prototype.getImageData = function getImageData(...asked) {
      const image = read.apply(this, asked)
      spoil(image.data)
      return image
    }
  if (ways.includes('encoded'))
    OffscreenCanvas.prototype.convertToBlob = function convertToBlob(how) {
      const { width, height } = this
      const copy = new OffscreenCanvas(width, height).getContext('2d')!
      copy.drawImage(this, 0, 0)
      const image = read.call(copy, 0, 0, width, height)
      spoil(image.data)
      copy.putImageData(image, 0, 0)
      return write.call(copy.canvas, how)
    }
}

/** Wider than is sent: each would be made smaller. */
const WIDE = { width: 4000, height: 40 }
/** Those in which noise is seen least by its mean. */
const PLAIN = [
  painted('grey.png', WIDE, () => [127, 127, 127]),
  painted('faint.png', WIDE, (x) => (x % 40 < 20 ? [120, 120, 120] : [136, 136, 136])),
  painted('page.png', WIDE, (x, y) => (y % 20 < 10 && x % 9 === 0 ? [0, 0, 0] : [255, 255, 255])),
]

for (const [name, { spoil, ...more }] of Object.entries(PROTECTIONS))
  for (const [way, ways] of Object.entries(WAYS))
    test(`[I18] a browser whose canvas is ${way} with ${name} spoils no picture @hard`, async ({
      browser,
    }) => {
      const ada = await Person.meet(browser, server.url, 'Ada')
      // A worker has its own canvas: what the page gets of it is changed on its way.
      await ada.context.route(/prepare-picture-worker/, async (route) => {
        const answer = await route.fetch()
        const first = `(${protect.toString()})(${spoil.toString()}, ${JSON.stringify(ways)});`
        await route.fulfill({ response: answer, body: first + (await answer.text()) })
      })
      await ada.enter(`ada/canvas-${way}-${name}`.replaceAll(' ', '-'))
      const sent: unknown[] = []
      ada.page.on('response', (answer) => {
        if (answer.request().method() === 'POST' && answer.url().endsWith('/assets'))
          void answer.json().then(({ type, width }: Sent) => sent.push([type, width]))
      })
      await drop(ada.page, LEFT_MARGIN, PLAIN)
      const expected = 'isHarmless' in more ? ['image/webp', 2400] : ['image/png', 4000]
      await expect.poll(() => sent).toEqual(PLAIN.map(() => expected))
    })

interface Sent {
  readonly type: string
  readonly width: number
}

test('[I18] where a browser spoils pictures, one that cannot be sent as it is is refused with the reason @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.context.route(/prepare-picture-worker/, async (route) => {
    const answer = await route.fetch()
    const first = `(${protect.toString()})(${PROTECTIONS.stripes.spoil.toString()}, ["encoded"]);`
    await route.fulfill({ response: answer, body: first + (await answer.text()) })
  })
  await ada.enter('ada/canvas-refused')
  await drop(ada.page, LEFT_MARGIN, [painted('long.png', { width: 9000, height: 10 }, () => [9, 9, 9])])
  await expect(ada.page.getByText(/^long.png: This browser spoils pictures/)).toBeVisible()
})

/** Pictures of every kind, wider than is sent: what an encoder leaves out of them is different. */
const HONEST: Record<string, (x: number, y: number) => Colour> = {
  photo: (x, y) => [
    128 + 90 * Math.sin(x / 37) * Math.cos(y / 23) + level(12),
    110 + 80 * Math.sin(x / 61 + y / 40) + level(12),
    90 + 60 * Math.cos(x / 90) + level(12),
  ],
  gradient: (x, y) => [x / 20, y / 2, (x + y) / 24],
  text: (x, y) => ((x * 7 + ((y / 14) | 0) * 13) % 11 < 3 && y % 14 < 9 ? [0, 0, 0] : [255, 255, 255]),
  'red text on blue': (x, y) => ((x * 5) % 9 < 3 && y % 12 < 8 ? [255, 0, 0] : [0, 0, 255]),
  'grey noise': () => {
    const grey = level()
    return [grey, grey, grey]
  },
  'colour noise': () => [level(), level(), level()],
  'faint noise': () => [98 + level(60), 98 + level(60), 98 + level(60)],
  'dark noise': () => [level(20), level(20), level(24)],
  'lines of colours': (x) => (x % 2 === 0 ? [255, 255, 0] : [0, 0, 255]),
  dots: () => (level(50) === 0 ? [0, 0, 255] : [255, 255, 0]),
}

test('[I18] an honest encoder is never taken for one that spoils @hard', async ({ browser }) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/honest')
  const sent: unknown[] = []
  ada.page.on('response', (answer) => {
    if (answer.request().method() === 'POST' && answer.url().endsWith('/assets'))
      void answer.json().then(({ type, width }: Sent) => sent.push([type, width]))
  })
  const sizes = [
    { width: 2500, height: 333 },
    { width: 5000, height: 3 },
  ]
  const pictures = sizes.flatMap((size) =>
    Object.entries(HONEST).map(([name, colourAt]) => painted(`${name}.png`, size, colourAt)),
  )
  await drop(ada.page, LEFT_MARGIN, pictures)
  await expect.poll(() => sent, { timeout: 80_000 }).toEqual(pictures.map(() => ['image/webp', 2400]))
})

test('where there is no room, it is said how much there is, and the picture can be saved @hard', async ({
  browser,
}) => {
  await using node = await serveAccounts()
  const changed = await node.admin.ask('PATCH', '/api/admin/settings', { pictureBytesPerWorld: 10 })
  expect(changed.status).toBe(200)
  const made = await node.admin.ask('POST', '/api/worlds', { title: 'Small' })
  const { address } = (await made.json()) as { address: string }
  const context = await browser.newContext({ baseURL: node.url })
  await context.addCookies([...node.admin.cookies])
  const ada = new Person(context, await context.newPage())
  await ada.enter(address)
  await drop(ada.page, LEFT_MARGIN, [cat()])
  await expect(ada.page.getByText('The pictures in this world take up 0 kB of 1 kB')).toBeVisible()
  // It is still shown to the person who brought it.
  await isDrawn(ada.page, '.thing', /^blob:/)
  const downloading = ada.page.waitForEvent('download')
  await ada.page.getByRole('button', { name: 'Save the picture' }).click()
  expect((await downloading).suggestedFilename()).toBe('a striped cat.png')
  await until('the world holds nothing', async () => {
    const room = (await (await node.admin.ask('GET', `/api/worlds/${address}/assets`)).json()) as {
      used: number
    }
    return room.used === 0
  })
})
