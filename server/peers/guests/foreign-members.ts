// People of other nodes, as members of this one: each is one member for life, by the id that their own node
// vouches for, whatever they are called later. Who was named here before they ever came is kept under that
// name, and is whoever comes under it first.
import {
  foreignAccountOf,
  makeMemberId,
  nodeOf,
  parseAccountName,
  parseMemberId,
  type AccountName,
  type MemberId,
  type NodeName,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import type { Member } from '../../contracts/request-member.ts'
import { seenOf } from '../../accounts/names/name-rules.ts'
import type { MemberPeople } from '../../accounts/directory/member-people.ts'
import type { Store } from '../../storage/store.ts'
import type { Foreigner, Vouched } from './foreign-member.ts'
import { ForeignerRecord, indexOf } from './foreign-member-index.ts'
import { createForeignPersons, type ForeignPersonsOptions } from './foreign-accounts.ts'

/**
 * So many people of one node are known here at most: a large school, so that no node fills the disk with
 * people it made up.
 */
export const PEOPLE_OF_NODE_MAX = 10_000
/** So many of all nodes: strangers can make up nodes, too. */
const PEOPLE_MAX = 100_000
/**
 * How long somebody may stay after what their node vouched for has ended, in ms: their node vouches anew with
 * whatever it asks for them, and else every so often.
 */
export const STAY_MS = 25 * 60_000
/** How often a new word is tried where somebody has it; each is one of very many. */
const TRIES = 4
/** So much of a word stays of one that another has now; with what stands behind it it is a word still. */
const WORD_KEPT = 20
/** When somebody was seen is noted to the day, in ms: what is forgotten was not seen for much longer. */
const SEEN_EVERY_MS = 24 * 60 * 60_000

/** Their node signs in their name again, and they come back. */
const NOT_VOUCHED = { code: CLOSE.signIn, reason: 'Your own node has not confirmed lately that this is you.' }
const NOT_JOINED = { code: CLOSE.right, reason: 'People from your node can no longer come here.' }

/** There are as many people of a node here as there may be. */
export class TooManyPeople extends Error {
  override readonly name = 'TooManyPeople'
}

export interface Foreigners {
  /** The member of somebody who is vouched for. Rejects with {@link TooManyPeople}, or a StoreFault. */
  memberOf(vouched: Vouched): Promise<Member>
  /** Whether a member of another node may be here now: their node may come, and vouched for them lately. */
  isHere(member: Member): boolean
  /** What somebody of another node is told who may not be here; null: they may, or are no such person. */
  whyNotHere(member: Member): { readonly code: number; readonly reason: string } | null
  /** Nobody of a node is here any more, until it vouches for them again. */
  doubt(node: NodeName): void
  byId(id: MemberId): Foreigner | null
  /** Who somebody of a node is here, by who they are there; null: they never came. */
  cameFrom(node: NodeName, subject: MemberId): MemberId | null
  /** Whose `name@node` is; null when nobody's. */
  named(account: AccountName): Foreigner | null
  /**
   * As `named`; who never came is kept under this name. Null for who is of this node. Rejects as `memberOf`.
   */
  expect(account: AccountName): Promise<Foreigner | null>
  /** How many of a node are known. */
  countOf(node: NodeName): number
  all(): readonly Foreigner[]
  /**
   * Forgets those who were not seen since, and whom nothing here is about; answers how many. Who comes again
   * is somebody new. What they wrote stays theirs by the name that they had.
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
  const { tables, store, people, clock, random, mayCome } = options
  const table = await tables.table('foreigner', ForeignerRecord)
  const index = indexOf(table)
  /** Until when somebody may be here. */
  const until = new Map<MemberId, number>()
  const persons = createForeignPersons({
    store,
    people,
    random,
    accountOf: (id) => index.foreigner(id)?.account ?? null,
  })

  /** Makes the record of somebody, where there is room. */
  function made(record: ForeignerRecord): TableChange {
    if (index.countOf(record.node) >= PEOPLE_OF_NODE_MAX || table.size >= PEOPLE_MAX) {
      throw new TooManyPeople(`No more new people from ${record.node} can come here.`)
    }
    return table.add(makeMemberId(random), record)
  }

  /** Another word for somebody whose name is somebody else's now. */
  function wordBeside({ node, account }: ForeignerRecord): AccountName {
    for (let tries = 0; tries < TRIES; tries++) {
      const word = parseAccountName(
        `${Array.from(account).slice(0, WORD_KEPT).join('')}.before-${makeMemberId(random).slice(0, 6)}`,
      )
      if (word !== null && index.named(node, word) === null) return word
    }
    throw new Error('every word for somebody was taken')
  }

  /**
   * Brings the record up to what a node vouches for. Who was only named is the first who comes under that
   * name; and whoever has the name now takes it from who had it: a node says itself who is called what.
   */
  async function meet({ node, subject, account, name }: Vouched): Promise<Foreigner> {
    const met = index.of(node, subject)
    const expected = index.foreigner(index.named(node, account))
    // What was given to the name is theirs, first: after a crash it is done again.
    if (met !== null && expected?.subject === null) await store.claimClients(expected.id, met)
    await tables.change(() => {
      const record: ForeignerRecord = { node, account, name, subject, seenAt: clock.now() }
      const known = index.of(node, subject)
      const holder = index.named(node, account)
      const other = holder === null || holder === known ? null : table.get(holder)
      if (holder === null || other === null) return [known === null ? made(record) : table.set(known, record)]
      if (other.subject === null) {
        return known === null ? [table.set(holder, record)] : [table.forget(holder), table.set(known, record)]
      }
      return [
        table.set(holder, { ...other, account: wordBeside(other) }),
        known === null ? made(record) : table.set(known, record),
      ]
    })
    return index.foreigner(index.of(node, subject)) ?? unknown()
  }

  function noteSeen(id: MemberId): readonly TableChange[] | null {
    const record = table.get(id)
    return record && [table.set(id, { ...record, seenAt: clock.now() })]
  }

  /** False: they came just now. */
  async function forget(id: MemberId, since: number): Promise<boolean> {
    const record = table.get(id)
    if (record === null) return false
    // Whoever has their name later is somebody else.
    await persons.free(id, foreignAccountOf(wordBeside(record), record.node))
    return tables.change(() => {
      const now = table.get(id)
      return now === null || (now.seenAt ?? 0) > since ? null : [table.forget(id)]
    })
  }

  function isHere({ id, kind }: Member): boolean {
    const node = kind === 'peer' ? table.get(id)?.node : undefined
    return node !== undefined && mayCome(node) && (until.get(id) ?? 0) > clock.now()
  }

  return {
    async memberOf(told) {
      // Their node may call them anything; what nobody sees of it nobody is shown.
      const vouched = { ...told, name: seenOf(told.name) || told.account }
      const { node, subject, account, name } = vouched
      const before = index.foreigner(index.of(node, subject))
      const isAsKnown = before?.account === foreignAccountOf(account, node) && before.name === name
      const isNoted = before !== null && clock.now() - (table.get(before.id)?.seenAt ?? 0) < SEEN_EVERY_MS
      const foreigner = isAsKnown && isNoted ? before : await meet(vouched)
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
      const node = table.get(member.id)?.node
      return node !== undefined && mayCome(node) ? NOT_VOUCHED : NOT_JOINED
    },
    doubt(node) {
      for (const id of until.keys()) if (table.get(id)?.node === node) until.delete(id)
    },
    byId: (id) => index.foreigner(id),
    cameFrom: (node, subject) => index.of(node, subject),
    named(account) {
      const node = nodeOf(account)
      return index.foreigner(node && index.named(node, wordOf(account)))
    },
    async expect(account) {
      const node = nodeOf(account)
      if (node === null) return null
      const word = wordOf(account)
      await tables.change(() => {
        if (index.named(node, word) !== null) return null
        return [made({ node, account: word, name: word, subject: null, seenAt: clock.now() })]
      })
      return index.foreigner(index.named(node, word))
    },
    countOf: (node) => index.countOf(node),
    async forgetUnseen(since, isNeeded) {
      let count = 0
      for (const [text, { seenAt }] of table.entries()) {
        const id = parseMemberId(text)
        if (id === null || (seenAt !== null && seenAt > since) || (until.get(id) ?? 0) > clock.now()) continue
        if (seenAt === null) {
          // From before this was noted: their time begins now.
          await tables.change(() => noteSeen(id))
        } else if (!(await isNeeded(id)) && (await forget(id, since))) count += 1
      }
      return count
    },
    all: () => [...table.entries()].flatMap(([id]) => index.foreigner(parseMemberId(id)) ?? []),
  }
}

/** The word before the node. */
const wordOf = (account: AccountName): AccountName => account.slice(0, account.indexOf('@')) as AccountName

function unknown(): never {
  throw new Error('somebody who was met is known')
}

/** Who came longest ago stands first. */
function forgetOver(until: Map<MemberId, number>, now: number): void {
  for (const [id, end] of until) {
    if (end > now) return
    until.delete(id)
  }
}
