// Settings: people's values for those that code declares.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { setSetting } from '../../../shared/world/edits/setting-edits.ts'
import { SETTING_TEXT_MAX, SETTINGS_MAX } from '../../../shared/world/limits.ts'
import { settingsOf } from '../../../shared/world/live/setting-values.ts'
import { artifactMaps } from '../../../shared/world/scene/scene.ts'
import { createView, type Change } from '../../../shared/world/view/world-view.ts'
import { dump, exchange, freshDump, id, make, makeWorld, ownerOf, raw, ROOT, type World } from './made.ts'

const LAMP = id('lamp')

function lampWorld(): World {
  const world = makeWorld()
  make(world, 'lamp')
  return world
}

test('a setting is an edit of the scene, told by name of the thing, and null goes back to the usual value', () => {
  const world = lampWorld()
  const undo = new Y.UndoManager(artifactMaps(world.scene), {
    trackedOrigins: new Set(['test']),
    captureTimeout: 0,
  })
  const changes: Change[] = []
  world.view.subscribe((change) => changes.push(change))
  expect(settingsOf(world.view, LAMP)).toEqual({})
  expect(setSetting(world, LAMP, 'tempo', 5)).toEqual({ ok: true })
  setSetting(world, LAMP, 'tune', 'waltz')
  const settings = settingsOf(world.view, LAMP)
  expect(settings).toEqual({ tempo: 5, tune: 'waltz' })
  expect(settingsOf(world.view, LAMP)).toBe(settings)
  expect(settingsOf(world.scene, LAMP)).toEqual(settings)
  expect(changes.map(({ artifacts, settings }) => [artifacts.size, [...settings]])).toEqual([
    [0, ['lamp']],
    [0, ['lamp']],
  ])
  setSetting(world, LAMP, 'tempo', 5)
  expect(changes).toHaveLength(2)
  setSetting(world, LAMP, 'tune', null)
  expect(settingsOf(world.view, LAMP)).toEqual({ tempo: 5 })
  undo.undo()
  expect(settingsOf(world.view, LAMP)).toEqual({ tempo: 5, tune: 'waltz' })
})

test('two people who each set another one of a thing made with code, offline, both find theirs', () => {
  const world = makeWorld()
  make(world, 'lamp', 'root', { text: '# Lamp\n```js\nprops({ tempo: 1, loud: false })\n```\n' })
  const away = lampWorldFrom(world)
  setSetting(world, LAMP, 'tempo', 5)
  setSetting(away, LAMP, 'loud', true)
  exchange(world.scene, away.scene)
  expect(settingsOf(world.view, LAMP)).toEqual({ tempo: 5, loud: true })
  expect(settingsOf(away.view, LAMP)).toEqual({ tempo: 5, loud: true })
  expect(dump(world.view)).toBe(dump(away.view))
})

test('what is no setting is refused', () => {
  const world = lampWorld()
  const refused = (name: string, value: number | string): unknown => {
    const edited = setSetting(world, LAMP, name, value)
    return edited.ok ? 'ok' : edited.code
  }
  expect(refused('tempo', Number.NaN)).toBe('value')
  expect(refused('tune', 'x'.repeat(SETTING_TEXT_MAX + 1))).toBe('value')
  for (const name of ['', 'a b', '__proto__', 'x'.repeat(41)]) expect(refused(name, 1)).toBe('value')
  for (let n = 0; n < SETTINGS_MAX; n += 1) expect(refused(`s${n}`, n)).toBe('ok')
  expect(refused('one-more', 1)).toBe('count')
  expect(refused('s0', 2)).toBe('ok')
  expect(setSetting(world, id('nobody'), 'tempo', 1)).toMatchObject({ ok: false, code: 'missing' })
  ownerOf(world).make(id('ball'), {
    name: 'ball',
    place: { host: ROOT, x: 0, y: 0, facing: 'up', was: null },
  })
  expect(setSetting(world, id('ball'), 'tempo', 1)).toMatchObject({ ok: false, code: 'live' })
})

test('malformed settings read as absent, and come and go with their thing', () => {
  const world = lampWorld()
  raw(world.scene, 'lamp').set(
    'settings',
    new Y.Map<unknown>([
      ['tempo', Infinity],
      ['tune', ['a']],
      ['no name!', 1],
      ['__proto__', 1],
      ['loud', true],
    ]),
  )
  expect(settingsOf(world.view, LAMP)).toEqual({ loud: true })
  raw(world.scene, 'lamp').set('settings', 'broken')
  expect(settingsOf(world.view, LAMP)).toEqual({})
  expect(setSetting(world, LAMP, 'tempo', 1).ok).toBe(true)
  artifactMaps(world.scene).delete('lamp')
  expect(settingsOf(world.view, LAMP)).toEqual({})
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
})

function lampWorldFrom(world: World): World {
  const [scene, live] = [new Y.Doc(), new Y.Doc()]
  exchange(world.scene, scene)
  return { scene, live, view: createView(scene, live), origin: 'away' }
}
