// Adds to pictures.test.ts how long it takes on a page that names many.
import { expect, test } from 'vitest'
import { idOf } from '../../../server/assets/cleaned-picture.ts'
import { IMPORTED_PICTURES, pictureNamed } from '../../../shared/folder/links/named-pictures.ts'
import { pictureUrlPath } from '../../../shared/world/picture-id.ts'
import { png } from '../assets/made.ts'
import { id, make, makeWorld, raw } from '../world/made.ts'

const MAP = png(8, 6)

test('[F17] a page that names a thousand pictures alike is read at once', () => {
  const world = makeWorld()
  for (const page of ['lamp', 'book']) {
    make(world, page)
    const told = Array.from({ length: 5_000 }, (_, at) => [
      `${page}${at}/a.png`,
      [pictureUrlPath(idOf(MAP)), 8, 6],
    ])
    raw(world.scene, page).set(IMPORTED_PICTURES, Object.fromEntries(told))
  }
  const start = performance.now()
  for (let at = 0; at < 5_000; at += 1) pictureNamed(world.view, id('lamp'), `other${at}/a.png`)
  expect(performance.now() - start).toBeLessThan(4_000)
})
