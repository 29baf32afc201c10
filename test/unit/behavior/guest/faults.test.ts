// A delivery has its effects whole or not at all; a fault is told at its line; and every bound has its own
// fault.
import { describe, expect, test } from 'vitest'
import { effectsOf, id, run, start } from './program-host.ts'

describe('Events', () => {
  test('handlers are told to the world, called by number, and stopped', async () => {
    const program =
      await start(`const off = on('use', { role: 'host', of: next('right') }, ({ event, person, words, voice, changed, at, subject }) => {
        log(event, person, words, voice, changed.join(), at, subject === null)
      })
      before('pickUp', () => {})
      on('hear', () => off())`)
    expect(program.started.effects).toEqual([
      { do: 'on', handler: 1, event: 'use', role: 'host', of: 'door' },
      { do: 'before', handler: 2, event: 'pickUp', role: null, of: null },
      { do: 'on', handler: 3, event: 'hear', role: null, of: null },
    ])
    const event = { person: 'Ann', words: 'hi', voice: 'say' as const, changed: ['name'], at: 5 }
    expect(program.event(event, 1).logs).toEqual(['use Ann hi say name 5 true'])
    expect(program.event({}, 3).effects).toEqual([{ do: 'off', handler: 1 }])
    expect(program.event({}, 3).effects).toEqual([])
    expect(program.event({}, 1).logs).toEqual([])
  })

  test('a before handler refuses with its reason; the first reason counts', async () => {
    const program = await start(`before('pickUp', () => {})
      before('pickUp', ({ subject }) => 'Not by ' + subject.name)
      before('pickUp', () => { log('not asked') ; return 'no' })
      before('use', async () => 'no')
      before('use', () => false)`)
    expect(program.before({ subject: id('cat') }, 1, 2, 3)).toEqual({
      effects: [],
      logs: [],
      fault: null,
      refusal: 'Not by Cat',
    })
    expect(program.before({}, 1).refusal).toBeNull()
    expect(program.before({}, 4).fault?.message).toBe(
      'A before(...) handler must answer at once, so it cannot be async.',
    )
    expect(program.before({}, 5).fault?.message).toContain(
      'must be a text with the reason, or nothing, not false.',
    )
  })
})

describe('What went wrong is told at the line of the code, from 0', () => {
  test.each<[string, string, number | null]>([
    ['\nlet a = ;', "SyntaxError: unexpected token in expression: ';'", 1],
    ['\n\nnull.x', "TypeError: cannot read property 'x' of null", 2],
    ['function f() {\n  g()\n}\nfunction g() {\n  throw new RangeError("far")\n}\nf()', 'RangeError: far', 4],
    ["\nset(self,\n  { colour: 'x' })", 'There is no property "colour" in set.', 1],
    ["throw 'words'", 'words', null],
    ['throw null', 'null', null],
    ['throw { a: 1 }', 'The code threw something that is not an error', null],
    ['throw new Proxy({}, { get() { throw 1 } })', 'The code threw something that cannot be shown.', null],
    ["\nPromise.reject(new Error('late'))", 'Error: late', 1],
    [
      '\nasync function f() {\n await null\n null.x\n}\nf()',
      "TypeError: cannot read property 'x' of null",
      3,
    ],
    ["\nnew Promise(() => { throw new Error('in') })", 'Error: in', 1],
  ])('%s', async (code, message, line) => {
    const { fault, effects } = await run(`say('x'); on('use', () => {}); ${code}`)
    expect(fault).toMatchObject({ kind: 'error', line })
    expect(fault?.message.startsWith(message)).toBe(true)
    expect(effects).toEqual([])
  })

  test('a rejection that is caught after all is none', async () => {
    const { fault } =
      await run(`const bad = Promise.reject(new Error('x')); Promise.resolve().then(() => bad.catch(() => {}))
      ;(async () => { try { await Promise.reject(new Error('y')) } catch {} })()`)
    expect(fault).toBeNull()
  })

  test('deep recursion and too much memory have kinds of their own', async () => {
    const deep = await run('const deep = () => 1 + deep(); deep()')
    expect(deep.fault?.kind).toBe('stack')
    const much = await run('const all = []; for (;;) all.push(new Array(1000).fill(1))')
    expect(much.fault?.kind).toBe('memory')
  })

  test('an error later, in a promise, is of the delivery in which it happens', async () => {
    const program = await start(`on('use', async () => { await say('a'); say('b'); null.x })`)
    expect(program.event({}, 1)).toMatchObject({ fault: null, effects: [{ words: 'a' }] })
    const answered = program.deliver({ type: 'answer', call: 1, answer: { ok: true, why: null, made: null } })
    expect(answered).toMatchObject({ effects: [], fault: { line: 0 } })
  })
})

describe('A handler that fails has no effects', () => {
  test('handlers, offs, settings and acts are as before; what was logged stays', async () => {
    const program = await start(`const off = on('hear', () => log('heard'))
      on('use', () => {
        log('about to fail')
        off(); on('push', () => {}); props({ a: 1 }); set(self, { name: 'New' }); say('x')
        null.x
      })
      on('stand', () => { log(self.name); props({ b: 2 }) })`)
    expect(program.event({}, 2)).toMatchObject({ effects: [], logs: ['about to fail'], fault: { line: 4 } })
    expect(program.event({}, 1).logs).toEqual(['heard'])
    expect(program.event({}, 4).logs).toEqual([])
    expect(program.event({}, 3)).toMatchObject({
      logs: ['Lamp'],
      effects: [{ do: 'props', declared: { b: 2 } }],
    })
  })

  test('of several handlers one that fails fails them all', async () => {
    const program = await start(`on('use', () => say('x')); on('use', () => null.x)`)
    expect(program.event({}, 1, 2)).toMatchObject({ effects: [], fault: { kind: 'error' } })
    expect(program.event({}, 1).effects).toHaveLength(1)
  })

  test('an interrupted one is undone, and the program goes on', async () => {
    const program =
      await start(`on('use', () => { memory.a = 1; on('hear', () => log('x')); log('before'); for (;;) {} })
      on('hear', () => { log(memory.a); say('on') })`)
    program.interruptAfter(20)
    expect(program.event({}, 1)).toMatchObject({ effects: [], logs: ['before'], fault: { kind: 'time' } })
    expect(program.event({}, 3)).toMatchObject({ logs: [] })
    expect(program.event({}, 2)).toMatchObject({ logs: ['undefined'], effects: [{ words: 'on' }] })
  })
})

describe('Every bound has its fault, also when the program catches it', () => {
  test.each([
    ['for (let at = 0; at < 201; at++) on("use", () => {})', 'handlers', '200 handlers'],
    ['for (let at = 0; at < 101; at++) every(1, () => {})', 'timers', '100 timers'],
    ['for (let at = 0; at < 501; at++) say("x")', 'writes', 'at most 500 things'],
    ['for (let at = 0; at < 51; at++) log("x")', 'output', 'at most 50 lines'],
    ['text().write("x".repeat(270000))', 'output', '262144 bytes'],
    ['for (;;) on("use", () => {})()', 'output', 'at most 1000 things'],
  ])('%s', async (code, kind, words) => {
    const thrown = await run(code)
    expect(thrown.fault).toMatchObject({ kind, line: 0 })
    expect(thrown.fault?.message).toContain(words)
    const caught = await run(`try { ${code} } catch {}`)
    expect([caught.fault?.kind, caught.effects]).toEqual([kind, []])
  })

  test('what is asked for and not answered is bounded too', async () => {
    const program = await start(`on('use', () => { for (let at = 0; at < 200; at++) moveBy(1, 0) })`)
    expect(program.event({}, 1).fault).toBeNull()
    expect(program.event({}, 1).fault).toMatchObject({ kind: 'calls' })
    program.deliver({ type: 'answer', call: 1, answer: { ok: true, why: null, made: null } })
    // Requests within one delivery have a bound of their own.
    const after = program.event({}, 1)
    expect([after.fault, effectsOf(after, 'moveBy').length]).toEqual([null, 200])
  })
})
