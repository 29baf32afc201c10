// Which people hear each other.
import { expect, test } from 'vitest'
import { distanceBetween, EARSHOT, isHeard } from '../../../../shared/play/walking/earshot.ts'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import type { Artifact } from '../../../../shared/world/artifact.ts'
import { PERSON_SIZE } from '../../../../shared/world/avatar.ts'
import { at, giveTo, putPerson } from '../../people/person.ts'
import { id, make, makeWorld, ROOT, type World } from '../../world/made.ts'

const NOW = 1_700_000_000_000

function here({ view }: World, body: ArtifactId): Artifact {
  const artifact = view.artifact(body)
  if (artifact === null) throw new Error('nobody is there')
  return artifact
}

function hears(world: World, by: ArtifactId | null, voice: 'say' | 'shout' = 'say', on = ROOT): boolean {
  return isHeard(here(world, id('ada')), { by, voice, on }, world.view, NOW)
}

test('what is said is heard as far as words reach, and a shout everywhere', () => {
  const world = makeWorld()
  putPerson(world, 'Ada', at(0, 0))
  const bob = putPerson(world, 'Bob', at(0, EARSHOT + PERSON_SIZE))
  expect(hears(world, bob)).toBe(true)
  putPerson(world, 'Bob', at(0, EARSHOT + PERSON_SIZE + 1))
  expect(hears(world, bob)).toBe(false)
  expect(hears(world, bob, 'shout')).toBe(true)
})

test('who walks is heard from where they are, not from where they began', () => {
  const world = makeWorld()
  putPerson(world, 'Ada', at(0, 0))
  const walk = { toX: 0, toY: 2000, at: NOW - 5000, speed: 200 }
  const bob = putPerson(world, 'Bob', { ...at(0, 0), walk })
  expect(distanceBetween(here(world, id('ada')), here(world, bob), NOW)).toBe(1000 - PERSON_SIZE)
  expect(hears(world, bob)).toBe(false)
})

test('another floor is out of hearing, and what one carries is not', () => {
  const world = makeWorld()
  const chest = make(world, 'chest')
  const ada = putPerson(world, 'Ada', at(0, 0))
  const bob = putPerson(world, 'Bob', { place: { host: chest, x: 0, y: 0, facing: 'down' } })
  expect(hears(world, bob, 'say', chest)).toBe(false)
  const parrot = make(world, 'parrot')
  giveTo(world, parrot, ada)
  expect(hears(world, parrot, 'say', ada)).toBe(true)
  expect(hears(world, null, 'say', ROOT)).toBe(true)
})

test('who has no avatar hears all', () => {
  const world = makeWorld()
  const bob = putPerson(world, 'Bob', at(0, 9000))
  expect(isHeard(null, { by: bob, voice: 'say', on: ROOT }, world.view, NOW)).toBe(true)
})
