import { expect, test } from 'vitest'
import { drawingSheet } from './drawing-sheet.tsx'
import { FIRST_SPRITES } from './drawn-sprites.ts'
import { FIRST_DRAWINGS } from './thing-shapes.tsx'
import { INDOORS } from './indoor-shapes.tsx'
import { OUTDOORS } from './outdoor-shapes.tsx'
import { SPRITES } from '../../shared/world/sprites.ts'

const ALL = { ...FIRST_DRAWINGS, ...INDOORS, ...OUTDOORS }

test('each drawing has one rule, with a picture for each light of its paper', () => {
  expect(Object.keys(ALL).toSorted()).toEqual(SPRITES.toSorted())
  expect(Object.keys(FIRST_DRAWINGS).toSorted()).toEqual(FIRST_SPRITES.toSorted())
  const sheet = drawingSheet(ALL)
  for (const name of SPRITES) expect(sheet.split(`.drawn-${name}{`), name).toHaveLength(2)
})

test('a picture has all its colours in itself', () => {
  const sheet = drawingSheet(ALL)
  expect(sheet.replaceAll(/var\(--(?:day|night),url/g, '')).not.toMatch(
    /class=|var\(|currentColor|light-dark/,
  )
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
  const sheet = drawingSheet({ key: <path className="s-gold" d="M0 0z" />, emoji: null })
  const [key = [], emoji = []] = sheet
    .split('\n')
    .map((rule) => rule.split(' var(--night').map((light) => light.split('url(').slice(1)))
  for (const light of key) {
    expect(light).toHaveLength(2)
    expect(light[1]).toContain('<ellipse')
  }
  for (const light of emoji) {
    expect(light).toHaveLength(1)
    expect(light[0]).toContain('<ellipse')
  }
})
