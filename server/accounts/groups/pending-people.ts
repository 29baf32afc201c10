// The people whom groups wait for: names on a list that have no account yet. Each has an invitation of their
// own, with a code on a slip of paper; its user is in the group.
import {
  makeMemberId,
  type AccountName,
  type GroupId,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import type { Hashing } from '../sign-in/password-hashing.ts'
import type { Invitation, Invitations } from '../invitations/invitation-store.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import { compareNames } from '../names/name-order.ts'
import type { Groups } from './account-groups.ts'
import type { GroupTables, PendingRecord } from './group-records.ts'
import { createSlipCodes, type SlipCode, type SlipCodes } from './slip-codes.ts'

interface PendingPerson {
  readonly id: string
  readonly group: GroupId
  readonly name: string
  readonly account: AccountName | null
  readonly since: number
  /** Until when their slip is good, null: until it is used; `over`: it is good no more. */
  readonly until: number | null | 'over'
}

/** The printed text of a slip. It is told once. */
export interface IssuedSlip {
  readonly pending: string
  readonly name: string
  readonly account: AccountName | null
  readonly code: string
  /** Of the link. */
  readonly secret: string
}

/** The maker of slips, and until when they are good. */
export interface SlipsBy {
  readonly by: MemberId
  readonly until: number | null
}

export interface PendingPeople {
  /** How many all groups wait for. */
  readonly size: number
  /** The people whom a group waits for, in the order of their names. */
  of(group: GroupId): readonly PendingPerson[]
  /** As many codes as are needed. That takes a while, so they are made before the slips are written. */
  readonly codes: SlipCodes['make']
  /** The slips of people whom a group is to wait for, and the changes that make it so. */
  adding(
    group: GroupId,
    people: readonly Pick<PendingPerson, 'name' | 'account'>[],
    codes: readonly SlipCode[],
    by: SlipsBy,
  ): { readonly slips: readonly IssuedSlip[]; readonly changes: readonly TableChange[] }
  /** New slips for all whom a group waits for, or one of them; those of before are void. */
  renew(group: GroupId, by: SlipsBy, only: string | null): Promise<readonly IssuedSlip[]>
  /**
   * A group stops waiting for somebody, and their slip is void. Answers their name; null when the group did
   * not wait for them.
   */
  withdraw(group: GroupId, id: string): Promise<string | null>
  /** The changes with which a group waits for nobody. */
  withdrawing(group: GroupId): readonly TableChange[]
  /**
   * The changes that put somebody into the group of the invitation that they use; none where it names none.
   */
  coming(member: MemberId, invitation: Invitation): readonly TableChange[]
  readonly hashOf: SlipCodes['hashOf']
}

export function createPendingPeople(options: {
  readonly tables: RecordTables
  readonly groupTables: Pick<GroupTables, 'pending'>
  readonly groups: Pick<Groups, 'find' | 'joining'>
  readonly invitations: Pick<Invitations, 'making' | 'ending' | 'byId' | 'isGood'>
  readonly hashing: Pick<Hashing, 'digest'>
  readonly salt: Uint8Array
  readonly clock: { now(): number }
  readonly random: RandomBytes
}): PendingPeople {
  const { tables, groupTables, groups, invitations, hashing, salt, clock, random } = options
  const { pending } = groupTables
  const slipCodes = createSlipCodes({ hashing, salt, random })
  const byGroup = new Map<GroupId, Set<string>>()

  pending.watch((id, now, before) => {
    if (before !== null) byGroup.get(before.group)?.delete(id)
    if (now !== null) byGroup.set(now.group, (byGroup.get(now.group) ?? new Set()).add(id))
  })

  /** A slip for a person, with a new invitation. */
  function slipFor(
    id: string,
    { group, name, account, since }: Omit<PendingRecord, 'invitation'>,
    { code, hash }: SlipCode,
    { by, until }: SlipsBy,
  ): { readonly slip: IssuedSlip; readonly changes: readonly TableChange[] } {
    const made = invitations.making({ by, label: name, until, group, pending: id, codeHash: hash })
    const record = { group, name, account, since, invitation: made.id }
    return {
      slip: { pending: id, name, account, code, secret: made.secret },
      changes: [pending.set(id, record), made.change],
    }
  }

  const recordsOf = (group: GroupId): readonly (readonly [string, PendingRecord])[] =>
    [...(byGroup.get(group) ?? [])]
      .flatMap((id): [string, PendingRecord][] => {
        const record = pending.get(id)
        return record === null ? [] : [[id, record]]
      })
      .toSorted(([, one], [, other]) => compareNames(one.name, other.name))

  const forgetting = (id: string, { invitation }: PendingRecord): readonly TableChange[] => [
    pending.forget(id),
    ...invitations.ending(invitation),
  ]

  return {
    get size() {
      return pending.size
    },
    of: (group) =>
      recordsOf(group).map(([id, { invitation, ...record }]) => {
        const slip = invitations.byId(invitation)
        return { id, ...record, until: slip !== null && invitations.isGood(slip) ? slip.until : 'over' }
      }),
    codes: slipCodes.make,
    adding(group, people, codes, by) {
      const made = people.map((person, at) => {
        const code = codes[at]
        if (code === undefined) throw new Error('there are fewer codes than people')
        return slipFor(makeMemberId(random), { group, ...person, since: clock.now() }, code, by)
      })
      return { slips: made.map(({ slip }) => slip), changes: made.flatMap(({ changes }) => changes) }
    },
    async renew(group, by, only) {
      const isWanted = ([id]: readonly [string, PendingRecord]): boolean => only === null || only === id
      const fresh = await slipCodes.make(recordsOf(group).filter(isWanted).length, by.by)
      let slips: readonly IssuedSlip[] = []
      await tables.change(() => {
        // Some may have come while the codes were made.
        const made = recordsOf(group)
          .filter(isWanted)
          .slice(0, fresh.length)
          .flatMap(([id, record], at) => {
            const code = fresh[at]
            if (code === undefined) return []
            const { slip, changes } = slipFor(id, record, code, by)
            return [{ slip, changes: [...invitations.ending(record.invitation), ...changes] }]
          })
        slips = made.map(({ slip }) => slip)
        return made.flatMap(({ changes }) => changes)
      })
      return slips
    },
    async withdraw(group, id) {
      let name: string | null = null
      await tables.change(() => {
        const record = pending.get(id)
        if (record === null || record.group !== group) return null
        name = record.name
        return forgetting(id, record)
      })
      return name
    },
    withdrawing: (group) => recordsOf(group).flatMap(([id, record]) => forgetting(id, record)),
    coming(member, { group, pending: id }) {
      if (group === null || groups.find(group) === null) return []
      const isAwaited = id !== null && pending.get(id) !== null
      return [
        ...groups.joining(group, member, isAwaited),
        ...(id !== null && isAwaited ? [pending.forget(id)] : []),
      ]
    },
    hashOf: slipCodes.hashOf,
  }
}
