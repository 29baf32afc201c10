// Live over scene: a live value counts as long as the scene's entry it stands over has not been written
// since.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { resetProperty, setColors, setLook, setProperty } from '../../../../shared/world/edits/field-edits.ts'
import { setTitle, rename } from '../../../../shared/world/edits/name-edits.ts'
import { moveArtifact, sendToLimbo } from '../../../../shared/world/edits/place-edits.ts'
import { entryOfField } from '../../../../shared/world/scene/entry-names.ts'
import { repairs } from '../../../../shared/world/edits/scene-repairs.ts'
import { artifactMaps } from '../../../../shared/world/scene/scene.ts'
import { createView, type Change } from '../../../../shared/world/view/world-view.ts'
import {
  dump,
  exchange,
  freshDump,
  id,
  make,
  makeWorld,
  putLive,
  raw,
  reachable,
  ROOT,
  type World,
} from '../made.ts'

const LAMP = id('lamp')

function worldWithLamp(): World {
  const world = makeWorld()
  make(world, 'lamp')
  return world
}

test('[V1] a live value is shown over the scene, and says that it is live', () => {
  const world = worldWithLamp()
  putLive(world, 'lamp', 'name', 'lit lamp')
  putLive(world, 'lamp', 'speed', 50)
  putLive(world, 'lamp', 'look.sprite', 'cat')
  putLive(world, 'lamp', 'colors.ink', '#102030')
  putLive(world, 'lamp', 'place', { host: 'root', x: 7, y: 8, facing: 'up' })
  expect(world.view.artifact(LAMP)).toMatchObject({
    name: 'lit lamp',
    place: { host: 'root', x: 7, y: 8, facing: 'up', was: null },
    look: { sprite: 'cat', width: 64, height: 64 },
    colors: { paper: null, ink: '#102030', title: null },
    properties: { speed: 50 },
    live: new Set(['name', 'place', 'speed', 'look.sprite', 'colors.ink']),
    onlyLive: false,
  })
})

test('[V2] an edit beats the live value, also with an equal value', () => {
  const world = worldWithLamp()
  putLive(world, 'lamp', 'name', 'lit lamp')
  rename(world, LAMP, 'lamp')
  expect(world.view.artifact(LAMP)).toMatchObject({ name: 'lamp', live: new Set() })
  putLive(world, 'lamp', 'name', 'lit again')
  expect(world.view.artifact(LAMP)?.name).toBe('lit again')
})

test('[V2] an edit of a look, a colour or a property beats the live value of that key alone', () => {
  const world = worldWithLamp()
  putLive(world, 'lamp', 'look.sprite', 'cat')
  putLive(world, 'lamp', 'look.width', 32)
  putLive(world, 'lamp', 'colors.paper', '#000000')
  putLive(world, 'lamp', 'locked', true)
  setLook(world, LAMP, { sprite: 'lamp' })
  expect(world.view.artifact(LAMP)?.live).toEqual(new Set(['look.width', 'colors.paper', 'locked']))
  setColors(world, LAMP, { paper: '#ffffff' })
  setProperty(world, LAMP, 'locked', false)
  expect(world.view.artifact(LAMP)).toMatchObject({
    look: { sprite: 'lamp', width: 32 },
    colors: { paper: '#ffffff' },
    properties: { locked: false },
    live: new Set(['look.width']),
  })
})

test('[V2] undo of a change beats what stood over the change', () => {
  const world = worldWithLamp()
  const undo = new Y.UndoManager([artifactMaps(world.scene)], { trackedOrigins: new Set(['test']) })
  rename(world, LAMP, 'torch')
  putLive(world, 'lamp', 'name', 'lit torch')
  undo.undo()
  expect(world.view.artifact(LAMP)).toMatchObject({ name: 'lamp', live: new Set() })
})

test('[V2] undo of the first writing beats what stood over it, and does not bring back what stood there before', () => {
  const world = worldWithLamp()
  const undo = new Y.UndoManager([artifactMaps(world.scene)], { trackedOrigins: new Set(['test']) })
  putLive(world, 'lamp', 'weight', 10)
  setProperty(world, LAMP, 'weight', 20)
  putLive(world, 'lamp', 'weight', 30)
  undo.undo()
  expect(world.view.artifact(LAMP)).toMatchObject({ properties: { weight: 100 }, live: new Set() })
  putLive(world, 'lamp', 'weight', 40)
  expect(world.view.artifact(LAMP)?.properties.weight).toBe(40)
})

test('[V2] a reset beats what stood over the value, over its absence, and over an earlier reset', () => {
  const world = worldWithLamp()
  putLive(world, 'lamp', 'speed', 50)
  for (let round = 0; round < 3; round += 1) {
    resetProperty(world, LAMP, 'speed')
    expect(world.view.artifact(LAMP)).toMatchObject({ properties: { speed: 100 }, live: new Set() })
    putLive(world, 'lamp', 'speed', 60)
    expect(world.view.artifact(LAMP)?.properties.speed).toBe(60)
  }
  setProperty(world, LAMP, 'speed', 70)
  putLive(world, 'lamp', 'speed', 80)
  resetProperty(world, LAMP, 'speed')
  expect(world.view.artifact(LAMP)).toMatchObject({ properties: { speed: 100 }, live: new Set() })
})

test('[V2] an edit made offline beats what code did meanwhile', () => {
  const owner = worldWithLamp()
  const away = makeAway(owner)
  moveArtifact(away, LAMP, { host: ROOT, x: 500, y: 500 })
  putLive(owner, 'lamp', 'place', { host: 'root', x: 1, y: 1, facing: 'up' })
  exchange(owner.scene, away.scene)
  exchange(owner.live, away.live)
  expect(owner.view.artifact(LAMP)?.place).toMatchObject({ x: 500, y: 500 })
  expect(dump(owner.view)).toBe(dump(away.view))
})

test('[V2] which of scene and live arrives first makes no difference', () => {
  const owner = worldWithLamp()
  putLive(owner, 'lamp', 'name', 'first')
  rename(owner, LAMP, 'second')
  putLive(owner, 'lamp', 'name', 'third')
  putLive(owner, 'ball', 'place', { host: 'lamp', x: 0, y: 0, facing: 'up' })
  const scene = Y.encodeStateAsUpdate(owner.scene)
  const live = Y.encodeStateAsUpdate(owner.live)
  const [early, late] = [emptyWorld(), emptyWorld()]
  Y.applyUpdate(early.live, live)
  // Values over a scene that is not here yet make no artifact.
  expect([...early.view.artifacts()].map((artifact) => artifact.id)).toEqual(['ball'])
  Y.applyUpdate(early.scene, scene)
  Y.applyUpdate(late.scene, scene)
  Y.applyUpdate(late.live, live)
  expect(dump(early.view)).toBe(dump(owner.view))
  expect(dump(late.view)).toBe(dump(owner.view))
  expect(early.view.artifact(LAMP)?.name).toBe('third')
})

test('[V1] what a live value stands over has the same name where Yjs has joined the deleted entries and where not', () => {
  const world = worldWithLamp()
  const undo = new Y.UndoManager([artifactMaps(world.scene)], { trackedOrigins: new Set(['test']) })
  for (const speed of [10, 20]) raw(world.scene, 'lamp').set('speed', speed)
  setProperty(world, LAMP, 'speed', 30)
  resetProperty(world, LAMP, 'speed')
  // The undo manager keeps what it may bring back, so here they are not all joined; elsewhere they are.
  const elsewhere = new Y.Doc()
  Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(world.scene))
  const items = (scene: Y.Doc): number | undefined => scene.store.clients.get(world.scene.clientID)?.length
  expect(items(elsewhere)).toBeLessThan(items(world.scene) ?? 0)
  expect(entryOfField(world.scene, LAMP, 'speed')).toMatch(/^\d+:\d+-$/)
  expect(entryOfField(elsewhere, LAMP, 'speed')).toBe(entryOfField(world.scene, LAMP, 'speed'))
  putLive(world, 'lamp', 'speed', 5)
  expect(world.view.artifact(LAMP)?.properties.speed).toBe(5)
  expect(freshDump(elsewhere, world.live)).toBe(dump(world.view))
  undo.destroy()
})

test('[V1] over is the item of the entry: client and clock, and null where the scene never had one', () => {
  const world = worldWithLamp()
  expect(entryOfField(world.scene, LAMP, 'speed')).toBe(null)
  expect(entryOfField(world.scene, LAMP, 'look.sprite')).toBe(null)
  expect(entryOfField(world.scene, id('nobody'), 'name')).toBe(null)
  const clock = Y.getState(world.scene.store, world.scene.clientID)
  setProperty(world, LAMP, 'speed', 10)
  setLook(world, LAMP, { sprite: 'cat' })
  expect(entryOfField(world.scene, LAMP, 'speed')).toBe(`${world.scene.clientID}:${clock}`)
  expect(entryOfField(world.scene, LAMP, 'look.sprite')).toBe(`${world.scene.clientID}:${clock + 1}`)
})

test.each([
  ['bare', 50],
  ['short', [50]],
  ['long', [50, null, 1]],
  ['over a number', [50, 7]],
  ['over another entry', [50, '1:1']],
  ['malformed', ['fast', null]],
])('[V1] a live value that is %s does not count', (_what, value) => {
  const world = worldWithLamp()
  const artifacts = new Y.Map<unknown>()
  world.live.getMap('live').set('now', new Y.Map([['artifacts', artifacts]]))
  artifacts.set('lamp', new Y.Map<unknown>([['speed', value]]))
  expect(world.view.artifact(LAMP)).toMatchObject({ properties: { speed: 100 }, live: new Set() })
  artifacts.set('lamp', new Y.Map<unknown>([['speed', [50, null]]]))
  expect(world.view.artifact(LAMP)).toMatchObject({ properties: { speed: 50 }, live: new Set(['speed']) })
})

test('a live null stands for an absent value', () => {
  const world = worldWithLamp()
  setProperty(world, LAMP, 'speed', 10)
  putLive(world, 'lamp', 'speed', null)
  expect(world.view.artifact(LAMP)).toMatchObject({ properties: { speed: 100 }, live: new Set(['speed']) })
})

test('what exists only in live exists, with what is inside it', () => {
  const world = worldWithLamp()
  putLive(world, 'ball', 'name', 'ball')
  putLive(world, 'ball', 'place', { host: 'lamp', x: 0, y: 0, facing: 'up' })
  make(world, 'fly', 'ball')
  expect(world.view.artifact(id('ball'))).toMatchObject({ name: 'ball', host: 'lamp', onlyLive: true })
  expect(world.view.on(LAMP)).toEqual(['ball'])
  expect(world.view.on(id('ball'))).toEqual(['fly'])
  expect(rename(world, id('ball'), 'mine')).toMatchObject({ ok: false, code: 'live' })
})

test('what was emptied out of limbo does not come back through live', () => {
  const world = worldWithLamp()
  putLive(world, 'lamp', 'weight', 5)
  artifactMaps(world.scene).delete('lamp')
  expect(world.view.artifact(LAMP)).toBe(null)
  putLive(world, 'lamp', 'weight', 6, null)
  expect(world.view.artifact(LAMP)).toBe(null)
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
})

test('[V3] gone is absolute: no edit brings it back, and its inside is not lost', () => {
  const world = worldWithLamp()
  make(world, 'moth', 'lamp')
  putLive(world, 'lamp', 'gone', true)
  expect(world.view.artifact(LAMP)).toBe(null)
  expect(world.view.limbo).toEqual(['moth'])
  expect(rename(world, LAMP, 'here')).toMatchObject({ ok: false, code: 'missing' })
  raw(world.scene, 'lamp').set('place', { host: 'root', x: 3, y: 3, facing: 'up' })
  expect(world.view.artifact(LAMP)).toBe(null)
  expect(reachable(world.view)).toEqual(new Set([ROOT, 'moth']))
})

test('the root cannot be carried away', () => {
  const world = makeWorld()
  putLive(world, 'root', 'gone', true)
  expect(world.view.root).toBe(ROOT)
})

test('[V1] a new generation replaces live whole, and the view follows', () => {
  const world = worldWithLamp()
  putLive(world, 'lamp', 'name', 'lit')
  putLive(world, 'ball', 'name', 'ball')
  const artifacts = new Y.Map<unknown>()
  artifacts.set('lamp', new Y.Map([['speed', [50, null]]]))
  world.live.getMap('live').set('now', new Y.Map([['artifacts', artifacts]]))
  expect(world.view.artifact(LAMP)).toMatchObject({ name: 'lamp', live: new Set(['speed']) })
  expect(world.view.artifact(id('ball'))).toBe(null)
  putLive(world, 'lamp', 'speed', 60)
  expect(world.view.artifact(LAMP)?.properties.speed).toBe(60)
  world.live.getMap('live').delete('now')
  expect(world.view.artifact(LAMP)?.live.size).toBe(0)
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
})

test('a circle that code made is repaired in live', () => {
  const world = worldWithLamp()
  make(world, 'box', 'lamp')
  putLive(world, 'lamp', 'place', { host: 'box', x: 0, y: 0, facing: 'up' })
  expect(world.view.limbo).toEqual(['box'])
  expect(repairs(world.view)).toEqual([{ id: 'box', why: 'circle', document: 'scene' }])
  make(world, 'a')
  putLive(world, 'a', 'place', { host: 'a', x: 0, y: 0, facing: 'up' })
  expect(repairs(world.view)[0]).toEqual({ id: 'a', why: 'circle', document: 'live' })
})

test('what is put into limbo remembers where it was shown, not where it was written', () => {
  const world = worldWithLamp()
  putLive(world, 'lamp', 'place', { host: 'root', x: 70, y: 80, facing: 'up' })
  expect(sendToLimbo(world, LAMP).ok).toBe(true)
  expect(world.view.artifact(LAMP)?.place?.was).toEqual({ host: 'root', x: 70, y: 80, facing: 'up' })
})

test('a view without a live document shows the scene', () => {
  const world = worldWithLamp()
  putLive(world, 'lamp', 'name', 'lit')
  expect(createView(world.scene, null).artifact(LAMP)?.name).toBe('lamp')
})

test('listeners are told once per transaction, what changed and nothing else', () => {
  const world = worldWithLamp()
  make(world, 'box')
  setLook(world, LAMP, { sprite: 'lamp' })
  const changes: Change[] = []
  const stop = world.view.subscribe((change) => changes.push(change))
  const [lamp, box] = [world.view.artifact(LAMP), world.view.artifact(id('box'))]
  world.scene.transact(() => {
    raw(world.scene, 'lamp').set('name', 'torch')
    raw(world.scene, 'lamp').set('place', { host: 'box', x: 0, y: 0, facing: 'up' })
    world.scene.getMap('meta').set('title', 'Night')
  })
  expect(changes).toEqual([
    {
      artifacts: new Set([LAMP]),
      hosts: new Set([ROOT, 'box']),
      meta: true,
      texts: new Set(),
      settings: new Set(),
    },
  ])
  expect(world.view.artifact(LAMP)).not.toBe(lamp)
  expect(world.view.artifact(id('box'))).toBe(box)
  expect(world.view.artifact(LAMP)?.look).toBe(lamp?.look)
  // A field that no reader looks at, and the same name again: nothing to tell.
  raw(world.scene, 'lamp').set('smell', 'oil')
  raw(world.scene, 'lamp').set('name', 'torch')
  expect(changes).toHaveLength(1)
  stop()
  setTitle(world, 'Day')
  expect(changes).toHaveLength(1)
  expect(world.view.title).toBe('Day')
  world.view.destroy()
  setTitle(world, 'Evening')
  expect(world.view.title).toBe('Day')
})

function makeAway(world: World): World {
  const away = emptyWorld()
  exchange(world.scene, away.scene)
  exchange(world.live, away.live)
  return away
}

function emptyWorld(): World {
  const scene = new Y.Doc()
  const live = new Y.Doc()
  return { scene, live, view: createView(scene, live), origin: 'away' }
}
