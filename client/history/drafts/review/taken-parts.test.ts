// What of a review is merged.
import { expect, test } from 'vitest'
import type { ChangedThing } from '../../../../shared/wire/api/history-bodies.ts'
import { DraftReview } from '../../../../shared/wire/api/draft-bodies.ts'
import { id } from '../../../../test/unit/world/made.ts'
import {
  isAsReviewed,
  NOTHING_LEFT_OUT,
  passageKey,
  selectionOf,
  takenThings,
  toggled,
} from './taken-parts.ts'

const by = { kind: 'person', name: 'Ada', account: 'ada' }

/** Of `one two three` the draft makes `ONE two` with more behind it; a tree is new. */
const review = DraftReview.parse({
  base: 1,
  isBehind: false,
  conflicts: [],
  comments: [],
  things: [
    {
      id: 'lamp',
      kind: 'changed',
      values: [],
      text: [
        { at: 0, in: 'ONE and', out: 'one', by },
        { at: 7, out: ' three', by },
        { at: 13, in: ' more', by },
      ],
    },
    { id: 'tree', kind: 'added', values: [], text: [{ at: 0, in: 'High.', by }] },
  ],
})

const [lamp, tree] = review.things

function without(...passages: readonly number[]): typeof NOTHING_LEFT_OUT {
  const keys = passages.map((at) => keyOf(lamp, at))
  return { ...NOTHING_LEFT_OUT, passages: new Set(keys) }
}

function keyOf(thing: ChangedThing | undefined, at: number): string {
  const passage = thing?.text[at]
  if (thing === undefined || passage === undefined) throw new Error('there is no such passage')
  return passageKey(thing.id, at, passage)
}

test('[Y9] all is merged, or the things that are not left out', () => {
  expect(selectionOf(review, NOTHING_LEFT_OUT)).toEqual({})
  const things = toggled(NOTHING_LEFT_OUT.things, id('lamp'), true)
  expect(selectionOf(review, { ...NOTHING_LEFT_OUT, things })).toEqual({ take: ['tree'] })
})

test('[Y9] passages of a page are taken one by one, where the draft shows them', () => {
  expect(selectionOf(review, without(0))).toEqual({
    take: ['tree'],
    passages: [
      { id: 'lamp', from: 11, to: 11 },
      { id: 'lamp', from: 11, to: 16 },
    ],
  })
  expect(selectionOf(review, without(1, 2))).toEqual({
    take: ['tree'],
    passages: [{ id: 'lamp', from: 0, to: 7 }],
  })
  // With none of its passages the thing is left out.
  expect(takenThings(review, without(0, 1, 2))).toEqual([tree])
  expect(selectionOf(review, without(0, 1, 2))).toEqual({ take: ['tree'] })
})

test('[Y9] passages are not taken by places where somebody wrote on their page meanwhile', () => {
  const [text = []] = [lamp?.text.slice(1)]
  const now = {
    ...review,
    things: review.things.map((thing) => (thing === lamp ? { ...thing, text } : thing)),
  }
  expect(isAsReviewed(review, review, without(0))).toBe(true)
  expect(isAsReviewed(review, now, without(0))).toBe(false)
  expect(isAsReviewed(review, now, NOTHING_LEFT_OUT)).toBe(true)
})
