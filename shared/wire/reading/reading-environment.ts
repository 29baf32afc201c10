// A reader's environment: time, chance and sockets. Tests pass in other ones.
import type { Clock } from '../../time/clock.ts'
import type { RandomBytes } from '../../world/address.ts'

export interface ReadingEnvironment {
  readonly clock: Clock
  readonly random: RandomBytes
  /** A WebSocket, in the name of the reader. */
  readonly WebSocket: new (url: string) => object
  /** Takes an error that is nobody's answer: a bug, here or in a listener. */
  readonly report: (error: unknown) => void
  readonly process?: PlatformProcess | undefined
}

/** Where there is one, y-websocket listens to its end once for each document. */
export interface PlatformProcess {
  off(event: 'exit', listener: () => void): unknown
}
