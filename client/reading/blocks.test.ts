// Pages for reading: their blocks, and the blocks before which things are.
import { expect, test } from 'vitest'
import { parseArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { place, readPage, type StandingThing } from './blocks.ts'

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

test('[E11] a page is read by its blocks and the items of its lists, without what only writers see', () => {
  const { blocks, addresses } = readPage(PAGE)
  expect(blocks.map(({ node, line }) => [node.name, line])).toEqual([
    ['ATXHeading1', 1],
    ['Paragraph', 3],
    ['BulletList', 6],
    ['Table', 12],
  ])
  expect(blocks[2]?.items.map(({ source, line }) => [source, line])).toEqual([
    ['- one', 6],
    ['- two', 7],
  ])
  expect([...addresses]).toEqual([['pond', '#p1']])
})

test('[E11] a thing comes before the block at whose middle it stands, in order of y and x', () => {
  const page = readPage(PAGE)
  const { before, last } = place(
    page,
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
  const sources = [...before].map(([key, ids]) => [key.replace(/^\d+ /, '').split('\n')[0], ids])
  expect(Object.fromEntries(sources)).toEqual({
    '# Garden': ['above'],
    // A thing beside a heading is under it, as in the outline.
    'A path leads': ['beside-heading', 'higher', 'left', 'right'],
    '- two': ['tall'],
    '| a | b |': ['in-table'],
  })
  expect(last).toEqual(['below'])
})

test('[E11] a task keeps its key when it is ticked, so that a keyboard stays at its box', () => {
  const keysOf = (text: string) => readPage(text).blocks.flatMap(({ items }) => items.map(({ key }) => key))
  const keys = keysOf('- [ ] one\n- [ ] two\n- [ ] one')
  expect(keysOf('- [x] one\n- [ ] two\n- [X] one')).toEqual(keys)
  expect(new Set(keys).size).toBe(3)
})

test('[E11] what others write above a block changes neither its key nor what stands before it', () => {
  const before = readPage('one\n\ntwo\n\ntwo')
  const after = readPage('zero\n\none\n\ntwo\n\ntwo')
  expect(after.blocks.slice(1).map(({ key }) => key)).toEqual(before.blocks.map(({ key }) => key))
  expect(new Set(after.blocks.map(({ key }) => key)).size).toBe(4)
})

test('[E11] things of a page without a word are told all the same', () => {
  const { before, last } = place(readPage(''), [thing('b', 5, 50), thing('a', 5, 5)], topOf)
  expect(before.size).toBe(0)
  expect(last).toEqual(['a', 'b'])
})
