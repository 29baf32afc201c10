import { expect, test } from 'vitest'
import { ImportMarks } from '../../../../server/sync/rooms/import-marks.ts'
import { makeMemberId, makeWorldId } from '../../../../shared/world/address.ts'
import { MINUTE_MS } from '../../../../shared/time/durations.ts'
import { seededRandom } from '../../../simulation/random.ts'

const random = seededRandom(1).bytes
const [ada, bob] = [makeMemberId(random), makeMemberId(random)]
const world = makeWorldId(random)

test('[HI26] a mark counts for a quarter of an hour, and the newest 16 of a member at once', () => {
  let now = 0
  const marks = new ImportMarks({ clock: { now: () => now }, random })
  const first = marks.give(world, ada, 1)
  const others = Array.from({ length: 15 }, () => marks.give(world, ada, 1))
  expect(marks.noteOf(first, world, ada)).toEqual({ kind: 'import', id: first })
  expect(marks.noteOf(first, world, bob)).toBeNull()
  expect(marks.noteOf(first, makeWorldId(random), ada)).toBeNull()
  const last = marks.give(world, ada, 1)
  expect(marks.noteOf(first, world, ada)).toBeNull()
  for (const mark of [...others, last]) expect(marks.noteOf(mark, world, ada)).not.toBeNull()
  now = 15 * MINUTE_MS - 1
  expect(marks.noteOf(last, world, ada)).not.toBeNull()
  now += 1
  expect(marks.noteOf(last, world, ada)).toBeNull()
})
