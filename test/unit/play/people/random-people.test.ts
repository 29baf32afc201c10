// People and programs act at random in one world. The promises that must always hold are checked after each
// step. The seed is in the message of a failure; INKLAND_SEED plays it again.
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Action } from '../../../../shared/play/acts/action.ts'
import { gapBetween, overlaps } from '../../../../shared/play/walking/rect.ts'
import { spotAt } from '../../../../shared/play/walking/walk-geometry.ts'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import type { Artifact } from '../../../../shared/world/artifact.ts'
import { moveArtifact } from '../../../../shared/world/edits/place-edits.ts'
import type { Outcome } from '../../../../shared/world/live/live-state-values.ts'
import { createView, type View } from '../../../../shared/world/view/world-view.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { id } from '../../world/made.ts'
import { beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'

const STEPS = 500
const FACINGS = ['up', 'down', 'left', 'right'] as const
const THINGS = ['chest', 'box', 'chair', 'ball', 'rock', 'wall', 'safe', 'cat', 'dog'] as const

/** Does anything at all, to anything near, with its first data. */
const CREATURE = `
  let turn = memory.turn ?? 0
  const pick = (list) => list[(turn * 7 + 3) % Math.max(1, list.length)]
  every(0.3, async () => {
    memory.turn = turn += 1
    const one = pick(find())
    switch (turn % 9) {
      case 0: return void moveTo((turn * 97) % 900, (turn * 61) % 700)
      case 1: return one && void push(one)
      case 2: return one && void pickUp(one)
      case 3: return void putDown()
      case 4: return one && void enter(one)
      case 5: return void leave()
      case 6: return one && void fitAt(one, (turn * 31) % 900, (turn * 17) % 700)
      case 7: return one && void moveTo(one, (turn * 53) % 900, (turn * 41) % 700)
      case 8: return void say('I am here')
    }
  })`

let world = new World()
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
})

function build(): void {
  world.put('chest', { x: 200, y: 200, width: 80, height: 60 })
  world.put('box', { x: 400, y: 300 })
  world.put('chair', { x: 500, y: 200 })
  world.put('ball', { x: 600, y: 260, width: 20, height: 20 })
  world.put('rock', { x: 300, y: 400, properties: { pushable: false, pickable: false } })
  world.put('wall', {
    x: 100,
    y: 500,
    width: 600,
    height: 30,
    properties: { pushable: false, pickable: false, locked: true },
  })
  world.put('safe', { x: 700, y: 400, properties: { locked: true } })
  world.put('cat', { x: 50, y: 50, code: CREATURE })
  world.put('dog', { x: 800, y: 600, code: CREATURE })
}

type Random = () => number

function whatever(random: Random, people: readonly Player[]): Action {
  const any = <T>(list: readonly T[], usual: T): T => list[Math.floor(random() * list.length)] ?? usual
  const spot = () => ({ x: Math.floor(random() * 940), y: Math.floor(random() * 700) })
  const body = people[Math.floor(random() * people.length)]?.body ?? id('ada')
  const thing: ArtifactId = random() < 0.2 ? body : id(any(THINGS, 'chair'))
  const make: (() => Action)[] = [
    () => ({ verb: 'visit' }),
    () => ({ verb: 'walk', to: spot() }),
    () => ({ verb: 'walk', to: spot(), from: spot() }),
    () => ({ verb: 'walk', direction: any(FACINGS, 'up') }),
    () => ({ verb: 'halt', ...(random() < 0.5 ? { at: spot() } : {}) }),
    () => ({ verb: 'turn', facing: any(FACINGS, 'up') }),
    () => ({ verb: any(['push', 'pickUp', 'enter', 'pickUp', 'enter'] as const, 'push'), thing }),
    () => ({
      verb: 'putDown',
      ...(random() < 0.5 ? { at: spot() } : {}),
      ...(random() < 0.3 ? { thing } : {}),
    }),
    () => ({ verb: 'leave' }),
    () => ({ verb: any(['kneel', 'stand', 'stand'] as const, 'stand') }),
    () => ({ verb: any(['stand', 'visit'] as const, 'stand'), on: thing }),
    () => ({ verb: 'use', thing }),
    () => ({ verb: 'say', words: 'hello' }),
    () => ({ verb: 'whisper', words: 'hello', to: thing }),
    () => ({ verb: 'leave' }),
  ]
  return any(make, () => ({ verb: 'visit' }))()
}

/** Does something with a thing beside it, or goes to where one is. */
function somethingNear(random: Random, player: Player): Action | null {
  const me = world.thing(player.name.toLowerCase())
  const { host } = me
  if (host === null || host === 'limbo') return null
  if (me.avatar?.isKneeling === true) return { verb: 'stand' }
  const now = world.time.now()
  const others = world.view
    .on(host)
    .flatMap((other) => world.view.artifact(other) ?? [])
    .filter((other) => other.id !== player.body)
  const beside = others.find((other) => gapBetween(rectOf(me, now), rectOf(other, now)) <= 3)
  const verb = (['push', 'pickUp', 'enter', 'pickUp', 'enter', null] as const)[Math.floor(random() * 6)]
  if (beside !== undefined && verb != null) return { verb, thing: beside.id }
  if (random() < 0.2) return { verb: 'leave' }
  if (random() < 0.2) return { verb: 'putDown' }
  const place = others[Math.floor(random() * others.length)]?.place ?? null
  return place === null
    ? null
    : { verb: 'walk', to: { x: Math.max(0, place.x - 32), y: Math.max(0, place.y) } }
}

/**
 * An editor puts a thing on the world's floor, perhaps out of somebody's hands. Not into another thing:
 * things that play had moved apart could be in a circle once the world begins anew, and would rightly wait in
 * limbo.
 */
function edit(random: Random): void {
  const to = { host: id('root'), x: Math.floor(random() * 900), y: Math.floor(random() * 700) }
  moveArtifact(world.edit, id(THINGS[Math.floor(random() * THINGS.length)] ?? 'chair'), to)
}

/** The world begins anew, with its people in it. */
function reset(sequence: number): Promise<Outcome> {
  if (world.play === null) throw new Error('nothing plays')
  return world.play.act({ session: 'builder', sequence, action: { verb: 'reset' }, person: 'Bea' })
}

const rectOf = ({ place, walk, look }: Artifact, now: number) => ({
  ...spotAt({ x: place?.x ?? 0, y: place?.y ?? 0, walk }, now),
  width: look.width,
  height: look.height,
})

/** Each thing is in exactly one place, and that is in the world. */
function whereEverythingIs(view: View): string[] {
  const wrong: string[] = []
  for (const name of THINGS) {
    const at = view.artifact(id(name))
    if (at === null) wrong.push(`${name} is gone`)
    else if (at.host === null || at.host === 'limbo') wrong.push(`${name} is nowhere`)
    else if (!view.on(at.host).includes(at.id)) wrong.push(`${name} is not where it says`)
    let floors = 0
    for (const artifact of view.artifacts()) if (view.on(artifact.id).includes(id(name))) floors += 1
    if (floors !== 1) wrong.push(`${name} is on ${floors} floors`)
  }
  return wrong
}

/** The solid things that a person's body overlaps. */
function insideOf(view: View, player: Player, now: number): ReadonlySet<ArtifactId> {
  const me = view.artifact(player.body)
  const inside = new Set<ArtifactId>()
  if (me === null || me.avatar === null || me.avatar.isAway || me.host === null) return inside
  const mine = rectOf(me, now)
  for (const other of view.on(me.host)) {
    const thing = view.artifact(other)
    if (thing === null || thing.properties.passable || thing.id === me.id) continue
    const there = rectOf(thing, now)
    // On its way a thing is between pixels, and so are people.
    if (overlaps(mine, there) && gapBetween(mine, there) < -1) inside.add(other)
  }
  return inside
}

test('whatever people and programs do, no thing is lost or twice, every action has one outcome, and what is stored is what is', async () => {
  const seed = seedFromEnvironment()
  const { fraction } = seededRandom(seed)
  build()
  await beginAt(world, GARDEN)
  const people = ['Ada', 'Bob', 'Cleo'].map((name) => new Player(world, name))
  for (const one of people) await one.visit()
  const outcomes = new Map<string, Outcome[]>()
  const verbs = new Map<string, number>()
  const asking: Promise<void>[] = []
  async function note(coming: Promise<Outcome>, verb: string, key: string): Promise<void> {
    const outcome = await coming
    outcomes.get(key)?.push(outcome)
    if (outcome.ok) verbs.set(verb, (verbs.get(verb) ?? 0) + 1)
  }
  let asked = 0
  for (let step = 0; step < STEPS; step += 1) {
    const player = people[Math.floor(fraction() * people.length)]
    if (player === undefined) continue
    const action = (fraction() < 0.7 ? somethingNear(fraction, player) : null) ?? whatever(fraction, people)
    const key = `${player.name} ${asked++} ${action.verb}`
    outcomes.set(key, [])
    asking.push(note(player.begin(action), action.verb, key))
    if (fraction() < 0.03) void world.play?.away(player.body)
    if (fraction() < 0.02) asking.push(note(reset(step), 'reset', 'reset'))
    if (fraction() < 0.03) edit(fraction)
    await world.pass(50 + Math.floor(fraction() * 300))
    const where = `seed ${seed}, step ${step}, ${key}`
    expect(whereEverythingIs(world.view), where).toEqual([])
    for (const { body } of people) {
      const me = world.view.artifact(body)
      expect(me?.avatar, where).not.toBeNull()
      if (me?.avatar?.isAway === false) {
        const host = me.host
        expect(host !== null && host !== 'limbo', where).toBe(true)
      }
    }
    if (fraction() < 0.01) {
      await world.pass(200)
      await world.stop()
      await beginAt(world, GARDEN)
    }
  }
  await world.pass(1000)
  await Promise.all(asking)
  for (const [key, came] of outcomes) expect(came.length, `seed ${seed}: ${key}`).toBe(1)
  // A reader with only the stored updates sees the same.
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(world.stored))
  const again = createView(world.scene, copy)
  expect([...again.artifacts()].toSorted(byId)).toEqual([...world.view.artifacts()].toSorted(byId))
  again.destroy()
  console.log(
    `seed ${seed}: ${asked} actions, done ${[...verbs].map(([verb, count]) => `${verb} ${count}`).join(', ')}`,
  )
})

test('whoever walks among things that stand is never inside what one cannot walk through', async () => {
  const seed = seedFromEnvironment()
  const { fraction } = seededRandom(seed)
  for (let n = 0; n < 40; n += 1) {
    world.put(`t${n}`, {
      x: Math.floor(fraction() * 900),
      y: 150 + Math.floor(fraction() * 600),
      properties: { locked: n % 2 === 0 },
    })
  }
  await beginAt(world, GARDEN)
  const people = ['Ada', 'Bob', 'Cleo'].map((name) => new Player(world, name))
  for (const one of people) await one.visit()
  for (let step = 0; step < STEPS; step += 1) {
    const player = people[step % people.length]
    if (player === undefined) continue
    const spot = () => ({ x: Math.floor(fraction() * 908), y: Math.floor(fraction() * 800) })
    const { place, walk } = player.avatar
    const here = spotAt({ ...place, walk }, world.time.now())
    const near = {
      x: Math.round(here.x + fraction() * 60 - 30),
      y: Math.round(here.y + fraction() * 60 - 30),
    }
    const any: Action[] = [
      { verb: 'walk', to: spot(), from: near },
      { verb: 'walk', direction: FACINGS[step % 4] ?? 'up', from: near },
      { verb: 'halt', at: near },
    ]
    const action = any[Math.floor(fraction() * any.length)]
    if (action !== undefined) void player.begin(action)
    await world.pass(50 + Math.floor(fraction() * 400))
    for (const one of people) {
      const inside = insideOf(world.view, one, world.time.now())
      expect([...inside], `seed ${seed}, step ${step}: ${one.name} at ${one.at}`).toEqual([])
    }
  }
})

function byId(a: Artifact, b: Artifact): number {
  return a.id < b.id ? -1 : 1
}
