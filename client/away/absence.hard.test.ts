// Adds to absence.test.ts how long it takes in a large world.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { rename } from '../../shared/world/edits/name-edits.ts'
import { artifactMaps, initScene } from '../../shared/world/scene/scene.ts'
import { createView } from '../../shared/world/view/world-view.ts'
import { id } from '../../test/unit/world/made.ts'
import { compareAbsence } from '../../shared/history/merge/compare-absence.ts'

function personWith(update: Uint8Array) {
  const scene = new Y.Doc()
  Y.applyUpdate(scene, update)
  return { scene, view: createView(scene, null), origin: null }
}

test('three thousand things are compared in little more than it takes to read them', () => {
  const scene = new Y.Doc()
  initScene(scene, { root: id('root'), title: 'Garden', name: 'garden', text: '' })
  scene.transact(() => {
    for (let number = 0; number < 3_000; number += 1) {
      const map = new Y.Map<unknown>([
        ['name', `thing ${number}`],
        ['place', { host: 'root', x: 0, y: number, facing: 'down' }],
        ['text', new Y.Text(`page ${number}`)],
        ['look', new Y.Map()],
        ['colors', new Y.Map()],
      ])
      artifactMaps(scene).set(`t${number}`, map)
    }
  })
  const large = Y.encodeStateAsUpdate(scene)
  const [me, bob] = [personWith(large), personWith(large)]
  const vector = Y.encodeStateVector(scene)
  rename(me, id('t7'), 'mine')
  for (let number = 0; number < 100; number += 1) rename(bob, id(`t${number}`), 'theirs')
  const reading = performance.now()
  for (let time = 0; time < 3; time += 1) Y.applyUpdate(new Y.Doc(), large)
  const start = performance.now()
  const told = compareAbsence([
    {
      since: 0,
      until: 1,
      before: large,
      mine: Y.encodeStateAsUpdate(me.scene, vector),
      theirs: Y.encodeStateAsUpdate(bob.scene, vector),
    },
  ])
  const took = performance.now() - start
  console.log(`an absence from a world of 3,000 things was compared in ${took.toFixed(0)} ms`)
  expect(told?.changes).toHaveLength(100)
  expect(told?.conflicts).toHaveLength(1)
  // As quick as this machine is now.
  expect(took).toBeLessThan((start - reading) * 5)
})
