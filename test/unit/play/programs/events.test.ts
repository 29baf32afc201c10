// Which programs hear of an event, and which are asked before it: roles, floors and chains of events, with
// real programs.
import { afterEach, expect, test } from 'vitest'
import { moveArtifact } from '../../../../shared/world/edits/place-edits.ts'
import { setLook, setProperty } from '../../../../shared/world/edits/field-edits.ts'
import { setSetting } from '../../../../shared/world/edits/setting-edits.ts'
import { setText } from '../../../../shared/world/edits/text-edits.ts'
import { speechOf } from '../../../../shared/world/live/live-state.ts'
import { id } from '../../world/made.ts'
import { World } from '../world.ts'

let world = new World()
afterEach(async () => {
  await world.stop()
  expect(world.failures).toEqual([])
  world = new World()
})

/** Logs each event of a kind, with its data. */
function hears(event: string, filter = ''): string {
  return `on('${event}', ${filter} (h) => log(h.event + ' ' + (h.subject?.name ?? h.person) + '>' + (h.object?.name ?? '') + '@' + (h.host?.name ?? '') + ' ' + h.changed.join()))`
}

test('a handler that names no role is for the first role of the event: use concerns what is used, not its neighbours', async () => {
  world.put('lamp', { code: hears('use') })
  world.put('other', {
    x: 100,
    code: `${hears('use')}; ${hears('use', "{ role: 'observer' },").replace('log(', "log('seen ' + ")}`,
  })
  await world.begin()
  await world.use('lamp')
  expect(world.logs).toEqual(['lamp: use Ada>lamp@garden ', 'other: seen use Ada>lamp@garden '])
})

test('roles: subject, object, host and observer each hear of a push', async () => {
  world.put('pusher', {
    x: 0,
    y: 0,
    code: `on('use', () => push(next('right'))); ${hears('push', "{ role: 'subject' },")}`,
  })
  world.put('pushed', { x: 40, y: 0, code: hears('push') })
  world.put('watcher', { x: 400, y: 0, code: hears('push', "{ role: 'observer' },") })
  world.put('elsewhere', { on: 'watcher', code: hears('push', "{ role: 'observer' },") })
  world.done(setText(world.edit, id('root'), `~~~js\n${hears('push', "{ role: 'host' },")}\n~~~`))
  await world.begin()
  await world.use('pusher')
  const told = 'push pusher>pushed@garden '
  expect(world.logs.sort()).toEqual(
    ['garden', 'pushed', 'pusher', 'watcher'].map((name) => `${name}: ${told}`),
  )
})

test('`of` asks for events of one thing alone', async () => {
  world.put('ball', { x: 100, y: 100 })
  world.put('other', { x: 100, y: 300 })
  world.put('fan', {
    x: 500,
    y: 0,
    code: `on('move', { role: 'observer', of: closest({ name: 'ball' }) }, (h) => log(h.subject.name)); on('use', () => { placeAt(find({ name: 'ball' })[0], 0, 0); moveBy(find({ name: 'other' })[0], 10, 0); moveBy(find({ name: 'ball' })[0], 10, 0) })`,
  })
  await world.begin()
  await world.use('fan')
  await world.pass(500)
  expect(world.logs).toEqual(['fan: ball'])
})

test('what is said is heard on the floor and by its host, but not by who says it; a shout in the whole world; a whisper by one', async () => {
  const listen = `on('hear', (h) => log(h.voice + ' ' + h.words))`
  world.put('speaker', {
    code: `${listen}; on('use', () => { say('a'); shout('b'); whisper(closest({ name: 'far' }), 'c') })`,
  })
  world.put('near', { x: 100, code: listen })
  world.put('far', { on: 'near', code: listen })
  world.done(setText(world.edit, id('root'), `~~~js\n${listen}\n~~~`))
  await world.begin()
  await world.use('speaker')
  expect(world.logs.sort()).toEqual(
    [
      'far: shout b',
      'far: whisper c',
      'garden: say a',
      'garden: shout b',
      'near: say a',
      'near: shout b',
    ].sort(),
  )
  expect(speechOf(world.stored).map(({ voice, words, by }) => `${voice} ${words} ${by}`)).toEqual([
    'say a speaker',
    'shout b speaker',
  ])
})

test('people are heard by name', async () => {
  world.put('keeper', { code: `on('hear', (h) => say('Hello, ' + h.person))` })
  await world.begin()
  expect(await world.ask({ verb: 'say', words: ' Good day ', on: id('root') })).toEqual({
    ok: true,
    why: null,
  })
  expect(speechOf(world.stored).map(({ words, person, by }) => [words, person, by])).toEqual([
    ['Good day', 'Ada', null],
    ['Hello, Ada', null, 'keeper'],
  ])
})

test('a `before` handler refuses with a reason, the actor is told, and nothing happens', async () => {
  world.put('vase', {
    x: 40,
    y: 0,
    code: `before('push', () => 'Careful!'); before('use', (h) => h.person === 'Ada' ? 'Not you, Ada.' : undefined); on('use', () => log('used'))`,
  })
  world.put('bull', { x: 0, y: 0, code: `on('use', async () => log((await push(next('right'))).why))` })
  await world.begin()
  await world.use('bull')
  expect(world.logs).toEqual(['bull: Careful!'])
  expect(world.at('vase')).toBe('root 40,0')
  expect(await world.use('vase')).toEqual({ ok: false, why: 'Not you, Ada.' })
  expect(world.logs).toEqual(['bull: Careful!'])
})

test('a guard on a floor is asked before anything comes in, walks or speaks there', async () => {
  const guard = `for (const event of ['enter', 'moveStart', 'hear', 'place', 'leave']) before(event, { role: 'host' }, () => 'No ' + event)`
  world.put('club', { x: 40, y: 0, code: guard })
  world.put('inside', {
    on: 'club',
    code: `on('use', async () => { for (const done of await Promise.all([moveBy(9, 9), say('hi'), placeAt(200, 200), leave()])) log(done.why) })`,
  })
  world.put('guest', { x: 0, y: 0, code: `on('use', async () => log((await enter(next('right'))).why))` })
  await world.begin()
  await world.use('guest')
  await world.use('inside')
  expect(world.logs).toEqual([
    'guest: No enter',
    'inside: No moveStart',
    'inside: No hear',
    'inside: No place',
    'inside: No leave',
  ])
  expect(speechOf(world.stored)).toEqual([])
})

test('an enter is a leave of the floor that one was on', async () => {
  world.put('door', { x: 40, y: 0, code: hears('enter') })
  world.put('walker', { x: 0, y: 0, code: `on('use', () => enter(next('right')))` })
  world.done(setText(world.edit, id('root'), `~~~js\n${hears('leave')}\n~~~`))
  await world.begin()
  await world.use('walker')
  expect(world.logs.sort()).toEqual(['door: enter walker>door@door ', 'garden: leave walker>garden@garden '])
})

test('edits of people are events: place, properties, settings and text; those of code are not', async () => {
  world.put('thing', {
    x: 100,
    code: `const settings = props({ size: 1 }); ${['place', 'properties', 'text'].map((event) => hears(event)).join('\n')}
      on('properties', () => log('size ' + settings.size))
      on('use', () => { set(self, { width: 77 }); text().insert(1, 'x') })`,
  })
  await world.begin()
  world.done(moveArtifact(world.edit, id('thing'), { host: id('root'), x: 5, y: 6 }))
  world.done(setProperty(world.edit, id('thing'), 'speed', 50))
  world.done(setLook(world.edit, id('thing'), { sprite: 'cat' }))
  await world.pass(100)
  expect(world.logs).toEqual([
    'thing: place thing>@garden ',
    'thing: properties thing>@garden speed',
    'thing: size 1',
    'thing: properties thing>@garden sprite',
    'thing: size 1',
  ])
  world.logs.length = 0
  world.done(setSetting(world.edit, id('thing'), 'size', 9))
  await world.pass(100)
  expect(world.logs).toEqual(['thing: properties thing>@garden size', 'thing: size 9'])
  world.logs.length = 0
  await world.use('thing')
  await world.pass(20_000)
  expect(world.thing('thing').look.width).toBe(77)
  expect(world.pageEdits.length).toBe(1)
  expect(world.logs).toEqual([])
})

test('a chain of events ends: at its depth the act is refused, and the program is told at the fault', async () => {
  const echo = `on('hear', () => say('again'))`
  world.put('one', { code: `${echo}; on('use', () => say('first'))` })
  world.put('two', { x: 100, code: echo })
  await world.begin()
  await world.use('one')
  await world.pass(3000)
  expect(speechOf(world.stored).length).toBe(16)
  expect([...world.faults('one'), ...world.faults('two')].join()).toContain(
    'depth null x1: This is a chain of 16 events',
  )
})

test('walks of others are heard as they begin and end, and a collision by who was run into', async () => {
  world.put('wall', { x: 300, y: 0, code: hears('collide') })
  world.put('runner', {
    x: 0,
    y: 0,
    code: `on('use', () => moveTo(500, 0)); ${['moveStart', 'moveStop', 'move'].map((event) => hears(event)).join('\n')}`,
  })
  await world.begin()
  await world.use('runner')
  expect(world.logs).toEqual(['runner: moveStart runner>@garden '])
  await world.pass(5000)
  expect(world.logs.slice(1).sort()).toEqual([
    'runner: move runner>@garden ',
    'runner: moveStop runner>@garden ',
    'wall: collide runner>wall@garden ',
  ])
})

test('[B11] the world’s own page hears without a role what happens on its floor, since it is never moved itself', async () => {
  world.put('wall', { x: 100, y: 0 })
  world.put('walker', {
    x: 0,
    y: 0,
    code: `on('use', () => moveTo(200, 0)); on('hear', () => use(closest()))`,
  })
  world.done(setText(world.edit, id('root'), `~~~js\n${hears('collide')}\n${hears('use')}\n~~~`))
  await world.begin()
  await world.use('walker')
  await world.pass(3000)
  expect(world.logs).toEqual(['garden: use Ada>walker@garden ', 'garden: collide walker>wall@garden '])
})

test('[B10] what came to nothing is told at its line, once, and puts no program to sleep', async () => {
  world.put('wall', { x: 100, y: 0 })
  const code = `on('use', () => {\n  placeAt(100, 0)\n})\non('collide', { role: 'observer' }, () => {})`
  world.put('lamp', { code })
  world.done(setText(world.edit, id('wall'), 'The score is #score 12'))
  world.put('board', { x: 300, code: `on('use', () => text(closest({ name: 'wall' })).show('score', 1))` })
  await world.begin()
  for (let times = 0; times < 15; times++) await world.use('lamp')
  await world.use('board')
  await world.pass(1000)
  expect(world.faults('lamp')).toEqual([
    'warning 5 x1: "placeAt" was not done. wall stands there. To handle this yourself, check "ok" in the result.',
  ])
  expect(world.faults('board')).toEqual([expect.stringMatching(/^warning .*is in the middle of a line/)])
  world.write('lamp', 'on("use", () => {})')
  await world.pass(1000)
  expect(world.faults('lamp')).toEqual([])
})
