// The names that letters of an offer have on both sides, and what is believed of what the other side says.
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { believedNames } from '../../../shared/history/merge/believed-names.ts'
import { followed, meeting, reversed } from '../../../shared/history/merge/followed-names.ts'
import type { NewName } from '../../../shared/history/merge/merge-types.ts'
import { packNames, readNames } from '../../../shared/wire/peers/draft-offer-bodies.ts'

const name = (client: number, clock: number, length: number, to: number, at: number): NewName => ({
  from: { client, clock, length },
  to: { client: to, clock: at },
})

it('[Y19] names lead on through each step, in the parts that it names', () => {
  const offered = [name(1, 0, 10, 2, 0)]
  const step = [name(2, 3, 4, 9, 100)]
  expect(followed(offered, step)).toEqual([
    { name: name(1, 0, 3, 2, 0), isNew: false },
    { name: name(1, 3, 4, 9, 100), isNew: true },
    { name: name(1, 7, 3, 2, 7), isNew: false },
  ])
})

it('[Y19] what both sides have is named from the one to the other', () => {
  const here = [name(1, 0, 6, 5, 20)]
  const there = [name(1, 2, 8, 7, 50)]
  expect(meeting(here, there)).toEqual([name(5, 22, 4, 7, 50)])
  expect(reversed(reversed(here))).toEqual(here)
})

it('[Y19] names are packed for records and answers; what is none is told as such', () => {
  const all = [name(1, 0, 10, 4_294_967_295, 7), name(2, 3, 1, 9, 0)]
  expect(readNames(packNames(all))).toEqual(all)
  expect(readNames(packNames([]))).toEqual([])
  for (const wrong of [
    '',
    '!',
    'AQ',
    packNames(all).slice(0, -2),
    `${packNames(all)}AA`,
    packNames([name(1, 0, 0, 2, 0)]),
  ])
    expect(readNames(wrong)).toBeNull()
})

it('[Y21] another node’s word about letters counts where they are the same, or were deleted there', () => {
  const draft = new Y.Doc({ gc: false })
  draft.clientID = 1
  draft.getText('page').insert(0, 'abcdef')
  const parent = new Y.Doc({ gc: false })
  parent.clientID = 2
  parent.getText('page').insert(0, 'abXdef')
  expect(believedNames(draft, parent, [name(1, 0, 6, 2, 0)])).toEqual([
    name(1, 0, 2, 2, 0),
    name(1, 3, 3, 2, 3),
  ])
  parent.getText('page').delete(2, 1)
  expect(believedNames(draft, parent, [name(1, 0, 6, 2, 0)])).toEqual([name(1, 0, 6, 2, 0)])
  expect(believedNames(draft, parent, [name(1, 0, 6, 2, 1)]), 'the parent lacks the last').toBeNull()
})
