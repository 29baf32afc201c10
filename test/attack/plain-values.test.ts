// Keys that reach a prototype, in every spelling that JSON has for them, at every entry for a stranger's
// values. Writer and reader would read such a value differently. A value that they read differently counts as
// damaged, and so does everything that rests on it.
import fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseResult } from '../../shared/behavior/host/parsed-result.ts'
import { parseRequest } from '../../shared/wire/frames/action-request.ts'
import { readThings } from '../../shared/wire/peers/carried-things.ts'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import { readUpdate } from '../../shared/yjs/update-reader.ts'
import {
  isPlainJson,
  JSON_VALUES_MAX,
  parseJson,
  VALUE_DEPTH_MAX,
  valuesIn,
} from '../../shared/json/plain-json.ts'
import { jsonOf } from '../../server/peers/known/card-reading.ts'
import { isJson } from '../../server/sync/presence/presence-entries.ts'
import { serve } from '../hosted-node.ts'
import { until, type ServingNode } from '../process.ts'
import { ask } from '../unit/http/ask.ts'
import { startPlayed, Tab, worldAt } from '../unit/owner/visitors.ts'
import type { Home } from '../unit/owner/home.ts'

const NAME = '__proto__'
const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
/** Each of the letters plain or escaped, with digits of either case: 1,023 ways. */
const KEYS: readonly string[] = Array.from({ length: 2 ** NAME.length }, (_, which) =>
  Array.from(NAME, (letter, at) => ((which >> at) & 1 ? escaped(letter) : letter)).join(''),
).flatMap((key) => [...new Set([key, key.replaceAll('f', 'F')])])

const deep = (inner: string, levels: number, [open, close]: readonly [string, string]): string =>
  `${open.repeat(levels)}${inner}${close.repeat(levels)}`
/** Where such a key may stand. */
const AROUND: readonly ((entry: string) => string)[] = [
  (entry) => `{${entry}}`,
  (entry) => `[{${entry}}]`,
  (entry) => `{"a":1,${entry}}`,
  (entry) => `{"a":[1,{"b":[[{${entry}}]]}]}`,
  (entry) => deep(`{${entry}}`, 20, ['[', ']']),
  (entry) => deep(`{${entry}}`, 20, ['{"a":', '}']),
  (entry) => ` \n{ ${entry.replace(':', ' :\t')} }`,
]
const VALUES = ['1', 'null', '{"host":"root","x":1,"y":2}', '[]']
/** Every key in one place, and some keys in every place. */
const TEXTS: readonly string[] = [
  ...KEYS.map((key) => `{"${key}":{"a":1}}`),
  ...KEYS.filter((_, at) => at % 97 === 0).flatMap((key) =>
    AROUND.flatMap((around) => VALUES.map((value) => around(`"${key}":${value}`))),
  ),
]

/** An update with one item, whose content is of a kind: 2 is JSON, 5 an embed, 6 a format. */
function updateWith(kind: number, text: string): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of [1, 1, 7, 0]) encoding.writeVarUint(encoder, number)
  encoding.writeUint8(encoder, kind)
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarString(encoder, 'text')
  if (kind === 2) encoding.writeVarUint(encoder, 1)
  if (kind === 6) encoding.writeVarString(encoder, 'bold')
  encoding.writeVarString(encoder, text)
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

describe('a key that reaches a prototype, by whatever escapes', () => {
  it('is spelled in many ways, and JSON reads each as the same key', () => {
    expect(new Set(KEYS).size).toBeGreaterThan(1_000)
    expect(KEYS.every((key) => JSON.parse(`"${key}"`) === NAME)).toBe(true)
  })

  it('makes an update malformed, in each kind of content that holds JSON', () => {
    for (const kind of [2, 5, 6]) {
      expect(TEXTS.filter((text) => readUpdate(updateWith(kind, text)) !== null)).toEqual([])
      // As a value it is a word like any other.
      for (const text of ['{"a":"__proto__"}', '["\\u005f_proto__"]'])
        expect(readUpdate(updateWith(kind, text))).not.toBeNull()
    }
  })

  it('is nothing that JSON of a stranger may say', () => {
    for (const text of TEXTS) {
      expect(() => parseJson(text)).toThrow(SyntaxError)
      expect(isJson(text)).toBe(false)
      expect(jsonOf(Buffer.from(text))).toBeNull()
    }
  })

  it('is nothing that a program keeps, nor what it calls a timer or a setting', () => {
    const result = (effect: string) =>
      parseResult(`{"effects":[${effect}],"logs":[],"fault":null,"refusal":null}`)
    const timer = (key: string) => result(`{"do":"timer","timer":1,"key":"${key}","inMs":1,"everyMs":null}`)
    expect(timer('tick')).not.toBeNull()
    for (const text of TEXTS) expect(result(`{"do":"memory","key":"a","value":${text}}`)).toBeNull()
    for (const key of KEYS) {
      expect(result(`{"do":"memory","key":"${key}","value":1}`)).toBeNull()
      expect(timer(key)).toBeNull()
    }
  })

  it('is nothing that a thing of another node remembers', () => {
    const thing = (memory: string): unknown =>
      JSON.parse(
        `[{"id":"box","host":null,"x":1,"y":2,"facing":"up","made":{"name":"Box","text":""},"settings":{},"memory":${memory},"anchors":{}}]`,
      )
    expect(readThings(thing('{"a":{"b":1}}'))).not.toBeNull()
    for (const text of TEXTS) expect(readThings(thing(`{"a":${text}}`))).toBeNull()
    for (const key of KEYS) expect(readThings(thing(`{"${key}":1}`))).toBeNull()
  })

  it('is no name of a session of actions', () => {
    const request = (session: string) =>
      parseRequest(Buffer.from(`{"session":"${session}","verb":"say","words":"Hello"}`))
    expect(request('mine')).not.toBeNull()
    for (const key of KEYS) expect(request(key)).toBeNull()
  })
})

describe('what is not read alike by all', () => {
  it('is no JSON of a stranger: numbers that are none when they are written again, and what nests too deep', () => {
    for (const text of ['1e999', '{"a":[-1e999]}', deep('1', 65, ['[', ']'])])
      expect(() => parseJson(text)).toThrow(SyntaxError)
    expect(parseJson(deep('1', 64, ['[', ']']))).toBeTruthy()
    const json = (levels: number) => readUpdate(updateWith(5, deep('1', levels, ['[', ']'])))
    expect([json(32) === null, json(33) === null]).toEqual([false, true])
  })

  it('is no JSON of a stranger: more values than are built in a moment, whatever they are', () => {
    const many = ['1', '""', '{}', '[]', '"a","b"', '{"a":1}', '[[],{"a":[]}]']
    for (const value of many) {
      const few = `[${Array.from({ length: 1_000 }, () => value).join(',')}]`
      expect(parseJson(few)).toEqual(JSON.parse(few))
      const text = `[${Array.from({ length: JSON_VALUES_MAX }, () => value).join(',')}]`
      expect(() => parseJson(text)).toThrow('too much')
    }
    // Signs inside a text are no values.
    const words = JSON.stringify({ a: '"[{,\\\\"'.repeat(JSON_VALUES_MAX), b: '\\' })
    expect(parseJson(words)).toEqual(JSON.parse(words))
  })

  it('is counted as no less than it is', () => {
    const count = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? Object.values(value).reduce<number>((sum, inner) => sum + count(inner), 1)
        : 1
    fc.assert(
      fc.property(fc.json(), (text) => {
        const values = count(JSON.parse(text))
        expect(valuesIn(text)).toBeGreaterThanOrEqual(values)
        expect(valuesIn(text)).toBeLessThanOrEqual(2 * values)
      }),
    )
  })

  it('a program keeps what a document can hold, and nothing deeper', () => {
    const deepest: unknown = JSON.parse(deep('1', VALUE_DEPTH_MAX, ['[', ']']))
    const kept = (value: unknown): boolean => {
      const encoder = encoding.createEncoder()
      for (const number of [1, 1, 7, 0]) encoding.writeVarUint(encoder, number)
      encoding.writeUint8(encoder, 8)
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, 'list')
      encoding.writeVarUint(encoder, 1)
      encoding.writeAny(encoder, value as never)
      encoding.writeVarUint(encoder, 0)
      return readUpdate(encoding.toUint8Array(encoder)) !== null
    }
    for (const value of [deepest, [deepest]]) expect(isPlainJson(value, VALUE_DEPTH_MAX)).toBe(kept(value))
    expect([kept(deepest), kept([deepest])]).toEqual([true, false])
  })
})

describe('at a real node', () => {
  let server: ServingNode
  let home: Home
  beforeAll(async () => {
    server = await serve()
    home = await startPlayed()
  })
  afterAll(async () => {
    await home.stop()
    await server[Symbol.asyncDispose]()
  })

  it('a body with such a key is refused, whatever else it says', async () => {
    for (const text of TEXTS.slice(-8)) {
      const body = Buffer.from(`{"title":"Garden","more":${text}}`)
      const answer = await ask(server.url, 'POST /api/worlds', { body })
      expect(answer.status).toBe(400)
    }
    expect((await ask(server.url, 'POST /api/worlds', { body: { title: '__proto__' } })).status).toBe(201)
  })

  it('nobody spoils what stands in live by the name of their session', async () => {
    const hostile = await Tab.open(home, 'eve', 'ann/yard', NAME)
    hostile.send({ verb: 'shout', words: 'Hello' })
    const isAnswered = () => hostile.client.closed !== null || hostile.client.of('outcome').length > 0
    await until('it is taken or refused', isAnswered)
    expect(hostile.client.closed?.code).toBe(CLOSE.malformed)
    const tab = await Tab.open(home, 'ann', 'ann/yard', 'mine')
    await tab.ask({ verb: 'shout', words: 'Hello' })
    tab.close()
    const { key } = await worldAt(home.store, 'ann/yard')
    const { snapshot, tail } = await home.store.open({ world: key, kind: 'live' })
    const rows = [...(snapshot === null ? [] : [snapshot]), ...tail.map(({ bytes }) => bytes)]
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter((bytes) => readUpdate(bytes) === null)).toEqual([])
  })
})
