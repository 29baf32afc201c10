// To the front, forward, backward, to the back: which layer each goes to.
import { expect, test } from 'vitest'
import { shifted, type Layered, type Shift } from '../../../client/world/edits/layers.ts'
import { ORDER_MAX } from '../../../shared/world/limits.ts'

/** Things that all touch each other; a lower one in the list stands further down the floor. */
const pile = (...orders: readonly number[]): Layered[] =>
  orders.map((order, at) => ({
    id: 'abcdefgh'[at] ?? '',
    order,
    x: 0,
    y: at * 10,
    width: 200,
    height: 200,
    foot: at * 10 + 200,
  }))

/** From back to front. */
const drawn = (things: readonly Layered[]): string =>
  things
    .toSorted((a, b) => a.order - b.order || a.foot - b.foot)
    .map(({ id }) => id)
    .join('')

function after(things: readonly Layered[], chosen: string, shift: Shift): Layered[] {
  const changes = new Map(shifted(things, new Set(chosen), shift).map(({ id, order }) => [id, order]))
  return things.map((thing) => ({ ...thing, order: changes.get(thing.id) ?? thing.order }))
}

test.each([
  ['a', 'front', 'bcda'],
  ['ab', 'front', 'cdab'],
  ['d', 'front', 'abcd'],
  ['d', 'back', 'dabc'],
  ['cd', 'back', 'cdab'],
  ['a', 'forward', 'bcda'],
  ['d', 'backward', 'dabc'],
  ['d', 'forward', 'abcd'],
  ['a', 'backward', 'abcd'],
] as const)('of a, b, c, d the %s goes %s: %s', (chosen, shift, expected) => {
  expect(drawn(after(pile(0, 0, 0, 0), chosen, shift))).toBe(expected)
})

test('who goes forward again and again passes each layer in turn, and then stays', () => {
  let things = pile(0, 1, 2)
  const seen = [1, 2, 3].map(() => {
    things = after(things, 'a', 'forward')
    return drawn(things)
  })
  expect(seen).toEqual(['bac', 'bca', 'bca'])
})

test('what does not touch is not passed, and what is there already is not written', () => {
  const [a, b] = pile(0, 0)
  if (!a || !b) throw new Error('two')
  expect(shifted([a, { ...b, x: 500 }], new Set(['a']), 'forward')).toEqual([])
  const front = after(pile(0, 0), 'a', 'front')
  expect(shifted(front, new Set(['a']), 'front')).toEqual([])
})

test('when the layers run out they are packed, and everything stays over what it was over', () => {
  const things = pile(-5, 0, 7, ORDER_MAX)
  const next = after(things, 'a', 'front')
  expect(drawn(next)).toBe('bcda')
  expect(next.map(({ order }) => order)).toEqual([3, 0, 1, 2])
})
