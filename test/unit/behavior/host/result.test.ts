import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseResult } from '../../../../shared/behavior/host/parsed-result.ts'

const resultWith = (effect: unknown) =>
  parseResult(JSON.stringify({ effects: [effect], logs: [], fault: null, refusal: null }))

const GOOD = [
  { do: 'on', handler: 1, event: 'use', role: null, of: null },
  { do: 'before', handler: 1, event: 'enter', role: 'host', of: 'lamp' },
  { do: 'off', handler: 1 },
  { do: 'timer', timer: 1, key: '#1', inMs: 0, everyMs: 1000 },
  { do: 'untimer', timer: 1 },
  { do: 'memory', key: 'n', value: { a: [1, null, 'x'] } },
  { do: 'memory', key: 'n' },
  { do: 'props', declared: { speed: 3, colour: ['red', 'blue'], on: true } },
  {
    do: 'set',
    call: 1,
    thing: 'lamp',
    changes: { name: 'Lamp', width: 3, paper: null, locked: true, speed: 50 },
  },
  { do: 'moveTo', call: 1, thing: 'lamp', x: 1, y: -2 },
  { do: 'moveBy', call: 1, thing: 'lamp', dx: 1, dy: 2 },
  { do: 'turn', call: 1, thing: 'lamp', facing: 'up' },
  { do: 'placeAt', call: 1, thing: 'lamp', x: 1, y: 2, on: null },
  { do: 'teleport', call: 1, thing: 'lamp', x: 1, y: 2, on: 'root' },
  { do: 'push', call: 1, thing: 'lamp' },
  { do: 'putDown', call: 1 },
  { do: 'create', call: 1, making: { text: '# A', x: 1, facing: 'left', on: 'root', sprite: 'box' } },
  { do: 'copy', call: 1, thing: 'lamp', making: {} },
  { do: 'speak', call: 1, voice: 'say', words: 'Hello.', to: null },
  { do: 'send', call: 1, thing: 'lamp', data: { a: [1, null] } },
  { do: 'showTo', call: 1, person: 'ann', thing: 'lamp', values: { '#score': '12', name: null } },
  {
    do: 'ask',
    call: 1,
    person: 'ann',
    words: 'Tea?',
    form: { type: 'choices', choices: ['Yes', 'No'] },
    withinMs: 1000,
  },
  {
    do: 'ask',
    call: 1,
    person: 'ann',
    words: 'Who?',
    form: { type: 'fields', fields: { name: '', cup: ['small', 'large'], age: 3 } },
    withinMs: 600_000,
  },
  {
    do: 'ask',
    call: 1,
    person: 'ann',
    words: 'There?',
    form: { type: 'spot', thing: 'lamp' },
    withinMs: 1000,
  },
  { do: 'sound', call: 1, to: null, sound: { type: 'named', name: 'bell', volume: 100 } },
  { do: 'sound', call: 1, to: 'ann', sound: { type: 'tones', tones: [440, null], beat: 0.2, volume: 1 } },
  {
    do: 'fetch',
    call: 1,
    request: { address: 'https://api.example/', headers: { accept: 'text/plain' }, body: null },
  },
  { do: 'text', call: 1, thing: 'lamp', edit: { type: 'insert', line: 1, words: 'x' } },
  { do: 'text', call: 1, thing: 'lamp', edit: { type: 'delete', line: 1, count: 2 } },
  { do: 'anchor', call: 1, thing: 'lamp', anchor: 'score', value: '12' },
]

test('every effect of the protocol passes as it is', () => {
  for (const effect of GOOD) expect(resultWith(effect)?.effects).toEqual([effect])
})

test('an effect with a key too many, a key too few, or a value of another kind is refused whole', () => {
  const wrong = fc.constantFrom<unknown>(
    {},
    [],
    '__proto__',
    -1,
    1e300,
    'limbo',
    { toString: 1 },
    '\u0000',
    [[]],
    0.5,
  )
  const spoilt = fc.tuple(fc.constantFrom(...GOOD), fc.nat(), wrong, fc.constantFrom('more', 'less', 'other'))
  fc.assert(
    fc.property(spoilt, ([effect, at, value, how]) => {
      const keys = Object.keys(effect).filter((key) => key !== 'value')
      const key = keys[at % keys.length] ?? 'do'
      const changed: Record<string, unknown> = { ...effect }
      if (how === 'more') changed['author'] = value
      if (how === 'less') delete changed[key]
      if (how === 'other') changed[key] = value
      const [passed] = resultWith(changed)?.effects ?? []
      // A result that passes nevertheless is well-formed: written again, it passes unchanged.
      if (how === 'more') expect(passed).toBeUndefined()
      if (passed) expect(resultWith(passed)?.effects).toEqual([passed])
      if (passed && 'thing' in passed) expect(passed.thing).toMatch(/^[\w-]{1,64}$/)
    }),
    { numRuns: 2000 },
  )
})

test('prototypes cannot be set through a result', () => {
  const texts = [
    '{"effects":[],"logs":[],"fault":null,"refusal":null,"__proto__":{"a":1}}',
    '{"effects":[{"do":"off","handler":1,"__proto__":{}}],"logs":[],"fault":null,"refusal":null}',
    '{"effects":[{"do":"props","declared":{"__proto__":3}}],"logs":[],"fault":null,"refusal":null}',
    '{"effects":[{"do":"set","call":1,"thing":"a","changes":{"__proto__":{"name":"x"}}}],"logs":[],"fault":null,"refusal":null}',
  ]
  for (const text of texts) expect(parseResult(text)).toBeNull()
})

test('with a fault there are no effects, whatever is said', () => {
  const fault = { kind: 'error', message: 'no', line: 3 }
  const result = parseResult(JSON.stringify({ effects: GOOD, logs: ['a'], fault, refusal: 'x' }))
  expect(result).toEqual({ effects: [], logs: ['a'], fault, refusal: null })
})

test('faults that only the host can tell are not taken from a program', () => {
  for (const kind of ['hung', 'lost', 'constructor']) {
    const fault = { kind, message: '', line: null }
    expect(parseResult(JSON.stringify({ effects: [], logs: [], fault, refusal: null }))).toBeNull()
  }
})

test('half a character becomes a whole one, and a half pixel too', () => {
  expect(
    resultWith({ do: 'speak', call: 1, voice: 'say', words: 'a\ud800', to: null })?.effects[0],
  ).toMatchObject({
    words: 'a\ufffd',
  })
  expect(resultWith({ do: 'moveTo', call: 1, thing: 'a', x: 1.6, y: -0.2 })?.effects[0]).toMatchObject({
    x: 2,
    y: 0,
  })
})

test('what is too long, too deep or too much is refused', () => {
  let deep: unknown = 1
  for (let depth = 0; depth < 60; depth++) deep = [deep]
  expect(resultWith({ do: 'memory', key: 'a', value: deep })).toBeNull()
  expect(resultWith({ do: 'speak', call: 1, voice: 'say', words: 'x'.repeat(501), to: null })).toBeNull()
  expect(
    parseResult(JSON.stringify({ effects: [], logs: Array(51).fill(''), fault: null, refusal: null })),
  ).toBeNull()
  const effects = Array.from({ length: 5000 }, () => ({ do: 'off', handler: 1 }))
  expect(parseResult(JSON.stringify({ effects, logs: [], fault: null, refusal: null }))).toBeNull()
})
