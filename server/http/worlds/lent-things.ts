// What was carried off out of a world: to other worlds of this node, and to other nodes. Either is listed and
// called back in the same way.
import type { LentThings } from '../../../shared/wire/peers/transfer-bodies.ts'
import type { MemberId, WorldId } from '../../../shared/world/address.ts'
import { hasTransfers } from '../routing/transfer-parts.ts'
import type { RouteParts } from '../routing/route-parts.ts'

/** One thing that was carried off, whoever keeps the record of it. */
export interface LentOut {
  readonly id: string
  readonly name: string
  readonly holder: MemberId
  readonly world: WorldId
  /** ms since 1970. */
  readonly since: number
  /** It was put down on another node, and nobody knows yet whether it arrived. */
  readonly isOnItsWay: boolean
  /** Whether it is in a world of this node, so that it can be left to who has it. */
  readonly isHere: boolean
}

interface LentParts {
  readonly all: () => readonly LentOut[]
  readonly from: (world: WorldId) => readonly LentOut[]
  readonly told: (lent: LentOut) => Promise<LentThings['things'][number]>
  /** Answers why it does not come; null: it is back. */
  readonly callBack: (lent: LentOut) => Promise<string | null>
}

export function lentOf(parts: RouteParts): LentParts {
  const { loans, owner, store } = parts
  const transfers = hasTransfers(parts) ? parts.transfers : null

  function all(): LentOut[] {
    const here = [...(loans?.all() ?? [])].map(([id, { name, holder, world, since }]) => {
      return { id, name, holder, world, since, isOnItsWay: false, isHere: true }
    })
    const there = [...(transfers?.sending.loans.all() ?? [])].map(
      ([id, { name, holder, world, since, out }]) => {
        return { id, name, holder, world, since, isOnItsWay: out !== null, isHere: false }
      },
    )
    return [...here, ...there]
  }

  return {
    all,
    from: (world) => all().filter((lent) => lent.world === world),
    async told({ id, name, holder, since, isOnItsWay, isHere }) {
      const account = (await store.person(holder))?.account ?? ''
      return { id, name, holder: account, since, isOnItsWay, isHere }
    },
    async callBack({ id, isHere }) {
      const refused = isHere ? await owner.recall(id) : await transfers?.visitorLoans.callBack(id)
      return refused?.why ?? null
    },
  }
}
