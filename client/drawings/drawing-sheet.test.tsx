import { expect, test } from 'vitest'
import { drawingSheet } from './drawing-sheet.tsx'
import { FIRST_SPRITES } from './drawn-sprites.ts'
import { FIRST_DRAWINGS } from './thing-shapes.tsx'
import { INDOORS } from './indoor-shapes.tsx'
import { OUTDOORS } from './outdoor-shapes.tsx'
import { SPRITES } from '../../shared/world/sprites.ts'

const ALL = { ...FIRST_DRAWINGS, ...INDOORS, ...OUTDOORS }

test('each drawing has a picture by day, and one for each way to night', () => {
  expect(Object.keys(ALL).toSorted()).toEqual(SPRITES.toSorted())
  expect(Object.keys(FIRST_DRAWINGS).toSorted()).toEqual(FIRST_SPRITES.toSorted())
  const sheet = drawingSheet(ALL)
  for (const name of SPRITES) expect(sheet.split(`.drawn-${name}{`), name).toHaveLength(4)
})

test('a picture has all its colours in itself', () => {
  const sheet = drawingSheet(ALL)
  expect(sheet).not.toMatch(/class=|var\(|currentColor|light-dark/)
  expect(drawingSheet({ key: <path className="s-gold" d="M0 0z" /> })).toContain(
    "<path fill='%23eebb55' d='M0 0z'/>",
  )
})

test('a shape of an unknown material fails the build', () => {
  expect(() => drawingSheet({ key: <path className="s-glod" d="M0 0z" /> })).toThrow(
    'No shape is made of glod.',
  )
})

test('the shadow is the last picture, and all that is drawn of an emoji', () => {
  const [day = ''] = drawingSheet({ key: <path className="s-gold" d="M0 0z" />, emoji: null }).split('@media')
  const [key = '', emoji = ''] = day.split('\n').map((rule) => rule.split('url(').slice(1))
  expect(key).toHaveLength(2)
  expect(emoji).toHaveLength(1)
  expect(key[1]).toContain('<ellipse')
  expect(emoji[0]).toContain('<ellipse')
})
