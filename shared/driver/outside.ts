// What a driver needs from outside itself: time, chance and sockets. Tests pass in other ones; platform.ts makes them of what
// Node and browsers have.
import type { RandomBytes } from '../world/address.ts'

export interface Clock {
  /** ms since 1970. */
  now(): number
  /** Calls `act` once after `ms`, unless the returned function is called before. */
  after(ms: number, act: () => void): () => void
}

export interface SocketEvents {
  readonly open: () => void
  /** `frame` is valid during the call only. */
  readonly message: (frame: Uint8Array) => void
  /** Once, also when it never opened. Codes are WebSocket's, see CLOSE in ../wire/frame.ts. */
  readonly close: (code: number, reason: string) => void
}

/** A socket that is opening or open. */
export interface Socket {
  /** Sends, or does nothing when it cannot: `close` tells. */
  send(frame: Uint8Array): void
  close(): void
}

export interface Outside {
  readonly clock: Clock
  readonly random: RandomBytes
  /** Opens a socket in the name of the one who drives. */
  readonly openSocket: (url: string, events: SocketEvents) => Socket
  /** Takes an error that is nobody's answer: a bug, here or in a listener. */
  readonly report: (error: unknown) => void
}
