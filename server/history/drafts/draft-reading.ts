// A draft and its parent, read side by side in the process of the history: as both are after given rows.
import type { MemberId, RandomBytes } from '../../../shared/world/address.ts'
import type { AuthoredRow, OpenConflict } from '../../../shared/history/merge/merge-types.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { DraftRecord, Drafts } from '../../drafts/draft-table.ts'
import type { DocumentKey, LogRow, Store } from '../../storage/store.ts'
import type { Sync } from '../../sync/sync-server.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { createReplays, type DocumentReplays, type ReplayCall } from '../document-replays.ts'
import type { HistoryPlace } from '../history-places.ts'
import type { HistoryPool } from '../history-pool.ts'
import { HistoryRefusal } from '../history-refusal.ts'
import { logPages } from '../row-pages.ts'
import type { WorldHistory } from '../world-history.ts'
import type { DraftRowAuthor } from '../worker/merge-jobs.ts'

const GONE = new HistoryRefusal(
  'missing',
  'This world is no draft, or the world that it is a draft of is gone.',
)
const BINNED = new HistoryRefusal(
  'malformed',
  'The world that this is a draft of is in the bin. Put it back first, then merge.',
)
const OTHER_LINE = new HistoryRefusal(
  'missing',
  'The world was restored from elsewhere since, or room was made in it, so its draft cannot follow it. The draft stays as it is.',
)
/** Client ids to choose from: of so many at least one is in no scene. */
const CLIENT_IDS = 16

/** The last row of each that counts. */
export interface LastRows {
  readonly draft: LastRow
  readonly parent: LastRow
}

type LastRow = Pick<HistoryPlace, 'sequence' | 'revision'>

export interface DraftWithParent {
  readonly draft: WorldRecord
  readonly record: DraftRecord
  readonly parent: WorldRecord
}

export interface DraftReadingParts {
  readonly store: Store
  readonly sync: Pick<Sync, 'flush' | 'hold'>
  readonly history: Pick<WorldHistory, 'end' | 'place'>
  readonly pool: HistoryPool
  readonly drafts: Pick<Drafts, 'of'>
  readonly clock: ServerClock
  readonly random: RandomBytes
}

export class DraftReading {
  readonly replays: DocumentReplays
  readonly #parts: DraftReadingParts

  constructor(parts: DraftReadingParts) {
    this.#parts = parts
    this.replays = createReplays(parts.store, parts.pool.call, parts.clock, 'merge')
  }

  /**
   * A draft with its parent; rejects with a HistoryRefusal if the draft cannot follow its parent any more.
   */
  async find(draft: WorldRecord): Promise<DraftWithParent> {
    const record = this.#parts.drafts.of(draft.id)
    const parent = record && (await this.#parts.store.findById(record.parent))
    if (record === null || parent === null) throw GONE
    if (parent.binnedAt !== null) throw BINNED
    // A world elsewhere may begin another line although everything that the base has is still there.
    if (parent.line !== record.baseLine && record.host === undefined) throw OTHER_LINE
    return { draft, record, parent }
  }

  /** The last rows of both, with what was on its way. */
  async ends({ draft, parent }: DraftWithParent) {
    const { history, sync } = this.#parts
    await Promise.all([sync.flush(draft), sync.flush(parent)])
    return { draft: await history.end(draft), parent: await history.end(parent) }
  }

  /** Both as they are after these rows, for what `use` asks of them. */
  async compared<Answer>(
    { draft, record, parent }: DraftWithParent,
    upTo: LastRows,
    by: MemberId,
    use: (call: ReplayCall) => Promise<Answer>,
  ): Promise<Answer> {
    const base = await this.#baseIn(parent, record, upTo)
    const place = { sequence: base, by }
    return this.replays.at(sceneOf(parent), place, async (call) => {
      await this.keep(parent, call, base, upTo.parent.sequence)
      await this.giveDraft(draft, call, 0, upTo.draft.sequence)
      if (record.host !== undefined && !(await call('relation', {})).hasBase) throw OTHER_LINE
      return use(call)
    })
  }

  /**
   * The row of the parent from which on nothing deleted is collected. A copy of another node's world may have
   * been fetched anew, or its rows were joined: then it is its last row, and the draft has what the base was.
   */
  async #baseIn(parent: WorldRecord, record: DraftRecord, upTo: LastRows): Promise<number> {
    if (record.host !== undefined) return upTo.parent.sequence
    return (await this.#parts.history.place(parent, baseOf(record))).sequence
  }

  async keep(parent: WorldRecord, call: ReplayCall, after: number, upTo: number): Promise<void> {
    await call('keep', { rows: [] })
    for await (const page of logPages(this.#parts.store, sceneOf(parent), { after, upTo }))
      await call('keep', { rows: page.filter((row) => !row.quarantined).map(({ bytes }) => bytes) })
  }

  async giveDraft(draft: WorldRecord, call: ReplayCall, after: number, upTo: number): Promise<void> {
    for await (const page of logPages(this.#parts.store, sceneOf(draft), { after, upTo }))
      await call('draftRows', { rows: page.filter((row) => !row.quarantined).map(draftRow) })
  }

  clientIds(): number[] {
    return Array.from({ length: CLIENT_IDS }, () => Buffer.from(this.#parts.random(4)).readUInt32LE())
  }
}

export const sceneOf = ({ key }: WorldRecord): DocumentKey => ({ world: key, kind: 'scene' })
export const baseOf = ({ base }: DraftRecord): Revision => base as Revision
export const openIn = ({ open = [] }: DraftRecord): readonly OpenConflict[] => open

export function draftRow({
  bytes,
  author,
  member,
  writtenAt,
  lastAt,
  note,
}: LogRow): AuthoredRow<DraftRowAuthor> {
  const by = { author: author ?? member, member, writtenAt: writtenAt ?? lastAt, ...(note && { note }) }
  return { update: bytes, by }
}
