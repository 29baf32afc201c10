// The messages between the two threads: a group of calls one way, one answer to each back.
import {
  ClaimConflict,
  Damaged,
  DiskFull,
  Expelled,
  NotInWorld,
  RecordMoved,
  RecordTaken,
  StaleLease,
  StoreFault,
  WorldMissing,
  type Append,
  type AvatarMove,
} from '../store.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import { damagedDatabase } from '../store-faults.ts'
import { isDamage, isFull } from './files/sqlite-errors.ts'
import type { Calls } from './database-calls.ts'

export type CallName = keyof Calls

/**
 * Calls that change nothing on the disk, so that they can be answered when nothing can be written. Processes
 * are kept in memory alone.
 */
export const READS: ReadonlySet<CallName> = new Set<CallName>([
  'worlds',
  'worldsBy',
  'standing',
  'worldsUnder',
  'find',
  'findById',
  'findByKey',
  'living',
  'wordedThings',
  'unreadWorlds',
  'findWords',
  'open',
  'rows',
  'size',
  'snapshotSizes',
  'isPurged',
  'pins',
  'rowIndex',
  'indexedTo',
  'checkpointAt',
  'checkpointSizes',
  'members',
  'membersBy',
  'person',
  'personOf',
  'personNamed',
  'takenAccounts',
  'peopleIn',
  'records',
  'recordsBy',
  'lastRecords',
  'readSecret',
  'join',
  'beat',
  'processes',
])

/**
 * An append with which people pass from world to world, or records change: seldom, so it travels as it is.
 */
interface PassingParcel {
  readonly name: 'appendPassing'
  readonly args: readonly [
    updates: readonly Append[],
    passages: readonly AvatarMove[],
    records: readonly RecordChange[],
  ]
}

/** One call, or several appends that were made one after the other, packed. */
export type Parcel =
  | PassingParcel
  | { readonly name: Exclude<CallName, 'appendPassing'>; readonly args: readonly unknown[] }
  | { readonly name: 'append'; readonly encoded: Uint8Array<ArrayBuffer> }

/**
 * A group of calls, in the order in which they were made; that nobody is there; or the end, once all are
 * answered.
 */
export type ToStoreThread = readonly Parcel[] | 'rest' | 'close'

/** The answer to one call. */
export type ThreadAnswer = { readonly value: unknown } | { readonly fault: FaultWords }

/**
 * The answer to a parcel. Appends that all succeeded stand one after the other in the log: the first one's
 * sequence says all. Otherwise there is an answer to each.
 */
export type ParcelAnswer =
  | ThreadAnswer
  | { readonly first: number }
  | { readonly each: readonly ThreadAnswer[] }

/** An error in words: classes do not survive the way between threads. */
interface FaultWords {
  readonly kind:
    | 'fault'
    | 'full'
    | 'damaged'
    | 'missing'
    | 'claim'
    | 'stale'
    | 'elsewhere'
    | 'taken'
    | 'moved'
    | 'expelled'
    | 'range'
    | 'bug'
  readonly message: string
}

export const NO_ANSWER: Extract<ThreadAnswer, { fault: unknown }> = {
  fault: { kind: 'fault', message: 'The store did not answer.' },
}

/** The first message of the storage thread. */
export type ThreadGreeting = { readonly ready: true } | { readonly refusal: string }

const ERRORS: Readonly<Record<FaultWords['kind'], new (message: string) => Error>> = {
  fault: StoreFault,
  full: DiskFull,
  damaged: Damaged,
  missing: WorldMissing,
  claim: ClaimConflict,
  stale: StaleLease,
  elsewhere: NotInWorld,
  taken: RecordTaken,
  moved: RecordMoved,
  expelled: Expelled,
  range: RangeError,
  bug: Error,
}

export const errorFrom = ({ kind, message }: FaultWords): Error => new ERRORS[kind](message)

export function wordsFor(error: unknown): FaultWords {
  if (!(error instanceof Error)) return { kind: 'bug', message: String(error) }
  const kind = kindOf(error)
  // SQLite's own words are nothing for people.
  const message = isDamage(error) ? damagedDatabase().message : error.message
  return { kind, message }
}

function kindOf(error: Error): FaultWords['kind'] {
  if (error instanceof WorldMissing) return 'missing'
  if (error instanceof ClaimConflict) return 'claim'
  if (error instanceof StaleLease) return 'stale'
  if (error instanceof NotInWorld) return 'elsewhere'
  if (error instanceof RecordTaken) return 'taken'
  if (error instanceof RecordMoved) return 'moved'
  if (error instanceof Expelled) return 'expelled'
  if (error instanceof Damaged || isDamage(error)) return 'damaged'
  if (isFull(error)) return 'full'
  if (error instanceof StoreFault || 'errcode' in error) return 'fault'
  return error instanceof RangeError ? 'range' : 'bug'
}
