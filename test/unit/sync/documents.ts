// Documents for tests, without a room around them.
import type { Stored } from '../../../server/storage/store.ts'
import { turnsOf } from '../../../server/sync/building.ts'
import { systemClock } from '../../../server/sync/clock.ts'
import { SharedDocument, type DocumentParts } from '../../../server/sync/document.ts'
import { trialsHere } from '../../../server/sync/trials.ts'

const NOTHING: Stored = { sequence: 0, snapshot: null, snapshotSequence: 0, tail: [], clients: new Map() }

export const documentParts: DocumentParts = {
  trials: trialsHere(),
  turns: turnsOf(systemClock),
  by: 'a test',
}

export const openDocument = (stored: Partial<Stored> = {}): SharedDocument =>
  new SharedDocument({ ...NOTHING, ...stored }, documentParts)
