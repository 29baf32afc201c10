// Things that were carried off out of a world, to other worlds of this node and to other nodes. Both kinds
// are listed and called back in the same way.
import type { LentThings } from '../../../shared/wire/peers/transfer-bodies.ts'
import type { MemberId, WorldId } from '../../../shared/world/address.ts'
import type { Transfers } from '../../peers/transfers/thing-transfers.ts'
import type { Store } from '../../storage/store.ts'
import type { WorldServices } from '../routing/http-services.ts'

/** One thing that was carried off, no matter which part keeps the record of it. */
export interface LentOut {
  readonly id: string
  readonly name: string
  readonly holder: MemberId
  readonly world: WorldId
  /** ms since 1970. */
  readonly since: number
  /** It was put down on another node, and nobody knows yet whether it arrived. */
  readonly isOnItsWay: boolean
  /** Whether it is in a world of this node, so that its holder can be given it for good. */
  readonly isHere: boolean
}

export interface LentOutThings {
  all(): readonly LentOut[]
  from(world: WorldId): readonly LentOut[]
  told(lent: LentOut): Promise<LentThings['things'][number]>
  /** Answers why it does not come; null: it is back. */
  callBack(lent: LentOut): Promise<string | null>
}

export function createLentOutThings({
  loans,
  owner,
  store,
  transfers,
}: Pick<WorldServices, 'loans' | 'owner'> & {
  readonly store: Pick<Store, 'person'>
  /** Null where this node is linked with no other. */
  readonly transfers: Transfers | null
}): LentOutThings {
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
