// People are no building material, and neither are the things that they hold.
import { expect, test } from 'vitest'
import { clipOf } from '../../../shared/world/clipboard/clip.ts'
import { insertSpace } from '../../../shared/world/edits/space-edits.ts'
import { heldBy, isWithPeople, thingsOn } from '../../../shared/world/view/present-people.ts'
import { giveTo, putPerson } from '../people/person.ts'
import { id, make, makeWorld, raw, ROOT, type World } from './made.ts'

/** Ada stands in a chest and holds a bag with a coin in it, over a lamp that she picked up before. */
function withAda(): World {
  const world = makeWorld()
  const chest = make(world, 'chest')
  make(world, 'cup', 'chest')
  const lamp = make(world, 'lamp')
  const bag = make(world, 'bag')
  make(world, 'coin', 'bag')
  const ada = putPerson(world, 'Ada', { place: { host: chest, x: 0, y: 0, facing: 'down' } })
  giveTo(world, lamp, ada)
  giveTo(world, bag, ada, 72)
  return world
}

test('what stands on a floor is told without people', () => {
  const { view } = withAda()
  expect(view.on(id('chest'))).toEqual(['ada', 'cup'])
  expect(thingsOn(view, id('chest'))).toEqual(['cup'])
  expect(thingsOn(view, ROOT)).toEqual(['chest'])
})

test('what is in somebody’s hands is with them, however deep', () => {
  const { view } = withAda()
  const withHer = ['ada', 'lamp', 'bag', 'coin', 'cup', 'chest'].filter((name) =>
    isWithPeople(view, id(name)),
  )
  expect(withHer).toEqual(['ada', 'lamp', 'bag', 'coin'])
})

test('what was picked up last is on top', () => {
  const { view } = withAda()
  expect(heldBy(view, id('ada')).map((thing) => thing.name)).toEqual(['bag', 'lamp'])
  expect(heldBy(view, id('bob'))).toEqual([])
})

test('a copy of a chest has nobody in it who stands in it', () => {
  const read = clipOf(withAda().view, [id('chest')])
  expect(read.ok && read.clip.things.map((thing) => thing.name)).toEqual(['chest', 'cup'])
})

test('space that is made on a page moves things, and no body that its person is in', () => {
  const world = makeWorld()
  make(world, 'lamp', 'root', { place: { host: ROOT, x: 0, y: 400 } })
  make(world, 'ada', 'root', { place: { host: ROOT, x: 100, y: 400 } })
  putPerson(world, 'Ada', { place: { host: ROOT, x: 40, y: 400, facing: 'down' } })
  insertSpace(world, { host: ROOT, index: 0, lines: 1, top: 100, height: 30 })
  const placeOf = (name: string) => raw(world.scene, name).get('place')
  expect(placeOf('lamp')).toMatchObject({ y: 430 })
  expect(placeOf('ada')).toMatchObject({ y: 400 })
})
