// What is typed before the editor is there stands where one pressed, whatever others write meanwhile.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseArtifactId } from '../../shared/world/address.ts'
import { TEXT_MAX } from '../../shared/world/limits.ts'
import { initScene, textOf } from '../../shared/world/scene/scene.ts'
import { createUndo } from '../undo/undo.ts'
import { History } from '../undo/undo-history.ts'
import { createEarlyTyping } from './early-typing.ts'
import { createLeftPage } from './left-page.ts'

function openPage(words: string) {
  const scene = new Y.Doc()
  const root = parseArtifactId('page') ?? expect.unreachable()
  initScene(scene, { root, title: 'a', name: '', text: words })
  const text = textOf(scene, root) ?? expect.unreachable()
  const undo = createUndo({ scene, clock: { now: () => 0 }, history: History })
  const left = createLeftPage(text)
  const early = createEarlyTyping(text, undo, left)
  let isSelected = false
  const field = { value: '', setSelectionRange: (from: number, to: number) => void (isSelected = from < to) }
  function press(anchor: number, head?: number): void {
    left.select(anchor, head)
    early.begin(field)
  }
  function write(value: string): void {
    field.value = value
    isSelected = false
    early.type(value, value.length)
  }
  return {
    text,
    undo,
    left,
    press,
    type: (letters: string) => write(`${isSelected ? '' : field.value}${letters}`),
    deleteBack: (letters: number) => write(isSelected ? '' : field.value.slice(0, -letters)),
  }
}

test('[E27] letters stand where one pressed, and the caret behind them, while others write above', () => {
  const { text, left, press, type } = openPage('above\nhere')
  press(8)
  text.insert(0, 'new ')
  type('O')
  text.insert(0, 'more ')
  type('K')
  text.insert(0, 'yet ')
  expect(text.toJSON()).toBe('yet more new above\nheOKre')
  expect(left.take().selection).toEqual({ anchor: 23, head: 23 })
})

test('[E27] letters stay together while others write at the same place', () => {
  const { text, left, type, deleteBack } = openPage('')
  type('o')
  text.insert(0, 'first ')
  type('k')
  expect(text.toJSON()).toBe('first ok')
  deleteBack(2)
  text.insert(0, 'at ')
  type('so')
  expect(text.toJSON()).toBe('at first so')
  expect(left.take().selection).toEqual({ anchor: 11, head: 11 })
})

test('[E27] letters before the caret are deleted, and the break before its line, whatever others write', () => {
  const { text, left, press, type, deleteBack } = openPage('one\ntwo three')
  press(7)
  text.insert(0, 'at ')
  text.insert(text.length, '!')
  deleteBack(1)
  text.insert(0, 'so ')
  deleteBack(3)
  expect(text.toJSON()).toBe('so at one three!')
  type('s')
  expect(text.toJSON()).toBe('so at ones three!')
  expect(left.take().selection).toEqual({ anchor: 10, head: 10 })
})

test('[E27] nothing is deleted before the first letter', () => {
  const { text, left, type, deleteBack } = openPage('one')
  type('two')
  left.select(0)
  deleteBack(1)
  expect(text.toJSON()).toBe('twoone')
  type('!')
  expect(text.toJSON()).toBe('!twoone')
})

test('[E27] what is selected is replaced or deleted, and nothing that others write beside it', () => {
  const { text, press, type, deleteBack } = openPage('one two three')
  press(7, 4)
  text.insert(7, '!')
  text.insert(4, '(')
  type('2')
  expect(text.toJSON()).toBe('one (2! three')
  press(0, 4)
  deleteBack(1)
  expect(text.toJSON()).toBe('(2! three')
})

test('[E27] letters at another place are undone by themselves', () => {
  const { text, undo, left, press, type } = openPage('one two')
  press(3)
  type('s')
  left.select(8)
  type('x')
  expect(text.toJSON()).toBe('ones twox')
  undo.undo()
  expect(text.toJSON()).toBe('ones two')
  undo.undo()
  expect(text.toJSON()).toBe('one two')
})

test('[E27] no page becomes longer than the node takes', () => {
  const { text, press, type, deleteBack } = openPage('a'.repeat(TEXT_MAX - 1))
  press(0)
  type('bc')
  expect(text.toJSON()).toHaveLength(TEXT_MAX - 1)
  deleteBack(1)
  expect(text.toJSON().slice(0, 2)).toBe('ba')
})
