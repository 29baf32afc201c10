// Adds to near.test.ts how long it takes among ten thousand things.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createSpatialIndex } from '../../../client/world/geometry/spatial-index.ts'
import { moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { artifactMap, artifactMaps, initScene } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { id, ROOT } from '../world/made.ts'

test('among 10,000 things one that changes costs well under 1 ms, and so does finding what is seen', () => {
  const scene = new Y.Doc()
  initScene(scene, { root: ROOT, title: 'Big', name: 'big', text: '' })
  scene.transact(() => {
    for (let n = 0; n < 10_000; n += 1) {
      const place = { host: 'root', x: (n * 64) % 896, y: Math.floor(n / 14) * 64, facing: 'down' }
      artifactMaps(scene).set(
        `thing-${n}`,
        artifactMap(
          [
            ['name', `thing ${n}`],
            ['place', place],
          ],
          '',
        ),
      )
    }
  })
  const edit = { view: createView(scene, null), origin: 'test' }
  const near = createSpatialIndex(edit.view)
  near.between(ROOT, 0, 100)
  const microseconds = (work: (n: number) => void): number => {
    const took = Array.from({ length: 200 }, (_, n) => {
      const began = performance.now()
      work(n)
      return (performance.now() - began) * 1_000
    })
    return Math.round(took.toSorted((a, b) => a - b)[100] ?? Number.NaN)
  }
  const find = microseconds((n) => near.between(ROOT, n * 100, n * 100 + 2_000))
  const move = microseconds((n) => {
    moveArtifact(edit, id(`thing-${n * 7}`), { host: ROOT, x: 5, y: n * 3 })
    near.between(ROOT, 0, 2_000)
    near.depth(ROOT)
  })
  console.info(`near among 10,000: found in ${find} µs; one moved, found and measured in ${move} µs`)
  expect(find).toBeLessThan(5_000)
  expect(move).toBeLessThan(5_000)
})
