// Formats: older ones are brought up step by step, newer ones are left alone.
import { expect, test } from 'vitest'
import { migrate, MIGRATIONS, type Migration } from '../../../shared/world/scene/scene-migrations.ts'
import { FORMAT, metaOf } from '../../../shared/world/scene/scene.ts'
import { dump, freshDump, make, makeWorld } from './made.ts'

const steps: readonly Migration[] = [
  (scene) => scene.getMap('meta').set('second', true),
  (scene) => scene.getMap('meta').set('third', true),
]

test('the migrations lead to the format that is written', () => {
  const { scene } = makeWorld()
  scene.getMap('meta').delete('format')
  migrate(scene)
  expect(metaOf(scene).format).toBe(FORMAT)
  expect(MIGRATIONS).toHaveLength(FORMAT - 1)
})

test('a scene of this format is not written', () => {
  const { scene } = makeWorld()
  let updates = 0
  scene.on('update', () => (updates += 1))
  expect(migrate(scene)).toBe(false)
  expect(updates).toBe(0)
})

test('an older scene takes every step it lacks, in one update, once', () => {
  const { scene } = makeWorld()
  const origins: unknown[] = []
  scene.on('update', (_update, origin) => origins.push(origin))
  expect(migrate(scene, 'server', steps)).toBe(true)
  expect(scene.getMap('meta').toJSON()).toMatchObject({ format: 3, second: true, third: true })
  expect(migrate(scene, 'server', steps)).toBe(false)
  expect(origins).toEqual(['server'])
})

test('a scene in between takes only the later steps', () => {
  const { scene } = makeWorld()
  scene.getMap('meta').set('format', 2)
  migrate(scene, 'server', steps)
  expect(scene.getMap('meta').has('second')).toBe(false)
  expect(scene.getMap('meta').get('third')).toBe(true)
})

test('[D4] a newer scene is left alone and read as far as it is known', () => {
  const world = makeWorld()
  make(world, 'lamp')
  world.scene.getMap('meta').set('format', 9)
  const before = dump(world.view)
  expect(migrate(world.scene, 'server', steps)).toBe(false)
  expect(dump(world.view)).toBe(before)
  expect(freshDump(world.scene, world.live)).toBe(before)
  expect(world.view.size).toBe(2)
})
