// Time in a world: timers that outlive a restart, pause, step, walks that go on, and beginning anew.
import { afterEach, expect, test } from 'vitest'
import { liveMetaOf, memoryOf, timersOf } from '../../../shared/world/live/live-state.ts'
import { moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { id } from '../world/made.ts'
import { World } from './world.ts'

let world = new World()
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
})

const CLOCK = `every(10, ({ missed }) => { memory.beats = (memory.beats ?? 0) + 1; memory.missed = (memory.missed ?? 0) + missed })`

test('a timer that repeats writes only what its handler does', async () => {
  world.put('clock', { code: `every(1, () => log('tick'))` })
  await world.begin()
  const before = world.commits.length
  await world.pass(30_000)
  expect(world.logs.length).toBe(30)
  expect(world.commits.length).toBe(before)
  // That it is being played is written once in a minute, however many timers there are.
  await world.pass(10 * 60_000)
  expect(world.commits.length - before).toBeGreaterThanOrEqual(9)
  expect(world.commits.length - before).toBeLessThanOrEqual(11)
})

test('timers go on after a restart when they were due, and tell how many beats were missed', async () => {
  world.put('clock', { code: CLOCK })
  await world.begin()
  await world.pass(35_000)
  expect(world.memory('clock')).toEqual({ beats: 3, missed: 0 })
  await world.stop()
  await world.pass(50_000)
  await world.begin()
  await world.pass(10)
  // Due at 40, 50, 60, 70 and 80 seconds; one beat now, four were missed.
  expect(world.memory('clock')).toEqual({ beats: 4, missed: 4 })
  await world.pass(5_000)
  expect(world.memory('clock')).toEqual({ beats: 5, missed: 4 })
})

test('a world whose power failed goes on with what was stored', async () => {
  world.put('clock', { code: CLOCK })
  await world.begin()
  await world.pass(125_000)
  const { beats } = world.memory('clock')
  expect(beats).toBe(12)
  world.die()
  await world.pass(100_000)
  await world.begin()
  await world.pass(10)
  const { beats: after, missed } = world.memory('clock')
  expect(after).toBe(13)
  // Since it was last written that it is played, at most a minute before it ended.
  expect(Number(missed)).toBeGreaterThanOrEqual(9)
  expect(Number(missed)).toBeLessThanOrEqual(16)
})

test('a function with a name of its own goes on after a restart, once', async () => {
  world.put('egg', { code: `function boil() { log('done') }\non('use', () => after(60, boil))` })
  await world.begin()
  await world.use('egg')
  expect(timersOf(world.stored, id('egg')).size).toBe(1)
  await world.pass(30_000)
  await world.stop()
  await world.begin()
  await world.pass(29_000)
  expect(world.logs).toEqual([])
  await world.pass(2_000)
  expect(world.logs).toEqual(['egg: done'])
  expect(timersOf(world.stored, id('egg')).size).toBe(0)
})

test('timers of old code do not beat in new code', async () => {
  world.put('clock', { code: `every(10, () => log('old'))` })
  await world.begin()
  world.write('clock', `log('new')`)
  await world.pass(30_000)
  expect(world.logs).toEqual(['clock: new'])
  expect(timersOf(world.stored, id('clock')).size).toBe(0)
})

test('a walk goes on through a restart, and ends where it leads', async () => {
  world.put('cat', { code: `on('use', () => moveTo(500, 0))` })
  await world.begin()
  await world.use('cat')
  await world.stop()
  await world.pass(2_000)
  await world.begin()
  await world.pass(1_000)
  expect(world.thing('cat').walk).not.toBeNull()
  await world.pass(3_000)
  expect(world.at('cat')).toBe('root 500,0')
  expect(world.thing('cat').walk).toBeNull()
})

test('a walk that would have ended while nothing ran has ended, before what was put in its way', async () => {
  world.put('cat', { code: `on('use', () => moveTo(500, 0))` })
  await world.begin()
  await world.use('cat')
  await world.stop()
  world.put('wall', { x: 300, y: 0 })
  await world.pass(60_000)
  await world.begin()
  await world.pass(100)
  expect(world.at('cat')).toBe('root 260,0')
})

test('who is put somewhere by an edit walks no further', async () => {
  world.put('cat', { code: `on('use', async () => log((await moveTo(500, 0)).why))` })
  await world.begin()
  await world.use('cat')
  await world.pass(1_000)
  world.done(moveArtifact(world.edit, id('cat'), { host: id('root'), x: 100, y: 100 }))
  await world.pass(10_000)
  expect(world.at('cat')).toBe('root 100,100')
  expect(world.logs).toEqual(['cat: It was put somewhere else.'])
})

test('while a world is paused no time passes in it: no beats, no events, no walks; then all goes on from there', async () => {
  world.put('clock', { code: CLOCK })
  world.put('cat', { x: 100, y: 100, code: `on('use', () => moveTo(600, 100))` })
  await world.begin()
  await world.use('cat')
  await world.pass(1_000)
  await world.ask({ verb: 'pause' })
  expect(liveMetaOf(world.stored).state).toBe('paused')
  const spot = world.at('cat')
  expect(world.thing('cat').walk).toBeNull()
  const commits = world.commits.length
  expect(await world.use('cat')).toEqual({ ok: false, why: 'This world is paused.' })
  await world.pass(100_000)
  expect(world.at('cat')).toBe(spot)
  expect(world.memory('clock')).toEqual({})
  expect(world.commits.length).toBe(commits + 1)
  await world.ask({ verb: 'play' })
  await world.pass(3_900)
  expect(world.at('cat')).toBe('root 600,100')
  await world.pass(5_000)
  expect(world.memory('clock')).toEqual({ beats: 1, missed: 0 })
})

test('who asks for something in the moment in which the world is paused does not wait until it is played', async () => {
  const code = `before('use', () => {}); on('use', () => { memory.used = (memory.used ?? 0) + 1 })`
  world.put('lamp', { code })
  await world.begin()
  const use = { verb: 'use', thing: id('lamp') } as const
  const used = world.play?.act({ session: 'ada', sequence: 1, action: use, person: 'Ada' })
  const paused = world.play?.act({ session: 'bob', sequence: 1, action: { verb: 'pause' }, person: 'Bob' })
  await world.pass(200)
  expect(await paused).toEqual({ ok: true, why: null })
  expect(await used).toEqual({ ok: false, why: 'This world is paused.' })
  expect(await world.ask({ verb: 'play' }, 'ada', 2)).toEqual({ ok: true, why: null })
  await world.pass(1000)
  // A refused act is not done afterwards.
  expect(world.memory('lamp')).toEqual({})
  expect(await world.ask(use, 'ada', 3)).toEqual({ ok: true, why: null })
  expect(world.memory('lamp')).toEqual({ used: 1 })
})

test('a world that is paused stays so through a restart, and goes on from where it was', async () => {
  world.put('clock', { code: CLOCK })
  world.put('cat', { x: 100, y: 100, code: `on('use', () => moveTo(600, 100))` })
  await world.begin()
  await world.use('cat')
  await world.pass(4_000)
  await world.ask({ verb: 'pause' })
  await world.stop()
  await world.pass(1_000_000)
  await world.begin()
  await world.pass(1_000)
  expect(world.memory('clock')).toEqual({})
  await world.ask({ verb: 'play' })
  await world.pass(7_000)
  expect(world.at('cat')).toBe('root 600,100')
  expect(world.memory('clock')).toEqual({ beats: 1, missed: 0 })
})

test('a clock that has beaten for long misses nothing while it is paused, also through a restart', async () => {
  world.put('clock', { code: CLOCK })
  await world.begin()
  await world.pass(35_000)
  await world.ask({ verb: 'pause' })
  await world.stop()
  await world.pass(1_000_000)
  await world.begin()
  await world.ask({ verb: 'play' })
  await world.pass(4_000)
  expect(world.memory('clock')).toEqual({ beats: 3, missed: 0 })
  await world.pass(2_000)
  expect(world.memory('clock')).toEqual({ beats: 4, missed: 0 })
})

test('a timer of next month lets the world rest until then', async () => {
  world.put('clock', { code: `every(40 * 24 * 60 * 60, () => log('beat'))` })
  await world.begin()
  const waits: number[] = []
  const after = world.time.after.bind(world.time)
  world.time.after = (ms, run) => {
    waits.push(ms)
    return after(ms, run)
  }
  await world.pass(39 * 24 * 60 * 60 * 1000)
  // No machine can wait for longer than 24 days at once.
  expect(Math.max(...waits)).toBeLessThan(2 ** 31)
  expect(waits.length).toBeLessThan(1000)
  expect(world.logs).toEqual([])
  await world.pass(24 * 60 * 60 * 1000)
  expect(world.logs).toEqual(['clock: beat'])
})

test('who is put somewhere by an edit while the world is paused stays there', async () => {
  world.put('cat', { x: 100, y: 100, code: `on('use', () => moveTo(600, 100))` })
  await world.begin()
  await world.use('cat')
  await world.ask({ verb: 'pause' })
  world.done(moveArtifact(world.edit, id('cat'), { host: id('root'), x: 7, y: 7 }))
  await world.pass(100)
  await world.ask({ verb: 'play' })
  await world.pass(10_000)
  expect(world.at('cat')).toBe('root 7,7')
})

test('step lets one tick pass', async () => {
  world.put('cat', { x: 100, y: 100, code: `on('use', () => moveTo(600, 100))` })
  await world.begin()
  expect(await world.ask({ verb: 'step' })).toEqual({
    ok: false,
    why: 'The world is playing. Pause it first.',
  })
  await world.use('cat')
  await world.ask({ verb: 'pause' })
  const before = world.thing('cat').place?.x ?? 0
  await world.ask({ verb: 'step' })
  await world.pass(5_000)
  expect((world.thing('cat').place?.x ?? 0) - before).toBe(5)
  expect(liveMetaOf(world.stored).state).toBe('paused')
})

test('reset: the world is as it is written, memory is gone, all begins anew; outcomes stay', async () => {
  world.put('thing', {
    x: 10,
    code: `memory.starts = (memory.starts ?? 0) + 1; log('start ' + memory.starts); on('use', () => { placeAt(500, 500); create({ name: 'toy' }); memory.a = 1 })`,
  })
  await world.begin()
  await world.ask({ verb: 'use', thing: id('thing') }, 'one', 5)
  expect(world.at('thing')).toBe('root 500,500')
  await world.ask({ verb: 'reset' })
  expect(world.at('thing')).toBe('root 10,0')
  expect(world.view.size).toBe(2)
  expect(memoryOf(world.stored, id('thing'))).toEqual({ starts: 1 })
  expect(world.logs).toEqual(['thing: start 1', 'thing: start 1'])
  await world.ask({ verb: 'use', thing: id('thing') }, 'one', 5)
  expect(world.at('thing')).toBe('root 10,0')
  expect((await world.use('thing')).ok).toBe(true)
  expect(world.at('thing')).toBe('root 500,500')
})
