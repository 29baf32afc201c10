// The side where a thing arrives. In one transaction it is placed in its world and noted as accepted, or it
// is noted that it was refused; the same answer is given however often it is asked for. Claims of lent things
// start from here, and the other node is told the result until it hears.
import type { Ages } from '../../records/age-clock.ts'
import { withCame } from '../../../shared/wire/peers/carried-things.ts'
import type { TransferAnswer, TransferOffer } from '../../../shared/wire/peers/transfer-bodies.ts'
import { WHY_MAX } from '../../../shared/wire/peers/transfer-bodies.ts'
import {
  foreignAddressOf,
  parseAnyAccount,
  partsOf as wordsOf,
  type Address,
  type MemberId,
  type NodeName,
} from '../../../shared/world/address.ts'
import type { RecordCount, TableChange, RecordTables, RecordTable } from '../../records/record-tables.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { TokenBucket, TokenBuckets } from '../../../shared/time/token-bucket.ts'
import type { BorrowedThings } from './borrowed-things.ts'
import type { TransferPictures } from './transfer-pictures.ts'
import type { PutTo, HandoverRefusal, Remote, TransferWorlds } from './transfer-ports.ts'
import { ReceivedRecord, isWith, keyOf, nameOf, partsOf } from './transfer-records.ts'
import { Retries } from '../../time/retries.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'

/** How long it is remembered that something was refused, in ms: an answer is never under way for so long. */
const REFUSED_MS = 24 * 60 * 60_000
/** How many refusals of one node are remembered; while there are as many, it is to ask later. */
const REFUSED_MAX = 10_000

/** Things that come from one node by themselves; more come later. */
const ALONE = { perSecond: 1, atOnce: 30 }
/**
 * And how many bytes they may have, of one node and of all: one of the largest at once, four of all. Thirty
 * of them would be in memory three times.
 */
const ALONE_BYTES = { perSecond: 64 * 1024, atOnce: 10 * 1024 * 1024 }
const ALL_ALONE_BYTES = { perSecond: 1024 * 1024, atOnce: 40 * 1024 * 1024 }

const WANTED_BACK = 'Its owner wants it back.'
const TOO_OFTEN: HandoverRefusal = {
  why: 'Too many things arrive by themselves from that node.',
  isPassing: true,
}
const TOO_MANY: HandoverRefusal = {
  why: 'Too much from that node has been refused lately. Try again tomorrow.',
  isPassing: true,
}

interface ReceivingOptions {
  /** Why something was not done; it is tried again. */
  readonly onFault: (error: unknown) => void
  readonly tables: RecordTables
  readonly worlds: TransferWorlds
  readonly remote: Pick<Remote, 'claim' | 'tell'>
  readonly clock: Pick<ServerClock, 'now' | 'after'>
  readonly ages: Pick<Ages, 'ageOf'>
  readonly newId: () => string
  /** Fetches the pictures of arrived things; they are not fetched, unless given. */
  readonly pictures?: Pick<TransferPictures, 'noted' | 'begin' | 'isWaiting'>
  readonly lent?: Pick<BorrowedThings, 'without'>
}

/** A thing that somebody puts down here and that was lent to them elsewhere. */
interface Claiming {
  readonly member: MemberId
  readonly node: NodeName
  readonly loan: string
  readonly world: Address
  readonly at: { readonly x: number; readonly y: number } | null
  /** The link in their hand. */
  readonly link: string
}

/** What is asked for counts for who asked, and is made whatever room they have: it is theirs already. */
const ASKED: RecordCount<ReceivedRecord> = {
  holderOf: (record) => (record.state === 'asked' ? record.member : null),
  isOwed: true,
}

type AskedFor = Extract<ReceivedRecord, { state: 'asked' }>

export async function openReceiving(options: ReceivingOptions): Promise<TransferReceiver> {
  return new TransferReceiver(options, await options.tables.table('transfer-in', ReceivedRecord, ASKED))
}

export class TransferReceiver {
  readonly #options: ReceivingOptions
  readonly #ins: RecordTable<ReceivedRecord>
  readonly #turns = new KeyedLock<string>()
  readonly #tries: Retries
  readonly #waiting = new Map<string, (answer: TransferAnswer) => void>()
  readonly #buckets: TokenBuckets<NodeName>
  readonly #bytes: TokenBuckets<NodeName>
  readonly #allBytes: TokenBucket

  constructor(options: ReceivingOptions, ins: RecordTable<ReceivedRecord>) {
    this.#options = options
    this.#ins = ins
    this.#tries = new Retries(options)
    const now = (): number => options.clock.now()
    this.#buckets = new TokenBuckets(ALONE, now)
    this.#bytes = new TokenBuckets(ALONE_BYTES, now)
    this.#allBytes = new TokenBucket(ALL_ALONE_BYTES, now)
  }

  /** Goes on with transfers that were on their way when this node ended. */
  resume(): void {
    for (const [key, record] of this.#ins.entries())
      if (record.state === 'asked' || !record.isTold) this.#pursue(key)
  }

  /** A node woke up. */
  awake(node: NodeName): void {
    this.#tries.hurry((key) => isWith(key, node))
  }

  stop(): void {
    this.#tries.stop()
  }

  /**
   * Somebody of another node puts something down here; passing trouble is no answer yet. `bytes`: how much it
   * is.
   */
  async offered(
    node: NodeName,
    id: string,
    by: { readonly member: MemberId; readonly account: string },
    { to, at, thing, things, from: left }: TransferOffer,
    bytes = 0,
  ): Promise<TransferAnswer | HandoverRefusal> {
    const key = keyOf(node, id)
    return this.#turns.take(key, async () => {
      const before = this.#answerOf(key)
      if (before !== null) return before
      if (left !== undefined && !this.#mayComeAlone(node, bytes)) return TOO_OFTEN
      const { worlds, clock } = this.#options
      const { member } = by
      const link = `${node}/${thing}`
      const put: PutTo =
        left === undefined
          ? { type: 'hands', member, world: to, at, link, isAsked: false }
          : { type: 'alone', member, world: to, from: foreignAddressOf({ ...wordsOf(left), node }) }
      const accepted: ReceivedRecord = {
        state: 'accepted',
        name: nameOf(things),
        from: by.account,
        world: to,
        since: clock.now(),
        isTold: true,
      }
      const from = parseAnyAccount(by.account) ?? node
      const brought = withCame(things, { from, at: clock.now() })
      const refused = await worlds.put(put, brought, () => [
        this.#ins.add(key, accepted),
        ...this.#noted(key, to, member, things),
      ])
      if (refused === null) {
        this.#options.pictures?.begin(key)
        return { state: 'accepted' }
      }
      return refused.isPassing ? refused : this.#refuse(node, key, refused.why, true)
    })
  }

  #mayComeAlone(node: NodeName, bytes: number): boolean {
    return this.#buckets.take(node) && this.#bytes.take(node, bytes) && this.#allBytes.take(bytes)
  }

  /**
   * The other node wants back what it sent, or was asked for: it does not come any more, unless it is here.
   */
  async takenBack(node: NodeName, id: string): Promise<TransferAnswer | HandoverRefusal> {
    const key = keyOf(node, id)
    return this.#turns.take(key, async () => {
      const answer = this.#answerOf(key) ?? (await this.#refuse(node, key, WANTED_BACK, true))
      this.#tellWhoWaits(key)
      return answer
    })
  }

  /** Somebody puts down here a lent thing; `came` is told the result. */
  async claim(claiming: Claiming, came: (answer: TransferAnswer) => void): Promise<void> {
    const { tables, clock, newId } = this.#options
    const { node, loan, member, world, at, link } = claiming
    const key = keyOf(node, newId())
    const since = clock.now()
    await tables.change([this.#ins.add(key, { state: 'asked', loan, member, world, at, link, since })])
    this.#waiting.set(key, came)
    this.#pursue(key)
  }

  /**
   * The other node knows the results of these, and never asks again; answers those that are forgotten here,
   * too.
   */
  async settled(node: NodeName, ids: readonly string[]): Promise<string[]> {
    const gone: string[] = []
    for (const id of ids) {
      const key = keyOf(node, id)
      const isGone = await this.#turns.take(key, async () => {
        const record = this.#ins.get(key)
        if (record?.state === 'asked' || this.#options.pictures?.isWaiting(key) === true) return false
        return record === null || (await this.#options.tables.change([this.#ins.forget(key)]))
      })
      if (isGone) gone.push(id)
    }
    return gone
  }

  /** What came here since a time. */
  gifts(since: number) {
    return [...this.#ins.entries()].flatMap(([key, record]) =>
      record.state === 'accepted' && record.isTold && record.since >= since
        ? { ...partsOf(key), ...record }
        : [],
    )
  }

  knows(node: NodeName, id: string): boolean {
    return this.#ins.get(keyOf(node, id)) !== null
  }

  forgetting(node: NodeName, id: string): TableChange {
    return this.#ins.forget(keyOf(node, id))
  }

  /** Somebody left for good: their claims that are not here are wanted no more. */
  async forget(member: MemberId): Promise<void> {
    await this.#options.tables.change(() =>
      [...this.#ins.entries()].flatMap(([key, record]) =>
        record.state === 'asked' && record.member === member ? [this.#ins.forget(key)] : [],
      ),
    )
  }

  /** Whether somebody asked for it, and nobody knows yet what comes of it. */
  isAskedFor(link: string): boolean {
    return [...this.#ins.entries()].some(([, record]) => record.state === 'asked' && record.link === link)
  }

  #noted(...what: Parameters<TransferPictures['noted']>): readonly TableChange[] {
    return this.#options.pictures?.noted(...what) ?? []
  }

  #pursue(key: string): void {
    void this.#tries.begin(key, () => this.#turns.take(key, () => this.#goOn(key)))
  }

  async #goOn(key: string): Promise<'done' | 'again'> {
    const record = this.#ins.get(key)
    if (record === null) return 'done'
    if (record.state === 'asked') {
      const refused = await this.#fetch(key, record)
      this.#tellWhoWaits(key, refused)
      if (this.#ins.get(key)?.state === 'asked') return 'again'
    }
    return this.#tell(key)
  }

  /** Asks for it, and puts it down; answers why it did not come, where that is not kept. */
  async #fetch(key: string, asked: AskedFor): Promise<TransferAnswer | null> {
    const { tables, worlds, remote, clock } = this.#options
    const { node, id } = partsOf(key)
    const { member, loan, world, at, link } = asked
    const claimed = await remote.claim(node, id, member, loan)
    if (claimed.state === 'refused') {
      await tables.change([this.#ins.forget(key)])
      return claimed
    }
    const { things, of } = claimed
    const put: PutTo = { type: 'hands', member, world, at, link, isAsked: true }
    const accepted: ReceivedRecord = {
      state: 'accepted',
      name: nameOf(things),
      from: of ?? node,
      world,
      since: clock.now(),
      isTold: false,
    }
    const brought = withCame(things, { from: of ?? node, at: clock.now() })
    const refused = await worlds.put(put, brought, () => [
      this.#ins.set(key, accepted),
      ...this.#noted(key, world, member, things),
      ...(this.#options.lent?.without(member, node, loan) ?? []),
    ])
    if (refused === null) this.#options.pictures?.begin(key)
    else if (!refused.isPassing) await this.#refuse(node, key, refused.why, false)
    return null
  }

  /** Tells the other node the result. */
  async #tell(key: string): Promise<'done' | 'again'> {
    const record = this.#ins.get(key)
    const answer = this.#answerOf(key)
    if (record === null || record.state === 'asked' || record.isTold || answer === null) return 'done'
    const { node, id } = partsOf(key)
    await this.#options.remote.tell(node, id, answer)
    await this.#options.tables.change([this.#ins.set(key, { ...record, isTold: true })])
    return 'done'
  }

  #answerOf(key: string): TransferAnswer | null {
    const record = this.#ins.get(key)
    if (record === null || record.state === 'asked') return null
    return record.state === 'accepted' ? { state: 'accepted' } : { state: 'refused', why: record.why }
  }

  #tellWhoWaits(key: string, refused: TransferAnswer | null = null): void {
    const answer = refused ?? this.#answerOf(key)
    if (answer === null) return
    this.#waiting.get(key)?.(answer)
    this.#waiting.delete(key)
  }

  /** Notes that it was refused, for good: its sender hears the same whenever they ask. */
  async #refuse(
    node: NodeName,
    key: string,
    words: string,
    isTold: boolean,
  ): Promise<TransferAnswer | HandoverRefusal> {
    const why = words.slice(0, WHY_MAX)
    const { clock, ages } = this.#options
    const old = [...this.#ins.entries()].filter(
      ([of, record]) => isWith(of, node) && record.state === 'refused' && record.isTold,
    )
    const past = old.filter(([, { since }]) => ages.ageOf(since) > REFUSED_MS)
    if (old.length - past.length >= REFUSED_MAX) return TOO_MANY
    await this.#options.tables.change([
      ...past.map(([of]) => this.#ins.forget(of)),
      this.#ins.set(key, { state: 'refused', why, since: clock.now(), isTold }),
    ])
    return { state: 'refused', why }
  }
}
