// Everybody is in the list once.
import { expect, test } from 'vitest'
import { createHere } from '../../../client/world/people/people-here.ts'
import {
  isByProgram,
  isThere,
  rosterOf,
  whereIs,
  type RosterEntry,
} from '../../../client/world/people/roster.ts'
import { id, make, makeWorld, ROOT } from '../world/made.ts'
import { at, avatarOf, putPerson } from './person.ts'

const NOW = 1_700_000_000_000

test('a person with an avatar and two tabs is one person, and one’s own tabs are none', () => {
  const world = makeWorld()
  putPerson(world, 'Bob', at(0, 0))
  putPerson(world, 'Ada', at(0, 0))
  const tab = { name: 'Bob', color: '#2b6cb0', body: id('bob') }
  const roster = rosterOf(
    [
      { ...tab, client: 1 },
      { ...tab, client: 2 },
      { client: 3, name: 'Ada', color: '#b8371f', body: id('ada') },
      { client: 4, name: 'Cleo', color: '#b8371f', body: id('cleo') },
      { client: 5, name: 'Cleo', color: '#b8371f', body: id('cleo') },
      { client: 6, name: 'Stock', color: '#b8371f', body: null },
    ],
    createHere(world.view).all(),
    { body: 'ada' },
  )
  expect(roster.map(({ name, client, person }) => [name, client, person !== null])).toEqual([
    ['Bob', 2, true],
    ['Cleo', 5, false],
    ['Stock', 6, false],
  ])
})

test('who says that they are somebody else is not shown as them', () => {
  const world = makeWorld()
  putPerson(world, 'Bob', at(0, 0))
  const roster = rosterOf(
    [{ client: 1, name: 'Mallory', color: '#2b6cb0', body: id('bob') }],
    createHere(world.view).all(),
    { body: null },
  )
  expect(roster.map(({ name, client }) => [name, client])).toEqual([
    ['Bob', null],
    ['Mallory', 1],
  ])
})

test.each([
  ['near you', at(100, 0)],
  ['further away', at(0, 2000)],
  ['in chest', { place: { host: id('chest'), x: 0, y: 0, facing: 'down' } as const }],
  ['writing', { ...at(0, 0), isKneeling: true }],
  ['away', { ...at(0, 0), isAway: true }],
])('of somebody it is told that they are %s', (words, more) => {
  const world = makeWorld()
  make(world, 'chest')
  putPerson(world, 'Ada', at(0, 0))
  putPerson(world, 'Bob', more)
  const [bob] = rosterOf([], createHere(world.view).all(), { body: 'ada' })
  if (bob === undefined) throw new Error('nobody is there')
  expect(whereIs(bob, world.view.artifact(id('ada')), world.view, NOW)).toBe(words)
  expect(isThere(bob)).toBe(words !== 'away')
})

test('of somebody who is not there themselves it is told that their program acts, and not that they write', () => {
  const world = makeWorld()
  putPerson(world, 'Ada', at(0, 0))
  const here = createHere(world.view)
  putPerson(world, 'Bob', { ...at(100, 0), isKneeling: true })
  const bob = () => rosterOf([], here.all(), { body: 'ada' })[0]!
  expect(isByProgram(bob().person!.avatar)).toBe(false)
  let told = 0
  here.subscribe(() => (told += 1))
  putPerson(world, 'Bob', { ...at(100, 0), isKneeling: true, kind: 'local' })
  expect(told).toBe(1)
  expect(isByProgram(bob().person!.avatar)).toBe(true)
  expect(whereIs(bob(), world.view.artifact(id('ada')), world.view, NOW)).toBe('near you')
})

test('who has no avatar only writes', () => {
  const entry: RosterEntry = { key: 'x', name: 'Cleo', color: '#2b6cb0', client: 1, person: null }
  expect(whereIs(entry, null, makeWorld().view, NOW)).toBe('writing')
  expect(avatarOf('Ada').place.host).toBe(ROOT)
})
