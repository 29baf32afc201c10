// One document in memory: what is on the disk, and the clocks of what is on its way there. A small one is read as it is
// opened; a large one is tried in a process of its own first, and built in many turns, when somebody needs that. Whoever has
// nothing is given the stored bytes, as they are.
import * as Y from 'yjs'
import type { MemberId } from '../../shared/world/address.ts'
import { DOCUMENT_BYTES_MAX, DOCUMENT_ITEMS_MAX, DOCUMENT_WRITERS_MAX } from '../../shared/world/limits.ts'
import { makeCopy } from '../../shared/wire/copy.ts'
import { joinUpdates } from '../../shared/wire/join.ts'
import { partsIn, readSmallUpdate, type UpdateReading } from '../../shared/wire/update.ts'
import { costOf, type Cost } from '../../shared/yjs/cost.ts'
import { CONFLICTS_MAX, conflictsOf, EASY_STEPS, TURN_STEPS, WHOLE_STEPS } from '../../shared/yjs/steps.ts'
import type { Stored, StoredUpdate } from '../storage/store.ts'
import { applyInTurns, type Turns } from './building.ts'
import { tooMuchIn } from './growth.ts'
import type { GuardedDocument } from './guard.ts'
import { Parts, type Answer } from './parts.ts'
import { Tails } from './tails.ts'
import type { Trials } from './trials.ts'
import { LIGHT_BYTES, LIGHT_PARTS, OPEN_STEPS, WAITING_PARTS } from './work-bounds.ts'

/** How many updates may wait to be applied: joined is cheaper, but a long wait would make one turn long. */
const WAITING_MAX = 1000
/** Most bytes that a state vector takes for one client: two whole numbers. */
const VECTOR_ENTRY_BYTES = 16
/** What a reader lacks of a large document is written for them alone up to so many items; beyond, they are given what all are. */
const OWN_ITEMS_MAX = 1_000

/** Stored updates that cannot be read, or take too much work: they are put aside, the rest of the world lives. */
export class Unreadable extends Error {
  readonly sequences: readonly number[]

  constructor(sequences: readonly number[]) {
    super(`the stored updates ${sequences.join(', ')} cannot be read`)
    this.sequences = sequences
  }
}

/** What a document is opened with. */
export interface DocumentParts {
  readonly trials: Trials
  /** Whose work it is to try it: those who ask for much wait for each other. */
  readonly by: string
  /** Lets others go on between two turns of work. */
  readonly turns: Turns
}

/** A document with its clocks and the owners of its client ids. */
export class SharedDocument implements GuardedDocument {
  /** Size of the state in bytes: exact after a snapshot, from then on the sum of what was added. */
  bytes = 0
  private readonly options: DocumentParts
  private readonly known = new Map<number, number>()
  private readonly stored = new Map<number, number>()
  private readonly owners: Map<number, MemberId>
  private readonly tails = new Tails()
  /** How many items it has at most, and what they weigh beyond that. */
  private items = 0
  private extra = 0
  /** Steps that all in it takes beyond what its structs take. */
  private conflicts = 0
  /** From so many on, items are counted again: those that follow each other become one. */
  private recountAt = LIGHT_PARTS
  private built: Y.Doc | null = null
  /** Stored updates that nobody has read yet: they are sent as they are. */
  private unread: readonly StoredUpdate[] | null = null
  private reading: Promise<void> | null = null
  private building: Promise<void> | null = null
  /** On the disk, not applied yet. */
  private waiting: UpdateReading[] = []
  private waitingParts = 0
  private waitingSteps = 0
  /** Structs and deletions on their way to the disk. */
  private coming = 0
  /** The whole state of a small document, encoded, until something is added. */
  private state: Uint8Array | null = null
  /** What readers of a large document are given: the same bytes for all. */
  private parts: Parts | null = null

  constructor(stored: Stored, options: DocumentParts) {
    this.options = options
    this.owners = new Map(stored.clients)
    const { snapshot, snapshotSequence, tail } = stored
    const rows = snapshot === null ? tail : [{ sequence: snapshotSequence, bytes: snapshot }, ...tail]
    this.bytes = rows.reduce((sum, { bytes }) => sum + bytes.length, 0)
    const readings = this.bytes <= LIGHT_BYTES ? readLight(rows) : null
    if (readings === null) {
      this.unread = rows
      this.parts = Parts.unread(rows.map(({ bytes }) => bytes))
    } else {
      this.bytes = 0
      for (const reading of readings) {
        this.count(reading)
        advance(this.known, reading)
        this.keep(reading)
      }
    }
  }

  /** Nobody knows its clocks yet: all of it can be sent at once, and asking for them takes a while. */
  get isUnread(): boolean {
    return this.unread !== null
  }

  /** Frames can be judged. */
  get isReady(): boolean {
    return this.unread === null && (this.built !== null || this.parts === null)
  }

  /** Longest state vector that somebody who knows all of it may have, in bytes. */
  get vectorBytesMax(): number {
    return VECTOR_ENTRY_BYTES * Math.max(this.owners.size, this.known.size)
  }

  /** Resolves when its clocks are known. Rejects with an Unreadable, or with a WorkFault. */
  read(): Promise<void> {
    if (this.unread === null) return Promise.resolve()
    this.reading ??= this.readRows(this.unread)
    return this.reading
  }

  /** Resolves when frames can be judged. Rejects as `read` does. */
  async ready(): Promise<void> {
    await this.read()
    if (this.isReady) return
    this.building ??= this.build()
    return this.building
  }

  private async readRows(rows: readonly StoredUpdate[]): Promise<void> {
    const { pieces, aside, items, extra, conflicts } = await this.options.trials.open(
      rows.map(({ bytes }) => bytes),
      this.options.by,
    )
    if (aside.length > 0) throw new Unreadable(aside.map((i) => rows[i]?.sequence ?? 0))
    for (const piece of pieces) {
      advance(this.known, piece)
      advance(this.stored, piece)
    }
    this.items = items
    this.extra = extra
    this.conflicts = conflicts
    this.recountAt = nextCount(items)
    this.parts = new Parts(pieces)
    this.unread = null
  }

  private async build(): Promise<void> {
    const doc = makeCopy()
    await applyInTurns(doc, this.shared().updates(), this.options.turns)
    assertWhole(doc)
    this.built = doc
    if (!this.isLarge) this.parts = null
  }

  clockOf(client: number): number {
    this.assertRead()
    return this.known.get(client) ?? 0
  }

  storedClockOf(client: number): number {
    this.assertRead()
    return this.stored.get(client) ?? 0
  }

  private assertRead(): void {
    if (this.unread !== null) throw new Error('a document that nobody has read was asked for its clocks')
  }

  ownerOf(client: number): MemberId | undefined {
    return this.owners.get(client)
  }

  /** Why nothing with so much in it, that meets so much, can be added, in plain words; null while it can. */
  whyFull(weight: number, conflicts: number): string | null {
    if (conflicts > 0 && this.conflicts + conflicts > CONFLICTS_MAX) return TOO_MUCH_WORK
    if (this.bytes > DOCUMENT_BYTES_MAX) return FULL_OF_BYTES
    if (this.weight + weight > DOCUMENT_ITEMS_MAX && this.built !== null) this.recount(this.doc())
    if (this.weight + weight > DOCUMENT_ITEMS_MAX) return FULL_OF_ITEMS
    return this.known.size > DOCUMENT_WRITERS_MAX ? FULL_OF_WRITERS : null
  }

  private get weight(): number {
    return this.items + this.extra
  }

  costOf(update: UpdateReading): Cost | { readonly tooMuch: string } {
    const parts = partsIn(update)
    if (update.bytes.length <= LIGHT_BYTES && this.isEasy(update)) return parts * EASY_STEPS
    const doc = this.doc()
    // What is on its way may stand where this is put, too.
    if (this.coming * parts > OPEN_STEPS) return 'unknown'
    const cost = costOf(doc, update, parts > 1 ? TURN_STEPS : WHOLE_STEPS)
    if (cost === 'unknown') return cost
    const tooMuch = tooMuchIn(doc, update.sections)
    return tooMuch === null ? cost + this.coming * parts : { tooMuch }
  }

  /** Nothing has to be looked at to know that it takes no longer than it has structs. */
  private isEasy({ sections, deleted }: UpdateReading): boolean {
    return this.isLight || (deleted.length === 0 && this.tails.areContinued(sections))
  }

  /** It is so small that nothing in it can take long, nor be too much. */
  private get isLight(): boolean {
    return this.items + this.coming <= LIGHT_PARTS && this.extra <= LIGHT_PARTS && this.bytes <= SHARED_BYTES
  }

  /** Counts an update as on its way: what comes next may rest on it. */
  expect(reading: UpdateReading, claims: readonly number[], member: MemberId): void {
    this.assertRead()
    advance(this.known, reading)
    this.tails.take(reading.sections)
    this.count(reading)
    this.coming += partsIn(reading)
    for (const client of claims) this.owners.set(client, member)
  }

  /** Keeps client ids for a member whose update is on its way, and may not arrive; nothing rests on it before it does. */
  reserve(claims: readonly number[], member: MemberId): void {
    for (const client of claims) this.owners.set(client, member)
  }

  /** The client ids of one member are another's from now on. */
  claim(from: MemberId, to: MemberId): void {
    for (const [client, owner] of this.owners) if (owner === from) this.owners.set(client, to)
  }

  /** Gives back client ids whose update did not arrive. */
  disown(claims: readonly number[]): void {
    for (const client of claims) this.owners.delete(client)
  }

  /** Counts an update that was expected as on the disk; applying it takes so many steps. */
  settle(reading: UpdateReading, steps: number): void {
    this.assertRead()
    const parts = partsIn(reading)
    this.coming -= parts
    this.waitingSteps += steps
    this.conflicts += conflictsOf(steps, parts)
    this.keep(reading)
    if (this.isLoaded) this.doc()
  }

  private get isLoaded(): boolean {
    return (
      this.waiting.length >= WAITING_MAX ||
      (!this.isLight && (this.waitingParts > WAITING_PARTS || this.waitingSteps > OPEN_STEPS))
    )
  }

  private keep(reading: UpdateReading): void {
    advance(this.stored, reading)
    this.bytes += reading.bytes.length
    this.state = null
    this.waiting.push(reading)
    this.waitingParts += partsIn(reading)
    this.parts?.add(reading)
  }

  private count({ sections }: UpdateReading): void {
    for (const { count, weight } of sections) {
      this.items += count
      this.extra += weight - count
    }
  }

  /** Forgets what was on its way, after the disk failed. */
  forget(claims: readonly number[]): void {
    this.known.clear()
    for (const [client, clock] of this.stored) this.known.set(client, clock)
    this.tails.clear()
    this.coming = 0
    this.disown(claims)
  }

  /** The document as it is on the disk. Nobody listens to its updates: if somebody did, Yjs would encode every change again. */
  doc(): Y.Doc {
    if (!this.isReady) throw new Error('a document that is not built yet was asked for')
    this.built ??= makeCopy()
    if (this.waiting.length > 0) {
      const update = joinUpdates(this.waiting)
      this.waiting = []
      this.waitingParts = 0
      this.waitingSteps = 0
      Y.applyUpdate(this.built, update)
      assertWhole(this.built)
      if (this.items > this.recountAt) this.recount(this.built)
    }
    return this.built
  }

  private recount({ store }: Y.Doc): void {
    let items = this.coming
    for (const structs of store.clients.values()) items += structs.length
    this.items = items
    this.recountAt = nextCount(items)
  }

  /** State vector of what is on the disk, encoded. */
  vector(): Uint8Array {
    this.assertRead()
    return Y.encodeStateVector(this.stored)
  }

  /** What somebody with this state vector has not got; `wait` until it is ready, null when the vector is malformed. */
  answer(vector: Uint8Array): Answer | 'wait' | null {
    const isNew = vector.length === 1 && vector[0] === 0
    if (isNew) return this.isShared ? this.shared().all() : { updates: [], last: this.encoded() }
    const clocks = readVector(vector)
    if (clocks === null) return null
    if (!this.isReady) return 'wait'
    if (!this.isLarge || this.lacksLittle(clocks)) {
      return { updates: [], last: Y.encodeStateAsUpdate(this.doc(), vector) }
    }
    return this.shared().beyond(clocks, () => Y.encodeStateAsUpdate(this.doc(), this.vector()))
  }

  /** All that somebody with this state vector has not got, as one update. */
  async since(vector: Uint8Array): Promise<Uint8Array> {
    await this.ready()
    return Y.encodeStateAsUpdate(this.doc(), vector)
  }

  /** The whole state, as updates that are applied one after the other, each small. */
  updates(): readonly Uint8Array[] {
    return this.isShared ? this.shared().updates() : [this.encoded()]
  }

  /** Readers are given what all are given: encoding it for each takes too long, and holds too much. */
  private get isShared(): boolean {
    return this.isLarge || !this.isReady
  }

  private get isLarge(): boolean {
    return this.items > SHARED_ITEMS || this.bytes > SHARED_BYTES
  }

  private shared(): Parts {
    if (this.parts === null) {
      const reading = readSmallUpdate(this.encoded(), Infinity, 'clocks')
      if (typeof reading === 'string') throw new Error('an encoded state cannot be read')
      this.parts = new Parts([reading])
    }
    return this.parts
  }

  private encoded(): Uint8Array {
    this.state ??= this.built === null ? joinUpdates(this.waiting) : Y.encodeStateAsUpdate(this.doc())
    return this.state
  }

  /** Whether few items and letters are beyond these clocks. */
  private lacksLittle(clocks: ReadonlyMap<number, number>): boolean {
    let items = 0
    let letters = 0
    for (const [client, structs] of this.doc().store.clients) {
      const clock = clocks.get(client) ?? 0
      if (clock >= (this.stored.get(client) ?? 0)) continue
      for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
        letters += structs[i]?.length ?? 0
        if (++items > OWN_ITEMS_MAX || letters > SHARED_BYTES) return false
      }
    }
    return true
  }

  /** The whole state as it is stored for the next opening, made in a process of its own where it is large. */
  async snapshot(): Promise<Uint8Array> {
    await this.read()
    if (!this.isShared) {
      this.bytes = this.encoded().length
      return this.encoded()
    }
    const shared = this.shared()
    const upTo = shared.mark()
    const made = await this.options.trials.state(shared.updates(), this.options.by)
    if (made === null) throw new Error('what readers are given cannot be applied')
    shared.replace(upTo, made.tried.pieces)
    this.bytes = made.bytes.length + shared.addedBytes
    return made.bytes
  }
}

export const TOO_MUCH_WORK =
  'This change meets too many others at one place, or deletes too much at once. Make it in smaller steps, or elsewhere.'
const IN_A_COPY =
  'Export it as a folder and make a new world of that: the traces of what was deleted stay behind.'
const FULL_OF_BYTES = `This world is full: it holds ${DOCUMENT_BYTES_MAX / 1024 / 1024} MB. Go on in another one.`
const FULL_OF_ITEMS = `This world is full: it holds ${DOCUMENT_ITEMS_MAX} pieces, with what was deleted. ${IN_A_COPY}`
const FULL_OF_WRITERS = `This world is full: it was written in from ${DOCUMENT_WRITERS_MAX} pages. ${IN_A_COPY}`

/** Up to so many items and bytes the state is encoded for whoever asks: some 20 ms. */
const SHARED_ITEMS = 20_000
const SHARED_BYTES = 1024 * 1024
const nextCount = (items: number): number => items + Math.max(LIGHT_PARTS, items / 8)

function assertWhole({ store }: Y.Doc): void {
  if (store.pendingStructs !== null || store.pendingDs !== null) {
    throw new Error('the log holds an update that rests on a missing one')
  }
}

/** Whether updates are so few and small that applying them cannot take long, whatever they are. */
export function isLight(updates: readonly Uint8Array[]): boolean {
  let bytes = 0
  let left = LIGHT_PARTS
  for (const update of updates) {
    bytes += update.length
    const reading = bytes > LIGHT_BYTES ? 'large' : readSmallUpdate(update, left, 'clocks')
    if (typeof reading === 'string') return false
    left -= partsIn(reading)
  }
  return true
}

/** The rows of a light document; null when it is not light. Throws an Unreadable. */
function readLight(rows: readonly StoredUpdate[]): UpdateReading[] | null {
  let left = LIGHT_PARTS
  const readings: UpdateReading[] = []
  for (const { sequence, bytes } of rows) {
    const reading = readSmallUpdate(bytes, left, 'clocks')
    if (reading === 'large') return null
    if (typeof reading === 'string') throw new Unreadable([sequence])
    left -= partsIn(reading)
    readings.push(reading)
  }
  return readings
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
