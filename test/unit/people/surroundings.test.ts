// The world without seeing it: one's surroundings, in words.
import { expect, test } from 'vitest'
import { aroundOf, wayTo, whereAmI } from '../../../client/world/people/surroundings.ts'
import {
  knownOf,
  changesInWords,
  type KnownSurroundings,
} from '../../../client/people/aloud/heard-changes.ts'
import { createHere } from '../../../client/world/people/people-here.ts'
import { EARSHOT } from '../../../shared/play/walking/earshot.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { id, make, makeWorld, ROOT, type World } from '../world/made.ts'
import { at, giveTo, putPerson, takePerson } from './person.ts'

const NOW = 1_700_000_000_000

function meIn(world: World): Artifact {
  const me = world.view.artifact(id('ada'))
  if (me === null) throw new Error('nobody is there')
  return me
}

/** Ada stands at 400, 400 of an empty floor. */
function withAda(): World {
  const world = makeWorld()
  putPerson(world, 'Ada', at(400, 400))
  return world
}

test.each([
  [433, 400, 'beside you, to the right'],
  [367, 400, 'beside you, to the left'],
  [400, 433, 'just below you'],
  [560, 400, '4 steps to the right'],
  [400, 240, '4 steps above you'],
  [240, 560, '4 steps below you, to the left'],
  [400, 464, 'a step below you'],
])('who stands at %i, %i is %s', (x, y, words) => {
  const world = withAda()
  putPerson(world, 'Bob', at(x, y))
  const [bob] = aroundOf(world.view, meIn(world), NOW)
  expect(bob && wayTo(meIn(world), bob, NOW)).toBe(words)
})

test('what is near comes in order of distance, and what is out of earshot or under one’s feet does not come', () => {
  const world = withAda()
  make(world, 'lamp', 'root', { place: { host: ROOT, x: 500, y: 400 } })
  make(world, 'ground', 'root', { place: { host: ROOT, x: 380, y: 380 }, look: { sprite: 'paint:#d8cfbd' } })
  make(world, 'far', 'root', { place: { host: ROOT, x: 400, y: 433 + EARSHOT } })
  putPerson(world, 'Bob', at(440, 400))
  expect(aroundOf(world.view, meIn(world), NOW).map(({ artifact }) => artifact.id)).toEqual(['bob', 'lamp'])
})

test('where one is, is told in sentences', () => {
  const world = withAda()
  make(world, 'lamp', 'root', { place: { host: ROOT, x: 500, y: 384 } })
  putPerson(world, 'Bob', at(433, 400))
  giveTo(world, make(world, 'key'), id('ada'))
  expect(whereAmI(world.view, meIn(world), NOW)).toBe(
    'You are on the main floor of Garden. People near you: Bob, beside you, to the right. ' +
      'Things near you: lamp, 2 steps to the right. You hold key.',
  )
})

test('of many only the nearest are named', () => {
  const world = withAda()
  for (let at = 0; at < 8; at += 1) {
    make(world, `box${at}`, 'root', { place: { host: ROOT, x: 40 + at * 70, y: 500 } })
  }
  expect(whereAmI(world.view, meIn(world), NOW)).toMatch(/Things near you: .*; and 3 more\./)
})

/** Tells what an edit changes for Ada. */
function changed(world: World, edit: () => void): readonly string[] {
  const before = knownOf(world.view, meIn(world), NOW)
  edit()
  return changesInWords(world.view, before, knownOf(world.view, world.view.artifact(id('ada')), NOW))
}

test('who comes near, who goes, what one picks up and where one goes is told', () => {
  const world = withAda()
  const lamp = make(world, 'lamp')
  make(world, 'chest')
  expect(changed(world, () => putPerson(world, 'Bob', at(500, 400)))).toEqual(['Bob is near.'])
  expect(changed(world, () => putPerson(world, 'Bob', at(520, 420)))).toEqual([])
  expect(changed(world, () => putPerson(world, 'Cleo', at(300, 400)))).toEqual(['Cleo is near.'])
  expect(changed(world, () => giveTo(world, lamp, id('ada')))).toEqual(['You picked up lamp.'])
  expect(changed(world, () => giveTo(world, lamp, ROOT))).toEqual(['You put down lamp.'])
  expect(changed(world, () => takePerson(world, 'Bob'))).toEqual(['Bob is no longer near.'])
  const inside = { host: id('chest'), x: 0, y: 0, facing: 'down' } as const
  expect(changed(world, () => putPerson(world, 'Ada', { place: inside }))).toEqual(['You are in chest.'])
  expect(changed(world, () => putPerson(world, 'Ada', at(400, 400)))).toEqual([
    'You are on the main floor of Garden.',
    'Cleo is near.',
  ])
  expect(changed(world, () => takePerson(world, 'Ada'))).toEqual(['You are no longer in this world.'])
})

test('a crowd that comes is told by its number', () => {
  const world = withAda()
  const none: KnownSurroundings | null = knownOf(world.view, meIn(world), NOW)
  for (let at = 0; at < 100; at += 1) {
    putPerson(world, `Walker${at}`, { place: { host: ROOT, x: 300 + at, y: 400, facing: 'down' } })
  }
  expect(changesInWords(world.view, none, knownOf(world.view, meIn(world), NOW))).toEqual([
    '100 people are near.',
  ])
})

test('the list of who is here changes when somebody comes, goes or kneels, and not with steps', () => {
  const world = withAda()
  make(world, 'lamp')
  const here = createHere(world.view)
  let times = 0
  here.subscribe(() => (times += 1))
  const names = (): string[] => here.all().map((person) => person.name)
  putPerson(world, 'Zoe', at(10, 10))
  putPerson(world, 'Bob', at(10, 10))
  expect(names()).toEqual(['Ada', 'Bob', 'Zoe'])
  expect(times).toBe(2)
  putPerson(world, 'Bob', at(20, 10))
  putPerson(world, 'Bob', { ...at(20, 10), walk: { toX: 90, toY: 10, at: NOW, speed: 200 } })
  expect(times).toBe(2)
  putPerson(world, 'Bob', { ...at(20, 10), isKneeling: true })
  expect(times).toBe(3)
  takePerson(world, 'Bob')
  expect(names()).toEqual(['Ada', 'Zoe'])
})
