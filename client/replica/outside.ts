// Everything a replica needs from outside itself, as small as it can be: tests pass in other clocks, sockets that die
// and disks that fail. The browser's own are wired in browser.ts.
import type { RandomBytes } from '../../shared/world/address.ts'

export interface Clock {
  /** ms since 1970. */
  now(): number
  /** Calls `act` once after `ms`, unless the returned function is called before. */
  after(ms: number, act: () => void): () => void
}

export interface SocketEvents {
  readonly open: () => void
  readonly message: (frame: Uint8Array) => void
  /** Once, also when it never opened. Codes are WebSocket's, see CLOSE in shared/wire/frame.ts. */
  readonly close: (code: number, reason: string) => void
}

/** A socket that is opening or open. */
export interface Socket {
  /** Sends, or does nothing when it cannot: `close` tells. */
  send(frame: Uint8Array): void
  close(): void
}

/** Something all tabs of this browser hear, except the one that posts. */
export interface Channel {
  post(message: unknown): void
  close(): void
}

export interface Outside {
  readonly clock: Clock
  readonly random: RandomBytes
  readonly openSocket: (url: string, events: SocketEvents) => Socket
  /** Null where the browser has no BroadcastChannel: tabs then meet at the server alone. */
  readonly openChannel: ((name: string, onMessage: (message: unknown) => void) => Channel) | null
  /** Null where the browser has none, as in some private windows. */
  readonly indexedDB: IDBFactory | null
  /** Calls back when trying again is worth it: the network is back, the tab is shown. */
  readonly onWake: (wake: () => void) => () => void
  /** Calls back when the network is gone, which sockets themselves notice late. */
  readonly onSleep: (sleep: () => void) => () => void
  /** Takes an error that is nobody's answer: a bug, or a server that does not speak as it should. */
  readonly report: (error: unknown) => void
}
