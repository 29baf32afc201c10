// Where stored and large updates are tried before they come near a document that serves people.
import * as Y from 'yjs'
import { readSmallUpdate, type UnreadableReason } from '../../../shared/yjs/update-reader.ts'
import { DOCUMENT_ITEMS_MAX } from '../../../shared/world/limits.ts'
import { piecesOf } from '../../../shared/yjs/update-pieces.ts'
import { DIRECT_PARTS } from '../../../shared/yjs/work-steps.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import { judgeImport, type GivenDocument, type GivenScene } from './imported-scene.ts'
import { writeScene, type WrittenScene } from './written-scene.ts'
import {
  piecesOfState,
  renewedState,
  stateOf,
  tryUpdates,
  type RenewedState,
  type StatePieces,
  type TriedState,
  type Tried,
} from './update-trial.ts'

/** A frame in pieces, or why there are none. */
export type Cut = { readonly pieces: readonly Uint8Array[] } | { readonly unread: UnreadableReason }

interface CutOptions {
  /** Of structs and deletions in a piece. */
  readonly most?: number
  readonly signal?: AbortSignal
}

export type TrialJob =
  | { readonly kind: 'open'; readonly updates: readonly Uint8Array[] }
  | { readonly kind: 'state'; readonly updates: readonly Uint8Array[] }
  | { readonly kind: 'pieces'; readonly updates: readonly Uint8Array[] }
  | {
      readonly kind: 'renewed'
      readonly updates: readonly Uint8Array[]
      readonly now: Uint8Array | null
      readonly rows: readonly Uint8Array[]
      readonly isAnothers: boolean
    }
  | { readonly kind: 'merge'; readonly updates: readonly Uint8Array[] }
  | {
      readonly kind: 'given'
      readonly updates: readonly Uint8Array[]
      readonly member: MemberId
      readonly of: 'scene' | 'live'
    }
  | {
      readonly kind: 'words'
      readonly updates: readonly Uint8Array[]
      readonly now: readonly Uint8Array[]
    }
  | { readonly kind: 'cut'; readonly update: Uint8Array; readonly most: number }

/** Each rejects with a WorkFault where it takes too much, or has to wait too long. */
export interface Trials {
  /** Tries what a document is opened with. */
  open(updates: readonly Uint8Array[], by: string): Promise<Tried>
  /** The state that updates give, and the same tried; null where they cannot be applied. */
  state(updates: readonly Uint8Array[], by: string): Promise<TriedState | null>
  /** The same in pieces alone: half as much to take over from the process that made it. */
  pieces(updates: readonly Uint8Array[], by: string): Promise<StatePieces | null>
  /** The state that updates give, as it is by now; null where they cannot be applied. */
  renewed(
    updates: readonly Uint8Array[],
    now: Uint8Array | null,
    edits: { readonly rows: readonly Uint8Array[]; readonly isAnothers: boolean },
    by: string,
  ): Promise<RenewedState | null>
  /** Joins updates into one, which nobody applies here. */
  merge(updates: readonly Uint8Array[], by: string): Promise<Uint8Array>
  /** Judges the documents of a world that is yet to be, by the updates that give them. */
  scene(updates: readonly Uint8Array[], member: MemberId, by: string): Promise<GivenScene>
  live(updates: readonly Uint8Array[], member: MemberId, by: string): Promise<GivenDocument>
  /** The pages of the scene that updates give, as markup; `now` gives its live document. */
  words(updates: readonly Uint8Array[], now: readonly Uint8Array[], by: string): Promise<WrittenScene>
  /** Cuts an update into pieces. Rejects with the signal's reason, where that comes before its turn. */
  cut(update: Uint8Array, by: string, options?: CutOptions): Promise<Cut>
}

/** Does one job: the process of the pool runs this. */
export function runTrial(
  job: TrialJob,
):
  | Tried
  | TriedState
  | StatePieces
  | RenewedState
  | GivenScene
  | GivenDocument
  | WrittenScene
  | Cut
  | Uint8Array
  | null {
  if (job.kind === 'open') return tryUpdates(job.updates)
  if (job.kind === 'state') return stateOf(job.updates)
  if (job.kind === 'pieces') return piecesOfState(job.updates)
  if (job.kind === 'renewed') return renewedState(job.updates, job.now, job.rows, job.isAnothers)
  if (job.kind === 'merge') return Y.mergeUpdates([...job.updates])
  if (job.kind === 'words') return writeScene(job.updates, job.now)
  return job.kind === 'given' ? judgeImport(job.updates, job.member, job.of) : cut(job.update, job.most)
}

function cut(update: Uint8Array, most: number): Cut {
  const reading = readSmallUpdate(update, DOCUMENT_ITEMS_MAX)
  if (typeof reading === 'string') return { unread: reading }
  const pieces = piecesOf(reading, most)
  return pieces === null ? { unread: 'malformed' } : { pieces }
}

/** Trials by any runner of jobs. */
export function createTrials(run: (job: TrialJob, by: string) => Promise<unknown>): Trials {
  // The answer has the shape of its job.
  return {
    open: async (updates, by) => (await run({ kind: 'open', updates }, by)) as Tried,
    state: async (updates, by) => (await run({ kind: 'state', updates }, by)) as TriedState | null,
    pieces: async (updates, by) => (await run({ kind: 'pieces', updates }, by)) as StatePieces | null,
    renewed: async (updates, now, edits, by) =>
      (await run({ kind: 'renewed', updates, now, ...edits }, by)) as RenewedState | null,
    merge: async (updates, by) =>
      bytesIn(updates) <= MERGED_BYTES
        ? Y.mergeUpdates([...updates])
        : ((await run({ kind: 'merge', updates }, by)) as Uint8Array),
    scene: async (updates, member, by) =>
      (await run({ kind: 'given', updates, member, of: 'scene' }, by)) as GivenScene,
    live: async (updates, member, by) =>
      (await run({ kind: 'given', updates, member, of: 'live' }, by)) as GivenDocument,
    words: async (updates, now, by) =>
      bytesIn(updates) + bytesIn(now) <= WRITTEN_BYTES
        ? writeScene(updates, now)
        : ((await run({ kind: 'words', updates, now }, by)) as WrittenScene),
    cut: async (update, by, { most = DIRECT_PARTS } = {}) =>
      (await run({ kind: 'cut', update, most }, by)) as Cut,
  }
}

/** Up to so many bytes are joined where they are asked for: some 10 ms. */
const MERGED_BYTES = 256 * 1024

/** Likewise, and pages of so many bytes are written: the worst take some 50 ms. */
const WRITTEN_BYTES = 16 * 1024

const bytesIn = (updates: readonly Uint8Array[]): number =>
  updates.reduce((sum, { length }) => sum + length, 0)

/** Tries on this thread: for tests that run from a seed, and for commands, which serve nobody. */
export const trialsHere = (): Trials => createTrials(async (job) => runTrial(job))
