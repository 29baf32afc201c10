// Harmful pictures, as a browser shows them: as pictures, and opened as pages of their own. Nothing runs, and
// nobody else is asked.
import { expect } from '@playwright/test'
import { StoredPicture } from '../../../shared/wire/api/picture-bodies.ts'
import { EVIL } from '../../attack/pictures/evil.ts'
import { startServer } from '../../process.ts'
import { setTrap, startEvil } from './attack-trap.ts'
import { Person, test } from '../person.ts'

test('what is kept of evil pictures runs nowhere and asks nobody, as a picture and as a page @hard', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  await using server = await startServer()
  await using elsewhere = await startEvil()
  const ada = await Person.meet(browser, server.url, 'Ada')
  const trap = await setTrap(ada.context, server.url)
  const page = await ada.context.newPage()
  await ada.page.request.post('/api/worlds', { data: { title: 'Evil', address: 'ada/evil' } })
  const sources = new Set<string>()
  for (const { bytes, refused } of EVIL) {
    if (refused !== null) continue
    const answer = await ada.page.request.post('/api/worlds/ada/evil/assets', {
      data: bytes(elsewhere.url),
      headers: { 'content-type': 'application/octet-stream' },
    })
    expect(answer.status()).toBe(201)
    sources.add(`/assets/${StoredPicture.parse(await answer.json()).id}`)
  }
  // Without their harm, many are the same picture.
  expect(sources.size).toBeGreaterThan(15)

  for (const source of sources) {
    await page.goto(source)
    // A script of the picture's would have set it; ours may still look.
    expect(await page.evaluate(() => 'evil' in window)).toBe(false)
    expect(await page.title()).not.toBe('evil')
  }
  await page.goto('/')
  const drawn = await page.evaluate(
    (all) =>
      Promise.all(
        all.map(async (source) => {
          const image = new Image()
          image.src = source
          document.body.append(image)
          return image.decode().then(
            () => true,
            () => false,
          )
        }),
      ),
    [...sources],
  )
  // Those that are made of boxes or of nothing are no pictures to a browser; the drawings are.
  expect(drawn.filter(Boolean).length).toBeGreaterThan(12)
  expect(await page.evaluate(() => 'evil' in window)).toBe(false)
  expect(trap.sprung).toEqual([])
  expect(elsewhere.asked).toEqual([])
})
