// A list of sessions that finds nothing in its time says where it ended.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { IndexedRow } from '../../../server/storage/history-store.ts'
import type { WorldKey } from '../../../server/contracts/world-record.ts'
import { INDEX_ROWS } from '../../../server/history/history-limits.ts'
import { sessionsOf } from '../../../server/history/session-list.ts'
import { makeMemberId } from '../../../shared/world/address.ts'
import type { Revision } from '../../../shared/history/revision.ts'

test('[HI14] who looks for what is far back in a long log goes on where the last list ended', async () => {
  const [ada, bob] = [makeMemberId(randomBytes), makeMemberId(randomBytes)]
  const rows = Array.from({ length: 3 * INDEX_ROWS }, (_, at): IndexedRow => {
    const sequence = at + 1
    const [member, revision] = [sequence === 3 ? ada : bob, (2 * sequence) as Revision]
    return { sequence, member, revision, updates: 2, firstAt: at, lastAt: at, summary: null }
  })
  let time = 0
  const list = (to: number) =>
    sessionsOf(
      {
        rowIndex: (_, stretch) => {
          const from = 'after' in stretch ? stretch.after : 0
          const to = 'before' in stretch ? (stretch.before ?? Infinity) : Infinity
          const found = rows.filter(({ sequence }) => sequence > from && sequence < to)
          return Promise.resolve(('after' in stretch ? found : found.toReversed()).slice(0, stretch.limit))
        },
      },
      // Each page takes longer than a list may.
      { now: () => (time += 200) },
      { world: 7 as WorldKey, kind: 'scene' },
      { from: 0, to, limit: 10, isBy: (author) => author === ada, thing: null },
    )
  const ends = []
  let found = await list(Infinity)
  for (; found.reached !== null; found = await list(found.reached)) ends.push(found.reached)
  expect(ends).toEqual([4 * INDEX_ROWS, 2 * INDEX_ROWS])
  expect(found.sessions.map(({ from, to }) => [from, to])).toEqual([[4, 6]])
})
