// Keep: live values become an edit of the scene.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseAnyAccount } from '../../../../shared/world/address.ts'
import { broughtFromOf } from '../../../../shared/world/live/brought-from.ts'
import { setProperty } from '../../../../shared/world/edits/field-edits.ts'
import { insertText, setText } from '../../../../shared/world/edits/text-edits.ts'
import { createLiveFollower, type LiveFollower } from '../../../../shared/world/view/live-follower.ts'
import { writeLiveIntoScene, keepOne } from '../../../../shared/world/edits/live-value-keeping.ts'
import type { LiveWriter } from '../../../../shared/world/live/live-writer.ts'
import { artifactMaps, textOf } from '../../../../shared/world/scene/scene.ts'
import { pageOf } from '../../../../shared/world/view/world-view.ts'
import { dump, freshDump, id, make, makeWorld, ownerOf, raw, reachable, ROOT, type World } from '../made.ts'

const LAMP = id('lamp')
const BALL = id('ball')
const MOTH = id('moth')

interface Played {
  readonly world: World
  readonly writer: LiveWriter
  readonly now: LiveFollower
  readonly undo: Y.UndoManager
}

/** A world in which something of everything has happened. */
function played(): Played {
  const world = makeWorld()
  make(world, 'lamp', 'root', { text: '# Lamp\n#score 12\n#best\n#name Ada\n' })
  make(world, 'box')
  const undo = new Y.UndoManager([artifactMaps(world.scene), world.scene.getMap('meta')], {
    trackedOrigins: new Set([world.origin]),
    captureTimeout: 0,
  })
  setProperty(world, LAMP, 'locked', true)
  const writer = ownerOf(world)
  writer.setField(LAMP, 'name', 'lit lamp')
  writer.setField(LAMP, 'locked', null)
  writer.setField(LAMP, 'speed', 50)
  writer.setField(LAMP, 'look.sprite', 'cat')
  writer.setField(LAMP, 'colors.ink', '#102030')
  writer.setField(LAMP, 'place', { host: ROOT, x: 70, y: 80, facing: 'up', was: null })
  writer.setField(id('box'), 'walk', { toX: 300, toY: 0, at: 1_000, speed: 100 })
  writer.make(BALL, {
    name: 'ball',
    place: { host: LAMP, x: 1, y: 2, facing: 'left', was: null },
    'look.sprite': 'ball',
    weight: 5,
    text: '# Ball\n#bounces 0\n',
  })
  writer.make(MOTH, { name: 'moth', place: { host: BALL, x: 3, y: 4, facing: 'up', was: null } })
  writer.setPageValue(LAMP, 'score', '15')
  writer.setPageValue(LAMP, 'best', '20')
  writer.setPageValue(LAMP, 'name', 'Bob')
  writer.setPageValue(BALL, 'bounces', '7')
  return { world, writer, now: createLiveFollower(world.live), undo }
}

/** The shown state, without whether it is live or walks. */
function shown(world: World): unknown {
  const artifacts = [...world.view.artifacts()].map(
    ({ live: _live, onlyLive: _only, walk: _walk, ...rest }) => rest,
  )
  return artifacts.sort((a, b) => (a.id < b.id ? -1 : 1))
}

test('keep writes what happened into the scene, and the world is shown as before', () => {
  const { world, now } = played()
  const before = shown(world)
  expect(writeLiveIntoScene(world, now)).toEqual({ ok: true })
  expect(shown(world)).toEqual(before)
  for (const artifact of world.view.artifacts()) {
    expect(artifact).toMatchObject({ live: new Set(), onlyLive: false, walk: null })
  }
  expect(pageOf(world.view, LAMP)).toBe('# Lamp\n#score 15\n#best 20\n#name Bob\n')
  expect(pageOf(world.view, BALL)).toBe('# Ball\n#bounces 7\n')
  // Without live the scene shows the same.
  const scene = { ...world, live: new Y.Doc() }
  expect(freshDump(scene.scene, scene.live)).toBe(dump(world.view))
})

test('keep is one step of the undo: the scene is as it was, and what code made is in limbo, not lost', () => {
  const { world, now, undo } = played()
  const before = JSON.stringify(raw(world.scene, 'lamp').toJSON())
  const steps = undo.undoStack.length
  writeLiveIntoScene(world, now)
  const after = dump(world.view)
  expect(undo.undoStack).toHaveLength(steps + 1)
  insertText({ ...world, origin: 'another' }, BALL, 0, 'mine ')
  undo.undo()
  expect(JSON.stringify(raw(world.scene, 'lamp').toJSON())).toBe(before)
  expect(world.view.limbo).toEqual([BALL])
  expect(world.view.artifact(BALL)).toMatchObject({
    name: 'ball',
    place: { was: { host: LAMP, x: 1, y: 2 } },
    look: { sprite: 'ball' },
    properties: { weight: 5 },
  })
  expect(world.view.on(BALL)).toEqual([MOTH])
  expect(pageOf(world.view, BALL)).toBe('mine # Ball\n#bounces 7\n')
  expect(reachable(world.view).size).toBe(world.view.size)
  undo.redo()
  setText({ ...world, origin: 'another' }, BALL, '# Ball\n#bounces 7\n')
  expect(dump(world.view)).toBe(after)
})

test('[V2] undo of keep is an edit too: fields are as written, and anchors show again what code wrote', () => {
  const { world, now, undo } = played()
  writeLiveIntoScene(world, now)
  undo.undo()
  expect(world.view.artifact(LAMP)).toMatchObject({
    name: 'lamp',
    place: { x: 0, y: 0 },
    properties: { speed: 100, locked: true },
    live: new Set(),
  })
  expect(textOf(world.scene, LAMP)?.toJSON()).toBe('# Lamp\n#score 12\n#best\n#name Ada\n')
  expect(now.pageValues(LAMP).get('score')).toEqual({ value: '15', over: '12' })
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
})

test('keep where nothing happened writes nothing', () => {
  const { world, now } = played()
  writeLiveIntoScene(world, now)
  const before = Y.encodeStateVector(world.scene)
  expect(writeLiveIntoScene(world, now)).toEqual({ ok: true })
  expect(Y.encodeStateVector(world.scene)).toEqual(before)
})

test('what was carried away stays away', () => {
  const { world, writer, now } = played()
  writer.gone(LAMP)
  writeLiveIntoScene(world, now)
  expect(world.view.artifact(LAMP)).toBe(null)
  expect(world.view.artifact(BALL)?.host).toBe('limbo')
})

test('keep leaves what it does not know in a place', () => {
  const { world, writer, now } = played()
  raw(world.scene, 'box').set('place', { host: 'root', x: 1, y: 1, facing: 'up', note: 'mine' })
  writer.setField(id('box'), 'place', { host: ROOT, x: 9, y: 9, facing: 'up', was: null })
  writeLiveIntoScene(world, now)
  expect(raw(world.scene, 'box').get('place')).toEqual({
    host: 'root',
    x: 9,
    y: 9,
    facing: 'up',
    note: 'mine',
  })
})

test('after keep the owner goes on: what it writes then stands over what was kept', () => {
  const { world, writer, now } = played()
  writeLiveIntoScene(world, now)
  writer.setField(BALL, 'weight', 9)
  writer.setPageValue(LAMP, 'score', '16')
  expect(world.view.artifact(BALL)).toMatchObject({ properties: { weight: 9 }, live: new Set(['weight']) })
  expect(now.pageValues(LAMP).get('score')).toEqual({ value: '16', over: '15' })
  expect(writer.remove(BALL)).toBe(false)
})

test('[N67] what somebody brought from another node still says so when it is kept', () => {
  const { world, writer, now } = played()
  const came = { from: parseAnyAccount('ada@house.example')!, at: 1_700_000_000_000 }
  const place = { host: ROOT, x: 5, y: 5, facing: 'down', was: null } as const
  writer.make(id('album'), { name: 'album', place, came, brought: true })
  expect(broughtFromOf(world.scene, world.live, id('album'))).toEqual(came)
  expect(writeLiveIntoScene(world, now)).toEqual({ ok: true })
  expect(world.view.artifact(id('album'))?.onlyLive).toBe(false)
  expect(broughtFromOf(world.scene, null, id('album'))).toEqual(came)
  expect(broughtFromOf(world.scene, world.live, BALL)).toBeNull()
})

test('[G16] one thing is kept with what is in it and what is only live around it, and nothing else', () => {
  const { world, now, undo } = played()
  const before = shown(world)
  expect(keepOne(world, now, BALL)).toEqual({ ok: true })
  expect(shown(world)).toEqual(before)
  for (const kept of [BALL, MOTH]) expect(world.view.artifact(kept)?.onlyLive).toBe(false)
  expect(textOf(world.scene, BALL)?.toJSON()).toBe('# Ball\n#bounces 7\n')
  expect(textOf(world.scene, LAMP)?.toJSON()).toContain('#score 12')
  expect(world.view.artifact(LAMP)?.live.has('name')).toBe(true)
  undo.undo()
  expect(world.view.artifact(BALL)?.host).toBe('limbo')

  const other = played()
  expect(keepOne(other.world, other.now, MOTH)).toEqual({ ok: true })
  for (const kept of [BALL, MOTH]) expect(other.world.view.artifact(kept)?.onlyLive).toBe(false)
  expect(keepOne(other.world, other.now, id('nothing'))).toMatchObject({ ok: false, code: 'missing' })
})
