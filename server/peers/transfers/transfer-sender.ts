// The side that a thing leaves. In one transaction it is gone from its world and noted as sent. From then on
// the other node is told until it answers, and its answer is carried out, once: it went there, or it is put
// back. So it is never nowhere for good, and never in two places.
import type { PictureId } from '../../../shared/world/picture-id.ts'
import { SETTLED_MAX, type TransferAnswer, type Claimed } from '../../../shared/wire/peers/transfer-bodies.ts'
import type { ArtifactId, MemberId, NodeName, WorldId } from '../../../shared/world/address.ts'
import type { TableChange, RecordTables, RecordTable } from '../../records/record-tables.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type {
  HeldPictures,
  Remote,
  HandoverRefusal,
  TakeFrom,
  TakenThings,
  TransferWorlds,
} from './transfer-ports.ts'
import {
  isWith,
  keyOf,
  Loan,
  nameOf,
  SentRecord,
  packThings,
  partsOf,
  unpackThings,
  type Sent,
} from './transfer-records.ts'
import { Retries } from '../../time/retries.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'
import { firstOf, ON_THE_WAY, OutgoingLoans } from './outgoing-loans.ts'
import type { Giving, PortalDeparture, OnItsWay } from './transfer-kinds.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/**
 * How long the other node has for a thing that it claimed, in ms, before it is wanted back: it reports the
 * result by itself.
 */
const CLAIMED_MS = 15 * 60_000

const NOT_YOURS = 'That was not lent to you, or is already back where it was.'

interface SendingOptions {
  /** Why something was not done; it is tried again. */
  readonly onFault: (error: unknown) => void
  readonly tables: RecordTables
  readonly worlds: TransferWorlds
  readonly remote: Pick<Remote, 'offer' | 'takeBack' | 'settled'>
  readonly clock: Pick<ServerClock, 'now' | 'after'>
  readonly newId: () => string
  /** None, unless given. */
  readonly pictures?: HeldPictures
  /** A thing that went by itself is back. The owner of the world that it left is told why. */
  readonly onBack?: (by: MemberId, name: string, why: string) => void
}

export async function openSending(options: SendingOptions): Promise<TransferSender> {
  const { tables } = options
  const outs = await tables.table('transfer-out', SentRecord, { holderOf: ({ by }) => by, isOwed: true })
  const loans = await tables.table('loan', Loan, ({ holder }) => holder)
  return new TransferSender(options, outs, new OutgoingLoans(options, loans))
}

export class TransferSender {
  readonly #options: SendingOptions
  readonly #outs: RecordTable<SentRecord>
  /** The things that people of other nodes carried off. */
  readonly loans: OutgoingLoans
  readonly #turns = new KeyedLock<string>()
  readonly #tries: Retries
  /** Callers who wait for the result of a thing on its way. */
  readonly #waiting = new Map<string, (answer: TransferAnswer) => void>()

  constructor(options: SendingOptions, outs: RecordTable<SentRecord>, loans: OutgoingLoans) {
    this.#options = options
    this.#outs = outs
    this.loans = loans
    this.#tries = new Retries(options)
  }

  /** Goes on with transfers that were on their way when this node ended. */
  resume(): void {
    for (const [key, out] of this.#outs.entries()) if (out.state === 'sent') this.#pursue(key)
  }

  /** A node woke up. */
  awake(node: NodeName): void {
    this.#tries.hurry((key) => isWith(key, node))
  }

  stop(): void {
    this.#tries.stop()
  }

  /** Things that left, and of which nobody knows yet whether they arrived. */
  onTheirWay(): readonly OnItsWay[] {
    return [...this.#outs.entries()].flatMap(([key, out]) =>
      out.state === 'sent' ? [{ ...partsOf(key), ...pick(out) }] : [],
    )
  }

  /**
   * Takes something out of somebody's hand, on its way to another node; `came` is told the result. Returns
   * why not.
   */
  async give(giving: Giving, came: (answer: TransferAnswer) => void): Promise<HandoverRefusal | null> {
    const { by, thing, node, to, at, shown } = giving
    return this.#send(by, { type: 'hand', member: by }, thing, node, came, ({ world }) => {
      return { to, at, thing: shown, alone: null, back: { type: 'hand', world } }
    })
  }

  /** The same for a thing in a world that goes by itself. */
  async giveAlone(
    going: PortalDeparture,
    came: (answer: TransferAnswer) => void,
  ): Promise<HandoverRefusal | null> {
    const { by, thing, world, node, to, told } = going
    return this.#send(by, { type: 'floor', world: world.id, to }, thing, node, came, () => {
      const back = { type: 'portal', world: world.id, to } as const
      return { to: told, at: null, thing, alone: world.address, back }
    })
  }

  async #send(
    by: MemberId,
    from: TakeFrom,
    thing: ArtifactId,
    node: NodeName,
    came: (answer: TransferAnswer) => void,
    way: (taken: TakenThings) => Pick<Sent, 'to' | 'at' | 'thing' | 'alone' | 'back'>,
  ): Promise<HandoverRefusal | null> {
    const { worlds, clock, newId, pictures } = this.#options
    const why = this.#outs.whyFull(by)
    if (why !== null) return { why, isPassing: false }
    const key = keyOf(node, newId())
    const taken = await worlds.take(from, thing, (what) => [
      this.#outs.add(key, {
        state: 'sent',
        name: nameOf(what.things),
        since: clock.now(),
        things: packThings(what.things),
        from: what.world,
        pictures: [...(pictures?.(what.world, what.things) ?? [])],
        isWantedBack: false,
        by,
        ...way(what),
      }),
    ])
    if ('why' in taken) return taken
    this.#waiting.set(key, came)
    this.#pursue(key)
    return null
  }

  /** The world that something left which is on its way, or arrived. */
  fromOf(node: NodeName, id: string): WorldId | null {
    return this.#outs.get(keyOf(node, id))?.from ?? null
  }

  /**
   * Where a picture is that another node may have since a thing that names it goes there; null: it may not.
   */
  pictureOf(node: NodeName, id: string, picture: PictureId): WorldId | null {
    const out = this.#outs.get(keyOf(node, id))
    return out?.pictures.includes(picture) === true ? out.from : null
  }

  /** The pictures of a world that what left it still needs there. */
  picturesOf(world: WorldId): ReadonlySet<PictureId> {
    const all = new Set<PictureId>(this.loans.picturesOf(world))
    for (const [, { from, pictures }] of this.#outs.entries())
      if (from === world) for (const id of pictures) all.add(id)
    return all
  }

  /** What arrived on other nodes since a time. */
  gifts(since: number) {
    return [...this.#outs.entries()].flatMap(([key, out]) =>
      out.state === 'done' && out.arrivedAt >= since ? { ...partsOf(key), ...out } : [],
    )
  }

  knows(node: NodeName, id: string): boolean {
    return this.#outs.get(keyOf(node, id)) !== null
  }

  forgetting(node: NodeName, id: string): TableChange {
    return this.#outs.forget(keyOf(node, id))
  }

  /**
   * Forgets what arrived before a time, as soon as the other node says that it needs it no more, or was
   * silent since `silentSince`.
   */
  async forget(before: number, silentSince: number): Promise<void> {
    const byNode = new Map<NodeName, string[]>()
    for (const [key, out] of this.#outs.entries()) {
      if (out.state !== 'done' || out.arrivedAt > before) continue
      const { node, id } = partsOf(key)
      byNode.set(node, [...(byNode.get(node) ?? []), id])
    }
    for (const [node, ids] of byNode) {
      const asked = ids.slice(0, SETTLED_MAX)
      const gone = new Set(await this.#options.remote.settled(node, asked).catch(() => []))
      await this.#options.tables.change(() =>
        asked.flatMap((id) => {
          const key = keyOf(node, id)
          const out = this.#outs.get(key)
          const isOver = out?.state === 'done' && (gone.has(id) || out.arrivedAt < silentSince)
          return isOver ? [this.#outs.forget(key)] : []
        }),
      )
    }
  }

  /**
   * Somebody of another node puts down there what was lent to them: it leaves for good, unless they say that
   * it cannot.
   */
  async claim(node: NodeName, id: string, holder: MemberId, loanId: string): Promise<Claimed> {
    return this.loans.inTurn(loanId, async () => {
      const { tables, clock } = this.#options
      const key = keyOf(node, id)
      const out = this.#outs.get(key)
      if (out?.state === 'sent' && out.by === holder)
        return { state: 'sent', things: unpackThings(out.things) }
      const loan = this.loans.get(loanId)
      if (out !== null || loan?.holder !== holder) return { state: 'refused', why: NOT_YOURS }
      if (loan.out !== null) return { state: 'refused', why: ON_THE_WAY }
      const { name, things, world, pictures } = loan
      const sent: Sent = {
        state: 'sent',
        name,
        by: holder,
        since: clock.now(),
        things,
        from: world,
        pictures,
        to: null,
        at: null,
        thing: firstOf(unpackThings(things)).id,
        alone: null,
        back: { type: 'loan', loan: loanId },
        isWantedBack: false,
      }
      await tables.change([this.#outs.add(key, sent), ...this.loans.left(loanId, key)])
      this.#pursue(key)
      return { state: 'sent', things: unpackThings(things) }
    })
  }

  /** The other node reports the result. */
  async answered(node: NodeName, id: string, answer: TransferAnswer): Promise<void> {
    const key = keyOf(node, id)
    await this.#turns.take(key, () => this.#settle(key, answer))
  }

  /** Wants back what is on its way: it comes, unless it is there already. */
  async wantBack(node: NodeName, id: string): Promise<boolean> {
    const key = keyOf(node, id)
    const out = this.#outs.get(key)
    if (out?.state !== 'sent') return false
    await this.#options.tables.change(() => {
      const now = this.#outs.get(key)
      return now?.state === 'sent' ? [this.#outs.set(key, { ...now, isWantedBack: true })] : null
    })
    this.#pursue(key)
    return true
  }

  /**
   * Somebody left for good: nobody speaks for them there any more, so that what is on its way can only come
   * back.
   */
  async wantAllBack(by: MemberId): Promise<void> {
    for (const thing of this.onTheirWay()) if (thing.by === by) await this.wantBack(thing.node, thing.id)
  }

  /** Asks the other node until it answers. */
  #pursue(key: string): void {
    void this.#tries.begin(key, () => this.#turns.take(key, () => this.#ask(key)))
  }

  async #ask(key: string): Promise<'done' | 'again'> {
    const out = this.#outs.get(key)
    if (out?.state !== 'sent') return 'done'
    const { remote, clock } = this.#options
    const { node, id } = partsOf(key)
    const { isWantedBack, to, at, thing, alone, things, by, since } = out
    if (!isWantedBack && to === null && isRecent(since, CLAIMED_MS, clock.now())) return 'again'
    const answer =
      isWantedBack || to === null
        ? await remote.takeBack(node, id)
        : await remote.offer(node, id, by, {
            to,
            at,
            thing,
            things: unpackThings(things),
            ...(alone !== null && { from: alone }),
          })
    return this.#settle(key, answer)
  }

  async #settle(key: string, answer: TransferAnswer): Promise<'done' | 'again'> {
    const out = this.#outs.get(key)
    if (out?.state !== 'sent') return 'done'
    if (answer.state === 'accepted') await this.#options.tables.change(this.#arrived(key, out))
    else if (!(await this.#putBack(key, out))) return 'again'
    else if (out.alone !== null) this.#options.onBack?.(out.by, out.name, answer.why)
    this.#waiting.get(key)?.(answer)
    this.#waiting.delete(key)
    return 'done'
  }

  #arrived(key: string, { name, by, since, to, back, from, pictures }: Sent): readonly TableChange[] {
    const done = this.#outs.set(key, {
      state: 'done',
      name,
      by,
      since,
      from,
      pictures,
      to,
      arrivedAt: this.#options.clock.now(),
    })
    return back.type === 'loan' ? [done, this.loans.forget(back.loan)] : [done]
  }

  /** Answers whether it is back; it is tried again otherwise, and is lost in no case. */
  async #putBack(key: string, { by, things, back }: Sent): Promise<boolean> {
    const { tables, worlds } = this.#options
    if (back.type !== 'loan') {
      const put = back.type === 'hand' ? ({ type: 'back', member: by, world: back.world } as const) : back
      return (await worlds.put(put, unpackThings(things), () => [this.#outs.forget(key)])) === null
    }
    return tables.change(() => [this.#outs.forget(key), ...this.loans.left(back.loan, null)])
  }
}

const pick = ({ name, by, since, to, isWantedBack }: Sent): Omit<OnItsWay, 'node' | 'id'> => ({
  name,
  by,
  since,
  to,
  isWantedBack,
})
