// Who may do what in which world of a node with accounts, in memory as it is on the disk: a change is on the
// disk first. Asked for every frame, so that what is taken away is gone with the next one.
import { createHash } from 'node:crypto'
import {
  ANONYMOUS,
  makeMemberId,
  type GroupId,
  type MemberId,
  type NodeName,
  type RandomBytes,
  type WorldId,
} from '../../../shared/world/address.ts'
import type { Right } from '../../../shared/world/rights.ts'
import {
  KICK_MS,
  GROUPS_OF_WORLD_MAX,
  KNOCKS_MAX,
  LINKS_MAX,
  NODES_MAX,
  SHARED_WITH_MAX,
  type OpenRight,
} from '../../../shared/wire/api/sharing-bodies.ts'
import type { RightOf } from './right-of.ts'
import type { Accounts } from '../model/account-view.ts'
import { NO_FOREIGNERS, type ForeignPeople } from '../../contracts/foreign-people.ts'
import type { Groups } from '../groups/account-groups.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import { accessOf, givenTo, holds, most, outOf } from './world-access.ts'
import { byWorld } from './records-by-world.ts'
import { inherited, replaced, without, withPair } from './access-changes.ts'
import { concerning } from './accessible-worlds.ts'
import type { Owners } from './world-owners.ts'
import type { WorldOffers } from './world-offers.ts'
import {
  KnockRecord,
  LinkRecord,
  NOT_SHARED,
  SharedRecord,
  TooMany,
  type SharedRecord as Shared,
  type RightsRecordWorld,
} from './right-records.ts'

/** Most who may come with one link: a whole school. More is what `public` is for. */
export const LINK_PEOPLE_MAX = 1000
/** Most who are banned from one world, or may not speak there, each. */
const OUT_MAX = 1000
/** A link's secret, in bytes: nobody guesses it. */
const SECRET_BYTES = 24

interface NewLink {
  readonly right: OpenRight
  readonly label: string
  readonly until: number | null
  /** Who makes it; null: the node does. */
  readonly by?: MemberId | null
}

/** What is kept of a world, for who owns it. */
export interface SharedState {
  readonly owner: MemberId | null
  readonly people: readonly (readonly [MemberId, Right])[]
  readonly nodes: readonly (readonly [NodeName, OpenRight])[]
  readonly groups: readonly (readonly [GroupId, OpenRight])[]
  readonly everyone: OpenRight
  readonly public: OpenRight
  readonly links: readonly (Omit<LinkRecord, 'world' | 'hash' | 'by' | 'people'> & {
    id: string
    people: number
  })[]
  readonly knocks: readonly (Omit<KnockRecord, 'world'> & { id: string })[]
  readonly bans: readonly (readonly [MemberId, number | null])[]
  readonly mutes: readonly MemberId[]
}

/**
 * Why somebody has no right: their session is over, they were sent out until a time, or nobody let them in.
 */
export type WhyNot =
  | { readonly type: 'ended' | 'closed' }
  | { readonly type: 'out'; readonly until: number | null }

export interface Rights {
  /**
   * What somebody may do in a world now. Without a session: anybody's right for nobody in particular, and
   * what is given to them for somebody who is known by their body.
   */
  readonly rightOf: RightOf
  whyNot(member: Parameters<RightOf>[0], world: RightsRecordWorld): WhyNot
  ownerOf(world: RightsRecordWorld): MemberId | null
  /** Whose home a world is. */
  homeOf(world: RightsRecordWorld): MemberId | null
  /** Every world in which somebody may have a right, but for those that are open, and maybe others. */
  concerning(member: Parameters<RightOf>[0]): ReadonlySet<WorldId>
  /** The worlds that are open to everyone signed in, or to anybody at all. */
  readonly openWorlds: ReadonlySet<WorldId>
  /** What everyone signed in, and anybody at all, may do. */
  opennessOf(world: RightsRecordWorld): Pick<SharedState, 'everyone' | 'public'>
  /** Whether anybody was let into a world by name, as one of a group, or by a link. */
  isShared(world: RightsRecordWorld): boolean
  /** The worlds that somebody owns, and their home, those in the bin included. */
  ownedBy(member: MemberId): ReadonlySet<WorldId>
  /** How many worlds somebody owns, those in the bin included. */
  worldsOf(member: MemberId): number
  /**
   * Keeps a place for one world more that somebody is about to own, until the answer is called; null where
   * they have `most` with those that are on their way: many at once do not pass the bound together.
   */
  keepPlace(member: MemberId, most: number): (() => void) | null
  /** Worlds that somebody was offered. */
  readonly offers: WorldOffers
  isMuted(member: MemberId, world: RightsRecordWorld): boolean
  /** Whether anything was ever decided about a world. */
  isDecided(world: RightsRecordWorld): boolean
  stateOf(world: RightsRecordWorld): SharedState

  /** Gives somebody a right, or with `none` takes it away; what they knocked for is answered by it. */
  grant(world: RightsRecordWorld, member: MemberId, right: Right): Promise<void>
  /** Gives everybody of another node a right, or with `none` takes it away. */
  grantNode(world: RightsRecordWorld, node: NodeName, right: OpenRight): Promise<void>
  /** Gives everybody of a group a right, for as long as they are in it, or with `none` takes it away. */
  grantGroup(world: RightsRecordWorld, group: GroupId, right: OpenRight): Promise<void>
  /** The changes with which a group has no right in any world any more: it is removed. */
  forgettingGroup(group: GroupId): readonly TableChange[]
  /** What everyone signed in, and anybody at all, may do. */
  open(
    world: RightsRecordWorld,
    to: { readonly everyone?: OpenRight; readonly public?: OpenRight },
  ): Promise<void>
  /** Makes a link; its secret is told here and never again. */
  link(world: RightsRecordWorld, link: NewLink): Promise<{ readonly id: string; readonly secret: string }>
  /** Revokes a link, for those who came with it, too; false when there is none. */
  unlink(world: RightsRecordWorld, id: string): Promise<boolean>
  /** The link that has a secret, while it holds; null when there is none. */
  linkWith(world: RightsRecordWorld, secret: string): Pick<LinkRecord, 'right' | 'by'> | null
  /** Somebody comes with the secret of a link; false when it is void, or they may not come in. */
  come(world: RightsRecordWorld, secret: string, member: MemberId): Promise<boolean>
  /**
   * Somebody asks to be let in; what they asked before is replaced, and over the bound the oldest knock is
   * forgotten.
   */
  knock(world: RightsRecordWorld, member: MemberId, words: string): Promise<void>
  unknock(world: RightsRecordWorld, member: MemberId): Promise<void>
  /** Sends somebody out for a moment; the answer is until when. */
  sendOut(world: RightsRecordWorld, member: MemberId): number
  /** Keeps somebody out until a time (null: for good); `undefined` lets them in again. */
  ban(world: RightsRecordWorld, member: MemberId, until: number | null | undefined): Promise<void>
  mute(world: RightsRecordWorld, member: MemberId, isMuted: boolean): Promise<void>
  /** Whether anything was decided about somebody, or they own or ask for anything: in any world. */
  isAbout(member: MemberId): boolean
  /** Forgets all that somebody was given, or kept out of: they left for good. */
  forget(member: MemberId): Promise<void>
  /** A world goes over to another owner, who is let in; who owned it may edit it from then on. */
  pass(world: RightsRecordWorld, to: MemberId): Promise<void>
}

export async function openRights(options: {
  readonly tables: RecordTables
  readonly owners: Owners
  readonly offers: WorldOffers
  readonly accounts: Pick<Accounts, 'isHere' | 'byId'>
  readonly groups: Pick<Groups, 'of'>
  /** People of other nodes; there are none unless given. */
  readonly foreign?: ForeignPeople | undefined
  readonly clock: { now(): number }
  readonly random: RandomBytes
}): Promise<Rights> {
  const { tables, owners, offers, accounts, groups, foreign = NO_FOREIGNERS, clock, random } = options
  const shared = await tables.table('shared', SharedRecord)
  const links = await tables.table('link', LinkRecord)
  const knocks = await tables.table('knock', KnockRecord)
  const all = accessOf(shared, links)
  const index = concerning(shared, links)
  const now = (): number => clock.now()

  function judge(member: MemberId | null, world: RightsRecordWorld): Right {
    const account = member === null ? null : accounts.byId(member)
    if (account?.isSuspended === true) return 'none'
    const node = member === null ? null : foreign.nodeOf(member)
    if (node !== null && !foreign.mayCome(node)) return 'none'
    const owner = owners.ownerOf(world)
    if (owner === null) {
      if (account?.isAdmin === true) return 'own'
    } else if (owner === member) return 'own'
    if (member !== null && owners.homeOf(world.id) === member) return 'own'
    // Who is offered a world may look at what they would say yes to.
    const least = member !== null && offers.isOpenTo(world, member) ? 'see' : 'none'
    const access = all.find(world.id)
    if (access === null) return least
    if (member !== null && outOf(access, member, now) !== false) return least
    const of = {
      isAccount: account !== null,
      node,
      groups: member === null ? NO_GROUPS : groups.of(member),
    }
    return most(least, givenTo(access, member, of, now))
  }

  const rightOf: RightOf = (member, world) => {
    if (member.session === null) return judge(member.id === ANONYMOUS ? null : member.id, world)
    return accounts.isHere(member) ? judge(member.id, world) : 'none'
  }

  const recordOf = (world: WorldId): Shared => shared.get(world) ?? NOT_SHARED

  /** Changes a world's record, without what is over by now. */
  async function change(
    world: WorldId,
    how: (record: Shared) => Partial<Shared>,
    beside?: () => TableChange[],
  ) {
    await tables.change(() => {
      const record = recordOf(world)
      const changed = { ...record, ...how(record) }
      const bans = changed.bans.filter(([, until]) => holds(until, now()))
      if (changed.people.length > SHARED_WITH_MAX) throw new TooMany('people')
      if (changed.nodes.length > NODES_MAX) throw new TooMany('nodes')
      if (changed.groups.length > GROUPS_OF_WORLD_MAX) throw new TooMany('groups')
      if (bans.length > OUT_MAX) throw new TooMany('bans')
      if (changed.mutes.length > OUT_MAX) throw new TooMany('mutes')
      return [shared.set(world, { ...changed, bans }), ...(beside?.() ?? [])]
    })
  }

  const linksOf = byWorld(links)
  const heldLink = ({ id }: RightsRecordWorld, secret: string): readonly [string, LinkRecord] | null => {
    const hash = hashOf(secret)
    return linksOf(id).find(([, link]) => link.hash === hash && holds(link.until, now())) ?? null
  }
  const knocksOf = byWorld(knocks)
  const forgetKnocks = (world: WorldId, member: MemberId): TableChange[] =>
    knocksOf(world)
      .filter(([, knock]) => knock.member === member)
      .map(([id]) => knocks.forget(id))

  const forgetWorld = (world: WorldId): TableChange[] => [
    ...(shared.get(world) === null ? [] : [shared.forget(world)]),
    ...linksOf(world).map(([id]) => links.forget(id)),
    ...knocksOf(world).map(([id]) => knocks.forget(id)),
  ]

  owners.onEnding(async (world) => {
    await tables.change(() => forgetWorld(world))
    all.forget(world)
  })

  // Worlds that were ended without us, from the command line: another one may come under the same id.
  const here = owners.ids()
  const worlds = [
    ...[...shared.entries()].map(([id]) => id as WorldId),
    ...[...links.entries(), ...knocks.entries()].map(([, { world }]) => world),
  ]
  const shadows = [...new Set(worlds)].filter((world) => !here.has(world))
  await tables.change(shadows.flatMap(forgetWorld))
  for (const world of shadows) all.forget(world)

  // Who was let in, or kept out, as a guest is so as the account that they signed in to.
  owners.onClaimed(async (from, to) => {
    await tables.change(() => [
      ...[...shared.entries()].flatMap(([id, record]) => {
        const heir = inherited(record, from, to)
        return heir === null ? [] : [shared.set(id, heir)]
      }),
      ...[...links.entries()]
        .filter(([, { people }]) => people.includes(from))
        .map(([id, link]) => links.set(id, { ...link, people: replaced(link.people, from, to) })),
      ...[...knocks.entries()]
        .filter(([, { member }]) => member === from)
        .map(([id, knock]) => knocks.set(id, { ...knock, member: to })),
    ])
  })

  return {
    rightOf,
    whyNot(member, world) {
      if (member.session !== null && !accounts.isHere(member)) return { type: 'ended' }
      const access = all.find(world.id)
      const out = access && outOf(access, member.id, now)
      return out ? { type: 'out', ...out } : { type: 'closed' }
    },
    ownerOf: (world) => owners.ownerOf(world),
    homeOf: ({ id }) => owners.homeOf(id),
    concerning({ id, session }) {
      if (session === null && id === ANONYMOUS) return new Set()
      const node = foreign.nodeOf(id)
      return new Set([
        ...owners.of(id),
        ...(accounts.byId(id)?.isAdmin === true ? owners.of(null) : []),
        ...index.given(id),
        ...(node === null ? [] : index.givenTo(node)),
        ...[...groups.of(id)].flatMap((group) => [...index.givenToGroup(group)]),
      ])
    },
    openWorlds: index.open,
    opennessOf: ({ id }) => recordOf(id),
    isShared: ({ id }) =>
      recordOf(id).people.length > 0 || recordOf(id).groups.length > 0 || linksOf(id).length > 0,
    ownedBy: (member) => owners.of(member),
    worldsOf: (member) => owners.countOf(member),
    keepPlace: (member, bound) => owners.keepPlace(member, bound),
    offers,
    isMuted: (member, world) =>
      all.find(world.id)?.mutes.has(member) === true && owners.ownerOf(world) !== member,
    isDecided: ({ id }) => shared.get(id) !== null,
    stateOf(world) {
      const { everyone, public: anybody, people, nodes, groups, bans, mutes } = recordOf(world.id)
      return {
        owner: owners.ownerOf(world),
        people,
        nodes,
        groups,
        everyone,
        public: anybody,
        links: linksOf(world.id)
          .toSorted(bySince)
          .map(([id, { label, right, since, until, people: holders }]) => ({
            id,
            label,
            right,
            since,
            until,
            people: holders.length,
          })),
        knocks: knocksOf(world.id)
          .map(([id, { member, words, at }]) => ({ id, member, words, at }))
          .toSorted((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1)),
        bans: bans.filter(([, until]) => holds(until, now())),
        mutes,
      }
    },

    async grant({ id }, member, right) {
      await change(
        id,
        ({ people }) => ({ people: withPair(people, member, right === 'none' ? undefined : right) }),
        () => forgetKnocks(id, member),
      )
    },
    grantNode: ({ id }, node, right) =>
      change(id, ({ nodes }) => ({ nodes: withPair(nodes, node, right === 'none' ? undefined : right) })),
    grantGroup: ({ id }, group, right) =>
      change(id, ({ groups }) => ({
        groups: withPair(groups, group, right === 'none' ? undefined : right),
      })),
    forgettingGroup: (group) =>
      [...index.givenToGroup(group)].map((id) =>
        shared.set(id, { ...recordOf(id), groups: withPair(recordOf(id).groups, group, undefined) }),
      ),
    open: ({ id }, to) => change(id, () => to),
    async link({ id: world }, { right, label, until, by = null }) {
      const secret = Buffer.from(random(SECRET_BYTES)).toString('base64url')
      const id = makeMemberId(random)
      await tables.change(() => {
        const over = linksOf(world).filter(([, link]) => !holds(link.until, now()))
        if (linksOf(world).length - over.length >= LINKS_MAX) throw new TooMany('links')
        const made = { world, hash: hashOf(secret), label, right, since: now(), until, by, people: [] }
        return [...over.map(([old]) => links.forget(old)), links.add(id, made)]
      })
      return { id, secret }
    },
    unlink: ({ id: world }, id) =>
      tables.change(() => (links.get(id)?.world === world ? [links.forget(id)] : null)),
    linkWith: (world, secret) => heldLink(world, secret)?.[1] ?? null,
    come(world, secret, member) {
      return tables.change(() => {
        const found = heldLink(world, secret)
        if (found === null) return null
        const access = all.find(world.id)
        if (access !== null && outOf(access, member, now) !== false) return null
        const [id, link] = found
        if (link.people.includes(member)) return []
        if (link.people.length >= LINK_PEOPLE_MAX) throw new TooMany('holders')
        return [links.set(id, { ...link, people: [...link.people, member] })]
      })
    },
    async knock({ id: world }, member, words) {
      const access = all.find(world)
      if (access !== null && outOf(access, member, now) !== false) return
      await tables.change(() => {
        const others = knocksOf(world).filter(([, knock]) => knock.member !== member)
        const oldest = others
          .toSorted(([, one], [, other]) => one.at - other.at)
          .slice(0, Math.max(0, others.length + 1 - KNOCKS_MAX))
        return [
          ...forgetKnocks(world, member),
          ...oldest.map(([id]) => knocks.forget(id)),
          knocks.add(makeMemberId(random), { world, member, words, at: now() }),
        ]
      })
    },
    async unknock({ id }, member) {
      await tables.change(() => forgetKnocks(id, member))
    },
    sendOut({ id }, member) {
      const { sentOut } = all.of(id)
      for (const [other, until] of sentOut) if (!holds(until, now())) sentOut.delete(other)
      const until = now() + KICK_MS
      sentOut.set(member, until)
      return until
    },
    async ban({ id }, member, until) {
      await change(
        id,
        ({ bans }) => ({ bans: withPair(bans, member, until) }),
        () => forgetKnocks(id, member),
      )
      if (until === undefined) all.of(id).sentOut.delete(member)
    },
    mute: ({ id }, member, isMuted) =>
      change(id, ({ mutes }) => ({
        mutes: [...mutes.filter((other) => other !== member), ...(isMuted ? [member] : [])],
      })),
    isAbout: (member) =>
      owners.countOf(member) > 0 ||
      [...shared.entries()].some(
        ([, { people, bans, mutes }]) =>
          [...people, ...bans].some(([id]) => id === member) || mutes.includes(member),
      ) ||
      [...links.entries()].some(([, { people }]) => people.includes(member)) ||
      [...knocks.entries()].some(([, knock]) => knock.member === member),
    async forget(member) {
      await tables.change(() => [
        ...[...shared.entries()].flatMap(([id, record]) => {
          const left = without(record, member)
          return left === null ? [] : [shared.set(id, left)]
        }),
        ...[...links.entries()]
          .filter(([, { people }]) => people.includes(member))
          .map(([id, link]) =>
            links.set(id, { ...link, people: link.people.filter((one) => one !== member) }),
          ),
        ...[...knocks.entries()]
          .filter(([, knock]) => knock.member === member)
          .map(([id]) => knocks.forget(id)),
        ...offers.forgetting(member),
      ])
    },
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

const NO_GROUPS: ReadonlySet<GroupId> = new Set()

const bySince = ([one, { since }]: [string, LinkRecord], [other, link]: [string, LinkRecord]): number =>
  since - link.since || (one < other ? -1 : 1)

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
