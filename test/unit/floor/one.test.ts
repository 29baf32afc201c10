// Who follows one thing hears of that one, and of nothing else.
import { expect, test } from 'vitest'
import { followOne } from '../../../client/floor/one.ts'
import { moveArtifact, sendToLimbo } from '../../../shared/world/edit-places.ts'
import { id, make, makeWorld, ROOT } from '../world/made.ts'

test('whoever follows a thing hears when it changes, goes and comes back, and nothing of another', () => {
  const world = makeWorld()
  for (const name of ['lamp', 'chest']) make(world, name)
  const heard: string[] = []
  const stops = ['lamp', 'lamp', 'chest'].map((name) =>
    followOne(world.view, id(name), () => {
      heard.push(`${name} ${world.view.artifact(id(name))?.place?.x ?? 'gone'}`)
    }),
  )
  moveArtifact(world, id('lamp'), { host: ROOT, x: 7, y: 0 })
  expect(heard.splice(0)).toEqual(['lamp 7', 'lamp 7'])
  stops[0]?.()
  moveArtifact(world, id('lamp'), { host: ROOT, x: 8, y: 0 })
  expect(heard.splice(0)).toEqual(['lamp 8'])
  stops[1]?.()
  sendToLimbo(world, id('lamp'))
  expect(heard).toEqual([])
  const stop = followOne(world.view, id('lamp'), () => heard.push('lamp'))
  moveArtifact(world, id('lamp'), { host: ROOT, x: 9, y: 0 })
  moveArtifact(world, id('chest'), { host: ROOT, x: 9, y: 0 })
  expect(heard).toEqual(['lamp', 'chest 9'])
  stop()
})
