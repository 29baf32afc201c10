// Where things go when they are moved, resized, put in line, and put over each other.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aligned, distributed, sameSize, type Alignment } from '../../../client/world/edits/align.ts'
import { around, boxOnFloor, type Box } from '../../../client/world/geometry/box.ts'
import { boundsFor, CORNERS, resizedBox, scaledBoxes } from '../../../client/world/geometry/resize-box.ts'
import { snapMove } from '../../../client/world/geometry/snap-lines.ts'
import { FLOOR_WIDTH, SIZE_MAX } from '../../../shared/world/limits.ts'

const box = (x: number, y: number, width = 64, height = 64): Box => ({ x, y, width, height })

const boxes = fc.record({
  x: fc.integer({ min: 0, max: 800 }),
  y: fc.integer({ min: 0, max: 4_000 }),
  width: fc.integer({ min: 1, max: 140 }),
  height: fc.integer({ min: 1, max: 140 }),
})

test('what is moved is drawn to the edges and middles of what is near, and the line is shown from one to the other', () => {
  const { box: to, guides } = snapMove(box(203, 497), [box(200, 100)])
  expect(to).toEqual(box(200, 496))
  expect(guides).toEqual([
    { axis: 'x', at: 200, from: 100, to: 560 },
    { axis: 'x', at: 232, from: 100, to: 560 },
    { axis: 'x', at: 264, from: 100, to: 560 },
  ])
  // Its right edge to the left edge of the other, its middle to the other's middle.
  expect(snapMove(box(133, 124, 64, 20), [box(200, 100)]).box).toEqual(box(136, 122, 64, 20))
})

test('where nothing is near, the grid draws it, and the column of the page', () => {
  expect(snapMove(box(59, 213), []).box).toEqual(box(64, 216))
  expect(snapMove(box(158, 213), [])).toEqual({
    box: box(160, 216),
    guides: [{ axis: 'x', at: 160, from: 176, to: 320 }],
  })
})

test('a group stays on the floor as a whole, so that its things keep their places to each other', () => {
  expect(boxOnFloor(box(-30, -5, 200, 100))).toEqual(box(0, 0, 200, 100))
  expect(boxOnFloor(box(900, 10, 200, 100))).toEqual(box(FLOOR_WIDTH - 200, 10, 200, 100))
  fc.assert(
    fc.property(boxes, fc.array(boxes, { maxLength: 5 }), (moved, near) => {
      const { box: to } = snapMove({ ...moved, x: moved.x - 300, y: moved.y - 300 }, near)
      expect(to.x).toBeGreaterThanOrEqual(0)
      expect(to.y).toBeGreaterThanOrEqual(0)
      expect(to.x + to.width).toBeLessThanOrEqual(FLOOR_WIDTH)
      expect([Number.isInteger(to.x), Number.isInteger(to.y)]).toEqual([true, true])
    }),
    { numRuns: 200 },
  )
})

test('a corner that is pulled leaves the opposite one where it is, within bounds and on the floor', () => {
  fc.assert(
    fc.property(
      fc.array(boxes, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(...CORNERS),
      fc.integer({ min: -3_000, max: 3_000 }),
      fc.integer({ min: -3_000, max: 3_000 }),
      fc.boolean(),
      fc.boolean(),
      (parts, corner, x, y, keepsRatio, snaps) => {
        const all = around(parts)
        if (!all) throw new Error('nothing')
        const neighbours = snaps ? [box(300, 300)] : null
        const { box: to } = resizedBox(all, {
          by: { x, y },
          corner,
          keepsRatio,
          neighbours,
          bounds: boundsFor(all, parts),
        })
        const still = (it: Box): readonly [number, number] => [
          corner.x === 'end' ? it.x : it.x + it.width,
          corner.y === 'end' ? it.y : it.y + it.height,
        ]
        expect(still(to)[0]).toBeCloseTo(still(all)[0], 5)
        expect(still(to)[1]).toBeCloseTo(still(all)[1], 5)
        expect(to.x).toBeGreaterThanOrEqual(-1)
        expect(to.x + to.width).toBeLessThanOrEqual(FLOOR_WIDTH + 1)
        for (const part of parts.map((each) => scaledBoxes(each, all, to))) {
          for (const side of [part.width, part.height]) {
            expect(Number.isInteger(side)).toBe(true)
            expect(side).toBeGreaterThanOrEqual(1)
            expect(side).toBeLessThanOrEqual(SIZE_MAX + 1)
          }
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('a ratio is kept, and the side with a line near it leads', () => {
  const bounds = boundsFor(box(100, 100), [box(100, 100)])
  const pull = {
    corner: { x: 'end', y: 'end' },
    bounds,
    keepsRatio: true,
    neighbours: [box(300, 700)],
  } as const
  expect(resizedBox(box(100, 100), { ...pull, by: { x: 134, y: 20 } }).box).toEqual(box(100, 100, 200, 200))
  expect(resizedBox(box(100, 100), { ...pull, by: { x: 34, y: 20 } }).box).toEqual(box(100, 100, 92, 92))
  const free = resizedBox(box(100, 100), { ...pull, keepsRatio: false, by: { x: 134, y: 20 } })
  expect(free.box).toEqual(box(100, 100, 200, 84))
  expect(free.guides).toEqual([{ axis: 'x', at: 300, from: 100, to: 764 }])
  expect(
    resizedBox(box(100, 100), { ...pull, neighbours: null, keepsRatio: false, by: { x: 3, y: 1 } }).box,
  ).toEqual(box(100, 100, 67, 65))
})

test('things are aligned within the box around them', () => {
  const three = [box(0, 0, 20, 20), box(100, 50, 60, 40), box(50, 10, 30, 90)]
  const at = (to: Alignment): readonly (readonly [number, number])[] =>
    aligned(three, to).map(({ x, y }) => [x, y])
  expect(at('left')).toEqual([
    [0, 0],
    [0, 50],
    [0, 10],
  ])
  expect(at('right')).toEqual([
    [140, 0],
    [100, 50],
    [130, 10],
  ])
  expect(at('centre')).toEqual([
    [70, 0],
    [50, 50],
    [65, 10],
  ])
  expect(at('top')).toEqual([
    [0, 0],
    [100, 0],
    [50, 0],
  ])
  expect(at('bottom')).toEqual([
    [0, 80],
    [100, 60],
    [50, 10],
  ])
  expect(at('middle')).toEqual([
    [0, 40],
    [100, 30],
    [50, 5],
  ])
  for (const alignment of ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const) {
    const once = aligned(three, alignment)
    expect(aligned(once, alignment)).toEqual(once)
  }
})

test('distributed things have equal gaps, in the turn they had, and the ends stay', () => {
  const row = [box(300, 0, 20), box(0, 0, 100), box(120, 0, 40)]
  expect(distributed(row, 'x').map(({ x }) => x)).toEqual([300, 0, 180])
  expect(distributed(row, 'y').map(({ y }) => y)).toEqual([0, 0, 0])
  expect(distributed([box(5, 5)], 'x')).toEqual([box(5, 5)])
  expect(sameSize([box(0, 0, 20, 20)], { width: 40, height: 10 })).toEqual([box(-10, 10, 40, 10)])
})
