// The records of one world, ready to be asked for each frame.
import type { GroupId, MemberId, NodeName, WorldId } from '../../../shared/world/address.ts'
import { atLeast, type Right } from '../../../shared/world/rights.ts'
import type { OpenRight } from '../../../shared/wire/api/sharing-bodies.ts'
import type { RecordTable } from '../../records/record-tables.ts'
import { NOT_SHARED, type LinkRecord, type SharedRecord } from './right-records.ts'
import type { GivenTo } from './right-times.ts'

/** A link as one who holds it is judged by it. */
interface LinkRight extends Pick<LinkRecord, 'right' | 'until'> {
  /** When they came with it; null where that was not noted. */
  readonly came: number | null
}

/** Who may do what in one world. Each world that anybody was let into has one. */
interface WorldAccess {
  everyone: OpenRight
  public: OpenRight
  people: ReadonlyMap<MemberId, Right>
  nodes: ReadonlyMap<NodeName, OpenRight>
  groups: ReadonlyMap<GroupId, OpenRight>
  bans: ReadonlyMap<MemberId, number | null>
  mutes: ReadonlySet<MemberId>
  /** Since when rights are given, as far as that was noted. */
  times: ReadonlyMap<string, number>
  /** By the people who came with them: the links that they have, by id. */
  readonly held: Map<MemberId, Map<string, LinkRight>>
  /** People who were sent out for a moment, and until when. Not stored: a moment is over after a restart. */
  readonly sentOut: Map<MemberId, number>
}

/** The access of every world, kept up with the tables. */
export function accessOf(shared: RecordTable<SharedRecord>, links: RecordTable<LinkRecord>): AccessByWorld {
  const all = new Map<WorldId, WorldAccess>()

  function of(world: WorldId): WorldAccess {
    const known = all.get(world)
    if (known !== undefined) return known
    const made: WorldAccess = { ...read(NOT_SHARED), held: new Map(), sentOut: new Map() }
    all.set(world, made)
    return made
  }

  shared.watch((id, now) => {
    // The table is kept under ids of worlds alone.
    Object.assign(of(id as WorldId), read(now ?? NOT_SHARED))
  })
  links.watch((id, now, before) => {
    for (const member of before?.people ?? []) if (before) drop(of(before.world).held, member, id)
    if (now === null) return
    const came = new Map(now.came)
    const { right, until } = now
    for (const member of now.people)
      hold(of(now.world).held, member, id, { right, until, came: came.get(member) ?? null })
  })

  return {
    find: (world) => all.get(world) ?? null,
    of,
    forget: (world) => void all.delete(world),
  }
}

export interface AccessByWorld {
  find(world: WorldId): WorldAccess | null
  /** As `find`; made where there is none. */
  of(world: WorldId): WorldAccess
  forget(world: WorldId): void
}

function read(record: SharedRecord) {
  const { everyone, public: all, people, nodes, groups, bans, mutes, times } = record
  return {
    everyone,
    public: all,
    people: new Map(people),
    nodes: new Map(nodes),
    groups: new Map(groups),
    bans: new Map(bans),
    mutes: new Set(mutes),
    times: new Map(times),
  }
}

function hold(held: WorldAccess['held'], member: MemberId, id: string, link: LinkRight): void {
  const links = held.get(member) ?? new Map<string, LinkRight>()
  links.set(id, link)
  held.set(member, links)
}

function drop(held: WorldAccess['held'], member: MemberId, id: string): void {
  const links = held.get(member)
  links?.delete(id)
  if (links?.size === 0) held.delete(member)
}

/** Whether something that ends at a time, or never (null), holds at `now`. */
export const holds = (until: number | null, now: number): boolean => until === null || until > now

export const most = (one: Right, other: Right): Right => (atLeast(one, other) ? one : other)

/**
 * Whether somebody may not come in now, whatever else they may: until when (null: for good); false when they
 * may.
 */
export function outOf(
  access: WorldAccess,
  member: MemberId,
  now: () => number,
): { until: number | null } | false {
  if (access.bans.size > 0) {
    const until = access.bans.get(member)
    if (until !== undefined && holds(until, now())) return { until }
  }
  if (access.sentOut.size > 0) {
    const until = access.sentOut.get(member)
    if (until !== undefined && holds(until, now())) return { until }
  }
  return false
}

/** What else is known of a member. */
interface KnownMember {
  /** Since when they have an account; null: they have none. */
  readonly accountSince: number | null
  readonly node: NodeName | null
  readonly groups: ReadonlySet<GroupId>
}

/**
 * The right of somebody by the records: the highest of their own, of links, of their groups, of their node,
 * as everyone signed in, and as anybody.
 */
export function givenTo(
  access: WorldAccess,
  member: MemberId | null,
  of: KnownMember,
  now: () => number,
): Right {
  let right: Right = of.accountSince !== null ? most(access.public, access.everyone) : access.public
  if (member === null) return right
  if (of.node !== null) right = most(right, access.nodes.get(of.node) ?? 'none')
  right = most(right, access.people.get(member) ?? 'none')
  if (access.groups.size > 0) {
    for (const group of of.groups) right = most(right, access.groups.get(group) ?? 'none')
  }
  for (const link of access.held.get(member)?.values() ?? []) {
    if (holds(link.until, now())) right = most(right, link.right)
  }
  return right
}

/**
 * Since when somebody could look at a world by what is given to them now; null where that was not noted, and
 * Infinity where nothing is given.
 */
export function givenSince(
  access: WorldAccess,
  member: MemberId | null,
  of: KnownMember & { readonly joined: (group: GroupId) => number },
  now: () => number,
): number | null {
  const { times } = access
  let first = Infinity
  let isKnown = true
  const note = (at: number | null | undefined): void => {
    if (at === null || at === undefined) isKnown = false
    else first = Math.min(first, at)
  }
  /** Whoever gets it by being something has it from when they are that. */
  const noteGiven = (to: GivenTo, from = 0): void => {
    const at = times.get(to)
    note(at === undefined ? null : Math.max(at, from))
  }
  if (access.public !== 'none') noteGiven('public')
  if (access.everyone !== 'none' && of.accountSince !== null) noteGiven('everyone', of.accountSince)
  if (member !== null) {
    if (of.node !== null && access.nodes.has(of.node)) noteGiven(`node:${of.node}`)
    if (access.people.has(member)) noteGiven(`person:${member}`)
    for (const group of of.groups) if (access.groups.has(group)) noteGiven(`group:${group}`, of.joined(group))
    for (const link of access.held.get(member)?.values() ?? []) if (holds(link.until, now())) note(link.came)
  }
  return isKnown ? first : null
}
