import { expect, it } from 'vitest'
import { cutChanges } from '../../../shared/history/changes/cut-changes.ts'
import type { TextChange, ThingChange } from '../../../shared/history/changes/thing-change.ts'
import { programAuthor } from '../../../shared/world/author.ts'
import { id } from '../world/made.ts'

const BY = programAuthor(id('oak'))
const spots = (count: number, letters = 'ä'): TextChange[] =>
  Array.from({ length: count }, (_, at) => ({ at, in: letters, by: BY }))
const changed = (name: string, count: number): ThingChange => ({
  id: id(name),
  kind: 'changed',
  values: [],
  text: spots(count),
})
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

it('all changes are listed that fit, and the last thing with as many spots as fit', () => {
  const all = [changed('first', 10), changed('second', 1_000), changed('third', 1)]
  const { things, isCut } = cutChanges(all, 5_000)
  expect(isCut).toBe(true)
  expect(things.map((thing) => thing.id)).toEqual([id('first'), id('second')])
  expect(things[0]).toEqual(all[0])
  expect(things[1]?.text).toEqual(all[1]?.text.slice(0, things[1]?.text.length))
  const bytes = bytesOf(things)
  // As many as fit: no byte more, and the next spot would be too much.
  expect(bytes).toBeLessThanOrEqual(5_000)
  expect(bytes + bytesOf(all[1]?.text[things[1]?.text.length ?? 0])).toBeGreaterThan(5_000 - 10)
})

it('changes that fit are listed as they are, and one spot that does not is left out with its thing', () => {
  const all = [changed('first', 3), changed('second', 3)]
  expect(cutChanges(all, 1_000)).toEqual({ things: all, isCut: false })
  const long: ThingChange = { ...changed('long', 0), text: spots(1, 'x'.repeat(2_000)) }
  expect(cutChanges([changed('first', 3), long], 1_000)).toEqual({ things: [all[0]], isCut: true })
})
