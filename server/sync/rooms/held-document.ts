// A document that is held open from within the node: by a world's owner, which follows it and writes into it.
import { HOST, type MemberId } from '../../../shared/world/address.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import { NO_COST } from '../../../shared/yjs/work-steps.ts'
import type { SharedDocument } from '../document/shared-document.ts'
import { judge } from '../validation/update-guard.ts'
import type { JointTurn } from './joint-append.ts'
import type { DocumentRoom } from './document-room.ts'
import type { RoomHolder } from './room-member.ts'
import type { JudgedParts } from './edit-parts.ts'
import type { NodeEdit } from './node-judging.ts'
import { judgeAllWithin, writeAllWithin, writeWithin } from './node-writes.ts'
import { Semaphore } from '../../time/semaphore.ts'

export interface HeldDocument {
  /** Size of its state, more or less. */
  readonly bytes: number
  /** All that is on disk, as updates that are applied one after the other, each of them small. */
  updates(): readonly Uint8Array[]
  /** Which clocks of it there are, encoded. */
  vector(): Uint8Array
  /**
   * Judged like any frame, stored, told to readers and applied; resolves when it is on disk, rejects when it
   * is not. One after the other: the next one is taken when the one before was answered. With `joint` it is
   * stored with what others write.
   */
  append(update: Uint8Array, by: MemberId, epoch?: number, joint?: JointTurn): Promise<void>
  /**
   * Several rows, each with what it says of itself, and changes of records: in one transaction, or nothing of
   * it. Judged, told and applied as one update; resolves with the rows' places in the log. A merge may also
   * be refused by the records alone (RecordTaken, RecordMoved). Rejects with a WriteRefused where there is no
   * room for it.
   */
  writeAll(
    edits: readonly NodeEdit[],
    by: MemberId,
    under?: { readonly epoch?: number; readonly records?: readonly RecordChange[] },
  ): Promise<readonly number[]>
  /**
   * Rejects where these edits would be refused as things are; writes nothing. What is found out of the same
   * edits is not asked again when they are written next.
   */
  judgeAll(edits: readonly NodeEdit[], by: MemberId): Promise<void>
  /** Whether all of an update is on disk and applied, no matter who wrote it. */
  has(update: Uint8Array): boolean
  /**
   * Tells those who follow it who is there, as another node says; null: it says nothing any more. Never
   * stored.
   */
  relay(update: Uint8Array | null): void
  /**
   * Calls `listener` with what comes onto the disk from here on, one's own as well, until the answer is
   * called.
   */
  onStored(listener: (update: Uint8Array) => void): () => void
}

/** A world's scene for what its past writes, at whichever process of the node it is open. */
export interface WritableScene {
  /** As of a HeldDocument. */
  vector(): Promise<Uint8Array>
  judgeAll(edits: readonly NodeEdit[], by: MemberId): Promise<void>
  writeAll(
    edits: readonly NodeEdit[],
    by: MemberId,
    under?: { readonly records?: readonly RecordChange[] },
  ): Promise<void>
  release(): void
}

/** Both documents of a world. */
export interface HeldDocuments {
  readonly scene: HeldDocument
  readonly live: HeldDocument
  /**
   * Calls `listener` once, when a disk failed or a room was closed: then nothing more is told or stored, and
   * one holds again.
   */
  onBroken(listener: (error: unknown) => void): void
  release(): void
}

class HeldRoom implements HeldDocument, RoomHolder {
  readonly #room: DocumentRoom
  readonly #whenBroken: (error: unknown) => void
  #listeners: ((update: Uint8Array) => void)[] = []
  readonly #turns = new Semaphore(1)
  #brokenBy: unknown = null
  #judged: {
    readonly edits: readonly NodeEdit[]
    readonly by: MemberId
    readonly found: JudgedParts
  } | null = null

  /** Throws a StoreFault when the room's disk does not work now. */
  constructor(room: DocumentRoom, whenBroken: (error: unknown) => void) {
    this.#room = room
    this.#whenBroken = whenBroken
    room.hold(this)
  }

  get bytes(): number {
    return this.#room.document.bytes
  }

  updates(): readonly Uint8Array[] {
    return this.#room.document.updates()
  }

  vector(): Uint8Array {
    return this.#room.document.vector()
  }

  has(update: Uint8Array): boolean {
    return isStored(this.#room.document, update)
  }

  append(update: Uint8Array, by: MemberId, epoch?: number, joint?: JointTurn): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#brokenBy !== null) throw this.#brokenBy
      const under = { ...(epoch !== undefined && { epoch }), ...(joint && { joint }) }
      return writeWithin(this.#room, update, by, under)
    })
  }

  writeAll(
    edits: readonly NodeEdit[],
    by: MemberId,
    under: { readonly epoch?: number; readonly records?: readonly RecordChange[] } = {},
  ): Promise<readonly number[]> {
    return this.#turns.take(async () => {
      if (this.#brokenBy !== null) throw this.#brokenBy
      const judged = this.#judged?.edits === edits && this.#judged.by === by ? this.#judged.found : null
      this.#judged = null
      return writeAllWithin(this.#room, edits, by, { ...under, judged })
    })
  }

  judgeAll(edits: readonly NodeEdit[], by: MemberId): Promise<void> {
    return this.#turns.take(async () => {
      if (this.#brokenBy !== null) throw this.#brokenBy
      this.#judged = { edits, by, found: await judgeAllWithin(this.#room, edits, by) }
    })
  }

  relay(update: Uint8Array | null): void {
    if (this.#brokenBy === null) this.#room.relay(update)
  }

  onStored(listener: (update: Uint8Array) => void): () => void {
    this.#listeners.push(listener)
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener)
    }
  }

  stored(update: Uint8Array): void {
    for (const listener of this.#listeners) listener(update)
  }

  broke(error: unknown): void {
    this.letGo(error)
    this.#whenBroken(error)
  }

  /** Nothing is told any more, and what was not taken yet is not stored. */
  letGo(error: unknown): void {
    this.#brokenBy ??= error
    this.#listeners = []
    this.#room.letGo(this)
  }
}

/** Opens the room of a kind, and calls `then` in the turn in which it has to be entered. */
type EnterRoom = (kind: 'scene' | 'live', then: (room: DocumentRoom) => void) => Promise<void>

/** Holds both rooms of a world as one; rejects with a StoreFault when a disk does not work. */
export async function holdBoth(enter: EnterRoom): Promise<HeldDocuments> {
  const broken = Promise.withResolvers<unknown>()
  const held: HeldRoom[] = []
  const release = (error: unknown): void => {
    for (const room of held) room.letGo(error)
  }
  const whenBroken = (error: unknown): void => {
    release(error)
    broken.resolve(error)
  }
  const hold = async (kind: 'scene' | 'live'): Promise<HeldRoom> => {
    const ready = Promise.withResolvers<HeldRoom>()
    await enter(kind, (room) => {
      const mine = new HeldRoom(room, whenBroken)
      // Pending writes of an earlier holder have arrived, or were given up.
      room.ready().then(
        () => ready.resolve(mine),
        (error: unknown) => ready.reject(error),
      )
    })
    return ready.promise
  }
  try {
    const scene = await hold('scene')
    held.push(scene)
    const live = await hold('live')
    held.push(live)
    return {
      scene,
      live,
      onBroken: (listener) => void broken.promise.then(listener),
      release: () => release(new Error('it was let go of')),
    }
  } catch (error) {
    release(error)
    throw error
  }
}

/** Whether all of an update is on the disk and applied, no matter who wrote it. */
function isStored(document: SharedDocument, update: Uint8Array): boolean {
  const stored = {
    clockOf: (client: number) => document.storedClockOf(client),
    storedClockOf: (client: number) => document.storedClockOf(client),
    ownerOf: () => undefined,
    doc: () => document.doc(),
    goesOn: () => false,
    costOf: () => NO_COST,
  }
  return judge(update, HOST, stored).type === 'nothing'
}
