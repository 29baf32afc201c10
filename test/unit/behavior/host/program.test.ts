import { describe, expect, test } from 'vitest'
import { EVENT_MS } from '../../../../shared/behavior/program-limits.ts'
import type { Delivery } from '../../../../shared/behavior/sandbox-protocol.ts'
import { logsOf, makeHost, run, start, used, worked, WORLD, id } from './made.ts'

const host = await makeHost()
/** A program has ten times as long: on a busy machine it would be ended before it gets to its own fault. */
const patient = await makeHost({ ticks: () => performance.now() / 10, worked: () => worked() / 10 })
const faultOf = (code: string) => run(host, code)[0]?.fault

describe('a fault says what it is, at the line, and has no effects', () => {
  const faults: [what: string, code: string, kind: string, line: number | null | undefined][] = [
    ['an error', '\nlet a = 1\nnull.x', 'error', 2],
    ['no program', 'let x =\n;', 'error', 1],
    ['a loop', 'let i = 0\nfor (;;) i++', 'time', undefined],
    ['a loop that catches its end', 'try { for (;;); } catch {} finally { for (;;); }', 'time', 0],
    ['promises without end', '(function again() { Promise.resolve().then(again) })()', 'time', undefined],
    ['too much memory', 'const all = []\nfor (;;) all.push({ all })', 'memory', 1],
    ['calls without end', 'function f() {\n f() }\nf()', 'stack', 1],
    [
      'a list nested too deep',
      'let a = []\nfor (let i = 0; i < 1e4; i++) a = [a]\nJSON.stringify(a)',
      'stack',
      undefined,
    ],
    ['a rejection that nobody handles', 'Promise.reject(new TypeError("no"))', 'error', 0],
    ['a list that is too long', '[].join.call({ length: 4e9 })', 'error', 0],
    ['something thrown that is no error', 'throw { get message() { throw 1 } }', 'error', null],
    ['something thrown that never says what it is', 'throw { get message() { for (;;); } }', 'error', null],
    ['nothing thrown', 'throw undefined', 'error', null],
  ]
  test.each(faults)('%s', (_, code, kind, line) => {
    const [result] = run(kind === 'time' ? host : patient, `on('use', () => {}); ${code}`)
    expect(result?.fault).toMatchObject(line === undefined ? { kind } : { kind, line })
    expect(result?.effects).toEqual([])
  })

  // What is thrown after an await is looked at when nobody caught it, in the time of the delivery.
  const later = faults.filter(([what]) => what !== 'something thrown that never says what it is')

  test.each(later)('[B13] after an await at the top: %s', (_, code, kind, line) => {
    const [result] = run(kind === 'time' ? host : patient, `on('use', () => {}); await null; ${code}`)
    expect(result?.fault).toMatchObject(line === undefined ? { kind } : { kind, line })
    expect(result?.effects).toEqual([])
  })

  test.each(later)('[B13] before an await at the top: %s', (_, code, kind, line) => {
    const [result] = run(kind === 'time' ? host : patient, `on('use', () => {}); ${code}\nawait null`)
    expect(result?.fault).toMatchObject(line === undefined ? { kind } : { kind, line })
    expect(result?.effects).toEqual([])
  })
})

test.each([
  ['its own name', 'const score = 1\nlog(scroe)', ' Did you mean "score"?'],
  ['its own name before one of ours', 'const says = 1\nlog(sayz)', ' Did you mean "says"?'],
  ['one of ours', "const far = 1\nmoveto('far')", ' Did you mean "moveTo"?'],
  ['words in quotes, remarks and properties are no names', "log('scone', {}.score) // scare\nscore", ''],
])('a misspelt name: %s is meant', (_, code, words) => {
  expect(faultOf(code)?.message).toMatch(/^ReferenceError: \w+ is not defined\b/)
  expect(faultOf(code)?.message.split(' is not defined')[1]).toBe(words && `.${words}`)
})

test('[B13] code waits at its top, goes on when it is answered, and what it names is there for timers and handlers', () => {
  const code = `const { ok } = await placeAt(1, 1)
let count = 0
function tick() { count++; log(ok, count) }
on('use', tick)
after(1, tick)
log(typeof tick, globalThis.count)`
  const answer: Delivery = { type: 'answer', call: 1, answer: { ok: true, why: null, made: null } }
  const [started, answered, beat] = run(host, code, answer, used(1), { type: 'timer', timer: 1, missed: 0 })
  expect(started).toMatchObject({ fault: null, effects: [{ do: 'placeAt' }] })
  expect(answered?.logs).toEqual(['function undefined'])
  expect(answered?.effects).toMatchObject([{ do: 'on' }, { do: 'timer', key: 'tick' }])
  expect(beat?.logs).toEqual(['true 1'])
})

test('[B13] a program that fails while it waits at its top is told at the line', () => {
  const answer: Delivery = { type: 'answer', call: 1, answer: { ok: true, why: null, made: null } }
  const [started, answered] = run(host, `on('use', () => log('on'))\nawait placeAt(1, 1)\nnull.x`, answer)
  expect(started?.fault).toBeNull()
  expect(answered?.fault).toMatchObject({ kind: 'error', line: 2 })
})

test('what writes to a page ends its job: the next delivery has to find the lines where they are now', () => {
  const code = `on('use', () => text(self).insert(text(self).lines.length + 1, 'more'))`
  host.run(WORLD, { artifact: id('lamp'), deliveries: [start(code)] })
  const done = host.run(WORLD, { artifact: id('lamp'), deliveries: [used(1), used(1)] })
  expect(done).toMatchObject({ results: [{ effects: [{ do: 'text' }] }], isCut: true })
})

test('a program that was too slow once lives on, without what it had begun', () => {
  const code = `let n = 0
    on('use', () => { n++; memory.n = n; if (n === 1) for (;;); })`
  const [, slow, next] = run(host, code, used(1), used(1))
  expect(slow).toMatchObject({ effects: [], fault: { kind: 'time', line: 1 } })
  expect(next?.effects).toEqual([{ do: 'memory', key: 'n', value: 2 }])
})

test('a program that lacks memory is ended, and everything after it is lost until it starts anew', async () => {
  // Filling the memory takes longer on a busy machine, where it would end by its time instead.
  const patient = await makeHost({ worked: () => 0 })
  const code = `on('use', () => { const all = []; for (;;) all.push({}) })`
  const kinds = run(patient, code, used(1), used(1), start(code), used(1)).map(({ fault }) => fault?.kind)
  expect(kinds).toEqual([undefined, 'memory', 'lost', undefined, 'memory'])
})

test('what faults while it starts does not run', () => {
  run(host, 'null.x')
  const { results } = host.run(WORLD, { artifact: id('lamp'), deliveries: [used(1)] })
  expect(results[0]?.fault?.kind).toBe('lost')
})

test('waiting for a busy machine is not blamed on a program: work counts', async () => {
  let ticks = 0
  const slow = await makeHost({ ticks: () => (ticks += 1), worked: () => 0 })
  expect(run(slow, 'for (let i = 0; i < 4000; i++);')[0]?.fault).toBeNull()
  // More than a second in which it works a fiftieth: it starts slowly, and does not die of that.
  ticks = 0
  const starved = await makeHost({ ticks: () => (ticks += 1), worked: () => ticks / 50 })
  expect(run(starved, 'for (let i = 0; i < 50_000; i++);')[0]?.fault).toBeNull()
  expect(ticks).toBeGreaterThan(1000)
  const fast = await makeHost({ ticks: () => (ticks += 1), worked: () => ticks })
  expect(run(fast, 'for (let i = 0; i < 40000; i++);')[0]?.fault?.kind).toBe('time')
})

test('an error is told as it is where the machine is slow to say what it was', async () => {
  let ticks = 0
  const slow = await makeHost({ ticks: () => (ticks += 8), worked: () => ticks })
  // The engine asks for the time now and then: with some of these it does so while it says what was thrown.
  for (let turns = 0; turns < 200; turns += 1) {
    const [result] = run(slow, `for (let i = 0; i < ${turns}; i++);\nnull.x`)
    expect(result?.fault, `after ${turns} turns`).toMatchObject({ kind: 'error', line: 1 })
  }
})

test('a program that works long lets other threads have the core in between, and is not blamed for it', async () => {
  let [ticks, breaths] = [0, 0]
  const breathe = (): void => {
    breaths += 1
    ticks += 2
  }
  const shared = await makeHost({ ticks: () => (ticks += 0.1), worked: () => ticks, breathe })
  const begin = (turns: number) => `on('use', () => { for (let i = 0; i < ${turns}; i++); })`
  const [, long] = run(shared, begin(4000), used(1))
  expect(long?.fault).toBeNull()
  expect(breaths * 2).toBeGreaterThan(EVENT_MS)
  const [, endless] = run(shared, begin(1e9), used(1))
  expect(endless?.fault?.kind).toBe('time')
})

test('the clock has whole milliseconds, and two programs do not share their chance', () => {
  const [time, first] = logsOf(host, 'log(Number.isInteger(Date.now())); log(Math.random())')
  const [, second] = logsOf(host, 'log(Number.isInteger(Date.now())); log(Math.random())')
  expect(time).toBe('true')
  expect(first).not.toBe(second)
})

describe('the guards keep built-in functions as they are, where they are not too much', () => {
  const same: [code: string, shown: string][] = [
    ['[3, 1, undefined, 2].sort().join()', '1,2,3,'],
    ['[10, 9, 1].sort().join() + [10, 9].toSorted()', '1,10,910,9'],
    ['[3, 1, 2].sort((a, b) => b - a).join("-")', '3-2-1'],
    ['[1, [2, [3, [4]]]].flat().length + "," + [1, [2, [3]]].flat(Infinity).length', '3,3'],
    ['[1, 2].flatMap((n) => [n, [n]]).length', '4'],
    ['[1].concat(2, [3, 4], "x").join()', '1,2,3,4,x'],
    ['(function () { return Array.prototype.slice.call(arguments, 1).join() })(1, 2, 3)', '2,3'],
    ['const a = [1, 2, 3]; [a.shift(), a.unshift(9), a.splice(1, 1), a.reverse()].join("|")', '1|3|2|3,9'],
    ['new Array(3).fill(0).join() + [1, 2, 3, 4].copyWithin(0, 2)', '0,0,03,4,3,4'],
    ['"a-b-c".split("-").length + "a-b-c".replace("-", "+") + "aXbX".replaceAll("X", "")', '3a+b-cab'],
    [
      '"abc".indexOf("c") + "abc".includes("b") + "a1b2".replace(/\\d/g, "") + "abc".split("").length',
      '3ab3',
    ],
    ['"abc".split().length + "a".includes(undefined)', '1'],
    ['String.raw`a\\n${1}b`', 'a\\n1b'],
    ['JSON.stringify({ a: 1, b: 2 }, ["a"]) + JSON.stringify([1], null, 1).length', '{"a":1}6'],
    ['String([1, [2, 3]])', '1,2,3'],
    ['new Proxy({}, { get: (_, key) => key }).lamp + Array.isArray(new Proxy([], {}))', 'lamptrue'],
    ['(2n ** 100n).toString()', '1267650600228229401496703205376'],
  ]
  test.each(same)('%s', (code, shown) => {
    const [before, last = ''] = code.split(/;(?=[^;]*$)/)
    const program = code.includes(';') ? `${before}; log(String(${last}))` : `log(String(${code}))`
    expect(logsOf(host, program)).toEqual([shown])
  })

  test('a list that lies about its length is not believed', () => {
    const lies = [
      `let i = 0; [].join.call({ get length() { return i++ ? 4e9 : 1 } })`,
      `let i = 0; const a = new Proxy(new Array(4e9), { get: (t, k) => k === 'length' && i++ === 0 ? 1 : t[k] }); a.join()`,
      `const a = new Proxy(new Array(4e9), {}); Array.prototype.reverse.call(a)`,
      `[].concat({ length: 4e9, [Symbol.isConcatSpreadable]: true })`,
      `[new Array(4e9)].flat()`,
      `String.raw({ raw: { length: 4e9 } })`,
      `JSON.stringify({}, new Array(4e9))`,
    ]
    for (const lie of lies) expect(['error', 'time', undefined]).toContain(faultOf(lie)?.kind)
  })
})

test('an event that happens several times is each time as it was, whatever handlers did with it', () => {
  const code = `let n = 0
    on('use', (event) => {
      log(++n, event.event, event.changed.length)
      event.changed.push(n)
      if (n === 2) throw new Error('no')
      if (n === 4) on('use', () => log('too'))
    })`
  const use = used(1)
  const other = used(1)
  const results = run(host, code, use, use, use, use, { ...use, handlers: [1, 2] }, other, use)
  const words = results.map(({ logs, fault }) =>
    [...logs, ...(fault === null ? [] : [fault.kind])].join(' / '),
  )
  expect(words.slice(1)).toEqual([
    '1 use 0',
    '2 use 0 / error',
    '3 use 0',
    '4 use 0',
    '5 use 0 / too',
    '6 use 0',
    '7 use 0',
  ])
})
