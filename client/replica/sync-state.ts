// The state of an open world, and what its marks show of it.
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import { Listeners } from '../device/listener-set.ts'
import type { SyncState, UnsavedCounts, UnsavedState } from './contract/replica.ts'
import type { EditRefusal, LineWork } from './line-work.ts'
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

/** How the unsaved work stands. */
export function keepingOf(
  { ledger, since, trouble, clearings }: Pick<LineWork, 'ledger' | 'since' | 'trouble' | 'clearings'>,
  wasHere: boolean | null,
  otherTabs: number,
): UnsavedState {
  const { changes, stored } = ledger
  return { changes, stored, since, trouble, clearings, wasHere, otherTabs }
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

/** Tells those who show it when it changes. */
export class Mark<T> {
  readonly #listeners = new Listeners<T>()
  readonly onChange = this.#listeners.add
  #state: T

  constructor(state: T) {
    this.#state = state
  }

  get state(): T {
    return this.#state
  }

  show(state: T): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return
    this.#state = state
    this.#listeners.tell(state)
  }
}
