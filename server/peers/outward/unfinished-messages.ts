// Incomplete messages, over all connections to other nodes: a node may send a large one slowly, or begin many
// and end none. If that is too much, the largest of the largest sender is cut.
import type { WebSocket } from 'ws'
import type { NodeName } from '../../../shared/world/address.ts'
import type { UnfinishedFrames, UnfinishedSender } from '../../sync/connection/unfinished-frames.ts'

/** How much of one, in bytes, is no matter. */
const SMALL_BYTES = 64 * 1024
/** A piece that it comes in takes so much memory beside its bytes. */
const PIECE_BYTES = 256

/** The bytes of a connection, which says when there are more. */
export interface Received {
  readonly bytesRead: number
  on(event: 'data', listener: () => void): unknown
}

/** Counts what comes over a line until it is closed. */
export function countUnfinished(
  line: WebSocket,
  connection: Received,
  by: NodeName,
  intake: UnfinishedFrames,
): void {
  let wholeTo = connection.bytesRead
  let pieces = 0
  const sending: UnfinishedSender = {
    by,
    noRoom() {
      line.terminate()
      isOver = true
      intake.note(sending, 0)
    },
  }
  let isOver = false
  connection.on('data', () => {
    pieces += 1
    const bytes = connection.bytesRead - wholeTo + pieces * PIECE_BYTES
    if (bytes > SMALL_BYTES && !isOver) intake.note(sending, bytes)
  })
  line.on('message', () => {
    wholeTo = connection.bytesRead
    pieces = 0
    intake.note(sending, 0)
  })
  line.on('close', () => intake.note(sending, 0))
}
