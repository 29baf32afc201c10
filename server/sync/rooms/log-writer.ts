// Writes one document's log, and keeps the copy in memory equal to the log. Entries gather while a group is
// on its way to the disk, and go as the next group: the slower the disk, the larger the groups.
import { isPersonal, StaleLease, type Append, type DocumentKey, type Store } from '../../storage/store.ts'
import { damagedDocument, whyNotSaved } from '../../storage/store-faults.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { SharedDocument, type DocumentParts } from '../document/shared-document.ts'
import type { AppendTurns } from './append-turns.ts'
import { isOfTheWrite } from './joint-append.ts'
import {
  additionsOf,
  batchRows,
  bytesOf,
  claimsOf,
  goesAlone,
  groupLength,
  joinedOf,
  rowsOf,
  type JoinedRow,
  type LogAddition,
  type LogEntry,
  type RowBatch,
} from './log-entries.ts'
import { takeInTurns, type PartListener } from './part-turns.ts'
import { waitMsAfter } from '../../../shared/time/doubling-wait.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'

/** With more than this on its way to the disk, in bytes, writers wait. */
const LOAD_BYTES = 4 * 1024 * 1024
/**
 * A snapshot is due after this many bytes, or as many as the state has, so that its cost stays a share of the
 * writing.
 */
const SNAPSHOT_BYTES = 256 * 1024
/** A shorter tail than this, in rows, is not worth a snapshot when the document leaves memory. */
const TAIL_ROWS = 32
/** When a disk that failed is tried again. */
const PROBE = { firstMs: 200, longestMs: 5000 }
/**
 * Rows of one member closer than this, in ms, and older than a day become one row of at most so many bytes.
 */
const COMPACTION = { gapMs: 10 * 60_000, bytesMax: 64 * 1024 }

const NOT_JOINED: readonly JoinedRow[] = []
/** For all that write nothing: most worlds that are open. */
const NONE: readonly never[] = []

export interface JournalListener<Sender> extends PartListener {
  /** These are on the disk; `update` is all that they add, null when nothing. Called before it is applied. */
  stored(entries: readonly LogEntry<Sender>[], update: Uint8Array | null): void
  /** These are not on the disk, and will not be: their senders have to send them again. */
  failed(entries: readonly LogEntry<Sender>[], error: unknown): void
  /**
   * The lease under which this was written is over, or its joint append was abandoned; everything else goes
   * on.
   */
  outdated(entry: LogEntry<Sender>, error: Error): void
  /** These are not on the disk: the lease under which this log was written is over, and nothing more is. */
  lost(entries: readonly LogEntry<Sender>[], error: Error): void
  /** Something that only costs time could not be written. */
  warned(error: unknown): void
  /** The copy in memory cannot be trusted any more: a bug, or a stored update that cannot be applied. */
  broke(error: unknown): void
  /** The disk works again; `update` is what it turned out to hold beyond what was told, null when nothing. */
  recovered(update: Uint8Array | null): void
}

interface JournalOptions<Sender> {
  readonly key: DocumentKey
  readonly store: Store
  /** Writes the logs of all rooms. */
  readonly appends: AppendTurns
  readonly clock: ServerClock
  /** The time by which rows of a log are old; the clock's, unless given. */
  readonly ages?: Pick<ServerClock, 'now'> | undefined
  readonly listener: JournalListener<Sender>
  readonly document: SharedDocument
  readonly parts: DocumentParts
  /** The last row that `document` holds, and how many rows stand after the last snapshot. */
  readonly sequence: number
  readonly tail: number
  /** Rows of the log are damaged: it is only read. */
  readonly isDamaged?: boolean
  /** The lease under which all of it is written; none where one process has the store for itself. */
  readonly epoch?: number | undefined
}

export class LogWriter<Sender> {
  document: SharedDocument
  /** Why nothing is written until the disk works again, in plain words; null while it does. */
  whyReadOnly: string | null = null
  readonly #key: DocumentKey
  readonly #store: Store
  readonly #appends: AppendTurns
  readonly #clock: ServerClock
  readonly #ages: Pick<ServerClock, 'now'>
  readonly #listener: JournalListener<Sender>
  readonly #parts: DocumentParts
  readonly #epoch: number | undefined
  /** The last row of the log that `document` holds. */
  sequence: number
  /** Null: nothing; most worlds that are open are only read. The same of those who wait. */
  #outbox: LogEntry<Sender>[] | null = null
  /** The scheduler has something of it, or is about to ask for it. */
  #isWriting = false
  /** The entries that are being written, their rows, and those who wait for them. */
  #group: readonly LogEntry<Sender>[] = NONE
  #groupRows: readonly Append[] = NONE
  #joinedRows: readonly JoinedRow[] = NOT_JOINED
  #groupWaiters: readonly (() => void)[] = NONE
  /** Bytes on their way to the disk. */
  #load = 0
  #waiters: (() => void)[] | null = null
  #rowsSinceSnapshot: number
  #bytesSinceSnapshot = 0
  #hasWritten = false
  #isSnapshotting = false
  #isClosed = false

  constructor(options: JournalOptions<Sender>) {
    const { key, store, clock, listener, document, parts, sequence, tail } = options
    this.#parts = parts
    this.#key = key
    this.#store = store
    this.#appends = options.appends
    this.#epoch = options.epoch
    this.#clock = clock
    this.#ages = options.ages ?? clock
    this.#listener = listener
    this.document = document
    this.sequence = sequence
    this.#rowsSinceSnapshot = tail
    if (options.isDamaged === true) this.whyReadOnly = damagedDocument().message
  }

  /** Nothing is written until the disk works again. */
  get isReadOnly(): boolean {
    return this.whyReadOnly !== null
  }

  /** Something is on its way to the disk. */
  get isBusy(): boolean {
    return this.#isWriting
  }

  /** Writers wait while so much is on its way to the disk. */
  get isLoaded(): boolean {
    return this.#load > LOAD_BYTES
  }

  /** Sends an entry on its way to the disk, behind those before it. */
  take(entry: LogEntry<Sender>): void {
    if (goesAlone(entry)) this.document.reserve(claimsOf([entry]), entry.member)
    else if (entry.addition !== null) {
      const { reading, claims } = entry.addition
      this.document.expect(reading, claims, entry.member)
    }
    this.#load += bytesOf(entry)
    ;(this.#outbox ??= []).push(entry)
    this.#appends.count()
    if (this.#isWriting) return
    this.#isWriting = true
    this.#appends.add(this)
  }

  /** Calls `run` once all that is on its way now is on the disk, or given up. */
  whenStored(run: () => void): void {
    if (this.isBusy) (this.#waiters ??= []).push(run)
    else run()
  }

  /** Waits for what is on its way; nothing is taken any more. */
  async close(): Promise<void> {
    while (this.isBusy) await new Promise<void>((resolve) => this.whenStored(resolve))
    this.#isClosed = true
  }

  /** Something was written since it was tidied. */
  get isUntidy(): boolean {
    return this.#hasWritten && !this.isReadOnly
  }

  /** Leaves the log so that it opens quickly and reads well. */
  async tidy(): Promise<void> {
    if (this.isReadOnly) return
    this.#hasWritten = false
    // A log that waits for another node is removed from the front, row by row, and is no state by itself.
    if (isPersonal(this.#key.kind)) return
    if (this.#rowsSinceSnapshot > TAIL_ROWS) await this.#snapshot()
    const toState = this.#key.kind === 'live'
    await this.#store.compact(this.#key, { before: this.#ages.now() - DAY_MS, ...COMPACTION, toState })
  }

  /** Begins the next group; its rows, or null where nobody else has to write them. For the scheduler. */
  begin(): readonly Append[] | null {
    // Those who wait now wait for this group at most; those who come while it is on its way wait for the next
    // one.
    this.#groupWaiters = this.#waiters ?? NONE
    this.#waiters = null
    this.#group = this.#outbox?.splice(0, groupLength(this.#outbox)) ?? NONE
    const [first] = this.#group
    const place = { document: this.#key, at: this.#clock.now(), current: this.#epoch }
    this.#joinedRows = first?.batch ? NOT_JOINED : rowsOf(this.#group, place)
    const rows = first?.batch ? batchRows(first, first.batch, place) : this.#joinedRows.map(({ row }) => row)
    this.#groupRows = rows
    const written = first === undefined ? null : this.#writeAlone(first, rows)
    if (written === null && rows.length > 0) return rows
    if (written === null) this.arrived(this.sequence + 1)
    else {
      void written.then(
        ([place]) => this.arrived(place ?? this.sequence + 1),
        (error: unknown) => this.failed(error),
      )
    }
    return null
  }

  /** Writes rows that are written together with something else; null where they are not. */
  #writeAlone(entry: LogEntry<Sender>, rows: readonly Append[]): Promise<readonly number[]> | null {
    const { batch, joint } = entry
    if (batch !== undefined) {
      return this.#store.append(rows, [], batch.records).then((sequences) => (batch.sequences = sequences))
    }
    return rows.length > 0 && joint !== undefined ? joint.take(rows) : null
  }

  /** The group is on the disk, from this row on. For the scheduler. */
  arrived(first: number): void {
    const rows = this.#groupRows
    const end = rows.length > 0 ? first + rows.length - 1 : this.sequence
    const [entry] = this.#group
    if (entry?.batch !== undefined && entry.batch.parts.length > 1) {
      void this.#arriveInParts(entry, entry.batch, end)
      return
    }
    this.sequence = end
    try {
      this.#arrived(this.#group)
    } catch (error) {
      this.#listener.broke(error)
    }
    this.#next()
  }

  /** The same of much, which is told and applied part by part. What comes meanwhile waits. */
  async #arriveInParts(entry: LogEntry<Sender>, { parts }: RowBatch, sequence: number): Promise<void> {
    const [{ document }, listener] = [this, this.#listener]
    try {
      await takeInTurns(parts, { document, member: entry.member, turns: this.#parts.turns, listener })
      this.sequence = sequence
      this.#applied(parts, this.#groupRows.length)
    } catch (error) {
      listener.broke(error)
    }
    // It is on the disk, whatever became of the copy in memory.
    listener.stored([entry], null)
    this.#next()
  }

  /** The group is not on the disk. For the scheduler. */
  failed(error: unknown): void {
    const group = this.#group
    const [first] = group
    if (error instanceof StaleLease && this.#isOwnLease(first))
      this.#lose([...group, ...(this.#outbox ?? NONE)], error)
    else if (first !== undefined && goesAlone(first) && isOfTheWrite(error)) this.#drop(first, error)
    else this.#fail([...group, ...(this.#outbox ?? NONE)], error)
    this.#next()
  }

  #next(): void {
    const told = this.#groupWaiters
    this.#group = NONE
    this.#groupRows = NONE
    this.#joinedRows = NOT_JOINED
    this.#groupWaiters = NONE
    for (const run of told) this.#wake(run)
    if (this.#outbox !== null && this.#outbox.length > 0) return this.#appends.add(this)
    this.#isWriting = false
    const waiters = this.#waiters ?? NONE
    this.#waiters = null
    for (const run of waiters) this.#wake(run)
  }

  /** A waiter that fails must not hold up the writing. */
  #wake(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.#listener.broke(error)
    }
  }

  /**
   * First the senders are told, then it is applied. The data on the disk is true, no matter who has heard of
   * it.
   */
  #arrived(group: readonly LogEntry<Sender>[]): void {
    const rows = this.#groupRows
    for (const entry of group) {
      if (!goesAlone(entry)) continue
      for (const { reading, claims } of additionsOf([entry]))
        this.document.expect(reading, claims, entry.member)
    }
    const additions = additionsOf(group)
    const joined = joinedOf(group, additions, this.#joinedRows)
    this.#listener.stored(group, joined && joined.bytes)
    if (joined !== null) this.document.settle(additions, joined)
    this.#applied(additions, rows.length)
  }

  #applied(additions: readonly LogAddition[], rows: number): void {
    for (const { reading } of additions) {
      this.#load -= reading.bytes.length
      this.#bytesSinceSnapshot += reading.bytes.length
    }
    this.#rowsSinceSnapshot += rows
    this.#hasWritten ||= rows > 0
    const isDue = this.#bytesSinceSnapshot > Math.max(SNAPSHOT_BYTES, this.document.bytes / 2)
    if (isDue && !isPersonal(this.#key.kind)) void this.#snapshot()
  }

  /** One write of an owner that may not be: the disk is well. */
  #drop(entry: LogEntry<Sender>, error: Error): void {
    this.#load -= bytesOf(entry)
    this.document.disown(claimsOf([entry]))
    this.#listener.outdated(entry, error)
  }

  /** Whether an entry is written under the lease of this log alone. */
  #isOwnLease(entry: LogEntry<Sender> | undefined): boolean {
    return (
      this.#epoch !== undefined && entry?.joint === undefined && (entry?.epoch ?? this.#epoch) === this.#epoch
    )
  }

  /** Another process owns the world: what it writes is not known here. */
  #lose(entries: readonly LogEntry<Sender>[], error: Error): void {
    this.#outbox = null
    this.#load = 0
    this.document.forget(claimsOf(entries))
    this.#listener.lost(entries, error)
  }

  #fail(entries: readonly LogEntry<Sender>[], error: unknown): void {
    this.#outbox = null
    this.#load = 0
    this.document.forget(claimsOf(entries))
    this.whyReadOnly = whyNotSaved(error)
    this.#listener.failed(entries, error)
    this.#probe()
  }

  #probe(failures = 0): void {
    this.#clock.after(waitMsAfter(failures, PROBE), () => {
      if (!this.#isClosed) this.#recover().catch(() => this.#probe(failures + 1))
    })
  }

  /** Reads the log again: it says what the disk really has. */
  async #recover(): Promise<void> {
    await this.#store.probe()
    const stored = await this.#store.open(this.#key)
    if (stored.isDamaged === true) {
      this.whyReadOnly = damagedDocument().message
      return
    }
    const document = new SharedDocument(stored, this.#parts)
    // A reader who was given the stored bytes alone was told of nothing that the disk may not have.
    const more = this.document.isUnread ? null : await document.since(this.document.vector())
    this.document = document
    this.sequence = stored.sequence
    this.#rowsSinceSnapshot = stored.tail.length
    this.whyReadOnly = null
    this.#listener.recovered(more === null || more.length <= 2 ? null : more)
  }

  /** A snapshot that cannot be made or written costs nothing but time at the next opening. */
  async #snapshot(): Promise<void> {
    if (this.#isSnapshotting) return
    this.#isSnapshotting = true
    this.#rowsSinceSnapshot = 0
    this.#bytesSinceSnapshot = 0
    const { sequence } = this
    try {
      await this.#store.snapshot(this.#key, sequence, await this.document.snapshot())
    } catch (error) {
      this.#listener.warned(error)
    } finally {
      this.#isSnapshotting = false
    }
  }
}
