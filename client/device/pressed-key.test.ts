import { describe, expect, test } from 'vitest'
import { isPressed } from './key-names.ts'
import {
  isTypedWithOption,
  meantKeyOf,
  typedKeyOf,
  walkLetterOf,
  wayOf,
  type KeyStroke,
} from './pressed-key.ts'
import { SHORTCUTS } from './shortcuts.ts'

const stroke = (code: string, key: string, more: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

const PLACES = 'abcdefghijklmnopqrstuvwxyz'
/** What each layout writes at the places of a to z on a US keyboard. */
const LAYOUTS = {
  russian: 'фисвуапршолдьтщзйкыегмцчня',
  greek: 'αβψδεφγηιξκλμνοπ;ρστθωςχυζ',
  arabic: 'شؤيثبلاهتنمةىخحضقسفعرصءغئظ',
  hebrew: "שנבגקכעיןחלךצמםפ/רדאוה'סטז",
  thai: 'ฟิแกำดเ้ร่าสทืนยๆพหะีอไปัผ',
}

describe('a key', () => {
  test.each(Object.entries(LAYOUTS))(
    'of a %s keyboard counts by its place, for every shortcut',
    (_, written) => {
      for (const [at, key] of Array.from(written).entries()) {
        const place = PLACES[at] ?? ''
        const code = `Key${place.toUpperCase()}`
        expect(meantKeyOf(stroke(code, key)), key).toBe(place)
        for (const combo of Object.values(SHORTCUTS).flat()) {
          const isIt = combo.toLowerCase().endsWith(`+${place}`) || combo.toLowerCase() === place
          const pressed = stroke(code, combo.includes('Shift') ? key.toUpperCase() : key, {
            ctrlKey: combo.includes('Mod'),
            altKey: combo.includes('Alt'),
            shiftKey: combo.includes('Shift'),
          })
          const isWay = /^[wasd]$/.test(place) && combo.length === 1
          if (isIt) expect(isPressed(combo, pressed, false), `${combo} by ${key}`).toBe(!isWay)
          else if (/^[a-z]$/i.test(combo.at(-1) ?? '')) expect(isPressed(combo, pressed, false)).toBe(false)
        }
      }
    },
  )

  test('that writes a Latin letter counts by it, wherever that is', () => {
    const control = { ctrlKey: true }
    expect(isPressed('Mod+A', stroke('KeyQ', 'a', control), false)).toBe(true)
    expect(isPressed('Mod+Z', stroke('KeyW', 'z', control), false)).toBe(true)
    expect(isPressed('Mod+Z', stroke('KeyZ', 'w', control), false)).toBe(false)
    expect(isPressed('?', stroke('Comma', '?', { shiftKey: true }), false)).toBe(true)
  })

  test('that writes a Latin letter with an accent, or a sign, counts as that', () => {
    for (const [code, key] of [
      ['KeyE', '€'],
      ['KeyM', 'µ'],
      ['KeyK', 'ķ'],
      ['KeyZ', 'à'],
      ['KeyI', 'ı'],
      ['KeyW', ','],
      ['KeyQ', "'"],
      ['KeyB', 'Dead'],
    ] as const)
      for (const more of [{}, { ctrlKey: true }, { altKey: true }])
        expect(meantKeyOf(stroke(code, key, more), false), key).toBe(key)
    expect(isPressed('?', stroke('Slash', '؟', { shiftKey: true }), false)).toBe(true)
    expect(isPressed('Q', stroke('KeyQ', ';'), false)).toBe(true)
    expect(isPressed('Mod+B', stroke('KeyB', 'لا', { ctrlKey: true }), false)).toBe(true)
  })

  test('at the place of W, A, S or D walks on every layout, and is no command', () => {
    const places = ['KeyW', 'KeyA', 'KeyS', 'KeyD']
    for (const written of ['wasd', 'zqsd', 'цфыв', "'שדג", 'ςασδ', 'صشسي', ',aoe']) {
      const strokes = Array.from(written, (key, at) => stroke(places[at] ?? '', key))
      expect(strokes.map(wayOf)).toEqual(['up', 'left', 'down', 'right'])
      expect(strokes.map(walkLetterOf)).toEqual([null, null, null, null])
    }
    // The place of Q, where AZERTY writes a, leaves a world; the place of A does not.
    expect(isPressed('Q', stroke('KeyQ', 'a'), false)).toBe(true)
    expect(isPressed('Q', stroke('KeyA', 'q'), false)).toBe(false)
    expect(wayOf(stroke('KeyQ', 'a'))).toBeNull()
    expect(wayOf(stroke('ArrowUp', 'ArrowUp', { shiftKey: true }))).toBe('up')
    expect(wayOf(stroke('', 'w'))).toBe('up')
    expect(wayOf(stroke('KeyX', 'x'))).toBeNull()
  })

  test('that an input method has means nothing', () => {
    for (const taken of [{ isComposing: true }, { keyCode: 229 }, { nativeEvent: { isComposing: true } }])
      for (const key of ['Enter', 'Escape', 'ArrowDown', 'ㅎ', 'Process']) {
        expect(meantKeyOf(stroke('KeyG', key, taken))).toBe('')
        expect(typedKeyOf(stroke('KeyG', key, taken))).toBe('')
        expect(wayOf(stroke('KeyW', key, taken))).toBeNull()
      }
  })

  test('that writes a letter with Option on a Mac is typed where one writes', () => {
    const option = { altKey: true }
    for (const [code, key] of [
      ['KeyO', 'ó'],
      ['KeyI', 'Dead'],
      ['KeyY', '¥'],
      ['KeyW', '∑'],
      ['KeyH', 'ª'],
      ['KeyK', 'ķ'],
      ['KeyL', '@'],
    ] as const) {
      expect(isTypedWithOption(stroke(code, key, option), true)).toBe(true)
      expect(isTypedWithOption(stroke(code, key, option), false)).toBe(false)
      // Elsewhere it is the shortcut of its place.
      expect(isPressed(`Alt+${code.at(-1)}`, stroke(code, key, option), true)).toBe(true)
    }
    expect(isTypedWithOption(stroke('ArrowUp', 'ArrowUp', option), true)).toBe(false)
    expect(isTypedWithOption(stroke('KeyO', 'o', { metaKey: true }), true)).toBe(false)
  })
})
