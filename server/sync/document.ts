// One document in memory: what is on the disk, and the clocks of what is on its way there. The Y.Doc is built only when
// somebody needs it; a reader who starts from nothing is given the stored bytes as they are.
import * as Y from 'yjs'
import type { MemberId } from '../../shared/world/address.ts'
import { makeCopy } from '../../shared/wire/copy.ts'
import { joinUpdates } from '../../shared/wire/join.ts'
import { readUpdate, type UpdateReading } from '../../shared/wire/update.ts'
import type { Stored, StoredUpdate } from '../storage/store.ts'
import type { GuardedDocument } from './guard.ts'

/** How many updates may wait to be applied: joined is cheaper, but a long wait would make one turn long. */
const WAITING_MAX = 1000

/** A snapshot from this size on is read when somebody needs it, not before it is sent: that takes milliseconds. */
const LARGE_BYTES = 256 * 1024
/** Most bytes that a state vector takes for one client: two whole numbers. */
const VECTOR_ENTRY_BYTES = 16

/** A stored update that cannot be read: it is put aside, the rest of the world lives. */
export class Unreadable extends Error {
  readonly sequence: number

  constructor(sequence: number) {
    super(`the stored update ${sequence} cannot be read`)
    this.sequence = sequence
  }
}

/** A document with its clocks and the owners of its client ids. */
export class SharedDocument implements GuardedDocument {
  /** Size of the state in bytes: exact after a snapshot, from then on the sum of what was added. */
  bytes = 0
  private readonly known = new Map<number, number>()
  private readonly stored = new Map<number, number>()
  private readonly owners: Map<number, MemberId>
  private built: Y.Doc | null = null
  /** The snapshot, until somebody needs its clocks: reading a large one takes longer than sending it. */
  private unread: StoredUpdate | null
  /** On the disk, not applied yet. */
  private waiting: UpdateReading[] = []
  /** The whole state, encoded, until something is added. */
  private state: Uint8Array | null = null

  constructor(stored: Stored) {
    this.owners = new Map(stored.clients)
    this.unread = stored.snapshot && { sequence: stored.snapshotSequence, bytes: stored.snapshot }
    this.bytes = stored.snapshot?.length ?? 0
    if (stored.tail.length > 0 || this.bytes < LARGE_BYTES) this.readSnapshot()
    for (const row of stored.tail) {
      const reading = readStored(row)
      advance(this.known, reading)
      this.keep(reading)
    }
  }

  /** Nobody has needed the clocks yet: the state can be sent at once, and asking for them takes a while. */
  get isUnread(): boolean {
    return this.unread !== null
  }

  /** Longest state vector that somebody who knows all of it may have, in bytes. */
  get vectorBytesMax(): number {
    return VECTOR_ENTRY_BYTES * Math.max(this.owners.size, this.known.size)
  }

  private readSnapshot(): void {
    if (this.unread === null) return
    const reading = readStored(this.unread)
    this.unread = null
    advance(this.known, reading)
    advance(this.stored, reading)
    this.waiting.unshift(reading)
  }

  clockOf(client: number): number {
    this.readSnapshot()
    return this.known.get(client) ?? 0
  }

  storedClockOf(client: number): number {
    this.readSnapshot()
    return this.stored.get(client) ?? 0
  }

  ownerOf(client: number): MemberId | undefined {
    return this.owners.get(client)
  }

  /** Counts an update as on its way: what comes next may rest on it. */
  expect(reading: UpdateReading, claims: readonly number[], member: MemberId): void {
    this.readSnapshot()
    advance(this.known, reading)
    for (const client of claims) this.owners.set(client, member)
  }

  /** Keeps client ids for a member whose update is on its way, and may not arrive; nothing rests on it before it does. */
  reserve(claims: readonly number[], member: MemberId): void {
    for (const client of claims) this.owners.set(client, member)
  }

  /** The client ids of one member are another's from now on. */
  claim(from: MemberId, to: MemberId): void {
    for (const [client, owner] of this.owners) if (owner === from) this.owners.set(client, to)
  }

  /** Gives back client ids whose update did not arrive. */
  disown(claims: readonly number[]): void {
    for (const client of claims) this.owners.delete(client)
  }

  /** Counts an update that was expected as on the disk. */
  settle(reading: UpdateReading): void {
    this.readSnapshot()
    this.keep(reading)
    if (this.waiting.length >= WAITING_MAX) this.doc()
  }

  private keep(reading: UpdateReading): void {
    advance(this.stored, reading)
    this.bytes += reading.bytes.length
    this.state = null
    this.waiting.push(reading)
  }

  /** Forgets what was on its way, after the disk failed. */
  forget(claims: readonly number[]): void {
    this.known.clear()
    for (const [client, clock] of this.stored) this.known.set(client, clock)
    this.disown(claims)
  }

  /** The document as it is on the disk. Nobody listens to its updates: if somebody did, Yjs would encode every change again. */
  doc(): Y.Doc {
    this.readSnapshot()
    this.built ??= makeCopy()
    if (this.waiting.length > 0) {
      const update = joinUpdates(this.waiting)
      this.waiting = []
      Y.applyUpdate(this.built, update)
      if (this.built.store.pendingStructs !== null || this.built.store.pendingDs !== null) {
        throw new Error('the log holds an update that rests on a missing one')
      }
    }
    return this.built
  }

  /** State vector of what is on the disk, encoded. */
  vector(): Uint8Array {
    this.readSnapshot()
    return Y.encodeStateVector(this.stored)
  }

  /** All that a reader with this state vector has not got, as one update; null when the vector is malformed. */
  since(vector: Uint8Array): Uint8Array | null {
    if (vector.length === 1 && vector[0] === 0) return this.whole()
    const clocks = readVector(vector)
    if (clocks === null) return null
    return Y.encodeStateAsUpdate(this.doc(), vector)
  }

  /** The whole state as one update. */
  whole(): Uint8Array {
    if (this.unread !== null) return this.unread.bytes
    this.state ??= this.built === null ? joinUpdates(this.waiting) : Y.encodeStateAsUpdate(this.doc())
    return this.state
  }
}

function readStored({ sequence, bytes }: StoredUpdate): UpdateReading {
  const reading = readUpdate(bytes, 'clocks')
  if (reading === null) throw new Unreadable(sequence)
  return reading
}

function readVector(vector: Uint8Array): Map<number, number> | null {
  try {
    return Y.decodeStateVector(vector)
  } catch {
    return null
  }
}

function advance(clocks: Map<number, number>, { sections }: UpdateReading): void {
  for (const { client, end } of sections) clocks.set(client, end)
}
