// Who may look at offers: those who may edit the world that each is made to, and nobody else. Nobody edits
// them.
import { atLeast } from '../../../shared/world/rights.ts'
import type { WorldId } from '../../../shared/world/address.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { Store } from '../../storage/store.ts'

export interface OfferRights {
  /** Somebody's right in a world; in an offer they review it with the right to edit. */
  readonly rightOf: RightOf
  /** The same for documents: nobody writes in an offer. */
  readonly readOnly: (rightOf: RightOf) => RightOf
  isOffer(world: WorldId): boolean
  placed(offer: WorldId, parent: WorldRecord): void
}

export async function openOfferRights({
  store,
  drafts,
  rightOf,
}: {
  readonly store: Pick<Store, 'findById'>
  readonly drafts: Pick<Drafts, 'of' | 'offers'>
  readonly rightOf: RightOf
}): Promise<OfferRights> {
  const parents = new Map<WorldId, WorldRecord>()
  for (const id of drafts.offers()) {
    const parent = await store.findById(drafts.of(id)?.parent ?? id)
    if (parent !== null) parents.set(id, parent)
  }
  const isOffer = (world: WorldId): boolean => drafts.of(world)?.offer !== undefined
  return {
    isOffer,
    rightOf(member, world) {
      if (!isOffer(world.id)) return rightOf(member, world)
      const parent = parents.get(world.id)
      return parent !== undefined && atLeast(rightOf(member, parent), 'edit') ? 'edit' : 'none'
    },
    readOnly: (before) => (member, world) => {
      const right = before(member, world)
      return isOffer(world.id) && atLeast(right, 'see') ? 'see' : right
    },
    placed(offer, parent) {
      parents.set(offer, parent)
      // Those that are gone are asked for no more.
      for (const id of parents.keys()) if (id !== offer && !isOffer(id)) parents.delete(id)
    },
  }
}
