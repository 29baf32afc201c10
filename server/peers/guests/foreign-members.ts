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
import type { RecordTables } from '../../records/record-tables.ts'
import type { Member } from '../../contracts/request-member.ts'
import { seenOf } from '../../accounts/names/name-rules.ts'
import type { MemberPeople } from '../../accounts/directory/member-people.ts'
import type { Store } from '../../storage/store.ts'
import { createForeignPersons, type ForeignPersonsOptions } from './foreign-accounts.ts'
import { ForeignMemberRecords } from './foreign-member-records.ts'
import type { ForeignPresence } from './foreign-presence.ts'
import type { Foreigner, Vouched } from './foreign-member.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/** The last visit of somebody is noted to the day, in ms. Forgotten people were not seen for much longer. */
const SEEN_EVERY_MS = 24 * 60 * 60_000

export interface Foreigners extends Pick<ForeignPresence, 'isHere' | 'whyNotHere' | 'doubt'> {
  /** The member of somebody who is vouched for. Rejects with {@link TooManyPeople}, or a StoreFault. */
  memberOf(vouched: Vouched): Promise<Member>
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

export function createForeigners(options: {
  readonly tables: RecordTables
  readonly store: ForeignPersonsOptions['store'] & Pick<Store, 'claimClients'>
  readonly people: Pick<MemberPeople, 'dress' | 'rename' | 'changed'>
  readonly clock: { now(): number }
  readonly random: RandomBytes
  readonly presence: ForeignPresence
}): Foreigners {
  const { store, people, clock, random, presence } = options
  const records = new ForeignMemberRecords(options, presence)
  const { index } = records
  const persons = createForeignPersons({
    store,
    people,
    random,
    accountOf: (id) => index.foreigner(id)?.account ?? null,
  })

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
      const isNoted =
        before !== null && isRecent(records.get(before.id)?.seenAt ?? 0, SEEN_EVERY_MS, clock.now())
      const foreigner = isAsKnown && isNoted ? before : await records.meet(vouched)
      const { id } = foreigner
      await persons.bringUp(foreigner, vouched)
      if (before !== null && before.name !== name) {
        await store.nameMember({ id, name })
        people.rename(id, name)
      }
      presence.vouched(id, vouched.until)
      return { id, name, session: `peer:${node}`, kind: 'peer' }
    },
    isHere: (member) => presence.isHere(member),
    whyNotHere: (member) => presence.whyNotHere(member),
    doubt: (node) => presence.doubt(node),
    byId: (id) => index.foreigner(id),
    cameFrom: (node, subject) => index.of(node, subject),
    named: (account) => records.named(account),
    expect: (account) => records.expect(account),
    countOf: (node) => index.countOf(node),
    async forgetUnseen(since, isNeeded) {
      let count = 0
      for (const id of records.ids()) {
        const seenAt = records.get(id)?.seenAt ?? null
        if ((seenAt !== null && seenAt > since) || presence.isVouched(id)) continue
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
