// The blocks of a page before which the things of its floor are read.
import { expect, test } from 'vitest'
import { parseArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { place, placesForThings, type StandingThing } from './placed-things.ts'

const PAGE = `# Garden

A path leads
to the pond.

- one
- two

[pond]: <#p1>
<!-- to do -->

| a | b |
| - | - |
| 1 | 2 |`

/** Every line is 30 pixels high. */
const topOf = (line: number): number => (line - 1) * 30

function idOf(name: string): ArtifactId {
  const id = parseArtifactId(name)
  if (id === null) throw new Error(`${name} is no id`)
  return id
}

const thing = (name: string, x: number, y: number, height = 0): StandingThing => ({
  id: idOf(name),
  x,
  y,
  height,
})

test('[E11] things are among blocks and items of lists, and not among what only writers see', () => {
  const found = placesForThings(PAGE).map(({ from, line, isHeading, isItem }) => [
    PAGE.slice(from).split('\n')[0],
    line,
    isHeading,
    isItem,
  ])
  expect(found).toEqual([
    ['# Garden', 1, true, false],
    ['A path leads', 3, false, false],
    ['- one', 6, false, true],
    ['- two', 7, false, true],
    ['| a | b |', 12, false, false],
  ])
})

test('[E11] a thing comes before the block at whose middle it stands, in order of y and x', () => {
  const { before, last } = place(
    PAGE,
    [
      thing('right', 900, 70),
      thing('left', 10, 70),
      thing('higher', 400, 65),
      thing('above', 5, -40),
      thing('beside-heading', 5, 3, 20),
      thing('tall', 5, 100, 170),
      thing('in-table', 5, 395),
      thing('below', 5, 900),
    ],
    topOf,
  )
  const sources = [...before].map(([from, { ids }]) => [PAGE.slice(from).split('\n')[0], ids])
  expect(Object.fromEntries(sources)).toEqual({
    '# Garden': ['above'],
    // A thing beside a heading is under it, as in the outline.
    'A path leads': ['beside-heading', 'higher', 'left', 'right'],
    '- two': ['tall'],
    '| a | b |': ['in-table'],
  })
  expect(last).toEqual(['below'])
})

test('[E11] things of a page without a word are told all the same', () => {
  const { before, last } = place('', [thing('b', 5, 50), thing('a', 5, 5)], topOf)
  expect(before.size).toBe(0)
  expect(last).toEqual(['a', 'b'])
})
