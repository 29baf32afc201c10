// The part of a live document that counts in a file: values of things and the memory of their programs, as
// far as programs could have written it; nobody's avatar, words, outcomes.
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseAccountName } from '../../../../shared/world/address.ts'
import type { Avatar } from '../../../../shared/world/avatar.ts'
import { moveArtifact } from '../../../../shared/world/edits/place-edits.ts'
import { rename } from '../../../../shared/world/edits/name-edits.ts'
import { setText } from '../../../../shared/world/edits/text-edits.ts'
import { KEEP_BYTES, KEYS_MAX, TIMERS_MAX } from '../../../../shared/world/limits.ts'
import { rebuildLive } from '../../../../shared/world/live/live-rebuild.ts'
import { liveArtifacts, liveAvatars, liveRoot, nowMap } from '../../../../shared/world/live/live-document.ts'
import {
  pageValuesOf,
  heldOf,
  liveMetaOf,
  memoryOf,
  timersOf,
} from '../../../../shared/world/live/live-state.ts'
import { innerMap, mapIn } from '../../../../shared/world/scene/scene.ts'
import { createView, pageOf } from '../../../../shared/world/view/world-view.ts'
import { dump, id, make, makeWorld, ownerOf, putLive, ROOT, type World } from '../made.ts'

const LAMP = id('lamp')
const BALL = id('ball')
const VICTIM = id('victim')

function avatar(more: Partial<Avatar> = {}): Avatar {
  const account = parseAccountName('victim')
  if (account === null) throw new Error('that is a word')
  return {
    kind: 'player',
    account,
    name: 'Victim',
    look: { sprite: 'person', color: '#b8371f' },
    place: { host: ROOT, x: 100, y: 200, facing: 'left' },
    walk: null,
    since: 1,
    isAway: false,
    isKneeling: false,
    visits: [],
    ...more,
  }
}

/** A world whose page and a lamp are written. */
function lit(): World {
  const world = makeWorld()
  make(world, 'lamp')
  setText(world, LAMP, 'A lamp.\n#score 0\n')
  return world
}

/** The result on the other side. */
function rebuilt({ scene, live }: World, now = 1_000_000): Y.Doc {
  const update = rebuildLive({ scene, live }, 7, now)
  const doc = new Y.Doc()
  if (update !== null) Y.applyUpdate(doc, update)
  return doc
}

/** Writes that bypass all checks of writers, as a file can. */
function forge(world: World, section: string, key: string, value: unknown): void {
  world.live.transact(() => {
    innerMap(innerMap(liveRoot(world.live), 'now'), section).set(key, value)
  })
}

test('[L7] values of things, things that code made, anchors, memory and timers come through as they are shown', () => {
  const world = lit()
  const owner = ownerOf(world)
  owner.setField(LAMP, 'name', 'Bright lamp')
  owner.setField(LAMP, 'place', { host: ROOT, x: 5, y: 6, facing: 'up', was: null })
  owner.setField(LAMP, 'walk', { toX: 50, toY: 6, at: 1000, speed: 100 })
  owner.setField(LAMP, 'portal', null)
  owner.setPageValue(LAMP, 'score', '12')
  const place = { host: LAMP, x: 1, y: 2, facing: 'down', was: null } as const
  owner.make(BALL, {
    name: 'Ball',
    place,
    text: '# Ball',
    brought: true,
    settings: { beat: 3 },
    passable: true,
  })
  owner.remember(LAMP, 'lit', { since: 5, by: ['ada'] })
  owner.setTimer(BALL, 'tick', { dueAt: 5000, everyMs: 1000 })
  make(world, 'stone')
  owner.gone(id('stone'))

  const live = rebuilt(world)
  expect(dump(createView(world.scene, live))).toBe(dump(world.view))
  expect(pageOf(createView(world.scene, live), BALL)).toBe('# Ball')
  expect([...pageValuesOf(live, LAMP)]).toEqual([['score', { value: '12', over: '0' }]])
  expect(memoryOf(live, LAMP)).toEqual({ lit: { since: 5, by: ['ada'] } })
  expect([...timersOf(live, BALL)]).toEqual([['tick', { dueAt: 5000, everyMs: 1000 }]])
  expect([...live.store.clients.keys()]).toEqual([7])
})

test('[L7] nobody is there, nothing was said, nothing came of an action, nothing failed', () => {
  const world = lit()
  const owner = ownerOf(world)
  owner.setField(LAMP, 'name', 'Bright lamp')
  owner.setAvatar(VICTIM, avatar())
  owner.say({ by: null, person: 'Victim', voice: 'say', words: 'I resign.', at: 5, on: ROOT })
  owner.setOutcome('session', 7, { ok: true, why: null }, 5)
  owner.setFaults(LAMP, [{ message: 'Victim did it', line: 1, count: 1, at: 5, code: 0, kind: 'error' }])
  owner.setAsleep(LAMP, { why: 'Victim said so', at: 5 })
  owner.setDeclared(LAMP, { beat: 3 })
  forge(world, 'people', 'victim', { here: true })
  forge(world, 'meta', 'epoch', 99)
  const live = rebuilt(world)
  expect([...(nowMap(live)?.keys() ?? [])].sort()).toEqual(['artifacts', 'meta'])
  expect(liveMetaOf(live)).toEqual({ generation: 1, state: 'playing', epoch: 0 })
})

test('[L7] what somebody held stands where they stood; what only stood for a thing of another node is gone', () => {
  const world = lit()
  const owner = ownerOf(world)
  owner.setAvatar(VICTIM, avatar())
  const inHand = { host: VICTIM, x: 0, y: 0, facing: 'down', was: null } as const
  owner.setField(LAMP, 'place', inHand)
  owner.setField(LAMP, 'walk', { toX: 50, toY: 6, at: 1000, speed: 100 })
  owner.make(BALL, { name: 'Ball', place: inHand })
  owner.make(id('link'), { name: 'Link', place: inHand, link: 'other.example/thing' })
  const live = rebuilt(world)
  const view = createView(world.scene, live)
  const stood = { host: ROOT, x: 100, y: 200, facing: 'left', was: null }
  expect(view.artifact(LAMP)).toMatchObject({ place: stood, walk: null })
  expect(view.artifact(BALL)).toMatchObject({ place: stood })
  expect(view.artifact(id('link'))).toBeNull()
  expect(liveAvatars(live)).toBeNull()
})

test('[L7] nothing is put into the hands of who may come in later', () => {
  const world = lit()
  const owner = ownerOf(world)
  const inHand = { host: VICTIM, x: 3, y: 4, facing: 'down', was: null } as const
  owner.setField(LAMP, 'place', inHand)
  owner.make(BALL, { name: 'Ball', place: inHand })
  const view = createView(world.scene, rebuilt(world))
  expect(view.artifact(LAMP)?.place?.host).toBe(ROOT)
  expect(view.artifact(BALL)?.place).toEqual({ ...inHand, host: 'limbo' })
})

test('[L7] who brought a thing here is nothing that a file can say', () => {
  const world = lit()
  const place = { host: ROOT, x: 0, y: 0, facing: 'down', was: null } as const
  const from = parseAccountName('victim')
  if (from === null) throw new Error('that is a word')
  ownerOf(world).make(BALL, { name: 'Ball', place, came: { from, at: 5 } })
  const ball = mapIn(liveArtifacts(rebuilt(world)), BALL)
  expect([...(ball?.keys() ?? [])].sort()).toEqual(['name', 'place', 'text'])
})

test('[L7] an edit since, or a value that no writer writes, leaves what is written', () => {
  const world = lit()
  make(world, 'box')
  ownerOf(world).setField(LAMP, 'name', 'Bright lamp')
  rename(world, LAMP, 'Lamp')
  moveArtifact(world, LAMP, { host: ROOT, x: 8, y: 8 })
  putLive(world, 'lamp', 'speed', 1e9)
  putLive(world, 'lamp', 'look.width', -5)
  putLive(world, 'lamp', 'place', { host: 'root', x: 1e9, y: 0, facing: 'up' })
  putLive(world, 'lamp', 'locked', true, '1:2')
  putLive(world, 'box', 'look.sprite', 'x'.repeat(1000))
  expect(dump(createView(world.scene, rebuilt(world)))).toBe(dump(createView(world.scene, new Y.Doc())))
})

describe('[L7] what a program keeps, kept by nobody', () => {
  const over: Readonly<Record<string, Record<string, unknown>>> = {
    'too many bytes': { key: 'x'.repeat(KEEP_BYTES) },
    'too many bytes, in small parts': Object.fromEntries(
      Array.from({ length: 400 }, (_, at) => [`key ${at}`, 'x'.repeat(200)]),
    ),
    'too many names': Object.fromEntries(Array.from({ length: KEYS_MAX + 1 }, (_, at) => [`key ${at}`, at])),
    'too long a name': { ['x'.repeat(201)]: 1 },
    'too deep': { key: JSON.parse(`${'['.repeat(18)}${']'.repeat(18)}`) },
    'no number': { key: NaN },
    'another prototype': { key: JSON.parse('{"__proto__":{"a":1}}') },
    bytes: { key: { inside: new Uint8Array(5) } },
  }
  test.each(Object.entries(over))('a memory of %s', (_, memory) => {
    const world = lit()
    const owner = ownerOf(world)
    for (const [key, value] of Object.entries(memory)) owner.remember(LAMP, key, value)
    owner.remember(ROOT, 'well', 1)
    const read = new Y.Doc()
    Y.applyUpdate(read, Y.encodeStateAsUpdate(world.live))
    const live = rebuilt({ ...world, live: read })
    expect(memoryOf(live, LAMP)).toEqual({})
    expect(memoryOf(live, ROOT)).toEqual({ well: 1 })
  })

  test('a memory as large as programs may make it comes through', () => {
    const world = lit()
    const owner = ownerOf(world)
    owner.remember(LAMP, 'k', 'x'.repeat(KEEP_BYTES - 3))
    const many = Object.fromEntries(Array.from({ length: KEYS_MAX }, (_, at) => [`key ${at}`, `ü${at}`]))
    for (const [key, value] of Object.entries(many)) owner.remember(ROOT, key, value)
    const live = rebuilt(world)
    expect(memoryOf(live, LAMP)).toEqual(memoryOf(world.live, LAMP))
    expect(memoryOf(live, ROOT)).toEqual(many)
  })

  test('a timer that beats faster than any, and more of them than a program has', () => {
    const world = lit()
    const owner = ownerOf(world)
    owner.setTimer(LAMP, 'storm', { dueAt: 0, everyMs: 0.001 })
    for (let at = 0; at < TIMERS_MAX + 5; at++) owner.setTimer(LAMP, `t${at}`, { dueAt: at, everyMs: null })
    const timers = timersOf(rebuilt(world), LAMP)
    expect([timers.size, timers.has('storm')]).toEqual([TIMERS_MAX, false])
  })

  test('a memory, a timer or an anchor of what is not there', () => {
    const world = lit()
    const owner = ownerOf(world)
    owner.remember(VICTIM, 'key', 1)
    owner.setTimer(VICTIM, 'key', { dueAt: 1, everyMs: null })
    forge(world, 'anchors', 'lamp', new Y.Map([['nowhere', ['1', '0']]]))
    const live = rebuilt(world)
    expect([...(nowMap(live)?.keys() ?? [])]).toEqual(['meta'])
  })
})

test('[L7] a paused world comes paused, with what walked held where it was; and played no later than now', () => {
  const world = lit()
  const owner = ownerOf(world)
  owner.setMeta({ state: 'paused', seen: 5e12 })
  owner.setHeld(LAMP, { toX: 9, toY: 9 })
  owner.setHeld(VICTIM, { toX: 9, toY: 9 })
  const live = rebuilt(world, 1000)
  expect(liveMetaOf(live)).toEqual({ generation: 1, state: 'paused', epoch: 0, seen: 1000 })
  expect([...heldOf(live)]).toEqual([[LAMP, { toX: 9, toY: 9 }]])
})

test('[L7] nothing of a live document that nothing happened in', () => {
  const world = makeWorld()
  expect(rebuildLive(world, 7, 1)).toBeNull()
  world.live.getMap('live').set('now', 'nothing')
  expect(rebuildLive(world, 7, 1)).toBeNull()
})
