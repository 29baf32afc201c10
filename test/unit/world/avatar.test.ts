// The people who are here: as live has them, and as a reader sees them among the things.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseAccountName, parseAddress } from '../../../shared/world/address.ts'
import type { Avatar } from '../../../shared/world/avatar.ts'
import { createLiveWriter } from '../../../shared/world/live/live-writer.ts'
import { createView, type Change } from '../../../shared/world/view/world-view.ts'
import { id, make, makeWorld, ROOT, type World } from './made.ts'

const ADA = id('ada')
const HERE = { host: ROOT, x: 40, y: 60, facing: 'down' } as const
const LEG = { toX: 200, toY: 60, at: 1_700_000_000_000, speed: 200 }

function avatar(more: Partial<Avatar> = {}): Avatar {
  const account = parseAccountName('ada')
  if (account === null) throw new Error('no account')
  return {
    kind: 'player',
    account,
    name: 'Ada',
    look: { sprite: 'person', color: '#2b6cb0' },
    place: HERE,
    walk: null,
    since: 1_700_000_000_000,
    isAway: false,
    isKneeling: false,
    visits: [],
    ...more,
  }
}

function write({ scene, live }: World, is: Avatar | null): Uint8Array {
  const updates: Uint8Array[] = []
  const onUpdate = (update: Uint8Array): void => void updates.push(update)
  live.on('update', onUpdate)
  const writer = createLiveWriter(scene, live)
  live.transact(() => {
    writer.begin()
    writer.setAvatar(ADA, is)
  })
  live.off('update', onUpdate)
  return Y.mergeUpdates(updates)
}

test('somebody who is here is a thing on the floor, and nobody is in their way', () => {
  const world = makeWorld()
  write(world, avatar())
  const ada = world.view.artifact(ADA)
  expect(ada?.host).toBe(ROOT)
  expect(ada?.avatar?.name).toBe('Ada')
  expect(ada?.properties).toMatchObject({ passable: true, pushable: false, pickable: false })
  expect(world.view.on(ROOT)).toEqual([ADA])
  write(world, null)
  expect(world.view.artifact(ADA)).toBeNull()
  expect(world.view.on(ROOT)).toEqual([])
})

test('all of an avatar comes back as it was written', () => {
  const world = makeWorld()
  const from = parseAddress('ada/home')
  if (from === null) throw new Error('no address')
  const is = avatar({ isKneeling: true, visits: [{ world: from, spot: { ...HERE, x: 7 } }] })
  write(world, is)
  expect(world.view.artifact(ADA)?.avatar).toEqual(is)
})

test('a walk begins where its leg says, looks where it goes, and costs one small entry', () => {
  const world = makeWorld()
  write(world, avatar())
  const first = write(world, avatar({ walk: LEG }))
  expect(world.view.artifact(ADA)).toMatchObject({ place: { x: 40, y: 60, facing: 'right' }, walk: LEG })
  const next = write(
    world,
    avatar({ place: { ...HERE, x: 100 }, walk: { ...LEG, toX: 0, at: LEG.at + 300 } }),
  )
  expect(world.view.artifact(ADA)?.place).toMatchObject({ x: 100, y: 60, facing: 'left' })
  expect(first.length).toBeLessThan(60)
  expect(next.length).toBeLessThan(70)
  const stands = write(world, avatar({ place: { ...HERE, x: 50, facing: 'left' } }))
  expect(stands.length).toBeLessThan(55)
  expect(world.view.artifact(ADA)).toMatchObject({ place: { x: 50, y: 60, facing: 'left' }, walk: null })
})

test('each step on a floor is read as it was written, and onto another floor as well', () => {
  const world = makeWorld()
  const chest = make(world, 'chest')
  const steps: Partial<Avatar>[] = [
    {},
    { walk: LEG, place: { ...HERE, facing: 'right' } },
    { place: { ...HERE, x: 200, facing: 'right' } },
    { place: { ...HERE, x: 200, facing: 'up' } },
    { place: { ...HERE, x: 200, facing: 'up' }, isKneeling: true },
    { place: { host: chest, x: 5, y: 6, facing: 'down' } },
    { place: { host: chest, x: 5, y: 6, facing: 'left' }, walk: { ...LEG, toX: 0, toY: 6, at: LEG.at + 1 } },
    { place: { ...HERE, x: 70 } },
    { place: { ...HERE, x: 70 }, since: LEG.at + 5000 },
    { place: { ...HERE, x: 70, facing: 'right' }, since: LEG.at + 5000, walk: { ...LEG, at: LEG.at + 6000 } },
  ]
  for (const step of steps) {
    write(world, avatar(step))
    expect(world.view.artifact(ADA)?.avatar).toEqual(avatar(step))
    expect(createView(world.scene, world.live).artifact(ADA)?.avatar).toEqual(avatar(step))
  }
})

test.each([
  ['of two', [1, 2]],
  ['without a facing', [1, 2, 9]],
  ['without a spot', ['a', 2, 1]],
  ['of words', 'left'],
  ['without a time', [1, 2, 3, 4, null, 200]],
])('a step %s is none: one stands where the place says', (_what, step) => {
  const world = makeWorld()
  write(world, avatar())
  const avatars = (world.live.getMap('live').get('now') as Y.Map<Y.Map<Y.Map<unknown>>>).get('avatars')
  avatars?.get('ada')?.set('walk', step)
  expect(world.view.artifact(ADA)).toMatchObject({ place: { x: 40, y: 60 }, walk: null })
})

test('what somebody holds stays theirs while they are away, and neither is in limbo', () => {
  const world = makeWorld()
  write(world, avatar())
  const lamp = make(world, 'lamp')
  const changes: Change[] = []
  world.view.subscribe((change) => changes.push(change))
  const writer = createLiveWriter(world.scene, world.live)
  world.live.transact(() => {
    writer.setField(lamp, 'place', { host: ADA, x: 0, y: 0, facing: 'down', was: null })
    writer.setAvatar(ADA, avatar({ isAway: true }))
  })
  expect(changes).toHaveLength(1)
  expect(world.view.artifact(ADA)?.host).toBeNull()
  expect(world.view.artifact(lamp)?.host).toBe(ADA)
  expect(world.view.limbo).toEqual([])
  expect(world.view.on(ROOT)).toEqual([])
})

test('a body at home is a thing of its own until its person is in it', () => {
  const world = makeWorld()
  make(world, 'ada')
  expect(world.view.artifact(ADA)?.avatar).toBeNull()
  write(world, avatar())
  expect(world.view.artifact(ADA)).toMatchObject({ place: { x: 40, y: 60 }, onlyLive: false })
  write(world, avatar({ isAway: true }))
  expect(world.view.artifact(ADA)).toMatchObject({ avatar: null, place: { x: 0, y: 0 } })
})

test('a new generation and a reset keep who is here', () => {
  const world = makeWorld()
  write(world, avatar({ walk: LEG }))
  for (const replace of ['renew', 'reset'] as const) {
    const writer = createLiveWriter(world.scene, world.live)
    world.live.transact(() => writer[replace]())
    expect(world.view.artifact(ADA)?.avatar).toEqual(
      avatar({ walk: LEG, place: { ...HERE, facing: 'right' } }),
    )
    expect(createView(world.scene, world.live).artifact(ADA)?.host).toBe(ROOT)
  }
})

test.each([
  ['kind', 'ghost'],
  ['account', 'two words'],
  ['place', { host: 'limbo' }],
  ['since', 'long ago'],
])('an avatar whose %s is malformed is not there', (key, value) => {
  const world = makeWorld()
  write(world, avatar())
  const avatars = (world.live.getMap('live').get('now') as Y.Map<Y.Map<Y.Map<unknown>>>).get('avatars')
  avatars?.get('ada')?.set(key, value)
  expect(world.view.artifact(ADA)).toBeNull()
})
