// Rights in worlds that somebody was promised, by the invitation that they used, and that are still to be given: noted in the same transaction in
// which the invitation is used up.
import { z } from 'zod'
import {
  makeMemberId,
  parseMemberId,
  parseWorldId,
  type MemberId,
  type RandomBytes,
} from '../../shared/world/address.ts'
import type { Change, Kept } from './kept.ts'
import type { Invitation } from './invitations.ts'
import { persist, type Patience } from './patience.ts'

const PromiseRecord = z.object({
  member: z.string(),
  world: z.string(),
  right: z.enum(['see', 'act', 'edit']),
  by: z.string(),
})

export interface Promises {
  /** The changes that promise what an invitation says; none where it names no world. */
  making(member: MemberId, invitation: Invitation): readonly Change[]
  /** Gives all that is promised; resolves after the first try, and goes on until it is done. */
  keep(): Promise<void>
}

/** Gives a right that is not more than what somebody has, where the one who promised it still may. */
export type Give = (promise: {
  readonly member: MemberId
  readonly world: NonNullable<Invitation['world']>
  readonly right: NonNullable<Invitation['right']>
  readonly by: MemberId
}) => Promise<void>

export async function openPromises(options: {
  readonly kept: Kept
  readonly random: RandomBytes
  readonly give: Give
  readonly patience: Patience
}): Promise<Promises> {
  const { kept, random, give, patience } = options
  const table = await kept.table('promise', PromiseRecord)

  async function keep(): Promise<void> {
    for (const [id, { right, ...promise }] of table.entries()) {
      const [member, world, by] = [
        parseMemberId(promise.member),
        parseWorldId(promise.world),
        parseMemberId(promise.by),
      ]
      if (member !== null && world !== null && by !== null) await give({ member, world, right, by })
      await kept.change([table.forget(id)])
    }
  }

  return {
    making(member, { world, right, by }) {
      if (world === null || right === null) return []
      return [table.set(makeMemberId(random), { member, world, right, by })]
    },
    keep: () => persist(keep, patience),
  }
}
