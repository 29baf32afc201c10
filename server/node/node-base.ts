// The shared parts of every cluster of a node: how it was started, and the world outside.
import type { Logger } from 'pino'
import type { RandomBytes } from '../../shared/world/address.ts'
import type { Config } from '../config/node-config.ts'
import type { ServerClock } from '../time/server-clock.ts'

export interface NodeBase {
  readonly config: Config
  readonly clock: ServerClock
  /** For waits for other nodes. */
  readonly peerClock: ServerClock
  readonly random: RandomBytes
  readonly log: Logger
}
