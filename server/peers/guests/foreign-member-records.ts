// The records of people of other nodes: one for each, for life. A name that got something here before its
// person ever came has a record. The first person who comes under that name gets the record.
import {
  foreignAccountOf,
  makeMemberId,
  nodeOf,
  parseAccountName,
  parseMemberId,
  type AccountName,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import type { RecordTable, RecordTables, TableChange } from '../../records/record-tables.ts'
import type { Store } from '../../storage/store.ts'
import type { ForeignerRecord } from './foreign-member-index.ts'
import type { ForeignPresence } from './foreign-presence.ts'
import type { Foreigner, Vouched } from './foreign-member.ts'

/**
 * How many people of one node are known here at most: a large school, so that no node fills the disk with
 * people it made up.
 */
export const PEOPLE_OF_NODE_MAX = 10_000
/** How many of all nodes: strangers can make up nodes, too. */
const PEOPLE_MAX = 100_000
/** How often a new word is tried where somebody has it; each is one of very many. */
const TRIES = 4
/**
 * How much of a word stays when another person has it now; with the characters behind it it is a word still.
 */
const WORD_KEPT = 20

/** There are as many people of a node here as there may be. */
export class TooManyPeople extends Error {
  override readonly name = 'TooManyPeople'
}

interface RecordsOptions {
  readonly tables: RecordTables
  readonly store: Pick<Store, 'claimClients'>
  readonly clock: { now(): number }
  readonly random: RandomBytes
}

export class ForeignMemberRecords {
  readonly #options: RecordsOptions
  readonly #table: RecordTable<ForeignerRecord>
  readonly index: ForeignPresence['index']

  constructor(options: RecordsOptions, { table, index }: Pick<ForeignPresence, 'table' | 'index'>) {
    this.#options = options
    this.#table = table
    this.index = index
  }

  get(id: MemberId): ForeignerRecord | null {
    return this.#table.get(id)
  }

  ids(): readonly MemberId[] {
    return [...this.#table.entries()].flatMap(([id]) => parseMemberId(id) ?? [])
  }

  /**
   * Brings a record up to a node's voucher. A name without a person is the first who comes under that name. A
   * person takes their name from its former holder: a node itself says who has which name. Rejects with
   * {@link TooManyPeople}, or a StoreFault.
   */
  async meet({ node, subject, account, name }: Vouched): Promise<Foreigner> {
    const { index } = this
    const { tables, store, clock } = this.#options
    const met = index.of(node, subject)
    const expected = index.foreigner(index.named(node, account))
    // Rights of the name become theirs, first: after a crash it is done again.
    if (met !== null && expected?.subject === null) await store.claimClients(expected.id, met)
    await tables.change(() => {
      const record: ForeignerRecord = { node, account, name, subject, seenAt: clock.now() }
      const known = index.of(node, subject)
      const holder = index.named(node, account)
      const other = holder === null || holder === known ? null : this.#table.get(holder)
      const own = (): TableChange => (known === null ? this.#made(record) : this.#table.set(known, record))
      if (holder === null || other === null) return [own()]
      if (other.subject !== null)
        return [this.#table.set(holder, { ...other, account: this.#wordBeside(other) }), own()]
      return known === null ? [this.#table.set(holder, record)] : [this.#table.forget(holder), own()]
    })
    return index.foreigner(index.of(node, subject)) ?? unknown()
  }

  /**
   * The record of a person; one who never came gets a record under this name. Null for a person of this node.
   */
  async expect(account: AccountName): Promise<Foreigner | null> {
    const node = nodeOf(account)
    if (node === null) return null
    const word = wordOf(account)
    await this.#options.tables.change(() => {
      if (this.index.named(node, word) !== null) return null
      const seenAt = this.#options.clock.now()
      return [this.#made({ node, account: word, name: word, subject: null, seenAt })]
    })
    return this.named(account)
  }

  named(account: AccountName): Foreigner | null {
    const node = nodeOf(account)
    return this.index.foreigner(node && this.index.named(node, wordOf(account)))
  }

  noteSeen(id: MemberId): Promise<boolean> {
    return this.#options.tables.change(() => {
      const record = this.#table.get(id)
      return record && [this.#table.set(id, { ...record, seenAt: this.#options.clock.now() })]
    })
  }

  /** The name of a person who is about to be forgotten: a later holder of it is somebody else. */
  formerAccountOf(id: MemberId): AccountName | null {
    const record = this.#table.get(id)
    return record && foreignAccountOf(this.#wordBeside(record), record.node)
  }

  /** False: they came since, and are not forgotten. */
  forget(id: MemberId, since: number): Promise<boolean> {
    return this.#options.tables.change(() => {
      const now = this.#table.get(id)
      return now === null || (now.seenAt ?? 0) > since ? null : [this.#table.forget(id)]
    })
  }

  /** Makes the record of somebody, where there is room. */
  #made(record: ForeignerRecord): TableChange {
    if (this.index.countOf(record.node) >= PEOPLE_OF_NODE_MAX || this.#table.size >= PEOPLE_MAX)
      throw new TooManyPeople(`No more new people from ${record.node} can come here.`)
    return this.#table.add(makeMemberId(this.#options.random), record)
  }

  /** Another word for somebody whose name is somebody else's now. */
  #wordBeside({ node, account }: ForeignerRecord): AccountName {
    for (let tries = 0; tries < TRIES; tries++) {
      const end = makeMemberId(this.#options.random).slice(0, 6)
      const word = parseAccountName(`${Array.from(account).slice(0, WORD_KEPT).join('')}.before-${end}`)
      if (word !== null && this.index.named(node, word) === null) return word
    }
    throw new Error('every word for somebody was taken')
  }
}

/** The word before the node. */
const wordOf = (account: AccountName): AccountName => account.slice(0, account.indexOf('@')) as AccountName

function unknown(): never {
  throw new Error('somebody who was met is known')
}
