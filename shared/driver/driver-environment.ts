// A driver's environment: time, chance and sockets. Tests pass in other ones; platform.ts makes them from
// those of Node and browsers.
import type { RandomBytes } from '../world/address.ts'
import type { Clock } from '../time/clock.ts'

export type { Clock }

export interface DriverEnvironment {
  readonly clock: Clock
  readonly random: RandomBytes
  /** A WebSocket, in the name of the one who drives. */
  readonly WebSocket: new (url: string) => object
  /** Takes an error that is nobody's answer: a bug, here or in a listener. */
  readonly report: (error: unknown) => void
  readonly process?: PlatformProcess | undefined
}

/** Where there is one, y-websocket listens to its end once for each document. */
export interface PlatformProcess {
  off(event: 'exit', listener: () => void): unknown
}
