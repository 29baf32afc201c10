// One document in memory: its stored updates, and the clocks of those on their way to the disk. A small one
// is read as it is opened. A large one is tried in a process of its own first, and built in many turns, when
// somebody needs that. A reader who has nothing gets the stored bytes, as they are.
import * as Y from 'yjs'
import type { MemberId } from '../../../shared/world/address.ts'
import { applyCutting } from '../../../shared/yjs/apply-cutting.ts'
import { MEMBER_ITEMS_MAX } from '../../../shared/world/limits.ts'
import { countCuts, hasMoreBeyond, isWhole } from '../../../shared/yjs/document-state.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import {
  partsIn,
  readSmallUpdate,
  weightIn,
  type ClientSection,
  type UpdateReading,
} from '../../../shared/yjs/update-reader.ts'
import { costOf, type Cost } from '../../../shared/yjs/apply-cost.ts'
import {
  conflictsOf,
  DIRECT_PARTS,
  easyWork,
  TURN_STEPS,
  WHOLE_STEPS,
} from '../../../shared/yjs/work-steps.ts'
import type { ClientReservation, Stored, StoredUpdate } from '../../storage/store.ts'
import { applyInTurns } from './chunked-apply.ts'
import { tooMuchIn, whyNoThings } from './growth-limits.ts'
import type { GuardedDocument } from '../validation/guarded-document.ts'
import { readLight, Unreadable } from './small-updates.ts'
import { CUTS_MAX, Measure, SHARED_BYTES, type AddedAmount } from './document-size.ts'
import { MemberShares, type ShareOf } from './member-shares.ts'
import { memoryOf } from './memory-budget.ts'
import { SharedStateParts, type StateAnswer, type VectorAnswer } from '../validation/state-parts.ts'
import { ClientClocks } from './client-clocks.ts'
import { isOfAnotherLine, rowsWith, type LineMark } from '../validation/line-mark.ts'
import { ClientTails } from './client-tails.ts'
import { LIGHT_BYTES, OPEN_STEPS } from '../validation/work-bounds.ts'
import { PendingUpdates, type SettledUpdate } from './pending-updates.ts'
import { ReaderState, type StateWork } from './reader-state.ts'

/**
 * A reader's missing part of a document is written for them alone, up to so many items and letters. A reader
 * who lacks more gets the bytes that all get.
 */
const OWN_MAX = { items: 1_000, elements: SHARED_BYTES }

/** The parts that a document is opened with. */
export interface DocumentParts extends StateWork {
  /** Called once its items are counted, before it is built; rejects where there is no memory for it. */
  readonly admit?: () => Promise<void>
  /** The mark of its line; it has none, unless given. */
  readonly mark?: LineMark | null
  /** Everybody may add any amount, unless given. */
  readonly shareOf?: ShareOf
}

/** A document with its clocks and the owners of its client ids. */
export class SharedDocument implements GuardedDocument {
  readonly #measure = new Measure()
  readonly #shares: MemberShares
  /** Its items were counted since something was added last. */
  #isCounted = false
  readonly #options: DocumentParts
  readonly #clocks: ClientClocks
  readonly #tails = new ClientTails()
  #built: Y.Doc | null = null
  /** Stored updates that nobody has read yet: they are sent as they are. */
  #unread: readonly StoredUpdate[] | null = null
  #reading: Promise<void> | null = null
  #building: Promise<void> | null = null
  readonly #pending = new PendingUpdates()
  /** The whole state of a small document, encoded, until something is added; and without its past. */
  #state: Uint8Array | null = null
  #stateNow: Uint8Array | null = null
  /** What all readers of a large document get. */
  #shared: ReaderState | null = null

  constructor(stored: Stored, options: DocumentParts) {
    this.#options = options
    this.#clocks = new ClientClocks(stored.clients)
    this.#shares = new MemberShares(
      (client) => this.#clocks.ownerOf(client),
      (member) => this.#shareOf(member),
    )
    const rows = rowsWith(options.mark ?? null, stored)
    const readings = readLight(rows)
    if (readings === null) {
      this.#unread = rows
      this.#measure.bytes = rows.reduce((sum, { bytes }) => sum + bytes.length, 0)
      this.#shared = this.#stateFrom(SharedStateParts.unread(rows.map(({ bytes }) => bytes)))
      return
    }
    for (const reading of readings) {
      this.#measure.add(reading)
      this.#measure.bytes += reading.bytes.length
      this.#clocks.expect(reading)
      this.#clocks.store(reading)
      this.#shares.add(reading.sections)
      this.#pending.wait(reading)
    }
  }

  get bytes(): number {
    return this.#measure.bytes
  }

  /**
   * The memory that it takes, in bytes, more or less. Before its items are counted, this is estimated from
   * its bytes.
   */
  get memoryBytes(): number {
    return memoryOf(this.#measure)
  }

  /** Nobody knows its clocks yet: all of it can be sent at once, and asking for them takes a while. */
  get isUnread(): boolean {
    return this.#unread !== null
  }

  /** Frames can be judged. */
  get isReady(): boolean {
    return this.#unread === null && (this.#built !== null || this.#shared === null)
  }

  /** Longest state vector that somebody who knows all of it may have, in bytes. */
  get vectorBytesMax(): number {
    return this.#clocks.vectorBytesMax
  }

  /** Resolves when its clocks are known. Rejects with an Unreadable, or with a WorkFault. */
  read(): Promise<void> {
    if (this.#unread === null) return Promise.resolve()
    this.#reading ??= this.#readRows(this.#unread)
    return this.#reading
  }

  /** Resolves when frames can be judged. Rejects as `read` does. */
  async ready(): Promise<void> {
    await this.read()
    if (this.isReady) return
    this.#building ??= this.#build()
    return this.#building
  }

  /** Its rows are being read, or its copy is being built: that may last longer than its room. */
  get isInWork(): boolean {
    return (this.#reading !== null && this.isUnread) || (this.#building !== null && this.#built === null)
  }

  /** Resolves once nothing of it is being read or built. */
  async settled(): Promise<void> {
    await this.#reading?.catch(NOTHING)
    await this.#building?.catch(NOTHING)
  }

  async #readRows(rows: readonly StoredUpdate[]): Promise<void> {
    const tried = await this.#options.trials.open(
      rows.map(({ bytes }) => bytes),
      this.#options.by,
    )
    const { pieces, aside } = tried
    if (aside.length > 0) throw new Unreadable(aside.map((i) => rows[i]?.sequence ?? 0))
    for (const piece of pieces) {
      this.#clocks.expect(piece)
      this.#clocks.store(piece)
    }
    this.#measure.set(tried)
    this.#shares.addExtras(tried.extras)
    await this.#options.admit?.()
    this.#shared = this.#stateFrom(new SharedStateParts(pieces))
    this.#unread = null
  }

  async #build(): Promise<void> {
    const doc = makePlainDocument()
    await applyInTurns(doc, this.#parts().updates(), this.#options.turns)
    assertWhole(doc)
    this.#built = doc
    this.#recount(this.doc())
    if (!this.#measure.isLarge) this.#shared = null
  }

  clockOf(client: number): number {
    this.#assertRead()
    return this.#clocks.known(client)
  }

  storedClockOf(client: number): number {
    this.#assertRead()
    return this.#clocks.stored(client)
  }

  #assertRead(): void {
    if (this.#unread !== null) throw new Error('a document that nobody has read was asked for its clocks')
  }

  ownerOf(client: number): MemberId | undefined {
    return this.#clocks.ownerOf(client)
  }

  /** How many client ids ever wrote in it. */
  get writers(): number {
    return this.#clocks.count
  }

  /** Why a member cannot add updates that meet so much, in plain words; null where they can. */
  whyFull(updates: readonly UpdateReading[], conflicts: number, member: MemberId): string | null {
    const share = this.#shareOf(member)
    const amount = { ...this.#amountOf(updates, share), conflicts }
    const why = this.#whyFullFor(share, amount)
    if (why === null && share !== null) return this.#whyNoThings(updates)
    if (why === null || this.#isCounted || this.#built === null) return why
    // New items may have become one with older ones.
    this.#recount(this.doc())
    return this.#whyFullFor(share, amount)
  }

  #whyNoThings(updates: readonly UpdateReading[]): string | null {
    const doc = (): Y.Doc => this.doc()
    return updates.reduce<string | null>((why, { sections }) => why ?? whyNoThings(doc, sections), null)
  }

  #whyFullFor(share: string | null, amount: AddedAmount): string | null {
    const why = this.#measure.whyFull(amount)
    if (why !== null || share === null) return why
    return this.#measure.whyLeftToOwner(amount) ?? this.#shares.whyFull(share, amount.weight)
  }

  #amountOf(updates: readonly UpdateReading[], share: string | null): Omit<AddedAmount, 'conflicts'> {
    let [weight, bytes, parts] = [0, 0, 0]
    for (const update of updates) {
      weight += weightIn(update)
      bytes += update.bytes.length
      parts += partsIn(update)
    }
    if (share === null || !this.#measure.isOver(CUTS_MAX * parts, MEMBER_ITEMS_MAX)) return { weight, bytes }
    for (const { deleted } of updates) if (deleted.length > 0) weight += countCuts(this.doc(), deleted)
    return { weight, bytes }
  }

  #shareOf(member: MemberId): string | null {
    return this.#options.shareOf?.(member) ?? null
  }

  /** Counts the items of the document as it is built, and those on their way. */
  #recount(doc: Y.Doc): void {
    this.#measure.recount(doc, this.#pending.comingParts)
    this.#shares.recount(doc, this.#pending.comingSections())
    this.#isCounted = true
  }

  goesOn({ bytes, sections, deleted }: UpdateReading): boolean {
    // The length of the page is checked for larger updates only.
    const isSmall = bytes.length <= LIGHT_BYTES && deleted.length === 0 && sections.length > 0
    return isSmall && this.#tails.areContinued(sections)
  }

  costOf(update: UpdateReading): Cost | { readonly tooMuch: string } {
    const parts = partsIn(update)
    const isLight = update.bytes.length <= LIGHT_BYTES && this.#measure.isLight(this.#pending.comingParts)
    if (isLight || this.goesOn(update)) return easyWork(parts)
    return this.#look(update, parts) ?? 'unknown'
  }

  /**
   * Looks where the update will stand, in the copy as it is, or with all that waits applied to it; null until
   * more is there.
   */
  #look(update: UpdateReading, parts: number): Cost | { readonly tooMuch: string } | null {
    // An update that is not applied yet may stand where this one is put. Each of its structs is passed over
    // once.
    const pending = this.#pending
    const open = pending.parts * parts
    const doc = open > OPEN_STEPS || this.#built === null ? this.doc() : this.#built
    const left = pending.parts * parts
    if (left > OPEN_STEPS) return null
    const most = parts > 1 ? TURN_STEPS : WHOLE_STEPS
    let coming: ClientSection[] = []
    let cost = costOf(doc, update, most)
    if (cost === 'unknown') {
      if (pending.isWaiting) {
        this.doc()
        return this.#look(update, parts)
      }
      if (pending.comingParts > DIRECT_PARTS) return null
      coming = pending.comingSections()
      cost = costOf(doc, update, most, coming)
    }
    if (cost === 'unknown') return null
    const tooMuch = tooMuchIn(doc, update.sections, coming)
    return tooMuch === null ? { ...cost, steps: cost.steps + left } : { tooMuch }
  }

  /** Counts an update as on its way: a later one may rest on it. */
  expect(reading: UpdateReading, claims: readonly number[], member: MemberId): void {
    this.#assertRead()
    this.#clocks.expect(reading)
    this.#clocks.give(claims, member)
    this.#tails.take(reading.sections)
    this.#measure.add(reading)
    this.#measure.addCuts(reading.deleted)
    this.#shares.add(reading.sections)
    this.#shares.addCuts(reading.deleted)
    this.#isCounted = false
    this.#pending.expect(reading)
  }

  /** Updates come, one after the other: what readers of a large document get is encoded while it is small. */
  expectMuch(updates: readonly UpdateReading[]): void {
    if (this.#measure.becomesLarge(updates)) this.#whole()
  }

  /**
   * Keeps client ids for a member whose update is on its way, and may not arrive; nothing rests on it before
   * it does.
   */
  reserve(claims: readonly number[], member: MemberId): void {
    this.#clocks.give(claims, member)
  }

  /** The client ids of one member are another's from now on. */
  claim(from: MemberId, to: MemberId): void {
    this.#clocks.claim(from, to)
    this.#shares.claim(from, to)
  }

  /** Gives back client ids whose update did not arrive. */
  disown(claims: readonly number[]): void {
    this.#clocks.takeBack(claims)
  }

  /** Client ids under which a member is seen are theirs before they write; others are nobody's again. */
  reserveSeen(clients: readonly number[], member: MemberId, freed: ClientReservation['freed']): void {
    this.#clocks.reserve(clients, member)
    this.#clocks.free(freed.map(([client]) => client))
  }

  /** The ids that belong to somebody who wrote nothing under them; null while the document is not read. */
  unwrittenClients(): (readonly [client: number, owner: MemberId])[] | null {
    return this.isUnread ? null : this.#clocks.unwritten()
  }

  /** Counts updates that were expected as on the disk; `joined` is all of them as one. */
  settle(settled: readonly SettledUpdate[], joined: UpdateReading): void {
    this.#assertRead()
    for (const { reading, cost } of settled) {
      this.#measure.conflicts += conflictsOf(cost, partsIn(reading))
      this.#measure.bytes += reading.bytes.length
      this.#shared?.parts.add(reading)
    }
    this.#clocks.store(joined)
    this.#state = this.#stateNow = null
    this.#pending.arrive(settled, joined)
    if (this.#pending.isDue(this.#measure.isLight(this.#pending.comingParts))) this.doc()
  }

  /** Forgets what was on its way, after the disk failed. */
  forget(claims: readonly number[]): void {
    this.#clocks.forgetComing()
    this.#tails.clear()
    this.#pending.forgetComing()
    this.disown(claims)
  }

  /**
   * The document as it is on the disk. Nobody listens to its updates: if somebody did, Yjs would encode every
   * change again.
   */
  doc(): Y.Doc {
    if (!this.isReady) throw new Error('a document that is not built yet was asked for')
    this.#built ??= makePlainDocument()
    if (this.#pending.isWaiting) {
      const update = this.#pending.joined()
      const { cutSteps } = this.#pending
      this.#pending.applied()
      applyCutting(this.#built, update, cutSteps)
      assertWhole(this.#built)
      if (this.#measure.isRecountDue) this.#recount(this.#built)
    }
    return this.#built
  }

  /** State vector of what is on the disk, encoded. */
  vector(): Uint8Array {
    this.#assertRead()
    return this.#clocks.vector()
  }

  /**
   * The part of the document that a reader with this state vector lacks; `wait` until it is ready, null if
   * the vector is malformed. `seesPast`: it may hold what was deleted or overwritten before. `isStock`: the
   * reader knows nothing of lines, and is answered `other` where they hold another one.
   */
  answer(vector: Uint8Array, seesPast: boolean, isStock = false): VectorAnswer {
    if (seesPast && vector.length === 1 && vector[0] === 0) {
      if (!this.#isShared) return alone(this.#encoded())
      if (this.isUnread || this.#measure.isLarge) return this.#parts().all()
    }
    const clocks = readVector(vector)
    if (clocks === null) return null
    if (!this.isReady) return 'wait'
    if (isStock && isOfAnotherLine(clocks, this.#clocks.marks)) return 'other'
    if (!hasMoreBeyond(this.doc(), clocks, OWN_MAX)) return alone(Y.encodeStateAsUpdate(this.doc(), vector))
    if (!this.#measure.isLarge) return alone(this.#encodedNow())
    return seesPast ? this.#beyond(clocks) : this.#beyondNow(clocks)
  }

  #beyond(clocks: ReadonlyMap<number, number>): StateAnswer {
    return this.#parts().beyond(clocks, () => Y.encodeStateAsUpdate(this.doc(), this.vector()))
  }

  async #beyondNow(clocks: ReadonlyMap<number, number>): Promise<StateAnswer> {
    const shared = this.#whole()
    await shared.turn()
    if (shared.hasPast) await shared.dropPast()
    return clocks.size === 0 ? shared.parts.all() : this.#beyond(clocks)
  }

  /** All that somebody with this state vector has not got, as one update. */
  async since(vector: Uint8Array): Promise<Uint8Array> {
    await this.ready()
    return Y.encodeStateAsUpdate(this.doc(), vector)
  }

  /** The whole state, as updates that are applied one after the other, each small. */
  updates(): readonly Uint8Array[] {
    return this.#isShared ? this.#parts().updates() : [this.#encoded()]
  }

  /** Readers are given what all are given: encoding it for each takes too long, and holds too much. */
  get #isShared(): boolean {
    return this.#measure.isLarge || !this.isReady
  }

  #whole(): ReaderState {
    if (this.#shared === null) {
      const reading = readSmallUpdate(this.#encoded(), Infinity, 'clocks')
      if (typeof reading === 'string') throw new Error('an encoded state cannot be read')
      this.#shared = this.#stateFrom(new SharedStateParts([reading]))
    }
    return this.#shared
  }

  #stateFrom(parts: SharedStateParts): ReaderState {
    return new ReaderState(parts, this.#options, this.#measure)
  }

  #parts(): SharedStateParts {
    return this.#whole().parts
  }

  #encoded(): Uint8Array {
    this.#state ??= this.#built === null ? this.#pending.joined() : this.#encodedNow()
    return this.#state
  }

  #encodedNow(): Uint8Array {
    this.#stateNow ??= Y.encodeStateAsUpdate(this.doc())
    return this.#stateNow
  }

  /** The whole state as it is stored for the next opening, made in a process of its own where it is large. */
  async snapshot(): Promise<Uint8Array> {
    await this.read()
    if (!this.#isShared) {
      this.#measure.bytes = this.#encoded().length
      return this.#encoded()
    }
    return this.#whole().snapshot()
  }
}

const NOTHING = (): void => undefined

function assertWhole(doc: Y.Doc): void {
  if (!isWhole(doc)) throw new Error('the log holds an update that rests on a missing one')
}

const alone = (last: Uint8Array): StateAnswer => ({ updates: [], last })

function readVector(vector: Uint8Array): Map<number, number> | null {
  try {
    return Y.decodeStateVector(vector)
  } catch {
    return null
  }
}
