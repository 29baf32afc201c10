// People come into a world, walk in it, and stand still where they see themselves.
import { afterEach, describe, expect, test } from 'vitest'
import { AWAY_MAX, ENTRANCE } from '../../../../shared/play/acts/arrivals.ts'
import { createLiveWriter } from '../../../../shared/world/live/live-writer.ts'
import { speechOf } from '../../../../shared/world/live/live-state.ts'
import { id } from '../../world/made.ts'
import { beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'

let world = new World()
let ada = new Player(world, 'Ada')
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
  ada = new Player(world, 'Ada')
})

const OK = { ok: true, why: null }
const no = (why: string) => ({ ok: false, why })

describe('coming', () => {
  test('who comes for the first time stands at the entrance, as a thing that is in nobody’s way', async () => {
    await beginAt(world, GARDEN)
    expect(await ada.visit()).toEqual(OK)
    expect(ada.at).toBe(`root ${ENTRANCE.x},${ENTRANCE.y}`)
    expect(world.play?.here()).toEqual([ada.body])
    const { properties, look, onlyLive } = world.thing('ada')
    expect(properties).toMatchObject({ passable: true, pushable: false, pickable: false, locked: true })
    expect([look.width, look.height, onlyLive]).toEqual([32, 32, true])
    expect(ada.avatar).toMatchObject({ kind: 'player', account: 'ada', name: 'Ada', isKneeling: false })
  })

  test('people who come one after the other stand beside each other', async () => {
    await beginAt(world, GARDEN)
    const people = ['Ada', 'Bob', 'Cleo', 'Dan'].map((name) => new Player(world, name))
    for (const person of people) await person.visit()
    const spots = people.map(({ avatar }) => avatar.place)
    expect(new Set(spots.map(({ y }) => y))).toEqual(new Set([ENTRANCE.y]))
    for (const [at, { x }] of spots.entries()) {
      for (const other of spots.slice(at + 1)) expect(Math.abs(other.x - x)).toBeGreaterThanOrEqual(32)
    }
  })

  test('nobody is put into what stands at the entrance', async () => {
    world.put('rock', { x: ENTRANCE.x - 20, y: ENTRANCE.y - 20, width: 80, height: 80 })
    await beginAt(world, GARDEN)
    await ada.visit()
    const { x, y } = ada.avatar.place
    const isFree = x + 32 <= 410 || x >= 490 || y + 32 <= 76 || y >= 156
    expect(isFree).toBe(true)
  })

  test('who visits again is where they are, with their new look', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.walkTo(100, 300)
    const again = { ...ada.who, look: { sprite: 'cat', color: '#112233' } }
    const asked = {
      session: 'tab',
      sequence: 1,
      action: { verb: 'visit' },
      person: 'Ada B',
      who: again,
    } as const
    void world.play?.act(asked)
    await world.pass(50)
    expect(ada.at).toBe('root 100,300')
    expect(ada.avatar).toMatchObject({ name: 'Ada B', look: { sprite: 'cat', color: '#112233' } })
  })

  test('who has no avatar here does nothing but use things and speak on a floor', async () => {
    await beginAt(world, GARDEN)
    expect(await ada.ask({ verb: 'walk', to: { x: 1, y: 1 } })).toEqual(no('You are not in this world.'))
    expect(await ada.ask({ verb: 'say', words: 'hi', on: id('root') })).toEqual(OK)
    expect(await world.ask({ verb: 'visit' })).toEqual(
      no('You cannot be here without a body. Sign in first.'),
    )
    expect(speechOf(world.stored)).toMatchObject([{ by: null, person: 'Ada', words: 'hi' }])
  })

  test('the world’s own floor may refuse who comes', async () => {
    const code = `before('enter', { role: 'observer' }, (e) => memory.isOpen ? undefined : 'Not yet, ' + e.person + (e.subject ?? '.'))
      on('use', () => { memory.isOpen = true })`
    world.put('guard', { x: 0, y: 500, code })
    await beginAt(world, GARDEN)
    expect(await ada.visit()).toEqual(no('Not yet, Ada.'))
    expect(world.play?.here()).toEqual([])
    await world.use('guard')
    expect(await ada.visit()).toEqual(OK)
  })

  test('who goes away keeps their place, and is back there', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.walkTo(200, 300)
    await ada.ask({ verb: 'kneel' })
    const away = world.play?.away(ada.body)
    await world.pass(50)
    await away
    expect(world.play?.here()).toEqual([])
    expect(world.thing('ada')).toMatchObject({ host: null, place: null, avatar: { isAway: true } })
    await world.stop()
    await beginAt(world, GARDEN)
    expect(await ada.visit()).toEqual(OK)
    expect(ada.at).toBe('root 200,300')
    expect(ada.avatar).toMatchObject({ isAway: false, isKneeling: false })
  })

  test('[G3] whether they are there themselves or by their program changes nothing else, also on the way', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.walkTo(200, 300)
    await ada.ask({ verb: 'walk', to: { x: 600, y: 300 } })
    const { avatar } = ada
    expect(avatar.walk).not.toBeNull()
    const drive = async (by: 'player' | 'local') => {
      const stored = world.play?.drive(ada.body, by)
      await world.pass(50)
      await stored
    }
    await drive('local')
    expect(ada.avatar).toEqual({ ...avatar, kind: 'local' })
    await drive('player')
    expect(ada.avatar).toEqual(avatar)
    await drive('local')
    expect(await ada.visit()).toEqual(OK)
    expect(ada.avatar).toEqual(avatar)
    for (let turn = 0; turn < 400 && ada.avatar.walk !== null; turn += 1) await world.pass(50)
    expect(ada.at).toBe('root 600,300')
  })

  test('of a great many who are away those who came first are forgotten, unless they hold something', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    const { avatar } = ada
    await world.stop()
    const writer = createLiveWriter(world.scene, world.stored)
    world.put('hat')
    world.stored.transact(() => {
      for (let n = 0; n < AWAY_MAX; n += 1)
        writer.setAvatar(id(`p${n}`), { ...avatar, isAway: true, since: n + 1 })
      writer.setField(id('hat'), 'place', { host: id('p0'), x: 0, y: 0, facing: 'down', was: null })
    })
    await beginAt(world, GARDEN)
    void world.play?.away(ada.body)
    await world.pass(100)
    const isKnown = (name: string): boolean => world.view.artifact(id(name)) !== null
    expect(['p0', 'p1', 'p2', 'ada'].map(isKnown)).toEqual([true, false, true, true])
    expect(world.thing('hat').host).toBe(id('p0'))
  })

  test('who goes away in mid-walk keeps the spot they were at', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.ask({ verb: 'walk', to: { x: 430, y: 496 } })
    await world.pass(950)
    const { at } = ada
    void world.play?.away(ada.body)
    await world.pass(50)
    expect(ada.avatar.walk).toBeNull()
    expect(ada.at).toBe(at)
  })

  test('where something stands on the kept place since, one is back right beside it', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.walkTo(200, 300)
    void world.play?.away(ada.body)
    await world.pass(50)
    world.put('rock', { x: 190, y: 290, width: 40, height: 40 })
    await ada.visit()
    expect(ada.at).toBe('root 230,300')
  })

  test('where the floor of the kept place is gone, one is back at the entrance', async () => {
    world.put('box', { x: 600, y: 92 })
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.walkTo(566, 96)
    expect(await ada.ask({ verb: 'enter', thing: id('box') })).toEqual(OK)
    expect(ada.avatar.place.host).toBe(id('box'))
    void world.play?.away(ada.body)
    await world.pass(50)
    world.scene.transact(() => world.scene.getMap('artifacts').delete(id('box')))
    await world.pass(50)
    await ada.visit()
    expect(ada.at).toBe(`root ${ENTRANCE.x},${ENTRANCE.y}`)
  })
})

describe('walking', () => {
  test('a walk is answered when it has begun, and ends at its spot', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    expect(await ada.ask({ verb: 'walk', to: { x: 630, y: 96 } })).toEqual(OK)
    expect(ada.avatar.walk).not.toBeNull()
    await world.pass(1000)
    expect(ada.avatar).toMatchObject({ walk: null, place: { x: 630, y: 96, facing: 'right' } })
  })

  test('in a direction one walks on and on, to the floor’s edge', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.ask({ verb: 'walk', direction: 'left' })
    await world.pass(5000)
    expect(ada.at).toBe('root 0,96')
    expect(ada.avatar).toMatchObject({ walk: null, place: { facing: 'left' } })
  })

  test('down a floor one walks leg by leg, without a stop', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.ask({ verb: 'walk', direction: 'down' })
    const began = ada.avatar.walk?.at ?? 0
    await world.pass(30_000)
    expect(ada.at).toBe(`root 430,${96 + Math.round((world.time.now() - began) / 5)}`)
    expect(ada.avatar.walk).not.toBeNull()
    await ada.ask({ verb: 'halt' })
    expect(ada.avatar.walk).toBeNull()
  })

  test('people stop at things, and walk through each other', async () => {
    world.put('wall', { x: 600, y: 80, width: 20, height: 80 })
    await beginAt(world, GARDEN)
    const bob = new Player(world, 'Bob')
    await ada.visit()
    await bob.visit()
    await bob.walkTo(500, 96)
    await ada.ask({ verb: 'walk', direction: 'right' })
    await world.pass(2000)
    expect(ada.at).toBe('root 568,96')
  })

  test('who turns to a wall that they stand at looks there, and does not walk', async () => {
    world.put('wall', { x: 430, y: 56, width: 40, height: 40 })
    await beginAt(world, GARDEN)
    await ada.visit()
    expect(await ada.ask({ verb: 'walk', direction: 'up' })).toEqual(OK)
    expect(ada.avatar).toMatchObject({ walk: null, place: { x: 430, y: 96, facing: 'up' } })
  })

  test('a new walk takes the place of the one that was, from where one is', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.ask({ verb: 'walk', direction: 'down' })
    const began = ada.avatar.walk?.at ?? 0
    await world.pass(950)
    await ada.ask({ verb: 'walk', direction: 'right' })
    await world.pass(200)
    const { place, walk } = ada.avatar
    const turned = 96 + Math.round(((walk?.at ?? 0) - began) / 5)
    expect([place.y, place.facing]).toEqual([turned, 'right'])
  })

  test('who kneels stands still and does not walk until they stand up', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.ask({ verb: 'walk', direction: 'down' })
    expect(await ada.ask({ verb: 'kneel' })).toEqual(OK)
    expect(ada.avatar).toMatchObject({ walk: null, isKneeling: true })
    expect(await ada.ask({ verb: 'walk', direction: 'down' })).toEqual(
      no('You are kneeling. Stand up first.'),
    )
    expect(await ada.ask({ verb: 'stand' })).toEqual(OK)
    expect(ada.avatar.isKneeling).toBe(false)
    await ada.ask({ verb: 'turn', facing: 'left' })
    expect(ada.avatar.place.facing).toBe('left')
  })

  test('what somebody says is theirs, with their name', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    expect(await ada.ask({ verb: 'say', words: ' hello ' })).toEqual(OK)
    expect(speechOf(world.stored)).toMatchObject([
      { by: 'ada', person: 'Ada', words: 'hello', voice: 'say', on: 'root' },
    ])
  })

  test('a walk goes on after a crash, and ends where it leads', async () => {
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.ask({ verb: 'walk', to: { x: 430, y: 896 } })
    await world.pass(500)
    world.die()
    await world.time.pass(1000)
    await beginAt(world, GARDEN)
    expect(ada.at).not.toBe('root 430,896')
    await world.pass(4000)
    expect(ada.at).toBe('root 430,896')
    expect(ada.avatar.walk).toBeNull()
  })

  test('in a paused world one can come, kneel and stand up, and nothing else', async () => {
    await beginAt(world, GARDEN)
    await world.ask({ verb: 'pause' })
    expect(await ada.visit()).toEqual(OK)
    expect(await ada.ask({ verb: 'walk', direction: 'down' })).toEqual(no('This world is paused.'))
    expect(await ada.ask({ verb: 'kneel' })).toEqual(OK)
    await world.ask({ verb: 'play' })
    expect(await ada.ask({ verb: 'stand' })).toEqual(OK)
    expect(await ada.ask({ verb: 'walk', direction: 'down' })).toEqual(OK)
  })
})
