// A draft's next log, worked out with a merge, is only taken where nothing came in between.
import { expect, it } from 'vitest'
import { packedNames, unpackedNames } from '../../../shared/history/merge/packed-names.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { LineId, WorldId } from '../../../shared/world/address.ts'
import { isAsKnown } from '../../../server/history/drafts/draft-following.ts'

const at = (line: string, revision: number) => ({ line: line as LineId, revision: revision as Revision })
const KNOWN = {
  draft: { id: 'd' as WorldId, ...at('one', 3) },
  parent: { id: 'p' as WorldId, ...at('two', 7) },
}

it('[Y12] is taken where both worlds end as they did', () => {
  expect(isAsKnown(KNOWN, { draft: at('one', 3), parent: at('two', 7) })).toBe(true)
})

it.each([
  ['somebody wrote in the parent', { draft: at('one', 3), parent: at('two', 8) }],
  ['somebody wrote in the draft', { draft: at('one', 4), parent: at('two', 7) }],
  ['something was erased from the parent', { draft: at('one', 3), parent: at('three', 7) }],
  ['something was erased from the draft', { draft: at('three', 3), parent: at('two', 7) }],
  ['less of the merge was written than was worked out', { draft: at('one', 3), parent: at('two', 6) }],
  ['the draft is gone', { draft: { ...at('one', 3), line: undefined }, parent: at('two', 7) }],
])('[Y12] is worked out again where %s', (_, now) => {
  expect(isAsKnown(KNOWN, now)).toBe(false)
})

it('names are the same after they were packed as numbers, however large these are', () => {
  const names = [
    { from: { client: 2 ** 32 - 1, clock: 2 ** 40, length: 3 }, to: { client: 1, clock: 0 } },
    { from: { client: 7, clock: 1, length: 1 }, to: { client: 2 ** 53 - 1, clock: 9 } },
  ]
  expect(unpackedNames(packedNames(names))).toEqual(names)
  expect(unpackedNames(packedNames([]))).toEqual([])
})
