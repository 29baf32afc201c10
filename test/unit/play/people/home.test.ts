// At home: the body is a thing there, that somebody gets up from and lies down in again; and its code goes
// on.
import { afterEach, describe, expect, test } from 'vitest'
import { sendToLimbo } from '../../../../shared/world/edits/place-edits.ts'
import { emptyLimbo } from '../../../../shared/world/edits/limbo-edits.ts'
import { id } from '../../world/made.ts'
import { address, beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'

const HOME = address('ada/home')

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

/** Ada’s home, with her body, a mirror in its hands, and code on its page. */
async function atHome(): Promise<void> {
  const code = `
    memory.starts = (memory.starts ?? 0) + 1
    on('pickUp', { role: 'subject' }, (e) => { memory.picked = e.object.name })`
  world.put('ada', { x: 300, y: 200, code })
  world.put('mirror', { on: 'ada', x: 0, y: 0 })
  world.put('chair', { x: 300, y: 245 })
  await beginAt(world, HOME)
}

describe('a body at home', () => {
  test('is an ordinary thing while nobody is in it', async () => {
    await atHome()
    expect(world.thing('ada')).toMatchObject({ avatar: null, host: 'root', properties: { pickable: true } })
    await ada.visit()
    expect(ada.at).toBe('root 300,200')
    expect(world.thing('ada')).toMatchObject({ onlyLive: false, properties: { pickable: false } })
    void world.play?.away(ada.body)
    await world.pass(100)
    expect(world.thing('ada')).toMatchObject({ avatar: null, host: 'root', place: { x: 300, y: 200 } })
  })

  test('keeps its code and what that remembers, whoever comes and goes', async () => {
    await atHome()
    await ada.visit()
    await ada.walkTo(300, 212)
    await ada.ask({ verb: 'pickUp', thing: id('chair') })
    await world.pass(100)
    expect(world.memory('ada')).toEqual({ starts: 1, picked: 'chair' })
    void world.play?.away(ada.body)
    await world.pass(100)
    await ada.visit()
    await world.pass(100)
    expect(world.memory('ada')).toEqual({ starts: 1, picked: 'chair' })
    expect(world.faults('ada')).toEqual([])
  })

  test('holds what lies on its floor, and gets back up where it was left', async () => {
    await atHome()
    await ada.visit()
    await ada.walkTo(500, 200)
    expect(await ada.ask({ verb: 'putDown' })).toEqual(OK)
    expect(world.thing('mirror').host).toBe(id('root'))
    void world.play?.away(ada.body)
    await world.pass(100)
    await ada.visit()
    expect(ada.at).toBe('root 500,200')
  })

  test('is not deleted with the floor that somebody stands on', async () => {
    await atHome()
    world.put('chest', { x: 332, y: 200, width: 60, height: 60 })
    await ada.visit()
    expect(await ada.ask({ verb: 'enter', thing: id('chest') })).toEqual(OK)
    // While nobody plays, nobody helps her out.
    await world.stop()
    world.done(sendToLimbo(world.edit, id('chest')))
    world.done(emptyLimbo(world.edit))
    await beginAt(world, HOME)
    expect(world.view.artifact(id('chest'))).toBeNull()
    expect(ada.avatar.place.host).toBe(id('root'))
    expect(world.scene.getMap('artifacts').has('ada')).toBe(true)
  })

  test('may be put into limbo by an edit; who is in it stands where they are', async () => {
    await atHome()
    await ada.visit()
    world.done(sendToLimbo(world.edit, id('chair')))
    world.scene
      .getMap<{ set(key: string, value: unknown): void }>('artifacts')
      .get('ada')
      ?.set('place', { host: 'limbo' })
    await world.pass(10_000)
    expect(ada.at).toBe('root 300,200')
  })
})

describe('while a world is paused', () => {
  test('a walk waits, goes on when it is played, and is over for who kneels meanwhile', async () => {
    await beginAt(world, GARDEN)
    const bob = new Player(world, 'Bob')
    await ada.visit()
    await bob.visit()
    for (const one of [ada, bob]) await one.ask({ verb: 'walk', to: { x: 430, y: 496 } })
    await world.pass(500)
    await world.ask({ verb: 'pause' })
    const { place } = ada.avatar
    await world.pass(10_000)
    expect(ada.avatar).toMatchObject({ place, walk: null })
    expect(await ada.ask({ verb: 'halt' })).toEqual(no('This world is paused.'))
    expect(await ada.ask({ verb: 'kneel' })).toEqual(OK)
    await world.ask({ verb: 'play' })
    await world.pass(5000)
    expect(ada.avatar).toMatchObject({ place, walk: null })
    expect(bob.at).toBe('root 430,496')
  })
})

describe('what happens in the way', () => {
  test('what comes into the way stops who walks, and who is asked may refuse', async () => {
    world.put('gate', {
      x: 200,
      y: 600,
      code: `before('moveStart', { role: 'observer' }, (e) => memory.shut && e.person + ' stays.')
      before('hear', { role: 'observer' }, (e) => memory.shut && 'Hush.')
      on('use', () => { memory.shut = !memory.shut })`,
    })
    await beginAt(world, GARDEN)
    await ada.visit()
    await ada.ask({ verb: 'walk', direction: 'down' })
    await world.pass(500)
    world.put('rock', { x: 430, y: 400 })
    await world.pass(3000)
    expect([ada.at, ada.avatar.walk]).toEqual(['root 430,368', null])
    await world.use('gate')
    expect(await ada.ask({ verb: 'walk', direction: 'up' })).toEqual(no('Ada stays.'))
    expect(await ada.ask({ verb: 'say', words: 'But why?' })).toEqual(no('Hush.'))
    await world.use('gate')
    expect(await ada.ask({ verb: 'walk', direction: 'up' })).toEqual(OK)
  })
})
