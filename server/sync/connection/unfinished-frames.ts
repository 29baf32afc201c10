// Bounds the frames that are not whole yet, over all connections, so that nobody fills memory by sending many
// large frames slowly. The sender with the most of them is closed first, and comes again.

import type { Right } from '../../../shared/world/rights.ts'
import type { DocumentRoom } from '../rooms/document-room.ts'

/** A frame up to this size, in bytes, anybody may send at any time. */
export const LARGE_BYTES = 64 * 1024
/**
 * A member who may only look sends at most so much about what was deleted, in bytes: as much as a large world
 * has.
 */
const READER_BYTES = 1024 * 1024
/** Most bytes of frames that are larger than what everybody may send, over all connections. */
const BYTES_MAX = 96 * 1024 * 1024

export interface UnfinishedSender {
  /** The sender. All connections with the same sender count together. */
  readonly by: string
  /** There is no room for what it sends. */
  noRoom(): void
}

export class UnfinishedFrames {
  readonly #bytesMax: number
  readonly #sending = new Map<UnfinishedSender, number>()
  #bytes = 0

  constructor(bytesMax = BYTES_MAX) {
    this.#bytesMax = bytesMax
  }

  /** A connection has so much of a frame here that is not whole; 0: it has none any more. */
  note(connection: UnfinishedSender, bytes: number): void {
    const before = this.#sending.get(connection) ?? 0
    if (bytes === before) return
    this.#bytes += bytes - before
    if (bytes === 0) this.#sending.delete(connection)
    else this.#sending.set(connection, bytes)
    if (this.#bytes > this.#bytesMax) this.#largest()?.noRoom()
  }

  /** The largest frame of the sender with the most. */
  #largest(): UnfinishedSender | null {
    const sums = new Map<string, number>()
    for (const [{ by }, bytes] of this.#sending) sums.set(by, (sums.get(by) ?? 0) + bytes)
    let most: UnfinishedSender | null = null
    const weigh = (sending: UnfinishedSender): number =>
      (sums.get(sending.by) ?? 0) * BYTES_MAX + (this.#sending.get(sending) ?? 0)
    for (const sending of this.#sending.keys())
      if (most === null || weigh(sending) > weigh(most)) most = sending
    return most
  }
}

/**
 * Largest frame that makes sense from somebody in a room, in bytes. Who may not write tells what they have,
 * which is no more than is there.
 */
export function frameBytesMax(room: DocumentRoom, right: Right): number {
  if (room.mayWrite(right)) return Infinity
  return LARGE_BYTES + room.document.vectorBytesMax + Math.min(room.document.bytes, READER_BYTES)
}
