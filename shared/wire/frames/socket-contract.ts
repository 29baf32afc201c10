// Time and sockets as whoever speaks to a node is given them, a browser's replica and a driver alike: passed in, so that tests
// can hold the one and cut the other.

export interface Clock {
  /** ms since 1970. */
  now(): number
  /** Calls `act` once after `ms`, unless the returned function is called before. */
  after(ms: number, act: () => void): () => void
}

export interface SocketEvents {
  readonly open: () => void
  /** `frame` may be valid during the call only. */
  readonly message: (frame: Uint8Array) => void
  /** Once, also when it never opened. Codes are WebSocket's, see CLOSE in sync-frames.ts. */
  readonly close: (code: number, reason: string) => void
}

/** A socket that is opening or open. */
export interface Socket {
  /** Sends, or does nothing when it cannot: `close` tells. */
  send(frame: Uint8Array): void
  close(): void
}
