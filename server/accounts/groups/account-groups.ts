// Groups of accounts: a class, a team. In memory as they are on the disk, so that the rights of a group's
// member are answered for every frame. Only accounts of this node are in groups.
import {
  makeGroupId,
  parseGroupId,
  type GroupId,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { GROUP_MEMBERS_MAX, GROUPS_MAX, GROUPS_OF_ONE_MAX } from '../../../shared/wire/api/group-bodies.ts'
import type { AccountDirectory } from '../directory/account-directory.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import { compareNames } from '../names/name-order.ts'
import { judgeName, whyNotCalled } from '../names/name-rules.ts'
import { AccountRefusal } from '../model/account-refusal.ts'
import { membershipId, type GroupRecord, type GroupTables } from './group-records.ts'

export interface Group {
  readonly id: GroupId
  readonly name: string
  readonly since: number
}

/** Somebody in a group, since when. */
interface Membership {
  readonly member: MemberId
  readonly since: number
}

export interface Groups {
  find(id: GroupId): Group | null
  /** The group of this name, however it is typed. */
  named(name: string): Group | null
  /** All of them, in the order of their names. */
  all(): readonly Group[]
  /** The groups that somebody is in. */
  of(member: MemberId): ReadonlySet<GroupId>
  /** When somebody came into a group; null: they are not in it. */
  joinedAt(group: GroupId, member: MemberId): number | null
  /** The members of a group, in the order in which they came; none where there is no such group. */
  membersOf(group: GroupId): readonly Membership[]
  countOf(group: GroupId): number
  /** How many more there is room for, besides the people whom the group waits for. */
  roomIn(group: GroupId): number
  /** Makes one; throws Refused where its name is taken, or there are as many as there may be. */
  make(name: string): Promise<Group>
  /** Throws Refused as `make`; null when there is no such group. */
  rename(group: GroupId, name: string): Promise<Group | null>
  /** Removes a group, and everything that goes with it; false when there is none. */
  remove(group: GroupId, beside: () => readonly TableChange[]): Promise<boolean>
  /** Puts an account in; false when there is no such group or account. Throws Refused over a bound. */
  put(group: GroupId, member: MemberId): Promise<boolean>
  /** Takes somebody out; false when they are not in it. */
  takeOut(group: GroupId, member: MemberId): Promise<boolean>
  /**
   * The changes that put somebody in, none where they are; throws Refused over a bound. `isAwaited`: there is
   * a place for them.
   */
  joining(group: GroupId, member: MemberId, isAwaited?: boolean): readonly TableChange[]
  /** The changes that take somebody out of all groups: their account ends. */
  leaving(member: MemberId): readonly TableChange[]
}

const TAKEN = new AccountRefusal('taken', 'There is a group of that name already. Choose another name.')
const TOO_MANY = new AccountRefusal(
  'bound',
  `There are ${GROUPS_MAX} groups, and no more can be made. Remove one.`,
)
const FULL = new AccountRefusal(
  'bound',
  `There is room for ${GROUP_MEMBERS_MAX} people in a group, and this one is full. Make another group.`,
)
const IN_MANY = new AccountRefusal(
  'bound',
  `Nobody can be in more than ${GROUPS_OF_ONE_MAX} groups. Take them out of another one first.`,
)

export function createGroups(options: {
  readonly tables: RecordTables
  readonly groupTables: GroupTables
  readonly book: Pick<AccountDirectory, 'byId'>
  readonly clock: { now(): number }
  readonly random: RandomBytes
}): Groups {
  const { tables, groupTables, book, clock, random } = options
  const { groups, memberships, pending } = groupTables
  /** By their names, compared so that no two can be mixed up in a list. */
  const byName = new Map<string, GroupId>()
  const members = new Map<GroupId, Map<MemberId, Membership>>()
  const groupsOf = new Map<MemberId, Set<GroupId>>()
  const awaited = new Map<GroupId, number>()

  groups.watch((id, now, before) => {
    const group = parseGroupId(id)
    if (group === null) return
    if (before !== null) byName.delete(plain(before.name))
    if (now !== null) byName.set(plain(now.name), group)
  })
  memberships.watch((_id, now, before) => {
    if (before !== null) {
      members.get(before.group)?.delete(before.member)
      groupsOf.get(before.member)?.delete(before.group)
    }
    if (now !== null) {
      placeIn(members, now.group, () => new Map()).set(now.member, now)
      placeIn(groupsOf, now.member, () => new Set()).add(now.group)
    }
  })

  pending.watch((_id, now, before) => {
    if (before !== null) awaited.set(before.group, (awaited.get(before.group) ?? 0) - 1)
    if (now !== null) awaited.set(now.group, (awaited.get(now.group) ?? 0) + 1)
  })

  function find(id: GroupId): Group | null {
    const record = groups.get(id)
    return record && { id, ...record }
  }

  /** Judges the name that a group is to have; null: a new group. */
  function judge(name: string, group: GroupId | null): void {
    judgeName(whyNotCalled(name), 'name')
    const holder = byName.get(plain(name))
    if (holder !== undefined && holder !== group) throw TAKEN
  }

  function joining(group: GroupId, member: MemberId, isAwaited = false): readonly TableChange[] {
    if (members.get(group)?.has(member) === true) return []
    if (!isAwaited && roomIn(group) <= 0) throw FULL
    if ((groupsOf.get(member)?.size ?? 0) >= GROUPS_OF_ONE_MAX) throw IN_MANY
    return [memberships.add(membershipId(group, member), { group, member, since: clock.now() })]
  }

  const countOf = (group: GroupId): number => members.get(group)?.size ?? 0
  const roomIn = (group: GroupId): number => GROUP_MEMBERS_MAX - countOf(group) - (awaited.get(group) ?? 0)

  const groupOf = ([id, record]: [string, GroupRecord]): Group[] => {
    const group = parseGroupId(id)
    return group === null ? [] : [{ id: group, ...record }]
  }

  const forgetting = (group: GroupId, member: MemberId): TableChange =>
    memberships.forget(membershipId(group, member))

  return {
    find,
    named(name) {
      const id = byName.get(plain(name))
      return id === undefined ? null : find(id)
    },
    all: () => [...groups.entries()].flatMap(groupOf).toSorted(byTheirNames),
    of: (member) => groupsOf.get(member) ?? NONE,
    joinedAt: (group, member) => members.get(group)?.get(member)?.since ?? null,
    membersOf: (group) => [...(members.get(group)?.values() ?? [])].toSorted(firstFirst),
    countOf,
    roomIn,
    async make(name) {
      const group = { id: makeGroupId(random), name, since: clock.now() }
      await tables.change(() => {
        judge(name, null)
        if (groups.size >= GROUPS_MAX) throw TOO_MANY
        return [groups.add(group.id, { name, since: group.since })]
      })
      return group
    },
    async rename(id, name) {
      const isDone = await tables.change(() => {
        const record = groups.get(id)
        judge(name, id)
        return record && [groups.set(id, { ...record, name })]
      })
      return isDone ? find(id) : null
    },
    remove: (id, beside) =>
      tables.change(() => {
        if (groups.get(id) === null) return null
        const people = [...(members.get(id)?.keys() ?? [])]
        return [groups.forget(id), ...people.map((member) => forgetting(id, member)), ...beside()]
      }),
    put: (group, member) =>
      tables.change(() =>
        groups.get(group) === null || book.byId(member) === null ? null : joining(group, member),
      ),
    takeOut: (group, member) =>
      tables.change(() => (members.get(group)?.has(member) === true ? [forgetting(group, member)] : null)),
    joining,
    leaving: (member) => [...(groupsOf.get(member) ?? [])].map((group) => forgetting(group, member)),
  }
}

const NONE: ReadonlySet<GroupId> = new Set()

function placeIn<Id, T>(all: Map<Id, T>, id: Id, make: () => T): T {
  const known = all.get(id) ?? make()
  all.set(id, known)
  return known
}

const plain = (name: string): string => name.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' ')

const byTheirNames = (one: Group, other: Group): number => compareNames(one.name, other.name)

const firstFirst = (one: Membership, other: Membership): number =>
  one.since - other.since || (one.member < other.member ? -1 : 1)
