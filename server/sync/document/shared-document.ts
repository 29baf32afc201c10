// One document in memory: its stored updates, and the clocks of those on their way to the disk. A small one
// is read as it is opened. A large one is tried in a process of its own first, and built in many turns, when
// somebody needs that. A reader who has nothing gets the stored bytes, as they are.
import * as Y from 'yjs'
import type { MemberId } from '../../../shared/world/address.ts'
import { hasMoreBeyond, isWhole } from '../../../shared/yjs/document-state.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { joinUpdates } from '../../../shared/yjs/update-writer.ts'
import {
  partsIn,
  readSmallUpdate,
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
  type ApplyCost,
} from '../../../shared/yjs/work-steps.ts'
import type { Stored, StoredUpdate } from '../../storage/store.ts'
import { applyInTurns, type EventLoop } from './chunked-apply.ts'
import { tooMuchIn } from './growth-limits.ts'
import type { GuardedDocument } from '../validation/guarded-document.ts'
import { readLight, Unreadable } from './small-updates.ts'
import { Measure, SHARED_BYTES } from './document-size.ts'
import { memoryOf } from './memory-budget.ts'
import { SharedStateParts, type StateAnswer } from '../validation/state-parts.ts'
import { ClientTails } from './client-tails.ts'
import type { Trials } from '../validation/trial-runner.ts'
import type { StatePieces } from '../validation/update-trial.ts'
import { LIGHT_BYTES, OPEN_STEPS, WAITING_PARTS } from '../validation/work-bounds.ts'

/** How many updates may wait to be applied: joined is cheaper, but a long wait would make one turn long. */
const WAITING_MAX = 1000
/** Most bytes that a state vector takes for one client: two whole numbers. */
const VECTOR_ENTRY_BYTES = 16
/**
 * A reader's missing part of a large document is written for them alone, up to so many items and letters. A
 * reader who lacks more gets the bytes that all get.
 */
const OWN_MAX = { items: 1_000, elements: SHARED_BYTES }

/** The parts that a document is opened with. */
export interface DocumentParts {
  readonly trials: Trials
  /** The key of the person for whom it is tried: people who ask for much wait for each other. */
  readonly by: string
  /** Lets others go on between two turns of work. */
  readonly turns: EventLoop
  /** Called once its items are counted, before it is built; throws where there is no memory for it. */
  readonly admit?: () => void
}

/** A document with its clocks and the owners of its client ids. */
export class SharedDocument implements GuardedDocument {
  readonly #measure = new Measure()
  readonly #options: DocumentParts
  readonly #known = new Map<number, number>()
  readonly #stored = new Map<number, number>()
  readonly #owners: Map<number, MemberId>
  readonly #tails = new ClientTails()
  #built: Y.Doc | null = null
  /** Stored updates that nobody has read yet: they are sent as they are. */
  #unread: readonly StoredUpdate[] | null = null
  #reading: Promise<void> | null = null
  #building: Promise<void> | null = null
  /** On the disk, not applied yet. */
  #waiting: UpdateReading[] = []
  #waitingParts = 0
  #waitingSteps = 0
  /** On its way to the disk, and how many structs and deletions are in it. */
  readonly #expected = new Set<UpdateReading>()
  #coming = 0
  /** The whole state of a small document, encoded, until something is added. */
  #state: Uint8Array | null = null
  /** The bytes of a large document that all readers get. */
  #parts: SharedStateParts | null = null
  /** Whether these bytes are a state that was made, and what was added since. */
  #isStateMade = false
  /** The state that is made for them next, and the end of the one before. */
  #nextState: Promise<void> | null = null
  #lastState: Promise<unknown> = Promise.resolve()
  #lastTurn: Promise<void> = Promise.resolve()

  constructor(stored: Stored, options: DocumentParts) {
    this.#options = options
    this.#owners = new Map(stored.clients)
    const { snapshot, snapshotSequence, tail } = stored
    const rows = snapshot === null ? tail : [{ sequence: snapshotSequence, bytes: snapshot }, ...tail]
    const readings = readLight(rows)
    if (readings === null) {
      this.#unread = rows
      this.#measure.bytes = rows.reduce((sum, { bytes }) => sum + bytes.length, 0)
      this.#parts = SharedStateParts.unread(rows.map(({ bytes }) => bytes))
      return
    }
    for (const reading of readings) {
      this.#measure.add(reading)
      advance(this.#known, reading)
      this.#keep(reading)
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
    return this.#unread === null && (this.#built !== null || this.#parts === null)
  }

  /** Longest state vector that somebody who knows all of it may have, in bytes. */
  get vectorBytesMax(): number {
    return VECTOR_ENTRY_BYTES * Math.max(this.#owners.size, this.#known.size)
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

  async #readRows(rows: readonly StoredUpdate[]): Promise<void> {
    const tried = await this.#options.trials.open(
      rows.map(({ bytes }) => bytes),
      this.#options.by,
    )
    const { pieces, aside } = tried
    if (aside.length > 0) throw new Unreadable(aside.map((i) => rows[i]?.sequence ?? 0))
    for (const piece of pieces) {
      advance(this.#known, piece)
      advance(this.#stored, piece)
    }
    this.#measure.set(tried)
    this.#options.admit?.()
    this.#parts = new SharedStateParts(pieces)
    this.#unread = null
  }

  async #build(): Promise<void> {
    const doc = makePlainDocument()
    await applyInTurns(doc, this.#shared().updates(), this.#options.turns)
    assertWhole(doc)
    this.#built = doc
    if (!this.#measure.isLarge) this.#parts = null
  }

  clockOf(client: number): number {
    this.#assertRead()
    return this.#known.get(client) ?? 0
  }

  storedClockOf(client: number): number {
    this.#assertRead()
    return this.#stored.get(client) ?? 0
  }

  #assertRead(): void {
    if (this.#unread !== null) throw new Error('a document that nobody has read was asked for its clocks')
  }

  ownerOf(client: number): MemberId | undefined {
    return this.#owners.get(client)
  }

  /** Why nothing that weighs so much, and meets so much, can be added, in plain words; null where it can. */
  whyFull(weight: number, conflicts: number): string | null {
    const measure = this.#measure
    // New items may have become one with older ones.
    if (measure.isOver(weight) && this.#built !== null) measure.recount(this.doc(), this.#coming)
    return measure.whyFull(weight, conflicts, this.#known.size)
  }

  goesOn({ bytes, sections, deleted }: UpdateReading): boolean {
    // The length of the page is checked for larger updates only.
    const isSmall = bytes.length <= LIGHT_BYTES && deleted.length === 0 && sections.length > 0
    return isSmall && this.#tails.areContinued(sections)
  }

  costOf(update: UpdateReading): Cost | { readonly tooMuch: string } {
    const parts = partsIn(update)
    const isLight = update.bytes.length <= LIGHT_BYTES && this.#measure.isLight(this.#coming)
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
    const open = (this.#coming + this.#waitingParts) * parts
    const doc = open > OPEN_STEPS || this.#built === null ? this.doc() : this.#built
    const left = (this.#coming + this.#waitingParts) * parts
    if (left > OPEN_STEPS) return null
    const most = parts > 1 ? TURN_STEPS : WHOLE_STEPS
    let coming: ClientSection[] = []
    let cost = costOf(doc, update, most)
    if (cost === 'unknown') {
      if (this.#waiting.length > 0) {
        this.doc()
        return this.#look(update, parts)
      }
      if (this.#coming > DIRECT_PARTS) return null
      coming = [...this.#expected].flatMap(({ sections }) => sections)
      cost = costOf(doc, update, most, coming)
    }
    if (cost === 'unknown') return null
    const tooMuch = tooMuchIn(doc, update.sections, coming)
    return tooMuch === null ? { ...cost, steps: cost.steps + left } : { tooMuch }
  }

  /** Counts an update as on its way: a later one may rest on it. */
  expect(reading: UpdateReading, claims: readonly number[], member: MemberId): void {
    this.#assertRead()
    advance(this.#known, reading)
    this.#tails.take(reading.sections)
    this.#measure.add(reading)
    this.#expected.add(reading)
    this.#coming += partsIn(reading)
    for (const client of claims) this.#owners.set(client, member)
  }

  /**
   * Keeps client ids for a member whose update is on its way, and may not arrive; nothing rests on it before
   * it does.
   */
  reserve(claims: readonly number[], member: MemberId): void {
    for (const client of claims) this.#owners.set(client, member)
  }

  /** The client ids of one member are another's from now on. */
  claim(from: MemberId, to: MemberId): void {
    for (const [client, owner] of this.#owners) if (owner === from) this.#owners.set(client, to)
  }

  /** Gives back client ids whose update did not arrive. */
  disown(claims: readonly number[]): void {
    for (const client of claims) this.#owners.delete(client)
  }

  /** Counts an update that was expected as on the disk; applying it takes so much. */
  settle(reading: UpdateReading, work: ApplyCost): void {
    this.#assertRead()
    const parts = partsIn(reading)
    this.#expected.delete(reading)
    this.#coming -= parts
    this.#waitingSteps += work.steps
    this.#measure.conflicts += conflictsOf(work, parts)
    this.#keep(reading)
    if (this.#isLoaded) this.doc()
  }

  get #isLoaded(): boolean {
    return (
      this.#waiting.length >= WAITING_MAX ||
      (!this.#measure.isLight(this.#coming) &&
        (this.#waitingParts > WAITING_PARTS || this.#waitingSteps > OPEN_STEPS))
    )
  }

  #keep(reading: UpdateReading): void {
    advance(this.#stored, reading)
    this.#measure.bytes += reading.bytes.length
    this.#state = null
    this.#waiting.push(reading)
    this.#waitingParts += partsIn(reading)
    this.#parts?.add(reading)
  }

  /** Forgets what was on its way, after the disk failed. */
  forget(claims: readonly number[]): void {
    this.#known.clear()
    for (const [client, clock] of this.#stored) this.#known.set(client, clock)
    this.#tails.clear()
    this.#expected.clear()
    this.#coming = 0
    this.disown(claims)
  }

  /**
   * The document as it is on the disk. Nobody listens to its updates: if somebody did, Yjs would encode every
   * change again.
   */
  doc(): Y.Doc {
    if (!this.isReady) throw new Error('a document that is not built yet was asked for')
    this.#built ??= makePlainDocument()
    if (this.#waiting.length > 0) {
      const update = joinUpdates(this.#waiting)
      this.#waiting = []
      this.#waitingParts = 0
      this.#waitingSteps = 0
      Y.applyUpdate(this.#built, update)
      assertWhole(this.#built)
      if (this.#measure.isRecountDue) this.#measure.recount(this.#built, this.#coming)
    }
    return this.#built
  }

  /** State vector of what is on the disk, encoded. */
  vector(): Uint8Array {
    this.#assertRead()
    return Y.encodeStateVector(this.#stored)
  }

  /**
   * The part of the document that a reader with this state vector lacks; `wait` until it is ready, null if
   * the vector is malformed.
   */
  answer(vector: Uint8Array): StateAnswer | 'wait' | null {
    const isNew = vector.length === 1 && vector[0] === 0
    if (isNew && !this.#isShared) return { updates: [], last: this.#encoded() }
    if (isNew && (this.isUnread || this.#measure.isLarge)) return this.#shared().all()
    const clocks = readVector(vector)
    if (clocks === null) return null
    if (!this.isReady) return 'wait'
    if (!this.#measure.isLarge || !hasMoreBeyond(this.doc(), clocks, OWN_MAX)) {
      return { updates: [], last: Y.encodeStateAsUpdate(this.doc(), vector) }
    }
    return this.#shared().beyond(clocks, () => Y.encodeStateAsUpdate(this.doc(), this.vector()))
  }

  /**
   * The part that a reader with this state vector lacks, of the document as it is: nothing in it was deleted
   * or overwritten before. Null if the vector is malformed.
   */
  answerNow(vector: Uint8Array): Promise<StateAnswer> | null {
    const clocks = readVector(vector)
    return clocks && this.#answerBeyond(clocks, vector)
  }

  async #answerBeyond(clocks: Map<number, number>, vector: Uint8Array): Promise<StateAnswer> {
    await this.ready()
    if (this.#measure.isLarge) await this.#ownTurn()
    if (!this.#measure.isLarge || !hasMoreBeyond(this.doc(), clocks, OWN_MAX)) {
      return { updates: [], last: Y.encodeStateAsUpdate(this.doc(), vector) }
    }
    const shared = this.#shared()
    if (!this.#isStateMade || shared.addedBytes > 0) {
      await this.#collected()
      await this.#ownTurn()
    }
    return clocks.size === 0
      ? shared.all()
      : shared.beyond(clocks, () => Y.encodeStateAsUpdate(this.doc(), this.vector()))
  }

  /** Many wait for the same state: each is answered in a turn of its own. */
  #ownTurn(): Promise<void> {
    this.#lastTurn = this.#lastTurn.then(() => this.#options.turns.next())
    return this.#lastTurn
  }

  /**
   * Makes anew what all readers are given, in a process of its own. It is made once at a time, and all who ask
   * before it begins share it.
   */
  #collected(): Promise<void> {
    this.#nextState ??= this.#inTurn(async () => {
      this.#nextState = null
      const shared = this.#shared()
      const upTo = shared.mark()
      this.#replace(upTo, applied(await this.#options.trials.pieces(shared.updates(), this.#options.by)))
    })
    return this.#nextState
  }

  #inTurn<Made>(make: () => Promise<Made>): Promise<Made> {
    const made = this.#lastState.then(make)
    this.#lastState = made.catch(() => undefined)
    return made
  }

  #replace(upTo: number, { pieces, bytes }: StatePieces): void {
    const shared = this.#shared()
    shared.replace(upTo, pieces)
    this.#isStateMade = true
    this.#measure.bytes = bytes + shared.addedBytes
  }

  /** All that somebody with this state vector has not got, as one update. */
  async since(vector: Uint8Array): Promise<Uint8Array> {
    await this.ready()
    return Y.encodeStateAsUpdate(this.doc(), vector)
  }

  /** The whole state, as updates that are applied one after the other, each small. */
  updates(): readonly Uint8Array[] {
    return this.#isShared ? this.#shared().updates() : [this.#encoded()]
  }

  /** Readers are given what all are given: encoding it for each takes too long, and holds too much. */
  get #isShared(): boolean {
    return this.#measure.isLarge || !this.isReady
  }

  #shared(): SharedStateParts {
    if (this.#parts === null) {
      const reading = readSmallUpdate(this.#encoded(), Infinity, 'clocks')
      if (typeof reading === 'string') throw new Error('an encoded state cannot be read')
      this.#parts = new SharedStateParts([reading])
    }
    return this.#parts
  }

  #encoded(): Uint8Array {
    this.#state ??= this.#built === null ? joinUpdates(this.#waiting) : Y.encodeStateAsUpdate(this.doc())
    return this.#state
  }

  /** The whole state as it is stored for the next opening, made in a process of its own where it is large. */
  async snapshot(): Promise<Uint8Array> {
    await this.read()
    if (!this.#isShared) {
      this.#measure.bytes = this.#encoded().length
      return this.#encoded()
    }
    return this.#inTurn(async () => {
      const shared = this.#shared()
      const upTo = shared.mark()
      const { bytes, tried } = applied(await this.#options.trials.state(shared.updates(), this.#options.by))
      this.#replace(upTo, { pieces: tried.pieces, bytes: bytes.length })
      return bytes
    })
  }
}

function applied<Made>(made: Made | null): Made {
  if (made === null) throw new Error('what readers are given cannot be applied')
  return made
}

function assertWhole(doc: Y.Doc): void {
  if (!isWhole(doc)) throw new Error('the log holds an update that rests on a missing one')
}

function readVector(vector: Uint8Array): Map<number, number> | null {
  try {
    return Y.decodeStateVector(vector)
  } catch {
    return null
  }
}

function advance(
  clocks: Map<number, number>,
  { sections }: { readonly sections: readonly { readonly client: number; readonly end: number }[] },
): void {
  for (const { client, end } of sections) clocks.set(client, end)
}
