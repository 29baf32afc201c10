// Offers of people of other nodes to worlds here. What comes is judged like any stranger's writing, in
// processes that can be killed; then it is a draft of the world, in which nothing runs and which nobody
// edits: those who may edit the world look at it, and merge it as they merge any draft.
import { createHash } from 'node:crypto'
import type { OfferAnswer, OfferedDraft } from '../../../shared/wire/peers/draft-offer-bodies.ts'
import { OFFER_AUTHORS_MAX, packNames } from '../../../shared/wire/peers/draft-offer-bodies.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { AccountName, MemberId, NodeName, WorldId } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { CommentTable } from '../../drafts/comment-table.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { IncomingOffer, IncomingOfferTable } from '../../drafts/offer-table.ts'
import type { TableChange } from '../../records/record-tables.ts'
import type { Store } from '../../storage/store.ts'
import type { Sync } from '../../sync/sync-server.ts'
import { Semaphore } from '../../time/semaphore.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { WorkFault } from '../../workers/work-fault.ts'
import { sceneOf } from '../history-places.ts'
import { HistoryRefusal } from '../history-refusal.ts'
import type { WorldHistory } from '../world-history.ts'
import { basePin } from './draft-lines.ts'
import type { DraftMerging } from './draft-merging.ts'
import type { MergeRecord, MergeTable } from './merge-table.ts'
import { clientOf, placeOffer, type OfferedClient, type OfferWorldParts } from './offer-world.ts'
import { latestNames, namesIn, packed } from './offer-names.ts'
import { clocksIn, placeOfBase } from './offered-base.ts'

/** Open offers to one world, and of one node to all worlds: more than anybody looks through. */
const OFFERS_PER_WORLD = 20
const OFFERS_PER_NODE = 100
/** Most bytes of all offers to one world: each holds what the world was at its base. */
const OFFERED_BYTES_MAX = 64 * 1024 * 1024
/** Offers that are judged at once and wait for that: each takes a process some time. */
const AT_ONCE = 1
const WAITING = { waitingMax: 40, waitingEachMax: 2 }
/** How long somebody can still hear that their offer was declined, if nothing of it was merged, in ms. */
const DECLINED_MS = 60 * 24 * 60 * 60_000

const refused = (text: string): HistoryRefusal => new HistoryRefusal('malformed', text)
const NO_OFFER = new HistoryRefusal('missing', 'There is no such offer here any more. Offer the draft again.')
const NO_BASE = refused(
  'The draft does not begin from anything that this world was. Update it from the world, then offer it again.',
)
const MERGED = refused(
  'Something of this offer was merged or taken back meanwhile. Update the draft, then offer it again.',
)
const UNREADABLE = refused('This offer cannot be read, or rests on what is not in this world.')
const TOO_MUCH = new HistoryRefusal('large', 'This offer takes too much work to look at. Offer less at once.')
const TOO_MANY = refused(
  `This world has ${OFFERS_PER_WORLD} open offers, or as much as fits. Its people have to look at those first.`,
)
const TOO_MANY_OF_NODE = refused(
  `Your node has ${OFFERS_PER_NODE} open offers here, which is the limit. Wait until some were looked at.`,
)
const TOO_MANY_AUTHORS = refused(
  `At most ${OFFER_AUTHORS_MAX} people can have written what is offered at once. Offer less at once.`,
)
const ANOTHER = refused('This offer was made to another world.')
const SOMEBODY_ELSES = refused('Somebody else has offered this. They have to take that back first.')
const NOT_SETTLED = new WorkFault('busy', 'A merge of this offer is not done yet.')
/** Said of offers to a world that is erased from. */
const ERASED = 'Something was erased from this world, and with it all offers. Offer the draft again.'
const GOODBYE = { code: CLOSE.missing, reason: 'This offer is not there any more.' }

interface ReceivingParts extends OfferWorldParts {
  readonly store: Store
  readonly sync: Pick<Sync, 'writableScene' | 'close' | 'trials'>
  readonly history: Pick<WorldHistory, 'end' | 'state'>
  readonly drafts: Drafts
  readonly incoming: IncomingOfferTable
  readonly merges: MergeTable
  readonly merging: Pick<DraftMerging, 'between'>
  readonly comments: CommentTable
  /** The member of an account of another node; null: nobody can be known by it. */
  readonly memberOf: (account: AccountName, node: NodeName) => Promise<MemberId | null>
  readonly clock: ServerClock
}

/** Who offers: a person of another node. */
interface Offerer {
  readonly node: NodeName
  readonly member: MemberId
}

/** What is offered, as a draft of the world. */
interface MadeDraft extends OfferedClient {
  readonly draft: WorldId
  readonly parent: WorldId
  readonly bytes: number
}

export interface OfferReceiving {
  /**
   * Takes an offer, in place of the one that they made under this id before, or that somebody of their node
   * took back. Rejects with a HistoryRefusal.
   */
  take(by: Offerer, id: string, world: WorldRecord, offered: OfferedDraft): Promise<OfferAnswer>
  /** What became of an offer; rejects where there is none, and with a WorkFault while it changes. */
  stateOf(by: Offerer, id: string): OfferAnswer
  /** Ends an offer. What was merged of it is known still, and that it was taken back, if it ever is. */
  withdraw(by: Offerer, id: string): Promise<void>
  /** The offers to a world of which something is not merged yet, newest first. */
  offersTo(world: WorldId): readonly (readonly [WorldId, IncomingOffer])[]
  /** The offer that a world is; null: it is none. */
  offerOf(world: WorldId): IncomingOffer | null
  decline(offer: WorldRecord, words: string): Promise<void>
  /** The offers to a world end, with all words in them: it is erased from. */
  endAll(world: WorldId): Promise<void>
  /** The offers to a world go: it is gone for good. */
  forget(world: WorldId): Promise<void>
  /** Ends what a stop left behind, and forgets what was declined long ago. */
  begin(): Promise<void>
}

export function createOfferReceiving(parts: ReceivingParts): OfferReceiving {
  return new Receiving(parts)
}

class Receiving implements OfferReceiving {
  readonly #parts: ReceivingParts
  readonly #turns = new Semaphore(AT_ONCE, {
    ...WAITING,
    full: () => new WorkFault('busy', 'Too many offers are looked at now.'),
  })

  constructor(parts: ReceivingParts) {
    this.#parts = parts
  }

  take(by: Offerer, id: string, world: WorldRecord, offered: OfferedDraft): Promise<OfferAnswer> {
    return this.#turns.take(async () => {
      const key = this.#keyOf(by, id)
      const before = this.#parts.incoming.get(key)
      if (before !== null && before.parent !== world.id) throw ANOTHER
      if (before !== null && !isFor(before, by)) throw SOMEBODY_ELSES
      this.#judgeRound(before, offered)
      this.#judgeRoom(by, world, key)
      const made = await this.#make(by, world, offered, key)
      let now: IncomingOffer
      try {
        now = await this.#parts.merging.between(world.id, () => this.#replace(by, key, offered, made))
      } catch (error) {
        await this.#end(made.draft)
        throw error
      }
      if (before !== null) await this.#end(before.draft)
      return this.#answer(now)
    }, by.node)
  }

  /**
   * The offer is in the place of the one before. Merges of that which still stand are merges of this one now:
   * it has what they wrote in its base, and takes it back when they are reverted.
   */
  async #replace(
    by: Offerer,
    key: string,
    offered: OfferedDraft,
    { draft, parent, bytes, client, length }: MadeDraft,
  ): Promise<IncomingOffer> {
    const { drafts, incoming, merges, clock } = this.#parts
    const before = incoming.get(key)
    // Something may have been merged while it was made.
    this.#judgeRound(before, offered)
    const standing = before === null ? [] : this.#merges(before).filter(([, merge]) => !merge.isReverted)
    const at = clock.now()
    const from = { client, clock: 0, length }
    const now: IncomingOffer = {
      node: by.node,
      by: by.member,
      parent,
      draft,
      words: offered.words,
      at,
      bytes,
      declined: null,
      since: at,
      before: offered.round - standing.length,
      hasRest: true,
      mergedNames: packed(before === null ? [] : latestNames(namesIn(before.mergedNames))),
      restNames: packNames(length === 0 ? [] : [{ from, to: { client, clock: 0 } }]),
    }
    const moved = standing.map(([id, merge]) => merges.set(id, { ...merge, draft }))
    await drafts.change([incoming.set(key, now), ...moved])
    return now
  }

  stateOf(by: Offerer, id: string): OfferAnswer {
    const offer = this.#parts.incoming.get(this.#keyOf(by, id))
    if (offer === null || !isFor(offer, by)) throw NO_OFFER
    return this.#answer(offer)
  }

  withdraw(by: Offerer, id: string): Promise<void> {
    return this.#turns.take(async () => {
      const key = this.#keyOf(by, id)
      const offer = this.#parts.incoming.get(key)
      if (offer?.by !== by.member) return
      await this.#close(key, offer.draft, (now) => (this.#roundOf(now) === 0 ? null : ''))
    }, by.node)
  }

  offersTo(world: WorldId): readonly (readonly [WorldId, IncomingOffer])[] {
    return this.#parts.drafts.ofParent(world).flatMap(([id]) => {
      const offer = this.offerOf(id)
      return offer !== null && offer.hasRest ? [[id, offer] as const] : []
    })
  }

  offerOf(world: WorldId): IncomingOffer | null {
    const key = this.#parts.drafts.of(world)?.offer
    const offer = key === undefined ? null : this.#parts.incoming.get(key)
    return offer?.draft === world && offer.declined === null ? offer : null
  }

  async decline(world: WorldRecord, words: string): Promise<void> {
    const key = this.#parts.drafts.of(world.id)?.offer
    const offer = this.offerOf(world.id)
    if (key === undefined || offer === null) throw NO_OFFER
    await this.#close(key, world.id, (now) => {
      // A merge that is not done yet would not be known.
      this.#roundOf(now)
      return words
    })
  }

  async endAll(world: WorldId): Promise<void> {
    const all = this.#allTo(world)
    // It does not wait for merges: they may wait until the erasing is over.
    await this.#parts.drafts.change(() =>
      this.#allTo(world).map(([key, offer]) =>
        this.#closed(key, offer, this.#wasMerged(offer) ? ERASED : null),
      ),
    )
    for (const [, { draft }] of all) await this.#end(draft)
  }

  async forget(world: WorldId): Promise<void> {
    const { drafts, incoming } = this.#parts
    const all = this.#allTo(world)
    await drafts.change(all.map(([key]) => incoming.forget(key)))
    for (const [, { draft }] of all) await this.#end(draft)
  }

  async begin(): Promise<void> {
    const { drafts, incoming, store, clock } = this.#parts
    const since = clock.now() - DECLINED_MS
    const old: string[] = []
    for (const [key, offer] of incoming.entries()) {
      const isOld = offer.declined !== null && offer.at < since && !this.#wasMerged(offer)
      if (isOld || (await store.findById(offer.parent)) === null) old.push(key)
    }
    if (old.length > 0) await drafts.change(old.map((key) => incoming.forget(key)))
    for (const id of drafts.offers()) if (this.offerOf(id) === null) await this.#end(id)
  }

  /** Only who offered it has it, and their node once it has ended. Before, keys had the person, too. */
  #keyOf({ node, member }: Offerer, id: string): string {
    const old = hashOf([node, member, id])
    return this.#parts.incoming.get(old) === null ? hashOf([node, id]) : old
  }

  #allTo(world: WorldId): readonly (readonly [string, IncomingOffer])[] {
    return [...this.#parts.incoming.entries()].filter(([, { parent }]) => parent === world)
  }

  /**
   * Nobody merges it any more. `why` says what its sender hears; null: nothing, as nothing has to be known.
   */
  async #close(key: string, draft: WorldId, why: (now: IncomingOffer) => string | null): Promise<void> {
    const { drafts, incoming, merging } = this.#parts
    await merging.between(draft, async () => {
      const now = incoming.get(key)
      if (now?.draft === draft) await drafts.change([this.#closed(key, now, why(now))])
    })
    await this.#end(draft)
  }

  #closed(key: string, offer: IncomingOffer, why: string | null): TableChange {
    const { incoming, clock } = this.#parts
    if (why === null) return incoming.forget(key)
    return incoming.set(key, { ...offer, declined: why, words: '', at: clock.now() })
  }

  #judgeRoom(by: Offerer, world: WorldRecord, key: string): void {
    this.#parts.incoming.judgeRoom(by.member)
    const others = [...this.#parts.incoming.entries()].filter(
      ([other, { declined, hasRest }]) => other !== key && declined === null && hasRest,
    )
    const here = others.filter(([, { parent }]) => parent === world.id)
    const bytes = here.reduce((sum, [, offer]) => sum + offer.bytes, 0)
    if (here.length >= OFFERS_PER_WORLD || bytes >= OFFERED_BYTES_MAX) throw TOO_MANY
    if (others.filter(([, { node }]) => node === by.node).length >= OFFERS_PER_NODE) throw TOO_MANY_OF_NODE
  }

  /** Judges what is offered, and makes the draft of it. */
  async #make(by: Offerer, world: WorldRecord, offered: OfferedDraft, key: string): Promise<MadeDraft> {
    const { history, sync } = this.#parts
    const base = clocksIn(offered.base)
    const found = base && (await placeOfBase(this.#parts, world, base))
    if (base === null || found === null) throw NO_BASE
    const rows = await clientOf(offered.rows, { base, now: found.now }, this.#parts.clock)
    if (rows === null) throw UNREADABLE
    const state = await history.state(world, found.place, by.member)
    try {
      const updates = offered.rows.map(({ update }) => update)
      if ((await sync.trials.state([state, ...updates], by.member)) === null) throw UNREADABLE
    } catch (error) {
      if (error instanceof WorkFault && (error.code === 'slow' || error.code === 'large')) throw TOO_MUCH
      throw error
    }
    const authors = await this.#authors(by, offered)
    const place = { ...found.place, state }
    const draft = await placeOffer(this.#parts, world, place, {
      offered,
      by: by.member,
      authors,
      key,
      ...rows,
    })
    return { draft, parent: world.id, bytes: state.length, ...rows }
  }

  /** People of the node that offers alone: it cannot write in anybody else's name. */
  async #authors({ node }: Offerer, { rows }: OfferedDraft): Promise<ReadonlyMap<AccountName, MemberId>> {
    const accounts = new Set(rows.flatMap(({ by }) => by ?? []))
    if (accounts.size > OFFER_AUTHORS_MAX) throw TOO_MANY_AUTHORS
    const authors = new Map<AccountName, MemberId>()
    for (const account of accounts) {
      const member = await this.#parts.memberOf(account, node)
      if (member !== null) authors.set(account, member)
    }
    return authors
  }

  #merges({ draft }: IncomingOffer): readonly (readonly [string, MergeRecord])[] {
    return [...this.#parts.merges.entries()].filter(([, merge]) => merge.draft === draft)
  }

  #judgeRound(before: IncomingOffer | null, { round }: OfferedDraft): void {
    if ((before === null ? 0 : this.#roundOf(before)) !== round) throw MERGED
  }

  /** Something of it was merged, or of what was offered under its id before. */
  #wasMerged(offer: IncomingOffer): boolean {
    return offer.before > 0 || this.#merges(offer).length > 0
  }

  #roundOf(offer: IncomingOffer): number {
    const merges = this.#merges(offer).map(([, merge]) => merge)
    if (merges.some(({ unfinished, returning }) => unfinished !== null || returning !== null))
      throw NOT_SETTLED
    return merges.reduce((sum, { isReverted }) => sum + (isReverted ? 2 : 1), offer.before)
  }

  #answer(offer: IncomingOffer): OfferAnswer {
    const round = this.#roundOf(offer)
    const { hasRest, declined, mergedNames, since = 0 } = offer
    const merges = this.#merges(offer).map(([, merge]) => merge)
    const own = merges.filter(({ at, isReverted }) => !isReverted && at >= since)
    const last = own.toSorted((a, b) => b.at - a.at)[0]
    return {
      state: declined === null ? 'open' : 'declined',
      words: declined ?? '',
      round,
      merged: last === undefined ? null : { at: last.at, revision: last.revision, hasRest },
      isReverted: merges.some(({ isReverted }) => isReverted),
      names: namesIn(mergedNames),
    }
  }

  /** The draft of an offer goes for good. */
  async #end(id: WorldId): Promise<void> {
    const { store, sync, drafts, clock, comments } = this.#parts
    const said = [...comments.entries()].filter(([, { draft }]) => draft === id)
    if (said.length > 0) await drafts.change(said.map(([comment]) => comments.forget(comment)))
    const record = drafts.of(id)
    const parent = record && (await store.findById(record.parent))
    if (parent !== null) await store.unpin(sceneOf(parent), basePin(id))
    const world = await store.findById(id)
    if (world !== null) {
      await sync.close(world.key, GOODBYE.code, GOODBYE.reason)
      await store.bin(world.key, clock.now())
      await store.destroy(world.key)
    }
    await drafts.forget(id)
  }
}

/** An offer that has ended is nobody's: whoever else offers the same draft goes on from it. */
const isFor = (offer: IncomingOffer, { member }: Offerer): boolean =>
  offer.by === member || offer.declined !== null

const hashOf = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
