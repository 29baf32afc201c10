// A new generation says the same in less; a reset says what is written, and forgets nobody.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { setProperty } from '../../../../shared/world/edits/field-edits.ts'
import { rename } from '../../../../shared/world/edits/name-edits.ts'
import { setText } from '../../../../shared/world/edits/text-edits.ts'
import { createLiveFollower } from '../../../../shared/world/view/live-follower.ts'
import type { LiveWriter } from '../../../../shared/world/live/live-writer.ts'
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
import { createView } from '../../../../shared/world/view/world-view.ts'
import { dump, exchange, freshDump, id, make, makeWorld, ownerOf, ROOT, type World } from '../made.ts'

const LAMP = id('lamp')
const BOX = id('box')
const BALL = id('ball')

/** A world with something of everything in live. */
function played(): { readonly world: World; readonly writer: LiveWriter } {
  const world = makeWorld()
  make(world, 'lamp', 'root', { text: '#score 12\n#best 3\n' })
  make(world, 'box')
  make(world, 'away')
  const writer = ownerOf(world)
  writer.setMeta({ state: 'paused', epoch: 4 })
  writer.setField(LAMP, 'speed', 50)
  writer.setField(LAMP, 'name', 'lit')
  writer.setField(BOX, 'walk', { toX: 9, toY: 9, at: 1, speed: 5 })
  writer.make(BALL, { name: 'ball', place: { host: BOX, x: 0, y: 0, facing: 'up', was: null }, text: '#n 0' })
  writer.gone(id('away'))
  writer.setPageValue(LAMP, 'score', '15')
  writer.setPageValue(LAMP, 'best', '4')
  writer.setPageValue(BALL, 'n', '1')
  writer.remember(LAMP, 'visits', [1, { by: 'ada' }])
  writer.setTimer(LAMP, '#1', { dueAt: 5, everyMs: 1_000 })
  writer.setFaults(LAMP, [{ message: 'no', line: 1, count: 2, at: 3, code: 0, kind: 'error' }])
  writer.setAsleep(BOX, { why: 'tired', at: 5 })
  writer.setDeclared(BOX, { tempo: 3 })
  writer.say({ by: LAMP, person: null, voice: 'say', words: 'hello', at: 1, on: ROOT })
  writer.setOutcome('ada', 3, { ok: true, why: null }, 5)
  nowOf(world).set('avatars', new Y.Map([['ada', { kind: 'player' }]]))
  return { world, writer }
}

function nowOf({ live }: World): Y.Map<unknown> {
  const now = live.getMap('live').get('now')
  if (!(now instanceof Y.Map)) throw new Error('nothing happened yet')
  return now
}

/** All that can be read from live beside what a view shows. */
function rest(world: World): unknown {
  const { live } = world
  const of = (name: string): unknown => {
    const thing = id(name)
    return [
      faultsOf(live, thing),
      asleepOf(live, thing),
      declaredOf(live, thing),
      [...pageValuesOf(live, thing)],
      memoryOf(live, thing),
      [...timersOf(live, thing)],
    ]
  }
  return [
    ['lamp', 'box', 'ball', 'away'].map(of),
    speechOf(live),
    outcomeOf(live, 'ada'),
    nowOf(world).get('avatars'),
  ].map((part) => JSON.stringify(part))
}

test('a new generation says the same: readers see no difference', () => {
  const { world, writer } = played()
  const [before, restBefore] = [dump(world.view), rest(world)]
  const now = createLiveFollower(world.live)
  const [faults, speech] = [now.faults(LAMP), now.speech]
  let views = 0
  world.view.subscribe(() => (views += 1))
  const news: unknown[] = []
  now.subscribe((change) => news.push(change))
  writer.renew()
  expect(dump(world.view)).toBe(before)
  expect(rest(world)).toEqual(restBefore)
  expect(liveMetaOf(world.live)).toEqual({ generation: 2, state: 'paused', epoch: 4 })
  // Nothing is drawn anew, except the number of the generation.
  expect(views).toBe(0)
  expect(news).toEqual([
    {
      faults: new Set(),
      asleep: new Set(),
      pageValues: new Set(),
      props: new Set(),
      state: true,
      speech: false,
    },
  ])
  expect([now.faults(LAMP), now.speech]).toEqual([faults, speech])
  expect(now.faults(LAMP)).toBe(faults)
  writer.setField(LAMP, 'speed', 60)
  writer.setText(BALL, '#n 5')
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
  expect(world.view.artifact(LAMP)?.properties.speed).toBe(60)
})

test('what no longer counts is not taken into a new generation', () => {
  const { world, writer } = played()
  setProperty(world, LAMP, 'speed', 70)
  setText(world, LAMP, '#best 3')
  writer.forget(BOX)
  writer.renew()
  const now = nowOf(world).toJSON()
  expect(Object.keys(now['artifacts'].lamp)).toEqual(['name'])
  expect(Object.keys(now['anchors'].lamp)).toEqual(['best'])
  expect(now['artifacts'].away).toEqual({ gone: [true, null] })
  rename(world, LAMP, 'dark')
  writer.renew()
  expect(nowOf(world).toJSON()['artifacts'].lamp).toBe(undefined)
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
})

test('what is not known here is taken into a new generation', () => {
  const { world, writer } = played()
  nowOf(world).set('weather', new Y.Map([['rain', new Y.Array()]]))
  nowOf(world).set('seed', 7)
  writer.renew()
  expect(nowOf(world).toJSON()).toMatchObject({ weather: { rain: [] }, seed: 7 })
})

test('a reset shows the world as it is written, and keeps people, what they brought, what is gone, and outcomes', () => {
  const { world, writer } = played()
  const brought = id('brought')
  writer.make(brought, {
    name: 'mine',
    place: { host: ROOT, x: 1, y: 1, facing: 'up', was: null },
    brought: true,
  })
  writer.setField(brought, 'walk', { toX: 9, toY: 9, at: 1, speed: 5 })
  writer.remember(brought, 'since', 1)
  writer.reset()
  expect(world.view.artifact(LAMP)).toMatchObject({ name: 'lamp', live: new Set() })
  expect(world.view.artifact(BOX)?.walk).toBe(null)
  expect(world.view.artifact(BALL)).toBe(null)
  expect(world.view.artifact(id('away'))).toBe(null)
  expect(world.view.artifact(brought)).toMatchObject({ name: 'mine', walk: null, onlyLive: true })
  expect(memoryOf(world.live, brought)).toEqual({ since: 1 })
  expect(Object.keys(nowOf(world).toJSON()).sort()).toEqual([
    'artifacts',
    'avatars',
    'memory',
    'meta',
    'outcomes',
  ])
  expect(memoryOf(world.live, LAMP)).toEqual({})
  expect(outcomeOf(world.live, 'ada')?.sequence).toBe(3)
  expect(liveMetaOf(world.live)).toEqual({ generation: 2, state: 'paused', epoch: 4 })
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
})

test('after 100,000 writes a new generation is a few kB, and stock clients that were away follow', () => {
  const { world, writer } = played()
  const away = new Y.Doc()
  exchange(world.live, away)
  for (let n = 0; n < 1_000; n += 1) {
    world.live.transact(() => {
      for (let at = 0; at < 25; at += 1) {
        writer.setField(LAMP, 'speed', (n + at) % 200)
        writer.remember(LAMP, 'visits', n * 25 + at)
        writer.setField(BOX, 'walk', { toX: n, toY: at, at: n, speed: 5 })
        writer.setPageValue(LAMP, 'score', String(n + at))
      }
    })
  }
  const before = dump(world.view)
  const grown = Y.encodeStateAsUpdate(world.live).byteLength
  const middle = new Y.Doc()
  exchange(world.live, middle)
  writer.renew()
  const renewed = Y.encodeStateAsUpdate(world.live).byteLength
  console.info(`live after 100,000 writes: ${grown} bytes, ${renewed} after a new generation`)
  expect(dump(world.view)).toBe(before)
  expect(renewed).toBeLessThan(8_000)
  for (const client of [away, middle]) {
    const missing = Y.encodeStateAsUpdate(world.live, Y.encodeStateVector(client))
    Y.applyUpdate(client, missing)
    expect(JSON.stringify(client.getMap('live').toJSON())).toBe(
      JSON.stringify(world.live.getMap('live').toJSON()),
    )
    expect(dump(createView(world.scene, client))).toBe(before)
  }
})
