// Reads a document that is stored without opening a room for it: a large one is tried first, and built in
// many turns.
import * as Y from 'yjs'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { standingRows } from '../../../shared/yjs/renewed-state.ts'
import type { Stored } from '../../storage/store.ts'
import { applyInTurns, turnsOf } from './chunked-apply.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { isLight } from './small-updates.ts'
import type { Trials } from '../validation/trial-runner.ts'

type StoredUpdates = Pick<Stored, 'snapshot' | 'tail'>

interface CopyParts {
  readonly trials: Trials
  readonly clock: Pick<ServerClock, 'monotonic' | 'soon'>
  /** The member who wants it. */
  readonly by: string
}

/**
 * A copy of the stored document, without parts that cannot be applied; the caller destroys it. Rejects with a
 * WorkFault.
 */
export async function copyOfStored(stored: StoredUpdates, { trials, clock, by }: CopyParts): Promise<Y.Doc> {
  const updates = updatesIn(stored)
  const doc = makePlainDocument()
  const pieces = isLight(updates)
    ? updates
    : (await trials.open(updates, by)).pieces.map(({ bytes }) => bytes)
  await applyInTurns(doc, pieces, turnsOf(clock))
  return doc
}

/**
 * The stored document as it is, and `more` on top of it, as one update. Rejects with a WorkFault, or where it
 * cannot be applied.
 */
export async function encodedState(
  stored: Stored,
  more: readonly Uint8Array[],
  { trials, by }: Omit<CopyParts, 'clock'>,
): Promise<Uint8Array> {
  const updates = [...updatesIn(stored), ...more]
  const made = isLight(updates) ? stateOfLight(updates) : (await trials.state(updates, by))?.bytes
  if (made === undefined) throw new Error('what is stored cannot be applied')
  return made
}

/** Stored updates hold what was deleted; the state does not. */
function stateOfLight(updates: readonly Uint8Array[]): Uint8Array {
  const doc = makePlainDocument()
  try {
    for (const update of updates) Y.applyUpdate(doc, update)
    return Y.encodeStateAsUpdate(doc)
  } finally {
    doc.destroy()
  }
}

/** The updates that give it, one after the other. */
export const updatesIn = ({ snapshot, tail }: StoredUpdates): Uint8Array[] =>
  standingRows([...(snapshot === null ? [] : [{ bytes: snapshot }]), ...tail]).map(({ bytes }) => bytes)
