// What this node asks of others: signed, vouching for the person for whom it asks, with every wait bounded, and counted in the book.
import type { WebSocket } from 'ws'
import type { MemberId, NodeName } from '../../shared/world/address.ts'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its query, from `/` on, as the other node reads it. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** The member of this node for whom is asked; none: the node asks for itself. */
  readonly as?: MemberId
  readonly timeoutMs?: number
  /** Of the answer. */
  readonly bytesMax?: number
}

export interface Called {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Uint8Array
  /** What the bytes say as JSON; null where they are none. */
  readonly body: unknown
}

export interface Caller {
  /** Asks another node; whatever it answers is an answer. Rejects with a PeerFault. */
  call(node: NodeName, call: Call): Promise<Called>
  /**
   * Opens a line to another node for somebody: `path` such as `/sync/bob/square/live?inkland=1&bare=1`. Rejects with a PeerFault; of
   * kind `refused` with what the node said. Listeners that are set right after the `await` miss nothing.
   */
  socket(node: NodeName, path: string, as: MemberId, bytesMax?: number): Promise<WebSocket>
}
