// What the sync mark shows, from what is the case.
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import { Listeners } from '../device/listener-set.ts'
import type { CopyId, Keeping, SyncState } from './contract/replica.ts'

export type Closed = Extract<SyncState, { state: 'closed' }>

export interface Refusal {
  readonly code: string
  readonly text: string
  readonly copy: CopyId | null
}

/** What is unsaved, and how well the device keeps it; and what is around that. */
type WorkFacts = Omit<Keeping, keyof Around>
type Around = Pick<Keeping, 'wasHere' | 'otherTabs'>

export interface SyncFacts {
  readonly closed: Closed | null
  readonly refusal: Refusal | null
  /** Whether the connection is still being tried for the first time. */
  readonly opening: boolean
  readonly online: boolean
  /** Why the server saves nothing for now; null while it does. */
  readonly held: string | null
  /** Why it closed the last connection, and is tried again; empty where the network failed. */
  readonly whyLost: string
  readonly changes: number
  readonly kept: number
  readonly keeps: boolean
}

/** A refusal is shown until it is dismissed, but not over newer work that is not saved. */
export function syncState(facts: SyncFacts): SyncState {
  const { closed, refusal, opening, online, held, whyLost, changes, kept, keeps } = facts
  if (closed) return closed
  if (refusal && changes === 0) return { state: 'refused', ...refusal }
  if (online && held !== null) return { state: 'held', changes, kept, keeps, text: held }
  if (online) return changes > 0 ? { state: 'saving', changes } : { state: 'saved' }
  if (opening && changes === 0 && whyLost === '') return { state: 'opening' }
  return { state: 'offline', changes, kept, keeps, ...(whyLost !== '' && { why: whyLost }) }
}

/** Why a socket was closed for good; null when it is a refusal of what was sent. */
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

/** What is told of a replica: how its saving goes, and what the device keeps. */
export class Marks {
  readonly sync = new Mark<SyncState>({ state: 'opening' })
  readonly keeping = new Mark<Keeping>({
    changes: 0,
    kept: 0,
    since: null,
    trouble: null,
    clearings: 0,
    wasHere: null,
    otherTabs: 0,
  })

  show(facts: Omit<SyncFacts, keyof WorkFacts | 'keeps'>, work: WorkFacts, around: Around): void {
    const { changes, kept, since, trouble, clearings } = work
    this.sync.show(syncState({ ...facts, changes, kept, keeps: trouble === null }))
    this.keeping.show({ changes, kept, since, trouble, clearings, ...around })
  }
}
