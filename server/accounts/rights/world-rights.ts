// The rights of a node with accounts, in memory as they are on the disk: a change is on the disk first. This
// puts the parts together: checks (right-checks.ts), the decisions of a world's owner (world-sharing.ts),
// links and knocks (links-and-knocks.ts), and owners (world-owners.ts, world-offers.ts).
import type { MemberId, RandomBytes, WorldId } from '../../../shared/world/address.ts'
import { NO_FOREIGNERS, type ForeignPeople } from '../../contracts/foreign-people.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import { forgettingMember, inheriting, isNamed } from './access-changes.ts'
import { createLinksAndKnocks, type LinksAndKnocks } from './links-and-knocks.ts'
import { createRightChecks, type RightChecks, type RightChecksOptions } from './right-checks.ts'
import type { RightsRecordWorld } from './right-records.ts'
import { openRightTables, type RightTables } from './right-tables.ts'
import type { WorldOffers } from './world-offers.ts'
import type { Owners } from './world-owners.ts'
import { createWorldSharing, type WorldSharing } from './world-sharing.ts'

export interface Rights extends RightChecks, WorldSharing, LinksAndKnocks {
  ownerOf(world: RightsRecordWorld): MemberId | null
  /** The person whose home a world is. */
  homeOf(world: RightsRecordWorld): MemberId | null
  /** The worlds that somebody owns, and their home, those in the bin included. */
  ownedBy(member: MemberId): ReadonlySet<WorldId>
  /** How many worlds somebody owns, those in the bin included. */
  worldsOf(member: MemberId): number
  /**
   * Keeps a place for one more world that somebody is about to own, until the answer is called; null where
   * they have `most` with those that are on their way. So many requests at once cannot pass the bound.
   */
  keepPlace(member: MemberId, most: number): (() => void) | null
  /** Worlds that somebody was offered. */
  readonly offers: WorldOffers
  /** Whether anything was decided about somebody, or they own or ask for anything: in any world. */
  isAbout(member: MemberId): boolean
  /** Forgets all that somebody was given, or kept out of: they left for good. */
  forget(member: MemberId): Promise<void>
}

export async function openRights(
  options: Pick<RightChecksOptions, 'accounts' | 'groups'> & {
    readonly tables: RecordTables
    readonly owners: Owners
    readonly offers: WorldOffers
    /** People of other nodes; there are none unless given. */
    readonly foreign?: ForeignPeople | undefined
    readonly clock: { now(): number }
    /** The time by which bans and links that are over are forgotten. */
    readonly ages: { now(): number }
    readonly random: RandomBytes
  },
): Promise<Rights> {
  const { tables, owners, offers, foreign = NO_FOREIGNERS } = options
  const records = await openRightTables(tables)
  owners.onEnding((world) => forgetWorlds(records, [world]))
  // Worlds that were ended without this process, from the command line: another world may come under the same
  // id.
  await forgetWorlds(records, worldsGone(records, owners.ids()))
  // A guest who signs in to an account keeps as that account their rights, and their bans.
  owners.onClaimed(async (from, to) => {
    await tables.change(() => inheriting(records, from, to))
  })

  return {
    ...createRightChecks({ ...options, records, foreign }),
    ...createWorldSharing({ ...options, records }),
    ...createLinksAndKnocks(records, options),
    ownerOf: (world) => owners.ownerOf(world),
    homeOf: ({ id }) => owners.homeOf(id),
    ownedBy: (member) => owners.of(member),
    worldsOf: (member) => owners.countOf(member),
    keepPlace: (member, bound) => owners.keepPlace(member, bound),
    offers,
    isAbout: (member) => owners.countOf(member) > 0 || isNamed(records, member),
    async forget(member) {
      await tables.change(() => [...forgettingMember(records, member), ...offers.forgetting(member)])
    },
  }
}

async function forgetWorlds(records: RightTables, worlds: readonly WorldId[]): Promise<void> {
  await records.tables.change(() => worlds.flatMap((world) => records.forgettingWorld(world)))
  for (const world of worlds) records.access.forget(world)
}

/** Worlds that have records, and are not there. */
function worldsGone({ shared, links, knocks }: RightTables, here: ReadonlySet<WorldId>): WorldId[] {
  const worlds = [
    ...[...shared.entries()].map(([id]) => id as WorldId),
    ...[...links.entries(), ...knocks.entries()].map(([, { world }]) => world),
  ]
  return [...new Set(worlds)].filter((world) => !here.has(world))
}
