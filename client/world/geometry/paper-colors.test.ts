import { expect, test } from 'vitest'
import { contrast, lightOf } from '../../../shared/world/paper-light.ts'
import { paperProps, troubleWith } from './paper-colors.ts'

const colors = (paper: string | null, ink: string | null = null, title: string | null = null) => ({
  paper,
  ink,
  title,
})

test('contrast is as WCAG counts it', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21)
  expect(contrast('#ffffff', '#ffffff')).toBe(1)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
  expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.48, 2)
})

test('a floor that chose nothing is in the reader’s light, another in that of its paper, or of its ink', () => {
  expect(paperProps(colors(null))).toBeNull()
  expect(lightOf(colors('#103040'))).toBe('dark')
  expect(lightOf(colors('#ffeedd', '#ffffff'))).toBe('light')
  expect(lightOf(colors(null, '#eeeeee'))).toBe('dark')
  expect(paperProps(colors('#103040', null, '#ffcc66'))).toEqual({
    'data-light': 'dark',
    style: { '--paper': '#103040', '--page-title': '#ffcc66' },
  })
})

test('a paper alone brings the ink that can be read on it', () => {
  for (const paper of ['#101010', '#103040', '#5a1020', '#fff0e0', '#c0d8e0', '#e8c040'])
    expect(troubleWith(colors(paper)), paper).toBeNull()
})

test('colours that cannot be read are told', () => {
  expect(troubleWith(colors('#101010', '#f0f0f0', '#ffcc66'))).toBeNull()
  expect(troubleWith(colors('#ffffff', '#999999'))).toBe(
    'The ink can hardly be read on this paper. The contrast is 2.8, and 4.5 is needed.',
  )
  expect(troubleWith(colors('#ffffff', '#222222', '#eeeeee'))).toMatch(/^The headings can hardly be read/)
  expect(troubleWith(colors(null, '#7a7a7a'))).toMatch(/^The ink can hardly be read/)
})
