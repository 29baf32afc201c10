import { describe, expect, test } from 'vitest'
import { isBare, isPressed, shown } from '../../../client/device/key-names.ts'
import type { KeyStroke } from '../../../client/device/pressed-key.ts'

const press = (key: string, more: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('keys', () => {
  test('are Ctrl here and ⌘ on a Mac, and neither where the other one is meant', () => {
    const ctrl = press('k', { ctrlKey: true })
    const command = press('k', { metaKey: true })
    expect(isPressed('Mod+K', ctrl, false)).toBe(true)
    expect(isPressed('Mod+K', command, false)).toBe(false)
    expect(isPressed('Mod+K', command, true)).toBe(true)
    expect(isPressed('Mod+K', ctrl, true)).toBe(false)
  })

  test('are exact in what is held down', () => {
    const undo = press('z', { ctrlKey: true })
    const redo = press('Z', { ctrlKey: true, shiftKey: true })
    expect([isPressed('Mod+Z', undo, false), isPressed('Mod+Z', redo, false)]).toEqual([true, false])
    expect([isPressed('Mod+Shift+Z', undo, false), isPressed('Mod+Shift+Z', redo, false)]).toEqual([
      false,
      true,
    ])
    expect(isPressed('Mod+Z', press('z', { ctrlKey: true, altKey: true }), false)).toBe(false)
    expect(isPressed('F2', press('F2'), false)).toBe(true)
  })

  test('that write a sign are found wherever the keyboard has it', () => {
    expect(isPressed('?', press('?', { shiftKey: true }), false)).toBe(true)
    expect(isPressed('?', press('?'), false)).toBe(true)
    expect(isPressed('Mod++', press('+', { ctrlKey: true, shiftKey: true }), false)).toBe(true)
  })

  test('with Alt are known by their place, since they write something else', () => {
    expect(isPressed('Alt+L', press('@', { altKey: true, code: 'KeyL' }), true)).toBe(true)
  })

  test('are bare when they mean something else while one writes', () => {
    expect(['?', 'Delete', 'Shift+ArrowUp', 'U'].map(isBare)).toEqual([true, true, true, true])
    expect(['Mod+K', 'Alt+ArrowUp', 'F2'].map(isBare)).toEqual([false, false, false])
  })

  test('are read as people write them', () => {
    expect(shown('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z')
    expect(shown('Mod+Shift+Z', true)).toBe('⇧⌘Z')
    expect(shown('Alt+ArrowUp', false)).toBe('Alt+↑')
    expect(shown('Escape', false)).toBe('Esc')
    expect(shown('u', false)).toBe('U')
  })
})
