// A draft of a world lives like any world, and is cut off from all others.
import { afterEach, expect, test } from 'vitest'
import type { Cargo } from '../../../shared/play/crossings/cargo.ts'
import { isStayRefusal } from '../../../shared/play/acts/staying-refusal.ts'
import { setProperty } from '../../../shared/world/edits/field-edits.ts'
import { id } from '../world/made.ts'
import { address, beginAt, GARDEN, Player } from './people.ts'
import { World } from './world.ts'

const DRAFT = address('bob/garden-night')
const OK = { ok: true, why: null }
const visit = { type: 'visit' } as const
/** Beside the entrance, within reach of a person there. */
const BESIDE = { x: 464, y: 96, width: 40, height: 40 }

const worlds: World[] = []
function make(): World {
  const world = new World()
  worlds.push(world)
  return world
}

afterEach(async () => {
  for (const world of worlds.splice(0)) {
    await world.stop()
    expect(world.failures).toEqual([])
  }
})

async function bobIn(world: World, isDraft: boolean, crossed: string[] = []): Promise<Player> {
  const moveToWorld = async (_id: unknown, to: { readonly type: string }): Promise<null> => {
    crossed.push(to.type)
    return null
  }
  await beginAt(world, isDraft ? DRAFT : GARDEN, { isDraft, moveToWorld })
  const bob = new Player(world, 'Bob')
  expect(await bob.visit()).toEqual(OK)
  return bob
}

async function packed(world: World, who: Player): Promise<Cargo | string> {
  const departure = await world.play?.depart(who.body, visit, 'editor')
  if (departure === undefined) throw new Error('nothing plays')
  if ('why' in departure) return departure.why
  departure.cancel()
  return departure.cargo
}

test('[Y2] no portal leads out of a draft, and one leaves it as any world', async () => {
  const world = make()
  world.put('portal', { x: 430, y: 131 })
  world.done(setProperty(world.edit, id('portal'), 'portal', GARDEN))
  world.done(setProperty(world.edit, id('portal'), 'passable', true))
  const crossed: string[] = []
  const bob = await bobIn(world, true, crossed)
  const entered = await bob.ask({ verb: 'enter', thing: id('portal') })
  expect(entered).toEqual({
    ok: false,
    why: 'This is a draft. No portal leads out of it. To go back, leave.',
  })
  expect(crossed).toEqual([])
  expect(await bob.ask({ verb: 'leave' })).toEqual(OK)
  expect(crossed).toEqual(['home'])
})

test('[Y2] nothing is carried out of a draft, by an editor neither, nor what may be taken along', async () => {
  const world = make()
  world.put('lamp', BESIDE)
  world.done(setProperty(world.edit, id('lamp'), 'takeable', true))
  const bob = await bobIn(world, true)
  expect(await bob.ask({ verb: 'pickUp', thing: id('lamp') })).toEqual(OK)
  const why = await packed(world, bob)
  expect(why).toBe('“lamp” is in a draft and stays there. Put it down first.')
  expect(typeof why === 'string' && isStayRefusal(why)).toBe(true)
  expect(await world.play?.depart(id('lamp'), visit, 'editor')).toHaveProperty('why')
  expect(await bob.ask({ verb: 'putDown' })).toEqual(OK)
  expect(await packed(world, bob)).toMatchObject({ person: { body: bob.body }, things: [] })
})

test('[Y2] nothing from elsewhere comes into a draft, in no hand', async () => {
  const garden = make()
  garden.put('lamp', BESIDE)
  const bob = await bobIn(garden, false)
  const alone = await packed(garden, bob)
  expect(await bob.ask({ verb: 'pickUp', thing: id('lamp') })).toEqual(OK)
  const laden = await packed(garden, bob)
  if (typeof alone === 'string' || typeof laden === 'string') throw new Error('Bob could not go')
  const draft = make()
  await beginAt(draft, DRAFT, { isDraft: true })
  expect(await draft.play?.receive(laden, { type: 'entrance' })).toEqual({
    why: 'That world is a draft. Nothing from elsewhere comes into it. Put down what you hold first.',
  })
  const arrival = await draft.play?.receive(alone, { type: 'entrance' })
  if (arrival === undefined || 'why' in arrival) throw new Error('Bob could not come')
  arrival.undo()
})

test('[Y2] what is in the room that one’s body is stays, when one leaves a draft of one’s home', async () => {
  const world = make()
  world.put('bob', { x: 10, y: 10 })
  world.put('coin', { on: 'bob', x: 5, y: 5 })
  const bob = await bobIn(world, true)
  expect(await packed(world, bob)).toMatchObject({ person: { body: bob.body }, things: [] })
  expect(world.at('coin')).toBe('bob 5,5')
})
