// Worlds that somebody was offered: nobody owns a world that they did not say yes to, so that nobody has what
// they never wanted under their name. An offer stands as long as the world is its giver's, and ends by
// itself.
import { OFFER_MS, OFFERS_MAX } from '../../../shared/wire/api/sharing-bodies.ts'
import { parseWorldId, type MemberId, type WorldId } from '../../../shared/world/address.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import type { Owners } from './world-owners.ts'
import { OfferRecord, TooMany, type RightsRecordWorld } from './right-records.ts'

export interface WorldOffer {
  readonly to: MemberId
  /** The giver; null: they left, and left it to somebody. */
  readonly by: MemberId | null
  readonly at: number
  /** They said no; it is kept so that the giver learns of it. */
  readonly isDeclined: boolean
}

export interface WorldOffers {
  /** The offer of a world's owner, as long as it stands; null: none. */
  of(world: RightsRecordWorld): WorldOffer | null
  /** Whether somebody can say yes to a world now. */
  isOpenTo(world: RightsRecordWorld, member: MemberId): boolean
  /** The worlds that somebody may say yes or no to; some of these offers may not stand any more. */
  waitingFor(member: MemberId): readonly WorldId[]
  /** Whether somebody can be offered so many more. */
  hasRoom(member: MemberId, more: number): boolean
  /** Offers a world, and replaces an earlier offer; throws TooMany. */
  make(world: RightsRecordWorld, to: MemberId, by: MemberId): Promise<void>
  /** Offers a world that is nobody's from now on, since its owner leaves: see {@link WorldOffers.over}. */
  leave(world: RightsRecordWorld, to: MemberId): Promise<void>
  decline(world: RightsRecordWorld): Promise<void>
  /** There is no offer of this world any more. */
  end(world: Pick<RightsRecordWorld, 'id'>): Promise<void>
  /**
   * Forgets the offers that ended. Answers the worlds that somebody left to another person who did not answer
   * in time: nobody wants them.
   */
  over(): Promise<readonly WorldId[]>
  /** The changes that forget the offers to somebody who left. */
  forgetting(member: MemberId): readonly TableChange[]
}

export async function openOffers(options: {
  readonly tables: RecordTables
  readonly owners: Pick<Owners, 'ownerOf' | 'onEnding' | 'ids'>
  readonly clock: { now(): number }
}): Promise<WorldOffers> {
  const { tables, owners, clock } = options
  const table = await tables.table('offer', OfferRecord)

  const isInTime = ({ at }: OfferRecord): boolean => clock.now() < at + OFFER_MS
  const isOpen = (offer: OfferRecord): boolean => !offer.isDeclined && isInTime(offer)

  function currentOffer(world: RightsRecordWorld): OfferRecord | null {
    const offer = table.get(world.id)
    return offer !== null && isInTime(offer) && owners.ownerOf(world) === offer.owner ? offer : null
  }

  const openFor = (member: MemberId): [string, OfferRecord][] =>
    [...table.entries()].filter(([, offer]) => offer.to === member && isOpen(offer))
  const hasRoom = (member: MemberId, more: number): boolean => openFor(member).length + more <= OFFERS_MAX

  async function forget(world: WorldId): Promise<void> {
    await tables.change(() => (table.get(world) === null ? [] : [table.forget(world)]))
  }

  owners.onEnding(forget)
  // Of worlds that were ended from the command line: another one may come under the same id.
  const here = owners.ids()
  const gone = [...table.entries()].filter(([id]) => !here.has(id as WorldId))
  await tables.change(gone.map(([id]) => table.forget(id)))

  return {
    of: (world) => currentOffer(world),
    isOpenTo(world, member) {
      const offer = table.get(world.id)
      return offer?.to === member && currentOffer(world) !== null && !offer.isDeclined
    },
    waitingFor: (member) => openFor(member).flatMap(([id]) => parseWorldId(id) ?? []),
    hasRoom,
    async make(world, to, by) {
      await tables.change(() => {
        if (!hasRoom(to, 1)) throw new TooMany('offers')
        const owner = owners.ownerOf(world)
        return [table.set(world.id, { to, by, owner, at: clock.now(), isDeclined: false })]
      })
    },
    async leave(world, to) {
      await tables.change([
        table.set(world.id, { to, by: null, owner: null, at: clock.now(), isDeclined: false }),
      ])
    },
    async decline(world) {
      await tables.change(() => {
        const offer = table.get(world.id)
        return offer && [table.set(world.id, { ...offer, isDeclined: true })]
      })
    },
    end: ({ id }) => forget(id),
    async over() {
      const ended = [...table.entries()].filter(([, offer]) => !isInTime(offer))
      const left = ended.filter(([, { by }]) => by === null)
      const others = ended.filter(([, { by }]) => by !== null)
      await tables.change(others.map(([id]) => table.forget(id)))
      return left.flatMap(([id]) => parseWorldId(id) ?? [])
    },
    forgetting: (member) =>
      [...table.entries()]
        .filter(([, { to }]) => to === member)
        // A world that was left to somebody who leaves, too, is nobody's, and goes to the bin when ended
        // offers are looked for.
        .map(([id, offer]) => (offer.by === null ? table.set(id, { ...offer, at: 0 }) : table.forget(id))),
  }
}
