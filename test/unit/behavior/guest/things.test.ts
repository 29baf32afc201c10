// A program sees itself, its floor, and the things that it finds; and gets clear errors about names that do
// not exist.
import { describe, expect, test } from 'vitest'
import { effectsOf, id, LAMP_WORLD, run, start, thing } from './program-host.ts'

/** The log of a program, line by line. */
async function logsOf(code: string, world = LAMP_WORLD()): Promise<readonly string[]> {
  const { logs, fault } = await run(code, { world })
  expect(fault).toBeNull()
  return logs
}

async function faultOf(code: string): Promise<string | undefined> {
  return (await run(code)).fault?.message
}

describe('A thing shows what it is', () => {
  test('self and host are known without asking the world', async () => {
    const program = await start(`log(self.name, self.x, self.sprite, self.facing, self.locked, self.paper)
      log(host.name, host.host, self.host === host, self === self, self.walking, self.gone)`)
    expect(program.started.logs).toEqual([
      'Lamp 100 lamp down false null',
      'World null true true false false',
    ])
    expect(program.asked).toEqual([])
  })

  test('finding: nearest first, by name, on a floor, within, by id', async () => {
    const logs = await logsOf(`const names = (things) => things.map((thing) => thing.name).join()
      log(names(find()), names(find({ name: 'Cat' })), names(find({ within: 60 })), names(find({ on: self })))
      log(closest().name, closest({ name: 'Nobody' }), next('right').name, next('up'), names(inside()), names(inside(host)))
      log(closest({ id: 'cat' }).name, closest({ id: 'nobody' }), find({ id: 'cat' })[0] === closest({ name: 'Cat' }))`)
    expect(logs).toEqual([
      'Door,Cat Cat Door Coin',
      'Door null Door null Coin Lamp,Door,Cat',
      'Cat null true',
    ])
  })

  test('people are found among the things, and only they have a person', async () => {
    const world = LAMP_WORLD()
    world.things.push(thing('Ada', { host: id('world'), x: 300, person: 'Ada' }))
    const logs = await logsOf(
      `log(find().filter((one) => one.person).map((one) => one.person).join(), self.person)`,
    )
    expect(logs).toEqual([' null'])
    expect(
      await logsOf(`log(closest({ name: 'Ada' })?.person, closest({ name: 'Cat' }).person)`, world),
    ).toEqual(['Ada null'])
  })

  test('a thing is asked for once in a delivery, and what was found is not asked for again', async () => {
    const program = await start(`const cat = closest({ name: 'Cat' })
      log(cat.x, cat.y, cat.walking, cat.host.name)
      on('use', (happening) => log(happening.subject.x, happening.subject.y, happening.subject === cat))`)
    expect(program.asked).toEqual(['find'])
    program.world.things[3] = thing('Cat', { x: 7 })
    expect(program.event({ subject: id('cat') }, 1).logs).toEqual(['7 0 true'])
    expect(program.asked).toEqual(['find', 'thing'])
  })

  test('what was set is seen at once, until it is answered, also when it came to nothing', async () => {
    const program = await start(`on('use', () => {
        log(self.sprite)
        set(self, { sprite: self.sprite === 'lamp' ? 'lit' : 'lamp', name: 'Light' })
        log(self.sprite, self.name)
      })`)
    expect(program.event({}, 1).logs).toEqual(['lamp', 'lit Light'])
    // A second press before the first is written: it is not lost.
    expect(program.event({}, 1).logs).toEqual(['lit', 'lamp Light'])
    program.deliver({ type: 'answer', call: 1, answer: { ok: true, why: null, made: null } })
    program.deliver({ type: 'answer', call: 2, answer: { ok: false, why: 'no', made: null } })
    expect(program.event({}, 1).logs).toEqual(['lamp', 'lit Light'])
  })

  test('a thing that is gone says so, and keeps its id', async () => {
    const program = await start(`const cat = closest({ name: 'Cat' })
      on('use', () => log(cat.id, cat.gone))
      on('hear', () => cat.name)`)
    program.world.things.splice(3, 1)
    expect(program.event({}, 1).logs).toEqual(['cat true'])
    expect(program.event({ event: 'hear' }, 2).fault).toMatchObject({
      message: 'This thing is no longer in the world, so its "name" cannot be read.',
      line: 2,
    })
  })

  test('things are copied, listed, joined and logged as anybody would expect', async () => {
    const logs = await logsOf(`log(Object.keys(self).length, 'x' in self, 'colour' in self, \`\${self}\`)
      log({ ...closest({ name: 'Coin' }) }.name, JSON.stringify({ at: self }).includes('"host":"world"'))
      Promise.resolve(self).then((thing) => log(thing.name))`)
    expect(logs).toEqual(['28 true false Lamp', 'Coin true', 'Lamp'])
  })
})

describe('A name that does not exist is a clear error', () => {
  test.each([
    ['self.colour', 'There is no property "colour" of a thing. There are: id, name, x,'],
    ['self.Name', 'Did you mean "name"?'],
    ['self.x = 3', 'A thing cannot be changed directly. Use set(thing, { name: ... })'],
    ['delete self.x', 'A thing cannot be changed directly.'],
    ['self = 3', '"self" cannot be replaced.'],
    ['host.nmae', 'Did you mean "name"?'],
    ["on('usee', () => {})", 'There is no event "usee". Did you mean "use"? There are: wake, timer,'],
    ["on('toString', () => {})", 'There is no event "toString".'],
    ['on(wake, () => {})', "ReferenceError: wake is not defined. Put it in quotes: 'wake'."],
    ['on(use, () => {})', 'The event of on must be a name in quotes'],
    [
      "before('move', () => {})",
      'There is no way to refuse "move", which has already happened. There are: enter, leave, moveStart,',
    ],
    ["on('use')", "The handler of on('use', ...) must be a function, not nothing."],
    [
      "on('use', { rol: 'host' }, () => {})",
      'There is no property "rol" in the filter of on(\'use\', ...). Did you mean "role"?',
    ],
    [
      "on('use', { role: 'hots' }, () => {})",
      'There is no role "hots" with the event "use". Did you mean "host"?',
    ],
    ["on('wake', { role: 'object' }, () => {})", 'There is no role "object" with the event "wake".'],
    ["on('use', { of: 'cat' }, () => {})", '"of" in the filter must be a thing, not the text "cat".'],
    ["find({ nam: 'x' })", 'There is no property "nam" in a search. Did you mean "name"?'],
    ["find('Cat')", 'What is given to a search must be an object such as { name: ... }, not the text "Cat".'],
    ['find({ within: -1 })', '"within" in a search must be from 0 to 10000000, not -1.'],
    ["find({ within: 'far' })", '"within" in a search must be a number, not the text "far".'],
    ["find({ id: 'cat', name: 'Cat' })", 'A search by id cannot have anything else in it'],
    ["next('rigth')", 'There is no direction "rigth". Did you mean "right"?'],
    ["inside('x')", 'The thing of inside must be a thing, not the text "x".'],
    ["set(self, { colour: 'red' })", 'There is no property "colour" in set.'],
    ["set(self, { sprit: 'lit' })", 'Did you mean "sprite"?'],
    ["set({ id: 'cat' }, {})", 'The first argument of set must be a thing, not something else.'],
    ['set(self, self)', 'What is given to set must be an object such as { name: ... }, not a thing.'],
    ["set(self, { width: '4' })", '"width" in set must be a number, not the text "4".'],
    ['set(self, { width: 0 })', '"width" in set must be from 1 to 1880, not 0.'],
    ['set(self, { speed: -1 })', '"speed" in set must be from 0 to 10000, not -1.'],
    [
      "set(self, { paper: 'red' })",
      '"paper" in set must be a colour such as \'#ffcc00\', or null, not the text "red".',
    ],
    ["set(self, { portal: 'garden' })", "an address such as 'ada/garden', or null"],
    ["set(self, { locked: 'yes' })", '"locked" in set must be true or false, not the text "yes".'],
    ["set(self, { name: 'a'.repeat(121) })", '"name" in set has 121 characters; the limit is 120.'],
    ["set(self, { sprite: '' })", '"sprite" in set must be a name'],
    ["create({ nam: 'x' })", 'Did you mean "name"?'],
    ["create({ on: 'floor' })", '"on" in create must be a thing'],
    ["create({ facing: 'north' })", 'There is no direction "north". There are: up, down, left, right.'],
    ["moveTo('x', 2)", 'The thing of moveTo must be a thing, not the text "x".'],
    ['moveTo(1)', 'y of moveTo must be a number, not nothing.'],
    ['moveTo()', 'x of moveTo must be a number, not nothing.'],
    ['moveTo(NaN, 1)', 'x of moveTo must be a number, not NaN.'],
    ['moveBy(self, 1, NaN)', 'y of moveBy must be a number, not NaN.'],
    ['moveBy(1e9, 1)', 'further than any floor reaches'],
    ["turn('north')", 'There is no direction "north".'],
    ['teleport(1, 2)', '"on" of teleport must be a thing, not nothing.'],
    ['push()', 'The thing of push must be a thing, not nothing.'],
    ['say(5)', 'What to say must be a text, not 5.'],
    ["say('a'.repeat(501))", 'What to say has 501 characters; the limit is 500.'],
    ["whisper('Cat', 'x')", 'The thing of whisper must be a thing'],
    ["text('x')", 'The thing of text must be a thing'],
    ['text().whle', 'There is no property "whle" of a page. Did you mean "whole"?'],
    ["text().replace(0, 'x')", 'The line of replace must be a whole number from 1, not 0.'],
    ["text().read('##score')", '"#score" cannot be the name of an anchor'],
    ["text().show('score', 'a\\nb')", 'What to show at #score must fit on one line.'],
    ["text().show('score', 'a'.repeat(201))", 'has 201 characters; the limit is 200.'],
    ["text().show('s'.repeat(41), 1)", 'The name of an anchor has 41 characters; the limit is 40.'],
    ["every('1', () => {})", 'The seconds of every must be a number, not the text "1".'],
    ['every(0.01, () => {})', 'every(...) cannot run more often than every 0.05 seconds.'],
    ['after(-1, () => {})', 'after(...) cannot wait -1 seconds.'],
    ['after(1)', 'The handler of after must be a function, not nothing.'],
    ['props(3)', 'props must be an object such as { speed: 3 }, not 3.'],
    [
      'props({ at: new Date() })',
      'The setting "at" must be a number, a text, true, false, or a list of texts',
    ],
    ['props({ tune: [] })', 'The setting "tune" has 0 choices; it can have 1 to 40.'],
    ['props({ tune: [1] })', 'A choice of The setting "tune" must be a text, not 1.'],
    ['props({ speed: 3 }).spede', 'There is no property "spede" of your settings. Did you mean "speed"?'],
    ['moveto(1, 2)', 'ReferenceError: moveto is not defined. Did you mean "moveTo"?'],
    ["console.log('x')", 'ReferenceError: console is not defined. Use log(...).'],
    ['setTimeout(() => {}, 5)', 'Use after(seconds, handler).'],
  ])('%s', async (code, words) => {
    expect(await faultOf(code)).toContain(words)
  })

  test('what happened, a beat and an outcome have no other names either', async () => {
    const program = await start(`on('use', (happening) => happening.who)
      every(1, (beat) => beat.count)
      on('hear', async () => { const outcome = await say('x'); outcome.okay })
      on('push', (happening) => { happening.subject = self })`)
    expect(program.event({}, 1).fault?.message).toContain('There is no property "who" of what happened.')
    expect(program.deliver({ type: 'timer', timer: 1, missed: 0 }).fault?.message).toContain(
      '"count" of a beat',
    )
    const asked = program.event({}, 2)
    const call = effectsOf(asked, 'speak')[0]?.call ?? 0
    const answered = program.deliver({ type: 'answer', call, answer: { ok: true, why: null, made: null } })
    expect(answered.fault).toMatchObject({ kind: 'error', line: 2 })
    expect(answered.fault?.message).toContain('There is no property "okay" of an outcome. Did you mean "ok"?')
    expect(program.event({}, 3).fault?.message).toBe('Nothing can be written to what happened.')
  })
})
