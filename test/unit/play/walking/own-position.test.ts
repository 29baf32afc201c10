// A person's own position counts as far as it can be true; and the bytes of a walk.
import { afterEach, expect, test } from 'vitest'
import type { ThingData } from '../../../../shared/behavior/sandbox-protocol.ts'
import type { Action } from '../../../../shared/play/acts/action.ts'
import { overlaps } from '../../../../shared/play/walking/rect.ts'
import { createSpace, type Space, type XY } from '../../../../shared/play/walking/floor-space.ts'
import { reachOf, takenOver } from '../../../../shared/play/walking/position-takeover.ts'
import { personFrom } from '../../../../shared/play/documents/play-things.ts'
import { spotAt } from '../../../../shared/play/walking/walk-geometry.ts'
import { DEFAULT_AVATAR_LOOK } from '../../../../shared/world/avatar.ts'
import { FLOOR_WIDTH } from '../../../../shared/world/limits.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { thingData } from '../../behavior/thing.ts'
import { id } from '../../world/made.ts'
import { account, beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'

let world = new World()
let ada = new Player(world, 'Ada')
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
  ada = new Player(world, 'Ada')
})

const ROOT = id('root')

function person(x: number, y: number, walk: ThingData['walk'] = null): ThingData {
  const place = { host: ROOT, x, y, facing: 'down' } as const
  return personFrom(id('ada'), {
    kind: 'player',
    account: account('ada'),
    name: 'Ada',
    look: DEFAULT_AVATAR_LOOK,
    place,
    walk,
    since: 0,
    isAway: false,
    isKneeling: false,
    visits: [],
  })
}

function spaceWith(...things: readonly ThingData[]): Space {
  const space = createSpace()
  for (const thing of things) space.put(thing)
  return space
}

const rock = (name: string, x: number, y: number, more: Partial<ThingData> = {}): ThingData =>
  thingData(id(name), { host: ROOT, x, y, width: 40, height: 40, ...more })

test('a spot that is near counts, one that is further than half a second’s walk does not', () => {
  const ada = person(100, 100)
  expect(reachOf(ada)).toBe(100)
  const at = (claimed: XY | null) => takenOver(spaceWith(), ada, claimed, 0, reachOf(ada))
  expect(at({ x: 200, y: 100 })).toEqual({ x: 200, y: 100 })
  expect(at({ x: 201, y: 100 })).toEqual({ x: 100, y: 100 })
  expect(at({ x: 171, y: 171 })).toEqual({ x: 100, y: 100 })
  expect(at(null)).toEqual({ x: 100, y: 100 })
  const walking = person(100, 100, { toX: 500, toY: 100, at: 0, speed: 200 })
  const spot = { x: 380, y: 100 }
  expect(takenOver(spaceWith(), walking, spot, 1000, 100)).toEqual(spot)
  expect(takenOver(spaceWith(), walking, { x: 401, y: 100 }, 1000, 100)).toEqual({ x: 300, y: 100 })
})

test('nobody comes through a wall, into it, or off the floor by seeing themselves there', () => {
  const wall = rock('wall', 140, 0, { width: 10, height: 300 })
  const at = (space: Space, claimed: XY) => takenOver(space, person(100, 100), claimed, 0, 100)
  const here = { x: 100, y: 100 }
  expect(at(spaceWith(wall), { x: 160, y: 100 })).toEqual(here)
  expect(at(spaceWith(wall), { x: 120, y: 100 })).toEqual(here)
  expect(at(spaceWith(wall), { x: 108, y: 100 })).toEqual({ x: 108, y: 100 })
  expect(at(spaceWith({ ...wall, passable: true }), { x: 160, y: 100 })).toEqual({ x: 160, y: 100 })
  const cat = rock('cat', 300, 100, { walk: { toX: 150, toY: 100, at: -1000, speed: 150 } })
  expect(at(spaceWith(cat), { x: 130, y: 100 })).toEqual(here)
  expect(takenOver(spaceWith(), person(30, 30), { x: -1, y: 30 }, 0, 100)).toEqual({ x: 30, y: 30 })
  const edge = FLOOR_WIDTH - 32
  expect(takenOver(spaceWith(), person(edge, 0), { x: edge + 1, y: 0 }, 0, 100)).toEqual({ x: edge, y: 0 })
})

test('whatever is claimed among a hundred rocks, one is nowhere that one cannot get to', () => {
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  const pixels = (most: number): number => Math.floor(random.fraction() * most)
  const rocks = Array.from({ length: 100 }, (_, n) => rock(`r${n}`, pixels(900), pixels(900)))
  const space = spaceWith(...rocks)
  let taken = 0
  for (let n = 0; n < 1_500; n += 1) {
    const from = { x: pixels(900), y: pixels(900) }
    const claimed = { x: from.x + pixels(240) - 120, y: from.y + pixels(240) - 120 }
    const walker = person(from.x, from.y)
    const spot = takenOver(space, walker, claimed, 0, 100)
    if (spot.x === from.x && spot.y === from.y) continue
    taken += 1
    const where = `seed ${seed}: from ${from.x},${from.y} to ${spot.x},${spot.y}`
    expect(Math.hypot(spot.x - from.x, spot.y - from.y), where).toBeLessThanOrEqual(100)
    // Looked at pixel by pixel, without the things that one stood in already.
    const inWay = rocks.filter((one) => !overlaps({ ...from, width: 32, height: 32 }, one))
    for (let share = 0; share <= 1; share += 1 / 100) {
      const x = from.x + (spot.x - from.x) * share
      const y = from.y + (spot.y - from.y) * share
      const inner = { x: x + 0.01, y: y + 0.01, width: 31.98, height: 31.98 }
      const hit = inWay.find((one) => overlaps(inner, one))
      if (hit !== undefined) expect(hit.id, where).toBe('')
    }
  }
  expect(taken).toBeGreaterThan(150)
})

test('a walk begins, and ends, where the walker sees it: both are at the same pixel', async () => {
  await beginAt(world, GARDEN)
  await ada.visit()
  await ada.ask({ verb: 'walk', direction: 'right', from: { x: 433, y: 96 } })
  expect(ada.avatar.place.x).toBe(433)
  await world.pass(500)
  await ada.ask({ verb: 'walk', direction: 'down', from: { x: 560, y: 96 } })
  expect(ada.avatar.place).toMatchObject({ x: 560, y: 96 })
  await world.pass(500)
  await ada.ask({ verb: 'halt', at: { x: 560, y: 222 } })
  expect([ada.at, ada.avatar.walk]).toEqual(['root 560,222', null])
  await ada.ask({ verb: 'halt', at: { x: 570, y: 222 } })
  expect(ada.at).toBe('root 570,222')
  await ada.ask({ verb: 'halt', at: { x: 700, y: 222 } })
  expect(ada.at).toBe('root 570,222')
})

test('who says again and again that they are further on is at most half as fast again', async () => {
  await beginAt(world, GARDEN)
  await ada.visit()
  const began = world.time.now()
  for (let n = 0; n < 200; n += 1) {
    const { place, walk } = ada.avatar
    const { y } = spotAt({ ...place, walk }, world.time.now())
    await ada.ask({ verb: 'walk', direction: 'down', from: { x: 430, y: Math.round(y) + 40 } })
  }
  const seconds = (world.time.now() - began) / 1000
  const { place, walk } = ada.avatar
  const pixels = spotAt({ ...place, walk }, world.time.now()).y - 96
  expect(pixels / seconds).toBeLessThan(310)
  expect(pixels / seconds).toBeGreaterThan(200)
})

test('a leg is one small entry of live, and so is standing still', async () => {
  await beginAt(world, GARDEN)
  await ada.visit()
  const bytesOf = async (action: Action): Promise<number> => {
    await world.pass(500)
    await ada.ask(action)
    return world.commits.at(-1) ?? 0
  }
  await bytesOf({ verb: 'turn', facing: 'left' })
  // Nothing but the outcome of the sender.
  const outcome = await bytesOf({ verb: 'turn', facing: 'left' })
  const first = (await bytesOf({ verb: 'walk', to: { x: 100, y: 900 } })) - outcome
  const leg = (await bytesOf({ verb: 'walk', to: { x: 900, y: 900 } })) - outcome
  const halt = (await bytesOf({ verb: 'halt' })) - outcome
  console.log(
    `Bytes of live: the first leg ${first}, the next ${leg}, standing still ${halt}; an outcome ${outcome}.`,
  )
  expect(first).toBeLessThan(70)
  expect(leg).toBeLessThan(70)
  expect(halt).toBeLessThan(90)
})
