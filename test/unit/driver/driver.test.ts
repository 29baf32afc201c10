// A driver over a connection that breaks: its actions are done once, it comes back, follows its avatar, and
// never waits for ever.
import { expect, test } from 'vitest'
import { createDriver } from '../../../shared/driver/create-driver.ts'
import type { Driver } from '../../../shared/driver/driver.ts'
import { eventFrame } from '../../../shared/wire/frames/action-frames.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { createArtifact } from '../../../shared/world/edits/place-edits.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { id } from '../world/made.ts'
import { ADA, ATTIC, avatar, GARDEN, ROOT, Wire } from './wire.ts'

const BOB = id('bob')

async function begin(wire: Wire): Promise<Driver> {
  return wire.done(createDriver(wire.options))
}

/** Begins, and comes into the garden. */
async function visit(wire: Wire): Promise<Driver> {
  const driver = await begin(wire)
  const visited = driver.visit()
  await wire.pass(0)
  const [asked] = wire.live().asked
  expect(asked?.action).toEqual({ verb: 'visit' })
  wire.write((writer) => writer.setAvatar(ADA, avatar()))
  wire.at = GARDEN
  wire.live().tell(eventFrame(wire.you()))
  if (asked) wire.live().answer(asked)
  expect(await wire.done(visited)).toEqual({ ok: true, why: null })
  return driver
}

test('one looks at a world, and is in it once one has visited', async () => {
  const wire = new Wire()
  const driver = await begin(wire)
  expect([driver.world, driver.view.title, driver.me]).toEqual([GARDEN, 'Garden', null])
  driver.close()
  const visitor = await visit(new Wire())
  expect(visitor.me).toMatchObject({ id: ADA, name: 'Ada', host: ROOT })
})

test.each([
  ['is there still', avatar(), 0],
  ['went away', avatar({ isAway: true }), 1],
])('whose body stands where one begins is there, and %s', async (_what, stood, visits) => {
  const wire = new Wire()
  wire.at = GARDEN
  wire.write((writer) => writer.setAvatar(ADA, stood))
  const begun = createDriver(wire.options)
  await wire.pass(10)
  const { asked } = wire.live()
  expect(asked.map(({ action }) => action)).toEqual(
    Array.from({ length: visits }, () => ({ verb: 'visit', back: true })),
  )
  if (asked[0]) {
    wire.write((writer) => writer.setAvatar(ADA, avatar()))
    wire.live().answer(asked[0])
  }
  const driver = await wire.done(begun)
  expect(driver.me).toMatchObject({ id: ADA, host: ROOT })
  // And goes on where its avatar goes.
  wire.at = ATTIC
  wire.live().tell(eventFrame(wire.you()))
  await wire.pass(5000)
  expect(driver.world).toBe(ATTIC)
})

test('an action is asked again after a reconnect by the same number, and others wait for it', async () => {
  const wire = new Wire()
  const driver = await visit(wire)
  const walked = driver.walk('right')
  const said = driver.say('Hello.')
  await wire.pass(10)
  const first = wire.live()
  expect(first.asked).toHaveLength(2)
  first.close()
  await wire.pass(1000)
  const second = wire.live()
  expect(second).not.toBe(first)
  expect(second.asked[0]).toEqual(first.asked[1])
  if (second.asked[0]) second.answer(second.asked[0])
  expect(await wire.done(walked)).toMatchObject({ ok: true })
  expect(second.asked[1]).toMatchObject({ sequence: 3, action: { verb: 'say', words: 'Hello.' } })
  if (second.asked[1]) second.answer(second.asked[1], { ok: false, why: 'This world is paused.' })
  expect(await wire.done(said)).toEqual({ ok: false, why: 'This world is paused.' })
})

test('after a break the avatar comes again', async () => {
  const wire = new Wire()
  await visit(wire)
  wire.isUp = false
  for (const line of wire.lines) line.close()
  await wire.pass(5000)
  wire.isUp = true
  await wire.pass(5000)
  expect(wire.live().asked.map(({ action }) => action.verb)).toEqual(['visit'])
})

test('who is not answered hears so in the end', async () => {
  const wire = new Wire()
  const driver = await visit(wire)
  const halted = driver.halt()
  expect(await wire.done(halted, 15_000)).toMatchObject({ ok: false, why: /does not answer/ })
})

test('the driver follows its avatar to another world, and is told', async () => {
  const wire = new Wire()
  put(wire, 'gate')
  const driver = await visit(wire)
  const worlds: string[] = []
  driver.on('world', (address) => worlds.push(address))
  const entered = driver.enter('gate')
  await wire.pass(0)
  const garden = wire.live()
  const asked = garden.asked.at(-1)
  expect(asked?.action).toEqual({ verb: 'enter', thing: id('gate') })
  wire.write((writer) => writer.setAvatar(ADA, null))
  wire.write((writer) => writer.setAvatar(ADA, avatar()), ATTIC)
  wire.at = ATTIC
  garden.tell(eventFrame(wire.you()))
  if (asked) garden.answer(asked)
  expect(await wire.done(entered)).toMatchObject({ ok: true })
  expect([driver.world, worlds, driver.me?.host]).toEqual([ATTIC, [ATTIC], ROOT])
  await wire.pass(20_000)
  expect(garden.isOpen).toBe(false)
})

test('an avatar that goes on while the driver follows it is followed there', async () => {
  const wire = new Wire()
  const driver = await visit(wire)
  const worlds: string[] = []
  driver.on('world', (address) => worlds.push(address))
  wire.at = ATTIC
  wire.live().tell(eventFrame(wire.you()))
  // A newcomer is told that it is back in the garden; the garden is left before it is told.
  wire.at = GARDEN
  await wire.pass(5000)
  expect([driver.world, worlds]).toEqual([GARDEN, [ATTIC, GARDEN]])
  expect(driver.me?.host).toBe(ROOT)
})

test('the way to where the avatar is is tried again where it does not open', async () => {
  const wire = new Wire()
  const driver = await visit(wire)
  wire.isUp = false
  wire.at = ATTIC
  wire.live().tell(eventFrame(wire.you()))
  await wire.pass(20_000)
  expect(driver.world).toBe(GARDEN)
  wire.isUp = true
  await wire.pass(10_000)
  expect(driver.world).toBe(ATTIC)
})

test('a world that is closed for good ends the driver, with the reason', async () => {
  const wire = new Wire()
  const driver = await visit(wire)
  const ends: string[] = []
  driver.on('end', (why) => ends.push(why))
  const asked = driver.say('Is anybody here?')
  await wire.pass(0)
  wire.live().close(CLOSE.binned, 'This world is in the bin.')
  expect(await wire.done(asked)).toEqual({ ok: false, why: 'This world is in the bin.' })
  expect(ends).toEqual(['This world is in the bin.'])
  const count = wire.lines.length
  await wire.pass(60_000)
  expect(wire.lines).toHaveLength(count)
})

test('a world that does not open is told in words', async () => {
  const wire = new Wire()
  wire.isUp = false
  const opened = createDriver(wire.options).then(
    () => 'open',
    (error: unknown) => String(error),
  )
  expect(await wire.done(opened, 16_000)).toMatch('ada/garden does not open: there is no answer')
})

test('people come, walk and go, and words are heard within earshot', async () => {
  const wire = new Wire()
  wire.write((writer) => writer.say(speech('Before you came.', 430)))
  const driver = await visit(wire)
  const told: string[] = []
  driver.on('arrive', ({ name }) => told.push(`${name} comes`))
  driver.on('leave', ({ name }) => told.push(`${name} goes`))
  driver.on('move', ({ name, walk }) => told.push(`${name} walks to ${walk?.toX}`))
  driver.on('hear', ({ person, words }) => told.push(`${person}: ${words}`))
  const bob = avatar({ name: 'Bob', place: { host: ROOT, x: 500, y: 100, facing: 'down' } })
  wire.write((writer) => writer.setAvatar(BOB, bob))
  wire.write((writer) => writer.say(speech('Hello.', 500)))
  wire.write((writer) => writer.say({ ...speech('I said that.', 500), by: ADA }))
  const walk = { toX: 500, toY: 2000, at: wire.time.now(), speed: 200 }
  wire.write((writer) => writer.setAvatar(BOB, { ...bob, walk }))
  await wire.pass(10_000)
  wire.write((writer) => writer.say(speech('Too far away.', wire.time.at)))
  wire.write((writer) => writer.say({ ...speech('HELLO', wire.time.at), voice: 'shout' }))
  wire.write((writer) => writer.setAvatar(BOB, { ...bob, isAway: true }))
  expect(told).toEqual(['Bob comes', 'Bob: Hello.', 'Bob walks to 500', 'Bob: HELLO', 'Bob goes'])
})

const speech = (words: string, at: number) =>
  ({ by: BOB, person: 'Bob', voice: 'say', words, at, on: ROOT }) as const

test('one walks beside a thing, on the side that one comes from, and is told when something is in the way', async () => {
  const wire = new Wire()
  put(wire, 'lamp')
  const driver = await visit(wire)
  const walking = driver.walkTo('Lamp')
  await wire.pass(0)
  const asked = wire.live().asked.at(-1)
  expect(asked?.action).toEqual({ verb: 'walk', to: { x: 168, y: 100 } })
  const walk = { toX: 168, toY: 100, at: wire.time.now(), speed: 200 }
  wire.write((writer) => writer.setAvatar(ADA, avatar({ walk })))
  if (asked) wire.live().answer(asked)
  await wire.pass(1000)
  expect(driver.near(30)).toEqual([])
  expect(driver.near(40).map(({ name }) => name)).toEqual(['lamp'])
  expect(await wire.done(walking, 1000)).toEqual({ ok: true, why: null })
  expect(driver.find('LAMP')?.id).toBe('lamp')
  expect(await wire.done(driver.walkTo('moon'))).toEqual({ ok: false, why: 'There is no moon here.' })
})

test('a listener that fails is told as an error of the program, and hurts nobody else', async () => {
  const wire = new Wire()
  const driver = await visit(wire)
  const heard: string[] = []
  driver.on('hear', () => {
    throw new Error('a bug')
  })
  driver.on('hear', ({ words }) => heard.push(words))
  wire.write((writer) => writer.say(speech('Hello.', 1)))
  expect([heard, wire.reported.map(String)]).toEqual([['Hello.'], ['Error: a bug']])
})

/** Puts a thing at 104, 100 on the garden's floor. */
function put(wire: Wire, name: string): void {
  const view = createView(wire.place(GARDEN).scene, null)
  const made = createArtifact(
    { view, origin: null },
    { id: id(name), name, text: '', place: { host: ROOT, x: 104, y: 100 } },
  )
  expect(made.ok).toBe(true)
}
