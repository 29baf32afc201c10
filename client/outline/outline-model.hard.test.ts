// Adds to outline-model.test.ts how long it takes with ten thousand things.
import { expect, test } from 'vitest'
import { rename } from '../../shared/world/edits/name-edits.ts'
import { artifactMap, artifactMaps, textOf } from '../../shared/world/scene/scene.ts'
import { createView } from '../../shared/world/view/world-view.ts'
import { headingsFor, outlineOf } from '../../test/unit/outline/drawn-outline.ts'
import { id, makeWorld, ROOT } from '../../test/unit/world/made.ts'

test('of 10,000 things one that changes costs less than 1 ms, and looking for one less than 50 ms', () => {
  const world = makeWorld()
  const text = 'A page of some words, as people write them. '.repeat(4)
  world.scene.transact(() => {
    const maps = artifactMaps(world.scene)
    for (let at = 0; at < 10_000; at += 1) {
      const place = { host: 'root', x: at % 900, y: at, facing: 'down' }
      maps.set(
        `t${at}`,
        artifactMap(
          [
            ['name', `thing ${at}`],
            ['place', place],
          ],
          `${text}${at}`,
        ),
      )
    }
    textOf(world.scene, id('root'))?.insert(0, 'Lorem ipsum dolor sit amet. '.repeat(7_000))
  })
  const view = createView(world.scene, world.live)
  const timed = { ...world, view }
  const headings = headingsFor()
  const page = (start: number) =>
    Array.from({ length: 200 }, (_, at) => [`## Part ${at}`, start + at * 50] as const)
  headings.put(ROOT, page(0))
  const opened = took(() => outlineOf(timed, headings))
  const outline = opened.value
  expect(outline.rows()).toHaveLength(10_202)
  const changes = Array.from({ length: 100 }, (_, at) => {
    const before = took(() => rename(timed, id(`t${at * 97}`), `thing ${at * 31}b`))
    return before.ms
  })
  const change = changes.toSorted((a, b) => a - b)[50] ?? 0
  const first = took(() => outline.look('word 99', 'all'))
  const again = took(() => outline.look('word 9', 'all'))
  outline.look('', 'all')
  const shifted = took(() => headings.put(ROOT, page(20)))
  outline.look('word 9', 'all')
  const typed = took(() => textOf(world.scene, id('root'))?.insert(5, 'x'))
  console.log(
    `outline of 10,000: opens in ${opened.ms.toFixed(0)} ms, a rename ${change.toFixed(2)} ms, ` +
      `search ${first.ms.toFixed(0)} ms the first time, ${again.ms.toFixed(0)} ms again, a letter of a page ${typed.ms.toFixed(2)} ms, ` +
      `200 headings that stand elsewhere ${shifted.ms.toFixed(1)} ms`,
  )
  expect(outline.found()?.things).toBeGreaterThan(10)
  // Bounds with room for a slow machine; the figures above are the important ones.
  expect(change).toBeLessThan(5)
  expect(again.ms).toBeLessThan(250)
  expect(shifted.ms).toBeLessThan(250)
})

function took<T>(run: () => T): { readonly value: T; readonly ms: number } {
  const start = performance.now()
  const value = run()
  return { value, ms: performance.now() - start }
}
