// The side that a thing leaves. In one transaction it is gone from its world and noted as sent; from then on
// the other node is told until it answers, and what it answers is done, once: it went there, or it is put
// back. So it is never nowhere for good, and never in two places.
import type { Carried, HeldLink } from '../../../shared/play/crossings/cargo.ts'
import type { PictureId } from '../../../shared/world/picture-id.ts'
import { SETTLED_MAX, type TransferAnswer, type Claimed } from '../../../shared/wire/peers/transfer-bodies.ts'
import type { ArtifactId, MemberId, NodeName, WorldId } from '../../../shared/world/address.ts'
import type { TableChange, RecordTables, RecordTable } from '../../records/record-tables.ts'
import type { Clock } from '../../time/server-clock.ts'
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
import type { Giving, PortalDeparture, OnItsWay } from './transfer-kinds.ts'

/**
 * So long the other node has for what it claimed, in ms, before it is wanted back: it says by itself what
 * came of it.
 */
const CLAIMED_MS = 15 * 60_000

const NOT_YOURS = 'That was not lent to you, or is already back where it was.'
const ON_THE_WAY = 'It is already on its way.'

interface SendingOptions {
  /** Why something was not done; it is tried again. */
  readonly onFault: (error: unknown) => void
  readonly tables: RecordTables
  readonly worlds: TransferWorlds
  readonly remote: Pick<Remote, 'offer' | 'takeBack' | 'settled'>
  readonly clock: Pick<Clock, 'now' | 'after'>
  readonly newId: () => string
  /** None, unless given. */
  readonly pictures?: HeldPictures
  /** Something that went by itself is back: who owns the world that it left is told why. */
  readonly onBack?: (by: MemberId, name: string, why: string) => void
}

export async function openSending(options: SendingOptions): Promise<TransferSender> {
  const { tables } = options
  return new TransferSender(
    options,
    await tables.table('transfer-out', SentRecord),
    await tables.table('loan', Loan),
  )
}

export class TransferSender {
  readonly #options: SendingOptions
  readonly #outs: RecordTable<SentRecord>
  readonly #loans: RecordTable<Loan>
  readonly #turns = new KeyedLock<string>()
  readonly #tries: Retries
  /** Who waits for what comes of something that is on its way. */
  readonly #waiting = new Map<string, (answer: TransferAnswer) => void>()

  constructor(options: SendingOptions, outs: RecordTable<SentRecord>, loans: RecordTable<Loan>) {
    this.#options = options
    this.#outs = outs
    this.#loans = loans
    this.#tries = new Retries(options)
  }

  /** Goes on with what was on its way when this node ended. */
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

  /** What left, and nobody knows yet whether it arrived. */
  onTheirWay(): readonly OnItsWay[] {
    return [...this.#outs.entries()].flatMap(([key, out]) =>
      out.state === 'sent' ? [{ ...partsOf(key), ...pick(out) }] : [],
    )
  }

  /**
   * Takes something out of somebody's hand, on its way to another node; `came` is told what came of it.
   * Answers why not.
   */
  async give(giving: Giving, came: (answer: TransferAnswer) => void): Promise<HandoverRefusal | null> {
    const { by, thing, node, to, at, shown } = giving
    return this.#send({ type: 'hand', member: by }, thing, node, came, ({ world }) => {
      return { by, to, at, thing: shown, alone: null, back: { type: 'hand', world } }
    })
  }

  /** The same for what stands in a world, and goes by itself. */
  async giveAlone(
    going: PortalDeparture,
    came: (answer: TransferAnswer) => void,
  ): Promise<HandoverRefusal | null> {
    const { by, thing, world, node, to, told } = going
    return this.#send({ type: 'floor', world: world.id, to }, thing, node, came, () => {
      const back = { type: 'portal', world: world.id, to } as const
      return { by, to: told, at: null, thing, alone: world.address, back }
    })
  }

  async #send(
    from: TakeFrom,
    thing: ArtifactId,
    node: NodeName,
    came: (answer: TransferAnswer) => void,
    way: (taken: TakenThings) => Pick<Sent, 'by' | 'to' | 'at' | 'thing' | 'alone' | 'back'>,
  ): Promise<HandoverRefusal | null> {
    const { worlds, clock } = this.#options
    const key = keyOf(node, this.#options.newId())
    const taken = await worlds.take(from, thing, (what) => [
      this.#outs.add(key, {
        state: 'sent',
        name: nameOf(what.things),
        since: clock.now(),
        things: packThings(what.things),
        from: what.world,
        pictures: this.#picturesIn(what.world, what.things),
        isWantedBack: false,
        ...way(what),
      }),
    ])
    if ('why' in taken) return taken
    this.#waiting.set(key, came)
    this.#pursue(key)
    return null
  }

  /**
   * What somebody of another node holds in a world of this one, and carries off: it is lent to them. Answers
   * why not.
   */
  async lend(holder: MemberId, thing: ArtifactId): Promise<HandoverRefusal | null> {
    const { worlds, clock, newId } = this.#options
    const taken = await worlds.take({ type: 'hand', member: holder }, thing, ({ world, things }) => [
      this.#loans.add(newId(), {
        name: nameOf(things),
        holder,
        world,
        since: clock.now(),
        things: packThings(things),
        pictures: this.#picturesIn(world, things),
        out: null,
      }),
    ])
    return 'why' in taken ? taken : null
  }

  /** What is lent to somebody, as it looks. */
  lentTo(holder: MemberId): readonly (HeldLink & { readonly world: WorldId })[] {
    return [...this.#loans.entries()].flatMap(([id, loan]) => {
      return loan.holder === holder
        ? [{ ...linkTo(id, firstOf(unpackThings(loan.things))), since: loan.since, world: loan.world }]
        : []
    })
  }

  /** All that was carried off. */
  loaned(): Iterable<readonly [string, Loan]> {
    return this.#loans.entries()
  }

  /** The world that something left which is on its way, or arrived. */
  fromOf(node: NodeName, id: string): WorldId | null {
    return this.#outs.get(keyOf(node, id))?.from ?? null
  }

  /** Whether anything is lent to somebody. */
  hasLoan(holder: MemberId): boolean {
    return [...this.#loans.entries()].some(([, loan]) => loan.holder === holder)
  }

  /** Who holds something that is lent; null: nobody. */
  holderOf(id: string): MemberId | null {
    return this.#loans.get(id)?.holder ?? null
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
    const all = new Set<PictureId>()
    for (const [, { world: of, pictures }] of this.#loans.entries())
      if (of === world) for (const id of pictures) all.add(id)
    for (const [, { from, pictures }] of this.#outs.entries())
      if (from === world) for (const id of pictures) all.add(id)
    return all
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

  /** What was carried off out of a world, and who has it. */
  lentFrom(world: WorldId): readonly { readonly id: string; readonly loan: Loan }[] {
    return [...this.#loans.entries()].flatMap(([id, loan]) => (loan.world === world ? [{ id, loan }] : []))
  }

  /**
   * Something that was lent is put into their hand again, who are here, or back into its world. Answers why
   * not.
   */
  async returnLoan(id: string, to: 'hand' | 'world'): Promise<HandoverRefusal | null> {
    return this.#turns.take(`loan ${id}`, async () => {
      const loan = this.#loans.get(id)
      if (loan === null) return null
      if (loan.out !== null) return { why: ON_THE_WAY, isPassing: true }
      const { holder, world, things } = loan
      const put =
        to === 'hand'
          ? ({ type: 'back', member: holder, world } as const)
          : ({ type: 'world', world } as const)
      return this.#options.worlds.put(put, unpackThings(things), () => [this.#loans.forget(id)])
    })
  }

  /**
   * Somebody of another node puts down there what was lent to them: it leaves for good, unless they say that
   * it cannot.
   */
  async claim(node: NodeName, id: string, holder: MemberId, loanId: string): Promise<Claimed> {
    return this.#turns.take(`loan ${loanId}`, async () => {
      const { tables, clock } = this.#options
      const key = keyOf(node, id)
      const out = this.#outs.get(key)
      if (out?.state === 'sent' && out.by === holder)
        return { state: 'sent', things: unpackThings(out.things) }
      const loan = this.#loans.get(loanId)
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
      await tables.change([this.#outs.add(key, sent), this.#loans.set(loanId, { ...loan, out: key })])
      this.#pursue(key)
      return { state: 'sent', things: unpackThings(things) }
    })
  }

  /** The other node says what came of it. */
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

  #picturesIn(world: WorldId, things: readonly Carried[]): PictureId[] {
    return [...(this.#options.pictures?.(world, things) ?? [])]
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
    if (!isWantedBack && to === null && clock.now() - since < CLAIMED_MS) return 'again'
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
    return back.type === 'loan' ? [done, this.#loans.forget(back.loan)] : [done]
  }

  /** Answers whether it is back; it is tried again otherwise, and is lost in no case. */
  async #putBack(key: string, { by, things, back }: Sent): Promise<boolean> {
    const { tables, worlds } = this.#options
    if (back.type !== 'loan') {
      const put = back.type === 'hand' ? ({ type: 'back', member: by, world: back.world } as const) : back
      return (await worlds.put(put, unpackThings(things), () => [this.#outs.forget(key)])) === null
    }
    return tables.change(() => {
      const loan = this.#loans.get(back.loan)
      const free = loan === null ? [] : [this.#loans.set(back.loan, { ...loan, out: null })]
      return [this.#outs.forget(key), ...free]
    })
  }
}

const pick = ({ name, by, since, to, isWantedBack }: Sent): Omit<OnItsWay, 'node' | 'id'> => ({
  name,
  by,
  since,
  to,
  isWantedBack,
})

function firstOf(things: readonly Carried[]): Carried {
  const [first] = things
  if (first === undefined) throw new Error('something is carried')
  return first
}

/** Something that is elsewhere, as it looks. */
function linkTo(id: string, { made }: Carried): HeldLink {
  return {
    id,
    name: made.name,
    sprite: made['look.sprite'] ?? 'box',
    width: made['look.width'] ?? 64,
    height: made['look.height'] ?? 64,
  }
}
