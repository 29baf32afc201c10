// Edits that are made from the past, worked out in the process of the history: bringing back how a scene was,
// and taking back rows. Nothing is written here; whoever asked writes the update as an edit of their own.
import type { RestoreChoice } from '../../shared/history/changes/restore.ts'
import { FIRST_REVISION, type Revision } from '../../shared/history/revision.ts'
import type { RowNote } from '../../shared/world/author.ts'
import type { MemberId, RandomBytes } from '../../shared/world/address.ts'
import type { IndexedRow } from '../storage/history-store.ts'
import type { DocumentKey, LogRow } from '../storage/store.ts'
import type { DocumentReplays } from './document-replays.ts'
import type { HistoryPlace, HistoryWorld } from './history-places.ts'
import { INDEX_ROWS } from './history-limits.ts'
import { firstRowThat, logPages, type RevisionStore } from './row-pages.ts'
import type { SceneRestoring, SceneTakingBack } from './worker/edit-jobs.ts'

interface TakingBackEdit extends SceneTakingBack {
  /** When the first of what is taken back was written; null where there was nothing. */
  readonly from: number | null
  /** The revision of the scene that the edit is for. */
  readonly revision: Revision
}

/** Which rows are taken back; none that ends before the time, or that is at or before the sequence. */
export interface RowSelection {
  readonly since: { readonly at: number } | { readonly sequence: number }
  readonly isSelected: (row: Omit<LogRow, 'bytes'>) => boolean
}

export interface PastEdits {
  /** What brings back how things were at a place, as an edit of the scene as it is at the end of its log. */
  restoring(
    world: HistoryWorld,
    place: HistoryPlace,
    choice: RestoreChoice,
    by: MemberId,
  ): Promise<SceneRestoring>
  /** What takes rows back. */
  takingBack(world: HistoryWorld, selection: RowSelection, by: MemberId): Promise<TakingBackEdit>
  /** Where the rows are that were written together under such a note; null: there are none. */
  noted(world: HistoryWorld, isSuch: (note: RowNote) => boolean): Promise<RowStretch | null>
  /** The rows of the log that ended at a time or later, without their bytes; newest first. */
  rowsSince(world: HistoryWorld, at: number): AsyncIterable<IndexedRow>
}

/** The rows after one, up to another and with it. */
interface RowStretch {
  readonly after: number
  readonly upTo: number
}

interface PastEditParts {
  readonly store: RevisionStore
  readonly replays: DocumentReplays
  readonly random: RandomBytes
  /** Brings the list of rows up to the log. */
  readonly listed: (world: HistoryWorld) => Promise<DocumentKey>
  readonly state: (world: HistoryWorld, place: HistoryPlace, by: MemberId) => Promise<Uint8Array>
}

/** Client ids to choose from: of so many at least one is in no scene. */
const CLIENT_IDS = 16

export function createPastEdits(parts: PastEditParts): PastEdits {
  const { store, replays, random, listed, state } = parts
  const clientIds = (): number[] =>
    Array.from({ length: CLIENT_IDS }, () => Buffer.from(random(4)).readUInt32LE())

  return {
    async restoring(world, place, choice, by) {
      const past = await state(world, place, by)
      const document = await listed(world)
      const { sequence } = await lastRow(store, document)
      return replays.at(document, { sequence, by }, (call) =>
        call('restore', { past, choice, clientIds: clientIds() }),
      )
    },
    async takingBack(world, { since, isSelected }, by) {
      const document = await listed(world)
      const { sequence: upTo, revision } = await lastRow(store, document)
      const after = 'sequence' in since ? since.sequence : await sequenceBefore(store, document, since.at)
      return replays.at(document, { sequence: after, by }, async (call) => {
        let from: number | null = null
        for await (const page of logPages(store, document, { after, upTo })) {
          const rows = page.filter(({ quarantined }) => !quarantined)
          for (const row of rows) if (isSelected(row)) from = Math.min(from ?? row.firstAt, row.firstAt)
          await call('select', {
            rows: rows.map((row) => ({ bytes: row.bytes, isSelected: isSelected(row) })),
          })
        }
        if (from === null) return { ...NOTHING, from, revision }
        return { ...(await call('takeBack', { by, clientIds: clientIds() })), from, revision }
      })
    },
    noted: async (world, isSuch) => notedRows(store, await listed(world), isSuch),
    async *rowsSince(world, at) {
      const document = await listed(world)
      for (let before: number | null = null; ;) {
        const page: readonly IndexedRow[] = await store.rowIndex(document, { before, limit: INDEX_ROWS })
        for (const row of page) if (row.lastAt >= at) yield row
        const last = page.at(-1)
        if (last === undefined || last.lastAt < at) return
        before = last.sequence
      }
    },
  }
}

const NOTHING: SceneTakingBack = {
  update: null,
  things: [],
  hasMore: false,
  changed: 0,
  removed: 0,
  restored: 0,
  letters: 0,
}

/** The last row that ended before a time; 0: none did. */
async function sequenceBefore(store: RevisionStore, document: DocumentKey, at: number): Promise<number> {
  const row = await firstRowThat(store, document, ({ lastAt }) => lastAt >= at)
  return (await lastRow(store, document, row?.sequence ?? null)).sequence
}

/** The last row, or the last before another one. */
async function lastRow(
  store: RevisionStore,
  document: DocumentKey,
  before: number | null = null,
): Promise<Pick<IndexedRow, 'sequence' | 'revision'>> {
  const [row] = await store.rowIndex(document, { before, limit: 1 })
  return row ?? { sequence: 0, revision: FIRST_REVISION }
}

async function notedRows(
  store: Pick<RevisionStore, 'rowIndex'>,
  document: DocumentKey,
  isSuch: (note: RowNote) => boolean,
): Promise<RowStretch | null> {
  let after = Infinity
  let upTo = 0
  for (let before: number | null = null; ;) {
    const page: readonly IndexedRow[] = await store.rowIndex(document, { before, limit: INDEX_ROWS })
    for (const row of page) {
      if (row.note && isSuch(row.note)) [after, upTo] = [row.sequence - 1, Math.max(upTo, row.sequence)]
      else if (upTo > 0) return { after, upTo }
    }
    before = page.at(-1)?.sequence ?? null
    if (before === null) return upTo > 0 ? { after, upTo } : null
  }
}
