// [Y1] How many drafts of a world one person may have, and what is kept for its owner.
import { expect, test } from 'vitest'
import { whyNoDraft } from '../../../server/http/drafts/draft-creation.ts'
import { makeMemberId, type MemberId } from '../../../shared/world/address.ts'

const [ada, bob, eve] = ['ada', 'bob', 'eve'].map(() =>
  makeMemberId((count) => crypto.getRandomValues(new Uint8Array(count))),
) as [MemberId, MemberId, MemberId]
const draftsOf = (by: MemberId | null, count: number) => Array.from({ length: count }, () => ({ by }))

test('[Y1] one person has half of the drafts of a world, and the last tenth is its owner’s', () => {
  expect(whyNoDraft(draftsOf(eve, 99), eve, ada)).toBeNull()
  expect(whyNoDraft(draftsOf(eve, 100), eve, ada)?.message).toContain('limit for one person')
  expect(whyNoDraft([...draftsOf(eve, 100), ...draftsOf(bob, 79)], bob, ada)).toBeNull()
  expect(whyNoDraft([...draftsOf(eve, 100), ...draftsOf(bob, 80)], bob, ada)?.message).toContain(
    'kept for its owner',
  )
  expect(whyNoDraft([...draftsOf(eve, 100), ...draftsOf(null, 99)], ada, ada)).toBeNull()
  expect(whyNoDraft(draftsOf(ada, 199), bob, ada)).toBeNull()
  expect(whyNoDraft(draftsOf(ada, 200), ada, ada)?.message).toContain('which is the limit')
  expect(whyNoDraft(draftsOf(eve, 199), eve, null)).toBeNull()
})
