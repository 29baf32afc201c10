// Judges the log of a document in a world's file, row by row as frames are: what each row adds to those
// before, and whether the state keeps within the bounds of every document. It runs in a process that can be
// killed.
import * as Y from 'yjs'
import { ANONYMOUS } from '../../../shared/world/address.ts'
import { DOCUMENT_BYTES_MAX, DOCUMENT_ITEMS_MAX, DOCUMENT_WRITERS_MAX } from '../../../shared/world/limits.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { RENEWAL_MARK } from '../../../shared/yjs/empty-struct.ts'
import { isRenewal } from '../../../shared/yjs/renewed-state.ts'
import { joinUpdates } from '../../../shared/yjs/update-writer.ts'
import { partsIn, readSmallUpdate, type UpdateReading } from '../../../shared/yjs/update-reader.ts'
import { piecesOf } from '../../../shared/yjs/update-pieces.ts'
import { DIRECT_PARTS, NO_COST } from '../../../shared/yjs/work-steps.ts'
import { ArchiveRefusal, tooMuch } from '../../storage/archive/archive-format.ts'
import { judgeDocument } from '../validation/imported-scene.ts'
import { judge, type Verdict } from '../validation/update-guard.ts'
import type { GuardedDocument } from '../validation/guarded-document.ts'
import { tryUpdates } from '../validation/update-trial.ts'
import { WAITING_PARTS } from '../validation/work-bounds.ts'

/**
 * Structs and deletions of a history: so many in any, so many for each byte that was sent. Somebody's typing
 * has one in 15 bytes.
 */
const PARTS = { free: 2 * DOCUMENT_ITEMS_MAX, times: 1 }
/**
 * The time that a history may take to apply beyond that of its parts, in ms of a processor. Real ones take
 * next to nothing.
 */
const CONFLICTS_MS = 1_000
const PART_MS = 0.05

const TOO_MUCH_WORK = new ArchiveRefusal(
  'The file takes too much work to read, so nothing was imported. Export the world again.',
)

/** Of a row what counts, cut to what is new; or what cannot be applied. */
export interface AcceptedRow {
  readonly bytes: Uint8Array
  readonly isAside: boolean
}

export class ImportedLog {
  #doc = makePlainDocument()
  /** The clocks of what was added, and of what of it is applied. */
  readonly #known = new Map<number, number>()
  readonly #applied = new Map<number, number>()
  #waiting: UpdateReading[] = []
  #waitingParts = 0
  #partsLeft: number
  #conflictsLeftMs = CONFLICTS_MS

  readonly #document: GuardedDocument = {
    clockOf: (client) => this.#known.get(client) ?? 0,
    storedClockOf: (client) => this.#applied.get(client) ?? 0,
    // Rows and owners each say whose they are: somebody who was a guest may have signed in since.
    ownerOf: (client) => (client === RENEWAL_MARK ? ANONYMOUS : undefined),
    doc: () => this.#doc,
    // It is timed when it is applied.
    goesOn: () => false,
    costOf: () => NO_COST,
  }

  /** `sent`: how many bytes the file has. */
  constructor(sent: number) {
    this.#partsLeft = PARTS.free + PARTS.times * sent
  }

  /** The client ids that wrote in it. */
  get clients(): Iterable<number> {
    return this.#known.keys()
  }

  /**
   * Adds a row; answers what is to be kept of it, nothing where it says only what was said before. One that
   * is too large to be read in one go later becomes several. Throws an ArchiveRefusal where it is too much.
   */
  take(bytes: Uint8Array): readonly AcceptedRow[] {
    if (isRenewal(bytes)) return this.#takeRenewal(bytes)
    const verdict = this.#judge(bytes)
    if (verdict.type !== 'large') return this.#add(bytes, verdict)
    const reading = readSmallUpdate(bytes, this.#partsLeft)
    if (reading === 'large') throw tooMuch()
    const pieces = typeof reading === 'string' ? null : piecesOf(reading, DIRECT_PARTS)
    if (pieces === null) return [{ bytes, isAside: true }]
    return pieces.flatMap((piece) => this.#add(piece, this.#judge(piece)))
  }

  /** Begins anew with a state. */
  begin(state: Uint8Array): void {
    this.#clear()
    this.take(state)
  }

  /** The rows before it are history alone. It stays one row, whatever its size. */
  #takeRenewal(bytes: Uint8Array): readonly AcceptedRow[] {
    const reading = readSmallUpdate(bytes, this.#partsLeft, 'clocks')
    if (reading === 'large') throw tooMuch()
    if (typeof reading === 'string') return [{ bytes, isAside: true }]
    this.#clear()
    return this.#add(bytes, this.#judge(bytes, Infinity))
  }

  #clear(): void {
    this.#doc.destroy()
    this.#doc = makePlainDocument()
    this.#known.clear()
    this.#applied.clear()
    this.#waiting = []
    this.#waitingParts = 0
  }

  /**
   * The document, and its state encoded; nothing more can be added. Throws an ArchiveRefusal where it is more
   * than a document can be, or takes too much work to open.
   */
  finish(): { readonly doc: Y.Doc; readonly state: Uint8Array } {
    this.#apply()
    const state = Y.encodeStateAsUpdate(this.#doc)
    if (state.length > DOCUMENT_BYTES_MAX || this.#known.size > DOCUMENT_WRITERS_MAX) throw tooMuch()
    // It is built once more while it is judged: two of it would be twice the memory.
    this.#doc.destroy()
    this.#doc = makePlainDocument()
    const { pieces, aside, items, extra } = tryUpdates([state])
    if (aside.length > 0) throw TOO_MUCH_WORK
    if (items + extra > DOCUMENT_ITEMS_MAX) throw tooMuch()
    const judged = judgeDocument(state, ANONYMOUS)
    if (!judged.ok) throw new ArchiveRefusal(judged.text)
    for (const { bytes } of pieces) Y.applyUpdate(this.#doc, bytes)
    return { doc: this.#doc, state }
  }

  #judge(bytes: Uint8Array, most = DIRECT_PARTS): Verdict {
    const judging = { isTrusted: true, most }
    const verdict = judge(bytes, ANONYMOUS, this.#document, judging)
    if (verdict.type !== 'wait') return verdict
    this.#apply()
    return judge(bytes, ANONYMOUS, this.#document, judging)
  }

  #add(bytes: Uint8Array, verdict: Verdict): readonly AcceptedRow[] {
    if (verdict.type === 'nothing') return []
    if (verdict.type !== 'adds') return [{ bytes, isAside: true }]
    const { reading } = verdict
    const parts = partsIn(reading)
    this.#partsLeft -= parts
    if (this.#partsLeft < 0) throw tooMuch()
    for (const { client, end } of reading.sections) this.#known.set(client, end)
    this.#waiting.push(reading)
    this.#waitingParts += parts
    if (this.#waitingParts > WAITING_PARTS) this.#apply()
    return [{ bytes: reading.bytes, isAside: false }]
  }

  /** Applies what waits: each application has its price, so it is done for many rows at once. */
  #apply(): void {
    if (this.#waiting.length === 0) return
    const update = joinUpdates(this.#waiting)
    const usualMs = this.#waitingParts * PART_MS
    this.#waiting = []
    this.#waitingParts = 0
    const before = process.cpuUsage()
    Y.applyUpdate(this.#doc, update)
    const { user, system } = process.cpuUsage(before)
    this.#conflictsLeftMs -= Math.max(0, (user + system) / 1000 - usualMs)
    if (this.#conflictsLeftMs < 0) throw TOO_MUCH_WORK
    for (const [client, clock] of this.#known) this.#applied.set(client, clock)
  }
}
