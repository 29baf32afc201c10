// People's colours can be read, whichever they choose.
import { expect, test } from 'vitest'
import { CONTRAST_MIN } from '../../../client/world/geometry/paper-colors.ts'
import { contrast } from '../../../shared/world/paper-light.ts'
import { HUES, inksOf } from '../../../client/drawings/person-colors.ts'
import { colorsTogether, PEOPLE_COLORS, usualLook } from '../../../shared/world/figures.ts'

test.each(HUES)('white letters can be read on $name', ({ color }) => {
  expect(contrast(color, '#ffffff')).toBeGreaterThanOrEqual(CONTRAST_MIN)
})

test.each([...HUES.map(({ color }) => color), '#ffff00', '#000000', '#ffffff', '#808080', '#00ff66'])(
  'a name in %s can be read by day and by night',
  (color) => {
    const { light, dark } = inksOf(color)
    expect(contrast(light, '#fffdf8')).toBeGreaterThanOrEqual(CONTRAST_MIN)
    expect(contrast(dark, '#1d2027')).toBeGreaterThanOrEqual(CONTRAST_MIN)
  },
)

test('people who have not chosen look different from each other, and always the same', () => {
  const looks = Array.from({ length: 200 }, (_, at) => usualLook(`body${at}`))
  expect(new Set(looks.map(({ sprite, color }) => `${sprite} ${color}`)).size).toBeGreaterThan(40)
  expect(usualLook('body7')).toEqual(looks[7])
})

test('a person who is new looks different in colour from those there, for as long as that can be', () => {
  const there = [usualLook('ada')]
  while (there.length < PEOPLE_COLORS.length) there.push(usualLook('ada', there))
  expect(new Set(there.map(({ color }) => color)).size).toBe(PEOPLE_COLORS.length)
  expect(usualLook('ada', there)).toEqual(there[0])
})

test('[P5] people who are together have different colours, each their own where it is free', () => {
  const [red, ochre, moss] = PEOPLE_COLORS
  const people = [
    { id: 'ada', color: red },
    { id: 'bob', color: red },
    { id: 'cid', color: ochre },
    // Another tab of hers.
    { id: 'ada', color: moss },
  ]
  const shown = colorsTogether(people)
  expect(shown.get('ada')).toBe(red)
  expect(shown.get('cid')).toBe(ochre)
  expect(new Set(shown.values()).size).toBe(3)
  expect(colorsTogether(people.slice(1)).get('bob')).toBe(red)
  const crowd = Array.from({ length: 30 }, (_, at) => ({ id: `${at}`, color: red }))
  expect(new Set(colorsTogether(crowd).values()).size).toBe(PEOPLE_COLORS.length)
})

test('a colour that can be read is left as it is', () => {
  expect(inksOf('#2b6cb0').light).toBe('#2b6cb0')
})
