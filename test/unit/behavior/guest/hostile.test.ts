// Programs that break what they stand on: they hurt themselves at most, and never reach what the host gave
// the guest.
import { describe, expect, test } from 'vitest'
import { run, start } from './program-host.ts'

const BREAKING = `
  const holders = [Object, Object.prototype, Array, Array.prototype, String.prototype, Function.prototype, Promise, Promise.prototype,
    Map.prototype, WeakMap.prototype, RegExp.prototype, JSON, Reflect, Number, Math, Error.prototype, Symbol]
  const { ownKeys } = Reflect
  const broken = () => { throw 'broken' }
  for (let at = 0; at < holders.length; at++) {
    const names = ownKeys(holders[at])
    for (let name = 0; name < names.length; name++) {
      if (names[name] === 'prototype' || names[name] === 'stackTraceLimit') continue
      try { holders[at][names[name]] = broken } catch {}
    }
  }
  globalThis.JSON = globalThis.Map = globalThis.Proxy = globalThis.Promise = globalThis.eval = globalThis.Error = undefined`

describe('A program that overwrites what the language has', () => {
  test('still gets and gives what it asked for', async () => {
    const program = await start(`on('use', ({ subject, person }) => {
        log(self.name, subject.name, person, { a: 1 }); memory.list[0] = 1; say('x'); after(1, later); text().show('a', 1); find({ name: 'Cat' })
      })
      function later() {}
      memory.list = []
      ${BREAKING}`)
    expect(program.started.fault).toBeNull()
    program.world.things[0] = { ...(program.world.things[0] ?? thing404()), name: 'Torch' }
    const result = program.event({ person: 'Ann', subject: program.world.things[3]?.id ?? null }, 1)
    expect(result).toMatchObject({ fault: null, logs: ['Torch Cat Ann {"a":1}'] })
    expect(result.effects).toMatchObject([
      { do: 'speak', words: 'x' },
      { do: 'timer', key: 'later', inMs: 1000 },
      { do: 'anchor', value: '1' },
      { do: 'memory', key: 'list', value: [1] },
    ])
  })

  test('is told what it did wrong', async () => {
    const program = await start(`on('use', () => self.colour); on('hear', () => say('x')); ${BREAKING}`)
    expect(program.event({}, 1).fault?.message).toContain('There is no property "colour" of a thing.')
    expect(program.event({}, 2)).toMatchObject({ fault: null, effects: [{ do: 'speak', words: 'x' }] })
  })
})

function thing404(): never {
  throw new Error('no thing')
}

describe('What the host gave the guest is out of reach', () => {
  test.each([
    'typeof __host',
    'typeof __guest',
    'typeof globalThis.__host',
    'Reflect.ownKeys(globalThis).filter((name) => String(name).startsWith("__")).join()',
    'Object.keys(globalThis).filter((name) => name !== "performance").join()',
  ])('%s', async (code) => {
    const { logs } = await run(`log(${code})`)
    expect(['undefined', '']).toContain(logs[0])
  })

  test('a stack trace gives away no function', async () => {
    const program = await start(`try { Error.prepareStackTrace = (error, sites) => sites } catch {}
      on('use', () => { try { self.colour } catch (error) { log(typeof error.stack) } })`)
    expect(program.event({}, 1).logs).toEqual(['string'])
  })

  test('getters and proxies in what is given are read as values', async () => {
    const result = await run(`set(self, { get name() { return 'once' } })
      set(self, new Proxy({ name: 'proxied' }, {}))
      memory.a = { get b() { return 1 } }
      try { set(self, new Proxy({}, { ownKeys() { throw new Error('trap') } })) } catch (error) { log(error.message) }`)
    expect(result.fault).toBeNull()
    expect(result.logs).toEqual(['trap'])
    expect(result.effects).toMatchObject([
      { do: 'set', changes: { name: 'once' } },
      { do: 'set', changes: { name: 'proxied' } },
      { do: 'memory', value: { b: 1 } },
    ])
  })

  test('names of the language are no events, properties or settings', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
      const { fault } = await run(`on('${name}', () => {})`)
      expect(fault?.message).toContain(`There is no event "${name}".`)
      const set = await run(`set(self, { ['${name}']: 1 })`)
      expect(set.fault?.message).toContain(`There is no property "${name}" in set.`)
    }
  })

  test('a thing cannot be made by a program', async () => {
    for (const fake of [
      '{ id: "cat" }',
      'Object.create(self)',
      'new Proxy(self, {})',
      '"cat"',
      'Object.assign({}, self)',
    ]) {
      const { fault } = await run(`destroy(${fake})`)
      expect(fault?.message).toContain('The thing of destroy must be a thing')
    }
  })

  test('an act may be overwritten by the program for itself', async () => {
    const { logs, fault } = await run(
      `const text = 'mine'; function push() { return 'mine' }; log(text, push())`,
    )
    expect([logs, fault]).toEqual([['mine mine'], null])
  })
})

describe('A program that breaks how places in code are known', () => {
  test.each([
    'Error.stackTraceLimit = 0',
    'Error.stackTraceLimit = { valueOf() { throw 1 } }',
    'Error.prepareStackTrace = () => { throw 1 }',
    "Object.defineProperty(Error.prototype, 'stack', { get() { throw 1 }, set() { throw 1 } })",
  ])('still acts, and is warned at most: %s', async (breaking) => {
    const program = await start(`on('use', () => { placeAt(1, 1) }); try { ${breaking} } catch {}`)
    expect(program.event({}, 1)).toMatchObject({ fault: null, effects: [{ do: 'placeAt' }] })
    const why = { ok: false, why: 'Full.', made: null }
    const { fault, effects } = program.deliver({ type: 'answer', call: 1, answer: why })
    expect([fault, effects]).toMatchObject([null, [{ do: 'warn' }]])
  })
})
