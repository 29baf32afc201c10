// A scene that a newer program wrote.
import { expect, test } from 'vitest'
import { dump, freshDump, make, makeWorld } from './made.ts'

test('[D4] a scene of a newer format is read as far as it is known', () => {
  const world = makeWorld()
  make(world, 'lamp')
  const before = dump(world.view)
  world.scene.getMap('meta').set('format', 9)
  expect(dump(world.view)).toBe(before.replace('"format":1', '"format":9'))
  expect(freshDump(world.scene, world.live)).toBe(dump(world.view))
  expect(world.view.size).toBe(2)
})
