// Changes of the records of rights when somebody leaves, or becomes somebody else.
import type { MemberId } from '../../../shared/world/address.ts'
import type { TableChange } from '../../records/record-tables.ts'
import { most } from './world-access.ts'
import type { LinkRecord, SharedRecord } from './right-records.ts'
import type { RightTables } from './right-tables.ts'
import { inheritedTimes } from './right-times.ts'

type Records = Pick<RightTables, 'shared' | 'links' | 'knocks'>

/** Whether any record names somebody: they were given something, are kept out, or ask for something. */
export const isNamed = ({ shared, links, knocks }: Records, member: MemberId): boolean =>
  [...shared.entries()].some(
    ([, { people, bans, mutes }]) =>
      [...people, ...bans].some(([id]) => id === member) || mutes.includes(member),
  ) ||
  [...links.entries()].some(([, { people }]) => people.includes(member)) ||
  [...knocks.entries()].some(([, knock]) => knock.member === member)

/** The changes that take somebody out of all records. */
export const forgettingMember = ({ shared, links, knocks }: Records, member: MemberId): TableChange[] => [
  ...[...shared.entries()].flatMap(([id, record]) => {
    const left = without(record, member)
    return left === null ? [] : [shared.set(id, left)]
  }),
  ...[...links.entries()]
    .filter(([, { people }]) => people.includes(member))
    .map(([id, link]) =>
      links.set(id, {
        ...link,
        people: link.people.filter((one) => one !== member),
        came: link.came.filter(([one]) => one !== member),
      }),
    ),
  ...[...knocks.entries()].filter(([, knock]) => knock.member === member).map(([id]) => knocks.forget(id)),
]

/** The changes with which all that was somebody's is another's. */
export const inheriting = (
  { shared, links, knocks }: Records,
  from: MemberId,
  to: MemberId,
): TableChange[] => [
  ...[...shared.entries()].flatMap(([id, record]) => {
    const heir = inherited(record, from, to)
    return heir === null ? [] : [shared.set(id, heir)]
  }),
  ...[...links.entries()]
    .filter(([, { people }]) => people.includes(from))
    .map(([id, link]) =>
      links.set(id, { ...link, people: replaced(link.people, from, to), came: cameAs(link.came, from, to) }),
    ),
  ...[...knocks.entries()]
    .filter(([, { member }]) => member === from)
    .map(([id, knock]) => knocks.set(id, { ...knock, member: to })),
]

/** Pairs in which `id` has a value, or, with undefined, none; last changed last. */
export function withPair<Id extends string, T>(
  pairs: readonly (readonly [Id, T])[],
  id: Id | null,
  value: T | undefined,
): [Id, T][] {
  const others = pairs.filter(([other]) => other !== id).map(([other, of]): [Id, T] => [other, of])
  return id === null || value === undefined ? others : [...others, [id, value]]
}

const replaced = (ids: readonly MemberId[], from: MemberId, to: MemberId): MemberId[] => [
  ...new Set(ids.map((id) => (id === from ? to : id))),
]

/** Who came as both has come with the first of them. */
function cameAs(came: LinkRecord['came'], from: MemberId, to: MemberId): LinkRecord['came'] {
  const times = new Map<MemberId, number>()
  for (const [id, at] of came) {
    const heir = id === from ? to : id
    times.set(heir, Math.min(times.get(heir) ?? at, at))
  }
  return [...times]
}

/** A record without somebody; null when they are not in it. */
function without(record: SharedRecord, member: MemberId): SharedRecord | null {
  const people = record.people.filter(([id]) => id !== member)
  const bans = record.bans.filter(([id]) => id !== member)
  const mutes = record.mutes.filter((id) => id !== member)
  const all = people.length + bans.length + mutes.length
  const before = record.people.length + record.bans.length + record.mutes.length
  const times = record.times.filter(([to]) => to !== `person:${member}`)
  return all === before ? null : { ...record, people, bans, mutes, times }
}

/** The end of two bans at once: nobody gets in sooner by having been another as well. */
function longer(one: number | null | undefined, other: number | null): number | null {
  if (one === undefined) return other
  return one === null || other === null ? null : Math.max(one, other)
}

/** A record in which somebody is another now; null when they are not in it. */
function inherited(record: SharedRecord, from: MemberId, to: MemberId): SharedRecord | null {
  const { people, bans, mutes } = record
  const right = new Map(people).get(from)
  const ban = new Map(bans).get(from)
  if (right === undefined && ban === undefined && !mutes.includes(from)) return null
  const others = people.filter(([id]) => id !== from)
  const bansOfOthers = bans.filter(([id]) => id !== from)
  return {
    ...record,
    people:
      right === undefined ? others : withPair(others, to, most(new Map(others).get(to) ?? 'none', right)),
    bans: ban === undefined ? bansOfOthers : withPair(bansOfOthers, to, longer(new Map(bans).get(to), ban)),
    mutes: replaced(mutes, from, to),
    times: inheritedTimes(record, from, to),
  }
}
