// The decisions of a world's owner: who is let in as themselves, as one of a group or of a node; to whom it
// is open; who is banned, and who is muted; and who owns it next.
import type { GroupId, MemberId, NodeName, WorldId } from '../../../shared/world/address.ts'
import type { Right } from '../../../shared/world/rights.ts'
import {
  GROUPS_OF_WORLD_MAX,
  KICK_MS,
  NODES_MAX,
  SHARED_WITH_MAX,
  type OpenRight,
} from '../../../shared/wire/api/sharing-bodies.ts'
import type { TableChange } from '../../records/record-tables.ts'
import { withPair } from './access-changes.ts'
import {
  TooMany,
  type KnockRecord,
  type LinkRecord,
  type RightsRecordWorld,
  type SharedRecord,
} from './right-records.ts'
import type { RightTables } from './right-tables.ts'
import { withTimes } from './right-times.ts'
import { holds } from './world-access.ts'
import type { WorldOffers } from './world-offers.ts'
import type { Owners } from './world-owners.ts'
import { earlierOf } from '../../records/age-clock.ts'

/** Most who are banned from one world, or may not speak there, each. */
const OUT_MAX = 1000

/** The sharing of a world, as its owner sees it. */
export interface SharedState {
  readonly owner: MemberId | null
  readonly people: readonly (readonly [MemberId, Right])[]
  readonly nodes: readonly (readonly [NodeName, OpenRight])[]
  readonly groups: readonly (readonly [GroupId, OpenRight])[]
  readonly everyone: OpenRight
  readonly public: OpenRight
  readonly isFound: boolean
  readonly sites: readonly string[]
  readonly links: readonly (Omit<LinkRecord, 'world' | 'hash' | 'by' | 'people' | 'came'> & {
    id: string
    people: number
  })[]
  readonly knocks: readonly (Omit<KnockRecord, 'world'> & { id: string })[]
  readonly bans: readonly (readonly [MemberId, number | null])[]
  readonly mutes: readonly MemberId[]
}

export interface WorldSharing {
  stateOf(world: RightsRecordWorld): SharedState
  /** The rights of everyone signed in, and of anybody at all. */
  opennessOf(world: RightsRecordWorld): Pick<SharedState, 'everyone' | 'public'>
  /** Whether anybody was let into a world by name, as one of a group, or by a link. */
  isShared(world: RightsRecordWorld): boolean
  /** Whether anything was ever decided about a world. */
  isDecided(world: RightsRecordWorld): boolean
  /** Gives somebody a right, or with `none` takes it away; it answers their knock. */
  grant(world: RightsRecordWorld, member: MemberId, right: Right): Promise<void>
  /** Gives everybody of another node a right, or with `none` takes it away. */
  grantNode(world: RightsRecordWorld, node: NodeName, right: OpenRight): Promise<void>
  /** Gives everybody of a group a right, for as long as they are in it, or with `none` takes it away. */
  grantGroup(world: RightsRecordWorld, group: GroupId, right: OpenRight): Promise<void>
  /** The changes with which a group has no right in any world any more: it is removed. */
  forgettingGroup(group: GroupId): readonly TableChange[]
  /**
   * Sets what everyone signed in, and anybody at all, may do, whether search engines may find it, and which
   * sites may show it at work: none of both, once it was closed to anybody.
   */
  open(
    world: RightsRecordWorld,
    to: Partial<Pick<SharedState, 'everyone' | 'public' | 'isFound' | 'sites'>>,
  ): Promise<void>
  /** Sends somebody out for a moment; the answer is until when. */
  sendOut(world: RightsRecordWorld, member: MemberId): number
  /** Keeps somebody out until a time (null: for good); `undefined` lets them in again. */
  ban(world: RightsRecordWorld, member: MemberId, until: number | null | undefined): Promise<void>
  mute(world: RightsRecordWorld, member: MemberId, isMuted: boolean): Promise<void>
  /** A world goes over to another owner, who is let in; the owner before may edit it from then on. */
  pass(world: RightsRecordWorld, to: MemberId): Promise<void>
}

export function createWorldSharing(options: {
  readonly records: RightTables
  readonly owners: Pick<Owners, 'ownerOf' | 'store'>
  readonly offers: Pick<WorldOffers, 'end'>
  readonly clock: { now(): number }
  /** The time by which a ban that is over is forgotten. */
  readonly ages: { now(): number }
}): WorldSharing {
  const { records, owners, offers, clock, ages } = options
  const { tables, shared, access, worlds, recordOf, forgettingKnocks } = records

  /** Changes the record of a world, and takes out of it the bans that are over. */
  async function change(
    world: WorldId,
    how: (record: SharedRecord) => Partial<SharedRecord>,
    beside?: () => TableChange[],
  ) {
    await tables.change(() => {
      const record = recordOf(world)
      const changed = { ...record, ...how(record) }
      const bans = changed.bans.filter(([, until]) => holds(until, earlierOf(ages, clock)))
      if (changed.people.length > SHARED_WITH_MAX) throw new TooMany('people')
      if (changed.nodes.length > NODES_MAX) throw new TooMany('nodes')
      if (changed.groups.length > GROUPS_OF_WORLD_MAX) throw new TooMany('groups')
      if (bans.length > OUT_MAX) throw new TooMany('bans')
      if (changed.mutes.length > OUT_MAX) throw new TooMany('mutes')
      return [shared.set(world, withTimes(record, { ...changed, bans }, clock.now())), ...(beside?.() ?? [])]
    })
  }

  return {
    stateOf: (world) => stateOf(records, world, owners.ownerOf(world), clock.now()),
    opennessOf: ({ id }) => recordOf(id),
    isShared: ({ id }) =>
      recordOf(id).people.length > 0 || recordOf(id).groups.length > 0 || records.linksOf(id).length > 0,
    isDecided: ({ id }) => shared.get(id) !== null,
    grant: ({ id }, member, right) =>
      change(
        id,
        ({ people }) => ({ people: withPair(people, member, unlessNone(right)) }),
        () => forgettingKnocks(id, member),
      ),
    grantNode: ({ id }, node, right) =>
      change(id, ({ nodes }) => ({ nodes: withPair(nodes, node, unlessNone(right)) })),
    grantGroup: ({ id }, group, right) =>
      change(id, ({ groups }) => ({ groups: withPair(groups, group, unlessNone(right)) })),
    forgettingGroup: (group) =>
      [...worlds.givenToGroup(group)].map((id) =>
        shared.set(
          id,
          withTimes(
            recordOf(id),
            { ...recordOf(id), groups: withPair(recordOf(id).groups, group, undefined) },
            clock.now(),
          ),
        ),
      ),
    open: ({ id }, to) =>
      change(id, (record) => {
        const { public: anybody, isFound, sites } = { ...record, ...to }
        return anybody === 'none'
          ? { ...to, isFound: false, sites: [] }
          : { ...to, isFound, sites: [...sites] }
      }),
    sendOut({ id }, member) {
      const { sentOut } = access.of(id)
      for (const [other, until] of sentOut) if (!holds(until, clock.now())) sentOut.delete(other)
      const until = clock.now() + KICK_MS
      sentOut.set(member, until)
      return until
    },
    async ban({ id }, member, until) {
      await change(
        id,
        ({ bans }) => ({ bans: withPair(bans, member, until) }),
        () => forgettingKnocks(id, member),
      )
      if (until === undefined) access.of(id).sentOut.delete(member)
    },
    mute: ({ id }, member, isMuted) =>
      change(id, ({ mutes }) => ({
        mutes: [...mutes.filter((other) => other !== member), ...(isMuted ? [member] : [])],
      })),
    async pass(world, to) {
      const before = owners.ownerOf(world)
      await change(world.id, ({ people, bans, mutes }) => ({
        people: withPair(withPair(people, to, undefined), before, 'edit'),
        bans: withPair(bans, to, undefined),
        mutes: mutes.filter((other) => other !== to),
      }))
      await owners.store.setOwner(world.key, to)
      await offers.end(world)
    },
  }
}

/** A right as it is kept: none is no record. */
const unlessNone = <R extends Right>(right: R): R | undefined => (right === 'none' ? undefined : right)

function stateOf(
  { recordOf, linksOf, knocksOf }: RightTables,
  { id: world }: RightsRecordWorld,
  owner: MemberId | null,
  now: number,
): SharedState {
  const { everyone, public: anybody, isFound, sites, people, nodes, groups, bans, mutes } = recordOf(world)
  return {
    owner,
    people,
    nodes,
    groups,
    everyone,
    public: anybody,
    isFound,
    sites,
    links: linksOf(world)
      .toSorted(bySince)
      .map(([id, { label, right, since, until, people: holders }]) => ({
        id,
        label,
        right,
        since,
        until,
        people: holders.length,
      })),
    knocks: knocksOf(world)
      .map(([id, { member, words, at }]) => ({ id, member, words, at }))
      .toSorted((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1)),
    bans: bans.filter(([, until]) => holds(until, now)),
    mutes,
  }
}

const bySince = ([one, { since }]: [string, LinkRecord], [other, link]: [string, LinkRecord]): number =>
  since - link.since || (one < other ? -1 : 1)
