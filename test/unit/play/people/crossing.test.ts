// From one world to another: what goes, what arrives, where, and the answer of each world when the other
// cannot.
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { ActionAsk, ActingPerson } from '../../../../shared/play/acts/action.ts'
import type { WorldArrival } from '../../../../shared/play/crossings/world-arrival.ts'
import type { WorldDeparture } from '../../../../shared/play/crossings/world-crossing.ts'
import type { LandingRefusal, LandingPlace } from '../../../../shared/play/crossings/landing-spot.ts'
import type { CrossingRoute } from '../../../../shared/play/crossings/cargo.ts'
import { parseAccountName, parseAddress, type Address } from '../../../../shared/world/address.ts'
import { CARGO_MAX } from '../../../../shared/play/crossings/cargo.ts'
import { setProperty } from '../../../../shared/world/edits/field-edits.ts'
import { CODE_HELD, letCodeRun } from '../../../../shared/behavior/held-code.ts'
import { sendToLimbo } from '../../../../shared/world/edits/place-edits.ts'
import { setSetting } from '../../../../shared/world/edits/setting-edits.ts'
import type { Outcome } from '../../../../shared/world/live/live-state-values.ts'
import { outcomeOf } from '../../../../shared/world/live/live-state.ts'
import { sceneArtifact } from '../../../../shared/world/scene/scene.ts'
import { pageOf } from '../../../../shared/world/view/world-view.ts'
import { id } from '../../world/made.ts'
import { pageWith, World } from '../world.ts'

const at = (address: string): Address => parseAddress(address)!
const GARDEN = at('ada/garden')
const PARK = at('ada/park')
const ADA: ActingPerson = {
  body: id('ada'),
  account: parseAccountName('ada')!,
  look: { sprite: 'person', color: '#102030' },
}

let garden: World
let park: World

beforeEach(async () => {
  garden = new World()
  park = new World()
  await park.begin({
    world: PARK,
    moveToWorld: (what, to) => carry(park, garden, what, to, whereFor(to, PARK)),
  })
  await garden.begin({
    world: GARDEN,
    moveToWorld: (what, to) => carry(garden, park, what, to, whereFor(to, GARDEN)),
  })
})

afterEach(() => {
  expect([...garden.failures, ...park.failures]).toEqual([])
  for (const world of [garden, park]) world.die()
})

function whereFor(to: CrossingRoute, from: Address): LandingPlace {
  if (to.type === 'portal') return { type: 'portal', from }
  return to.type === 'back' ? { type: 'back', spot: to.spot } : { type: 'home' }
}

const isRefused = (answer: object): answer is LandingRefusal => 'why' in answer

/** The work of the owner of both worlds. */
async function carry(
  from: World,
  to: World,
  what: ActingPerson['body'],
  way: CrossingRoute,
  where: LandingPlace,
): Promise<string | null> {
  const departure = await from.play!.depart(what, way)
  if (isRefused(departure)) return departure.why
  const arrival = await to.play!.receive(departure.cargo, where)
  if (isRefused(arrival)) {
    departure.cancel()
    return arrival.why
  }
  return store(from, to, departure, arrival)
}

function store(from: World, to: World, departure: WorldDeparture, arrival: WorldArrival): string | null {
  const left = departure.leave()
  if (left === null) {
    arrival.undo()
    departure.cancel()
    return 'It changed.'
  }
  Y.applyUpdate(from.stored, left)
  Y.applyUpdate(to.stored, arrival.update)
  departure.done()
  arrival.done()
  return null
}

let sequence = 0
async function asks(
  world: World,
  action: ActionAsk['action'],
  who: ActingPerson | null = ADA,
): Promise<Outcome> {
  const asked = { session: 'ada', sequence: ++sequence, action, person: 'Ada', who }
  const answer = world.play!.act(asked)
  for (let turn = 0; turn < 6; turn += 1) {
    await garden.pass(100)
    await park.pass(100)
  }
  return answer
}

/** A portal beside the entrance, where Ada then stands. */
async function atPortal(): Promise<void> {
  garden.put('portal', { x: 430, y: 131, width: 40, height: 40 })
  garden.done(setProperty(garden.edit, id('portal'), 'portal', PARK))
  garden.done(setProperty(garden.edit, id('portal'), 'passable', true))
  expect(await asks(garden, { verb: 'visit' })).toMatchObject({ ok: true })
}

const enter = () => asks(garden, { verb: 'enter', thing: id('portal') })

test('[G8] who goes through a portal is there with what they hold and all in it, and nowhere else', async () => {
  garden.put('chest', {
    x: 464,
    y: 96,
    text: pageWith(`on('use', () => { memory.used = (memory.used ?? 0) + 1 })`),
  })
  garden.put('coin', { on: 'chest', x: 5, y: 7 })
  await atPortal()
  await garden.use('chest')
  expect(await asks(garden, { verb: 'pickUp', thing: id('chest') })).toEqual({ ok: true, why: null })
  garden.done(setSetting(garden.edit, id('chest'), 'size', 3))
  await garden.pass(100)
  expect(await enter()).toEqual({ ok: true, why: null })
  for (const name of ['ada', 'chest', 'coin']) expect(garden.view.artifact(id(name)), name).toBeNull()
  expect(park.view.artifact(id('ada'))).toMatchObject({
    host: id('root'),
    avatar: { name: 'Ada', visits: [{ world: GARDEN, spot: { host: id('root') } }] },
  })
  expect(park.at('chest')).toMatch(/^ada /)
  expect(park.at('coin')).toBe('chest 5,7')
  expect(park.memory('chest')).toEqual({ used: 1 })
  expect(park.view.settings(id('chest'))).toEqual({ size: 3 })
  expect(pageOf(park.view, id('chest'))).toContain('memory.used')
  await park.pass(500)
  await park.use('chest')
  expect(park.memory('chest')).toEqual({ used: 2 })
  expect(garden.stored.getMap('live')).toBeDefined()
  expect(outcomeOf(garden.stored, 'ada')).toMatchObject({ outcome: { ok: true } })
})

test('[G6] leave goes back to where one left, and what one holds comes back under an id that was never there', async () => {
  garden.put('cup', { x: 464, y: 96 })
  await atPortal()
  await asks(garden, { verb: 'pickUp', thing: id('cup') })
  const left = garden.at('ada')
  await enter()
  expect(await asks(park, { verb: 'leave' })).toEqual({ ok: true, why: null })
  expect(garden.at('ada')).toBe(left)
  expect(garden.view.artifact(id('ada'))?.avatar?.visits).toEqual([])
  expect(park.view.artifact(id('ada'))).toBeNull()
  const [held] = garden.view.on(id('ada'))
  expect(held).not.toBe(id('cup'))
  expect(garden.view.artifact(held!)).toMatchObject({ name: 'cup' })
  expect(garden.view.artifact(id('cup'))).toBeNull()
})

test('one comes out beside the portal that leads back', async () => {
  park.put('door', { x: 600, y: 400, width: 60, height: 80 })
  park.done(setProperty(park.edit, id('door'), 'portal', GARDEN))
  await atPortal()
  await enter()
  expect(park.at('ada')).toBe('root 614,484')
})

test('at home, what cannot be picked up stays in the room that one’s body is', async () => {
  garden.put('ada', { x: 430, y: 172 })
  garden.put('shelf', { on: 'ada' })
  garden.done(setProperty(garden.edit, id('shelf'), 'pickable', false))
  garden.put('cup', { on: 'ada', x: 100 })
  await atPortal()
  expect(await enter()).toEqual({ ok: true, why: null })
  expect(park.at('cup')).toBe('ada 100,0')
  expect(park.view.artifact(id('shelf'))).toBeNull()
  expect(garden.at('shelf')).toBe('ada 0,0')
  expect(garden.view.artifact(id('ada'))).toMatchObject({ avatar: null, place: { x: 430, y: 172 } })
})

test('code of a thing carries it through a portal, with nobody', async () => {
  garden.put('cat', { x: 430, y: 173, code: `on('use', () => enter(closest({ name: 'portal' })))` })
  await atPortal()
  await garden.use('cat')
  for (let turn = 0; turn < 5; turn += 1) {
    await garden.pass(100)
    await park.pass(100)
  }
  expect(garden.view.artifact(id('cat'))).toBeNull()
  expect(park.thing('cat').host).toBe(id('root'))
})

test('too much to carry is refused, and everything stays', async () => {
  garden.put('bag', { x: 464, y: 96 })
  for (let n = 0; n < CARGO_MAX; n += 1) garden.put(`n${n}`, { on: 'bag', y: 50 * n })
  await atPortal()
  await asks(garden, { verb: 'pickUp', thing: id('bag') })
  expect(await enter()).toMatchObject({ ok: false, why: expect.stringContaining('too much to carry') })
  expect(garden.at('bag')).toMatch(/^ada /)
  expect(park.view.size).toBe(1)
})

test('[F13] code that came with files and sleeps is not carried to where it would run, until somebody lets it run', async () => {
  garden.put('bag', { x: 464, y: 96 })
  garden.put('bell', { on: 'bag', code: `memory.rang = 'yes'` })
  const bell = sceneArtifact(garden.scene, id('bell'))
  bell?.set(CODE_HELD, true)
  await atPortal()
  await asks(garden, { verb: 'pickUp', thing: id('bag') })
  expect(await enter()).toMatchObject({
    ok: false,
    why: expect.stringContaining('came with files and sleeps'),
  })
  expect(garden.at('bag')).toMatch(/^ada /)
  expect(park.view.size).toBe(1)
  garden.done(letCodeRun(garden.edit, id('bell')))
  expect(await enter()).toMatchObject({ ok: true })
  await park.pass(200)
  expect(park.memory('bell')).toEqual({ rang: 'yes' })
})

test('where one was is not there any more: leave says so', async () => {
  await atPortal()
  garden.put('hut', { x: 464, y: 96 })
  await asks(garden, { verb: 'leave' })
  await enter()
  const departure = await park.play!.depart(id('ada'), { type: 'back', world: GARDEN, spot: spotIn('hut') })
  if (isRefused(departure)) throw new Error(departure.why)
  garden.done(sendToLimbo(garden.edit, id('hut')))
  const arrival = await garden.play!.receive(departure.cargo, { type: 'back', spot: spotIn('hut') })
  expect(arrival).toEqual({ why: 'That place is no longer there.' })
  departure.cancel()
  expect(park.view.artifact(id('ada'))?.avatar).not.toBeNull()
})

const spotIn = (name: string) => ({ host: id(name), x: 0, y: 0, facing: 'down' }) as const

test('what people edit while it is packed comes along, or nothing goes', async () => {
  garden.put('cup', { x: 464, y: 96 })
  await atPortal()
  await asks(garden, { verb: 'pickUp', thing: id('cup') })
  const departure = await garden.play!.depart(id('ada'), { type: 'portal', world: PARK })
  if (isRefused(departure)) throw new Error(departure.why)
  const arrival = await park.play!.receive(departure.cargo, { type: 'entrance' })
  if (isRefused(arrival)) throw new Error(arrival.why)
  garden.write('cup', 'log(1)')
  expect(store(garden, park, departure, arrival)).toBe('It changed.')
  for (const world of [garden, park]) await world.pass(200)
  expect(garden.at('cup')).toMatch(/^ada /)
  expect(park.view.artifact(id('ada'))).toBeNull()
  expect(park.view.artifact(id('cup'))).toBeNull()
  expect(await enter()).toMatchObject({ ok: true })
  expect(park.at('cup')).toMatch(/^ada /)
})

test('a world that holds still for a crossing goes on afterwards, and an action that came meanwhile is done', async () => {
  await atPortal()
  const departure = await garden.play!.depart(id('ada'), { type: 'portal', world: PARK })
  if (isRefused(departure)) throw new Error(departure.why)
  const waiting = asks(garden, { verb: 'turn', facing: 'left' })
  await garden.pass(1000)
  expect(garden.view.artifact(id('ada'))?.place?.facing).toBe('down')
  departure.cancel()
  expect(await waiting).toMatchObject({ ok: true })
})

test('an avatar that a copy of a world has by mistake is sent off, and what it held is put down', async () => {
  garden.put('cup', { x: 464, y: 96 })
  await atPortal()
  await asks(garden, { verb: 'pickUp', thing: id('cup') })
  await garden.play!.dismiss(id('ada'))
  await garden.pass(200)
  expect(garden.view.artifact(id('ada'))).toBeNull()
  expect(garden.thing('cup').host).toBe(id('root'))
})
