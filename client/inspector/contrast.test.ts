import { expect, test } from 'vitest'
import { contrast, troubleWith } from './contrast.ts'

test('contrast is as WCAG counts it', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21)
  expect(contrast('#ffffff', '#ffffff')).toBe(1)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
  expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.48, 2)
})

const colors = (paper: string | null, ink: string | null, title: string | null = null) => ({
  paper,
  ink,
  title,
})

test('colours that can be read, or are left to the reader, are no trouble', () => {
  expect(troubleWith(colors(null, null))).toBeNull()
  expect(troubleWith(colors('#101010', '#f0f0f0'))).toBeNull()
  expect(troubleWith(colors('#101010', '#f0f0f0', '#ffcc66'))).toBeNull()
})

test('colours that cannot be read are told, with what to do', () => {
  expect(troubleWith(colors('#ffffff', '#999999'))).toBe(
    'The ink can hardly be read on this paper: 2.8 to 1, and 4.5 to 1 can be read.',
  )
  expect(troubleWith(colors('#fff0e0', null))).toBe(
    'Words can hardly be read on this paper by night: choose an ink too.',
  )
  expect(troubleWith(colors('#181818', null))).toBe(
    'Words can hardly be read on this paper by day: choose an ink too.',
  )
  expect(troubleWith(colors(null, '#222222'))).toBe(
    'The ink can hardly be read by night: choose a paper too.',
  )
  expect(troubleWith(colors('#ffffff', '#222222', '#eeeeee'))).toMatch(/^The headings can hardly be read/)
})
