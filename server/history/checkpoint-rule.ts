// Which checkpoints are made, and which are kept: as few that they take little of the disk, and spread so
// that any revision needs little replay.
import type { CheckpointSize } from '../storage/history-store.ts'
import { deltaBaseIn } from './worker/state-deltas.ts'

/** How much of the log lies between checkpoints as they are made. */
export interface CheckpointRule {
  /** After so many updates, or bytes of the log, one is due. */
  readonly updates: number
  readonly bytes: number
  /** At the end of the log one is due earlier, so that its next rows need no replay of those before. */
  readonly endUpdates: number
  readonly endBytes: number
  /**
   * Checkpoints of larger states are further apart, in proportion to their size: at most `timesMax` times.
   */
  readonly stateBytes: number
  readonly timesMax: number
  /**
   * A delta that would take more than this part of its base is none: it is packed by itself, as the next
   * base.
   */
  readonly deltaShare: number
}

/** Replaying what lies between two takes less than unpacking one: some 10 ms, and 50 for large states. */
export const USUAL_RULE: CheckpointRule = {
  updates: 1_000,
  bytes: 256 * 1024,
  endUpdates: 500,
  endBytes: 128 * 1024,
  stateBytes: 1024 * 1024,
  timesMax: 5,
  deltaShare: 1 / 3,
}
/**
 * All checkpoints together take at most this part of the log's bytes, or three states if that is more. Packed
 * ones are smaller, so more than three fit.
 */
const LOG_SHARE = 0.3
const STATES = 3

/** The part of the log after the last checkpoint. */
interface Unchecked {
  readonly updates: number
  readonly bytes: number
  /** Whether nothing comes after it. */
  readonly isEnd: boolean
  /** Size of the last state that was seen, in bytes; 0: not known. */
  readonly state: number
}

export function isDue(rule: CheckpointRule, { updates, bytes, isEnd, state }: Unchecked): boolean {
  if (isEnd) return updates >= rule.endUpdates || bytes >= rule.endBytes
  const times = Math.min(rule.timesMax, Math.max(1, state / rule.stateBytes))
  return updates >= times * rule.updates || bytes >= times * rule.bytes
}

/**
 * The checkpoints that go, so that the others have room: those whose neighbours are nearest to each other,
 * never the last, and never a base before its deltas. Deltas without their base go first. `kept` is in the
 * order of the log; `log` and `state` are in bytes, the state unpacked.
 */
export function superfluous(
  kept: readonly CheckpointSize[],
  { log, state }: { readonly log: number; readonly state: number },
): readonly CheckpointSize[] {
  const sequences = new Set(kept.map(({ sequence }) => sequence))
  const isReadable = ({ head }: CheckpointSize): boolean => {
    const base = deltaBaseIn(head)
    return base === null || sequences.has(base)
  }
  const left = kept.filter(isReadable)
  const gone = kept.filter((each) => !isReadable(each))
  const most = Math.max(LOG_SHARE * log, STATES * state)
  let bytes = left.reduce((sum, each) => sum + each.bytes, 0)
  while (bytes > most) {
    const bases = new Set(left.map(({ head }) => deltaBaseIn(head)))
    let nearest: number | null = null
    for (let at = 0; at < left.length - 1; at++) {
      if (bases.has(left[at]?.sequence ?? 0)) continue
      if (nearest === null || gapAround(left, at) < gapAround(left, nearest)) nearest = at
    }
    const [dropped] = nearest === null ? [] : left.splice(nearest, 1)
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
