// The calls on what is kept beside a document's log for its history.
import type { HistoryStore } from '../history-store.ts'
import type { CallWays } from './call-ways.ts'
import * as history from './tables/history-tables.ts'
import * as summaries from './tables/summary-table.ts'

export function historyCalls({ readIn, writeBeside }: CallWays) {
  return {
    pin: (key, sequence, name) => writeBeside(key, (sql) => history.pin(sql, key, sequence, name)),
    unpin: (key, name) => writeBeside(key, (sql) => history.unpin(sql, key, name)),
    pins: (key) => readIn(key, (sql) => history.pinsOf(sql, key)),
    indexRows: (key, rows) => writeBeside(key, (sql) => summaries.indexRows(sql, key, rows)),
    rowIndex: (key, stretch) => readIn(key, (sql) => summaries.rowIndex(sql, key, stretch)),
    indexedTo: (key) => readIn(key, (sql) => summaries.indexedTo(sql, key)),
    keepCheckpoint(key, checkpoint) {
      const kept = { ...checkpoint, state: checkpoint.state.slice() }
      return writeBeside(key, (sql) => history.keepCheckpoint(sql, key, kept))
    },
    checkpointAt: (key, sequence) => readIn(key, (sql) => history.checkpointAt(sql, key, sequence)),
    checkpointSizes: (key) => readIn(key, (sql) => history.checkpointSizes(sql, key)),
    dropCheckpoint: (key, sequence) => writeBeside(key, (sql) => history.dropCheckpoint(sql, key, sequence)),
  } satisfies Partial<HistoryStore>
}
