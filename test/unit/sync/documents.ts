// Documents for tests, without a room around them.
import type { Stored } from '../../../server/storage/store.ts'
import { turnsOf } from '../../../server/sync/document/chunked-apply.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { SharedDocument, type DocumentParts } from '../../../server/sync/document/shared-document.ts'
import { trialsHere } from '../../../server/sync/validation/trial-runner.ts'

const NOTHING: Stored = { sequence: 0, snapshot: null, snapshotSequence: 0, tail: [], clients: new Map() }

export const documentParts: DocumentParts = {
  trials: trialsHere(),
  turns: turnsOf(systemClock),
  by: 'a test',
}

export const openDocument = (stored: Partial<Stored> = {}): SharedDocument =>
  new SharedDocument({ ...NOTHING, ...stored }, documentParts)
