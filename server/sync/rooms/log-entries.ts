// Entries on their way to a log, and the rows that a group of them becomes.
import type { MemberId } from '../../../shared/world/address.ts'
import type { RowNote } from '../../../shared/world/author.ts'
import { joinReadings } from '../../../shared/yjs/update-writer.ts'
import type { UpdateReading } from '../../../shared/yjs/update-reader.ts'
import type { ApplyCost } from '../../../shared/yjs/work-steps.ts'
import type { Append, DocumentKey } from '../../storage/store.ts'
import type { RowOrigin } from '../../storage/log-rows.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import type { JointTurn } from './joint-append.ts'

/** The additions of a frame, and the cost of applying them. */
export interface LogAddition {
  readonly reading: UpdateReading
  readonly claims: readonly number[]
  readonly cost: ApplyCost
}

/** Rows that are written as they are, in one transaction with changes of records, or not at all. */
export interface RowBatch {
  readonly rows: readonly (RowOrigin & { readonly bytes: Uint8Array })[]
  readonly records: readonly RecordChange[]
  /** All that the rows add; several where it is much: they are told and applied one after the other. */
  readonly parts: readonly LogAddition[]
  /** The rows' places in the log, once they are on the disk. */
  sequences: readonly number[]
}

/**
 * A frame's additions, and their sender. Without `addition` and `batch` it only waits for those before it.
 */
export interface LogEntry<Sender> {
  readonly sender: Sender
  readonly member: MemberId
  readonly addition: LogAddition | null
  /**
   * The lease under which it is written. It goes to the disk by itself, since it may be refused there; so
   * nothing may rest on it before it has arrived.
   */
  readonly epoch?: number
  /** It is on the disk, in another log that this document is made of as well. */
  readonly isElsewhere?: boolean
  /** With an epoch alone: the joint write that it is part of. */
  readonly joint?: JointTurn
  /** Why it was written, where that is no plain edit. */
  readonly note?: RowNote
  /** Rows in place of an addition. It goes by itself, as under a lease. */
  readonly batch?: RowBatch
}

/** How many entries go to the disk as one: all that wait, up to an entry that goes by itself. */
export function groupLength(outbox: readonly LogEntry<unknown>[]): number {
  const own = outbox.findIndex(goesAlone)
  return own === -1 ? outbox.length : Math.max(own, 1)
}

/** It may be refused where the store writes it, so nothing may rest on it, and nothing goes with it. */
export const goesAlone = ({ epoch, batch }: LogEntry<unknown>): boolean =>
  epoch !== undefined || batch !== undefined

export function additionsOf(entries: readonly LogEntry<unknown>[]): readonly LogAddition[] {
  const [first] = entries
  // Most groups are one frame of one document.
  if (entries.length === 1 && first?.addition) return [first.addition]
  const additions: LogAddition[] = []
  for (const { addition, batch } of entries) {
    if (addition !== null) additions.push(addition)
    else for (const part of batch?.parts ?? []) additions.push(part)
  }
  return additions
}

/** The client ids that nobody had before. */
export const claimsOf = (entries: readonly LogEntry<unknown>[]): number[] =>
  additionsOf(entries).flatMap(({ claims }) => claims)

/** How much an entry adds. */
export const bytesOf = ({ addition, batch }: LogEntry<unknown>): number =>
  addition?.reading.bytes.length ??
  batch?.parts.reduce((sum, { reading }) => sum + reading.bytes.length, 0) ??
  0

/** All that a group adds, as one; null when nothing. `rows`: those that it became. */
export function joinedOf(
  group: readonly LogEntry<unknown>[],
  additions: readonly LogAddition[],
  rows: readonly JoinedRow[],
): UpdateReading | null {
  if (additions.length === 0) return null
  const [row] = rows
  // Most groups are one row, which is joined already.
  const isInRow = rows.length === 1 && group.every(({ isElsewhere }) => isElsewhere !== true)
  return row !== undefined && isInRow ? row.joined : joinReadings(additions.map(({ reading }) => reading))
}

/** Neighbouring updates of one member that say the same of themselves: they become one row. */
interface MemberRun {
  readonly member: MemberId
  readonly note: RowNote | undefined
  readonly epoch: number | undefined
  readonly readings: UpdateReading[]
  readonly claims: number[]
}

/** Where rows go, when, and under which lease unless their entry says another one. */
interface RowPlace {
  readonly document: DocumentKey
  readonly at: number
  readonly current: number | undefined
}

/** The rows of an entry that says them itself. */
export function batchRows(
  { member, ...entry }: LogEntry<unknown>,
  { rows, parts }: RowBatch,
  { document, at, current }: RowPlace,
): Append[] {
  const { epoch = current } = entry
  return rows.map((row, n) => ({
    ...row,
    document,
    at,
    member,
    claims: n === 0 ? parts.flatMap(({ claims }) => claims) : [],
    ...(epoch !== undefined && { epoch }),
  }))
}

/** A row, and what is in it. */
export interface JoinedRow {
  readonly row: Append
  readonly joined: UpdateReading
}

/** The log rows of a group. */
export function rowsOf<Sender>(
  entries: readonly LogEntry<Sender>[],
  { document, at, current }: RowPlace,
): JoinedRow[] {
  const runs: MemberRun[] = []
  for (const { addition, member, epoch = current, note, isElsewhere } of entries) {
    if (addition === null || isElsewhere === true) continue
    const { reading, claims } = addition
    const run = runs.at(-1)
    if (run?.member !== member || run.note?.id !== note?.id) {
      runs.push({ member, note, epoch, readings: [reading], claims: [...claims] })
      continue
    }
    run.readings.push(reading)
    for (const claim of claims) run.claims.push(claim)
  }
  return runs.map(({ member, note, epoch, readings, claims }) => {
    const joined = joinReadings(readings)
    const row = { document, at, bytes: joined.bytes, member, claims, ...(note && { note }) }
    return { joined, row: epoch === undefined ? row : { ...row, epoch } }
  })
}
