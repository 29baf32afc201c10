// The present state of a world, read and followed: whatever live says, nothing throws, and a follower knows
// the same as a new reader.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { createLiveFollower, type LiveChange } from '../../../../shared/world/view/live-follower.ts'
import { createLiveWriter } from '../../../../shared/world/live/live-writer.ts'
import {
  pageValuesOf,
  asleepOf,
  declaredOf,
  faultsOf,
  liveMetaOf,
  memoryOf,
  outcomeOf,
  speechOf,
  timersOf,
} from '../../../../shared/world/live/live-state.ts'
import { pageOf } from '../../../../shared/world/view/world-view.ts'
import { seedFromEnvironment } from '../../../simulation/random.ts'
import { dump, exchange, freshDump, id, make, makeWorld, ownerOf, ROOT } from '../made.ts'

const seed = seedFromEnvironment()
const LAMP = id('lamp')
const NOTHING: LiveChange = {
  faults: new Set(),
  asleep: new Set(),
  pageValues: new Set(),
  props: new Set(),
  state: false,
  speech: false,
}

test('listeners are told once per transaction, what changed and nothing else', () => {
  const world = makeWorld()
  make(world, 'lamp', 'root', { text: '#score 1' })
  const writer = ownerOf(world)
  const now = createLiveFollower(world.live)
  const told: LiveChange[] = []
  const stop = now.subscribe((change) => told.push(change))
  const fault = { message: 'no', line: 1, count: 1, at: 1, code: 0, kind: 'error' } as const
  world.live.transact(() => {
    writer.setFaults(LAMP, [fault])
    writer.setPageValue(LAMP, 'score', '2')
    writer.remember(LAMP, 'n', 1)
  })
  expect(told).toEqual([{ ...NOTHING, faults: new Set([LAMP]), pageValues: new Set([LAMP]) }])
  const [faults, anchors] = [now.faults(LAMP), now.pageValues(LAMP)]
  expect(faults).toEqual([fault])
  expect(now.faulty).toEqual([LAMP])
  writer.remember(LAMP, 'n', 2)
  writer.setField(LAMP, 'speed', 5)
  expect(told).toHaveLength(1)
  writer.setAsleep(LAMP, { why: 'tired', at: 1 })
  writer.setDeclared(LAMP, { tempo: 1 })
  writer.setMeta({ state: 'paused' })
  writer.say({ by: null, person: 'Ada', voice: 'shout', words: 'hey', at: 1, on: ROOT })
  expect(told.slice(1)).toEqual([
    { ...NOTHING, asleep: new Set([LAMP]) },
    { ...NOTHING, props: new Set([LAMP]) },
    { ...NOTHING, state: true },
    { ...NOTHING, speech: true },
  ])
  expect([now.faults(LAMP), now.pageValues(LAMP)]).toEqual([faults, anchors])
  expect(now.faults(LAMP)).toBe(faults)
  expect(now.pageValues(LAMP)).toBe(anchors)
  expect(now.state).toBe('paused')
  expect(now.speech.map(({ person, voice }) => [person, voice])).toEqual([['Ada', 'shout']])
  writer.reset()
  expect(told.at(-1)).toEqual({
    faults: new Set([LAMP]),
    asleep: new Set([LAMP]),
    pageValues: new Set([LAMP]),
    props: new Set([LAMP]),
    state: true,
    speech: true,
  })
  expect([now.faults(LAMP), now.faulty, now.asleep(LAMP), now.declared(LAMP)]).toEqual([[], [], null, null])
  stop()
  writer.setMeta({ state: 'playing' })
  expect(now.state).toBe('playing')
  now.destroy()
  writer.setMeta({ state: 'paused' })
  expect(now.state).toBe('playing')
})

test('getters answer the same value until something changed', () => {
  const world = makeWorld()
  const now = createLiveFollower(world.live)
  expect(now.faults(LAMP)).toBe(now.faults(LAMP))
  expect(now.pageValues(LAMP)).toBe(now.pageValues(LAMP))
  expect(now.speech).toBe(now.speech)
  expect(now.meta).toBe(now.meta)
})

test('live may come later than who follows it', () => {
  const world = makeWorld()
  make(world, 'lamp', 'root', { text: '#score 1' })
  const away = new Y.Doc()
  const now = createLiveFollower(away)
  const writer = ownerOf(world)
  writer.setPageValue(LAMP, 'score', '2')
  writer.setFaults(LAMP, [{ message: 'no', line: 1, count: 1, at: 1, code: 0, kind: 'error' }])
  exchange(world.live, away)
  expect(now.faults(LAMP)).toHaveLength(1)
  expect(now.pageValues(LAMP).get('score')?.value).toBe('2')
  world.live.getMap('live').delete('now')
  exchange(world.live, away)
  expect(now.faults(LAMP)).toEqual([])
  expect(now.pageValues(LAMP).size).toBe(0)
})

function arrayOf(value: unknown): Y.Array<unknown> {
  const array = new Y.Array<unknown>()
  array.push([value])
  return array
}

test('whatever live says, reading never throws, and who follows sees what who looks anew sees', () => {
  const plain = fc.oneof(
    fc.constantFrom<unknown>(null, 1, -0, '', 'text\uD83D', true, [], {}, [1, null], ['a', 'b'], [[1, 'x']]),
    fc.constantFrom<unknown>(
      { message: 'no', at: 1 },
      [{ message: 'no', at: 1, line: -1, kind: 'magic' }],
      { why: 'tired', at: Number.NaN },
      { dueAt: 1, everyMs: 0 },
      { sequence: 1, ok: true, at: 5 },
      { words: 'hi', on: 'root', at: 1, by: 7 },
      { tempo: 1, tune: ['a', 2], __proto__: { loud: true } },
      JSON.parse('{"__proto__": {"message": "no", "at": 1}}'),
    ),
    fc.jsonValue({ maxDepth: 2 }),
  )
  const depth = fc.constantFrom<unknown>('plain', 'map', 'array', 'text')
  const section = fc.constantFrom(
    ...(['meta', 'artifacts', 'anchors', 'avatars', 'memory', 'faults'] as const),
    ...(['asleep', 'props', 'timers', 'outcomes', 'speech', 'now', 'weather'] as const),
  )
  const key = fc.constantFrom(
    'lamp',
    'root',
    'ball',
    '__proto__',
    'state',
    'no id!',
    'walk',
    'text',
    'place',
    'score',
  )
  const write = fc.record({ section, key, inner: key, shape: depth, value: plain })
  fc.assert(
    fc.property(fc.array(write, { minLength: 5, maxLength: 40 }), (writes) => {
      const world = makeWorld()
      make(world, 'lamp', 'root', { text: '#score 1' })
      const root = world.live.getMap<unknown>('live')
      const now = createLiveFollower(world.live)
      for (const { section, key, inner, shape, value } of writes) {
        const shaped = (): unknown => {
          if (shape === 'map') return new Y.Map([[inner, value]])
          if (shape === 'array') return arrayOf(value)
          return shape === 'text' ? new Y.Text('words') : value
        }
        const current: unknown = root.get('now')
        const place: Y.Map<unknown> =
          current instanceof Y.Map ? current : root.set('now', new Y.Map<unknown>())
        const within: unknown = place.get(section)
        if (section === 'now') root.set('now', shaped())
        else if (within instanceof Y.Map) within.set(key, shaped())
        else if (within instanceof Y.Array) within.insert(0, [value])
        else place.set(section, section === 'speech' ? new Y.Array() : shape === 'text' ? value : new Y.Map())
        const fresh = createLiveFollower(world.live)
        for (const thing of [LAMP, ROOT, id('ball')]) {
          expect(now.faults(thing)).toEqual(fresh.faults(thing))
          expect(now.asleep(thing)).toEqual(fresh.asleep(thing))
          expect(now.pageValues(thing)).toEqual(fresh.pageValues(thing))
          expect(now.declared(thing)).toEqual(fresh.declared(thing))
          JSON.stringify([
            memoryOf(world.live, thing),
            [...timersOf(world.live, thing)],
            pageOf(world.view, thing),
          ])
        }
        expect([now.meta, now.speech, new Set(now.faulty)]).toEqual([
          fresh.meta,
          fresh.speech,
          new Set(fresh.faulty),
        ])
        outcomeOf(world.live, key)
        fresh.destroy()
        expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
      }
      // The owner makes a working live of it.
      const writer = createLiveWriter(world.scene, world.live)
      const before = dump(world.view)
      writer.renew()
      expect(dump(world.view)).toBe(before)
      writer.setFaults(LAMP, [{ message: 'no', line: 1, count: 1, at: 1, code: 0, kind: 'time' }])
      writer.setPageValue(LAMP, 'score', '2')
      writer.remember(LAMP, 'n', 1)
      writer.say({ by: LAMP, person: null, voice: 'say', words: 'hi', at: 1, on: ROOT })
      writer.setMeta({ state: 'paused' })
      expect(faultsOf(world.live, LAMP)[0]?.kind).toBe('time')
      expect(pageValuesOf(world.live, LAMP).get('score')?.value).toBe('2')
      expect(memoryOf(world.live, LAMP)['n']).toBe(1)
      expect(speechOf(world.live).at(-1)?.words).toBe('hi')
      expect([liveMetaOf(world.live).state, now.state]).toEqual(['paused', 'paused'])
      expect([asleepOf(world.live, LAMP), declaredOf(world.live, LAMP)]).toEqual([
        now.asleep(LAMP),
        now.declared(LAMP),
      ])
    }),
    { seed, numRuns: 150 },
  )
  console.info(`now: seed ${seed}`)
})
