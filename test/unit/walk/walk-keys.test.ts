// Which way keys and thumbs lead, and the thing in front of somebody.
import { expect, test } from 'vitest'
import { createHeldKeys } from '../../../client/walk/held-keys.ts'
import { createPad } from '../../../client/walk/pad-way.ts'
import { inFront, spotsBeside, type NearbyThing } from '../../../client/world/play/reach.ts'
import { gapBetween, overlaps, sideOf } from '../../../shared/play/walking/rect.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { Facing } from '../../../shared/world/place.ts'
import { id, make, makeWorld, ROOT } from '../world/made.ts'

test('of two keys the last one leads, and the one that is still held goes on', () => {
  const keys = createHeldKeys()
  expect(keys.press('KeyW', 'up')).toBe('up')
  expect(keys.press('KeyW', 'up')).toBeNull()
  expect(keys.press('ArrowRight', 'right')).toBe('right')
  expect(keys.release('ArrowRight')).toBe('up')
  expect(keys.release('ArrowRight')).toBeNull()
  expect(keys.release('KeyW')).toBe('halt')
  expect(keys.clear()).toBe(false)
})

test('a thumb that rests leads nowhere; drawn over a slant it keeps its way for a while', () => {
  const pad = createPad()
  pad.press(1, { x: 100, y: 100 })
  expect(pad.draw(1, { x: 107, y: 100 })).toBeNull()
  expect(pad.draw(1, { x: 120, y: 100 })).toBe('right')
  expect(pad.draw(1, { x: 120, y: 123 })).toBeNull()
  expect(pad.draw(1, { x: 120, y: 130 })).toBe('down')
  expect(pad.lift(1)).toBe(true)
  pad.press(1, { x: 10, y: 10 })
  expect(pad.lift(1)).toBe(false)
})

test('a second finger on the pad changes nothing: the first one leads until it is lifted', () => {
  const pad = createPad()
  pad.press(1, { x: 100, y: 100 })
  expect(pad.draw(1, { x: 120, y: 100 })).toBe('right')
  pad.press(2, { x: 60, y: 60 })
  expect(pad.draw(2, { x: 60, y: 20 })).toBeNull()
  expect(pad.lift(2)).toBe(false)
  expect(pad.draw(1, { x: 80, y: 100 })).toBe('left')
  expect(pad.lift(1)).toBe(true)
})

test('one walks to the side of a thing where one is, and comes to stand beside it', () => {
  const thing = { x: 300, y: 300, width: 64, height: 48 }
  for (const [x, y] of [
    [0, 310],
    [600, 0],
    [310, 0],
    [330, 900],
    [0, 0],
    [500, 500],
  ] as const) {
    const me = { x, y, width: 32, height: 32 }
    const spots = spotsBeside(me, thing)
    expect(spots).toHaveLength(4)
    for (const spot of spots) {
      const there = { ...me, ...spot }
      expect(overlaps(there, thing)).toBe(false)
      expect(gapBetween(there, thing)).toBe(0)
    }
    const [first] = spots
    expect(first && sideOf(thing, { ...me, ...first })).toBe(sideOf(thing, me))
  }
})

function standing(name: string, x: number, y: number, facing: Facing): Artifact {
  const world = makeWorld()
  make(world, name, 'root', { place: { host: ROOT, x, y } })
  const artifact = world.view.artifact(id(name))
  if (artifact?.place == null) throw new Error('nothing was made')
  return {
    ...artifact,
    place: { ...artifact.place, facing },
    look: { ...artifact.look, width: 32, height: 32 },
  }
}

test('what one looks at comes before what is only beside one, and what one stands on comes last', () => {
  const near = (artifact: Artifact, gap: number): NearbyThing => ({ artifact, gap })
  const [left, right, rug] = [
    standing('left', 68, 100, 'down'),
    standing('right', 132, 100, 'down'),
    standing('rug', 90, 90, 'down'),
  ]
  const all = [near(rug, -32), near(left, 0), near(right, 0)]
  expect(inFront(all, standing('me', 100, 100, 'right'), 0)).toBe(right)
  expect(inFront(all, standing('me', 100, 100, 'left'), 0)).toBe(left)
  expect(inFront(all, standing('me', 100, 100, 'up'), 0)).toBe(left)
  expect(inFront([near(rug, -32)], standing('me', 100, 100, 'up'), 0)).toBe(rug)
  expect(inFront([near(left, 20)], standing('me', 100, 100, 'left'), 0)).toBeNull()
})
