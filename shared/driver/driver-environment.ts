// What a driver needs from outside itself: time, chance and sockets. Tests pass in other ones; platform.ts
// makes them of what Node and browsers have.
import type { Socket, SocketEvents } from '../wire/frames/socket-contract.ts'
import type { RandomBytes } from '../world/address.ts'
import type { Clock } from '../time/clock.ts'

export type { Clock, Socket, SocketEvents }

export interface DriverEnvironment {
  readonly clock: Clock
  readonly random: RandomBytes
  /** Opens a socket in the name of the one who drives. */
  readonly openSocket: (url: string, events: SocketEvents) => Socket
  /** Takes an error that is nobody's answer: a bug, here or in a listener. */
  readonly report: (error: unknown) => void
}
