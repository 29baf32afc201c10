// Which checkpoints are made, and which are kept: as few that they take little of the disk, and spread so
// that any revision needs little replay.
import type { CheckpointSize } from '../storage/history-store.ts'

/** How much of the log lies between checkpoints as they are made. */
export interface CheckpointRule {
  /** After so many updates, or bytes of the log, one is due. */
  readonly updates: number
  readonly bytes: number
  /** At the end of the log one is due earlier, so that its next rows need no replay of those before. */
  readonly endUpdates: number
  readonly endBytes: number
}

/** Replaying what lies between two takes some 50 ms. */
export const USUAL_RULE: CheckpointRule = {
  updates: 5_000,
  bytes: 1024 * 1024,
  endUpdates: 500,
  endBytes: 128 * 1024,
}
/**
 * Of the log's bytes all checkpoints together take at most so much, or three states if that is more: packed
 * ones are smaller, so these are more than three.
 */
const LOG_SHARE = 0.3
const STATES = 3

/** The part of the log after the last checkpoint. */
interface Unchecked {
  readonly updates: number
  readonly bytes: number
  /** Whether nothing comes after it. */
  readonly isEnd: boolean
}

export const isDue = (rule: CheckpointRule, { updates, bytes, isEnd }: Unchecked): boolean =>
  updates >= (isEnd ? rule.endUpdates : rule.updates) || bytes >= (isEnd ? rule.endBytes : rule.bytes)

/**
 * The checkpoints that go, so that the others have room: those whose neighbours are nearest to each other,
 * never the last. `kept` is in the order of the log; `log` and `state` are in bytes, the state unpacked.
 */
export function superfluous(
  kept: readonly CheckpointSize[],
  { log, state }: { readonly log: number; readonly state: number },
): readonly CheckpointSize[] {
  const left = [...kept]
  const gone: CheckpointSize[] = []
  const most = Math.max(LOG_SHARE * log, STATES * state)
  let bytes = kept.reduce((sum, each) => sum + each.bytes, 0)
  while (bytes > most && left.length > 1) {
    let nearest = 0
    for (let at = 0; at < left.length - 1; at++)
      if (gapAround(left, at) < gapAround(left, nearest)) nearest = at
    const [dropped] = left.splice(nearest, 1)
    if (dropped === undefined) break
    gone.push(dropped)
    bytes -= dropped.bytes
  }
  return gone
}

/** How many updates would lie between the neighbours of a checkpoint if it went. */
function gapAround(checkpoints: readonly CheckpointSize[], at: number): number {
  const after = checkpoints[at + 1]
  return after === undefined ? Infinity : after.revision - (checkpoints[at - 1]?.revision ?? 0)
}
