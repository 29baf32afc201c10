// How a scene is read, whatever was written into it.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_COLORS, DEFAULT_LOOK } from '../../../shared/world/look.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { DEFAULT_PROPERTIES } from '../../../shared/world/artifact.ts'
import { LANG_MAX } from '../../../shared/world/limits.ts'
import { moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { initScene, metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { dump, id, make, makeWorld, raw, ROOT } from './made.ts'

test('[D1] a new scene has its meta and its root artifact in one update', () => {
  const scene = new Y.Doc()
  let updates = 0
  scene.on('update', () => (updates += 1))
  initScene(scene, { root: ROOT, title: 'Garden', name: 'garden', text: '# Garden\n' })
  expect(updates).toBe(1)
  expect(metaOf(scene)).toEqual({ format: 1, title: 'Garden', lang: null, showsMaking: true, root: ROOT })
  expect(textOf(scene, ROOT)?.toJSON()).toBe('# Garden\n')
  const view = createView(scene, null)
  expect(view.root).toBe(ROOT)
  expect(view.artifact(ROOT)).toMatchObject({ name: 'garden', place: null, host: null, onlyLive: false })
  expect(view.limbo).toEqual([])
})

test('[D13] a world says its language by a tag, in one spelling, and what is no tag reads as absent', () => {
  const { scene } = makeWorld()
  const read = (raw: unknown): string | null => {
    scene.getMap('meta').set('lang', raw)
    return metaOf(scene).lang
  }
  const tags = ['de', 'pt-br', 'zh-hant-TW', 'gsw', 'sr_Latn', 'english', 'x-mine', '', ' de', 7, null]
  const said = ['de', 'pt-BR', 'zh-Hant-TW', 'gsw', null, null, null, null, null, null, null]
  expect(tags.map(read)).toEqual(said)
  const long = 'de-a-bcdefgh-bcdefgh-bcdefgh-bcdefg'
  expect([long.length, read(long), read(`${long}h`)]).toEqual([LANG_MAX, long, null])
})

test('a scene is made once', () => {
  const { scene } = makeWorld()
  expect(() => initScene(scene, { root: id('other'), title: '', name: '', text: '' })).toThrow(/made before/)
  expect(metaOf(scene).root).toBe(ROOT)
})

test('[D2] a scene holds the keys and shapes that the format fixes', () => {
  const world = makeWorld()
  make(world, 'lamp', 'root', {
    place: { host: ROOT, x: 3, y: 4, facing: 'left' },
    text: 'Light.',
    look: { sprite: 'lamp' },
    properties: { weight: 20 },
  })
  const map = raw(world.scene, 'lamp')
  expect([...map.keys()].sort()).toEqual(['colors', 'look', 'name', 'place', 'text', 'weight'])
  expect(map.get('place')).toEqual({ host: 'root', x: 3, y: 4, facing: 'left' })
  expect(map.get('text')).toBeInstanceOf(Y.Text)
  expect(map.get('look')).toBeInstanceOf(Y.Map)
  expect(map.get('colors')).toBeInstanceOf(Y.Map)
  expect(world.scene.getMap('meta').toJSON()).toEqual({ format: 1, title: 'Garden', root: 'root' })
})

test.each([
  ['name', 7],
  ['place', 'here'],
  ['place', { host: 'root', x: 1.5, y: 0, facing: 'up' }],
  ['place', { host: 'root', x: Number.NaN, y: 0, facing: 'up' }],
  ['place', { host: 'root', x: 1e300, y: 0, facing: 'up' }],
  ['place', { host: '../root', x: 0, y: 0, facing: 'up' }],
  ['place', { x: 0, y: 0, facing: 'up' }],
  ['place', []],
  ['place', null],
  ['look', 'red'],
  ['colors', 5],
  ['passable', 'yes'],
  ['speed', -1],
  ['speed', Number.NaN],
  ['weight', '100'],
  ['portal', 'nowhere'],
  ['portal', 4],
  ['pinned', 'yes'],
])('[D4] a malformed %s reads as absent: %j', (key, value) => {
  const world = makeWorld()
  make(world, 'lamp')
  const map = raw(world.scene, 'lamp')
  map.set(key, value)
  const shown = world.view.artifact(id('lamp'))
  map.delete(key)
  expect(shown).toEqual(world.view.artifact(id('lamp')))
})

test.each([
  ['sprite', ''],
  ['sprite', 1],
  ['width', 0],
  ['width', 12.5],
  ['height', 1e9],
  ['order', 1001],
  ['order', 0.5],
])('[D4] a malformed look.%s reads as the default: %j', (key, value) => {
  const world = makeWorld()
  make(world, 'lamp')
  const look = raw(world.scene, 'lamp').get('look')
  if (!(look instanceof Y.Map)) throw new Error('no look')
  look.set(key, value)
  expect(world.view.artifact(id('lamp'))?.look).toEqual(DEFAULT_LOOK)
})

test('[D4] a colour that is no colour does not reach a style sheet', () => {
  const world = makeWorld()
  make(world, 'lamp')
  const colors = raw(world.scene, 'lamp').get('colors')
  if (!(colors instanceof Y.Map)) throw new Error('no colours')
  colors.set('paper', '#fff;background:url(//x)')
  colors.set('title', 'red')
  colors.set('ink', '#22252C')
  expect(world.view.artifact(id('lamp'))?.colors).toEqual({ paper: null, ink: '#22252C', title: null })
})

test('[D4] what is absent is the default', () => {
  const world = makeWorld()
  world.scene.getMap('artifacts').set('bare', new Y.Map())
  expect(world.view.artifact(id('bare'))).toEqual({
    id: 'bare',
    name: '',
    walk: null,
    place: null,
    host: 'limbo',
    look: DEFAULT_LOOK,
    colors: DEFAULT_COLORS,
    properties: DEFAULT_PROPERTIES,
    pinned: false,
    group: null,
    live: new Set(),
    onlyLive: false,
    avatar: null,
  })
})

test('[D4] a facing that is not known is down', () => {
  const world = makeWorld()
  make(world, 'lamp')
  raw(world.scene, 'lamp').set('place', { host: 'root', x: 1, y: 2, facing: 'north' })
  expect(world.view.artifact(id('lamp'))?.place).toEqual({
    host: 'root',
    x: 1,
    y: 2,
    facing: 'down',
    was: null,
  })
})

test('an overlong name is cut, at a whole character', () => {
  const world = makeWorld()
  make(world, 'lamp')
  raw(world.scene, 'lamp').set('name', `${'a'.repeat(119)}😀 and more`)
  const name = world.view.artifact(id('lamp'))?.name ?? ''
  expect(name.length).toBe(120)
  expect(name.isWellFormed()).toBe(true)
})

test('half a character reads here as it arrives elsewhere', () => {
  const world = makeWorld()
  make(world, 'lamp')
  raw(world.scene, 'lamp').set('name', 'a\uD83D')
  const elsewhere = new Y.Doc()
  Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(world.scene))
  expect(dump(world.view)).toBe(dump(createView(elsewhere, new Y.Doc())))
})

test('[A3] things that are no artifacts are no artifacts', () => {
  const { scene, view } = makeWorld()
  const artifacts = scene.getMap('artifacts')
  artifacts.set('number', 1)
  artifacts.set('text', new Y.Text('no'))
  artifacts.set('list', new Y.Array())
  artifacts.set('limbo', new Y.Map())
  artifacts.set('__proto__', new Y.Map())
  artifacts.set('a b', new Y.Map())
  artifacts.set('', new Y.Map())
  artifacts.set('x'.repeat(65), new Y.Map())
  expect(view.size).toBe(1)
  expect([...view.artifacts()].map((artifact) => artifact.id)).toEqual([ROOT])
})

test('hostile keys are names like any other', () => {
  const world = makeWorld()
  for (const name of ['constructor', 'toString', 'hasOwnProperty', 'prototype', 'then']) {
    make(world, name)
    raw(world.scene, name).set('__proto__', { name: 'polluted' })
    raw(world.scene, name).set('constructor', { name: 'polluted' })
    expect(world.view.artifact(id(name))?.name).toBe(name)
  }
  expect(world.view.on(ROOT)).toHaveLength(5)
  expect(Object.hasOwn(Object.prototype, 'name')).toBe(false)
})

test('[D4] a place that hides its values behind __proto__ reads the same before and after a reload', () => {
  const world = makeWorld()
  make(world, 'lamp')
  const hostile: unknown = JSON.parse('{"__proto__": {"host": "root", "x": 1, "y": 2, "facing": "up"}}')
  raw(world.scene, 'lamp').set('place', hostile)
  const second = new Y.Doc()
  Y.applyUpdate(second, Y.encodeStateAsUpdate(world.scene))
  const third = new Y.Doc()
  Y.applyUpdate(third, Y.encodeStateAsUpdate(second))
  const shown = [world.scene, second, third].map((scene) => dump(createView(scene, new Y.Doc())))
  expect(new Set(shown).size).toBe(1)
  expect(world.view.limbo).toEqual(['lamp'])
})

test('[D4] unknown keys, roots and newer formats are kept and left alone', () => {
  const world = makeWorld()
  make(world, 'lamp')
  world.scene.getMap('meta').set('format', 7)
  world.scene.getMap('meta').set('weather', 'rain')
  world.scene.getArray('future').push([1])
  raw(world.scene, 'lamp').set('smell', 'oil')
  raw(world.scene, 'lamp').set('place', { host: 'root', x: 1, y: 2, facing: 'up', z: 3 })
  expect(moveArtifact(world, id('lamp'), { host: ROOT, x: 5, y: 6 })).toEqual({ ok: true })
  expect(world.view.format).toBe(7)
  expect(world.scene.getMap('meta').get('format')).toBe(7)
  expect(world.scene.getMap('meta').get('weather')).toBe('rain')
  expect(world.scene.getArray('future').toJSON()).toEqual([1])
  expect(raw(world.scene, 'lamp').get('smell')).toBe('oil')
  expect(raw(world.scene, 'lamp').get('place')).toEqual({ host: 'root', x: 5, y: 6, facing: 'up', z: 3 })
})

test('[D4] a malformed meta reads as absent', () => {
  const { scene, view } = makeWorld()
  const meta = scene.getMap('meta')
  meta.set('format', 'one')
  meta.set('title', 5)
  meta.set('root', '__proto__')
  meta.set('showsMaking', 'no')
  expect(metaOf(scene)).toEqual({ format: 1, title: '', lang: null, showsMaking: true, root: null })
  expect(view.root).toBe(null)
  expect(view.limbo).toEqual([ROOT])
})
