// A socket to a node, for a browser's replica and a driver alike. It is passed in, so that tests can cut it.

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
