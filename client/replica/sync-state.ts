// The state of an open world, and what its marks show of it.
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import type { SyncState, UnsavedCounts, UnsavedState } from './contract/replica.ts'
import type { EditRefusal } from './unsaved-work.ts'
import type { ServerState } from './server-sync.ts'

export type Closed = Extract<SyncState, { state: 'closed' }>

export type ReplicaState =
  /** The device is asked what it has. */
  | { readonly state: 'reading' }
  /** `asking`: nothing is here, so that the server is asked. */
  | { readonly state: 'asking' | 'open'; readonly refusal: EditRefusal | null }
  /** The server closed it for good: what is here can be read. */
  | Closed

/** A refusal is shown until it is dismissed, but not over newer work that is not saved. */
export function syncStateOf(
  replica: ReplicaState,
  server: ServerState,
  { changes, stored, trouble }: UnsavedState,
  isFirstTry: boolean,
): SyncState {
  const kept = { changes, stored, keeps: trouble === null }
  switch (replica.state) {
    case 'closed':
      return replica
    case 'reading':
    case 'asking':
    case 'open': {
      const isReading = replica.state === 'reading'
      if (!isReading && replica.refusal && changes === 0) return { state: 'refused', ...replica.refusal }
      if (server.at === 'online') return savingState(server.held, kept)
      const { why } = server
      if ((isReading || isFirstTry) && changes === 0 && why === '') return { state: 'opening' }
      return { state: 'offline', ...kept, ...(why !== '' && { why }) }
    }
  }
}

function savingState(held: string | null, kept: UnsavedCounts): SyncState {
  if (held !== null) return { state: 'held', ...kept, text: held }
  return kept.changes > 0 ? { state: 'saving', changes: kept.changes } : { state: 'saved' }
}

/** Why a socket was closed for good; null when it is a refusal of edits. */
export function closedBy(code: number, text: string): Closed | null {
  const reason = REASONS.get(code)
  return reason === undefined ? null : { state: 'closed', reason, text }
}

const REASONS: ReadonlyMap<number, Closed['reason']> = new Map([
  [CLOSE.binned, 'binned'],
  [CLOSE.moved, 'moved'],
  [CLOSE.missing, 'missing'],
  [CLOSE.right, 'right'],
  [CLOSE.signIn, 'signIn'],
])
