// The logs of the store in memory: changes of the rows of one, the data beside them, and the numbers that
// rise through all of them.
import { beyondTheLog } from '../../../server/storage/store-faults.ts'
import { logSize, pageOf } from '../../../server/storage/log-pages.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import type {
  Append,
  CompactionRule,
  LogPart,
  LogRow,
  LogSize,
  Stored,
} from '../../../server/storage/store.ts'
import type { RowOrigin } from '../../../server/storage/log-rows.ts'
import { compactRows } from './memory-compaction.ts'
import { condenseHistory, heldRows, mergeIndex } from './memory-history.ts'
import { checkClaims, type MemoryDocument } from './memory-world.ts'

/** Where sequences rise: through all worlds of a node, or within each. */
export type Numbering = 'node' | 'world'

/** What gives out sequences. */
interface SequenceCounter {
  last: number
}

export class MemoryLogs {
  readonly #node: SequenceCounter | null

  constructor(numbering: Numbering) {
    this.#node = numbering === 'node' ? { last: 0 } : null
  }

  append(world: SequenceCounter, document: MemoryDocument, update: Omit<Append, 'document'>): number {
    const { bytes, member, at, claims } = update
    const sequence = this.#next(world)
    for (const client of claims) document.clients.set(client, member)
    const times = { firstAt: at, lastAt: at }
    const facts = { sequence, bytes: bytes.slice(), member, ...times, updates: 1, quarantined: false }
    document.rows.push({ ...facts, ...originOf(update) })
    return sequence
  }

  import(world: SequenceCounter, document: MemoryDocument, { rows, clients }: LogPart): number {
    checkClaims([...clients].map(([client, member]) => ({ document, claims: [client], member })))
    for (const row of rows) {
      document.rows.push({ ...row, bytes: row.bytes.slice(), sequence: this.#next(world) })
    }
    for (const [client, member] of clients) document.clients.set(client, member)
    return document.rows.at(-1)?.sequence ?? 0
  }

  #next(world: SequenceCounter): number {
    const counter = this.#node ?? world
    return (counter.last += 1)
  }
}

/** What an update says of itself. */
const originOf = ({ author, note, writtenAt }: RowOrigin): RowOrigin => ({
  ...(author !== undefined && { author }),
  ...(note !== undefined && { note: { ...note } }),
  ...(writtenAt !== undefined && { writtenAt }),
})

export function storedOf({ rows, snapshot, snapshotSequence, clients }: MemoryDocument): Stored {
  return {
    sequence: rows.at(-1)?.sequence ?? 0,
    snapshot,
    snapshotSequence,
    tail: rows
      .filter((row) => row.sequence > snapshotSequence && !row.quarantined)
      .map(({ sequence, bytes }) => ({ sequence, bytes })),
    clients: new Map(clients),
  }
}

export function keepSnapshot(document: MemoryDocument, sequence: number, state: Uint8Array): void {
  if (sequence > (document.rows.at(-1)?.sequence ?? 0)) throw beyondTheLog(sequence)
  if (sequence < document.snapshotSequence) return
  document.snapshot = state.slice()
  document.snapshotSequence = sequence
}

export function rowsAfter({ rows: all }: MemoryDocument, after: number, limit: number): LogRow[] {
  const rows = all.filter((row) => row.sequence > after)
  return [...pageOf(rows.slice(0, limit))]
}

export function sizeOf({ rows }: MemoryDocument, since: number): LogSize {
  const parts = rows.map(({ lastAt, bytes }) => ({
    day: Math.floor(lastAt / DAY_MS),
    rows: 1,
    bytes: bytes.length,
  }))
  return logSize(parts, since)
}

export function forgetRows(log: MemoryDocument, after: number, upTo: number): void {
  log.rows = log.rows.filter(({ sequence }) => sequence <= after || sequence > upTo)
}

export function quarantine(document: MemoryDocument, sequence: number): void {
  document.rows = document.rows.map((row) =>
    row.sequence === sequence ? { ...row, quarantined: true } : row,
  )
}

export function compact(
  document: MemoryDocument,
  rule: CompactionRule,
): { readonly merged: number; readonly into: number } {
  const before = document.rows
  const { rows, ...done } = compactRows(before, document.snapshotSequence, rule, heldRows(document.history))
  document.rows = rows
  mergeIndex(document.history, before, rows)
  return done
}

export function condense(document: MemoryDocument): number {
  const { rows, snapshot, snapshotSequence } = document
  const covered = rows.filter(({ sequence }) => sequence <= snapshotSequence)
  const [first, last] = [covered[0], covered.at(-1)]
  if (snapshot === null || first === undefined || last?.sequence !== snapshotSequence) return 0
  const updates = covered.reduce((sum, row) => sum + row.updates, 0)
  const one = {
    ...last,
    bytes: snapshot,
    firstAt: Math.min(...covered.map(({ firstAt }) => firstAt)),
    updates,
  }
  document.rows = [one, ...rows.slice(covered.length)]
  condenseHistory(document.history, one)
  return covered.length - 1
}
