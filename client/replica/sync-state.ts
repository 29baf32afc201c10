// The state of the sync mark, from the present facts.
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import { Listeners } from '../device/listener-set.ts'
import type { CopyId, UnsavedState, SyncState } from './contract/replica.ts'

export type Closed = Extract<SyncState, { state: 'closed' }>

export interface EditRefusal {
  readonly code: string
  readonly text: string
  readonly copy: CopyId | null
}

/** The unsaved work, and how well the device keeps it. */
interface WorkFacts extends Pick<UnsavedState, 'since' | 'trouble' | 'clearings'> {
  readonly ledger: Pick<UnsavedState, 'changes' | 'stored'>
}

interface ServerFacts {
  readonly online: boolean
  /** The last try to connect failed. */
  readonly failing: boolean
}

interface SyncFacts {
  readonly closed: Closed | null
  readonly refusal: EditRefusal | null
  /** Whether the connection is still being tried for the first time. */
  readonly opening: boolean
  readonly online: boolean
  /** Why the server saves nothing for now; null while it does. */
  readonly held: string | null
  /** Why it closed the last connection, and is tried again; empty where the network failed. */
  readonly whyLost: string
  readonly changes: number
  readonly stored: number
  readonly keeps: boolean
}

/** A refusal is shown until it is dismissed, but not over newer work that is not saved. */
function syncState(facts: SyncFacts): SyncState {
  const { closed, refusal, opening, online, held, whyLost, changes, stored, keeps } = facts
  if (closed) return closed
  if (refusal && changes === 0) return { state: 'refused', ...refusal }
  if (online && held !== null) return { state: 'held', changes, stored, keeps, text: held }
  if (online) return changes > 0 ? { state: 'saving', changes } : { state: 'saved' }
  if (opening && changes === 0 && whyLost === '') return { state: 'opening' }
  return { state: 'offline', changes, stored, keeps, ...(whyLost !== '' && { why: whyLost }) }
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
class Mark<T> {
  readonly #listeners = new Listeners<T>()
  #state: T

  constructor(state: T) {
    this.#state = state
  }

  get state(): T {
    return this.#state
  }

  onChange(listener: (state: T) => void): () => void {
    return this.#listeners.add(listener)
  }

  show(state: T): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return
    this.#state = state
    this.#listeners.tell(state)
  }
}

/** The reported state of a replica: how its saving goes, and the device's data; and what it follows from. */
export class ReplicaStatus {
  /** Why the server closed the world for good; null while it did not. */
  closed: Closed | null = null
  refusal: EditRefusal | null = null
  /** Why the server saves nothing for now; null while it does. */
  held: string | null = null
  /** Why the server closed the last connection; empty where it said nothing. */
  whyLost = ''
  /** Whether the device had this world; null until it has been looked. */
  wasHere: boolean | null = null
  /** Nothing is said yet about a first try to connect. */
  hidesConnecting = true
  readonly sync = new Mark<SyncState>({ state: 'opening' })
  readonly keeping = new Mark<UnsavedState>({
    changes: 0,
    stored: 0,
    since: null,
    trouble: null,
    clearings: 0,
    wasHere: null,
    otherTabs: 0,
  })

  show(work: WorkFacts, server: ServerFacts, otherTabs: number): void {
    const { ledger, since, trouble, clearings } = work
    const { changes, stored } = ledger
    const { closed, refusal, held, whyLost, wasHere } = this
    const { online, failing } = server
    const opening = wasHere === null || (this.hidesConnecting && !failing)
    const known = { closed, refusal, opening, online, held, whyLost }
    this.sync.show(syncState({ ...known, changes, stored, keeps: trouble === null }))
    this.keeping.show({ changes, stored, since, trouble, clearings, wasHere, otherTabs })
  }
}
