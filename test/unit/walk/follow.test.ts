// Following somebody: near them wherever they go, in and out of things too, and until one goes somewhere by
// oneself.
import { expect, test } from 'vitest'
import { createFollow, type Follow } from '../../../client/walk/follow-person.ts'
import { distanceBetween } from '../../../shared/play/walking/earshot.ts'
import { moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { setProperty } from '../../../shared/world/edits/field-edits.ts'
import { seededRandom } from '../../simulation/random.ts'
import { GARDEN, Player } from '../play/people.ts'
import { World } from '../play/world.ts'
import { id } from '../world/made.ts'
import { Far } from './far.ts'

/** From edge to edge, in pixels: one sets out beyond this. */
const FAR = 48
const CHEST = { x: 340, y: 520 }
const BESIDE_CHEST = { x: CHEST.x - 32, y: CHEST.y }

interface Made {
  readonly world: World
  readonly ada: Far
  readonly bob: Player
  readonly follow: Follow
  readonly said: string[]
}

/** Ada follows Bob, from a browser far away. */
async function begin(prepare: (world: World) => void = () => undefined): Promise<Made> {
  const world = new World()
  prepare(world)
  await world.begin({ world: GARDEN })
  const ada = new Far(world, 'Ada', { ms: 60, jitterMs: 40 }, seededRandom(5).fraction)
  const bob = new Player(world, 'Bob')
  void ada.ask({ verb: 'visit' })
  await bob.visit()
  await pass(world, 1000)
  const said: string[] = []
  const doing =
    (verb: 'enter' | 'leave') =>
    async (refused: () => void, thing = id('chest')): Promise<void> => {
      const { ok } = await ada.walker.act(verb === 'enter' ? { verb, thing } : { verb })
      if (!ok) refused()
    }
  const follow = createFollow({
    view: ada.view,
    walker: ada.walker,
    goInto: (thing, refused) =>
      ada.walker.walkAndThen(BESIDE_CHEST, () => void doing('enter')(refused, thing.id)),
    goOut: (refused) => void doing('leave')(refused),
    clock: world.time,
    now: () => world.time.now(),
    say: (words) => said.push(words),
    onChange: () => undefined,
  })
  const them = ada.view.artifact(bob.body)
  if (them === null) throw new Error('Bob is not to be seen')
  follow.begin(them)
  return { world, ada, bob, follow, said }
}

/** Lets time pass in small steps: an update that is stored in one is heard in the next. */
async function pass(world: World, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 20) await world.pass(Math.min(20, left))
}

function gapOf({ world, ada, bob }: Made): number {
  const [me, them] = [ada.me, ada.view.artifact(bob.body)]
  if (me === null || them === null) throw new Error('somebody is not there')
  return distanceBetween(me, them, world.time.now())
}

test('who follows somebody is near them wherever they go, and keeps a small distance', async () => {
  const made = await begin()
  const { world, ada, bob, follow, said } = made
  for (const to of [
    { x: 700, y: 500 },
    { x: 80, y: 700 },
    { x: 400, y: 520 },
  ]) {
    await bob.ask({ verb: 'walk', to })
    await pass(world, 6000)
    expect(bob.at).toBe(`root ${to.x},${to.y}`)
    expect(gapOf(made)).toBeLessThanOrEqual(FAR)
    expect(gapOf(made)).toBeGreaterThan(0)
    expect(ada.seen).toBe(ada.owned)
  }
  expect(follow.now()?.name).toBe('Bob')
  follow.stop()
  expect(follow.now()).toBeNull()
  expect(said.at(-1)).toBe('You are no longer following Bob.')
  const stands = ada.seen
  await bob.ask({ verb: 'walk', to: { x: 700, y: 500 } })
  await pass(world, 6000)
  expect(ada.seen).toBe(stands)
  follow.end()
})

test('who follows somebody goes where they go in, and comes out after them', async () => {
  const made = await begin((world) => world.put('chest', CHEST))
  const { world, ada, bob, follow } = made
  await bob.ask({ verb: 'walk', to: BESIDE_CHEST })
  await pass(world, 5000)
  expect(await bob.ask({ verb: 'enter', thing: id('chest') })).toMatchObject({ ok: true })
  await pass(world, 5000)
  expect(ada.me?.host).toBe(id('chest'))
  await bob.ask({ verb: 'leave' })
  await pass(world, 5000)
  expect(ada.me?.host).toBe(id('root'))
  expect(gapOf(made)).toBeLessThanOrEqual(FAR)
  follow.end()
})

test('who is cut off on the way in goes in once the connection is back', async () => {
  const made = await begin((world) => world.put('chest', CHEST))
  const { world, ada, bob, follow, said } = made
  await bob.ask({ verb: 'walk', to: BESIDE_CHEST })
  await pass(world, 5000)
  follow.stop()
  ada.walker.walk({ x: 80, y: 1200 })
  await pass(world, 8000)
  said.length = 0
  follow.begin(ada.view.artifact(bob.body) ?? expect.unreachable())
  await bob.ask({ verb: 'enter', thing: id('chest') })
  await pass(world, 600)
  expect(ada.walker.isWalking()).toBe(true)
  ada.isCut = true
  ada.walker.cut()
  await pass(world, 15_000)
  ada.mend()
  await pass(world, 12_000)
  expect(said).toEqual([])
  expect(ada.me?.host).toBe(id('chest'))
  follow.end()
})

test('who cannot be reached is gone to once the way is free', async () => {
  const far = 2000
  const made = await begin((world) => world.put('bar', { x: 0, y: far, width: 940, height: 8 }))
  const { world, ada, bob, follow } = made
  await bob.ask({ verb: 'walk', to: { x: 430, y: 900 } })
  await pass(world, 1500)
  // Somebody puts a wall between the two, while both walk.
  const y = Math.round(ada.walker.here()?.y ?? NaN) + 32 + 4
  world.done(moveArtifact(world.edit, id('bar'), { host: id('root'), x: 0, y }))
  await pass(world, 8000)
  expect(bob.at).toBe('root 430,900')
  expect(gapOf(made)).toBeGreaterThan(200)
  world.done(moveArtifact(world.edit, id('bar'), { host: id('root'), x: 0, y: far }))
  await pass(world, 9000)
  expect(gapOf(made)).toBeLessThanOrEqual(FAR)
  follow.end()
})

test('one follows nobody any more who is gone, or is where one may not go', async () => {
  const made = await begin((world) => world.put('chest', CHEST))
  const { world, bob, follow, said } = made
  await bob.ask({ verb: 'quit' })
  await pass(world, 1000)
  expect(follow.now()).toBeNull()
  expect(said.at(-1)).toBe('Bob is no longer here.')

  await bob.visit()
  await pass(world, 1000)
  const them = made.ada.view.artifact(bob.body)
  if (them === null) throw new Error('Bob is not to be seen')
  await bob.ask({ verb: 'walk', to: BESIDE_CHEST })
  await pass(world, 5000)
  follow.begin(them)
  await pass(world, 5000)
  await bob.ask({ verb: 'enter', thing: id('chest') })
  world.done(setProperty(world.edit, id('chest'), 'locked', true))
  await pass(world, 8000)
  expect(follow.now()).toBeNull()
  expect(made.ada.me?.host).toBe(id('root'))
})
