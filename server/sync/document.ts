// One document in memory: what is on the disk, and the clocks of what is on its way there. The Y.Doc is built only when
// somebody needs it; a reader who starts from nothing is given the stored bytes as they are.
import * as Y from 'yjs'
import type { MemberId } from '../../shared/world/address.ts'
import { makeCopy } from '../../shared/wire/copy.ts'
import { joinUpdates } from '../../shared/wire/join.ts'
import { readUpdate, type UpdateReading } from '../../shared/wire/update.ts'
import type { Stored } from '../storage/store.ts'
import type { GuardedDocument } from './guard.ts'

/** How many updates may wait to be applied: joined is cheaper, but a long wait would make one turn long. */
const WAITING_MAX = 1000

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
  /** On the disk, not applied yet. */
  private waiting: UpdateReading[] = []
  /** The whole state, encoded, until something is added. */
  private state: Uint8Array | null = null

  constructor(stored: Stored) {
    this.owners = new Map(stored.clients)
    const snapshot = stored.snapshot === null ? [] : [{ sequence: stored.sequence, bytes: stored.snapshot }]
    for (const { sequence, bytes } of [...snapshot, ...stored.tail]) {
      const reading = readUpdate(bytes, 'clocks')
      if (reading === null) throw new Unreadable(sequence)
      advance(this.known, reading)
      this.keep(reading)
    }
  }

  clockOf(client: number): number {
    return this.known.get(client) ?? 0
  }

  storedClockOf(client: number): number {
    return this.stored.get(client) ?? 0
  }

  ownerOf(client: number): MemberId | undefined {
    return this.owners.get(client)
  }

  /** Counts an update as on its way: what comes next may rest on it. */
  expect(reading: UpdateReading, claims: readonly number[], member: MemberId): void {
    advance(this.known, reading)
    for (const client of claims) this.owners.set(client, member)
  }

  /** Counts an update that was expected as on the disk. */
  settle(reading: UpdateReading): void {
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
    for (const client of claims) this.owners.delete(client)
  }

  /** The document as it is on the disk. Nobody listens to its updates: if somebody did, Yjs would encode every change again. */
  doc(): Y.Doc {
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
    this.state ??= this.built === null ? joinUpdates(this.waiting) : Y.encodeStateAsUpdate(this.doc())
    return this.state
  }
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
