// A program's requests, as effects; and the promises of their outcomes.
import { describe, expect, test } from 'vitest'
import type { Effect } from '../../../../shared/behavior/sandbox-protocol.ts'
import { effectsOf, id, run, start } from './program-host.ts'

async function effectOf(code: string): Promise<Effect | undefined> {
  const { effects, fault } = await run(code)
  expect(fault).toBeNull()
  return effects[0]
}

describe('Each act is an effect', () => {
  test.each<[string, object]>([
    [
      "set(self, { name: 'A', width: 12.4, paper: null, portal: 'ada/garden' })",
      { do: 'set', thing: 'lamp', changes: { name: 'A', width: 12, paper: null, portal: 'ada/garden' } },
    ],
    ['moveTo(1, 2)', { do: 'moveTo', thing: 'lamp', x: 1, y: 2 }],
    ['moveTo(next("right"), 1, 2)', { do: 'moveTo', thing: 'door', x: 1, y: 2 }],
    ['moveBy(-1, 0)', { do: 'moveBy', thing: 'lamp', dx: -1, dy: 0 }],
    ["turn('left')", { do: 'turn', thing: 'lamp', facing: 'left' }],
    ["turn(host, 'left')", { do: 'turn', thing: 'world', facing: 'left' }],
    ['halt()', { do: 'halt', thing: 'lamp' }],
    ['halt(next("right"))', { do: 'halt', thing: 'door' }],
    ['placeAt(1, 2)', { do: 'placeAt', thing: 'lamp', x: 1, y: 2, on: null }],
    ['placeAt(1, 2, next("right"))', { do: 'placeAt', thing: 'lamp', x: 1, y: 2, on: 'door' }],
    ['fitAt(next("right"), 1, 2, self)', { do: 'fitAt', thing: 'door', x: 1, y: 2, on: 'lamp' }],
    ['teleport(1, 2, next("right"))', { do: 'teleport', thing: 'lamp', x: 1, y: 2, on: 'door' }],
    ['push(next("right"))', { do: 'push', thing: 'door' }],
    ['pickUp(next("right"))', { do: 'pickUp', thing: 'door' }],
    ['putDown()', { do: 'putDown' }],
    ['enter(next("right"))', { do: 'enter', thing: 'door' }],
    ['leave()', { do: 'leave' }],
    [
      "create({ name: 'Key', text: 'x', x: 1, y: 2, facing: 'up', on: self })",
      { do: 'create', making: { name: 'Key', text: 'x', x: 1, y: 2, facing: 'up', on: 'lamp' } },
    ],
    ['create({ name: undefined })', { do: 'create', making: {} }],
    ['copy(next("right"))', { do: 'copy', thing: 'door', making: {} }],
    ["copy(self, { name: 'B' })", { do: 'copy', thing: 'lamp', making: { name: 'B' } }],
    ['destroy()', { do: 'destroy', thing: 'lamp' }],
    ["say('hi')", { do: 'speak', voice: 'say', words: 'hi', to: null }],
    ["say('half \\ud800')", { do: 'speak', voice: 'say', words: 'half \ufffd', to: null }],
    ["shout('hi')", { do: 'speak', voice: 'shout', words: 'hi', to: null }],
    ["whisper(host, 'hi')", { do: 'speak', voice: 'whisper', words: 'hi', to: 'world' }],
    ["text().write('x')", { do: 'text', thing: 'lamp', edit: { type: 'write', words: 'x' } }],
    [
      "text(host).replace(2, 'x')",
      { do: 'text', thing: 'world', edit: { type: 'replace', line: 2, words: 'x' } },
    ],
    ["text().insert(1, 'x')", { do: 'text', thing: 'lamp', edit: { type: 'insert', line: 1, words: 'x' } }],
    ['text().delete(3)', { do: 'text', thing: 'lamp', edit: { type: 'delete', line: 3, count: 1 } }],
    ["text().show('score', 12)", { do: 'anchor', thing: 'lamp', anchor: 'score', value: '12' }],
    ["text().show('#score', 12)", { do: 'anchor', thing: 'lamp', anchor: 'score', value: '12' }],
  ])('%s', async (code, effect) => {
    expect(await effectOf(code)).toEqual({ call: 1, ...effect })
  })
})

describe('Acts are promises of what became of them', () => {
  test('an outcome says ok and why, in the delivery that answers', async () => {
    const program = await start(`on('use', async () => {
        const outcome = await moveTo(1, 2)
        log(outcome.ok, outcome.why)
        say('there')
      })`)
    expect(program.event({}, 1)).toMatchObject({ effects: [{ do: 'moveTo', call: 1 }], logs: [] })
    const answered = program.deliver({
      type: 'answer',
      call: 1,
      answer: { ok: false, why: 'A wall.', made: null },
    })
    expect(answered).toMatchObject({ logs: ['false A wall.'], effects: [{ do: 'speak', call: 2 }] })
    // Answered twice, it is done once.
    const again = program.deliver({ type: 'answer', call: 1, answer: { ok: true, why: null, made: null } })
    expect(again).toEqual({ effects: [], logs: [], fault: null, refusal: null })
  })

  test('making answers the thing, or null', async () => {
    const program = await start(`on('use', async () => {
        const made = await create({ name: 'Key' })
        log(made === null ? 'none' : made.name)
      })`)
    program.event({}, 1)
    program.event({}, 1)
    const made = program.deliver({
      type: 'answer',
      call: 1,
      answer: { ok: true, why: null, made: id('coin') },
    })
    const none = program.deliver({ type: 'answer', call: 2, answer: { ok: false, why: 'full', made: null } })
    expect([made.logs, none.logs]).toEqual([['Coin'], ['none']])
  })

  test('with Promise.all and then, as everywhere', async () => {
    const program = await start(
      `Promise.all([moveTo(1, 2), say('x')]).then((all) => log(all.map(({ ok }) => ok).join()))`,
    )
    program.deliver({ type: 'answer', call: 2, answer: { ok: true, why: null, made: null } })
    const last = program.deliver({ type: 'answer', call: 1, answer: { ok: false, why: null, made: null } })
    expect(last.logs).toEqual(['false,true'])
  })
})

describe('Pages', () => {
  const world = () => ({
    things: [],
    texts: { lamp: '# Lamp\n#score 12\n```js\n#score 1\n#hidden 3\n```\n#empty', world: 'floor' },
  })
  const lamp = async (code: string, anchors: Record<string, Record<string, string>> = {}) => {
    const base = (await import('./program-host.ts')).LAMP_WORLD()
    return start(code, { world: { ...world(), ...base, anchors } })
  }

  test('are read whole, by line, and by anchor: what is shown, else what is written', async () => {
    const code = `log(text().lines.length, text().lines[0], text(host).whole, text(next('right')).whole === '')
      log(text().read('score'), text().read('empty'), text().read('hidden'), text().read('nothing'))`
    expect((await lamp(code)).started.logs).toEqual(['7 # Lamp floor true', '12  null null'])
    expect((await lamp(code, { lamp: { score: '13' } })).started.logs[1]).toBe('13  null null')
  })

  test('what a handler writes it reads again at once', async () => {
    const program = await lamp(`const page = text(host)
      page.insert(1, 'a'); page.insert(3, 'c'); log(page.lines.join())
      page.replace(2, 'b'); log(page.lines.join())
      page.delete(1, 2); log(page.lines.join())
      page.write('new'); log(page.whole)`)
    expect(program.started.logs).toEqual(['a,floor,c', 'a,b,c', 'c', 'new'])
  })

  test('what is shown at an anchor is read again until it is answered', async () => {
    const program = await lamp(
      `on('use', () => { text().show('score', Number(text().read('score')) + 1); log(text().read('score')) })`,
    )
    expect(program.event({}, 1).logs).toEqual(['13'])
    expect(program.event({}, 1).logs).toEqual(['14'])
    program.deliver({ type: 'answer', call: 1, answer: { ok: true, why: null, made: null } })
    program.deliver({ type: 'answer', call: 2, answer: { ok: false, why: 'x', made: null } })
    expect(program.event({}, 1).logs).toEqual(['13'])
  })
})

describe('Settings', () => {
  test('are declared, and follow what people set as long as it fits', async () => {
    const program = await start(
      `const given = props({ speed: 3, tune: ['slow', 'fast'], loud: false, name: 'x' })
      on('use', () => log(given.speed, given.tune, given.loud, given.name))`,
      { settings: { speed: 5, tune: 'fast', loud: 'yes' } },
    )
    expect(effectsOf(program.started, 'props')).toEqual([
      { do: 'props', declared: { speed: 3, tune: ['slow', 'fast'], loud: false, name: 'x' } },
    ])
    expect(program.event({}, 1).logs).toEqual(['5 fast false x'])
    program.deliver({ type: 'settings', settings: { tune: 'other', loud: true } })
    expect(program.event({}, 1).logs).toEqual(['3 slow true x'])
  })

  test('of several calls are declared together, and 40 is the most', async () => {
    const { effects } = await run('props({ a: 1 }); props({ b: 2 })')
    expect(effects.at(-1)).toEqual({ do: 'props', declared: { a: 1, b: 2 } })
    const many = await run('props(Object.fromEntries(Array.from({ length: 41 }, (_, at) => ["s" + at, at])))')
    expect(many.fault?.message).toBe('A program can declare at most 40 settings.')
  })
})

describe('The console', () => {
  test('shows values as they are', async () => {
    const { logs } = await run(`const circle = {}; circle.circle = circle
      log('a', 1, true, null, undefined, 12n, Symbol('x'), [1, { b: 2 }], () => {}, circle)
      log(new TypeError('bad'), function named() {}, new Map(), '\\ud800')
      log()`)
    expect(logs).toEqual([
      'a 1 true null undefined 12 Symbol(x) [1,{"b":2}] function  an object that cannot be shown',
      'TypeError: bad function named {} \ufffd',
      '',
    ])
  })

  test('cuts a long line', async () => {
    const { logs } = await run(`log('x'.repeat(5000))`)
    expect([logs[0]?.length, logs[0]?.endsWith('…')]).toEqual([1000, true])
  })
})
