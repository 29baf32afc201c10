// What somebody comes onto on their way.
import { beforeEach, expect, test } from 'vitest'
import { beginAt, GARDEN, Player } from '../people.ts'
import { World } from '../world.ts'
import { id } from '../../world/made.ts'
import { setProperty } from '../../../../shared/world/edits/field-edits.ts'

let world: World
let ann: Player

async function begin(code: string): Promise<void> {
  world.put('plate', { x: 400, y: 300, code, properties: { passable: true } })
  await beginAt(world, GARDEN)
  await ann.ask({ verb: 'visit' })
  await ann.walkTo(100, 300)
}

beforeEach(() => {
  world = new World()
  ann = new Player(world, 'Ann')
})

test('[B21] who walks over what is passable touches it, once each time, when they come onto it', async () => {
  await begin(`on('touch', ({ subject, object }) => log(subject.name, object.name, subject.x))`)
  await ann.ask({ verb: 'walk', to: { x: 700, y: 300 } })
  await world.pass(1_000)
  expect(world.logs).toEqual([])
  await world.pass(2_000)
  expect(world.logs).toHaveLength(1)
  expect(world.logs[0]).toMatch(/^plate: Ann plate 3[67]\d$/)
  await world.pass(6_000)
  expect(world.logs).toHaveLength(1)
  await ann.walkTo(100, 300)
  expect(world.logs).toHaveLength(2)
})

test('[B21] it counts also when one turns away on it, and not when it was moved out of the way or is beside', async () => {
  await begin(`on('touch', () => log('touched'))`)
  await ann.walkTo(400, 300)
  await ann.walkTo(100, 300)
  expect(world.logs).toEqual(['plate: touched'])
  await ann.walkTo(100, 500)
  await ann.walkTo(700, 500)
  expect(world.logs).toHaveLength(1)
})

test('[B21] a thing that is not passable is bumped into, and the page of the floor hears of both', async () => {
  world.put('listener', {
    x: 800,
    y: 20,
    code: `on('touch', { role: 'observer' }, ({ object }) => log('on ' + object.name))`,
  })
  await begin(`on('touch', () => log('touched')); on('collide', () => log('bumped'))`)
  await ann.walkTo(300, 300)
  world.done(setProperty(world.edit, id('plate'), 'passable', false))
  await world.pass(200)
  await ann.walkTo(500, 300)
  world.done(setProperty(world.edit, id('plate'), 'passable', true))
  await world.pass(200)
  await ann.walkTo(500, 300)
  expect(world.logs.toSorted()).toEqual(['listener: on plate', 'plate: bumped', 'plate: touched'])
})

test('[B22] create with fit stands on the nearest free spot when something is in the way', async () => {
  await begin(`on('use', async () => {
    const one = await create({ name: 'one', on: host, x: 600, y: 300 })
    const two = await create({ name: 'two', on: host, x: 600, y: 300, fit: true })
    const none = await create({ name: 'three', on: host, x: 600, y: 300 })
    log(one?.x, two !== null && (two.x !== 600 || two.y !== 300), none)
  })`)
  await ann.walkTo(380, 340)
  expect(await ann.ask({ verb: 'use', thing: id('plate') })).toMatchObject({ ok: true })
  await world.pass(200)
  expect(world.logs).toEqual(['plate: 600 true null'])
})
