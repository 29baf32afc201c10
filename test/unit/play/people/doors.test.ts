// Going into things and back again; and the fate of people whose floor is gone.
import { afterEach, describe, expect, test } from 'vitest'
import { rightFor } from '../../../../shared/play/acts/action.ts'
import { ENTRANCE } from '../../../../shared/play/acts/arrivals.ts'
import { portal } from '../../../../shared/starters/portal.ts'
import type { CrossingDestination } from '../../../../shared/play/acts/act-context.ts'
import { createArtifact, moveArtifact, sendToLimbo } from '../../../../shared/world/edits/place-edits.ts'
import { createLiveWriter } from '../../../../shared/world/live/live-writer.ts'
import { id } from '../../world/made.ts'
import { address, beginAt, GARDEN, Player } from '../people.ts'
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
const AT_ENTRANCE = `${ENTRANCE.x},${ENTRANCE.y}`

/** Ada stands beside a house, in which a box stands beside the entrance. */
async function atHouse(at = GARDEN): Promise<void> {
  world.put('house', { x: 462, y: 96, width: 80, height: 80 })
  world.put('box', { on: 'house', x: 462, y: 96, width: 40, height: 40 })
  await beginAt(world, at)
  await ada.visit()
}

describe('entering and leaving', () => {
  test('one enters what stands beside one, and leaves to where one was', async () => {
    await atHouse()
    expect(await ada.ask({ verb: 'enter', thing: id('box') })).toEqual(no('box is too far away.'))
    expect(await ada.ask({ verb: 'enter', thing: id('house') })).toEqual(OK)
    expect(ada.at).toBe(`house ${AT_ENTRANCE}`)
    await ada.walkTo(430, 120)
    expect(await ada.ask({ verb: 'enter', thing: id('box') })).toEqual(OK)
    expect(ada.at).toBe(`box ${AT_ENTRANCE}`)
    expect(ada.avatar.visits).toEqual([
      { world: GARDEN, spot: { host: 'root', x: 430, y: 96, facing: 'down' } },
      { world: GARDEN, spot: { host: 'house', x: 430, y: 120, facing: 'down' } },
    ])
    expect(await ada.ask({ verb: 'leave' })).toEqual(OK)
    expect(ada.at).toBe('house 430,120')
    expect(await ada.ask({ verb: 'leave' })).toEqual(OK)
    expect(ada.at).toBe(`root ${AT_ENTRANCE}`)
    expect(ada.avatar.visits).toEqual([])
  })

  test('a locked door stays shut, and a door that refuses says why', async () => {
    world.put('house', { x: 462, y: 96, code: `before('enter', (e) => 'Not you, ' + e.person + '.')` })
    world.put('safe', { x: 390, y: 96, properties: { locked: true } })
    await beginAt(world, GARDEN)
    await ada.visit()
    expect(await ada.ask({ verb: 'enter', thing: id('safe') })).toEqual(no('safe is locked.'))
    expect(await ada.ask({ verb: 'enter', thing: id('house') })).toEqual(no('Not you, Ada.'))
    expect(ada.at).toBe(`root ${AT_ENTRANCE}`)
  })

  test('[G20] who may edit sets out on the floor they look at, past locks and programs, and leaves to where they were', async () => {
    const code = `
      before('enter', () => 'Nobody comes in.')
      on('enter', { role: 'object' }, (e) => log('in ' + e.person))`
    world.put('safe', { x: 600, y: 600, properties: { locked: true }, code })
    world.put('drawer', { on: 'safe', x: 600, y: 600 })
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.ask({ verb: 'kneel' })
    expect(await ada.ask({ verb: 'stand', on: id('safe') })).toEqual(OK)
    expect(ada.at).toBe(`safe ${AT_ENTRANCE}`)
    expect(ada.avatar.isKneeling).toBe(false)
    expect(world.logs).toEqual(['safe: in Ada'])
    // On the floor where one is, one stands up where one is.
    await ada.walkTo(430, 120)
    await ada.ask({ verb: 'kneel' })
    expect(await ada.ask({ verb: 'stand', on: id('safe') })).toEqual(OK)
    expect(ada.at).toBe('safe 430,120')
    expect(await ada.ask({ verb: 'leave' })).toEqual(OK)
    expect(ada.at).toBe(`root ${AT_ENTRANCE}`)

    expect(await bob.ask({ verb: 'visit', on: id('drawer') })).toEqual(OK)
    expect(bob.at).toBe(`drawer ${AT_ENTRANCE}`)
    void world.play?.away(bob.body)
    await world.pass(100)
    expect(await bob.ask({ verb: 'visit', on: id('safe') })).toEqual(OK)
    expect(bob.at).toBe(`safe ${AT_ENTRANCE}`)
    expect(await bob.ask({ verb: 'leave' })).toEqual(OK)
    expect(bob.at).toBe(`drawer ${AT_ENTRANCE}`)
  })

  test('[G20] nobody sets out in what is in limbo, or in somebody’s hands, and only editors set out so', async () => {
    world.put('lamp', { x: 465, y: 96 })
    world.put('gone', { x: 600, y: 600 })
    await beginAt(world, GARDEN)
    await ada.visit()
    expect(await ada.ask({ verb: 'pickUp', thing: id('lamp') })).toEqual(OK)
    world.done(sendToLimbo(world.edit, id('gone')))
    await world.pass(50)
    const held = no('Somebody holds that, so nobody can stand in it.')
    for (const on of [id('lamp'), ada.body]) {
      expect(await ada.ask({ verb: 'stand', on })).toEqual(held)
      expect(await bob.ask({ verb: 'visit', on })).toEqual(held)
    }
    expect(await ada.ask({ verb: 'stand', on: id('gone') })).toEqual(no('That thing is no longer here.'))
    expect(ada.at).toBe(`root ${AT_ENTRANCE}`)
    const rights = (['stand', 'visit'] as const).flatMap((verb) => [
      rightFor({ verb }),
      rightFor({ verb, on: id('lamp') }),
    ])
    expect(rights).toEqual(['act', 'edit', 'act', 'edit'])
  })

  test('programs hear who comes and goes, into the world too', async () => {
    const code = `
      for (const name of ['enter', 'leave', 'online', 'offline', 'kneel', 'stand', 'moveStart'])
        on(name, { role: 'observer' }, (e) => log([e.event, e.person, e.host?.id].join(' ')))`
    world.put('watcher', { x: 0, y: 500, code })
    await atHouse()
    await ada.walkTo(430, 97)
    await ada.ask({ verb: 'enter', thing: id('house') })
    await ada.ask({ verb: 'leave' })
    await ada.ask({ verb: 'kneel' })
    await ada.ask({ verb: 'stand' })
    void world.play?.away(ada.body)
    await world.pass(100)
    await ada.visit()
    expect(world.logs.map((line) => line.replace('watcher: ', ''))).toEqual([
      'enter Ada root',
      'moveStart Ada root',
      'leave Ada root',
      'enter Ada root',
      'kneel Ada root',
      'stand Ada root',
      'offline Ada root',
      'online Ada root',
    ])
  })

  test('where the floor one came from is gone, that is said, and one comes to the place before', async () => {
    await atHouse()
    await ada.ask({ verb: 'enter', thing: id('house') })
    await ada.ask({ verb: 'enter', thing: id('box') })
    world.done(moveArtifact(world.edit, id('box'), { host: id('root'), x: 600, y: 600 }))
    world.done(sendToLimbo(world.edit, id('house')))
    await world.pass(50)
    expect(ada.at).toBe(`box ${AT_ENTRANCE}`)
    expect(await ada.ask({ verb: 'leave' })).toEqual({
      ok: true,
      why: 'The place you came from can no longer be reached.',
    })
    expect(ada.at).toBe(`root ${AT_ENTRANCE}`)
  })

  test('with nothing to go back to one comes out of what one is in; at home one stays', async () => {
    await atHouse(address('ada/home'))
    await ada.ask({ verb: 'enter', thing: id('house') })
    const { avatar } = ada
    await world.stop()
    const writer = createLiveWriter(world.scene, world.stored)
    world.stored.transact(() => writer.setAvatar(ada.body, { ...avatar, visits: [] }))
    await beginAt(world, address('ada/home'))
    expect(await ada.ask({ verb: 'leave' })).toEqual(OK)
    expect(ada.avatar.place.host).toBe(id('root'))
    expect(await ada.ask({ verb: 'leave' })).toEqual(no('You are at home.'))
    await bob.visit()
    expect(await bob.ask({ verb: 'leave' })).toEqual(no('There is no way from here.'))
  })

  test('back in another world: what is soon past is said, what is gone is passed over, and nothing is lost by it', async () => {
    const asked: string[] = []
    let why = ''
    const moveToWorld = (_id: unknown, to: CrossingDestination): Promise<string | null> => {
      asked.push(to.type === 'home' ? 'home' : `${to.type} ${to.world}`)
      return Promise.resolve(to.type === 'home' ? 'You have no home to go to from here.' : why)
    }
    const leave = async (): Promise<unknown> => {
      const outcome = ada.begin({ verb: 'leave' })
      await world.pass(500)
      return outcome
    }
    await atHouse()
    const spot = { host: id('root'), x: 7, y: 8, facing: 'left' } as const
    const { avatar } = ada
    await world.stop()
    const writer = createLiveWriter(world.scene, world.stored)
    const visits = [address('bob/cave'), address('bob/attic')].map((at) => ({ world: at, spot }))
    world.stored.transact(() => writer.setAvatar(ada.body, { ...avatar, visits }))
    await beginAt(world, GARDEN, { moveToWorld })
    why = 'That world is just waking up. Try again.'
    expect(await leave()).toEqual(no(why))
    expect(asked.splice(0)).toEqual(['back bob/attic'])
    why = 'There is no such world.'
    expect(await leave()).toEqual(no('You have no home to go to from here.'))
    expect(asked).toEqual(['back bob/attic', 'back bob/cave', 'home'])
    expect(ada.avatar.visits).toEqual(visits)
    expect(ada.at).toBe(`root ${AT_ENTRANCE}`)
  })

  test('a portal leads to another world, also for things; a trial has no way there', async () => {
    const robot = `on('use', async () => log((await enter(closest({ name: 'gate' }))).why))`
    world.put('gate', { x: 462, y: 96, properties: { portal: address('bob/cave') } })
    world.put('robot', { x: 462, y: 136, code: robot })
    await beginAt(world, GARDEN)
    await ada.visit()
    expect(await ada.ask({ verb: 'enter', thing: id('gate') })).toEqual(no('There is no way from here.'))
    await world.use('robot')
    expect(world.logs).toEqual(['robot: There is no way from here.'])
    expect(ada.at).toBe(`root ${AT_ENTRANCE}`)
  })
})

describe('nobody stands nowhere', () => {
  test('whose floor is put away is put beside where it was, in the same tick', async () => {
    await atHouse()
    await ada.ask({ verb: 'enter', thing: id('house') })
    await ada.ask({ verb: 'enter', thing: id('box') })
    const nowhere: string[] = []
    world.stored.on('update', () => {
      const { host } = world.thing('ada')
      if (host !== id('box') && host !== id('root')) nowhere.push(String(host))
    })
    world.done(sendToLimbo(world.edit, id('house')))
    await world.pass(50)
    expect(ada.at).toBe('root 462,96')
    expect(nowhere).toEqual([])
    await world.pass(10_000)
    expect(ada.at).toBe('root 462,96')
  })

  test('also when it was put away while nobody played, and when it is deleted', async () => {
    await atHouse()
    await ada.ask({ verb: 'enter', thing: id('house') })
    await world.stop()
    world.scene.getMap('artifacts').delete(id('house'))
    await beginAt(world, GARDEN)
    expect(ada.at).toBe(`root ${AT_ENTRANCE}`)
    await bob.visit()
    expect(world.play?.here()).toHaveLength(2)
  })

  test('whose floor was made by code comes out of it when the world begins anew', async () => {
    world.put('maker', {
      x: 462,
      y: 300,
      code: `on('use', () => create({ name: 'tent', x: 462, y: 96, on: host, width: 80, height: 80 }))`,
    })
    await beginAt(world, GARDEN)
    await ada.visit()
    await world.use('maker')
    expect(await ada.ask({ verb: 'enter', thing: world.thing('tent').id })).toEqual(OK)
    await world.ask({ verb: 'reset' })
    expect(ada.at).toBe('root 462,96')
  })

  test('whose floor a program takes away, or copies, is neither taken away nor copied, nor is what they hold', async () => {
    const code = `on('use', async () => {
      if (!memory.tent) memory.tent = (await create({ name: 'tent', x: 462, y: 96, on: host, width: 80, height: 80 })).id
      else {
        const [tent] = find({ id: memory.tent })
        const made = await copy(tent)
        log(inside(tent).length, inside(made).length)
        await destroy(tent)
      }
    })`
    world.put('maker', { x: 462, y: 300, code })
    world.put('chair', { x: 430, y: 128, properties: { passable: true } })
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.ask({ verb: 'pickUp', thing: id('chair') })
    await world.use('maker')
    expect(await ada.ask({ verb: 'enter', thing: world.thing('tent').id })).toEqual(OK)
    await world.use('maker')
    await world.pass(500)
    expect(world.logs).toEqual(['maker: 1 0'])
    expect(ada.avatar.place.host).toBe(id('root'))
    expect(world.at('chair')).toBe('ada 0,0')
  })

  test('who is in what somebody holds comes out when the holder goes away', async () => {
    world.put('box', { x: 462, y: 96, width: 40, height: 40 })
    await beginAt(world, GARDEN)
    await ada.visit()
    await bob.visit()
    await bob.ask({ verb: 'enter', thing: id('box') })
    expect(await ada.ask({ verb: 'pickUp', thing: id('box') })).toEqual(OK)
    expect(world.thing('box').host).toBe(ada.body)
    expect(bob.at).toBe(`box ${AT_ENTRANCE}`)
    void world.play?.away(ada.body)
    await world.pass(100)
    expect(bob.at).toBe('root 430,96')
    expect(world.thing('box').host).toBe(ada.body)
  })
})

describe('programs and people', () => {
  test('a program carries people about, and puts nobody into a wall nor into somebody', async () => {
    const code = `on('use', async () => {
      const ada = closest({ name: 'Ada' })
      log((await placeAt(ada, 600, 600)).why)
      log((await teleport(ada, 610, 610, host)).why)
      log((await teleport(ada, 0, 0, find({ name: 'Bob' })[0])).why)
      log((await moveTo(ada, 700, 700)).why)
    })`
    world.put('robot', { x: 0, y: 500, code })
    world.put('wall', { x: 590, y: 590, width: 60, height: 60 })
    await beginAt(world, GARDEN)
    await ada.visit()
    await bob.visit()
    await world.use('robot')
    await world.pass(5000)
    expect(world.logs.map((line) => line.replace('robot: ', ''))).toEqual([
      'wall stands there.',
      'null',
      'People cannot be put inside each other.',
      'null',
    ])
    expect(ada.at).toBe('root 700,700')
  })

  test('the portal that everybody can put down carries people to its other end', async () => {
    world.put('Portal', { x: 600, y: 60, width: 64, height: 88, text: portal.text })
    const other = { id: id('far'), name: 'Portal', text: portal.text, look: { width: 64, height: 88 } }
    world.done(createArtifact(world.edit, { ...other, place: { host: id('root'), x: 100, y: 800 } }))
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.ask({ verb: 'walk', direction: 'right' })
    await world.pass(2000)
    expect(ada.at).toBe('root 100,900')
  })

  test('a program gives something to somebody, who then holds it', async () => {
    world.put('seller', { x: 300, y: 300, code: `on('use', (e) => create({ name: 'key', on: e.subject }))` })
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.walkTo(340, 300)
    await ada.ask({ verb: 'use', thing: id('seller') })
    expect(world.thing('key').host).toBe(ada.body)
    expect(await ada.ask({ verb: 'putDown' })).toEqual(OK)
    expect(world.thing('key').host).toBe(id('root'))
  })

  test('a whisper reaches one alone, and is kept nowhere', async () => {
    const code = `on('hear', (e) => { memory.heard = [e.voice, e.words, e.person]; whisper(e.subject, 'psst, ' + e.person) })`
    world.put('ear', { x: 300, y: 300, code })
    world.put('other', { x: 500, y: 300, code: `on('hear', () => { memory.heard = true })` })
    const whispered: unknown[] = []
    await beginAt(world, GARDEN, {
      onWhisper: (to, { from, person, words }) => void whispered.push([to, from, person, words]),
    })
    await ada.visit()
    await bob.visit()
    expect(await ada.ask({ verb: 'whisper', words: 'xyzzy', to: bob.body })).toEqual(OK)
    expect(await ada.ask({ verb: 'whisper', words: 'sesame', to: id('ear') })).toEqual(OK)
    await world.pass(100)
    expect(whispered).toEqual([
      ['bob', 'ada', 'Ada', 'xyzzy'],
      ['ada', 'ear', null, 'psst, Ada'],
    ])
    expect(world.memory('ear')['heard']).toEqual(['whisper', 'sesame', 'Ada'])
    expect(world.memory('other')).toEqual({})
    expect(JSON.stringify([world.stored.toJSON(), world.logs])).not.toContain('xyzzy')
    void world.play?.away(bob.body)
    await world.pass(50)
    expect(await ada.ask({ verb: 'whisper', words: 'hello', to: bob.body })).toEqual(no('Bob is not here.'))
  })
})
