// What the sync mark shows, from what is the case.
import { CLOSE } from '../../shared/wire/frame.ts'
import { Listeners } from './listeners.ts'
import type { CopyId, SyncState } from './replica.ts'

export type ClosedReason = Extract<SyncState, { state: 'closed' }>['reason']

export interface Refusal {
  readonly code: string
  readonly text: string
  readonly copy: CopyId | null
}

export interface SyncFacts {
  readonly closed: ClosedReason | null
  readonly refusal: Refusal | null
  /** Whether the connection is still being tried for the first time. */
  readonly opening: boolean
  readonly online: boolean
  readonly changes: number
  readonly kept: number
  readonly keeps: boolean
}

/** A refusal is shown until it is dismissed, but not over newer work that is not saved. */
export function syncState({ closed, refusal, opening, online, changes, kept, keeps }: SyncFacts): SyncState {
  if (closed) return { state: 'closed', reason: closed }
  if (refusal && changes === 0) return { state: 'refused', ...refusal }
  if (online) return changes > 0 ? { state: 'saving', changes } : { state: 'saved' }
  if (opening && changes === 0) return { state: 'opening' }
  return { state: 'offline', changes, kept, keeps }
}

/** Why a socket was closed for good; null when it is a refusal of what was sent. */
export function closedReason(code: number): ClosedReason | null {
  switch (code) {
    case CLOSE.binned:
      return 'binned'
    case CLOSE.moved:
      return 'moved'
    case CLOSE.missing:
      return 'missing'
    case CLOSE.right:
      return 'right'
    case CLOSE.signIn:
      return 'signIn'
    default:
      return null
  }
}

/** Tells those who show it when it changes. */
export class SyncMark {
  readonly #listeners = new Listeners<SyncState>()
  #state: SyncState = { state: 'opening' }

  get state(): SyncState {
    return this.#state
  }

  onChange(listener: (sync: SyncState) => void): () => void {
    return this.#listeners.add(listener)
  }

  show(state: SyncState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return
    this.#state = state
    this.#listeners.tell(state)
  }
}
