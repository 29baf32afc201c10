// A follower of one thing, or of a part of a world, hears of that, and of nothing else.
import { expect, test } from 'vitest'
import {
  followFloor,
  followFloors,
  followMeta,
  followOne,
  followPage,
  followSome,
} from '../../../client/world/context/artifact-subscription.ts'
import { setTitle } from '../../../shared/world/edits/name-edits.ts'
import { moveArtifact, sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
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

test('whoever shows a title, a floor, a page or some things hears of these, and not of a thing that is nudged', () => {
  const world = makeWorld()
  for (const name of ['lamp', 'chest']) make(world, name)
  const { view } = world
  const heard: string[] = []
  const hear = (what: string) => () => void heard.push(what)
  const stops = [
    followMeta(view, hear('title')),
    followFloor(view, ROOT, hear('floor')),
    followFloors(view, hear('floors')),
    followPage(view, id('lamp'), hear('page')),
    followSome(view, new Set([id('chest')]), hear('some')),
    followSome(view, new Set(), hear('none')),
  ]
  moveArtifact(world, id('lamp'), { host: ROOT, x: 7, y: 0 })
  expect(heard.splice(0)).toEqual([])
  moveArtifact(world, id('chest'), { host: ROOT, x: 7, y: 0 })
  expect(heard.splice(0)).toEqual(['some'])
  setTitle(world, 'The town')
  expect(heard.splice(0)).toEqual(['title'])
  setText(world, id('lamp'), 'It is lit.')
  expect(heard.splice(0)).toEqual(['page'])
  moveArtifact(world, id('lamp'), { host: id('chest'), x: 0, y: 0 })
  expect(heard.splice(0).sort()).toEqual(['floor', 'floors'])
  for (const stop of stops) stop()
  sendToLimbo(world, id('chest'))
  expect(heard).toEqual([])
})
