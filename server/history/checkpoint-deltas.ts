// Most checkpoints are deltas: they have what differs from an earlier one, their base, and take a tenth of
// its room. A base is packed by itself, so a replay begins with two checkpoints at most.
import type { CheckpointSize } from '../storage/history-store.ts'
import type { DocumentKey } from '../storage/store.ts'
import type { RevisionStore } from './row-pages.ts'
import { deltaBaseIn, type DeltaBase } from './worker/state-deltas.ts'

/** Where a replay begins: a packed state, and its base if it is a delta. */
interface ReplayStart extends DeltaBase {
  readonly base: Uint8Array | null
}

/** The last checkpoint at or before a row whose base is there, too; null: there is none. */
export async function replayStart(
  store: Pick<RevisionStore, 'checkpointAt'>,
  document: DocumentKey,
  sequence: number,
): Promise<ReplayStart | null> {
  let found = await store.checkpointAt(document, sequence)
  while (found !== null) {
    const start = { sequence: found.sequence, packed: found.state }
    const wanted = deltaBaseIn(found.state)
    if (wanted === null) return { ...start, base: null }
    const base = await store.checkpointAt(document, wanted)
    if (base?.sequence === wanted) return { ...start, base: base.state }
    // Its base is damaged or gone: so it is with the others that have this one.
    found = await store.checkpointAt(document, wanted - 1)
  }
  return null
}

/** The last one of these that is no delta; null: there is none, or it is damaged. */
export async function lastDeltaBase(
  store: Pick<RevisionStore, 'checkpointAt'>,
  document: DocumentKey,
  kept: readonly CheckpointSize[],
): Promise<DeltaBase | null> {
  const last = kept.findLast(({ head }) => deltaBaseIn(head) === null)
  const found = last ? await store.checkpointAt(document, last.sequence) : null
  return found !== null && found.sequence === last?.sequence
    ? { sequence: found.sequence, packed: found.state }
    : null
}
