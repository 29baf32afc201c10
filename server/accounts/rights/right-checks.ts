// Who may do what in a world of a node with accounts, and why somebody may not. It is asked for every frame,
// so that a right that was taken away is gone with the next frame.
import { ANONYMOUS, type GroupId, type MemberId, type WorldId } from '../../../shared/world/address.ts'
import type { Right } from '../../../shared/world/rights.ts'
import type { ForeignPeople } from '../../contracts/foreign-people.ts'
import type { Groups } from '../groups/account-groups.ts'
import type { Accounts } from '../model/account-view.ts'
import type { RightsRecordWorld } from './right-records.ts'
import type { RightOf, SeesSince } from './right-of.ts'
import type { RightTables } from './right-tables.ts'
import { givenSince, givenTo, most, outOf } from './world-access.ts'
import type { WorldOffers } from './world-offers.ts'
import type { Owners } from './world-owners.ts'

/**
 * Why somebody has no right: their session is over, they were sent out until a time, or nobody let them in.
 */
export type WhyNot =
  | { readonly type: 'ended' | 'closed' }
  | { readonly type: 'out'; readonly until: number | null }

export interface RightChecks {
  /**
   * Somebody's present right in a world. Without a session: anybody's right for nobody in particular; for a
   * person who is known by their body, their own.
   */
  readonly rightOf: RightOf
  readonly seesSince: SeesSince
  whyNot(member: Parameters<RightOf>[0], world: RightsRecordWorld): WhyNot
  /** Whether somebody may not speak in a world. Its owner always may. */
  isMuted(member: MemberId, world: RightsRecordWorld): boolean
  /** Every world in which somebody may have a right, and maybe others; the open worlds are left out. */
  concerning(member: Parameters<RightOf>[0]): ReadonlySet<WorldId>
  /** The worlds that are open to everyone signed in, or to anybody at all. */
  readonly openWorlds: ReadonlySet<WorldId>
  /** Those of them that search engines may find. */
  readonly foundWorlds: ReadonlySet<WorldId>
}

export interface RightChecksOptions {
  readonly records: Pick<RightTables, 'access' | 'worlds'>
  readonly owners: Pick<Owners, 'ownerOf' | 'homeOf' | 'of'>
  readonly offers: Pick<WorldOffers, 'isOpenTo' | 'of'>
  readonly accounts: Pick<Accounts, 'isHere' | 'byId'>
  readonly groups: Pick<Groups, 'of' | 'joinedAt'>
  readonly foreign: ForeignPeople
  readonly clock: { now(): number }
}

const NO_GROUPS: ReadonlySet<GroupId> = new Set()

export function createRightChecks(options: RightChecksOptions): RightChecks {
  const { owners, offers, accounts, groups, foreign, clock } = options
  const { access: all, worlds } = options.records
  const now = (): number => clock.now()

  function judge(member: MemberId | null, world: RightsRecordWorld): Right {
    const account = member === null ? null : accounts.byId(member)
    if (account?.isSuspended === true) return 'none'
    const node = member === null ? null : foreign.nodeOf(member)
    if (node !== null && !foreign.mayCome(node)) return 'none'
    const owner = owners.ownerOf(world)
    if (owner === null) {
      // The home of an ended account is nobody's, and not the admins'.
      if (account?.isAdmin === true && owners.homeOf(world.id) === null) return 'own'
    } else if (owner === member) return 'own'
    if (member !== null && owners.homeOf(world.id) === member) return 'own'
    // Somebody who is offered a world may look at what they would say yes to.
    const least = member !== null && offers.isOpenTo(world, member) ? 'see' : 'none'
    const access = all.find(world.id)
    if (access === null) return least
    if (member !== null && outOf(access, member, now) !== false) return least
    const of = {
      accountSince: account?.since ?? null,
      node,
      groups: member === null ? NO_GROUPS : groups.of(member),
    }
    return most(least, givenTo(access, member, of, now))
  }

  return {
    rightOf(member, world) {
      if (member.session === null) return judge(member.id === ANONYMOUS ? null : member.id, world)
      return accounts.isHere(member) ? judge(member.id, world) : 'none'
    },
    seesSince({ id, session }, world) {
      const member = session === null && id === ANONYMOUS ? null : id
      const offered = member !== null && offers.isOpenTo(world, member) ? offers.of(world)?.at : undefined
      const of = {
        accountSince: (member === null ? null : accounts.byId(member))?.since ?? null,
        node: member === null ? null : foreign.nodeOf(member),
        groups: member === null ? NO_GROUPS : groups.of(member),
        joined: (group: GroupId) => (member === null ? null : groups.joinedAt(group, member)) ?? now(),
      }
      const access = all.find(world.id)
      const since = access === null ? Infinity : givenSince(access, member, of, now)
      if (since === null) return null
      const first = Math.min(since, offered ?? Infinity)
      return first === Infinity ? null : first
    },
    whyNot(member, world) {
      if (member.session !== null && !accounts.isHere(member)) return { type: 'ended' }
      const access = all.find(world.id)
      const out = access && outOf(access, member.id, now)
      return out ? { type: 'out', ...out } : { type: 'closed' }
    },
    isMuted: (member, world) =>
      all.find(world.id)?.mutes.has(member) === true && owners.ownerOf(world) !== member,
    concerning({ id, session }) {
      if (session === null && id === ANONYMOUS) return new Set()
      const node = foreign.nodeOf(id)
      return new Set([
        ...owners.of(id),
        ...(accounts.byId(id)?.isAdmin === true ? owners.of(null) : []),
        ...worlds.given(id),
        ...(node === null ? [] : worlds.givenTo(node)),
        ...[...groups.of(id)].flatMap((group) => [...worlds.givenToGroup(group)]),
      ])
    },
    openWorlds: worlds.open,
    foundWorlds: worlds.found,
  }
}
