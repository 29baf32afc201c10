// Everything a replica needs from outside itself, as small as it can be: tests pass in other clocks, sockets
// that die and disks that fail. The browser's own are wired in replica/browser.ts.
import type { IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'
import type { Socket, SocketEvents } from '../../shared/wire/frames/socket-contract.ts'
import type { RandomBytes } from '../../shared/world/address.ts'
import type { Clock } from '../../shared/time/clock.ts'

/** Something all tabs of this browser hear, except the one that posts. */
export interface Channel {
  post(message: unknown): void
  close(): void
}

export interface BrowserPlatform {
  readonly clock: Clock
  readonly random: RandomBytes
  readonly openSocket: (url: string, events: SocketEvents) => Socket
  /**
   * Why a socket does not open, in words, asked by other means; empty where nobody knows. `isUnanswered`: it
   * was not refused, either.
   */
  readonly whyNoSocket?: (url: string, isUnanswered: boolean) => Promise<string>
  /** The same for y-websocket, which opens its sockets itself. */
  readonly WebSocket: new (url: string) => object
  /** Null where the browser has no BroadcastChannel: tabs then meet at the server alone. */
  readonly openChannel: ((name: string, onMessage: (message: unknown) => void) => Channel) | null
  /** Null where the browser has none, as in some private windows. */
  readonly indexedDB: IDBFactory | null
  /** y-indexeddb, which opens its databases itself, bound to a document; rejects where it does not come. */
  readonly bindBase: (name: string, document: Y.Doc) => Promise<IndexeddbPersistence>
  /** Calls back when trying again is worth it: the network is back, the tab is shown. */
  readonly onWake: (wake: () => void) => () => void
  /** Calls back when the network is gone, which sockets themselves notice late. */
  readonly onSleep: (sleep: () => void) => () => void
  /** Takes an error that is nobody's answer: a bug, or a server that does not speak as it should. */
  readonly report: (error: unknown) => void
  /** Does what nobody sees once a key is on the screen; at once where the page may end. */
  readonly afterFrame: (work: () => void) => void
  /** Resolves when there is something to look at, or that takes long: what can wait comes after it. */
  readonly shown: Promise<void>
}
