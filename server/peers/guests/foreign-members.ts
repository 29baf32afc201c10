// People of other nodes, as members of this one. Each is one member for life, by the id that their own node
// vouches for, whatever name they take later. A person who was named here before they ever came is kept under
// that name. The first person who comes under it is that member.
import {
  foreignAccountOf,
  type AccountName,
  type MemberId,
  type NodeName,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import type { Member } from '../../contracts/request-member.ts'
import { seenOf } from '../../accounts/names/name-rules.ts'
import type { MemberPeople } from '../../accounts/directory/member-people.ts'
import type { Store } from '../../storage/store.ts'
import { createForeignPersons, type ForeignPersonsOptions } from './foreign-accounts.ts'
import { openForeignMemberRecords } from './foreign-member-records.ts'
import type { Foreigner, Vouched } from './foreign-member.ts'

/**
 * How long somebody may stay after their node's last voucher has ended, in ms: their node vouches anew with
 * each request for them, and else every so often.
 */
export const STAY_MS = 25 * 60_000
/** The last visit of somebody is noted to the day, in ms. Forgotten people were not seen for much longer. */
const SEEN_EVERY_MS = 24 * 60 * 60_000

/** Their node signs in their name again, and they come back. */
const NOT_VOUCHED = { code: CLOSE.signIn, reason: 'Your own node has not confirmed lately that this is you.' }
const NOT_JOINED = { code: CLOSE.right, reason: 'People from your node can no longer come here.' }

export interface Foreigners {
  /** The member of somebody who is vouched for. Rejects with {@link TooManyPeople}, or a StoreFault. */
  memberOf(vouched: Vouched): Promise<Member>
  /** Whether a member of another node may be here now: their node may come, and vouched for them lately. */
  isHere(member: Member): boolean
  /** The words for a person of another node who may not be here; null: they may, or are no such person. */
  whyNotHere(member: Member): { readonly code: number; readonly reason: string } | null
  /** Nobody of a node is here any more, until it vouches for them again. */
  doubt(node: NodeName): void
  byId(id: MemberId): Foreigner | null
  /** A node's person as a member here, by their id there; null: they never came. */
  cameFrom(node: NodeName, subject: MemberId): MemberId | null
  /** The member of a `name@node`; null when nobody's. */
  named(account: AccountName): Foreigner | null
  /**
   * As `named`; a person who never came is kept under this name. Null for a person of this node. Rejects as
   * `memberOf`.
   */
  expect(account: AccountName): Promise<Foreigner | null>
  /** How many of a node are known. */
  countOf(node: NodeName): number
  all(): readonly Foreigner[]
  /**
   * Forgets people who were not seen since, and on whom nothing here depends; returns how many. A person who
   * comes again is somebody new. Their writing stays theirs by the name that they had.
   */
  forgetUnseen(since: number, isNeeded: (id: MemberId) => Promise<boolean>): Promise<number>
}

export async function openForeigners(options: {
  readonly tables: RecordTables
  readonly store: ForeignPersonsOptions['store'] & Pick<Store, 'claimClients'>
  readonly people: Pick<MemberPeople, 'dress' | 'rename' | 'changed'>
  readonly clock: { now(): number }
  readonly random: RandomBytes
  readonly mayCome: (node: NodeName) => boolean
}): Promise<Foreigners> {
  const { store, people, clock, random, mayCome } = options
  const records = await openForeignMemberRecords(options)
  const { index } = records
  /** Until when somebody may be here. */
  const until = new Map<MemberId, number>()
  const persons = createForeignPersons({
    store,
    people,
    random,
    accountOf: (id) => index.foreigner(id)?.account ?? null,
  })

  function isHere({ id, kind }: Member): boolean {
    const node = kind === 'peer' ? records.get(id)?.node : undefined
    return node !== undefined && mayCome(node) && (until.get(id) ?? 0) > clock.now()
  }

  /** False: they came just now. */
  async function forget(id: MemberId, since: number): Promise<boolean> {
    const account = records.formerAccountOf(id)
    if (account === null) return false
    await persons.free(id, account)
    return records.forget(id, since)
  }

  return {
    async memberOf(told) {
      // Their node may call them anything. Characters that nobody can see are left out.
      const vouched = { ...told, name: seenOf(told.name) || told.account }
      const { node, subject, account, name } = vouched
      const before = index.foreigner(index.of(node, subject))
      const isAsKnown = before?.account === foreignAccountOf(account, node) && before.name === name
      const isNoted = before !== null && clock.now() - (records.get(before.id)?.seenAt ?? 0) < SEEN_EVERY_MS
      const foreigner = isAsKnown && isNoted ? before : await records.meet(vouched)
      const { id } = foreigner
      await persons.bringUp(foreigner, vouched)
      if (before !== null && before.name !== name) {
        await store.nameMember({ id, name })
        people.rename(id, name)
      }
      until.delete(id)
      until.set(id, vouched.until + STAY_MS)
      forgetOver(until, clock.now())
      return { id, name, session: `peer:${node}`, kind: 'peer' }
    },
    isHere,
    whyNotHere(member) {
      if (member.kind !== 'peer' || isHere(member)) return null
      const node = records.get(member.id)?.node
      return node !== undefined && mayCome(node) ? NOT_VOUCHED : NOT_JOINED
    },
    doubt(node) {
      for (const id of until.keys()) if (records.get(id)?.node === node) until.delete(id)
    },
    byId: (id) => index.foreigner(id),
    cameFrom: (node, subject) => index.of(node, subject),
    named: (account) => records.named(account),
    expect: (account) => records.expect(account),
    countOf: (node) => index.countOf(node),
    async forgetUnseen(since, isNeeded) {
      let count = 0
      for (const id of records.ids()) {
        const seenAt = records.get(id)?.seenAt ?? null
        if ((seenAt !== null && seenAt > since) || (until.get(id) ?? 0) > clock.now()) continue
        if (seenAt === null) {
          // From before this was noted: their time begins now.
          await records.noteSeen(id)
        } else if (!(await isNeeded(id)) && (await forget(id, since))) count += 1
      }
      return count
    },
    all: () => records.ids().flatMap((id) => index.foreigner(id) ?? []),
  }
}

/** The person who came longest ago is first. */
function forgetOver(until: Map<MemberId, number>, now: number): void {
  for (const [id, end] of until) {
    if (end > now) return
    until.delete(id)
  }
}
