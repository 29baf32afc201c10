// People on the way between nodes: how those of other nodes come into a world and go, and how our own wait at
// home.
import { afterEach, expect, test } from 'vitest'
import type { CrossingDestination } from '../../../../shared/play/acts/act-context.ts'
import { ENTRANCE } from '../../../../shared/play/acts/arrivals.ts'
import type { Action } from '../../../../shared/play/acts/action.ts'
import { parseAnyAccount, parseAnyAddress, type Address } from '../../../../shared/world/address.ts'
import { DEFAULT_AVATAR_LOOK } from '../../../../shared/world/avatar.ts'
import type { Outcome } from '../../../../shared/world/live/live-state-values.ts'
import { id } from '../../world/made.ts'
import { address, beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'

let world = new World()
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
})

const OK = { ok: true, why: null }
const HOME = address('ada/home')
const ROOM = parseAnyAddress('ada@house.example/room')!
const SQUARE = parseAnyAddress('bob@house.example/square')!
const AT_ENTRANCE = `root ${ENTRANCE.x},${ENTRANCE.y}`

let sequence = 0
/** Somebody of another node asks for something here. */
async function guest(action: Action, body = id('guest')): Promise<Outcome> {
  const who = { body, account: parseAnyAccount('ada@house.example')!, look: DEFAULT_AVATAR_LOOK }
  const asked = { session: 'guest', sequence: (sequence += 1), action, person: 'Ada', who }
  const outcome = world.play!.act(asked)
  await world.pass(50)
  return outcome
}

const avatarOf = (name: string) => world.view.artifact(id(name))?.avatar ?? null

function portalTo(to: Address): void {
  const properties = { portal: to, passable: true }
  world.put('portal', { x: 300, y: 300, width: 60, height: 60, properties })
}

test('[N43] a guest comes as a proxy, beside the portal that leads back, and is away after quit', async () => {
  portalTo(ROOM)
  await beginAt(world, GARDEN)
  expect(await guest({ verb: 'visit', from: ROOM })).toEqual(OK)
  expect(avatarOf('guest')).toMatchObject({
    kind: 'proxy',
    account: 'ada@house.example',
    place: { host: 'root', x: 314, y: 364 },
  })
  // A guest's own node lets them be driven, whoever drives them.
  await world.play!.drive(id('guest'), 'local')
  expect(avatarOf('guest')?.kind).toBe('proxy')
  expect(await guest({ verb: 'walk', to: { x: 200, y: 500 } })).toEqual(OK)
  await world.pass(3_000)
  expect(await guest({ verb: 'quit' })).toEqual(OK)
  expect(avatarOf('guest')?.isAway).toBe(true)
  expect(await guest({ verb: 'say', words: 'hello' })).toMatchObject({ ok: false })
  expect(await guest({ verb: 'visit' })).toEqual(OK)
  expect(avatarOf('guest')?.place).toMatchObject({ x: 200, y: 500 })
})

test('[N43] who comes by a portal again stands beside it, and finds back to nothing from before', async () => {
  portalTo(ROOM)
  world.put('house', { x: 430, y: 131, width: 80, height: 80 })
  await beginAt(world, GARDEN)
  await guest({ verb: 'visit' })
  expect(await guest({ verb: 'enter', thing: id('house') })).toEqual(OK)
  expect(avatarOf('guest')?.visits).toHaveLength(1)
  await guest({ verb: 'quit' })
  expect(await guest({ verb: 'visit', from: ROOM })).toEqual(OK)
  expect(avatarOf('guest')).toMatchObject({ visits: [], place: { host: 'root', x: 314, y: 364 } })
})

test('[N43] from nowhere that a portal leads to, one comes in at the entrance', async () => {
  await beginAt(world, GARDEN)
  expect(await guest({ verb: 'visit', from: ROOM })).toEqual(OK)
  expect(avatarOf('guest')?.place).toMatchObject(ENTRANCE)
})

test('[N43] nobody says to have come through a portal between two worlds of this node', async () => {
  portalTo(address('ada/cellar'))
  await beginAt(world, GARDEN)
  expect(await guest({ verb: 'visit', from: address('ada/cellar') })).toEqual(OK)
  expect(avatarOf('guest')?.place).toMatchObject(ENTRANCE)
})

test('[N43] nobody of another node gets into a thing of this world by its id', async () => {
  world.put('chest', { x: 300, y: 300 })
  await beginAt(world, GARDEN)
  expect(await guest({ verb: 'visit' }, id('chest'))).toMatchObject({ ok: false })
  expect(world.thing('chest')).toMatchObject({ avatar: null, host: 'root' })
})

test('who is of this node comes in where anybody does, whatever they say of where they come from', async () => {
  portalTo(ROOM)
  await beginAt(world, GARDEN)
  const bob = new Player(world, 'Bob')
  expect(await bob.ask({ verb: 'visit', from: ROOM })).toEqual(OK)
  expect(bob.at).toBe(AT_ENTRANCE)
  expect(bob.avatar.kind).toBe('player')
})

test('[N41] who goes out from home is away there, and finds back; who went back has one place less', async () => {
  world.put('ada', { x: 300, y: 200 })
  await beginAt(world, HOME)
  const ada = new Player(world, 'Ada')
  await ada.visit()
  await ada.walkTo(300, 300)
  const out = world.play!.goAbroad(ada.body, 'here')
  await world.pass(50)
  await out
  expect(world.thing('ada')).toMatchObject({ avatar: null, place: { x: 300, y: 200 } })
  expect(await ada.ask({ verb: 'say', words: 'I am here' })).toMatchObject({ ok: false })
  const home = world.play!.comeHome(ada.body, {
    world: SQUARE,
    spot: { host: ada.body, x: 0, y: 0, facing: 'down' },
  })
  await world.pass(50)
  await home
  expect(ada.at).toBe('root 300,300')
  expect(ada.avatar.visits.map((visit) => visit.world)).toEqual([HOME, SQUARE])
  const back = world.play!.goAbroad(ada.body, 'back')
  await world.pass(50)
  await back
  await ada.visit()
  expect(ada.avatar.visits.map((visit) => visit.world)).toEqual([HOME])
})

test('[N46] a node that is asleep is not passed over: leave says so, and the way back stays', async () => {
  const asked: CrossingDestination[] = []
  world.put('ada', { x: 300, y: 200 })
  await beginAt(world, HOME, {
    moveToWorld: async (_, to) => {
      asked.push(to)
      return 'house.example is asleep. Try again when it is awake.'
    },
  })
  const ada = new Player(world, 'Ada')
  await ada.visit()
  const home = world.play!.comeHome(ada.body, {
    world: SQUARE,
    spot: { host: ada.body, x: 0, y: 0, facing: 'down' },
  })
  await world.pass(50)
  await home
  expect(await ada.ask({ verb: 'leave' })).toEqual({
    ok: false,
    why: 'house.example is asleep. Try again when it is awake.',
  })
  expect(asked).toMatchObject([{ type: 'back', world: SQUARE }])
  expect(ada.avatar.visits).toHaveLength(1)
})
