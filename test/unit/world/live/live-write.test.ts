// Values that the owner writes count for readers, and no more are written than they need.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { setColors, setProperty } from '../../../../shared/world/edits/field-edits.ts'
import { rename } from '../../../../shared/world/edits/name-edits.ts'
import { moveArtifact, sendToLimbo } from '../../../../shared/world/edits/place-edits.ts'
import { setText } from '../../../../shared/world/edits/text-edits.ts'
import { OUTCOME_MS, SPEECH_MAX } from '../../../../shared/world/limits.ts'
import type { MadeThing } from '../../../../shared/world/live/live-field-writer.ts'
import {
  pageValuesOf,
  asleepOf,
  declaredOf,
  faultsOf,
  liveMetaOf,
  memoryOf,
  outcomeOf,
  sectionOf,
  speechOf,
  timersOf,
  type Fault,
} from '../../../../shared/world/live/live-state.ts'
import { artifactMaps } from '../../../../shared/world/scene/scene.ts'
import type { LiveWriter } from '../../../../shared/world/live/live-writer.ts'
import { pageOf } from '../../../../shared/world/view/world-view.ts'
import { dump, freshDump, id, make, makeWorld, ownerOf, raw, ROOT, type World } from '../made.ts'

const LAMP = id('lamp')
const BALL = id('ball')
const BALL_MADE: MadeThing = { name: 'ball', place: { host: ROOT, x: 5, y: 6, facing: 'up', was: null } }
const FAULT: Fault = { message: 'TypeError', line: 3, count: 1, at: 1_000, code: 0, kind: 'error' }

function lampWorld(): { readonly world: World; readonly writer: LiveWriter } {
  const world = makeWorld()
  make(world, 'lamp', 'root', { text: '# Lamp\n#score 12\n' })
  return { world, writer: ownerOf(world) }
}

function liveKeys(world: World, name: string): string[] {
  const map = sectionOf(world.live, 'artifacts')?.get(name)
  return map instanceof Y.Map ? [...map.keys()].sort() : []
}

/** The updates of live that `work` makes. */
function updates(world: World, work: () => void): number {
  let count = 0
  const note = (): void => void (count += 1)
  world.live.on('update', note)
  work()
  world.live.off('update', note)
  return count
}

test('[V1] a field that the owner sets stands over the scene until the scene is written', () => {
  const { world, writer } = lampWorld()
  expect(writer.setField(LAMP, 'speed', 50)).toBe(true)
  writer.setField(LAMP, 'look.sprite', 'cat')
  writer.setField(LAMP, 'colors.ink', '#102030')
  writer.setField(LAMP, 'place', { host: ROOT, x: 7, y: 8, facing: 'left', was: null })
  expect(world.view.artifact(LAMP)).toMatchObject({
    properties: { speed: 50 },
    look: { sprite: 'cat' },
    colors: { ink: '#102030' },
    place: { x: 7, y: 8, facing: 'left' },
    live: new Set(['speed', 'look.sprite', 'colors.ink', 'place']),
  })
  setProperty(world, LAMP, 'speed', 60)
  setColors(world, LAMP, { ink: '#ffffff' })
  expect(world.view.artifact(LAMP)?.live).toEqual(new Set(['look.sprite', 'place']))
  writer.setField(LAMP, 'speed', 70)
  expect(world.view.artifact(LAMP)?.properties.speed).toBe(70)
  writer.clearField(LAMP, 'speed')
  expect(world.view.artifact(LAMP)?.properties.speed).toBe(60)
})

test('a value equal to what is shown writes nothing, and one equal to what is written drops the live one', () => {
  const { world, writer } = lampWorld()
  const same = (): void => {
    writer.setField(LAMP, 'speed', 100)
    writer.setField(LAMP, 'name', 'lamp')
    writer.setField(LAMP, 'portal', null)
    writer.setField(LAMP, 'place', { host: ROOT, x: 0, y: 0, facing: 'down', was: null })
    writer.setField(LAMP, 'walk', null)
  }
  expect(updates(world, same)).toBe(0)
  writer.setField(LAMP, 'speed', 50)
  expect(updates(world, () => writer.setField(LAMP, 'speed', 50))).toBe(0)
  writer.setField(LAMP, 'speed', 100)
  expect(liveKeys(world, 'lamp')).toEqual([])
})

test('a superseded value is written anew though it says the same, and dropped when the scene says so', () => {
  const { world, writer } = lampWorld()
  writer.setField(LAMP, 'speed', 50)
  setProperty(world, LAMP, 'speed', 60)
  writer.setField(LAMP, 'speed', 50)
  expect(world.view.artifact(LAMP)?.properties.speed).toBe(50)
  setProperty(world, LAMP, 'speed', 70)
  writer.setField(LAMP, 'speed', 70)
  expect(liveKeys(world, 'lamp')).toEqual([])
})

test('null stands for an absent value', () => {
  const { world, writer } = lampWorld()
  setProperty(world, LAMP, 'speed', 60)
  setColors(world, LAMP, { paper: '#ffffff' })
  writer.setField(LAMP, 'speed', null)
  writer.setField(LAMP, 'colors.paper', null)
  expect(world.view.artifact(LAMP)).toMatchObject({
    properties: { speed: 100 },
    colors: { paper: null },
    live: new Set(['speed', 'colors.paper']),
  })
  expect(
    updates(world, () => [
      writer.setField(LAMP, 'speed', null),
      writer.setField(LAMP, 'speed', 100),
      writer.setField(LAMP, 'colors.paper', null),
    ]),
  ).toBe(0)
})

test('what is malformed, and what there is not, is not written', () => {
  const { world, writer } = lampWorld()
  const count = updates(world, () => {
    expect(writer.setField(LAMP, 'speed', -1)).toBe(false)
    expect(writer.setField(LAMP, 'look.width', 1.5)).toBe(false)
    expect(writer.setField(LAMP, 'colors.ink', 'red')).toBe(false)
    expect(writer.setField(LAMP, 'walk', { toX: 0.5, toY: 0, at: 0, speed: 1 })).toBe(false)
    expect(writer.setField(BALL, 'speed', 5)).toBe(false)
    expect(writer.setText(LAMP, 'mine')).toBe(false)
    expect(writer.remove(LAMP)).toBe(false)
    expect(writer.make(LAMP, BALL_MADE)).toBe(false)
    expect(writer.make(BALL, { ...BALL_MADE, weight: Number.NaN })).toBe(false)
  })
  expect(count).toBe(0)
  artifactMaps(world.scene).delete('lamp')
  expect(writer.setField(LAMP, 'speed', 5)).toBe(false)
  expect(writer.make(LAMP, BALL_MADE)).toBe(false)
})

test('a walk stands over the place: who moves the thing ends it', () => {
  const { world, writer } = lampWorld()
  const walk = { toX: 300, toY: 0, at: 1_000, speed: 100 }
  writer.setField(LAMP, 'walk', walk)
  const before = world.view.artifact(LAMP)
  expect(before).toMatchObject({ walk, place: { x: 0 }, live: new Set() })
  expect(updates(world, () => writer.setField(LAMP, 'walk', { ...walk }))).toBe(0)
  expect(world.view.artifact(LAMP)).toBe(before)
  moveArtifact(world, LAMP, { host: ROOT, x: 50, y: 50 })
  expect(world.view.artifact(LAMP)?.walk).toBe(null)
  writer.setField(LAMP, 'place', { host: ROOT, x: 60, y: 60, facing: 'up', was: null })
  writer.setField(LAMP, 'walk', walk)
  expect(world.view.artifact(LAMP)).toMatchObject({ walk, place: { x: 60 } })
  sendToLimbo(world, LAMP)
  expect(world.view.artifact(LAMP)?.walk).toBe(null)
  writer.setField(LAMP, 'walk', walk)
  // In limbo nothing walks.
  expect(world.view.artifact(LAMP)?.walk).toBe(null)
})

test.each([
  ['no value', null],
  ['a text', 'north'],
  ['without an end', { toX: 1, at: 0, speed: 1 }],
  ['standing still', { toX: 1, toY: 1, at: 0, speed: 0 }],
  ['without a time', { toX: 1, toY: 1, at: Number.NaN, speed: 1 }],
  ['of endless speed', { toX: 1, toY: 1, at: 0, speed: Infinity }],
  ['with values by prototype', JSON.parse('{"__proto__": {"toX": 1, "toY": 1, "at": 0, "speed": 1}}')],
])('a walk %s is none', (_what, walk: unknown) => {
  const { world, writer } = lampWorld()
  writer.setField(LAMP, 'speed', 50)
  const over = sectionOf(world.live, 'artifacts')?.get('lamp')
  const placed = raw(world.scene, 'lamp')._map.get('place')?.lastId
  if (!(over instanceof Y.Map)) throw new Error('no live map')
  over.set('walk', [walk, `${placed?.client}:${placed?.clock}`])
  expect(world.view.artifact(LAMP)).toMatchObject({ walk: null, properties: { speed: 50 } })
})

test('a place in the scene that has the keys of a walk is none', () => {
  const { world, writer } = lampWorld()
  writer.setField(LAMP, 'speed', 50)
  const place = { host: 'root', x: 1, y: 1, facing: 'up', toX: 9, toY: 9, at: 0, speed: 10 }
  raw(world.scene, 'lamp').set('place', place)
  expect(world.view.artifact(LAMP)).toMatchObject({ walk: null, live: new Set(['speed']) })
})

test('what code makes exists with its page, and can be changed and ended', () => {
  const { world, writer } = lampWorld()
  const told: (readonly string[])[] = []
  world.view.subscribe(({ texts }) => told.push([...texts]))
  expect(writer.make(BALL, { ...BALL_MADE, text: '# Ball', weight: 10, portal: null })).toBe(true)
  expect(world.view.artifact(BALL)).toMatchObject({ name: 'ball', host: ROOT, onlyLive: true })
  expect(world.view.artifact(BALL)?.properties.weight).toBe(10)
  expect(pageOf(world.view, BALL)).toBe('# Ball')
  writer.setField(BALL, 'name', '')
  writer.setText(BALL, '# Ball\n#bounces 0')
  expect(pageOf(world.view, BALL)).toBe('# Ball\n#bounces 0')
  writer.setField(BALL, 'weight', 20)
  expect(updates(world, () => writer.setText(BALL, '# Ball\n#bounces 0'))).toBe(0)
  writer.setPageValue(BALL, 'bounces', '3')
  writer.remember(BALL, 'a', 1)
  expect(writer.remove(BALL)).toBe(true)
  expect(world.view.artifact(BALL)).toBe(null)
  expect(pageOf(world.view, BALL)).toBe(null)
  expect(memoryOf(world.live, BALL)).toEqual({})
  expect(pageValuesOf(world.live, BALL).size).toBe(0)
  expect(told).toEqual([['ball'], [], ['ball'], [], ['ball']])
  expect(writer.make(BALL, BALL_MADE)).toBe(true)
  expect(pageOf(world.view, BALL)).toBe('')
})

test('[V3] what is gone keeps nothing but that', () => {
  const { world, writer } = lampWorld()
  writer.setField(LAMP, 'speed', 50)
  writer.gone(LAMP)
  expect(world.view.artifact(LAMP)).toBe(null)
  expect(liveKeys(world, 'lamp')).toEqual(['gone'])
  expect(writer.setField(LAMP, 'speed', 60)).toBe(false)
  rename(world, LAMP, 'here')
  expect(world.view.artifact(LAMP)).toBe(null)
})

test('an anchor is set where the page has its line, and says what the page said', () => {
  const { world, writer } = lampWorld()
  expect(writer.setPageValue(LAMP, 'score', ' 15\npoints ')).toBe(true)
  expect(pageValuesOf(world.live, LAMP)).toEqual(new Map([['score', { value: '15 points', over: '12' }]]))
  expect(writer.setPageValue(LAMP, 'lives', '3')).toBe(false)
  expect(updates(world, () => writer.setPageValue(LAMP, 'score', '15 points'))).toBe(0)
  setText(world, LAMP, '#score 20')
  writer.setPageValue(LAMP, 'score', '15 points')
  expect(pageValuesOf(world.live, LAMP).get('score')?.over).toBe('20')
  writer.setPageValue(LAMP, 'score', '20')
  expect(pageValuesOf(world.live, LAMP).size).toBe(0)
})

test('what a program keeps is read as it was written', () => {
  const { world, writer } = lampWorld()
  writer.remember(LAMP, 'visits', { of: ['ada', 2, null, true] })
  writer.remember(LAMP, '__proto__', 1)
  writer.remember(LAMP, 'constructor', 'me')
  writer.setTimer(LAMP, '#1', { dueAt: 5_000, everyMs: 1_000 })
  writer.setTimer(LAMP, 'ring', { dueAt: 6_000, everyMs: null })
  writer.setFaults(LAMP, [FAULT, { ...FAULT, line: null, code: null, kind: 'time' }])
  writer.setAsleep(LAMP, { why: 'It failed ten times.', at: 7 })
  writer.setDeclared(LAMP, { tempo: 5, loud: true, tune: ['waltz', 'march'] })
  const kept = memoryOf(world.live, LAMP)
  expect(Object.keys(kept).sort()).toEqual(['__proto__', 'constructor', 'visits'])
  expect(kept['visits']).toEqual({ of: ['ada', 2, null, true] })
  expect(JSON.parse(JSON.stringify(kept))).toEqual(kept)
  expect(timersOf(world.live, LAMP)).toEqual(
    new Map([
      ['#1', { dueAt: 5_000, everyMs: 1_000 }],
      ['ring', { dueAt: 6_000, everyMs: null }],
    ]),
  )
  expect(faultsOf(world.live, LAMP)).toEqual([FAULT, { ...FAULT, line: null, code: null, kind: 'time' }])
  expect(asleepOf(world.live, LAMP)).toEqual({ why: 'It failed ten times.', at: 7 })
  expect(declaredOf(world.live, LAMP)).toEqual({ tempo: 5, loud: true, tune: ['waltz', 'march'] })
  expect(
    updates(world, () => writer.setDeclared(LAMP, { tempo: 5, loud: true, tune: ['waltz', 'march'] })),
  ).toBe(0)
  writer.remember(LAMP, 'visits', undefined)
  writer.setTimer(LAMP, '#1', null)
  expect(Object.keys(memoryOf(world.live, LAMP))).toHaveLength(2)
  expect([...timersOf(world.live, LAMP).keys()]).toEqual(['ring'])
  writer.forget(LAMP)
  expect(memoryOf(world.live, LAMP)).toEqual({})
  expect(timersOf(world.live, LAMP).size + faultsOf(world.live, LAMP).length).toBe(0)
  expect([asleepOf(world.live, LAMP), declaredOf(world.live, LAMP)]).toEqual([null, null])
  expect(
    updates(world, () => [writer.forget(LAMP), writer.setFaults(LAMP, []), writer.setAsleep(LAMP, null)]),
  ).toBe(0)
})

test('the last 200 things said are kept', () => {
  const { world, writer } = lampWorld()
  for (let n = 0; n < SPEECH_MAX + 20; n += 1) {
    writer.say({
      by: n % 2 === 0 ? LAMP : null,
      person: null,
      voice: 'say',
      words: `word ${n}`,
      at: n,
      on: ROOT,
    })
  }
  const said = speechOf(world.live)
  expect(said).toHaveLength(SPEECH_MAX)
  expect(said[0]).toEqual({ by: LAMP, person: null, voice: 'say', words: 'word 20', at: 20, on: ROOT })
  expect(said.at(-1)?.words).toBe(`word ${SPEECH_MAX + 19}`)
})

test('words are one short entry, and those that older worlds have are read, too', () => {
  const { world, writer } = lampWorld()
  const speech = { by: LAMP, person: null, voice: 'shout', words: 'Hello!', at: 1_234, on: ROOT } as const
  writer.say(speech)
  writer.say({ ...speech, by: null, person: 'Ada', voice: 'say' })
  const said = (world.live.getMap('live').get('now') as Y.Map<Y.Array<unknown>>).get('speech')
  said?.push([{ ...speech }, ['lamp', null], [null, null, 7, 1, ROOT], 'words'])
  const ofAda = { ...speech, by: null, person: 'Ada', voice: 'say' }
  expect(speechOf(world.live)).toEqual([speech, ofAda, speech])
})

test('the last outcome of a session is kept for a day', () => {
  const { world, writer } = lampWorld()
  const no = { ok: false, why: 'It is locked.' }
  writer.setOutcome('ada', 1, { ok: true, why: null }, 1_000)
  writer.setOutcome('ada', 2, no, 2_000)
  expect(outcomeOf(world.live, 'ada')).toEqual({ sequence: 2, outcome: no, at: 2_000 })
  expect(outcomeOf(world.live, 'bob')).toBe(null)
  writer.setOutcome('bob', 1, no, OUTCOME_MS)
  expect(outcomeOf(world.live, 'ada')?.sequence).toBe(2)
  writer.setOutcome('bob', 2, no, OUTCOME_MS + 2 * 60 * 60 * 1_000)
  expect(outcomeOf(world.live, 'ada')).toBe(null)
})

test('an outcome is one short entry, and those that older worlds have are read, too', () => {
  const { world, writer } = lampWorld()
  writer.setOutcome('ada', 1, { ok: true, why: null }, 1_700_000_000_000)
  const before = Y.encodeStateVector(world.live)
  writer.setOutcome('ada', 2, { ok: true, why: null }, 1_700_000_003_000)
  expect(Y.encodeStateAsUpdate(world.live, before).length).toBeLessThan(50)
  const outcomes = (world.live.getMap('live').get('now') as Y.Map<Y.Map<unknown>>).get('outcomes')
  outcomes?.set('bob', { sequence: 7, ok: false, why: 'It is locked.', at: 1_234 })
  expect(outcomeOf(world.live, 'bob')).toEqual({
    sequence: 7,
    outcome: { ok: false, why: 'It is locked.' },
    at: 1_234,
  })
  for (const malformed of [[], [1], ['1', 2], [1, 2, 'yes'], [-1, 2], [1, -2]]) {
    outcomes?.set('bob', malformed)
    expect(outcomeOf(world.live, 'bob')).toBe(null)
  }
})

test('a world plays until it is paused', () => {
  const { world, writer } = lampWorld()
  expect(liveMetaOf(new Y.Doc())).toEqual({ generation: 0, state: 'playing', epoch: 0 })
  expect(liveMetaOf(world.live)).toEqual({ generation: 1, state: 'playing', epoch: 0 })
  writer.setMeta({ state: 'paused', epoch: 7 })
  expect(liveMetaOf(world.live)).toEqual({ generation: 1, state: 'paused', epoch: 7 })
  expect(updates(world, () => [writer.begin(), writer.setMeta({ state: 'paused' })])).toBe(0)
})

test('a tick is one update, also where the owner reads what it has just written', () => {
  const { world, writer } = lampWorld()
  const count = updates(world, () =>
    world.live.transact(() => {
      writer.make(BALL, { ...BALL_MADE, text: '#bounces 0' })
      writer.setPageValue(BALL, 'bounces', '1')
      writer.setField(BALL, 'walk', { toX: 9, toY: 9, at: 0, speed: 5 })
      writer.setField(LAMP, 'speed', 50)
      writer.setField(LAMP, 'speed', 60)
      writer.remember(LAMP, 'n', 1)
    }),
  )
  expect(count).toBe(1)
  expect(world.view.artifact(BALL)?.walk?.toX).toBe(9)
  expect(world.view.artifact(LAMP)?.properties.speed).toBe(60)
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
})
