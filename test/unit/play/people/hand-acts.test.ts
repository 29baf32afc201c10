// People's acts with things: push them, pick them up, put them down, use them; and the fate of held things.
import { afterEach, describe, expect, test } from 'vitest'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import { HELD_MAX } from '../../../../shared/world/avatar.ts'
import { moveArtifact } from '../../../../shared/world/edits/place-edits.ts'
import { writeLiveIntoScene } from '../../../../shared/world/edits/live-value-keeping.ts'
import { createLiveFollower } from '../../../../shared/world/view/live-follower.ts'
import { createLiveWriter } from '../../../../shared/world/live/live-writer.ts'
import { id } from '../../world/made.ts'
import { beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'

let world = new World()
let ada = new Player(world, 'Ada')
let bob = new Player(world, 'Bob')
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
  ada = new Player(world, 'Ada')
  bob = new Player(world, 'Bob')
})

const OK = { ok: true, why: null }
const no = (why: string) => ({ ok: false, why })

/** Ada and Bob stand on the two sides of a chair. */
async function around(more: Parameters<World['put']>[1] = {}): Promise<void> {
  world.put('chair', { x: 430, y: 400, width: 40, height: 40, ...more })
  await beginAt(world, GARDEN)
  await ada.visit()
  await bob.visit()
  await ada.walkTo(398, 96)
  await ada.walkTo(398, 404)
  await bob.walkTo(470, 96)
  await bob.walkTo(470, 404)
}

/** Somebody came from another world with a thing in hand. */
function bring(name: string, body: ArtifactId): void {
  const writer = createLiveWriter(world.scene, world.stored)
  const place = { host: body, x: 0, y: 100, facing: 'down', was: null } as const
  world.stored.transact(() => writer.make(id(name), { name, place, brought: true }))
}

describe('hands', () => {
  test('of two who pick up the same thing one holds it, and the other is told who was faster', async () => {
    await around()
    const both = [
      ada.begin({ verb: 'pickUp', thing: id('chair') }),
      bob.begin({ verb: 'pickUp', thing: id('chair') }),
    ]
    await world.pass(100)
    expect(await Promise.all(both)).toEqual([OK, no('Ada has it.')])
    expect(world.at('chair')).toBe('ada 0,0')
    expect(await ada.ask({ verb: 'pickUp', thing: id('chair') })).toEqual(
      no('chair is already in your hands.'),
    )
  })

  test('what one holds is a pile: what came last is put down first, or what one names', async () => {
    for (let n = 0; n < 3; n += 1)
      world.put(`ball${n}`, {
        x: 400 + 20 * n,
        y: 400,
        width: 20,
        height: 20,
        properties: { passable: true },
      })
    await around({ x: 700 })
    await ada.walkTo(420, 404)
    for (let n = 0; n < 3; n += 1)
      expect(await ada.ask({ verb: 'pickUp', thing: id(`ball${n}`) })).toEqual(OK)
    expect(['ball0', 'ball1', 'ball2'].map((name) => world.at(name))).toEqual([
      'ada 0,0',
      'ada 0,28',
      'ada 0,56',
    ])
    expect(await ada.ask({ verb: 'putDown', thing: id('ball0') })).toEqual(OK)
    expect(world.thing('ball0').host).toBe(id('root'))
    expect(await ada.ask({ verb: 'putDown' })).toEqual(OK)
    expect([world.thing('ball2').host, world.thing('ball1').host]).toEqual([id('root'), 'ada'])
    expect(await ada.ask({ verb: 'putDown', thing: id('ball0') })).toEqual(no('ball0 is not in your hands.'))
  })

  test('one puts down on the free spot nearest to where one wants, and no further than an arm goes', async () => {
    await around()
    await ada.ask({ verb: 'pickUp', thing: id('chair') })
    expect(await ada.ask({ verb: 'putDown', at: { x: 398, y: 700 } })).toEqual(no('That is too far away.'))
    world.put('rock', { x: 300, y: 400, width: 40, height: 40 })
    expect(await ada.ask({ verb: 'putDown', at: { x: 310, y: 400 } })).toEqual(OK)
    expect(world.at('chair')).toBe('root 340,400')
  })

  test('hands are full at last', async () => {
    for (let n = 0; n <= HELD_MAX; n += 1)
      world.put(`b${n}`, { x: 430, y: 96, properties: { passable: true } })
    await beginAt(world, GARDEN)
    await ada.visit()
    for (let n = 0; n < HELD_MAX; n += 1)
      expect(await ada.ask({ verb: 'pickUp', thing: id(`b${n}`) })).toEqual(OK)
    expect(await ada.ask({ verb: 'pickUp', thing: id(`b${HELD_MAX}`) })).toEqual(
      no('Your hands are full. Put something down first.'),
    )
  })

  test('people push things, and neither people push, pick up nor enter each other, nor do things', async () => {
    const robot = `on('use', async () => {
      const [one] = find({ name: 'Ada' })
      log(JSON.stringify([(await push(one)).why, (await pickUp(one)).why, (await enter(one)).why,
        (await set(one, { name: 'x' })).why, (await destroy(one)).why, one.person, self.person]))
      log(String(await copy(one)))
    })`
    await around({ code: robot })
    expect(await bob.ask({ verb: 'push', thing: id('chair') })).toEqual(OK)
    await bob.walkTo(430, 500)
    await ada.walkTo(430, 500)
    for (const verb of ['push', 'pickUp', 'enter'] as const) {
      expect((await bob.ask({ verb, thing: ada.body })).why).toMatch(/Ada/)
    }
    const { x, y } = world.thing('chair').place ?? { x: 0, y: 0 }
    await ada.walkTo(x + 40, y)
    await world.use('chair')
    expect(JSON.parse(world.logs[0]?.replace('chair: ', '') ?? '')).toEqual([
      'Ada cannot be pushed.',
      'Ada cannot be picked up.',
      'You cannot enter Ada.',
      'Ada is a person, and cannot be changed.',
      'People cannot be put away.',
      'Ada',
      null,
    ])
    expect(world.logs[1]).toBe('chair: null')
  })

  test('what stands too far away is not to be had', async () => {
    await around()
    await bob.walkTo(900, 404)
    for (const verb of ['push', 'pickUp', 'enter', 'use'] as const) {
      expect(await bob.ask({ verb, thing: id('chair') })).toEqual(no('chair is too far away.'))
    }
    await bob.ask({ verb: 'kneel' })
    expect(await bob.ask({ verb: 'use', thing: id('chair') })).toEqual(OK)
    expect(await ada.ask({ verb: 'use', thing: id('chair') })).toEqual(OK)
    await ada.ask({ verb: 'pickUp', thing: id('chair') })
    await bob.ask({ verb: 'stand' })
    expect(await bob.ask({ verb: 'use', thing: id('chair') })).toEqual(no('Ada has it.'))
    expect(await ada.ask({ verb: 'use', thing: id('chair') })).toEqual(OK)
  })

  test('programs hear who it was, and may refuse; the reason is told to the one who asked', async () => {
    const code = `
      for (const name of ['use', 'pickUp', 'push']) on(name, (e) => { memory[name] = [e.subject?.id, e.subject?.person, e.person] })
      before('pickUp', (e) => memory.yes ? undefined : 'This chair belongs to ' + e.person + '’s aunt.')
      on('use', () => { memory.yes = true })`
    await around({ code })
    expect(await ada.ask({ verb: 'pickUp', thing: id('chair') })).toEqual(
      no('This chair belongs to Ada’s aunt.'),
    )
    expect(await ada.ask({ verb: 'use', thing: id('chair') })).toEqual(OK)
    expect(await ada.ask({ verb: 'pickUp', thing: id('chair') })).toEqual(OK)
    expect(world.memory('chair')).toMatchObject({ use: ['ada', 'Ada', 'Ada'], pickUp: ['ada', 'Ada', 'Ada'] })
  })
})

describe('what is held', () => {
  test('stays in hand while its holder is away, however long, and comes back with them', async () => {
    await around()
    await ada.ask({ verb: 'pickUp', thing: id('chair') })
    void world.play?.away(ada.body)
    await world.pass(60_000)
    expect(world.at('chair')).toBe('ada 0,0')
    await world.stop()
    await beginAt(world, GARDEN)
    await world.pass(60_000)
    expect(world.at('chair')).toBe('ada 0,0')
    expect(await bob.ask({ verb: 'pickUp', thing: id('chair') })).toEqual(no('Ada has it.'))
    await ada.visit()
    expect(await ada.ask({ verb: 'putDown' })).toEqual(OK)
    expect(world.thing('chair').host).toBe(id('root'))
  })

  test('is not kept: the scene goes on saying where it is written', async () => {
    world.put('maker', {
      x: 600,
      y: 400,
      code: `on('use', () => create({ name: 'gem', x: 376, y: 410, on: host, width: 20, height: 20 }))`,
    })
    await around()
    await world.use('maker')
    await ada.ask({ verb: 'pickUp', thing: id('chair') })
    await ada.ask({ verb: 'pickUp', thing: world.thing('gem').id })
    await bob.ask({ verb: 'walk', direction: 'right' })
    const now = createLiveFollower(world.stored)
    world.done(writeLiveIntoScene(world.edit, now))
    now.destroy()
    await world.pass(100)
    expect([world.at('chair'), world.thing('gem').host]).toEqual(['ada 0,0', 'ada'])
    const artifacts = world.scene.getMap<{ get(key: string): unknown }>('artifacts')
    expect(artifacts.get('chair')?.get('place')).toMatchObject({ host: 'root', x: 430 })
    expect(artifacts.has(world.thing('gem').id)).toBe(false)
    expect(artifacts.has('ada')).toBe(false)
    expect(bob.avatar.walk).not.toBeNull()
  })

  test('an edit that moves it takes it out of the hand', async () => {
    await around()
    await ada.ask({ verb: 'pickUp', thing: id('chair') })
    world.done(moveArtifact(world.edit, id('chair'), { host: id('root'), x: 50, y: 60 }))
    await world.pass(100)
    expect(world.at('chair')).toBe('root 50,60')
    expect(await ada.ask({ verb: 'putDown' })).toEqual(no('There is nothing to put down.'))
  })

  test('reset keeps people, and puts what is written back where it is; what was brought stays in hand', async () => {
    await around()
    await ada.ask({ verb: 'pickUp', thing: id('chair') })
    await world.stop()
    bring('gift', ada.body)
    await beginAt(world, GARDEN)
    await bob.ask({ verb: 'walk', direction: 'right' })
    await world.pass(500)
    expect(await world.ask({ verb: 'reset' })).toEqual(OK)
    expect(world.at('gift')).toBe('ada 0,100')
    expect(world.at('chair')).toBe('root 430,400')
    expect([ada.at, ada.avatar.walk, bob.avatar.walk]).toEqual(['root 398,404', null, null])
    expect(bob.avatar.place.x).toBeGreaterThan(520)
    await world.pass(1000)
    expect(await ada.ask({ verb: 'pickUp', thing: id('chair') })).toEqual(OK)
  })
})

describe('code of what is held', () => {
  const TICK =
    "every(1, () => { memory.ticks = (memory.ticks ?? 0) + 1; shout('tick') })\non('wake', () => { memory.woken = (memory.woken ?? 0) + 1 })"
  const ticks = (): number => Number(world.memory('chair')['ticks'] ?? 0)

  test('[G7] rests while its holder is away, keeps its memory, and starts anew when they are back', async () => {
    await around({ code: TICK })
    expect(await ada.ask({ verb: 'pickUp', thing: id('chair') })).toEqual(OK)
    const held = ticks()
    await world.pass(5_000)
    expect(ticks()).toBeGreaterThan(held + 3)
    void world.play?.away(ada.body)
    await world.pass(100)
    const left = ticks()
    await world.pass(20_000)
    expect(ticks()).toBe(left)
    await ada.visit()
    await world.pass(5_000)
    expect(ticks()).toBeGreaterThan(left + 3)
    expect(world.memory('chair')['woken']).toBe(2)
    world.die()
    await beginAt(world, GARDEN)
    await world.pass(2_000)
    expect(world.memory('chair')['woken']).toBe(3)
  })
})
