// Enters a node as a program that acts like a person: gives a name or signs in, opens a world, and hands out
// a driver.
import { parseAnyAddress, type Address } from '../world/address.ts'
import { createDriver } from './create-driver.ts'
import type { Driver } from './driver.ts'
import { addressNow, greet, outsideOf, type Platform, type PlatformWebSocket } from './platform.ts'

export type { Driver, DriverEvents, Whispered, Which } from './driver.ts'
export type { HeardSpeech as Heard } from './noticed-events.ts'
export type { Outcome } from '../world/live/live-state-values.ts'
export type { Artifact } from '../world/artifact.ts'

export interface ConnectOptions {
  /** Where the node is, such as `http://127.0.0.1:7070`. */
  readonly server: string
  /** The driver's name, or with a password the name of its account. */
  readonly name: string
  readonly password?: string | undefined
  /**
   * The world to look at first, such as `ada/garden`, or on another node, by way of this one,
   * `bob@house.example/square`.
   */
  readonly world: string
  /** The session of an earlier driver: with it one is the same person, with the same body and its things. */
  readonly session?: string | undefined
  /**
   * How long an act may take until one is told that nobody knows, in ms, reconnecting included; 15 s unless
   * it is said.
   */
  readonly patienceMs?: number | undefined
  /** `globalThis`. */
  readonly platform: Platform
  /** The one of the package `ws`, or Node's own. */
  readonly WebSocket: PlatformWebSocket
}

/**
 * Rejects with a sentence when the node does not answer, or does not take the name, or the world does not
 * open.
 */
export async function connect({ platform, WebSocket, ...options }: ConnectOptions): Promise<Driver> {
  const world = parseAnyAddress(options.world)
  if (world === null) throw new Error(`${options.world} is not the address of a world, such as ada/garden.`)
  const server = options.server.replace(/\/+$/, '')
  const greeted = await greet(platform, server, options)
  const find = (asked: Address): Promise<Address> =>
    addressNow(platform, { server, session: greeted.session, world: asked })
  return createDriver({
    ...greeted,
    timeoutMs: options.patienceMs,
    outside: outsideOf(platform, WebSocket, greeted.session),
    server: server.replace(/^http/, 'ws'),
    world: await find(world),
    addressNow: find,
  })
}
