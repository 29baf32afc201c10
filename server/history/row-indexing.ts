// Fills the index of a document's rows, in two passes. The first reads the log and notes author, times and
// revision of each row. The second replays the rows, notes what each of them did, and makes checkpoints on
// its way. Both go on where they ended; deleted parts of either are made again.
import type { Revision } from '../../shared/history/revision.ts'
import type { RowSummary } from '../../shared/history/rows/row-summary.ts'
import { KeyedLock } from '../time/keyed-lock.ts'
import { Semaphore } from '../time/semaphore.ts'
import type { IndexedRow } from '../storage/history-store.ts'
import type { DocumentKey, LogRow } from '../storage/store.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import { lastDeltaBase } from './checkpoint-deltas.ts'
import { isDue, superfluous, type CheckpointRule } from './checkpoint-rule.ts'
import { replayTo, type ReplayCall } from './document-replays.ts'
import { PAGE_ROWS, SUMMARIZED_AT_ONCE, TRIES_MAX } from './history-limits.ts'
import { LostDocument, type HistoryCall } from './history-pool.ts'
import { indexPages, logPages, type RevisionStore } from './row-pages.ts'
import { deltaBaseIn } from './worker/state-deltas.ts'

const NOTHING_DONE: RowSummary = { letters: [0, 0], things: [], hasMore: false, added: null }

/** A damaged summary is left out: one of so many is there if any was written. */
const LOOKED_BACK = 100

/** Up to which row a document is summarized, and whether the process holds it there. */
interface Summarized {
  readonly sequence: number
  isHeld: boolean
}

export class RowIndexing {
  readonly #store: RevisionStore
  readonly #call: HistoryCall
  readonly #rule: CheckpointRule
  readonly #listing = new KeyedLock<WorldKey>()
  readonly #summarizing = new KeyedLock<WorldKey>()
  /** Not by person: it is the node's own work, and whoever asks waits a moment for it, whoever is before. */
  readonly #turns = new Semaphore(SUMMARIZED_AT_ONCE)
  readonly #summarized = new Map<WorldKey, Summarized>()

  constructor(store: RevisionStore, call: HistoryCall, rule: CheckpointRule) {
    this.#store = store
    this.#call = call
    this.#rule = rule
  }

  /** First pass: afterwards every row that was stored before the call is in the index. */
  list(document: DocumentKey): Promise<void> {
    return this.#listing.take(document.world, () => this.#list(document))
  }

  /** Second pass, after the first one. */
  summarize(document: DocumentKey): Promise<void> {
    return this.#summarizing.take(document.world, () =>
      this.#turns.take(async () => {
        await this.list(document)
        for (let tries = 1; ; tries++) {
          try {
            return await this.#summarize(document)
          } catch (error) {
            this.forget(document.world)
            if (!(error instanceof LostDocument) || tries === TRIES_MAX) throw error
          }
        }
      }),
    )
  }

  /** The log of a world is another one now, or the world is gone. */
  forget(world: WorldKey): void {
    this.#summarized.delete(world)
  }

  async #list(document: DocumentKey): Promise<void> {
    const [last] = await this.#store.rowIndex(document, { before: null, limit: 1 })
    let [after, revision] = [last?.sequence ?? 0, last?.revision ?? 0]
    for (;;) {
      const rows = await this.#store.log(document, after, PAGE_ROWS)
      if (rows.length === 0) return
      const listed = rows.map((row) => {
        revision += row.updates
        return listedRow(row, revision as Revision)
      })
      // Rows were merged meanwhile: the index ends earlier, and says where to go on.
      if (!(await this.#store.indexRows(document, listed))) return this.#list(document)
      after = rows.at(-1)?.sequence ?? after
    }
  }

  async #summarize(document: DocumentKey): Promise<void> {
    const upTo = await this.#store.indexedTo(document)
    const known = this.#summarized.get(document.world)
    const kept = await this.#store.checkpointSizes(document)
    const checkpoint = kept.at(-1)
    const from = known?.sequence ?? (await this.#summarizedTo(document, checkpoint?.sequence ?? 0))
    if (from >= upTo) return
    const call: ReplayCall = (name, of) =>
      this.#call(name, `end ${document.world}`, of, `index ${document.world}`)
    if (known?.isHeld !== true) await replayTo(this.#store, document, from, call)
    let bytes = 0
    let checked = checkpoint?.revision ?? 0
    let base = await lastDeltaBase(this.#store, document, kept)
    let state = 0
    for await (const rows of logPages(this.#store, document, { after: from, upTo })) {
      const { sequence, revision } = await this.#summarizePage(document, rows, call)
      this.#summarized.set(document.world, { sequence, isHeld: true })
      bytes = rows.reduce((sum, row) => sum + row.bytes.length, bytes)
      const unchecked = { updates: revision - checked, bytes, isEnd: sequence >= upTo, state }
      if (!isDue(this.#rule, unchecked)) continue
      const made = await call('pack', { base: base && { ...base, mostShare: this.#rule.deltaShare } })
      await this.#store.keepCheckpoint(document, { sequence, revision, state: made.packed })
      if (deltaBaseIn(made.packed) === null) base = { sequence, packed: made.packed }
      state = made.bytes
      bytes = 0
      checked = revision
      await this.#dropSuperfluous(document, state)
    }
  }

  /** Checkpoints are made by the second pass alone: up to the last one it is done, if the index is whole. */
  async #summarizedTo(document: DocumentKey, checked: number): Promise<number> {
    const before = await this.#store.rowIndex(document, { before: checked + 1, limit: LOOKED_BACK })
    return before.some(({ summary }) => summary !== null) ? checked : 0
  }

  async #summarizePage(
    document: DocumentKey,
    rows: readonly LogRow[],
    call: ReplayCall,
  ): Promise<IndexedRow> {
    const readable = rows.filter((row) => !row.quarantined)
    const summaries = await call('summarize', { rows: readable.map(({ bytes }) => bytes) })
    // A row that nobody can read did nothing.
    const bySequence = new Map(rows.map(({ sequence }) => [sequence, NOTHING_DONE]))
    for (const [at, { sequence }] of readable.entries())
      bySequence.set(sequence, summaries[at] ?? NOTHING_DONE)
    const [first, last] = [rows.at(0)?.sequence ?? 0, rows.at(-1)?.sequence ?? 0]
    const done: IndexedRow[] = []
    for await (const page of indexPages(this.#store, document, { after: first - 1, upTo: last }))
      done.push(...page.map((row) => ({ ...row, summary: bySequence.get(row.sequence) ?? row.summary })))
    const end = done.at(-1)
    if (end === undefined || !(await this.#store.indexRows(document, done)))
      throw new LostDocument('Rows were merged meanwhile.')
    return end
  }

  async #dropSuperfluous(document: DocumentKey, state: number): Promise<void> {
    const { bytes: log } = await this.#store.size(document, Number.MAX_SAFE_INTEGER)
    const kept = await this.#store.checkpointSizes(document)
    for (const { sequence } of superfluous(kept, { log, state }))
      await this.#store.dropCheckpoint(document, sequence)
  }
}

function listedRow(row: LogRow, revision: Revision): IndexedRow {
  const { bytes: _bytes, quarantined: _quarantined, ...facts } = row
  return { ...facts, revision, summary: null }
}
