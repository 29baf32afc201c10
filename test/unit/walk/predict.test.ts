// One's own walk is shown at once, and ends on the owner's pixel: over a slow connection, with things that
// come into the way, doors that refuse, and hands that change their mind.
import { expect, test } from 'vitest'
import { moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import type { Facing } from '../../../shared/world/place.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { World } from '../play/world.ts'
import { GARDEN } from '../play/people.ts'
import { id } from '../world/made.ts'
import { Far, type Wire } from './far.ts'

const SLOW: Wire = { ms: 80, jitterMs: 70 }

interface Made {
  readonly world: World
  readonly ada: Far
}

async function begin(
  wire: Wire,
  seed: number,
  prepare: (world: World) => void = () => undefined,
): Promise<Made> {
  const world = new World()
  prepare(world)
  await world.begin({ world: GARDEN })
  const random = seededRandom(seed)
  const ada = new Far(world, 'Ada', wire, random.fraction)
  void ada.ask({ verb: 'visit' })
  await pass(world, 1000)
  expect(ada.me).not.toBeNull()
  return { world, ada }
}

/** Lets time pass in small steps: an update that is stored in one is heard in the next. */
async function pass(world: World, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 8) await world.pass(Math.min(8, left))
}

/** All that was asked is answered, and all walks are over. */
async function settled({ world, ada }: Made): Promise<void> {
  for (let turn = 0; turn < 100 && (ada.player.avatar.walk !== null || ada.lead !== null); turn += 1)
    await pass(world, 200)
  await pass(world, 1000)
  expect(ada.lead).toBeNull()
}

test('a step is shown in the same moment in which a key goes down, and told with where one is', async () => {
  const made = await begin(SLOW, 1)
  const { ada, world } = made
  const before = ada.seen
  ada.walker.walk('right')
  expect(ada.lead?.walk).not.toBeNull()
  await pass(world, 16)
  expect(ada.seen).not.toBe(before)
  expect(ada.owned).toBe(before)
  await settled(made)
})

test('after a settled walk both are at the same pixel, whatever the keys and the wire did', async () => {
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  const below = (most: number): number => Math.floor(random.fraction() * most)
  const ways: readonly Facing[] = ['up', 'down', 'left', 'right']
  for (let round = 0; round < 12; round += 1) {
    const wire = { ms: below(150), jitterMs: 1 + below(200) }
    const made = await begin(wire, seed + round, (world) => {
      for (let n = 0; n < 12; n += 1)
        world.put(`rock${n}`, {
          x: below(880),
          y: 160 + below(500),
          width: 30 + below(60),
          height: 30 + below(60),
        })
    })
    const { world, ada } = made
    for (let step = 0; step < 25; step += 1) {
      const kind = below(6)
      if (kind === 0) ada.walker.halt()
      else if (kind === 1) ada.walker.walk({ x: below(900), y: below(700) })
      else ada.walker.walk(ways[below(4)] ?? 'up')
      await pass(world, 20 + below(600))
    }
    ada.walker.halt()
    await settled(made)
    expect(ada.seen, `seed ${seed}, round ${round}`).toBe(ada.owned)
  }
})

test('who is on the way does not jump by more than what the wire took', async () => {
  const made = await begin(SLOW, 3)
  const { world, ada } = made
  const ways: readonly Facing[] = ['right', 'down', 'left', 'down', 'right']
  let last = ada.walker.here()
  let furthest = 0
  for (const way of ways) {
    ada.walker.walk(way)
    for (let frame = 0; frame < 30; frame += 1) {
      await pass(world, 16)
      const here = ada.walker.here()
      if (here && last) furthest = Math.max(furthest, Math.hypot(here.x - last.x, here.y - last.y))
      last = here
    }
  }
  ada.walker.halt()
  const stands = ada.seen
  await settled(made)
  expect(ada.seen).toBe(stands)
  expect(ada.owned).toBe(stands)
  // At 200 pixels a second a frame is 3.2 pixels; a whole pixel is where a leg begins.
  expect(furthest).toBeLessThan(4.5)
  console.log(`furthest in one frame of 16 ms: ${furthest.toFixed(2)} px`)
})

test('what somebody puts into the way stops one where the owner has it', async () => {
  const made = await begin(SLOW, 4, (world) => world.put('rock', { x: 100, y: 600, width: 40, height: 40 }))
  const { world, ada } = made
  ada.walker.walk('right')
  await pass(world, 700)
  const here = ada.walker.here()
  if (!here) throw new Error('she is nowhere')
  // In front of her nose: nearer than the delay of the connection.
  const to = { host: id('root'), x: Math.round(here.x) + 40, y: Math.round(here.y) - 4 }
  expect(moveArtifact(world.edit, id('rock'), to).ok).toBe(true)
  await settled(made)
  expect(ada.seen).toBe(ada.owned)
})

test('who lets go of the key just before the world is bound anew stands there', async () => {
  const made = await begin(SLOW, 7)
  const { world, ada } = made
  ada.walker.walk('right')
  await pass(world, 16)
  ada.walker.halt()
  const stands = ada.seen
  ada.walker.end()
  await settled(made)
  expect(ada.owned).toBe(stands)
})

test('a walk that is refused is taken back, with the reason', async () => {
  const made = await begin(SLOW, 5, (world) => {
    world.put('guard', {
      x: 700,
      y: 700,
      code: "before('moveStart', { role: 'observer' }, () => 'Stay where you are.')",
    })
  })
  const { world, ada } = made
  const before = ada.seen
  ada.walker.walk('right')
  await pass(world, 32)
  expect(ada.seen).not.toBe(before)
  await settled(made)
  expect(ada.said).toContain('Stay where you are.')
  expect(ada.seen).toBe(ada.owned)
  expect(ada.seen.split(' ')[1]).toBe(before.split(' ')[1])
})

test('what is done while one walks is done where one is seen', async () => {
  const made = await begin(SLOW, 6, (world) => world.put('lamp', { x: 560, y: 90, width: 64, height: 64 }))
  const { world, ada } = made
  ada.walker.walk('right')
  await pass(world, 700)
  const done = ada.walker.act({ verb: 'pickUp', thing: id('lamp') })
  await settled(made)
  expect(await done).toEqual({ ok: true, why: null })
  expect(world.thing('lamp').host).toBe(ada.player.body)
  expect(ada.seen).toBe(ada.owned)
})

test('a server that does not answer shows nothing any more once one walks no longer', async () => {
  const { world, ada } = await begin(SLOW, 6)
  ada.ask = () => new Promise(() => undefined)
  ada.walker.walk('right')
  await pass(world, 100)
  ada.walker.walk('down')
  ada.walker.end()
  await pass(world, 5000)
  expect(ada.lead).toBeNull()
  expect(ada.said).toEqual([])
})

test('without a connection one stands, and walks on when there is one', async () => {
  const made = await begin(SLOW, 7)
  const { world, ada } = made
  ada.walker.walk('down')
  await pass(world, 600)
  ada.isCut = true
  ada.walker.cut()
  const stands = ada.seen
  await pass(world, 3000)
  expect(ada.seen).toBe(stands)
  expect(ada.said.at(-1)).toMatch(/no connection/u)
  ada.mend()
  await pass(world, 1500)
  expect(ada.walker.isWalking()).toBe(true)
  ada.walker.halt()
  await settled(made)
  expect(ada.seen).toBe(ada.owned)
})

test('so many steps are told a second and not more, and the last one always', async () => {
  const made = await begin({ ms: 1, jitterMs: 1 }, 8)
  const { world, ada } = made
  const from = world.commits.length
  const ways: readonly Facing[] = ['left', 'right']
  for (let n = 0; n < 100; n += 1) {
    ada.walker.walk(ways[n % 2] ?? 'left')
    await pass(world, 10)
  }
  expect(world.commits.length - from).toBeLessThan(25)
  ada.walker.halt()
  await settled(made)
  expect(ada.seen).toBe(ada.owned)
})

/** A wall with a chest behind it, in the way straight down. */
function wall(world: World): void {
  world.put('wall', { x: 300, y: 300, width: 300, height: 40 })
}

test('[G5] who presses a spot behind something goes round it, leg by leg, and both are at the same pixel', async () => {
  for (let seed = 1; seed <= 5; seed += 1) {
    const made = await begin(SLOW, seed, wall)
    const { ada } = made
    const to = { x: 440 + seed, y: 460 }
    let isThere = false
    ada.walker.walkAndThen(to, () => (isThere = true))
    expect(isThere).toBe(false)
    await settled(made)
    expect(isThere).toBe(true)
    expect(ada.seen).toBe(ada.owned)
    expect(ada.walker.here()).toMatchObject({ ...to, walk: null })
    expect(ada.said).toEqual([])
  }
})

test('[G5] what is put into the way meanwhile is gone round, too, and a key ends the course', async () => {
  const made = await begin(SLOW, 3, (world) => {
    wall(world)
    world.put('chest', { x: 800, y: 20, width: 40, height: 40 })
  })
  const { ada, world } = made
  ada.walker.walk({ x: 440, y: 460 })
  await pass(world, 1500)
  const corner = ada.lead?.walk
  if (corner == null) throw new Error('she does not walk')
  const onCorner = { host: id('root'), x: corner.toX - 10, y: corner.toY - 10 }
  expect(moveArtifact(world.edit, id('chest'), onCorner).ok).toBe(true)
  await settled(made)
  expect(ada.walker.here()).toMatchObject({ x: 440, y: 460 })

  ada.walker.walk({ x: 440, y: 96 })
  await pass(world, 500)
  ada.walker.walk('down')
  await pass(world, 300)
  ada.walker.halt()
  await settled(made)
  expect(ada.seen).toBe(ada.owned)
  expect(ada.walker.here()?.y).toBeGreaterThan(460)
})
