// `memory`: values that last, and their fate when a handler fails.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { effectsOf, run, start } from './program-host.ts'

describe('Memory keeps plain values', () => {
  test('what was kept is there, what changed is told, what did not is not', async () => {
    const program = await start(
      `log(memory.count, memory.list.join(), 'count' in memory, 'none' in memory, Object.keys(memory).join())
      memory.count++
      memory.name = 'x'
      memory.list = ['a', 'b']
      delete memory.old`,
      { memory: { count: 1, list: ['a', 'b'], old: true } },
    )
    expect(program.started.logs).toEqual(['1 a,b true false count,list,old'])
    expect(effectsOf(program.started, 'memory')).toEqual([
      { do: 'memory', key: 'count', value: 2 },
      { do: 'memory', key: 'name', value: 'x' },
      { do: 'memory', key: 'old' },
    ])
  })

  test("changes deep inside are noticed, also through a name of the program's own", async () => {
    const program = await start(`const people = (memory.people ??= {})
      on('use', ({ person }) => { (people[person] ??= []).push('came') })
      on('hear', () => {})`)
    expect(effectsOf(program.event({ person: 'Ann' }, 1), 'memory')).toEqual([
      { do: 'memory', key: 'people', value: { Ann: ['came'] } },
    ])
    expect(effectsOf(program.event({ person: 'Ann' }, 1), 'memory')).toEqual([
      { do: 'memory', key: 'people', value: { Ann: ['came', 'came'] } },
    ])
    expect(program.event({}, 2).effects).toEqual([])
  })

  test('names such as constructor are names like any other', async () => {
    const program = await start(
      `log(memory.__proto__, memory.constructor, memory.toString, Object.keys(memory).join())
      memory.hasOwnProperty = 3`,
      { memory: { constructor: 2 } },
    )
    expect(program.started.logs).toEqual(['undefined 2 undefined constructor'])
    expect(effectsOf(program.started, 'memory')).toEqual([{ do: 'memory', key: 'hasOwnProperty', value: 3 }])
  })

  test('undefined is forgetting', async () => {
    const { effects } = await run('memory.a = undefined; memory.b = undefined', { memory: { a: 1 } })
    expect(effects).toEqual([{ do: 'memory', key: 'a' }])
  })

  test.each([
    [
      'memory.f = () => {}',
      'memory.f is a function: only numbers, texts, true, false, null, lists and plain objects can be kept.',
    ],
    ['memory.d = new Date()', 'memory.d is something else'],
    ['memory.m = { a: [new Map()] }', 'memory.m.a[0] is something else'],
    ['memory.n = NaN', 'memory.n is NaN: only finite numbers can be kept.'],
    ['memory.b = 1n', 'memory.b is a bigint'],
    ['memory.u = [undefined]', 'memory.u[0] is nothing'],
    ['memory.t = self', 'memory.t is a thing. Keep its id, and find it again with closest({ id: ... }).'],
    ['const a = {}; a.a = a; memory.c = a', 'is nested too deep, or contains itself'],
    ["memory.s = '\\ud800'", 'memory.s contains an invalid character.'],
    ["memory['x'.repeat(201)] = 1", 'A name in memory can have at most 200 whole characters.'],
    ['memory.__proto__ = 1', 'memory.__proto__ cannot be kept. Choose another name.'],
    [`memory.a = [JSON.parse('{"\\\\u005f_proto__":{"b":1}}')]`, 'memory.a[0].__proto__ cannot be kept'],
    ["memory[Symbol('x')] = 1", 'Memory keeps values by name, not by symbol.'],
    ['memory = {}', '"memory" cannot be replaced.'],
    ['memory.deep = {}; memory.deep.f = () => {}', 'memory.deep.f is a function'],
  ])('%s is a clear error', async (code, words) => {
    const { fault, effects } = await run(code)
    expect(fault?.message).toContain(words)
    expect(effects).toEqual([])
  })
})

describe('Over its bound, nothing is kept', () => {
  test('64 kB are the bound, counted as bytes', async () => {
    const fits = await run(`memory.a = 'x'.repeat(65000)`)
    expect([fits.fault, fits.effects.length]).toEqual([null, 1])
    const wide = await run(`memory.a = 'ü'.repeat(33000)`)
    expect(wide.fault).toMatchObject({ kind: 'keep', line: 0 })
    expect(wide.fault?.message).toMatch(/Memory holds 65536 bytes; this would be 66003/)
  })

  test('what others keep counts too, and what is deep inside', async () => {
    const program = await start(
      `on('use', () => { memory.b = 'x'.repeat(40000) })
      on('hear', () => { memory.list.push('x'.repeat(40000)) })
      on('push', () => { memory.a = ''; memory.b = 'x'.repeat(40000) })
      on('stand', () => log(memory.a.length, memory.b?.length, memory.list.length))`,
      { memory: { a: 'x'.repeat(40000), list: [] } },
    )
    expect(program.event({}, 1).fault?.kind).toBe('keep')
    expect(program.event({}, 2).fault?.kind).toBe('keep')
    expect(program.event({}, 4).logs).toEqual(['40000 undefined 0'])
    expect(program.event({}, 3).fault).toBeNull()
    expect(program.event({}, 4).logs).toEqual(['0 40000 0'])
  })

  test('the bound holds also when the program catches the error', async () => {
    const result = await run(`try { memory.a = 'x'.repeat(70000) } catch {}; memory.b = 1`)
    expect([result.fault?.kind, result.effects]).toEqual(['keep', []])
  })

  test('500 names are the most', async () => {
    const { fault } = await run('for (let at = 0; at < 501; at++) memory[`n${at}`] = at')
    expect(fault).toMatchObject({ kind: 'keep', message: expect.stringContaining('at most 500 names') })
  })
})

describe('After a fault memory says what it said before', () => {
  test('for what was set, changed inside, and deleted', async () => {
    const program = await start(
      `on('use', () => { memory.a = 2; memory.list.push(3); delete memory.old; memory.new = 1; null.x })
      on('hear', () => log(memory.a, memory.list.join(), memory.old, memory.new))`,
      { memory: { a: 1, list: [1, 2], old: 'old' } },
    )
    expect(program.event({}, 1)).toMatchObject({ effects: [], fault: { kind: 'error' } })
    const after = program.event({}, 2)
    expect(after.logs).toEqual(['1 1,2 old undefined'])
    expect(after.effects).toEqual([])
  })

  test('whatever is done, what the world was told is what the program reads', async () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', '__proto__'),
      act: fc.constantFrom('set', 'push', 'delete'),
      value: fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer())),
      fails: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const program = await start(`on('hear', ({ words }) => {
            const { key, act, value, fails } = JSON.parse(words)
            if (act === 'set') memory[key] = value
            if (act === 'delete') delete memory[key]
            if (act === 'push' && Array.isArray(memory[key])) memory[key].push(value)
            if (fails) throw new Error('fails')
          })
          on('use', () => log(JSON.stringify(Object.entries(memory))))`)
        const told = new Map<string, unknown>()
        for (const one of steps) {
          const result = program.event({ words: JSON.stringify(one) }, 1)
          for (const { key, ...rest } of effectsOf(result, 'memory')) {
            if ('value' in rest) told.set(key, rest.value)
            else told.delete(key)
          }
        }
        const [read] = program.event({}, 2).logs
        program.dispose()
        const sorted = (entries: Iterable<readonly [string, unknown]>) =>
          [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
        expect(sorted(JSON.parse(read ?? '[]') as [string, unknown][])).toEqual(
          JSON.parse(JSON.stringify(sorted(told))),
        )
      }),
      { numRuns: 40, verbose: 1 },
    )
  })
})
