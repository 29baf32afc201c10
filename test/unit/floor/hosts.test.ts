import { expect, test } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { hostsFor } from '../../../client/world/edits/host-choices.ts'
import { sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import { giveTo, putPerson } from '../people/person.ts'
import { id, make, makeWorld } from '../world/made.ts'

test('things can be put onto every floor but those in them, in limbo, in hands, dragged by somebody, and where all of them are', () => {
  const world = makeWorld()
  for (const name of ['chest', 'shelf', 'coat', 'cart', 'ruin']) make(world, name)
  make(world, 'box', 'chest')
  make(world, 'coin', 'box')
  make(world, 'ring', 'shelf')
  const presence = new Awareness(new Y.Doc())
  const hosts = (...names: readonly string[]) =>
    hostsFor({ view: world.view, presence }, names.map(id)).toSorted()
  expect(hosts('coin')).toEqual(['cart', 'chest', 'coat', 'ring', 'root', 'ruin', 'shelf'])
  expect(hosts('chest')).toEqual(['cart', 'coat', 'ring', 'ruin', 'shelf'])
  // One of them is elsewhere: for that one the floor of the other counts.
  expect(hosts('chest', 'ring')).toEqual(['cart', 'coat', 'root', 'ruin', 'shelf'])
  giveTo(world, id('coat'), putPerson(world, 'Ada'))
  sendToLimbo(world, id('ruin'))
  const user = { name: 'Bob', color: '#2b6cb0' }
  presence.states.set(7, { user, held: [['cart', 1, 2, 64, 64]] })
  expect(hosts('chest')).toEqual(['ring', 'shelf'])
})
