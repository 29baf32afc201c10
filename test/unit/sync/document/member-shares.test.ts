// [S19] Shares of a document, counted without a room.
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { Measure } from '../../../../server/sync/document/document-size.ts'
import { MemberShares } from '../../../../server/sync/document/member-shares.ts'
import { makeMemberId, type MemberId } from '../../../../shared/world/address.ts'
import { CONFLICTS_MAX } from '../../../../shared/yjs/work-steps.ts'

const bytesOf = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))
const [ada, gus] = [makeMemberId(bytesOf), makeMemberId(bytesOf)]
const HALF = 175_000

/** Structs of a client, which weigh so much. */
const section = (client: number, count: number, weight = count) => ({
  client,
  clock: 0,
  end: count,
  count,
  weight,
  structs: [],
  from: 0,
  to: 0,
})

it('counts those together who count as one, and what a guest added for the account that they made', () => {
  const owners = new Map<number, MemberId>([[1, gus]])
  const shares = new MemberShares(
    (client) => owners.get(client),
    (member) => (member === ada ? member : 'guests'),
  )
  // Nobody's are those of somebody without a session.
  shares.add([section(1, 100_000), section(2, 10, 74_000)])
  expect(shares.whyFull('guests', 1_000)).toBeNull()
  expect(shares.whyFull('guests', 1_001)).toContain('half of what this world can hold')
  shares.addCuts([{ client: 2, clock: 0, length: 1 }])
  expect(shares.whyFull('guests', 999)).not.toBeNull()
  expect(shares.whyFull(ada, HALF)).toBeNull()
  owners.set(1, ada)
  shares.claim(gus, ada)
  expect(shares.whyFull(ada, HALF - 100_000)).toBeNull()
  expect(shares.whyFull(ada, HALF - 100_000 + 1)).not.toBeNull()
  expect(shares.whyFull('guests', HALF - 74_002)).toBeNull()
  // Only what is there and on its way counts then; what weighs more than its number still does.
  shares.recount(new Y.Doc(), [section(2, 5)])
  expect(shares.whyFull(ada, HALF)).toBeNull()
  expect(shares.whyFull('guests', HALF - 73_995)).toBeNull()
  expect(shares.whyFull('guests', HALF - 73_994)).not.toBeNull()
})

it('[S17] keeps the last tenth of the work of placing things for the owner, and takes what has none', () => {
  const measure = new Measure()
  measure.set({ items: 10, extra: 0, conflicts: 0.9 * CONFLICTS_MAX })
  const amount = { weight: 1, bytes: 1, conflicts: 1_000 }
  expect(measure.whyLeftToOwner(amount)).toContain('in the same places')
  expect(measure.whyLeftToOwner({ ...amount, conflicts: 0 })).toBeNull()
  expect(measure.whyFull(amount)).toBeNull()
  expect(measure.whyFull({ ...amount, conflicts: 0.1 * CONFLICTS_MAX + 1 })).not.toBeNull()
})
