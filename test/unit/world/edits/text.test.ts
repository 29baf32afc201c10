// Writing pages: only what differs is touched, and no character is ever cut in two.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { insertText, setText } from '../../../../shared/world/edits/text-edits.ts'
import { textOf } from '../../../../shared/world/scene/scene.ts'
import { createView } from '../../../../shared/world/view/world-view.ts'
import { exchange, id, make, makeWorld, raw, type World } from '../made.ts'
import { IS_HARD } from '../../../hard.ts'

const LAMP = id('lamp')

function page(text: string): World {
  const world = makeWorld()
  make(world, 'lamp', 'root', { text })
  return world
}

const pageOf = (scene: Y.Doc): string | undefined => textOf(scene, LAMP)?.toJSON()

test('what another person types meanwhile stays when a page is set', () => {
  const ada = page('one two three')
  const scene = new Y.Doc()
  exchange(ada.scene, scene)
  setText(ada, LAMP, 'one 2 three')
  setText({ view: createView(scene, null), origin: 'bob' }, LAMP, 'one two three four')
  exchange(ada.scene, scene)
  expect(pageOf(ada.scene)).toBe('one 2 three four')
})

test('setting any text gives that text, here and elsewhere', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', '🈀', '\n', '\uD83D', '\uDE00') })
  fc.assert(
    fc.property(text, text, fc.nat(12), text, (first, second, index, inserted) => {
      const world = page(first)
      setText(world, LAMP, second)
      expect(pageOf(world.scene)).toBe(second.toWellFormed())
      insertText(world, LAMP, index, inserted)
      const elsewhere = new Y.Doc()
      Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(world.scene))
      const now = pageOf(world.scene) ?? ''
      expect(pageOf(elsewhere)).toBe(now)
      expect(now.length).toBe(second.length + inserted.length)
      expect(now.replaceAll('\uFFFD', '')).toBe(now.replaceAll('\uFFFD', '').toWellFormed())
      const lost =
        second.toWellFormed().split('\uFFFD').length + inserted.toWellFormed().split('\uFFFD').length
      expect(now.split('\uFFFD').length).toBe(lost - 1)
    }),
    { numRuns: IS_HARD ? 2_000 : 200 },
  )
})

test('an index past the end is the end, one before the start is the start', () => {
  const world = page('ab')
  insertText(world, LAMP, 99, 'c')
  insertText(world, LAMP, -5, '_')
  expect(pageOf(world.scene)).toBe('_abc')
})

test('a page with something in it that is no text is set as a whole', () => {
  const world = page('ab')
  textOf(world.scene, LAMP)?.insertEmbed(1, { picture: 'cat' })
  expect(setText(world, LAMP, 'ac').ok).toBe(true)
  expect(pageOf(world.scene)).toBe('ac')
  expect(textOf(world.scene, LAMP)?.length).toBe(2)
})

test('typing changes no artifact, and is told as typing', () => {
  const world = page('ab')
  const lamp = world.view.artifact(LAMP)
  const told: unknown[] = []
  world.view.subscribe((change) => told.push(change))
  textOf(world.scene, LAMP)?.insert(1, 'x')
  expect(told).toEqual([
    { artifacts: new Set(), hosts: new Set(), meta: false, texts: new Set([LAMP]), settings: new Set() },
  ])
  expect(world.view.artifact(LAMP)).toBe(lamp)
})

test('the page of a new or replaced thing is told', () => {
  const world = page('ab')
  const told: unknown[] = []
  world.view.subscribe((change) => told.push(...change.texts))
  make(world, 'box')
  expect(told).toEqual(['box'])
  world.scene.getMap('artifacts').set('box', new Y.Map())
  expect(told).toEqual(['box', 'box'])
})

test('a replaced page is told, so that an editor can bind to the new one', () => {
  const world = page('ab')
  const before = textOf(world.scene, LAMP)
  const told: unknown[] = []
  world.view.subscribe((change) => told.push([...change.texts]))
  raw(world.scene, 'lamp').set('text', new Y.Text('other'))
  expect(told).toEqual([[LAMP]])
  expect(textOf(world.scene, LAMP)).not.toBe(before)
  expect(pageOf(world.scene)).toBe('other')
})
