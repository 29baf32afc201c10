// What went over a line so far: `ws` tells nothing of a large message before it is whole. A node may send one
// slowly, or begin many and end none: if incomplete messages are too much, over all lines, the largest of the
// largest sender is cut.
import type { WebSocket } from 'ws'
import type { NodeName } from '../../../shared/world/address.ts'
import type { UnfinishedFrames, UnfinishedSender } from '../../sync/connection/unfinished-frames.ts'

export const bytesIn = (line: WebSocket): number => countOf(line, 'bytesRead')
export const bytesOut = (line: WebSocket): number => countOf(line, 'bytesWritten')

function countOf(line: WebSocket, what: 'bytesRead' | 'bytesWritten'): number {
  const socket: unknown = Reflect.get(line, '_socket')
  const bytes: unknown = typeof socket === 'object' && socket !== null ? Reflect.get(socket, what) : 0
  return typeof bytes === 'number' ? bytes : 0
}

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
