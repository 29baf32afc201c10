// Commands: the writes of each, and its refusals in plain words.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { resetProperty, setColors, setLook, setProperty } from '../../../../shared/world/edits/field-edits.ts'
import { rename, setLang, setTitle } from '../../../../shared/world/edits/name-edits.ts'
import {
  bringBack,
  createArtifact,
  MAKING,
  moveArtifact,
  sendToLimbo,
} from '../../../../shared/world/edits/place-edits.ts'
import { insertText, setText } from '../../../../shared/world/edits/text-edits.ts'
import type { Edited } from '../../../../shared/world/edits/scene-edit.ts'
import {
  ARTIFACTS_MAX,
  COORDINATE_MAX,
  NAME_MAX,
  NESTING_MAX,
  TEXT_MAX,
} from '../../../../shared/world/limits.ts'
import { artifactMaps, initScene, textOf } from '../../../../shared/world/scene/scene.ts'
import { createView } from '../../../../shared/world/view/world-view.ts'
import { parseAddress } from '../../../../shared/world/address.ts'
import { exchange, id, make, makeWorld, raw, ROOT } from '../made.ts'

const LAMP = id('lamp')
const BOX = id('box')

/** How many updates a scene sends while something is done, and their origins. */
function updatesOf(scene: Y.Doc, work: () => void): unknown[] {
  const origins: unknown[] = []
  const listen = (_update: Uint8Array, origin: unknown): void => void origins.push(origin)
  scene.on('update', listen)
  work()
  scene.off('update', listen)
  return origins
}

test('[D7] every command is one transaction with the origin it was given, and a refusal is none', () => {
  const world = makeWorld()
  make(world, 'box')
  make(world, 'lamp')
  const commands: readonly (() => Edited)[] = [
    () => moveArtifact(world, LAMP, { host: BOX, x: 2, y: 2 }),
    () => rename(world, LAMP, 'torch'),
    () => setTitle(world, 'Night'),
    () => setLang(world, 'de'),
    () => setProperty(world, LAMP, 'weight', 10),
    () => resetProperty(world, LAMP, 'speed'),
    () => setLook(world, LAMP, { sprite: 'lamp', width: 10, height: null }),
    () => setColors(world, LAMP, { paper: '#000000', ink: '#ffffff' }),
    () => setText(world, LAMP, 'It is on.'),
    () => insertText(world, LAMP, 3, 's'),
    () => sendToLimbo(world, LAMP),
    () => bringBack(world, LAMP),
  ]
  for (const command of commands) {
    const answers: Edited[] = []
    expect(updatesOf(world.scene, () => answers.push(command()))).toEqual(['test'])
    expect(answers).toEqual([{ ok: true }])
  }
  const nobody = id('nobody')
  const refusals: readonly (() => Edited)[] = [
    () => createArtifact(world, { id: LAMP, name: 'lamp', place: { host: ROOT, x: 1, y: 1 } }),
    () => createArtifact(world, { id: nobody, name: 'x', place: { host: nobody, x: 1, y: 1 } }),
    () => moveArtifact(world, nobody, { host: BOX, x: 2, y: 2 }),
    () => moveArtifact(world, LAMP, { host: nobody, x: 2, y: 2 }),
    () => rename(world, nobody, 'torch'),
    () => setTitle(world, ' '),
    () => setLang(world, 'german'),
    () => setProperty(world, nobody, 'weight', 10),
    () => resetProperty(world, nobody, 'speed'),
    () => setLook(world, nobody, { sprite: 'lamp' }),
    () => setColors(world, nobody, {}),
    () => setText(world, nobody, 'It is on.'),
    () => insertText(world, nobody, 3, 's'),
    () => sendToLimbo(world, nobody),
    () => bringBack(world, nobody),
  ]
  for (const command of refusals) {
    const answers: Edited[] = []
    expect(updatesOf(world.scene, () => answers.push(command()))).toEqual([])
    expect(answers[0]?.ok).toBe(false)
  }
})

test('[D6] undo of making a thing puts it into limbo, with what others wrote on it; redo puts it back', () => {
  const ada = makeWorld()
  const scene = new Y.Doc()
  const undo = new Y.UndoManager([artifactMaps(ada.scene)], { trackedOrigins: new Set(['test']) })
  expect(updatesOf(ada.scene, () => make(ada, 'lamp', 'root', { text: 'On.' }))).toEqual([MAKING, 'test'])
  exchange(ada.scene, scene)
  setText({ view: createView(scene, null), origin: 'bob' }, LAMP, 'On. It hums.')
  exchange(ada.scene, scene)
  const shown = ada.view.artifact(LAMP)
  undo.undo()
  expect(ada.view.limbo).toEqual([LAMP])
  expect(textOf(ada.scene, LAMP)?.toJSON()).toBe('On. It hums.')
  undo.redo()
  expect(ada.view.artifact(LAMP)).toEqual(shown)
  undo.undo()
  expect(bringBack(ada, LAMP)).toEqual({ ok: true })
  expect(ada.view.artifact(LAMP)).toEqual(shown)
})

test('undo of making a thing leaves it where somebody has put it since', () => {
  const ada = makeWorld()
  const scene = new Y.Doc()
  const undo = new Y.UndoManager([artifactMaps(ada.scene)], { trackedOrigins: new Set(['test']) })
  make(ada, 'lamp')
  exchange(ada.scene, scene)
  moveArtifact({ view: createView(scene, null), origin: 'bob' }, LAMP, { host: ROOT, x: 70, y: 80 })
  exchange(ada.scene, scene)
  undo.undo()
  expect(ada.view.artifact(LAMP)?.place).toMatchObject({ host: 'root', x: 70, y: 80 })
})

test('a thing can be made with all it has', () => {
  const world = makeWorld()
  make(world, 'lamp', 'root', {
    name: '  A   lamp\n',
    place: { host: ROOT, x: 3.4, y: 4.6, facing: 'left' },
    text: 'On.',
    look: { sprite: 'lamp', height: 80 },
    properties: { passable: true, portal: parseAddress('ada/night') },
  })
  expect(world.view.artifact(LAMP)).toMatchObject({
    name: 'A lamp',
    place: { host: 'root', x: 3, y: 5, facing: 'left' },
    look: { sprite: 'lamp', width: 64, height: 80 },
    properties: { passable: true, pushable: true, portal: 'ada/night' },
  })
  expect(textOf(world.scene, LAMP)?.toJSON()).toBe('On.')
})

test('[D3] two people who move a thing at once never get the x of one and the y of the other', () => {
  const ada = makeWorld()
  make(ada, 'lamp')
  const scene = new Y.Doc()
  exchange(ada.scene, scene)
  const bob = { view: createView(scene, null), origin: 'bob' }
  moveArtifact(ada, LAMP, { host: ROOT, x: 10, y: 10 })
  moveArtifact(bob, LAMP, { host: ROOT, x: 20, y: 20 })
  exchange(ada.scene, scene)
  const place = ada.view.artifact(LAMP)?.place
  expect(place).toEqual(bob.view.artifact(LAMP)?.place)
  expect(place?.x).toBe(place?.y)
  expect([10, 20]).toContain(place?.x)
})

test('two people who style and write a new thing at once both keep what they did', () => {
  const ada = makeWorld()
  make(ada, 'lamp')
  const scene = new Y.Doc()
  exchange(ada.scene, scene)
  const bob = { view: createView(scene, null), origin: 'bob' }
  setLook(ada, LAMP, { sprite: 'lamp' })
  setText(ada, LAMP, 'ada')
  setLook(bob, LAMP, { width: 32 })
  setText(bob, LAMP, 'bob')
  exchange(ada.scene, scene)
  expect(ada.view.artifact(LAMP)?.look).toMatchObject({ sprite: 'lamp', width: 32, height: 64 })
  expect(['adabob', 'bobada']).toContain(textOf(ada.scene, LAMP)?.toJSON())
})

test('coordinates are rounded, to the one zero that there is', () => {
  const world = makeWorld()
  make(world, 'lamp')
  moveArtifact(world, LAMP, { host: ROOT, x: -0.4, y: 7.5 })
  expect(world.view.artifact(LAMP)?.place).toMatchObject({ x: 0, y: 8 })
})

test('a move keeps where it faces unless told', () => {
  const world = makeWorld()
  make(world, 'lamp', 'root', { place: { host: ROOT, x: 0, y: 0, facing: 'left' } })
  moveArtifact(world, LAMP, { host: ROOT, x: 1, y: 1 })
  expect(world.view.artifact(LAMP)?.place?.facing).toBe('left')
  moveArtifact(world, LAMP, { host: ROOT, x: 1, y: 1, facing: 'up' })
  expect(world.view.artifact(LAMP)?.place?.facing).toBe('up')
})

test('a thing cannot be put into itself, nor into what is inside it', () => {
  const world = makeWorld()
  make(world, 'box')
  make(world, 'cup', 'box')
  make(world, 'tea', 'cup')
  for (const host of ['box', 'cup', 'tea']) {
    expect(moveArtifact(world, BOX, { host: id(host), x: 0, y: 0 })).toMatchObject({
      ok: false,
      code: 'inside',
    })
  }
  expect(moveArtifact(world, id('tea'), { host: BOX, x: 0, y: 0 })).toEqual({ ok: true })
})

test('the root is neither moved nor put away', () => {
  const world = makeWorld()
  make(world, 'box')
  expect(moveArtifact(world, ROOT, { host: BOX, x: 0, y: 0 })).toMatchObject({ ok: false, code: 'root' })
  expect(sendToLimbo(world, ROOT)).toMatchObject({ ok: false, code: 'root' })
})

test('things are nested so deep and no deeper, however they get there', () => {
  const world = makeWorld()
  let host = 'root'
  for (let depth = 1; depth <= NESTING_MAX; depth += 1) {
    make(world, `b${depth}`, host)
    host = `b${depth}`
  }
  const thing = { id: LAMP, name: 'lamp', place: { host: id(host), x: 0, y: 0 } }
  expect(createArtifact(world, thing)).toMatchObject({ ok: false, code: 'nesting' })
  make(world, 'box')
  make(world, 'in-box', 'box')
  expect(moveArtifact(world, BOX, { host: id(`b${NESTING_MAX - 1}`), x: 0, y: 0 })).toMatchObject({
    code: 'nesting',
  })
  expect(moveArtifact(world, BOX, { host: id(`b${NESTING_MAX - 2}`), x: 0, y: 0 })).toEqual({ ok: true })
  // A thing that merging made too deep can still be moved about where it is.
  raw(world.scene, 'box').set('place', { host, x: 0, y: 0, facing: 'up' })
  expect(moveArtifact(world, id('in-box'), { host: BOX, x: 9, y: 9 })).toEqual({ ok: true })
  expect(moveArtifact(world, id('in-box'), { host: id(host), x: 9, y: 9 })).toMatchObject({ code: 'nesting' })
})

test('[D6] limbo keeps where a thing was, and gives it back', () => {
  const world = makeWorld()
  make(world, 'box')
  make(world, 'lamp', 'box', { place: { host: BOX, x: 3, y: 4, facing: 'up' } })
  make(world, 'moth', 'lamp')
  sendToLimbo(world, LAMP)
  expect(world.view.limbo).toEqual([LAMP])
  expect(world.view.on(LAMP)).toEqual(['moth'])
  expect(raw(world.scene, 'lamp').get('place')).toEqual({
    host: 'limbo',
    x: 3,
    y: 4,
    facing: 'up',
    was: { host: 'box', x: 3, y: 4, facing: 'up' },
  })
  expect(updatesOf(world.scene, () => sendToLimbo(world, LAMP))).toEqual([])
  bringBack(world, LAMP)
  expect(raw(world.scene, 'lamp').get('place')).toEqual({ host: 'box', x: 3, y: 4, facing: 'up' })
  expect(world.view.limbo).toEqual([])
})

test('[D6] what was on something that is gone or in limbo comes back to the floor of the world', () => {
  const world = makeWorld()
  make(world, 'box')
  make(world, 'lamp', 'box', { place: { host: BOX, x: 3, y: 4 } })
  sendToLimbo(world, LAMP)
  sendToLimbo(world, BOX)
  bringBack(world, LAMP)
  expect(world.view.artifact(LAMP)?.place).toMatchObject({ host: 'root', x: 3, y: 4 })
  moveArtifact(world, LAMP, { host: BOX, x: 5, y: 6 })
  artifactMaps(world.scene).delete('box')
  expect(world.view.limbo).toEqual([LAMP])
  bringBack(world, LAMP)
  expect(world.view.artifact(LAMP)?.place).toMatchObject({ host: 'root', x: 5, y: 6 })
})

test('what is in a circle can be brought back from it', () => {
  const world = makeWorld()
  make(world, 'box')
  make(world, 'lamp', 'box')
  raw(world.scene, 'box').set('place', { host: 'lamp', x: 1, y: 2, facing: 'up' })
  expect(world.view.limbo).toEqual([BOX])
  expect(bringBack(world, BOX)).toEqual({ ok: true })
  expect(world.view.artifact(BOX)?.place).toMatchObject({ host: 'root', x: 1, y: 2 })
  expect(world.view.on(BOX)).toEqual([LAMP])
})

test('what comes back finds room on the floor of the world where its own place has become too deep', () => {
  const world = makeWorld()
  make(world, 'box')
  make(world, 'lamp', 'box')
  sendToLimbo(world, LAMP)
  let host = 'root'
  for (let depth = 1; depth < NESTING_MAX; depth += 1) {
    make(world, `b${depth}`, host)
    host = `b${depth}`
  }
  moveArtifact(world, BOX, { host: id(host), x: 0, y: 0 })
  expect(bringBack(world, LAMP)).toEqual({ ok: true })
  expect(world.view.artifact(LAMP)?.host).toBe('root')
})

test('[D7] bounds are told in plain words', () => {
  const world = makeWorld()
  make(world, 'lamp')
  const asked: readonly Edited[] = [
    rename(world, LAMP, ' \n '),
    rename(world, LAMP, 'a'.repeat(NAME_MAX + 1)),
    setTitle(world, 'a'.repeat(1_000)),
    setText(world, LAMP, 'a'.repeat(TEXT_MAX + 1)),
    moveArtifact(world, LAMP, { host: ROOT, x: COORDINATE_MAX + 1, y: 0 }),
    moveArtifact(world, LAMP, { host: ROOT, x: 0, y: Number.NaN }),
    setLook(world, LAMP, { width: 0 }),
    setLook(world, LAMP, { sprite: '' }),
    setColors(world, LAMP, { ink: 'black' }),
    setProperty(world, LAMP, 'speed', -1),
    createArtifact(world, { id: BOX, name: '', place: { host: ROOT, x: 0, y: 0 } }),
    createArtifact(world, {
      id: BOX,
      name: 'x',
      place: { host: ROOT, x: 0, y: 0 },
      properties: { speed: 1e9 },
    }),
  ]
  for (const answer of asked) {
    if (answer.ok) throw new Error('a bound was not held')
    expect(answer.text).toMatch(/^[A-Z“][^!]{10,90}\.$/)
  }
  expect(world.view.artifact(BOX)).toBe(null)
})

test('[D7] a page is filled up to its bound and not past it', () => {
  const world = makeWorld()
  make(world, 'lamp')
  expect(setText(world, LAMP, 'a'.repeat(TEXT_MAX)).ok).toBe(true)
  expect(insertText(world, LAMP, 0, 'b')).toMatchObject({ ok: false, code: 'text' })
  expect(textOf(world.scene, LAMP)?.length).toBe(TEXT_MAX)
})

test('[D7] a world is filled up to its bound and not past it', () => {
  const scene = new Y.Doc()
  initScene(scene, { root: ROOT, title: 'Full', name: 'full', text: '' })
  scene.transact(() => {
    for (let n = 2; n < ARTIFACTS_MAX; n += 1) artifactMaps(scene).set(`a${n}`, new Y.Map())
  })
  const edit = { view: createView(scene, null), origin: null }
  make(edit, 'last')
  expect(edit.view.size).toBe(ARTIFACTS_MAX)
  const more = createArtifact(edit, { id: LAMP, name: 'lamp', place: { host: ROOT, x: 0, y: 0 } })
  expect(more).toMatchObject({ ok: false, code: 'count' })
})

test('null goes back to the default', () => {
  const world = makeWorld()
  make(world, 'lamp', 'root', {
    look: { sprite: 'lamp', width: 10 },
    properties: { portal: parseAddress('a/b') },
  })
  setLook(world, LAMP, { width: null })
  setProperty(world, LAMP, 'portal', null)
  expect(world.view.artifact(LAMP)).toMatchObject({
    look: { sprite: 'lamp', width: 64 },
    properties: { portal: null },
  })
})

test('what is malformed is made good by the command that writes it', () => {
  const world = makeWorld()
  make(world, 'lamp')
  for (const key of ['look', 'colors', 'text', 'place']) raw(world.scene, 'lamp').set(key, 'broken')
  expect(setLook(world, LAMP, { sprite: 'lamp' }).ok).toBe(true)
  expect(setColors(world, LAMP, { ink: '#123456' }).ok).toBe(true)
  expect(setText(world, LAMP, 'On.').ok).toBe(true)
  expect(moveArtifact(world, LAMP, { host: ROOT, x: 1, y: 2 }).ok).toBe(true)
  expect(world.view.artifact(LAMP)).toMatchObject({
    look: { sprite: 'lamp' },
    colors: { ink: '#123456' },
    place: { host: 'root', x: 1, y: 2 },
  })
  expect(textOf(world.scene, LAMP)?.toJSON()).toBe('On.')
})
