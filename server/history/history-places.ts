// Places in the past of a scene, found in the list of its rows.
import { SESSION_GAP_MS, type Revision } from '../../shared/history/revision.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { IndexedRow } from '../storage/history-store.ts'
import type { DocumentKey } from '../storage/store.ts'
import { HistoryRefusal } from './history-refusal.ts'
import { firstRowThat, type RevisionStore } from './row-pages.ts'

/** A world, as far as its past needs it. */
export type HistoryWorld = Pick<WorldRecord, 'key' | 'line'>

/** A place in a history: after a row. Sequence and revision 0: before all rows. */
export interface HistoryPlace {
  readonly sequence: number
  readonly revision: Revision
  /** When its last update was written; 0 before all. */
  readonly at: number
}

export interface HistoryPlaces {
  /**
   * From where on the past is known: the log may begin with a row that stands for many updates, as in a copy
   * of a world whose history was joined.
   */
  beginning(world: HistoryWorld): Promise<HistoryPlace>
  /** The last row's place. */
  end(world: HistoryWorld): Promise<HistoryPlace>
  /**
   * The place of a revision. Inside a row that stands for several updates it is the end of that row. Rejects
   * with a HistoryRefusal when there is no such revision.
   */
  place(world: HistoryWorld, revision: Revision): Promise<HistoryPlace>
  /** The last place before a time: what was there then, in ms since 1970. */
  placeBefore(world: HistoryWorld, at: number): Promise<HistoryPlace>
  /** The first place after which nothing is from before a time: rows may be joined over it. */
  placeSince(world: HistoryWorld, at: number): Promise<HistoryPlace>
}

export const BEGINNING: HistoryPlace = { sequence: 0, revision: 0 as Revision, at: 0 }

export const sceneOf = ({ key }: HistoryWorld): DocumentKey => ({ world: key, kind: 'scene' })
const placeOf = ({ sequence, revision, lastAt }: IndexedRow): HistoryPlace => ({
  sequence,
  revision,
  at: lastAt,
})

const NO_REVISION = 'This world has no such revision: its history does not go that far.'

/** `listed` brings the list of rows up to the log. */
export function createHistoryPlaces(
  store: Pick<RevisionStore, 'rowIndex'>,
  listed: (world: HistoryWorld) => Promise<DocumentKey>,
): HistoryPlaces {
  async function lastPlace(document: DocumentKey): Promise<HistoryPlace> {
    const [last] = await store.rowIndex(document, { before: null, limit: 1 })
    return last === undefined ? BEGINNING : placeOf(last)
  }

  /** The place before the first row that has reached something; the last one where none has. */
  async function placeAhead(
    document: DocumentKey,
    hasReached: (row: IndexedRow) => boolean,
  ): Promise<HistoryPlace> {
    const row = await firstRowThat(store, document, hasReached)
    if (row === null) return lastPlace(document)
    const [before] = await store.rowIndex(document, { before: row.sequence, limit: 1 })
    return before === undefined ? BEGINNING : placeOf(before)
  }

  return {
    async beginning(world) {
      const [first] = await store.rowIndex(await listed(world), { after: 0, limit: 1 })
      const isJoined = first !== undefined && first.lastAt - first.firstAt > SESSION_GAP_MS
      return isJoined ? placeOf(first) : BEGINNING
    },
    end: async (world) => lastPlace(await listed(world)),
    async place(world, revision) {
      if (revision === 0) return BEGINNING
      const row = await firstRowThat(store, await listed(world), (each) => each.revision >= revision)
      if (row === null) throw new HistoryRefusal('missing', NO_REVISION)
      return placeOf(row)
    },
    placeBefore: async (world, at) => placeAhead(await listed(world), ({ lastAt }) => lastAt >= at),
    placeSince: async (world, at) => placeAhead(await listed(world), ({ firstAt }) => firstAt >= at),
  }
}
