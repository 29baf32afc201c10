// Offers of drafts to the worlds of other nodes that they are drafts of: what differs is written anew and
// sent in the name of the person who offers it. While the other node is away, the offer waits, and the draft
// is sent as it was then. An update of the draft first hears what became of its offer.
import { conflictPlace } from './merge-table.ts'
import { meeting, missingThere, namedThere, reversed } from '../../../shared/history/merge/followed-names.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import {
  OFFER_BYTES_MAX,
  OFFER_NAMES_MAX,
  OFFER_PARTS_MAX,
  OFFER_ROWS_MAX,
  packNames,
  type OfferAnswer,
} from '../../../shared/wire/peers/draft-offer-bodies.ts'
import { isPlainJson } from '../../../shared/json/plain-json.ts'
import { partsIn, readUpdate } from '../../../shared/yjs/update-reader.ts'
import { memberOf } from '../../../shared/world/author.ts'
import {
  parseWorldId,
  type AccountName,
  type Address,
  type MemberId,
  type RandomBytes,
  type WorldId,
} from '../../../shared/world/address.ts'
import { OfferDelayed, OfferRefused, type OfferLine, type SentOffer } from '../../contracts/offer-line.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { MadeOffer, MadeOfferTable } from '../../drafts/offer-table.ts'
import type { Store } from '../../storage/store.ts'
import type { Sync } from '../../sync/sync-server.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { HistoryRefusal } from '../history-refusal.ts'
import type { WorldHistory } from '../world-history.ts'
import type { DraftMerging, OfferedDifference, ToldOffer } from './draft-merging.ts'
import { namesIn, packed } from './offer-names.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/** How often offers that wait are tried again, in ms. */
const AGAIN_MS = 30_000
/** An answer is as good as new for so long, in ms. */
const FRESH_MS = 5_000

const refused = (text: string): HistoryRefusal => new HistoryRefusal('malformed', text)
const NOT_ELSEWHERE = refused(
  'Only a draft of a world of another node is offered. A draft of a world here is merged.',
)
const NOTHING = refused('Nothing differs in this draft, so there is nothing to offer.')
const TOO_LARGE = new HistoryRefusal(
  'large',
  'Too much differs in this draft to be offered at once. Offer a draft with less in it.',
)
const WAITS = refused('This draft waits to be offered as it was then. Take the offer back, then update it.')
const NOT_TOLD = refused(
  'The node of this world has to say first what became of your offer, and does not answer now. Try again later.',
)
const SOMEBODY_ELSES = refused('Somebody else has offered this draft. They have to take that back first.')
const NEW = { round: 0, isThere: false, names: packNames([]), answer: null }
const NO_OFFER = new HistoryRefusal('missing', 'This draft is not offered.')

interface SendingParts {
  readonly store: Pick<Store, 'findById' | 'pin' | 'unpin'>
  readonly sync: Pick<Sync, 'flush'>
  readonly history: Pick<WorldHistory, 'end'>
  readonly drafts: Drafts
  readonly made: MadeOfferTable
  readonly merging: Pick<DraftMerging, 'difference'>
  readonly line: OfferLine
  /** The name of an account of this node; null: it is none. */
  readonly accountOf: (member: MemberId) => AccountName | null
  readonly clock: ServerClock
  readonly random: RandomBytes
  readonly onFault: (error: unknown) => void
}

export interface OfferSending {
  /**
   * Offers what differs in a draft now, in place of what was offered before; rejects with a HistoryRefusal.
   */
  offer(draft: WorldRecord, by: MemberId, words: string): Promise<MadeOffer>
  /** What became of it, asked of the other node if that soon answers; null: it was not offered. */
  state(draft: WorldRecord): Promise<MadeOffer | null>
  withdraw(draft: WorldRecord): Promise<void>
  /** What an update of the draft has to know; null: nothing, as it was not offered. */
  toldBefore(draft: WorldRecord, parent: WorldRecord): Promise<ToldOffer | null>
  begin(): void
  stop(): void
}

export function createOfferSending(parts: SendingParts): OfferSending {
  return new Sending(parts)
}

class Sending implements OfferSending {
  readonly #parts: SendingParts
  /**
   * One after the other of each person, whose room for records is judged, and of each draft, whose record the
   * one before may have changed. The node of one may be slow to answer, and holds up nobody else's.
   */
  readonly #persons = new KeyedLock<MemberId>()
  readonly #drafts = new KeyedLock<WorldId>()
  #stop = (): void => undefined

  constructor(parts: SendingParts) {
    this.#parts = parts
  }

  async offer(draft: WorldRecord, by: MemberId, words: string): Promise<MadeOffer> {
    const { drafts, made, merging, clock, random, store } = this.#parts
    if (drafts.of(draft.id)?.host === undefined) throw NOT_ELSEWHERE
    const difference = await merging.difference(draft, null, by)
    judgeSize(difference)
    const { place } = difference
    const offered = await this.#inTurn(draft, by, async () => {
      const before = made.get(draft.id)
      if (before !== null && before.by !== by && before.state !== 'withdrawn') throw SOMEBODY_ELSES
      if (before === null) made.judgeRoom(by)
      const next: MadeOffer = {
        ...(before ?? NEW),
        id: before?.id ?? Buffer.from(random(18)).toString('base64url'),
        by,
        at: clock.now(),
        words,
        revision: place.revision,
        state: 'waiting',
        said: '',
      }
      await store.pin({ world: draft.key, kind: 'scene' }, place.sequence, PIN)
      await drafts.change([made.set(draft.id, next)])
      return next
    })
    await this.#send(draft, offered)
    return made.get(draft.id) ?? offered
  }

  #inTurn<Answer>(draft: WorldRecord, by: MemberId, act: () => Promise<Answer>): Promise<Answer> {
    return this.#persons.take(by, () => this.#drafts.take(draft.id, act))
  }

  async state(draft: WorldRecord): Promise<MadeOffer | null> {
    const { made, clock } = this.#parts
    const offer = made.get(draft.id)
    const isFresh = offer?.answer != null && isRecent(offer.answer.at, FRESH_MS, clock.now())
    if (offer?.isThere !== true || offer.state === 'withdrawn' || isFresh) return offer
    await this.#ask(draft, offer).catch((error: unknown) => {
      if (!(error instanceof OfferDelayed)) throw error
    })
    return made.get(draft.id)
  }

  withdraw(draft: WorldRecord): Promise<void> {
    const { made, drafts, line, store } = this.#parts
    return this.#drafts.take(draft.id, async () => {
      const offer = made.get(draft.id)
      const host = drafts.of(draft.id)?.host
      if (offer === null || offer.state === 'withdrawn' || host === undefined) throw NO_OFFER
      // It may have arrived, although the answer did not.
      const isThere = offer.isThere || offer.said !== ''
      try {
        if (isThere) await line.withdraw(host, offer.id, offer.by)
      } catch (error) {
        if (error instanceof OfferDelayed) throw refused(error.message)
        if (!(error instanceof OfferRefused)) throw error
      }
      const left: MadeOffer = { ...offer, state: 'withdrawn', words: '', said: '', isThere }
      await drafts.change([isThere ? made.set(draft.id, left) : made.forget(draft.id)])
      await store.unpin({ world: draft.key, kind: 'scene' }, PIN)
      try {
        // It is forgotten here, too, if nothing of it was merged.
        if (isThere) await this.#ask(draft, left)
      } catch (error) {
        if (!(error instanceof OfferDelayed)) throw error
      }
    })
  }

  async toldBefore(draft: WorldRecord, parent: WorldRecord): Promise<ToldOffer | null> {
    const { made, sync, history } = this.#parts
    const offer = made.get(draft.id)
    if (offer?.state === 'waiting') throw WAITS
    if (offer?.isThere !== true) return null
    await sync.flush(parent)
    const place = await history.end(parent)
    try {
      const answer = await this.#ask(draft, offer)
      if (answer === null) return null
      const { round, names } = answer
      const here = () => namesIn(made.get(draft.id)?.names ?? offer.names)
      return {
        parent: place,
        round,
        names: () => meeting(here(), names),
        missing: () => missingThere(here(), names),
        by: { author: offer.by, member: offer.by, writtenAt: offer.at },
      }
    } catch (error) {
      if (error instanceof OfferDelayed) throw NOT_TOLD
      throw error
    }
  }

  begin(): void {
    const { clock, onFault } = this.#parts
    const again = { everyMs: AGAIN_MS, isDueNow: true, clock, onFault }
    this.#stop = repeat(() => this.#sendWaiting(), again)
  }

  stop(): void {
    this.#stop()
  }

  async #sendWaiting(): Promise<void> {
    const byPerson = Map.groupBy(this.#parts.made.entries(), ([, { by }]) => by)
    await Promise.all([...byPerson.values()].map((offers) => this.#sendInOrder(offers)))
  }

  async #sendInOrder(offers: readonly (readonly [string, MadeOffer])[]): Promise<void> {
    const { made, store, drafts, onFault } = this.#parts
    for (const [id, offer] of offers) {
      const world = parseWorldId(id)
      const draft = world && (await store.findById(world))
      if (draft === null || drafts.of(draft.id)?.host === undefined) {
        await drafts.change([made.forget(id)])
      } else if (offer.state === 'waiting' && draft.binnedAt === null) {
        await this.#send(draft, offer).catch(onFault)
      }
    }
  }

  /** Sends an offer that waits, and notes what came of that. */
  #send(draft: WorldRecord, { id, at, by }: MadeOffer): Promise<void> {
    const { made, drafts, line, merging } = this.#parts
    return this.#inTurn(draft, by, async () => {
      const offer = made.get(draft.id)
      const record = drafts.of(draft.id)
      if (offer?.id !== id || offer.at !== at || offer.state !== 'waiting' || record?.host === undefined)
        return
      const difference = await merging.difference(draft, offer.revision as Revision, offer.by)
      judgeSize(difference)
      const note = (next: Partial<MadeOffer>): Promise<boolean> =>
        drafts.change([made.set(draft.id, { ...offer, ...next })])
      try {
        const sent = this.#sentOf(offer, record.title, difference)
        const answer = await line.offer(record.host, id, sent, offer.by)
        // What is merged already may be taken back later.
        const merged = namedThere(namesIn(offer.names), answer.names)
        const names = packed([...reversed(difference.names), ...merged])
        await note({ state: 'sent', said: '', isThere: true, names, answer: this.#answered(answer) })
      } catch (error) {
        if (error instanceof OfferDelayed) await note({ said: error.message })
        else if (error instanceof OfferRefused) await note({ state: 'refused', said: error.message })
        else throw error
      }
    })
  }

  #sentOf(offer: MadeOffer, title: string, { base, updates, open }: OfferedDifference): SentOffer {
    const rows = updates.map(({ update, by }) => {
      const who = by && memberOf(by.author)
      const account = who === null || who === offer.by ? null : this.#parts.accountOf(who)
      return { update, by: account, at: Math.max(0, Math.floor(by?.writtenAt ?? offer.at)) }
    })
    const left = open.map((one) => ({
      ...conflictPlace(one),
      ...(isPlainJson(one.base, Infinity) && { base: one.base }),
    }))
    return { title, words: offer.words, base, round: offer.round, rows, open: left }
  }

  /** The other node's word, which is noted; null: it has no such offer any more. */
  async #ask(draft: WorldRecord, offer: MadeOffer): Promise<OfferAnswer | null> {
    const { made, drafts, line } = this.#parts
    const host: Address | undefined = drafts.of(draft.id)?.host
    if (host === undefined) return null
    const note = (next: Partial<MadeOffer>): Promise<boolean> =>
      drafts.change(() => {
        const now = made.get(draft.id)
        if (now?.id !== offer.id || !now.isThere) return []
        const isOver = next.isThere === false && now.state === 'withdrawn'
        return [isOver ? made.forget(draft.id) : made.set(draft.id, { ...now, ...next })]
      })
    try {
      const answer = await line.state(host, offer.id, offer.by)
      await note({ answer: this.#answered(answer) })
      return answer
    } catch (error) {
      if (!(error instanceof OfferRefused)) throw error
      if (!error.isMissing) throw new OfferDelayed(error.message)
      await note({ ...NEW, state: 'refused', said: error.message })
      return null
    }
  }

  #answered({ state, words, round, merged, isReverted }: OfferAnswer): NonNullable<MadeOffer['answer']> {
    return { at: this.#parts.clock.now(), state, words, round, merged, isReverted }
  }
}

/** The row of a draft that is offered. */
const PIN = 'offer'

function judgeSize({ updates, names }: OfferedDifference): void {
  if (updates.length === 0) throw NOTHING
  const bytes = updates.reduce((sum, { update }) => sum + update.length, 0)
  const isLarge = bytes > OFFER_BYTES_MAX || updates.length > OFFER_ROWS_MAX || names.length > OFFER_NAMES_MAX
  if (isLarge) throw TOO_LARGE
  const parts = updates.reduce((sum, { update }) => {
    const reading = readUpdate(update, 'clocks')
    return sum + (reading === null ? 0 : partsIn(reading))
  }, 0)
  if (parts > OFFER_PARTS_MAX) throw TOO_LARGE
}
