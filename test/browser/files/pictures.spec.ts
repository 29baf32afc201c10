// Pictures in worlds: dropped, pasted and chosen; seen by others; brought without a network, and sent when it
// is back; where there is no room for one.
import { expect, type Page } from '@playwright/test'
import { createHash, randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { serveAccounts } from '../../accounts.ts'
import { until, type ServingNode } from '../../process.ts'
import { openLimitingProxy } from '../../support/limiting-proxy.ts'
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
    await expect(page.getByText('Drop it on the text')).toBeVisible({ timeout: 500 })
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

test('a picture pasted into the page is set there in the height that the page says, and its words are asked for @hard', async ({
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
})

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
  await expect
    .poll(() =>
      next.evaluate(async () => {
        const names = (await indexedDB.databases()).flatMap(({ name = '' }) =>
          name.endsWith(' pictures') ? [name] : [],
        )
        const open = indexedDB.open(names[0] ?? '')
        await new Promise((resolve) => open.addEventListener('success', resolve, { once: true }))
        const count = open.result.transaction('pictures').objectStore('pictures').count()
        await new Promise((resolve) => count.addEventListener('success', resolve, { once: true }))
        open.result.close()
        return count.result
      }),
    )
    .toBe(0)
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

/** A picture of which nothing can be made smaller. */
function noise(name: string, side: number): Brought {
  const rows = Buffer.alloc(side * (side * 3 + 1))
  for (let y = 0; y < side; y++) rows.set(randomBytes(side * 3), y * (side * 3 + 1) + 1)
  const size = Buffer.alloc(13)
  size.writeUInt32BE(side, 0)
  size.writeUInt32BE(side, 4)
  size.set([8, 2, 0, 0, 0], 8)
  const start = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  const chunks = [
    pngChunk('IHDR', size),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]
  return file(name, 'image/png', Buffer.concat([start, ...chunks]))
}

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

/* oxlint-disable typescript/unbound-method -- each is called with its own object */
/** What a browser does that protects against being recognised. */
const PROTECTIONS = {
  noise: () => {
    const noise = (data: Uint8ClampedArray) => data.forEach((_, at) => (data[at] = Math.random() * 256))
    const read = OffscreenCanvasRenderingContext2D.prototype.getImageData
    OffscreenCanvasRenderingContext2D.prototype.getImageData = function getImageData(...asked) {
      const image = read.apply(this, asked)
      noise(image.data)
      return image
    }
    const write = OffscreenCanvas.prototype.convertToBlob
    OffscreenCanvas.prototype.convertToBlob = function convertToBlob(how) {
      const canvas = new OffscreenCanvas(this.width, this.height)
      const context = canvas.getContext('2d')!
      const image = context.createImageData(this.width, this.height)
      noise(image.data)
      context.putImageData(image, 0, 0)
      return write.call(canvas, how)
    }
  },
  white: () => {
    const read = OffscreenCanvasRenderingContext2D.prototype.getImageData
    OffscreenCanvasRenderingContext2D.prototype.getImageData = function getImageData(...asked) {
      const image = read.apply(this, asked)
      image.data.fill(255)
      return image
    }
    const write = OffscreenCanvas.prototype.convertToBlob
    OffscreenCanvas.prototype.convertToBlob = function convertToBlob(how) {
      const canvas = new OffscreenCanvas(this.width, this.height)
      const context = canvas.getContext('2d')!
      context.fillStyle = 'white'
      context.fillRect(0, 0, this.width, this.height)
      return write.call(canvas, how)
    }
  },
  'single levels': () => {
    const read = OffscreenCanvasRenderingContext2D.prototype.getImageData
    OffscreenCanvasRenderingContext2D.prototype.getImageData = function getImageData(...asked) {
      const image = read.apply(this, asked)
      for (let at = 0; at < image.data.length; at += 7) image.data[at]! ^= 1
      return image
    }
  },
} satisfies Record<string, () => void>
/* oxlint-enable typescript/unbound-method */

for (const [name, protect] of Object.entries(PROTECTIONS)) {
  test(`[I18] a browser whose canvas gives back ${name} spoils no picture @hard`, async ({ browser }) => {
    const ada = await Person.meet(browser, server.url, 'Ada')
    // A worker has its own canvas: what the page gets of it is changed on its way.
    await ada.context.route(/prepare-picture-worker/, async (route) => {
      const answer = await route.fetch()
      await route.fulfill({ response: answer, body: `(${protect.toString()})();${await answer.text()}` })
    })
    await ada.enter(`ada/canvas-${name.replace(' ', '-')}`)
    // Wider than is sent: it would be made smaller.
    const original = file('a wide one.png', 'image/png', png(4000, 40, { shade: 90 }))
    await drop(ada.page, LEFT_MARGIN, [original])
    await isDrawn(ada.page, '.thing', /^blob:|\/assets\//)
    const middle = await ada.page
      .locator('.thing img')
      .first()
      .evaluate(async (drawn: HTMLImageElement) => {
        const image = await createImageBitmap(drawn)
        const context = new OffscreenCanvas(1, 1).getContext('2d')!
        context.drawImage(image, 0, 0, 1, 1)
        return [image.width, ...context.getImageData(0, 0, 1, 1).data]
      })
    expect(middle.slice(1).every((level, at) => Math.abs(level - (at === 3 ? 255 : 90)) < 8)).toBe(true)
    expect(middle[0] === 4000).toBe(name !== 'single levels')
  })
}

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
